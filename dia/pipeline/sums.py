"""The sums of an agenda, in one place: per measure, group, party and year, and what lacks its money. No database here.

Amounts are whole euros (int) or fte (Decimal); every sum is exact, and each sum of sums is the same total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

type Amount = int | Decimal
type ByYear = dict[int, Amount]


@dataclass(frozen=True, slots=True)
class Line:
    """A measure: what it costs per year, what stands in the register, and what each party (of a year) gives to it."""

    key: int
    group: str
    party: int
    cells: Mapping[int, Amount]
    registered: Amount = 0
    given: Mapping[tuple[int, int], Amount] = field(default_factory=dict)  # (party, year) → amount


@dataclass(frozen=True, slots=True)
class Short:
    """A party that has to bear more in a year than it committed."""

    party: int
    year: int
    over: Amount


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of an agenda.

    `borne`: what each party has to pay per year: its own measures, less what others give to them, plus what it gives to
    others. `gaps`: per measure what it costs more than is given; `unspread`: what the register says more than the cells
    do, below 0 where the cells say more.
    """

    years: tuple[int, ...]
    rows: dict[int, Amount]
    groups: dict[str, ByYear]
    columns: ByYear
    borne: dict[int, ByYear]
    given: dict[int, Amount]
    gaps: dict[int, Amount]
    unspread: dict[int, Amount]

    @property
    def total(self) -> Amount:
        return sum(self.columns.values())

    @property
    def gap(self) -> Amount:
        return sum(self.gaps.values())

    def of_group(self, group: str) -> Amount:
        return sum(self.groups[group].values())

    def of_party(self, party: int) -> Amount:
        return sum(self.borne.get(party, {}).values())


@dataclass(frozen=True, slots=True)
class Astray:
    """A gift of a party to a measure in a year in which it costs nothing, while it costs something in `years`."""

    key: int
    party: int
    year: int
    amount: Amount
    years: tuple[int, ...]


def sum_up(lines: Iterable[Line], years: Sequence[int]) -> Sums:
    """Sum the lines; cells and gifts outside `years` count for nothing: they are not on the agenda."""
    inside, lines = tuple(years), list(lines)
    rows: dict[int, Amount] = {}
    groups: dict[str, ByYear] = {}
    columns: ByYear = dict.fromkeys(inside, 0)
    given, gaps, unspread = {}, {}, {}
    for line in lines:
        group = groups.setdefault(line.group, dict.fromkeys(inside, 0))
        for year in inside:
            group[year] += line.cells.get(year, 0)
            columns[year] += line.cells.get(year, 0)
        cost = sum(line.cells.get(year, 0) for year in inside)
        gift = sum(amount for (_, year), amount in line.given.items() if year in columns)
        rows[line.key], given[line.key] = cost, gift
        gaps[line.key], unspread[line.key] = max(cost - gift, 0), line.registered - cost
    return Sums(inside, rows, groups, columns, _borne(lines, inside), given, gaps, unspread)


def _borne(lines: Iterable[Line], years: tuple[int, ...]) -> dict[int, ByYear]:
    """Move each gift from the owner of the measure to the giver, so that per year the sum stays that of the cells."""
    found: dict[int, ByYear] = defaultdict(lambda: dict.fromkeys(years, 0))
    for line in lines:
        owner = found[line.party]
        for year in years:
            owner[year] += line.cells.get(year, 0)
        for (giver, year), amount in line.given.items():
            if year in owner and giver != line.party:
                owner[year] -= amount
                found[giver][year] += amount
    return dict(found)


def overspent(borne: Mapping[int, Mapping[int, Amount]], frames: Mapping[tuple[int, int], Amount]) -> list[Short]:
    """Return by year, then party, where more is borne than the frame of that party and year.

    Without a frame that is 0.
    """
    found = [
        Short(party, year, amount - frames.get((party, year), 0))
        for party, years in borne.items()
        for year, amount in years.items()
        if amount > frames.get((party, year), 0)
    ]
    return sorted(found, key=lambda short: (short.year, short.party))


def astray(lines: Iterable[Line], years: Sequence[int]) -> list[Astray]:
    """Return gifts in another year than the cost, in the order of the lines, then by year.

    Outside `years` nothing counts.
    """
    found = []
    for line in lines:
        costs = tuple(year for year in years if line.cells.get(year))
        loose = [
            Astray(line.key, party, year, amount, costs)
            for (party, year), amount in line.given.items()
            if costs and amount and year in years and year not in costs
        ]
        found += sorted(loose, key=lambda one: (one.year, one.party))
    return found
