"""The big screen of a meeting and the laptops that follow it: the map page's parts around one item of the agenda."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from accounts.permissions import P, may
from coregroup.forms.decisions import DecisionForm
from coregroup.forms.tasks import TaskForm
from coregroup.models import Item, Meeting, Task
from coregroup.pages.changes import ChangesPage
from coregroup.pages.decisions import Card, cards, decisions_of, seen_by
from coregroup.pages.subjects import Subject, Subjects
from coregroup.pipeline.poll_state import Moment
from datasets.models import Area
from sia.pages import ranking
from sia.pages.ranking.choice import LEVELS, Choice
from sia.pages.ranking.rows import SORTS, parts

ROWS = 12


@dataclass(frozen=True, slots=True)
class Step:
    """To another item, with the area that it is about."""

    item: Item
    href: str
    chooses: bool


class Screen:
    """The big screen; what costs a query is asked once.

    Without a query in the address: what is shown to all, else the first item.
    """

    def __init__(self, meeting: Meeting, user: User, moment: Moment, asked: QueryDict, *, follows: bool) -> None:
        self.meeting, self.user, self.moment, self.follows = meeting, user, moment, follows
        self.partnership = meeting.partnership
        self.asked = asked or QueryDict(moment.address.partition("?")[2])
        self.around = follows and bool(asked)

    @cached_property
    def items(self) -> list[Item]:
        return list(self.meeting.items.with_subjects())

    @cached_property
    def place(self) -> int:
        """Return the place of the item that is spoken about; -1 where there is none."""
        named = self.asked.get("item", "")
        return next((at for at, item in enumerate(self.items) if str(item.pk) == named), 0 if self.items else -1)

    @property
    def item(self) -> Item | None:
        return self.items[self.place] if self.items else None

    @cached_property
    def subject(self) -> Subject | None:
        """Return what the item is about, unless the map shows it."""
        if self.item is None or self.item.area_code in self._levels:
            return None
        return Subjects(self.partnership, [self.item], today=not self.meeting.is_fixed).of(self.item)

    @cached_property
    def changes(self) -> ChangesPage | None:
        """Return what is spoken about where the item shows the changes; of a closed meeting they would be others."""
        shown = self.item is not None and self.item.shows_changes and not self.meeting.is_fixed
        return ChangesPage(self.partnership) if shown else None

    @property
    def page_url(self) -> str:
        """Return the address of the page that the laptops can be led to under this item; empty where there is none."""
        if self.subject:
            return self.subject.url
        return reverse("changes", args=[self.partnership.slug]) if self.changes else ""

    @property
    def number(self) -> int:
        return self.place + 1

    @cached_property
    def choice(self) -> Choice:
        """Return the choice of the map: an item about an area chooses that area, until another is asked for."""
        read = Choice.read(self.asked, **({"item": str(self.item.pk)} if self.item else {}))
        return read if read.area else replace(read, **self._about(self.item))

    @cached_property
    def _levels(self) -> Mapping[str, str]:
        codes = {item.area_code for item in self.items} - {""}
        found = Area.objects.of(self.partnership).current().filter(code__in=codes, level__in=LEVELS)
        return dict(found.values_list("code", "level"))

    def _about(self, item: Item | None) -> dict[str, Any]:
        code = item.area_code if item else ""
        return {"area": code, "level": self._levels[code]} if code in self._levels else {}

    @property
    def before(self) -> Step | None:
        return self._step(self.place - 1)

    @property
    def after(self) -> Step | None:
        return self._step(self.place + 1)

    def _step(self, place: int) -> Step | None:
        if not 0 <= place < len(self.items):
            return None
        item = self.items[place]
        about = self._about(item)
        return Step(item, self.choice.query(kept={"item": str(item.pk)}, weights={}, **about), chooses=bool(about))

    @property
    def address(self) -> str:
        """Return the address of the screen as it is, to be shown to all."""
        return reverse("meeting_screen", args=[self.partnership.slug, self.meeting.pk]) + self.choice.query()

    @property
    def back(self) -> str:
        """Return where a form leads back to; who follows goes on following."""
        if self.follows and not self.around:
            return self.follow_url
        return (self.follow_url + self.choice.query()) if self.follows else self.address

    @property
    def follow_url(self) -> str:
        return reverse("meeting_follow", args=[self.partnership.slug, self.meeting.pk])

    @property
    def is_open(self) -> bool:
        return self.meeting.state == Meeting.State.OPEN

    @cached_property
    def may_lead(self) -> bool:
        return not self.follows and not self.meeting.is_fixed and may(self.user, P.LEAD, self.partnership)

    @cached_property
    def leads(self) -> bool:
        shown = getattr(self.meeting, "presentation", None)
        return self.may_lead and self.is_open and shown is not None and shown.by_id == self.user.pk

    @cached_property
    def cards(self) -> list[Card]:
        """Return the cards of the item; who follows answers for the own party only, whatever the role."""
        seen = seen_by(self.meeting, self.user)
        rows = decisions_of(self.meeting).filter(item=self.item)
        return cards(replace(seen, leads=seen.leads and not self.follows), rows)

    @cached_property
    def todo(self) -> list[Task]:
        return list(self.meeting.tasks.filter(item=self.item).select_related("party"))

    @cached_property
    def decision_form(self) -> DecisionForm:
        given = {"item": self.item, "area_code": self.choice.area}
        form = DecisionForm(meeting=self.meeting, initial=given, auto_id="propose-%s")
        form.fields["text"].widget.attrs["rows"] = 2
        form.fields["area_code"].widget.attrs["data-chosen"] = True  # goes along with the map
        return form

    @cached_property
    def task_form(self) -> TaskForm:
        return TaskForm(meeting=self.meeting, initial={"item": self.item}, auto_id="todo-%s")


def page(screen: Screen) -> dict[str, Any]:
    return {"screen": screen, **big(ranking.page(screen.partnership, screen.choice)), "over_url": ""}


def standing(screen: Screen) -> dict[str, Any]:
    """Return what a moved slider changes."""
    return {"screen": screen, **big(ranking.what_if(screen.partnership, screen.choice))}


def selection(screen: Screen) -> dict[str, Any]:
    return ranking.selection(screen.partnership, screen.choice)


def decided(screen: Screen) -> dict[str, Any]:
    return {"screen": screen, "choice": screen.choice}


def big(found: dict[str, Any]) -> dict[str, Any]:
    """Return the map in big type, a dozen rows at a time, without room for a second score.

    A name chooses its area and stays here.
    """
    if "rows" not in found:
        return found
    heads = [head for key, head in zip(SORTS, found["heads"], strict=True) if key != "second"]
    return {
        **found,
        "parts": parts(found["rows"], found["chosen"], ROWS),
        "heads": heads,
        "second": "",
        "stays": True,
    }
