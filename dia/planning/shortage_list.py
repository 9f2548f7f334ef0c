"""The list of what is short: shorter by a search around the plan, and how short it can be, one party at a time.

The search weighs a euro that is short less where much is short already, frees the works around one entry of the list,
solves that exactly, and again: small amounts then go where there is a large one. What is short in all may grow as far
as the run allows, but that is spent late: at first it weighs far more than a shorter list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil, log1p
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

from . import objectives
from .evaluate import Plan, Shortage, weighed
from .large_neighbourhood import Search
from .model import ShortKey
from .problem import Problem
from .solver import solve

if TYPE_CHECKING:
    from .lexicographic import Run

DEAR, CHEAP = 100.0, 1.0  # a euro more of shortage, against one that moves to another entry: at first, at last
COARSE, FINE = 1.0, 0.03  # an amount of this share of the mean is a small one: at first, at last
WHOLE = 1e-6  # a count above a whole number by less is that number


def length(plan: Plan) -> int:
    return len(plan.shortages)


def whole(bound: float | None) -> int:
    """Return a bound on a number of entries, as such a number."""
    return ceil((bound or 0.0) - WHOLE)


def fewest(run: Run, seconds: float) -> int:
    """Return a number of entries that no list is below, of plans that keep the rules and lack at most `run.most_short`.

    For each party, and each area, the fewest entries of its own are found: the others may have all of theirs, and works
    be done in parts. An entry belongs to one of them, so that a list has at least the sum. Where the time ends one, the
    solver's bound counts instead. What is proved is as exact as the solver counts (1e-6, in euros 0.001).
    """
    groups = defaultdict[str, list[int]](list)
    for (_, who, _), column in run.model.short.items():
        groups[who].append(run.listed[column])
    ends, total = perf_counter() + seconds, 0
    for left, own in zip(range(len(groups), 0, -1), groups.values(), strict=True):
        total += _fewest_of(run, own, (ends - perf_counter()) / left)
    return total


def _fewest_of(run: Run, own: Iterable[int], seconds: float) -> int:
    known, entries = run.model.columns, dict.fromkeys(own, 1.0)
    columns = replace(known, whole=[column in entries for column in range(len(known.whole))])
    limits = replace(run.limits, seconds=max(seconds, 0.0), gap=0.0, on_progress=None)
    return whole(solve(columns, run.model.rows, entries, stage="fewest", limits=limits).bound)


def shortened(run: Run, least: int, seconds: float) -> Plan:
    """Return the plan with the shortest list that the search comes to within the time; it stops at `least` entries."""
    search, best, plan = Search(run, seconds), run.plan, run.plan
    mean = plan.shortage / max(length(plan), 1)
    while length(best) > least and search.goes_on():
        grain = mean * _between(COARSE, FINE, search.spent)
        counted = _Counted(run.problem, grain, _between(DEAR, CHEAP, search.spent))
        found = search.step(plan, counted.weights(run, plan), _drawn(run.problem, plan, grain, search.draw))
        plan = min(plan, found, key=counted)
        best = min(best, found, key=length)
    return best


def _between(first: float, last: float, share: float) -> float:
    return float(first * (last / first) ** share)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The objective of the search: the next euro counts less in an entry of much; `price` for what is short in all."""

    problem: Problem
    grain: float
    price: float

    def __call__(self, plan: Plan) -> float:
        amounts = self._amounts(plan)
        listed = sum(log1p(amount / self.grain) for amount in amounts.values())
        return listed + self.price * sum(amounts.values()) / self.grain

    def weights(self, run: Run, plan: Plan) -> dict[int, float]:
        """Return how fast that grows with each amount that is short."""
        amounts, rates, found = self._amounts(plan), objectives.shortage(run.model), {}
        for key, column in run.model.short.items():
            next_euro = self.grain / (self.grain + amounts.get(key, 0.0))
            found[column] = rates[column] * (next_euro + self.price)
        return found

    def _amounts(self, plan: Plan) -> dict[ShortKey, float]:
        return {one.key: weighed(self.problem, [one]) for one in plan.shortages}


def _drawn(problem: Problem, plan: Plan, grain: float, draw: Random) -> Shortage:
    """Draw an entry of the list, sooner one of a small amount."""
    opportunities = [1 / (weighed(problem, [one]) + grain) for one in plan.shortages]
    return draw.choices(plan.shortages, opportunities)[0]
