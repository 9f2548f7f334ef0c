"""The page of one agenda: its head, the ways to look at it, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dia.actions.agendas import DECIDED, OPEN
from dia.models import Agenda
from dia.pages.agenda_burden import BurdenTable
from dia.pages.agenda_map import AgendaMap
from dia.pages.agenda_table import STATUS, AgendaTable, Row
from dia.pages.agendas import KINDS, area_names
from dia.pipeline.agenda_lines import Unit
from dia.states import AGENDA

VIEWS: dict[str, str | Promise] = {"money": _("Money (k€)"), "fte": _("Fte"), "nuisance": _("Nuisance")}
SHAPES: dict[str, str | Promise] = {"table": _("Table"), "timeline": _("Timeline"), "map": _("Map")}
STEPS: dict[str, str | Promise] = {
    "drafting": _("Begin drafting"),
    "agreed": _("Agree on this agenda"),
    "running": _("Begin carrying it out"),
    "completed": _("Complete it"),
    "stopped": _("Stop it"),
}


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Step:
    to: str
    label: str | Promise
    decided: bool  # needs the decision in words


@dataclass(frozen=True, slots=True)
class Bar:
    """The years of a measure on the axis of the agenda, in % of its width."""

    row: Row
    parts: list[tuple[str, str]]
    spoken: str


class AgendaPage:
    def __init__(self, agenda: Agenda, user: User, query: QueryDict) -> None:
        self.agenda, self.user = agenda, user
        asked, shape = query.get("view", "money"), query.get("as", "table")
        self.view = asked if asked in VIEWS else "money"
        self.shape = shape if shape in SHAPES else "table"
        unit: Unit = "fte" if self.view == "fte" else "euros"
        self.table = AgendaTable(agenda, user, unit)
        self.map = AgendaMap(self.table, query.get("year", ""))

    @property
    def kind(self) -> str:
        return KINDS.get(self.agenda.state, "")

    @property
    def views(self) -> list[Link]:
        return [Link(label, self._query(key, self.shape), key == self.view) for key, label in VIEWS.items()]

    @property
    def shapes(self) -> list[Link]:
        return [Link(label, self._query(self.view, key), key == self.shape) for key, label in SHAPES.items()]

    @property
    def years(self) -> list[Link]:
        """Return the links of the map: all years together, or one."""
        every = Link(_("all years"), f"?view={self.view}&as=map", self.map.year is None)
        each = [
            Link(str(year), self._query(self.view, "map", year), year == self.map.year) for year in self.agenda.years
        ]
        return [every, *each]

    def _query(self, view: str, shape: str, year: int | None = None) -> str:
        """Return the query of a view; a year that is chosen stays so where only the unit changes."""
        chosen = year or (self.map.year if shape == self.shape and view != self.view else None)
        return f"?view={view}&as={shape}" + (f"&year={chosen}" if chosen else "")

    @cached_property
    def names(self) -> dict[str, str]:
        return area_names(self.agenda.partnership, [area.area_code for area in self.agenda.areas.all()])

    @cached_property
    def burden(self) -> BurdenTable:
        return BurdenTable(self.table, self.names)

    @property
    def steps(self) -> list[Step]:
        if not self.table.may_lead:
            return []
        order = list(STEPS)
        to = sorted(AGENDA[self.agenda.state], key=order.index)
        return [Step(each, STEPS[each], each in DECIDED) for each in to]

    @property
    def may_change(self) -> bool:
        return self.table.may_lead and self.agenda.state in OPEN

    @property
    def is_map(self) -> bool:
        """Return whether the map is shown: hindrance has a table only; without measures there is nothing to draw."""
        return self.shape == "map" and self.view != "nuisance" and bool(self.table.measures)

    @property
    def statuses(self) -> Iterable[tuple[str, str | Promise]]:
        return STATUS.items()

    @cached_property
    def bars(self) -> list[tuple[str, list[Bar]]]:
        return [(group.label, [self._bar(row) for row in group.rows]) for group in self.table.groups]

    def _bar(self, row: Row) -> Bar:
        width = 100 / len(self.agenda.years)
        on = [place for place, cell in enumerate(row.cells) if cell.text]
        parts = [(f"{place * width:.2f}%", f"{width:.2f}%") for place in on]
        return Bar(row, parts, ", ".join(str(row.cells[place].year) for place in on))
