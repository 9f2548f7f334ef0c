"""The undo of a loaded delivery: what stood before it stands again, as long as nothing rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets import states
from datasets.models import Area, Delivery, Observation, ObservationRevision
from datasets.pipeline import following, history, staging
from datasets.pipeline.deliveries import Progress, data_changed, scope_of

KEYS = ", ".join(staging.KEYS)
ON_KEYS = " AND ".join(f"o.{name} = r.{name}" for name in staging.KEYS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many figures an undo takes away, changes back, and brings back."""

    taken_away: int
    changed_back: int
    brought_back: int


def obstacle(delivery: Delivery) -> str:
    """Why this delivery cannot be undone now, as a sentence; empty when it can."""
    if delivery.kind == Delivery.Kind.DERIVED:
        return _("Samenwijk counts these figures itself. There is nothing to undo.")
    if delivery.options.get("level") == "deelgebied":
        return _("Areas are not undone with their file. Delete the sub-areas that should go, on the page of sub-areas.")
    if delivery.kind == Delivery.Kind.BOUNDARIES:
        return _("Boundaries cannot be undone: figures rest on them. Load the file with the former boundaries again.")
    if _lost_its_place(delivery):
        return _("Areas that this delivery took figures from are gone, so those figures cannot come back.")
    if later := first_to_undo(delivery):
        text = _("“%(later)s” was loaded later and rests on these figures. Undo that delivery first.")
        return text % {"later": later.name}
    return ""


def first_to_undo(delivery: Delivery) -> Delivery | None:
    """The newest live delivery that came after this one and speaks of the same figures."""
    return next((later for later in _later(delivery) if _rests(later, delivery)), None)


def _lost_its_place(delivery: Delivery) -> bool:
    places = Area.objects.of(delivery.partnership).values("pk")
    return ObservationRevision.objects.filter(replaced_by=delivery).exclude(area__in=places).exists()


def _later(delivery: Delivery) -> QuerySet[Delivery]:
    live = Delivery.objects.of(delivery.partnership).filter(state__in=states.LIVE).exclude(pk=delivery.pk)
    after = Q(loaded_at__gt=delivery.loaded_at) | Q(loaded_at=delivery.loaded_at, pk__gt=delivery.pk)
    return live.filter(after).select_related("dataset").order_by("-loaded_at", "-pk")


def _rests(later: Delivery, delivery: Delivery) -> bool:
    """A release of the same dataset confirms also what it leaves as it was; one of another dataset may."""
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
        return cursor.fetchone()[0]


def outcome(delivery: Delivery) -> Outcome:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FILTER (WHERE r.area_id IS NULL), count(*) FILTER (WHERE o.area_id IS NOT NULL AND r.area_id IS NOT NULL),
                   count(*) FILTER (WHERE o.area_id IS NULL)
            FROM (SELECT {KEYS} FROM datasets_observation WHERE delivery_id = %(own)s) o
            FULL JOIN (SELECT {KEYS} FROM datasets_observationrevision WHERE replaced_by_id = %(own)s) r ON {ON_KEYS}
            """,
            {"own": delivery.pk},
        )
        return Outcome(*cursor.fetchone())


def undo(delivery: Delivery, progress: Progress) -> None:
    """Put back, in one transaction, what stood before; a second call finds it undone and does nothing.

    Who asked for it, and why, stands in its history. Loads of the partnership wait; one that came in between may rest on
    it: then all stays, and the history says so.
    """
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get(pk=delivery.partnership_id)
        delivery.refresh_from_db()
        if delivery.state != Delivery.State.CURRENT:
            return
        asked = delivery.events.filter(before=delivery.state, after=delivery.state).latest("pk")
        if rests := obstacle(delivery):
            delivery.reason = rests
            delivery.save(update_fields=["reason"])
            history.note(delivery, delivery.state, reason=rests)
            return
        progress(1, 3)
        changed = put_back(delivery)
        progress(2, 3)
        delivery.state = Delivery.State.UNDONE
        delivery.save(update_fields=["state"])
        history.note(delivery, Delivery.State.CURRENT, by=asked.by, reason=asked.reason)
        revive(delivery)
        if changed:
            data_changed(delivery.partnership)
        progress(3, 3)


def put_back(delivery: Delivery) -> bool:
    """Write what stood before over what this delivery brought, inside the caller's transaction; whether anything differs.

    What it replaced stays in the register of revisions: the delivery tells there that it was undone.
    """
    carried = _was_carried(delivery)
    values = ", ".join(f"{name} = r.{name}" for name in [*staging.MEASURES, "flag", "delivery_id"])
    statements = (
        f"""
        DELETE FROM datasets_observation o WHERE o.delivery_id = %(own)s
        AND NOT EXISTS (SELECT FROM datasets_observationrevision r WHERE r.replaced_by_id = %(own)s AND {ON_KEYS})
        """,
        f"""
        UPDATE datasets_observation o SET {values}
        FROM datasets_observationrevision r WHERE r.replaced_by_id = %(own)s AND o.delivery_id = %(own)s AND {ON_KEYS}
        """,
        f"""
        INSERT INTO datasets_observation ({staging.COLUMNS}, delivery_id)
        SELECT {staging.COLUMNS}, delivery_id FROM datasets_observationrevision r WHERE replaced_by_id = %(own)s
        AND NOT EXISTS (SELECT FROM datasets_observation o WHERE {ON_KEYS})
        """,
    )
    changed = 0
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # whole sets are compared
        for statement in statements:
            cursor.execute(statement, {"own": delivery.pk})
            changed += cursor.rowcount
        cursor.execute("SET LOCAL enable_nestloop = on")
    _put_back_in_areas(delivery)
    if carried:
        following.again(delivery.partnership)
    return bool(changed)


def _was_carried(delivery: Delivery) -> bool:
    """Whether it speaks of areas of a former year, so that those of today have its figures from there."""
    today = Area.objects.of(delivery.partnership).current().values("pk")
    brought = Observation.objects.filter(delivery=delivery).exclude(area__in=today)
    return brought.exists() or ObservationRevision.objects.filter(replaced_by=delivery).exclude(area__in=today).exists()


def revive(delivery: Delivery) -> None:
    """The releases that this one had taken the place of are current again, unless a later one still stands for them."""
    scope = scope_of(delivery)
    live = list(Delivery.objects.filter(dataset=delivery.dataset, state__in=states.LIVE).order_by("-loaded_at", "-pk"))
    for place, other in enumerate(live):
        covered = any(scope_of(other) <= scope_of(later) for later in live[:place])
        if other.state == Delivery.State.SUPERSEDED and scope_of(other) <= scope and not covered:
            other.state = Delivery.State.CURRENT
            other.save(update_fields=["state"])
            history.note(other, Delivery.State.SUPERSEDED)


def _put_back_in_areas(delivery: Delivery) -> None:
    """Inhabitants and dwellings as they were, where they still are what this delivery made of them. Where a later
    delivery went on from there, it now goes on from what stood before."""
    for code, before, after, area in _counted(delivery):
        if Area.objects.filter(pk=area, **{code: after}).update(**{code: before}):
            continue
        for later in _later(delivery).filter(preview__has_key="areas"):
            held = later.preview["areas"].get(code, {})
            if held.get(str(area), [None])[0] == after:
                held[str(area)][0] = before
                later.save(update_fields=["preview"])
                break


def _counted(delivery: Delivery) -> Iterator[tuple[str, int | None, int | None, int]]:
    for code, areas in delivery.preview.get("areas", {}).items():
        for area, (before, after) in areas.items():
            yield code, before, after, int(area)
