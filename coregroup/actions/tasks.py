"""Tasks: who does what before when. Written down in a meeting; reported done at any time after it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged, stamp_of
from accounts.models import User
from accounts.permissions import P, acts_for, may
from coregroup.actions.locks import check_not_closed, hold
from coregroup.models import Meeting, Task


@transaction.atomic
def add_task(*, meeting: Meeting, by: User, **fields: Any) -> Task:
    """Add a task; `fields` are those of Task, the meeting is planned or in session."""
    held = hold(meeting)
    check_not_closed(held)
    return Task.objects.create(meeting=held, by=by, **fields)


@transaction.atomic
def change_task(*, task: Task, by: User, seen: str, **fields: Any) -> Task:
    """Change a task; `seen` is its stamp as the person saw it: StaleEdit where it is another by now."""
    held = _held(task, seen)
    for name, value in fields.items():
        setattr(held, name, value)
    held.save(update_fields=list(fields))
    return held


@transaction.atomic
def remove_task(*, task: Task, by: User, seen: str) -> None:
    _held(task, seen).delete()


@transaction.atomic
def finish_task(*, task: Task, by: User, outcome: str, at: dt.datetime | None = None) -> Task:
    """Report a task done, with what came of it; also after the meeting.

    `at`: when it was, if not now. Raises PermissionDenied for another party's, unless `by` leads.
    """
    held = Task.objects.select_for_update(no_key=True, of=["self"]).select_related("party", "meeting").get(pk=task.pk)
    if not may_finish(by, held):
        raise PermissionDenied(_("%(party)s reports what it did itself.") % {"party": held.party})
    if held.done_at:
        raise ValidationError(_("This action is done already: %(outcome)s") % {"outcome": held.outcome})
    held.done_at, held.done_by, held.outcome = at or timezone.now(), by, outcome
    held.save(update_fields=["done_at", "done_by", "outcome"])
    return held


def may_finish(by: User, task: Task) -> bool:
    partnership = task.meeting.partnership
    return may(by, P.LEAD, partnership) or acts_for(by, P.SPEAK, partnership, task.party)


def task_stamp(task: Task) -> str:
    """Return a stamp, another one after every change of what is to be done, by whom and when."""
    said = {name: getattr(task, name) for name in ("text", "party_id", "person", "due")}
    return stamp_of({**said, "done": bool(task.done_at)})


def _held(task: Task, seen: str) -> Task:
    """Lock the rows of the meeting and then of the task, as they stand now.

    Raises ValidationError where the meeting is closed or the task gone, and StaleEdit where the task is another by now.
    """
    check_not_closed(hold(task.meeting))
    held = Task.objects.select_for_update(no_key=True).filter(pk=task.pk).first()
    if held is None:
        raise ValidationError(_("This action is removed."))
    check_unchanged(task_stamp(held), seen)
    return held
