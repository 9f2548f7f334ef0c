"""Tasks: those of a meeting, and the list of all, the late ones first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Party, User
from accounts.permissions import P, may
from coregroup.actions.tasks import task_stamp
from coregroup.models import Task
from coregroup.querysets import TaskQuerySet

PAGE = 100
STATES: dict[str, str | Promise] = {"open": _("To do"), "late": _("Late"), "done": _("Done")}


@dataclass(frozen=True, slots=True)
class Line:
    """A task as this reader sees it; `seen` is its stamp."""

    task: Task
    is_late: bool
    may_finish: bool
    may_change: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice in the address; an unknown one is the usual one."""

    state: str = "open"
    party: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        state, party = query.get("state", ""), query.get("party", "")[:18]
        digits = party.isascii() and party.isdigit()
        return cls(state if state in STATES else cls().state, party if digits else "")

    def query(self, **changes: str) -> str:
        new, usual = replace(self, **changes), type(self)()
        names = [each.name for each in fields(self)]
        return "?" + urlencode(
            [(name, getattr(new, name)) for name in names if getattr(new, name) != getattr(usual, name)]
        )


@dataclass(frozen=True, slots=True)
class Tab:
    label: str | Promise
    count: int
    href: str
    is_current: bool


def lines(tasks: Iterable[Task], partnership: Partnership, user: User) -> list[Line]:
    """Return a line for each task; `tasks` come with their party and meeting."""
    today, leads = timezone.localdate(), may(user, P.LEAD, partnership)
    own = set(user.parties_in(partnership, P.SPEAK).values_list("pk", flat=True))
    return [
        Line(
            task,
            task.is_late(today),
            not task.done_at and (leads or task.party_id in own),
            leads and not task.meeting.is_fixed,
            task_stamp(task),
        )
        for task in tasks
    ]


def list_page(partnership: Partnership, user: User, query: Mapping[str, str]) -> dict[str, Any]:
    choice, today = Choice.read(query), timezone.localdate()
    mine = Task.objects.of(partnership)
    if choice.party:
        mine = mine.filter(party=int(choice.party))
    kinds: dict[str, TaskQuerySet] = {
        "open": mine.open(),
        "late": mine.late(today),
        "done": mine.done(),
    }
    rows = kinds[choice.state].select_related("party", "meeting", "item", "decision", "done_by")
    shown = Paginator(rows.defer("meeting__body"), PAGE).get_page(query.get("page", ""))
    return {
        "choice": choice,
        "shown": shown,
        "lines": lines(shown, partnership, user),
        "tabs": [
            Tab(label, kinds[key].count(), choice.query(state=key), key == choice.state)
            for key, label in STATES.items()
        ],
        "parties": Party.objects.filter(tasks__meeting__partnership=partnership).distinct().order_by("name"),
        "any": bool(shown.paginator.count) or Task.objects.of(partnership).exists(),
    }
