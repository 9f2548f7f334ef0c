"""The other answer where the means cannot hold: how few budgets and caps must be exceeded, by whatever amount.

The list of `shortlist` is short among the plans that lack least. Here an entry may lack any amount: first as few entries
as can be, then as little as can be with so few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from operator import attrgetter
from typing import Literal

from . import objectives
from .evaluate import GRAIN, Plan
from .model import ShortKey
from .problem import Problem
from .shortlist import fewest, length, shortened, whole
from .stages import ALONE, Run
from .works import Work

type Need = list[dict[int, float]]  # what a work may ask of the means by year: one way for each year that it may have

SHARE = 0.43  # of what is left after the list
PROVING = 0.15  # of its time for a bound by party
SEARCH = 0.9  # of what is left after the proof; the rest makes the amounts less


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentrated:
    """A plan with few entries that are short, and a number that no plan that keeps the rules is below."""

    plan: Plan
    least: int


def concentrate(run: Run) -> None:
    """Beside the plan of the run, one in which what is short is in as few entries as can be found."""
    if not run.plan.shortages:
        return
    other = _without_limit(run, run.remaining() * SHARE)
    entries = other.list_entries()
    least = _fewest(other, entries)
    other.most_listed = length(other.plan)
    other.model.rows.add(entries.items(), upper=float(other.most_listed))
    if not other.cancelled:
        other.better("shortage", objectives.shortage(other.model), 1.0, attrgetter("shortage"))
    run.cancelled = run.cancelled or other.cancelled
    run.concentrated = Concentrated(plan=other.plan, least=min(least, length(other.plan)))


def _without_limit(run: Run, seconds: float) -> Run:
    """The same question, with works that cannot be done left out as well, in which any amount may be short."""
    other = Run(run.problem, run.plan, replace(run.limits, seconds=seconds), run.most_household_days)
    for column in run.model.missing.values():
        other.model.columns.lower[column] = run.model.columns.lower[column]
        other.model.columns.upper[column] = run.model.columns.upper[column]
    return other


def _fewest(other: Run, entries: dict[int, float]) -> int:
    """All at once for a while; if that does not end, a bound by party and a search from the windows that are too full."""
    chosen = too_full(other.problem, {key for key, year in other.plan.years.items() if year is None})
    other.improve("fewest", entries, other.remaining() * ALONE, length, start=False)
    reached = other.stages[-1]
    if reached.outcome in {"optimal", "within gap", "cancelled"}:
        return max(whole(reached.bound), len(chosen))
    least = max(whole(reached.bound), len(chosen), fewest(other, other.remaining() * PROVING))
    other.plan = shortened(other, least, other.remaining() * SEARCH, chosen)
    return least


def too_full(problem: Problem, gone: Collection[str] = ()) -> list[ShortKey]:
    """Windows of a party, no two with a year in common, with less means than the works that must be done there need.

    In each of them something is short, whatever the plan, so that no list is shorter. Each as the entry of the year in it
    that the most of all works may ask. `gone`: works that are not done.
    """
    works, found = [work for work in problem.works if work.key not in gone], []
    for party, budget in problem.budgets.items():
        needs, left = _needs(problem, works, party, "euros"), _left(budget, problem.standing.get(party, {}))
        found += [("money", party, year) for year in _years(problem, needs, left, keeps=party in problem.carry)]
    for party, labour in problem.labour.items():
        needs, left = _needs(problem, works, party, "fte"), _left(labour, problem.standing_labour.get(party, {}))
        found += [("labour", party, year) for year in _years(problem, needs, left, keeps=False)]
    return found


def _needs(problem: Problem, works: Iterable[Work], party: str, unit: Literal["euros", "fte"]) -> list[Need]:
    """Of each work that concerns the party, what it asks of it by year, for each year that it may have, or for none."""
    return [
        [
            *([] if work.key in problem.must else [{}]),
            *(
                {year + one.later: getattr(one, unit) for one in problem.asks[work.key] if one.party == party}
                for year in problem.allowed[work.key]
            ),
        ]
        for work in works
        if work.concerns(party)
    ]


def _left(means: Mapping[int, float], standing: Mapping[int, float]) -> dict[int, float]:
    return {year: amount - standing.get(year, 0) for year, amount in means.items()}


def _years(problem: Problem, needs: list[Need], means: Mapping[int, float], *, keeps: bool) -> Iterator[int]:
    """`keeps`: what is not spent, or got back, in earlier years may be spent later."""
    first = after = problem.years[0]
    for end in problem.years:
        for begin in range(end, after - 1, -1):
            span = range(begin, end + 1)
            needed = sum(min((_sum(asked, span) for asked in need), default=0.0) for need in needs)
            brought = sum(means.get(year, inf) for year in span)
            if keeps:
                brought += _kept(needs, means, range(first, begin))
            if needed > brought + GRAIN:
                yield max(span, key=partial(_room, needs))
                after = end + 1
                break


def _kept(needs: list[Need], means: Mapping[int, float], years: range) -> float:
    """At most, of what there is and what others may give back in these years."""
    own = sum(max(means.get(year, inf), 0.0) for year in years)
    back = (
        max((-_sum({y: min(a, 0) for y, a in asked.items()}, years) for asked in need), default=0) for need in needs
    )
    return own + sum(back)


def _sum(asked: Mapping[int, float], years: range) -> float:
    return sum(amount for year, amount in asked.items() if year in years)


def _room(needs: list[Need], year: int) -> float:
    return sum(max((asked.get(year, 0.0) for asked in need), default=0.0) for need in needs)
