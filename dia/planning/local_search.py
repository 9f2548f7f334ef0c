"""Free the works of one party, of one area, or of one party in a few years, keep the rest, and solve that exactly; again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import product
from time import perf_counter
from typing import TYPE_CHECKING

from .evaluate import Plan
from .model import Model
from .problem import Problem
from .solver import solve
from .table import Columns

if TYPE_CHECKING:
    from .lexicographic import Run

type Free = Callable[[Plan], set[str]]  # the works that may move, given where a plan has them

ROUNDS = 10
AROUND = 1  # years before and after
EACH = 0.3  # seconds: many small steps bring more than a few that are solved to the end


def improved(run: Run, weights: Mapping[int, float], measure: Callable[[Plan], float], seconds: float) -> Plan:
    """Return the best plan that small neighbourhoods around the plan of a run lead to, in at most so many seconds."""
    ends, best = perf_counter() + seconds, run.plan
    for _ in range(ROUNDS):
        before = measure(best)
        for free in _neighbourhoods(run.problem):
            left = ends - perf_counter()
            if left <= 0 or run.stopped():
                return best
            best = min(best, freed(run, best, weights, free(best), min(EACH, left)), key=measure)
        if measure(best) >= before:
            break
    return best


def _neighbourhoods(problem: Problem) -> Iterator[Free]:
    for party in problem.parties:
        yield partial(_of_party, problem, party, None)
    for area in sorted({site.area for site in problem.sites}):
        yield partial(_of_area, problem, area)
    for party, year in product(problem.parties, problem.years[::2]):
        yield partial(_of_party, problem, party, year)


def _of_area(problem: Problem, area: str, _: Plan) -> set[str]:
    return {work.key for site in problem.sites if site.area == area for work in problem.at_site[site.key]}


def _of_party(problem: Problem, party: str, year: int | None, plan: Plan) -> set[str]:
    """Return the works of a party; with a year those that the plan has in or around it."""
    own = [work.key for work in problem.works if work.concerns(party)]
    if year is None:
        return set(own)
    return {key for key in own if (at := plan.years[key]) is not None and abs(at - year) <= AROUND}


def freed(run: Run, plan: Plan, weights: Mapping[int, float], free: set[str], seconds: float) -> Plan:
    """Return the best plan in which only the works in `free` may have another year."""
    run.plan = plan
    limits = replace(run.limits, seconds=seconds, gap=0.0, on_progress=None)  # many gains are smaller than the gap
    columns = held(run.model, plan.years, free)
    asked = partial(solve, columns, run.model.rows, weights, stage="neighbourhood", limits=limits)
    solved = asked(start=run.start(), presolve=True)
    if solved.outcome == "unsure":  # then its solution is the start
        solved = asked()
    if solved.solution is None:
        return plan
    found = run.read(solved.solution, weights)
    return found if run.is_no_worse(found) else plan


def held(model: Model, years: Mapping[str, int | None], free: set[str]) -> Columns:
    """Return the columns of a model in which only the works in `free` may have another year than in `years`."""
    known = model.columns
    columns = replace(known, lower=[*known.lower], upper=[*known.upper])
    for (key, year), column in model.done.items():
        if key not in free:
            columns.lower[column] = columns.upper[column] = float(years[key] == year)
    return columns
