"""Household-days per area and year beside what was decided that an area bears, and the works that cause them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dia.pages.agenda_table import AgendaTable
from dia.pages.works_parties import Mark
from dia.pipeline.agenda_lines import Burdens, burdens_of, caps_of


@dataclass(frozen=True, slots=True)
class Load:
    """One area in one year; `filled` in % of its bar, `over` a sentence where it is more than was decided."""

    year: int
    days: str
    cap: str
    filled: int
    over: str


@dataclass(frozen=True, slots=True)
class Cause:
    title: str
    mark: Mark
    days: list[tuple[int, str]]
    total: str


@dataclass(frozen=True, slots=True)
class AreaLoad:
    name: str
    loads: list[Load]
    total: str
    causes: list[Cause]


class BurdenTable:
    def __init__(self, table: AgendaTable, names: Mapping[str, str]) -> None:
        self.table, self.names = table, names
        self.years = list(table.agenda.years)

    @property
    def span(self) -> int:
        return len(self.years) + 1

    @cached_property
    def burdens(self) -> Burdens:
        return burdens_of(self.table.measures, self.years)

    @cached_property
    def areas(self) -> list[AreaLoad]:
        """Return the areas of the agenda first, then where its works lie besides."""
        caps = caps_of(self.table.agenda)
        codes = dict.fromkeys([*self.names, *self.burdens.areas])
        return [self._area(code, caps) for code in codes]

    def _area(self, code: str, caps: Mapping[tuple[str, int], tuple[int, bool]]) -> AreaLoad:
        by_year, name = self.burdens.areas.get(code, {}), self.names.get(code, code)
        loads = [self._load(name, year, by_year.get(year, 0), caps.get((code, year))) for year in self.years]
        return AreaLoad(name, loads, days(sum(by_year.values())), self._causes(code))

    def _load(self, name: str, year: int, load: float, cap: tuple[int, bool] | None) -> Load:
        most = cap[0] if cap else None
        if most is None or load <= most:
            filled = round(100 * load / most) if most else 0
            return Load(year, days(load), "" if most is None else number_format(most, 0), filled, "")
        text = _("%(area)s bears %(days)s household-days in %(year)s, and at most %(most)s was decided.")
        names = {"area": name, "days": days(load), "year": year, "most": number_format(most, 0)}
        return Load(year, days(load), number_format(most, 0), 100, text % names)

    def _causes(self, code: str) -> list[Cause]:
        found = []
        for measure in self.table.measures:
            work, by_year = measure.work, self.burdens.works[measure.pk]
            if self.burdens.area_of.get(measure.pk) == code and by_year:
                per_year = [(year, days(by_year.get(year, 0))) for year in self.years]
                found.append(Cause(work.title, self.table.mark_of(work), per_year, days(sum(by_year.values()))))
        return found

    @property
    def attention(self) -> list[str]:
        return [load.over for area in self.areas for load in area.loads if load.over]


def days(amount: float) -> str:
    return number_format(round(amount), 0, force_grouping=True) if amount else ""
