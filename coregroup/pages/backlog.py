"""The items that wait for a meeting: who brought each, since when, and where it can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Partnership, User
from accounts.permissions import P, may
from coregroup.models import Item, Meeting
from coregroup.pages.subjects import Subject, Subjects


@dataclass(frozen=True, slots=True)
class Waiting:
    item: Item
    subject: Subject | None
    may_change: bool


def page(partnership: Partnership, user: User) -> dict[str, Any]:
    items = list(Item.objects.of(partnership).visible_to(user).backlog().with_subjects())
    subjects, leads = Subjects(partnership, items), may(user, P.LEAD, partnership)
    mine = set(user.parties_in(partnership, P.SPEAK))
    return {
        "waiting": [Waiting(item, subjects.of(item), leads or item.party in mine) for item in items],
        "meetings": list(Meeting.objects.of(partnership).to_come().defer("body")) if leads else [],
        "may_lead": leads,
        "may_speak": bool(mine),
    }
