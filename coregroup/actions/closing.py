"""Closing a meeting: its minutes are written down as one text with a hash, and from then on nothing of it changes."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import User
from accounts.states import may_follow
from coregroup.actions.locks import check_lead, hold
from coregroup.models import Decision, Meeting
from coregroup.pipeline import minutes
from coregroup.states import MEETING
from sia.pipeline.snapshots import canonical, fingerprint

State = Meeting.State


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: User, seen: str, at: dt.datetime | None = None) -> Meeting:
    """Close the meeting and fix its minutes; `at`: when it was, if not now.

    `seen` is the stamp of the minutes that the person looked at: StaleEdit where they are others by now.

    PermissionDenied for who does not lead; ValidationError with a sentence where the meeting is not in session, or a
    proposal is not settled.
    """
    check_lead(by, meeting.partnership)
    held = hold(meeting)
    if not may_follow(MEETING, held.state, State.CLOSED):
        text = _("This meeting is %(state)s. Only a meeting in session is closed.")
        raise ValidationError(text % {"state": held.get_state_display()})
    if held.decisions.filter(state=Decision.State.PROPOSED).exists():
        raise ValidationError(_("Not every proposal is settled. Settle it, or withdraw it."))
    check_unchanged(minutes_stamp(held), seen)
    at = at or timezone.now()
    body = canonical(minutes.body_of(held, closed_on=timezone.localdate(at).isoformat()))
    held.save_changes(body=body, sha256=fingerprint(body), state=State.CLOSED, closed_at=at, closed_by=by)
    return held


def minutes_stamp(meeting: Meeting) -> str:
    """Return the stamp of the minutes as they would be fixed now."""
    return fingerprint(canonical(minutes.body_of(meeting)))
