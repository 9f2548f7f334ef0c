"""The page before a meeting is closed: what is unfinished, and what will be fixed."""

from __future__ import annotations

from typing import Any

from coregroup.actions.closing import minutes_stamp
from coregroup.models import Decision, Meeting


def page(meeting: Meeting) -> dict[str, Any]:
    """Return the context of the page before closing.

    Proposals stand in the way of closing; items of which nothing is written down are only named.
    """
    decisions = list(meeting.decisions.all())
    proposals = [decision for decision in decisions if decision.is_proposed]
    return {
        "meeting": meeting,
        "proposals": proposals,
        "silent": [item for item in meeting.items.all() if not item.said],
        "taken": sum(decision.state == Decision.State.TAKEN for decision in decisions),
        "rejected": sum(decision.state == Decision.State.REJECTED for decision in decisions),
        "actions": meeting.tasks.count(),
        "present": list(meeting.attendance.filter(present=True).select_related("party")),
        "may_close": meeting.state == Meeting.State.OPEN and not proposals,
        "seen": minutes_stamp(meeting),
    }
