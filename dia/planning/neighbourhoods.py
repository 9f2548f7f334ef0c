"""Many works: free those of one area, or of one party in a few years, keep the rest, and solve that exactly; again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from itertools import product
from time import perf_counter
from typing import TYPE_CHECKING

from .evaluate import Plan
from .problem import Problem
from .solver import solve

if TYPE_CHECKING:
    from .stages import Run

LARGE = 400  # works; below that the solver does better by itself
ROUNDS = 3
AROUND = 1  # years before and after
EACH = 3.0  # seconds


def improved(run: Run, weights: Mapping[int, float], measure: Callable[[Plan], float], seconds: float) -> Plan:
    """The best plan that small neighbourhoods around the plan of a run lead to, in at most so many seconds."""
    ends, best = perf_counter() + seconds, run.plan
    for _ in range(ROUNDS):
        before = measure(best)
        for free in _neighbourhoods(run.problem):
            left = ends - perf_counter()
            if left <= 0 or (run.limits.should_stop and run.limits.should_stop()):
                return best
            best = min(best, _freed(run, best, weights, free(best), min(EACH, left)), key=measure)
        if measure(best) >= before:
            break
    return best


type Free = Callable[[Plan], set[str]]


def _neighbourhoods(problem: Problem) -> Iterator[Free]:
    areas = sorted({site.area for site in problem.sites})
    for area in areas:
        works = {work.key for site in problem.sites if site.area == area for work in problem.at_site[site.key]}
        yield lambda _, works=works: works
    for party, year in product(problem.parties, problem.years[::2]):
        yield lambda plan, party=party, year=year: {
            work.key
            for work in problem.works
            if work.party == party and (at := plan.years[work.key]) is not None and abs(at - year) <= AROUND
        }


def _freed(run: Run, plan: Plan, weights: Mapping[int, float], free: set[str], seconds: float) -> Plan:
    """The best plan in which only the works in `free` may have another year."""
    columns, run.plan = copy(run.model.columns), plan
    columns.lower, columns.upper = [*columns.lower], [*columns.upper]
    for (key, year), column in run.model.done.items():
        if key not in free:
            columns.lower[column] = columns.upper[column] = float(plan.years[key] == year)
    limits = replace(run.limits, seconds=seconds, on_progress=None)
    solved = solve(columns, run.model.rows, weights, stage="neighbourhood", limits=limits, start=run.start())
    if solved.solution is None:
        return plan
    found = run.read(solved)
    return found if run.keeps(found) else plan
