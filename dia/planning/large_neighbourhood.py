"""Steps of a search around one entry of what is short: free the works that have to do with it, solve that exactly, again."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

from .evaluate import Plan, Shortage
from .local_search import freed
from .problem import Problem

if TYPE_CHECKING:
    from .lexicographic import Run

FEW, MORE, LESS = 30, 1.1, 0.8  # works that may move in the first step; more after a quick one, fewer after a slow one
AROUND = 2 / 3  # of them around an entry of the list, the others anywhere
EACH = 1.0  # seconds
SOON = 1e-6  # seconds: no search has less


class Search:
    """Steps around entries of the list of a plan, within one limit of time: each as large as is solved quickly."""

    def __init__(self, run: Run, seconds: float) -> None:
        self.run, self.seconds, self.began = run, seconds, perf_counter()
        self.draw, self.most = Random(run.limits.seed), float(FEW)  # noqa: S311 - not a secret

    @property
    def spent(self) -> float:
        """Return the share of the time that is over."""
        return min((perf_counter() - self.began) / max(self.seconds, SOON), 1.0)

    def goes_on(self) -> bool:
        return self.spent < 1 and not self.run.stopped()

    def step(self, plan: Plan, weights: Mapping[int, float], entry: Shortage) -> Plan:
        """Return the plan, or another that keeps what the run has reached and weighs less."""
        began = perf_counter()
        free = _around(self.run.problem, plan, entry, self.most, self.draw)
        found = freed(self.run, plan, weights, free, min(EACH, self.seconds * (1 - self.spent)))
        self.most *= MORE if perf_counter() - began < EACH / 2 else LESS
        return found


def _around(problem: Problem, plan: Plan, entry: Shortage, most: float, draw: Random) -> set[str]:
    """Return works at places that have to do with an entry of the list, and at others."""
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
    """Return the works of each site, and each work without one."""
    sites = [tuple(work.key for work in works) for works in problem.at_site.values() if works]
    return [*sites, *((work.key,) for work in problem.works if work.site is None)]


def _concerns(problem: Problem, plan: Plan, key: str, entry: Shortage) -> bool:
    work = problem.work[key]
    if plan.years[key] != entry.year:
        return False
    if entry.means == "nuisance":
        return work.site is not None and problem.site[work.site].area == entry.who
    return work.concerns(entry.who)
