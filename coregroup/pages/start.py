"""The start page: what waits, what changed, the next meeting and the first areas; what a role came for stands first."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import Partnership, User
from accounts.permissions import P, may
from coregroup.models import Meeting
from coregroup.pages.changes import ChangesPage
from coregroup.pages.in_short import InShort
from coregroup.pipeline.waiting import Waiting, waiting
from sia.pages import start as scores

SHOWN, ITEMS = 5, 4
# The columns of the page by what a person is here, each with its parts from top to bottom.
USUAL = (("waiting", "meeting"), ("changes",), ("rank",))
LEADING = (("meeting", "waiting"), ("changes",), ("rank",))
LOOKING = (("short",), ("changes",), ("meeting",))


class StartPage:
    def __init__(self, partnership: Partnership, user: User) -> None:
        self.partnership, self.user = partnership, user
        self.scores: dict[str, Any] = scores.page(partnership)

    @property
    def columns(self) -> list[list[str]]:
        """Return the names of the templates in each column."""
        return [[f"coregroup/_start_{part}.html" for part in column] for column in self._parts]

    @property
    def _parts(self) -> tuple[tuple[str, ...], ...]:
        return LEADING if self.may_lead else USUAL if self.has_a_part else LOOKING

    @property
    def looked(self) -> frozenset[tuple[int, str]]:
        """Return what it tells of datasets under a covenant, for the access log."""
        return self.short.looked if any("short" in column for column in self._parts) else frozenset()

    @cached_property
    def may_lead(self) -> bool:
        return may(self.user, P.LEAD, self.partnership)

    @cached_property
    def has_a_part(self) -> bool:
        return may(self.user, P.SPEAK, self.partnership)

    @property
    def may_deliver(self) -> bool:
        return may(self.user, P.DELIVER, self.partnership)

    @cached_property
    def waiting(self) -> list[Waiting]:
        return waiting(self.user, self.partnership)

    @property
    def waiting_first(self) -> list[Waiting]:
        return self.waiting[:SHOWN]

    @property
    def late(self) -> int:
        return sum(each.late for each in self.waiting)

    @cached_property
    def changes(self) -> ChangesPage:
        return ChangesPage(self.partnership, self.scores["run"])

    @cached_property
    def short(self) -> InShort:
        return InShort(self.partnership)

    @cached_property
    def meeting(self) -> Meeting | None:
        """Return the meeting in session, else the first from today on."""
        to_come = Meeting.objects.of(self.partnership).to_come().defer("body").prefetch_related("items")
        found = [each for each in to_come if each.state == Meeting.State.OPEN or each.on >= timezone.localdate()]
        return min(found, key=lambda each: (each.state != Meeting.State.OPEN, each.on), default=None)

    @property
    def items(self) -> list[Any]:
        return list(self.meeting.items.all())[:ITEMS] if self.meeting else []
