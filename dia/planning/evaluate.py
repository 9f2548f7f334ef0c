"""The cost, nuisance and shortages of a plan: the arithmetic of the joint agenda, in one place and exact.

An opening is a site in a year with all works done there then. Its common cost is paid once and split; its days are the
set-up and the larger of the longest work and a share of the sum. Amounts by year hold the years that occur only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .cost_sharing import Opening, Split, opening_of, proportional
from .problem import Problem
from .rules import Broken, Years, broken_rules
from .works import Work

type Means = Literal["money", "labour", "nuisance"]
type Amounts[N] = dict[str, dict[int, N]]
type Shares = dict[tuple[str, int], Mapping[str, int]]  # (site, year) -> {party: euros}

GRAIN = 1e-6  # of an fte or a household-day: less is rounding, not a shortage


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Shortage:
    """A shortage: euros or fte that a party lacks in a year, or household-days by which an area is overloaded."""

    means: Means
    who: str
    year: int
    amount: float

    @property
    def key(self) -> tuple[Means, str, int]:
        return self.means, self.who, self.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The years of all works (None: not done) and what follows from them.

    `money` (euros) and `labour` (fte) by party and year, `household_days` and `shop_days` by area and year, `shifts`
    years away from the preferred one by work that is done. What stands whatever the plan is in both. `shares`: the
    common cost by opening and party; the sums are exact. `cost`: all euros. `value`: of the optional works that are
    done. `objective` = cost + nuisance rate x household-days + shift rate x years - value, in euros, without shortages.
    `shortage`: all `shortages` in euros, at the rates of the problem. `broken`: hard rules that do not hold.
    """

    years: dict[str, int | None]
    openings: tuple[Opening, ...]
    shares: Shares
    money: Amounts[int]
    labour: Amounts[float]
    household_days: Amounts[float]
    shop_days: Amounts[float]
    shifts: dict[str, int]
    cost: int
    value: int
    objective: float
    shortages: tuple[Shortage, ...]
    shortage: float
    broken: tuple[Broken, ...]

    @property
    def total_household_days(self) -> float:
        return sum(opening.household_days for opening in self.openings)

    @property
    def total_shift(self) -> int:
        return sum(self.shifts.values())


def evaluate(problem: Problem, years_of: Years, split: Split = proportional) -> Plan:
    """Return the plan in which each work is done in its year of `years_of`.

    Works that share a site and a year share an opening.

    `split` says who pays how much of an opening's common cost. Raises ValueError for a work that is not in the problem,
    and for a split whose sum is not the cost.
    """
    unknown = sorted(set(years_of) - set(problem.work))
    if unknown:
        raise ValueError(f"Not among the works of this problem: {', '.join(unknown)}.")
    together: dict[tuple[str, int], list[Work]] = defaultdict(list)
    for work in problem.works:
        year = years_of.get(work.key)
        if work.site is not None and year is not None:
            together[work.site, year].append(work)
    openings = [
        opening_of(problem.site[site], year, works, problem.assumptions) for (site, year), works in together.items()
    ]
    return _plan(problem, years_of, openings, split)


def baseline(problem: Problem) -> Plan:
    """Return the plan of every work alone in its preferred year.

    Each has an opening and a common cost of its own, and nothing is shared.

    Optional works included. The preferred year may lie outside the agenda; `broken` then says so. `openings` may hold a
    site and a year more than once; `shares` then holds their sum.
    """
    years_of = {work.key: work.preferred for work in problem.works}
    openings = [
        opening_of(problem.site[work.site], work.preferred, [work], problem.assumptions)
        for work in problem.works
        if work.site is not None
    ]
    return _plan(problem, years_of, openings, proportional)


