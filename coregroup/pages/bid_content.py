"""A bid as its page and its print show it: the same parts from the same content, each figure with its key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, npgettext
from django.utils.translation import gettext as _

from coregroup.models import Subject
from coregroup.pipeline.bid_figures import closed_figures, looked_at
from datasets.pipeline.grants import Grant
from dia.models import Commitment

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as shown, and the key by which it is traced; no key where there is no figure."""

    key: str
    shown: str


@dataclass(frozen=True, slots=True)
class MoneyRow:
    label: str
    cells: list[Cell]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class WorkRow:
    pk: int
    title: str
    area: str
    years: str
    cost: Cell


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    name: str
    own: Cell
    city: Cell
    period: int
    origin: str


@dataclass(frozen=True, slots=True)
class Part:
    """The content under one subject. `works` are the largest first."""

    key: str
    title: str | Promise
    text: str
    count: Cell | None
    count_words: str
    cost: Cell | None
    works: list[WorkRow]
    indicators: list[IndicatorRow]


class Content:
    """`body` as coregroup.pipeline.bids made it.

    Figures are shown in the language of the reader, those in `closed` are not.
    """

    def __init__(self, body: dict[str, Any], grant: Grant) -> None:
        self.body, self.grant = body, grant
        self.closed = closed_figures(body["figures"], grant)
        self.language = "nl" if (get_language() or "nl").startswith("nl") else "en"
        self.figures = {each["key"]: each for each in body["figures"]}

    @cached_property
    def looked(self) -> frozenset[tuple[int, str]]:
        """Return what it shows of datasets under a covenant, for the access log."""
        return looked_at((each for key, each in self.figures.items() if key not in self.closed), self.grant)

    @property
    def year(self) -> int:
        return int(self.body["year"])

    @property
    def years(self) -> list[int]:
        years: list[int] = self.body["years"]
        return years

    def cell(self, key: str) -> Cell:
        found = self.figures.get(key)
        if key in self.closed:
            return Cell("", _("not shared"))
        return Cell(key, found["shown"][self.language]) if found else Cell("", NOTHING)

    def label(self, key: str) -> str:
        return str(self.figures[key]["label"][self.language])

    @cached_property
    def tiles(self) -> list[tuple[str, Cell]]:
        """Return what the party brings in the year of the bid, at one look."""
        year = {"year": self.year}
        tiles = [
            (_("Committed in %(year)s") % year, self.cell(f"money:all:{self.year}")),
            (_("Manpower in %(year)s") % year, self.cell(f"fte:{self.year}")),
            (_("Works in %(year)s") % year, self.cell("works:all")),
            (_("Cost of these works"), self.cell("cost:all")),
        ]
        return [(label, cell) for label, cell in tiles if cell.key]

    @cached_property
    def money(self) -> list[MoneyRow]:
        """Return the kinds of money that are committed, what they come to, and manpower."""
        rows = [self._money(str(label), f"money:{key}:") for key, label in Commitment.Funding.choices]
        kinds = [row for row in rows if any(cell.key for cell in row.cells)]
        together = self._money(_("together"), "money:all:", is_sum=True)
        fte = self._money(_("manpower"), "fte:")
        return [*kinds, *([together] if kinds else []), *([fte] if any(cell.key for cell in fte.cells) else [])]

    def _money(self, label: str, start: str, *, is_sum: bool = False) -> MoneyRow:
        return MoneyRow(label, [self.cell(f"{start}{year}") for year in self.years], is_sum)

    @cached_property
    def parts(self) -> list[Part]:
        return [self._part(key, label) for key, label in Subject.choices]

    def _part(self, key: str, label: str | Promise) -> Part:
        works = [self._work(row) for row in self.body["works"] if row["subject"] == key]
        indicators = [self._indicator(row) for row in self.body["indicators"] if row["subject"] == key]
        has_works = f"works:{key}" in self.figures
        return Part(
            key,
            label,
            self.body["texts"][key],
            self.cell(f"works:{key}") if has_works else None,
            npgettext("counted", "work", "works", len(works)),
            self.cell(f"cost:{key}") if has_works else None,
            works,
            indicators,
        )

    def _work(self, row: dict[str, Any]) -> WorkRow:
        first, last = row["years"]
        years = str(first) if first == last else f"{first}–{last}"
        return WorkRow(row["id"], row["title"], row["area"], years, self.cell(row["key"]))

    def _indicator(self, row: dict[str, Any]) -> IndicatorRow:
        name = row["name"][self.language]
        return IndicatorRow(name, self.cell(row["own"]), self.cell(row["city"]), row["period"], row["origin"])

    @property
    def areas(self) -> list[str]:
        areas: list[str] = self.body["areas"]
        return areas

    @property
    def together(self) -> list[str]:
        parties: list[str] = self.body["together"]
        return parties

    @cached_property
    def sources(self) -> list[str]:
        """Return each origin of figures once, with the years of its figures."""
        years: dict[str, set[int]] = {}
        for row in self.body["indicators"]:
            if row["origin"]:
                years.setdefault(row["origin"], set()).add(row["period"])
        return [
            f"{name} {'–'.join(str(year) for year in sorted({min(held), max(held)}))}" for name, held in years.items()
        ]
