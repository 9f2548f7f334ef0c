"""The way of a delivery past its check: the supplier approves, the steward accepts; returned, withdrawn or undone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.editing import StaleEdit
from accounts.models import User
from datasets import jobs, states
from datasets.desk import desk_of
from datasets.models import Delivery, Job
from datasets.pipeline import history, undoing

LOAD, UNDO = "datasets.load", "datasets.undo"


@transaction.atomic
def approve(*, delivery: Delivery, by: User | None) -> None:
    """Approve the figures as their supplier, who stands for them.

    Where the same person looks after everybody's data, they are loaded at once.
    """
    held = hold(delivery, states.APPROVED, by)
    held.approved_by, held.approved_at = by, timezone.now()
    _move(held, states.APPROVED, by, fields=["approved_by", "approved_at"])
    if _is_asked_of(held, states.CURRENT, by):
        accept(delivery=held, by=by)


@transaction.atomic
def accept(*, delivery: Delivery, by: User | None) -> None:
    """Accept the figures as a steward: the load is queued.

    Asking twice is asking once.
    """
    try:
        held = hold(delivery, states.CURRENT, by)
    except StaleEdit:
        if _loads(delivery):
            return
        raise
    held.accepted_by, held.accepted_at = by, timezone.now()
    held.save(update_fields=["accepted_by", "accepted_at"])
    history.note(held, states.APPROVED, by=by)
    jobs.enqueue(partnership=held.partnership, kind=LOAD, key=f"delivery:{held.pk}")


@transaction.atomic
def load(*, delivery: Delivery, by: User | None) -> None:
    """Take the next step towards the load: approve or accept.

    For who may do both, and for the operator's commands (`by` None), both in one.
    """
    now = Delivery.objects.only("state").get(pk=delivery.pk).state
    if now == Delivery.State.APPROVED:
        accept(delivery=delivery, by=by)
    else:
        approve(delivery=delivery, by=by)


@transaction.atomic
def send_back(*, delivery: Delivery, by: User | None, reason: str) -> None:
    """Send the figures back with the steward's reason; the supplier mends them or withdraws."""
    held = hold(delivery, states.RETURNED, by)
    _move(held, states.RETURNED, by, reason)


@transaction.atomic
def withdraw(*, delivery: Delivery, by: User | None, reason: str = "") -> None:
    """Withdraw, for the supplier, what was not loaded: the file goes, and what was read of it; that it was stays."""
    held = hold(delivery, states.WITHDRAWN, by)
    file = held.file.name
    held.file, held.recognised, held.problems, held.preview, held.quality = "", {}, [], {}, {}
    _move(held, states.WITHDRAWN, by, reason, ["file", "recognised", "problems", "preview", "quality"])
    if file:
        storage = held.file.storage
        transaction.on_commit(lambda: storage.delete(file))


@transaction.atomic
def undo(*, delivery: Delivery, by: User | None, reason: str) -> None:
    """Queue that what was there before this delivery was loaded is put back.

    Raises ValidationError with a sentence where something rests on it.
    """
    held = hold(delivery, states.UNDONE, by)
    if obstacle := undoing.obstacle(held):
        raise ValidationError(obstacle)
    _move(held, held.state, by, reason)
    jobs.enqueue(partnership=held.partnership, kind=UNDO, key=f"delivery:{held.pk}")


def hold(delivery: Delivery, after: str, by: User | None) -> Delivery:
    """Lock the row of the delivery for this transaction, if this person may move it there.

    Raises PermissionDenied for who may not, and StaleEdit where it is past that, or at work.
    """
    _check_asker(delivery, after, by)
    held = Delivery.objects.select_for_update(of=("self",)).select_related("partnership", "dataset").get(pk=delivery.pk)
    open_jobs = Job.objects.open().filter(partnership=held.partnership, key=f"delivery:{held.pk}")
    if not states.can(held, after) or open_jobs.exists():
        raise StaleEdit
    return held


def _check_asker(delivery: Delivery, after: str, by: User | None) -> None:
    if not _is_asked_of(delivery, after, by):
        raise PermissionDenied


def _is_asked_of(delivery: Delivery, after: str, by: User | None) -> bool:
    """Return whether this person may take the step; commands of the operator ask as nobody, and may."""
    return by is None or states.may(desk_of(by, delivery.partnership), delivery, after)


def _move(held: Delivery, after: str, by: User | None, reason: str = "", fields: list[str] | None = None) -> None:
    before, held.state, held.reason = held.state, after, reason
    held.save(update_fields=["state", "reason", *(fields or [])])
    history.note(held, before, by=by, reason=reason)


def _loads(delivery: Delivery) -> bool:
    asked: dict[str, Any] = {"partnership": delivery.partnership, "kind": LOAD, "key": f"delivery:{delivery.pk}"}
    return Job.objects.open().filter(**asked).exists()
