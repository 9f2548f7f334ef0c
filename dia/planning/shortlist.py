"""The list of what is short: shorter by a search around the plan, and how short it can be, one party at a time.

The search weighs a euro that is short less where much is short already, frees the works around one entry of the list,
solves that exactly, and again: small amounts then go where there is a large one. What is short in all may grow as far as
the run allows, but that is spent late: at first it weighs far more than a shorter list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import ceil, log1p
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

from . import objectives
from .evaluate import Plan, Shortage, weighed
from .model import ShortKey
from .neighbourhoods import freed
from .problem import Problem
from .solver import solve
from .works import Work

if TYPE_CHECKING:
    from .stages import Run

FEW, MORE, LESS = 30, 1.1, 0.8  # works that may move in the first step; more after a quick one, fewer after a slow one
AROUND = 2 / 3  # of them around an entry of the list, the others anywhere
EACH = 1.0  # seconds
DEAR, CHEAP = 100.0, 1.0  # a euro more of shortage, against one that moves to another entry: at first, at last
OF_ONE = 0.7  # of the steps free all works of one party, where chosen entries take any amount
HARDLY = 1e-3  # the same, where the amounts of chosen entries are free
COARSE, FINE = 1.0, 0.03  # an amount of this share of the mean is a small one: at first, at last
WHOLE = 1e-6  # a count above a whole number by less is that number


def length(plan: Plan) -> int:
    return len(plan.shortages)


def whole(bound: float | None) -> int:
    """A bound on a number of entries, as such a number."""
    return ceil((bound or 0.0) - WHOLE)


def fewest(run: Run, seconds: float) -> int:
    """A number of entries that the list of no plan is below, of all that keep the rules and lack at most `run.most_short`.

    For each party, and each area, the fewest entries of its own are found: the others may have all of theirs, and works be
    done in parts. An entry belongs to one of them, so that a list has at least the sum. Where the time ends one, the
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


def shortened(run: Run, least: int, seconds: float, chosen: Iterable[ShortKey] | None = None) -> Plan:
    """The plan with the shortest list that the search comes to within the time; it stops at `least` entries.

    `chosen`: entries that are to be on the list, with any amount; what is short in all then hardly counts.
    """
    search, best, plan = _Search(run, seconds, 0.0 if chosen is None else OF_ONE), run.plan, run.plan
    mean, free = plan.shortage / length(plan), frozenset(chosen or ())
    while length(best) > least and search.goes_on():
        grain = mean * _between(COARSE, FINE, search.spent)
        price = _between(DEAR, CHEAP, search.spent) if chosen is None else HARDLY
        counted = _Counted(run.problem, free, grain, price)
        found = search.step(plan, counted.weights(run, plan), grain)
        plan = min(plan, found, key=counted)
        best = min(best, found, key=length)
    return best


class _Search:
    """Steps around entries of the list of a plan, within one limit of time: each as large as is solved quickly."""

    def __init__(self, run: Run, seconds: float, of_one: float) -> None:
        """`of_one`: the share of steps in which all works of one party, or in one area, may move."""
        self.run, self.seconds, self.of_one, self.began = run, seconds, of_one, perf_counter()
        self.draw, self.most = Random(run.limits.seed), float(FEW)  # noqa: S311 - not a secret

    @property
    def spent(self) -> float:
        """The share of the time that is over."""
        return min((perf_counter() - self.began) / max(self.seconds, WHOLE), 1.0)

    def goes_on(self) -> bool:
        return self.spent < 1 and not self.run.stopped()

    def step(self, plan: Plan, weights: Mapping[int, float], grain: float) -> Plan:
        """The plan, or another that keeps what the run has reached and weighs less."""
        began, problem = perf_counter(), self.run.problem
        entry = _drawn(problem, plan, grain, self.draw)
        if self.draw.random() < self.of_one:
            free = {work.key for work in problem.works if _bears(problem, work, entry)}
        else:
            free = _around(problem, plan, entry, self.most, self.draw)
        found = freed(self.run, plan, weights, free, min(EACH, self.seconds * (1 - self.spent)))
        self.most *= MORE if perf_counter() - began < EACH / 2 else LESS
        return found


def _between(first: float, last: float, share: float) -> float:
    return first * (last / first) ** share


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the search makes less: the next euro counts less in an entry of much; `price` for what is short in all."""

    problem: Problem
    free: frozenset[ShortKey]
    grain: float
    price: float

    def __call__(self, plan: Plan) -> float:
        amounts = self._amounts(plan)
        listed = sum(log1p(amount / self.grain) for key, amount in amounts.items() if key not in self.free)
        return listed + self.price * sum(amounts.values()) / self.grain

    def weights(self, run: Run, plan: Plan) -> dict[int, float]:
        """How fast that grows with each amount that is short."""
        amounts, rates, found = self._amounts(plan), objectives.shortage(run.model), {}
        for key, column in run.model.short.items():
            next_euro = 0.0 if key in self.free else self.grain / (self.grain + amounts.get(key, 0.0))
            found[column] = rates[column] * (next_euro + self.price)
        return found

    def _amounts(self, plan: Plan) -> dict[ShortKey, float]:
        return {(one.means, one.who, one.year): weighed(self.problem, [one]) for one in plan.shortages}


def _drawn(problem: Problem, plan: Plan, grain: float, draw: Random) -> Shortage:
    """An entry of the list, sooner one of a small amount."""
    chances = [1 / (weighed(problem, [one]) + grain) for one in plan.shortages]
    return draw.choices(plan.shortages, chances)[0]


def _around(problem: Problem, plan: Plan, entry: Shortage, most: float, draw: Random) -> set[str]:
    """Works at places that have to do with an entry of the list, and at others."""
    near: list[tuple[str, ...]] = []
    far: list[tuple[str, ...]] = []
    for works in _places(problem):
        (near if any(_concerns(problem, plan, key, entry) for key in works) else far).append(works)
    draw.shuffle(near)
    draw.shuffle(far)
    free: set[str] = set()
    for places, enough in ((near, most * AROUND), (far, most), (near, most)):
        for works in places:
            if len(free) < enough:
                free.update(works)
    return free


def _places(problem: Problem) -> list[tuple[str, ...]]:
    """The works of each site, and each work without one."""
    sites = [tuple(work.key for work in works) for works in problem.at_site.values() if works]
    return [*sites, *((work.key,) for work in problem.works if work.site is None)]


def _concerns(problem: Problem, plan: Plan, key: str, entry: Shortage) -> bool:
    return plan.years[key] == entry.year and _bears(problem, problem.work[key], entry)


def _bears(problem: Problem, work: Work, entry: Shortage) -> bool:
    """Whether a work is of the party, or in the area, that an entry is about."""
    if entry.means == "nuisance":
        return work.site is not None and problem.site[work.site].area == entry.who
    return work.concerns(entry.who)
