"""The works of an agenda on the map, of all years or of one, and the measures of that year in a list beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.models import Area, Level
from datasets.pipeline.grants import shown_places
from dia.actions.works_place import WGS84
from dia.models import Work
from dia.pages import works
from dia.pages.agenda_table import AgendaTable, Row
from dia.pages.works import PRECISE
from dia.words.amounts import shown


@dataclass(frozen=True, slots=True)
class Line:
    """A measure in the list: what it costs in the chosen year, or in all; when, and where if not in the one area."""

    row: Row
    amount: str
    more: str
    is_placed: bool


class AgendaMap:
    """`asked` is the year as it stands in the address; what is no year of the agenda chooses all of them."""

    def __init__(self, table: AgendaTable, asked: str) -> None:
        self.table, self.agenda = table, table.agenda
        self.year = next((year for year in self.agenda.years if str(year) == asked), None)

    @cached_property
    def _works(self) -> dict[int, works.Row]:
        """Return the works with their places, as far as this reader may see them: the rule is that of the register."""
        partnership = self.agenda.partnership
        held = Work.objects.of(partnership).plain().filter(measure__agenda=self.agenda)
        placed = works.with_places(held, shown_places(self.table.user, partnership))
        return {row.work.pk: row for row in works.rows_of(partnership, placed)}

    @property
    def places_of(self) -> set[int]:
        """Return the parties of which confidential places are on the map."""
        return works.places_of(self._works.values())

    @cached_property
    def lines(self) -> list[Line]:
        rows = [row for group in self.table.groups for row in group.rows]
        return [self._line(row) for row in rows if self.year is None or row.cells[self._place].text]

    @property
    def placed(self) -> list[Line]:
        return [line for line in self.lines if line.is_placed]

    @property
    def unplaced(self) -> list[Line]:
        return [line for line in self.lines if not line.is_placed]

    @property
    def _place(self) -> int:
        return (self.year or self.agenda.first_year) - self.agenda.first_year

    def _line(self, row: Row) -> Line:
        known = self._works[row.work.pk]
        amount = row.total if self.year is None else row.cells[self._place].text
        years = spans([cell.year for cell in row.cells if cell.text]) or _("no year yet")
        area = known.area if row.work.area_code not in self._only else ""
        secret = _("place confidential") if known.is_hidden else ""
        return Line(row, amount, " · ".join(filter(None, [years, area, secret])), known.shape is not None)

    @cached_property
    def _only(self) -> set[str]:
        """Return the area of an agenda that has but one: it goes without saying."""
        codes = {area.area_code for area in self.agenda.areas.all()}
        return codes if len(codes) == 1 else set()

    @property
    def total(self) -> str:
        sums = self.table.sums
        return shown(sums.total if self.year is None else sums.columns[self.year], self.table.unit, "–")

    @property
    def on_map(self) -> list[dict[str, Any]]:
        """Return the works as the register draws them; a mark goes to the measure, and says what the list says."""
        partnership = self.agenda.partnership
        drawn = works.on_map(partnership, [self._works[line.row.work.pk] for line in self.lines])
        return [mark | self._told(line) for mark, line in zip(drawn, self.lines, strict=True)]

    def _told(self, line: Line) -> dict[str, str]:
        measure = line.row.measure
        href = reverse("measure", args=[self.agenda.partnership.slug, measure.agenda_id, measure.pk])
        return {"href": href, "about": f"{line.row.mark.name}, {line.row.status_words}, {line.more}"}

    @property
    def outlined(self) -> list[dict[str, Any]]:
        return outlined(self.agenda.partnership, [area.area_code for area in self.agenda.areas.all()])

    @cached_property
    def outlines(self) -> dict[str, Any]:
        return works.outlines(self.agenda.partnership)


def spans(years: Iterable[int]) -> str:
    """Write years that follow each other as one span: 2026, 2028–2030."""
    runs = groupby(enumerate(years), key=lambda pair: pair[1] - pair[0])
    ends = [(run[0][1], run[-1][1]) for run in (list(members) for _gap, members in runs)]
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ends)


def outlined(partnership: Partnership, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Return the areas that stand out on the map.

    Gemeente, wijk and buurt by their code, a sub-area by a shape of its own.
    """
    own = Area.objects.of(partnership).at(Level.DEELGEBIED).current().filter(code__in=codes)
    shapes = dict(
        own.annotate(shape=AsGeoJSON(Transform("geometry", WGS84), precision=PRECISE)).values_list("code", "shape")
    )
    return [{"code": code, "shape": json.loads(shapes[code]) if code in shapes else None} for code in codes]
