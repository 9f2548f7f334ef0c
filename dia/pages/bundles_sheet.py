"""The joint-versus-individual sheet of a bundle: bars per party, a table per year, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from dia.pages.bundles_bars import Bars, pair
from dia.pages.works_parties import COLOURS, Mark
from dia.pipeline.bundles import Look
from dia.planning.bundle_sheet import Comparison


@dataclass(frozen=True, slots=True)
class PartyRow:
    """The cost and nuisance of a party alone and together; `above` euros that it pays more than alone."""

    mark: Mark
    compared: Comparison
    bars: list[Bars]
    share: int
    above: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class YearRow:
    mark: Mark
    year: int
    compared: Comparison


@dataclass(frozen=True, slots=True)
class SheetPage:
    look: Look
    parties: list[PartyRow]
    years: list[YearRow]
    total: Comparison
    total_bars: list[Bars]
    shared_openings: int
    hidden: list[str]

    @property
    def saving_percent(self) -> float:
        return 100 * self.total.saving_share

    @property
    def overlap(self) -> str:
        return plain(self.look.bundle.overlap)

    @property
    def tolerance(self) -> str:
        """Return the tolerance in percents."""
        return plain(100 * self.look.bundle.tolerance)

    @property
    def days_saved(self) -> float:
        return self.total.alone.household_days - self.total.together.household_days

    @property
    def knows_days(self) -> bool:
        return bool(self.total.alone.household_days)

    @property
    def knows_shops(self) -> bool:
        return bool(self.total.alone.shop_days)

    @property
    def more(self) -> float:
        """Return the euros that together costs more than alone; 0 where it saves."""
        return max(0, -self.total.saving)


def sheet_page(look: Look, marks: Mapping[int, Mark]) -> SheetPage:
    sheet = look.sheet
    names = {work.party_id: work.party.name for work in [*look.works, *look.asked]}
    signs = {str(pk): marks.get(pk) or Mark(COLOURS, "?", name) for pk, name in names.items()}
    above = {one.party: one for one in sheet.above_alone}
    most = _most(sheet.by_party)
    parties = [
        PartyRow(
            mark=signs[party],
            compared=compared,
            bars=_bars(compared, most),
            share=look.shares.get(int(party), 0),
            above=above[party].euros if party in above else 0,
            accepted=party in above and above[party].accepted,
        )
        for party, compared in sorted(sheet.by_party.items(), key=lambda item: signs[item[0]].name)
    ]
    return SheetPage(
        look=look,
        parties=parties,
        years=[YearRow(signs[p], year, one) for p, years in sheet.by_year.items() for year, one in years.items()],
        total=sheet.total,
        total_bars=_bars(sheet.total, _most({"": sheet.total})),
        shared_openings=sum(len(one.opening.works) > 1 for one in sheet.openings),
        hidden=[work.title for work in [*look.works, *look.asked] if work.confidential],
    )


def plain(number: float) -> str:
    """Write a number with as many decimals as it has: 0,6 and 0,65."""
    return f"{number:.4g}".replace(".", get_format("DECIMAL_SEPARATOR"))


def _most(compared: Mapping[str, Comparison]) -> tuple[float, float]:
    """Return the largest cost and the largest nuisance, so that bars of all parties can be compared."""
    sides = [side for one in compared.values() for side in (one.alone, one.together)]
    return max((side.cost for side in sides), default=0), max((side.household_days for side in sides), default=0)


def _bars(one: Comparison, most: tuple[float, float]) -> list[Bars]:
    found = [pair(_("cost (k€)"), one.alone.cost / 1000, one.together.cost / 1000, most[0] / 1000)]
    if most[1]:
        found.append(pair(_("household-days"), one.alone.household_days, one.together.household_days, most[1]))
    return found
