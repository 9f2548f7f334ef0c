"""The undo of a loaded delivery: what stood before it stands again, as long as nothing rests on it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets import states
from datasets.models import Delivery, Level
from datasets.pipeline import history, undoing_boundaries, undoing_figures
from datasets.pipeline.deliveries import Progress, data_changed, scope_of
from datasets.pipeline.undo_order import first_to_undo

__all__ = ["first_to_undo", "obstacle", "undo"]

LONGEST_REASON = 300


def obstacle(delivery: Delivery) -> str:
    """Return why this delivery cannot be undone now, as a sentence; empty when it can."""
    if delivery.kind == Delivery.Kind.DERIVED:
        return _("Samenwijk counts these figures itself. There is nothing to undo.")
    if delivery.options.get("level") == Level.DEELGEBIED:
        return _("Areas are not undone with their file. Delete the sub-areas that should go, on the page of sub-areas.")
    later = first_to_undo(delivery)
    if delivery.kind == Delivery.Kind.BOUNDARIES:
        return undoing_boundaries.obstacle(delivery, later)
    if undoing_figures.lost_its_place(delivery):
        return _("Areas that this delivery took figures from are gone, so those figures cannot come back.")
    if later:
        text = _("“%(later)s” was loaded later and rests on these figures. Undo that delivery first.")
        return text % {"later": later.name}
    return ""


def undo(delivery: Delivery, progress: Progress) -> None:
    """Put back, in one transaction, what stood before; a second call finds it undone and does nothing.

    Who asked for it, and why, stands in its history. Loads of the partnership wait; one that came in between may rest
    on it: then all stays, and the history says so.
    """
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get(pk=delivery.partnership_id)
        delivery.refresh_from_db()
        if delivery.state != Delivery.State.CURRENT:
            return
        asked = delivery.events.filter(before=delivery.state, after=delivery.state).latest("pk")
        progress(1, 3)
        try:
            changed = _put_back(delivery)
        except ValidationError as rests:
            _stays(delivery, rests.messages[0])
            return
        progress(2, 3)
        delivery.state = Delivery.State.UNDONE
        delivery.save(update_fields=["state"])
        history.note(delivery, Delivery.State.CURRENT, by=asked.by, reason=asked.reason)
        revive(delivery)
        if changed:
            data_changed(delivery.partnership)
        progress(3, 3)


def _put_back(delivery: Delivery) -> bool:
    """Put back what stood before, and return whether anything differs.

    Raises ValidationError, a sentence, where something rests on it: then all is as it was.
    """
    if rests := obstacle(delivery):
        raise ValidationError(rests)
    if delivery.kind == Delivery.Kind.BOUNDARIES:
        return undoing_boundaries.put_back(delivery)
    return undoing_figures.put_back(delivery)


def _stays(delivery: Delivery, why: str) -> None:
    delivery.reason = why[:LONGEST_REASON]
    delivery.save(update_fields=["reason"])
    history.note(delivery, delivery.state, reason=delivery.reason)


def revive(delivery: Delivery) -> None:
    """Make the releases that this one had taken the place of current again.

    Unless a later one still stands for them.
    """
    scope = scope_of(delivery)
    live = list(Delivery.objects.filter(dataset=delivery.dataset, state__in=states.LIVE).order_by("-loaded_at", "-pk"))
    for place, other in enumerate(live):
        covered = any(scope_of(other) <= scope_of(later) for later in live[:place])
        if other.state == Delivery.State.SUPERSEDED and scope_of(other) <= scope and not covered:
            other.state = Delivery.State.CURRENT
            other.save(update_fields=["state"])
            history.note(other, Delivery.State.SUPERSEDED)
