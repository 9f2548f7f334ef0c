"""One run of the optimiser: a model, the best plan so far, and how each stage makes it better or says that none is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from . import objectives
from .agreement import agreed
from .evaluate import Plan
from .local_search import improved
from .model import KILO, Key, Model
from .problem import Problem
from .shortage_list import fewest, length, shortened, whole
from .solver import Limits, Outcome, Progress, Solved, relative_gap, solve

if TYPE_CHECKING:
    from .fewest_shortages import Concentrated

TOLERANCE = 1e-3  # what a later stage may give up of what an earlier one reached
SLIVER = 1e-6  # thousands of euros
CENT, ROUNDING = 0.01, 1e-7  # an objective that is counted exactly may differ so much, in its unit or as a share
SHORTAGE, FRESH = 0.5, 0.5  # of all time; of that without a start: with its presolve the solver often needs none
ALONE = 0.15  # of a stage's time for all works at once; where that is not enough
SEARCH = 0.5  # of what is left for neighbourhoods, then all works again
LIST = 0.3  # of what is left when the list begins
PROVING = 0.4  # of that for a bound by party, then the search for a shorter list


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The result of one stage. `objective` and `bound` in works (missing), euros, entries (list) or years (shift)."""

    name: str
    outcome: Outcome
    objective: float | None
    bound: float | None
    seconds: float

    @property
    def gap(self) -> float | None:
        return relative_gap(self.objective, self.bound)


