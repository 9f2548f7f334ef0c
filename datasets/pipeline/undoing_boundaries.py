"""The undo of boundaries: areas that were there get their former outlines back.

Those that the load made go, with all that was worked out of them or carried to them, so that the year before is the
newest again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from datasets import states
from datasets.models import Area, Delivery, DeliveryEvent, Level, Observation, ObservationRevision
from datasets.pipeline import derived, history, replaced_areas, sub_areas, undoing_figures, vintage_links
from datasets.registries import RESTS_ON_AREAS, WHEN_AREAS_GO


@dataclass(frozen=True, slots=True)
class Outcome:
    """The number of areas that an undo takes away and draws as before, and how many figures go along."""

    taken_away: int
    drawn_back: int
    figures: int


def outcome(delivery: Delivery) -> Outcome:
    made = replaced_areas.made(delivery) if _is_news(delivery) else []
    figures = Observation.objects.filter(area__in=made).count()
    return Outcome(len(made), replaced_areas.redrawn(delivery), figures)


def obstacle(delivery: Delivery, later: Delivery | None) -> str:
    """Return why these boundaries cannot be undone, as a sentence; empty when they can.

    `later` was loaded since, and has to be undone first.
    """
    if later:
        return _rested_on(later)
    if not _is_news(delivery):
        return ""
    if not replaced_areas.is_kept(delivery) and not _replaced_nothing(delivery):
        return _(
            "When these boundaries were loaded, Samenwijk did not keep what they replaced. Load the former file again."
        )
    made = replaced_areas.made(delivery)
    if own := _own_since(delivery, made):
        return _("Sub-area “%(area)s” was drawn in these boundaries. Delete it first.") % {"area": own.name}
    if between := replaced_areas.corrected_since(delivery):
        text = _(
            "The border between “%(one)s” and “%(other)s” was corrected since. That would be lost, so these boundaries stay."
        )
        return text % {"one": between[0], "other": between[1]}
    return _held_elsewhere(delivery, made)


def put_back(delivery: Delivery) -> bool:
    """Put back what stood before, inside the caller's transaction; return whether anything differs.

    Raises ValidationError, a sentence, where the database knows of something that rests on it: then all is as it was.
    """
    if not _is_news(delivery):
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _put_back(delivery)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as refused:
        text = _("Something that people decided or wrote down is about these areas, so these boundaries stay.")
        raise ValidationError(text) from refused
    return True


def _put_back(delivery: Delivery) -> None:
    if not replaced_areas.is_kept(delivery):
        replaced_areas.keep_made(delivery)
    made = replaced_areas.made(delivery)
    _count_back(delivery)
    undoing_figures.carry_back(delivery)
    for rows in (Observation, ObservationRevision):
        rows.objects.filter(area__in=made).delete()
    replaced_areas.put_back(delivery)
    for go in WHEN_AREAS_GO:  # after them: who still wrote of these areas has ended, and nobody can begin
        go(delivery.partnership, made)
    undoing_figures.count_back(delivery)
    _redraw_own(delivery)
    if _lost_a_source(delivery):
        vintage_links.again(delivery.partnership)
    derived.observe_assets(delivery.partnership)


def _count_back(delivery: Delivery) -> None:
    """Put back the figures that Samenwijk counted before; from there they are counted again."""
    counted = Delivery.objects.of(delivery.partnership).filter(kind=Delivery.Kind.DERIVED, state__in=states.LIVE)
    since = counted.filter(loaded_at__gte=delivery.accepted_at or delivery.loaded_at).order_by("-loaded_at", "-pk")
    datasets = {each.dataset_id for each in since}
    for each in since:
        undoing_figures.write_back(each)
        _move(each, Delivery.State.UNDONE)
    for dataset in datasets:
        newest = counted.filter(dataset=dataset).order_by("-loaded_at", "-pk").first()
        if newest:
            _move(newest, Delivery.State.CURRENT)


def _move(counted: Delivery, after: str) -> None:
    if counted.state != after:
        before, counted.state = counted.state, after
        counted.save(update_fields=["state"])
        history.note(counted, before)


def _redraw_own(delivery: Delivery) -> None:
    """Redraw the map of own areas that came back, which shows also those that were deleted since."""
    moved = replaced_areas.moved(delivery)
    if Area.objects.filter(pk__in=moved).count() < len(moved):
        sub_areas.redraw(delivery.partnership, sub_areas.vintage_of(delivery.partnership) or 0)


def _lost_a_source(delivery: Delivery) -> bool:
    """Return whether figures of a former year were undone since.

    Then those that these boundaries found carried are not as they were either.
    """
    undone = DeliveryEvent.objects.of(delivery.partnership).filter(
        after=Delivery.State.UNDONE, at__gt=delivery.loaded_at
    )
    return undone.filter(delivery__kind=Delivery.Kind.STATISTICS, delivery__loaded_at__lt=delivery.loaded_at).exists()


def _is_news(delivery: Delivery) -> bool:
    return bool(delivery.preview.get("new") or delivery.preview.get("changed"))


def _rested_on(later: Delivery) -> str:
    if later.kind == Delivery.Kind.BOUNDARIES:
        text = _("“%(later)s” was loaded later and rests on these boundaries. Undo that delivery first.")
    else:
        text = _("“%(later)s” brought figures of these areas. Undo that delivery first.")
    return text % {"later": later.name}


def _replaced_nothing(delivery: Delivery) -> bool:
    """Return whether a delivery of before the register replaced nothing.

    It made all areas of its year, none is of a later one, no own areas moved along, and it cannot have named any wijk
    of another year that was only derived.
    """
    if any(delivery.preview[kind] for kind in ("changed", "unchanged", "vanished")):
        return False
    areas = Area.objects.of(delivery.partnership)
    others = areas.exclude(delivery=delivery)
    vintage, levels = delivery.recognised["vintage"], delivery.recognised["levels"]
    if others.filter(vintage__gte=vintage).exists() or areas.at(Level.DEELGEBIED).exists():
        return False
    named = (others.at(level).exclude(delivery__recognised__levels__has_key=level) for level in levels)
    return not any(unnamed.exists() for unnamed in named)


def _own_since(delivery: Delivery, made: list[int]) -> Area | None:
    """Return an own area that lies in what would go, and was not there before, or was brought anew."""
    moved = replaced_areas.moved(delivery)
    own = Area.objects.of(delivery.partnership).at(Level.DEELGEBIED).plain()
    drawn = own.filter(parent__in=made).exclude(pk__in=moved)
    brought = own.filter(pk__in=moved, delivery__loaded_at__gt=delivery.loaded_at)
    return drawn.first() or brought.first()


def _held_elsewhere(delivery: Delivery, made: Iterable[int]) -> str:
    """Return what the rooms above know of the areas that would go.

    Also of their codes where no other area bears them.
    """
    gone = dict(Area.objects.filter(pk__in=made).values_list("pk", "code"))
    if not gone:
        return ""
    stay = Area.objects.of(delivery.partnership).exclude(pk__in=gone).filter(code__in=gone.values())
    codes = set(gone.values()) - set(stay.values_list("code", flat=True))
    said = (ask(delivery.partnership, list(gone), sorted(codes)) for ask in RESTS_ON_AREAS)
    return next(filter(None, said), "")