def _plan(problem: Problem, years_of: Years, openings: list[Opening], split: Split) -> Plan:
    done = [(work, year) for work in problem.works if (year := years_of.get(work.key)) is not None]
    shares = _shares(openings, split)
    paid = [(party, year, euros) for (_, year), parts in shares.items() for party, euros in parts.items()]
    asked = [(charge, year + charge.later) for work, year in done for charge in problem.asks[work.key]]
    direct = [(charge.party, year, charge.euros) for charge, year in asked]
    money = _by_year([*direct, *paid, *_entries(problem.standing)])
    manned = [(charge.party, year, charge.fte) for charge, year in asked]
    labour = _by_year([*manned, *_entries(problem.standing_labour)])
    areas = [(problem.site[one.site].area, one) for one in openings]
    hindered = _by_year([(area, one.year, one.household_days) for area, one in areas])
    shortages = (*_money_short(problem, money), *_over(problem, labour, hindered))
    shifts = {work.key: abs(year - work.preferred) for work, year in done}
    cost = sum(work.direct_cost for work, _ in done) + sum(opening.cost for opening in openings)
    value = sum(work.value for work, _ in done if not work.mandatory)
    nuisance = problem.nuisance_rate * sum(opening.household_days for opening in openings)
    return Plan(
        years={work.key: years_of.get(work.key) for work in problem.works},
        openings=tuple(openings),
        shares=shares,
        money=money,
        labour=labour,
        household_days=hindered,
        shop_days=_by_year([(area, one.year, one.shop_days) for area, one in areas]),
        shifts=shifts,
        cost=cost,
        value=value,
        objective=cost - value + nuisance + problem.shift_rate * sum(shifts.values()),
        shortages=tuple(sorted(shortages)),
        shortage=weighed(problem, shortages),
        broken=broken_rules(problem, years_of),
    )


def weighed(problem: Problem, shortages: Iterable[Shortage]) -> float:
    """Return shortages of all kinds as one amount in euros, at the rates of the problem."""
    rates = {"money": 1.0, "labour": problem.short_fte_rate, "nuisance": problem.short_day_rate}
    return sum(rates[one.means] * one.amount for one in shortages)


def left_over(problem: Problem, party: str, money: Mapping[int, int]) -> dict[int, int]:
    """Return by year of the agenda what a party with a budget has left (below 0: lacks), given what it spends.

    What is left stays for the next year where the party may carry; what it lacks does not.
    """
    kept, found = 0, {}
    for year in problem.years:
        budget = problem.budgets.get(party, {}).get(year)
        if budget is not None:
            found[year] = kept + budget - money.get(year, 0)
            kept = max(found[year], 0) if party in problem.carry else 0
    return found


def _shares(openings: Iterable[Opening], split: Split) -> Shares:
    found: Shares = {}
    for opening in openings:
        parts = split(opening)
        if sum(parts.values()) != opening.cost:
            raise ValueError(
                f"The parts for site '{opening.site}' in {opening.year} do not sum to {opening.cost} euros."
            )
        before = found.get((opening.site, opening.year), {})
        merged = {party: before.get(party, 0) + parts.get(party, 0) for party in sorted({*before, *parts})}
        found[opening.site, opening.year] = merged
    return found


def _money_short(problem: Problem, money: Amounts[int]) -> list[Shortage]:
    return [
        Shortage(means="money", who=party, year=year, amount=-left)
        for party in problem.budgets
        for year, left in left_over(problem, party, money.get(party, {})).items()
        if left < 0
    ]


def _over(problem: Problem, labour: Amounts[float], hindered: Amounts[float]) -> list[Shortage]:
    tests: list[tuple[Means, Amounts[float], Mapping[str, Mapping[int, float]]]] = [
        ("labour", labour, problem.labour),
        ("nuisance", hindered, problem.nuisance_caps),
    ]
    found = []
    for means, used, caps in tests:
        for who, by_year in caps.items():
            over = {year: used.get(who, {}).get(year, 0.0) - cap for year, cap in by_year.items()}
            found += [
                Shortage(means=means, who=who, year=year, amount=amount)
                for year, amount in over.items()
                if amount > GRAIN * max(1.0, by_year[year])
            ]
    return found


def _entries[N: (int, float)](amounts: Mapping[str, Mapping[int, N]]) -> list[tuple[str, int, N]]:
    return [(who, year, amount) for who, by_year in amounts.items() for year, amount in by_year.items()]


def _by_year[N: (int, float)](entries: Iterable[tuple[str, int, N]]) -> Amounts[N]:
    found: Amounts[N] = {}
    for who, year, amount in entries:
        by_year = found.setdefault(who, {})
        by_year[year] = by_year.get(year, 0) + amount
    return found