class Run:
    """A plan that only gets better, stage by stage, within one limit of time."""

    def __init__(self, problem: Problem, plan: Plan, limits: Limits, most_household_days: float | None = None) -> None:
        self.problem, self.plan, self.limits, self.began = problem, plan, limits, perf_counter()
        self.model = Model(problem, with_nuisance=most_household_days is not None)
        self.most_household_days = most_household_days
        self.stages: list[Stage] = []
        self.parts: dict[int, tuple[dict[int, float], float]] = {}  # column -> the terms it sums, and their least
        self.listed: dict[int, int] = {}  # column of what is short -> column that says whether it is
        self.most_short, self.most_listed = float("inf"), float("inf")
        self.concentrated: Concentrated | None = None
        self.cancelled = False
        if most_household_days is not None:
            self._at_most(objectives.household_days(self.model), most_household_days)

    @property
    def within_rules(self) -> bool:
        most = self.most_household_days
        gone = {work for one in self.plan.broken if one.rule == "missing" for work in one.works}
        return (
            all(one.rule == "missing" for one in self.plan.broken)
            and not any(self.model.columns.upper[self.model.missing[key]] == 0 for key in gone)
            and (most is None or self.plan.total_household_days <= most * (1 + SLIVER))
        )

    def remaining(self) -> float:
        return max(self.limits.seconds - (perf_counter() - self.began), 0.0)

    def find_feasible(self) -> bool:
        """Find a plan without the fewest works that must be done and cannot be; return whether one was found."""
        columns = self.model.columns
        for column in self.model.missing.values():
            columns.upper[column] = 1.0
        solved = self._solve("missing", objectives.missing(self.model), self.remaining() * 0.4, start=False)
        years = None if solved.solution is None else objectives.years_in(self.model, solved.solution)
        for key, column in self.model.missing.items():
            gone = years is not None and years[key] is None
            columns.lower[column] = columns.upper[column] = float(gone)
        if years is not None:
            self.plan = agreed(self.problem, years)
        return years is not None

    def minimise_shortage(self) -> None:
        """Minimise what is short: all within the means if that can be, else as little short as can be."""
        weights = objectives.shortage(self.model)
        if self.plan.shortage > 0:
            self._lack_less(weights)
        self.freeze_shortage()

    def _lack_less(self, weights: Mapping[int, float]) -> None:
        """Search for less shortage: all at once for a while, from no plan; else in neighbourhoods of the best plan."""
        began = perf_counter()
        ends = began + self.remaining() * SHORTAGE
        self.improve("shortage", weights, (ends - began) * FRESH, _shortage, start=False)
        if self.stages[-1].outcome == "time":
            self.plan = improved(self, weights, _shortage, ends - perf_counter())
            self._searched(self.plan.shortage, perf_counter() - began)

    def freeze_shortage(self) -> None:
        """Let no plan lack more than this one from here on."""
        weights = objectives.shortage(self.model)
        self.most_short = self.plan.shortage * (1 + TOLERANCE) + SLIVER * KILO
        if self.plan.shortage > 0:
            self.model.rows.add(weights.items(), upper=self.most_short / KILO)
            return
        for column in weights:
            self.model.columns.upper[column] = 0.0

    def list_shortest(self) -> None:
        """Find, among the plans that lack no more, one that is short for the fewest parties, areas and years."""
        if not self.plan.shortages:
            return
        entries = self.list_entries()
        if len(self.plan.shortages) > 1:
            self._shorten(entries)
        self.most_listed = len(self.plan.shortages)
        self.model.rows.add(entries.items(), upper=float(self.most_listed))

    def list_entries(self) -> dict[int, float]:
        """Add for each party or area and year a column that says whether it is on the list."""
        most = self.most_short / KILO
        for column, rate in objectives.shortage(self.model).items():
            self.listed[column] = self.model.columns.yes_or_no()
            amount = min(most / rate, self.model.columns.upper[column])
            self.model.rows.add([(column, 1.0), (self.listed[column], -amount)], upper=0.0)
        for key, kept in self.model.carry.items():  # who is short has nothing to keep: what is lent is short later
            short = self.listed[self.model.short["money", *key]]
            all_money = self.problem.most_kept(key[0]) / KILO
            self.model.rows.add([(kept, 1.0), (short, all_money)], upper=all_money)
        return dict.fromkeys(self.listed.values(), 1.0)

    def _shorten(self, entries: Mapping[int, float]) -> None:
        """Shorten the list: all at once for a while; else by a bound by party and a search around the plan."""
        began = perf_counter()
        ends = began + self.remaining() * LIST
        self.improve("list", entries, (ends - began) * ALONE, length, start=False)
        reached = self.stages[-1]
        if reached.outcome in {"optimal", "within gap", "cancelled"}:
            return
        least = max(fewest(self, (ends - perf_counter()) * PROVING), whole(reached.bound))
        self.stages[-1] = replace(reached, bound=float(least))
        self.plan = shortened(self, least, ends - perf_counter())
        self._searched(length(self.plan), perf_counter() - began)

    def _searched(self, objective: float, seconds: float) -> None:
        """Note what the stage has reached after a search."""
        self.cancelled = self.cancelled or self.stopped()
        stage = replace(self.stages[-1], objective=objective, seconds=seconds)
        if self.cancelled:
            outcome: Outcome = "cancelled"
        else:
            outcome = "time" if stage.gap is None or stage.gap > self.limits.gap else "within gap"
        self.stages[-1] = _reached(replace(stage, outcome=outcome), objective)

    def cost_least(self) -> None:
        self.better("cost", objectives.cost(self.model), 0.8, lambda plan: plan.objective)

    def minimise_nuisance(self) -> None:
        """Minimise the household-days, whatever they cost within the means."""
        self.better("nuisance", objectives.household_days(self.model), 1.0, lambda plan: plan.total_household_days)

    def shift_least(self, ceiling: float) -> None:
        """Minimise the years away from the preferred ones, at no more than the `ceiling` in euros."""
        if self.plan.total_shift:
            self._at_most(objectives.cost(self.model), ceiling / KILO + SLIVER)
            self.better("shift", objectives.shift(self.model), 1.0, lambda plan: plan.total_shift)

    def _at_most(self, weights: Mapping[int, float], most: float) -> None:
        """Add a ceiling in parts by site: one row with every column keeps the solver busy far beyond its time."""
        parts = defaultdict[str, dict[int, float]](dict)
        for column, weight in weights.items():
            parts[self.model.site_of.get(column, "")][column] = weight
        left, columns = most, []
        for terms in parts.values():
            least = sum(min(weight, 0.0) for weight in terms.values())  # a column of the table is 0 or more
            column = self.model.columns.add()
            self.model.rows.add([(column, 1.0), *((other, -weight) for other, weight in terms.items())], lower=-least)
            self.parts[column] = (terms, least)
            columns.append(column)
            left -= least
        self.model.rows.add([(column, 1.0) for column in columns], upper=left)

    def better(self, name: str, weights: Mapping[int, float], share: float, measure: Callable[[Plan], float]) -> None:
        """Solve a stage and keep its plan if it measures lower.

        For a while with all works at once; if that does not end, in neighbourhoods of the plan, and again from there.
        """
        began = perf_counter()
        ends = began + self.remaining() * share
        self.improve(name, weights, (ends - perf_counter()) * ALONE, measure)
        if self.stages[-1].outcome == "time":
            self.plan = improved(self, weights, measure, (ends - perf_counter()) * SEARCH)
            self.improve(name, weights, ends - perf_counter(), measure)
        if self.stages[-1].outcome == "unsure":
            self.improve(name, weights, ends - perf_counter(), measure, start=False)
        self.stages[-1] = replace(self.stages[-1], seconds=perf_counter() - began)

    def improve(
        self,
        name: str,
        weights: Mapping[int, float],
        seconds: float,
        measure: Callable[[Plan], float],
        *,
        start: bool = True,
    ) -> None:
        solved = self._solve(name, weights, seconds, start=start)
        if solved.solution is not None:
            plan = self.read(solved.solution, weights)
            if self.is_no_worse(plan):
                self.plan = min(self.plan, plan, key=measure)  # the old one where equal
        self.stages[-1] = _reached(self.stages[-1], measure(self.plan))

    def is_no_worse(self, plan: Plan) -> bool:
        """Return whether a plan, counted exactly, keeps what the stages before this one reached."""
        return (
            plan.broken == self.plan.broken
            and plan.shortage <= self.most_short
            and len(plan.shortages) <= self.most_listed
        )

    def read(self, solution: Sequence[float], weights: Mapping[int, float]) -> Plan:
        """Return the plan of a solution, with its shares of the common cost; `weights` are those that it minimises."""
        return agreed(self.problem, objectives.years_in(self.model, solution), self._short(solution, weights))

    def _short(self, solution: Sequence[float], weights: Mapping[int, float]) -> dict[Key, float] | None:
        """Return who lacks money when, and what that weighs; None where everybody may."""
        if not self.listed:
            return None
        return {
            (who, year): weights.get(column, 1.0)
            for (means, who, year), column in self.model.short.items()
            if means == "money" and solution[self.listed[column]] > 1 / 2 and solution[column] * KILO > CENT
        }

    def stopped(self) -> bool:
        """Return whether somebody asks to stop."""
        return self.limits.should_stop is not None and self.limits.should_stop()

    def _solve(self, name: str, weights: Mapping[int, float], seconds: float, *, start: bool = True) -> Solved:
        unit = KILO if name in {"shortage", "cost"} else 1.0
        progress = _in_units(self.limits.on_progress, unit)
        limits = replace(self.limits, seconds=max(seconds, 0.0), on_progress=progress)
        values = self.start() if start else None
        solved = solve(self.model.columns, self.model.rows, weights, stage=name, limits=limits, start=values)
        self.cancelled = self.cancelled or solved.outcome == "cancelled"
        objective, bound = (None if value is None else value * unit for value in (solved.objective, solved.bound))
        stage = Stage(name=name, outcome=solved.outcome, objective=objective, bound=bound, seconds=solved.seconds)
        if self.stages and self.stages[-1].name == name:
            stage = _continued(self.stages.pop(), stage)
        self.stages.append(stage)
        return solved

    def start(self) -> list[float]:
        """Return the columns of the best plan so far."""
        values = objectives.solution_of(self.model, self.plan)
        for column, listed in self.listed.items():
            values[listed] = float(values[column] > 0)
        for column, (terms, least) in self.parts.items():
            values[column] = sum(weight * values[other] for other, weight in terms.items()) - least
        return values


def _shortage(plan: Plan) -> float:
    return plan.shortage


def _reached(stage: Stage, objective: float) -> Stage:
    """Return a stage with what its plan measures exactly: optimal if that is its bound, within rounding."""
    stage = replace(stage, objective=objective)
    if stage.bound is None or stage.outcome not in {"optimal", "within gap"}:
        return stage
    exact = objective - stage.bound <= max(CENT, ROUNDING * abs(objective))
    return replace(stage, outcome="optimal" if exact else "within gap")


def _continued(before: Stage, stage: Stage) -> Stage:
    """Return a stage that was solved again, with the best bound of both."""
    bounds = [bound for bound in (before.bound, stage.bound) if bound is not None]
    return replace(stage, bound=max(bounds, default=None), seconds=before.seconds + stage.seconds)


def _in_units(progress: Progress | None, unit: float) -> Progress | None:
    """Return progress in euros, where the model counts in thousands."""
    if progress is None:
        return None

    def told(stage: str, objective: float | None, bound: float | None, gap: float | None) -> None:
        progress(stage, None if objective is None else objective * unit, None if bound is None else bound * unit, gap)

    return told
