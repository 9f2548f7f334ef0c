"""Windows of a party that are too full: in each of them something is short, whatever the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from math import inf
from typing import Literal

from .evaluate import GRAIN
from .model import ShortKey
from .problem import Problem
from .works import Work

type Need = list[dict[int, float]]  # what a work may ask of the means by year: one way for each year that it may have


def too_full(problem: Problem, gone: Collection[str] = ()) -> list[ShortKey]:
    """Return windows of a party with less means than the works that must be done there need.

    No two have a year in common.

    In each of them something is short, whatever the plan, so that no list is shorter. Each as the entry of the year in
    it that the most of all works may ask. `gone`: works that are not done.
    """
    works = [work for work in problem.works if work.key not in gone]
    found: list[ShortKey] = []
    for party, budget in problem.budgets.items():
        needs, left = _needs(problem, works, party, "euros"), _left(budget, problem.standing.get(party, {}))
        found += [("money", party, year) for year in _years(problem, needs, left, keeps=party in problem.carry)]
    for party, labour in problem.labour.items():
        needs, left = _needs(problem, works, party, "fte"), _left(labour, problem.standing_labour.get(party, {}))
        found += [("labour", party, year) for year in _years(problem, needs, left, keeps=False)]
    return found


def _needs(problem: Problem, works: Iterable[Work], party: str, unit: Literal["euros", "fte"]) -> list[Need]:
    """Return what each work that concerns the party asks of it by year, for each year that it may have, or for none."""
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
    """Yield the years of windows that are too full.

    `keeps`: what is not spent, or got back, in earlier years may be spent later.
    """
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
    """Return what may be kept at most, of what there is and what others may give back in these years."""
    own = sum(max(means.get(year, inf), 0.0) for year in years)
    back = (
        max((-_sum({y: min(a, 0) for y, a in asked.items()}, years) for asked in need), default=0) for need in needs
    )
    return own + sum(back)


def _sum(asked: Mapping[int, float], years: range) -> float:
    return sum(amount for year, amount in asked.items() if year in years)


def _room(needs: list[Need], year: int) -> float:
    return sum(max((asked.get(year, 0.0) for asked in need), default=0.0) for need in needs)
