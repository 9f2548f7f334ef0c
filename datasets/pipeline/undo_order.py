"""Later deliveries that rest on one, so that they have to be undone before it."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q, QuerySet

from datasets import states
from datasets.models import Delivery, Level, Observation, ObservationRevision
from datasets.pipeline import replaced_areas
from datasets.pipeline.deliveries import scope_of


def first_to_undo(delivery: Delivery) -> Delivery | None:
    """Return the newest live delivery that came after this one and speaks of the same figures, or areas."""
    after = later_than(delivery)
    if delivery.kind != Delivery.Kind.BOUNDARIES:
        return next((later for later in after if _rests(later, delivery)), None)
    made = replaced_areas.made(delivery)
    return next((later for later in after if _rests_on_areas(later, delivery, made)), None)


def later_than(delivery: Delivery) -> QuerySet[Delivery]:
    live = Delivery.objects.of(delivery.partnership).filter(state__in=states.LIVE).exclude(pk=delivery.pk)
    after = Q(loaded_at__gt=delivery.loaded_at) | Q(loaded_at=delivery.loaded_at, pk__gt=delivery.pk)
    return live.filter(after).select_related("dataset").order_by("-loaded_at", "-pk")


def _rests(later: Delivery, delivery: Delivery) -> bool:
    """Return whether a later delivery rests on the figures of this one.

    A release of the same dataset confirms also what it leaves as it was; one of another dataset may. What boundaries
    only carried along rests on nothing: it is carried anew.
    """
    if later.kind == Delivery.Kind.BOUNDARIES:
        return False
    if later.kind == Delivery.Kind.STATISTICS:
        common = scope_of(later) & scope_of(delivery)
        if not common:
            return False
        if later.dataset_id == delivery.dataset_id:
            return True
        indicators = {indicator for _period, indicator, _level in common}
        same = [row for row in later.preview.get("indicators", []) if row["code"] in indicators]
        if any(row.get("unchanged") for row in same):
            return True
    return _touched_by_both(later, delivery)


def _rests_on_areas(later: Delivery, delivery: Delivery, made: list[int]) -> bool:
    """Return whether a later delivery rests on the areas of this one.

    Boundaries that changed anything do: overlaps, names and figures go from year to year. So do figures that were
    delivered for areas that this one made, or in the place of what it carried.
    """
    if later.kind == Delivery.Kind.BOUNDARIES:
        own = later.options.get("level") == Level.DEELGEBIED
        return not own and bool(later.preview.get("new") or later.preview.get("changed"))
    if later.kind == Delivery.Kind.DERIVED:
        return False
    brought = Observation.objects.filter(delivery=later, area__in=made)
    replaces = ObservationRevision.objects.filter(replaced_by=later, area__in=made)
    return brought.exists() or replaces.exists() or _touched_by_both(later, delivery)


def _touched_by_both(later: Delivery, delivery: Delivery) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT FROM datasets_observationrevision r WHERE r.replaced_by_id = %(later)s AND (
                    r.delivery_id = %(own)s OR EXISTS (
                        SELECT FROM datasets_observationrevision mine WHERE mine.replaced_by_id = %(own)s
                        AND (mine.area_id, mine.indicator_id, mine.period) = (r.area_id, r.indicator_id, r.period)
                    )
                )
            ) OR EXISTS (
                SELECT FROM datasets_observationrevision mine
                JOIN datasets_observation o USING (area_id, indicator_id, period)
                WHERE mine.replaced_by_id = %(own)s AND o.delivery_id = %(later)s
            )
            """,
            {"later": later.pk, "own": delivery.pk},
        )
        return bool(cursor.fetchone()[0])
