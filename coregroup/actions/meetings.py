"""Meetings: planned with the standing items, opened under the rules of play, taken off while nothing was said.

All by who leads; PermissionDenied for others.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Partnership, Party, User
from accounts.states import may_follow
from coregroup.actions.items import copy_standing, put_expired_on_backlog
from coregroup.actions.locks import check_lead, check_not_closed, hold, hold_partnership, once
from coregroup.models import Attendance, Meeting, Presentation, RulesOfPlay
from coregroup.states import MEETING

State = Meeting.State


@transaction.atomic
def plan_meeting(*, partnership: Partnership, by: User, **fields: Any) -> Meeting:
    """Plan a meeting with the standing items; requests without an answer come on the backlog.

    `fields` are those of Meeting.
    """
    check_lead(by, partnership)
    hold_partnership(partnership)
    meeting = plan(partnership, by, **fields)
    put_expired_on_backlog(partnership=partnership, by=by)
    return meeting


def plan(partnership: Partnership, by: User, **fields: Any) -> Meeting:
    with _once():
        meeting = Meeting.objects.create(partnership=partnership, created_by=by, **fields)
    copy_standing(meeting, by)
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, by: User, version: int, **fields: Any) -> Meeting:
    """Change a meeting; `version` is the one that the changes were made on: StaleEdit where it is another by now."""
    check_lead(by, meeting.partnership)
    held = hold(meeting)
    check_not_closed(held)
    check_unchanged(held.version, version)
    with _once():
        held.save_changes(**fields)
    return held


@transaction.atomic
def remove_meeting(*, meeting: Meeting, by: User) -> None:
    """Remove a meeting that is planned.

    What a party brought goes back to the backlog; the other items go with the meeting.
    """
    check_lead(by, meeting.partnership)
    held = hold(meeting)
    if held.state != State.PLANNED:
        raise ValidationError(_("This meeting is %(state)s, so it stays.") % {"state": held.get_state_display()})
    held.items.brought().update(meeting=None, position=0)
    held.delete()


@transaction.atomic
def open_meeting(*, meeting: Meeting, by: User) -> Meeting:
    """Open the meeting under the rules of play as they are today.

    Each party that has a vote gets its line of attendance.

    ValidationError where there are no rules of play, or where another meeting is in session.
    """
    check_lead(by, meeting.partnership)
    hold_partnership(meeting.partnership)
    held = hold(meeting)
    if not may_follow(MEETING, held.state, State.OPEN):
        raise ValidationError(_("This meeting is %(state)s already.") % {"state": held.get_state_display()})
    rules = RulesOfPlay.objects.filter(partnership=held.partnership_id).first()
    if rules is None:
        raise ValidationError(_("There are no rules of play yet. Write them down first: the parties decide by them."))
    other = Meeting.objects.of(held.partnership).filter(state=State.OPEN).first()
    if other:
        text = _("“%(meeting)s” is in session. Close it first: one meeting at a time.")
        raise ValidationError(text % {"meeting": other.title})
    held.save_changes(state=State.OPEN, rules=rules, opened_at=timezone.now())
    voting = held.partnership.seats.current().filter(votes=True)
    Attendance.objects.bulk_create(Attendance(meeting=held, party_id=seat.party_id) for seat in voting)
    put_expired_on_backlog(partnership=held.partnership, by=by)
    return held


@transaction.atomic
def undo_opening(*, meeting: Meeting, by: User) -> Meeting:
    """Move the meeting back to planned, as if it had not been opened.

    Raises ValidationError where it is not in session, or where something was said, decided or noted. A trigger
    (sql/meetings.sql) holds the same at every door.
    """
    check_lead(by, meeting.partnership)
    held = hold(meeting)
    if not may_follow(MEETING, held.state, State.PLANNED):
        text = _("This meeting is %(state)s, so its opening is not undone.")
        raise ValidationError(text % {"state": held.get_state_display()})
    if is_begun(held):
        raise ValidationError(_("Something was said, decided or noted in this meeting, so its opening is not undone."))
    held.attendance.all().delete()
    Presentation.objects.filter(meeting=held).delete()
    held.save_changes(state=State.PLANNED, rules=None, opened_at=None)
    return held


def is_begun(meeting: Meeting) -> bool:
    """Return whether something was said, somebody was noted as there, or a decision settled."""
    return (
        meeting.items.exclude(said="").exists()
        or meeting.attendance.filter(Q(present=True) | ~Q(names="")).exists()
        or meeting.decisions.filter(number__isnull=False).exists()
    )


@transaction.atomic
def note_attendance(*, meeting: Meeting, by: User, lines: Mapping[Party, Mapping[str, Any]]) -> None:
    """Record for each party what changes: `present`, `names` or both.

    A party without a vote gets its line here.
    """
    check_lead(by, meeting.partnership)
    held = hold(meeting)
    if held.state != State.OPEN:
        raise ValidationError(_("Who is there is written down while the meeting is in session."))
    for party, line in lines.items():
        Attendance.objects.update_or_create(
            meeting=held, party=party, defaults=line, create_defaults={**line, "votes": False}
        )


def _once() -> AbstractContextManager[None]:
    text = _("There is a meeting with this title on that day already. Choose another title or another day.")
    return once("meeting_title_once_a_day", "title", text)
