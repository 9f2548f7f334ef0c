"""Few entries on the list of a large agenda.

The entries are chosen with works in parts, then whole works are fitted to that.

With works in parts only the choice of entries is in whole numbers, so that it is made in seconds. It keeps some room in
all others, since whole works do not fill a budget as parts do; then a few dozen works at a time move until
all that is not chosen fits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from time import perf_counter

from . import objectives
from .evaluate import Means, Plan, Shortage, weighed
from .large_neighbourhood import Search
from .lexicographic import Run
from .local_search import held
from .model import KILO, Model, ShortKey
from .problem import Problem
from .shortage_list import shortened
from .solver import Solved, solve
from .table import Columns
from .windows import too_full

type Holder = tuple[Means, str]  # whose entries they are: a party or an area

ROOMS = 0.05, 0.0  # of the means, to be kept in each entry that is not chosen; none where that cannot be
CHOOSING = 0.6  # of the time
ROUNDING = 0.3  # of what is left after that
FITTING = 0.7  # of what is left after that; then the list of what still does not fit is made shorter
PART = 1e-6  # of a work: less is nothing
CLOSE = 0.01  # relative gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Entries that are enough with works in parts.

    Also the year that has most of each work, and the works that are in parts.
    """

    entries: frozenset[ShortKey]
    years: dict[str, int | None]
    parted: set[str]


def with_few(run: Run, least: int, seconds: float) -> Plan:
    """Return the plan with the fewest entries, of any amount, that are found within the time; it stops at `least`."""
    ends = perf_counter() + seconds
    choice = chosen(run, seconds * CHOOSING)
    if choice is not None:
        weights = _weights(run, choice)
        run.plan = _rounded(run, choice, weights, (ends - perf_counter()) * ROUNDING)
        run.plan = _fitted(run, choice, weights, (ends - perf_counter()) * FITTING)
    return shortened(run, least, ends - perf_counter())


def not_done(plan: Plan) -> set[str]:
    """Return the works that a plan leaves out."""
    return {key for key, year in plan.years.items() if year is None}


def chosen(run: Run, seconds: float) -> Choice | None:
    """Choose as many entries of each party as it has windows that are too full.

    While others lack too, one more of who lacks most. None where that takes longer.
    """
    ends, parts = perf_counter() + seconds, _Parts(run)
    few = Counter(map(_holder, too_full(run.problem, not_done(run.plan))))
    alone = parts.enough_alone([holder for holder, most in few.items() if most == 1], ends - seconds * CHOOSING)
    while perf_counter() < ends:
        parts.allow(few, alone)
        for room in ROOMS:
            parts.keep_free(room)
            found = parts.solved(ends - perf_counter())
            if found is None or isinstance(found, Choice):
                return found
            lacks = found
        few[lacks] += 1
    return None


class _Parts:
    """The model of a run with works in parts, in which chosen entries may lack any amount.

    `beyond`: what the others lack all the same. `room`: what stays free in them. `most`: how many a party or an area
    may have.
    """

    def __init__(self, run: Run) -> None:
        self.run, self.model = run, Model(run.problem)
        columns = self.model.columns
        for key, column in self.model.missing.items():  # works that cannot be done, as the run knows them
            known = run.model.missing[key]
            columns.lower[column] = run.model.columns.lower[known]
            columns.upper[column] = run.model.columns.upper[known]
        columns.whole = [False] * len(columns.whole)
        self.chosen = {key: columns.yes_or_no() for key in self.model.short}
        self.beyond = {key: columns.add() for key in self.model.short}
        self.room = {key: columns.add(upper=0.0) for key in self.model.short}
        self.most = {holder: columns.add() for holder in map(_holder, self.chosen)}
        self._rows()

    def _rows(self) -> None:
        rows = self.model.rows
        for key, short in self.model.short.items():
            means = _means(self.run.problem, key)
            self.model.columns.lower[short] = -means  # below 0 it is what is left
            any_amount = self.model.columns.upper[short] + means
            terms = [(short, 1.0), (self.room[key], 1.0), (self.chosen[key], -any_amount), (self.beyond[key], -1.0)]
            rows.add(terms, upper=0.0)
        for holder, most in self.most.items():
            own = [(column, 1.0) for key, column in self.chosen.items() if _holder(key) == holder]
            rows.add([*own, (most, -1.0)], upper=0.0)

    def enough_alone(self, holders: list[Holder], ends: float) -> set[ShortKey]:
        """Return entries of these holders that leave nothing short in their others, as far as others' entries go.

        All where time ends.
        """
        columns, found = self.model.columns, set[ShortKey]()
        for entry in (key for key in self.chosen if _holder(key) in holders):
            own = [key for key in self.chosen if _holder(key) == _holder(entry)]
            bounds = [*columns.upper]
            for key in own:
                bounds[self.chosen[key]] = float(key == entry)
            weights = {self.beyond[key]: 1.0 for key in own}
            held = replace(columns, upper=bounds, whole=[False] * len(bounds))
            solved = self._solve(held, weights, ends - perf_counter())
            if solved.objective is None or solved.objective < PART:
                found.add(entry)
        return found

    def allow(self, few: Mapping[Holder, int], alone: set[ShortKey]) -> None:
        """Allow so many entries of each holder; who may have one gets one that is enough alone, if there is any."""
        some = set(map(_holder, alone))
        for holder, column in self.most.items():
            self.model.columns.upper[column] = float(few.get(holder, 0))
        for key, column in self.chosen.items():
            holder = _holder(key)
            self.model.columns.upper[column] = float(few.get(holder) != 1 or holder not in some or key in alone)

    def keep_free(self, share: float) -> None:
        """Keep so large a share of the means free in each entry that is not chosen."""
        columns = self.model.columns
        for key, column in self.room.items():
            columns.lower[column] = columns.upper[column] = share * _means(self.run.problem, key)

    def solved(self, seconds: float) -> Choice | Holder | None:
        """Return a choice, or who lacks most beside the best; None where the time was too short."""
        rates = objectives.shortage(self.model)
        weights = {column: rates[self.model.short[key]] for key, column in self.beyond.items()}
        solution = self._solve(self.model.columns, weights, seconds).solution
        return None if solution is None else self._choice(solution)

    def _solve(self, columns: Columns, weights: Mapping[int, float], seconds: float) -> Solved:
        limits = replace(self.run.limits, seconds=max(seconds, 0.0), gap=CLOSE, on_progress=None)
        return solve(columns, self.model.rows, weights, stage="entries", limits=limits)

    def _choice(self, solution: Sequence[float]) -> Choice | Holder:
        parts = [(*key, solution[column]) for key, column in self.model.done.items()]
        lacking = defaultdict[Holder, float](float)
        for key, column in self.beyond.items():
            lacking[_holder(key)] += solution[column]
        lacks, most = max(lacking.items(), key=itemgetter(1))
        if most > PART:
            return lacks
        return Choice(
            entries=frozenset(key for key, column in self.chosen.items() if solution[column] > 1 / 2),
            years=dict.fromkeys(self.run.problem.work) | {key: year for key, year, part in parts if part > 1 / 2},
            parted={key for key, _, part in parts if PART < part < 1 - PART},
        )


def _holder(entry: ShortKey) -> Holder:
    return entry[:2]


def _means(problem: Problem, entry: ShortKey) -> float:
    """Return what there is, in the unit of the model."""
    means, who, year = entry
    given = {"money": problem.budgets, "labour": problem.labour, "nuisance": problem.nuisance_caps}[means][who][year]
    return max(given, 0.0) / (KILO if means == "money" else 1.0)


def _rounded(run: Run, choice: Choice, weights: Mapping[int, float], seconds: float) -> Plan:
    """Return the plan with whole works where the choice has them; others go where the least is short beyond it."""
    columns = held(run.model, choice.years, choice.parted)
    limits = replace(run.limits, seconds=max(seconds, 0.0), gap=CLOSE, on_progress=None)
    solution = solve(columns, run.model.rows, weights, stage="entries", limits=limits).solution
    if solution is None:
        return run.plan
    found = run.read(solution, weights)
    return min(found, run.plan, key=partial(_beyond, run.problem, choice)) if run.is_no_worse(found) else run.plan


def _fitted(run: Run, choice: Choice, weights: Mapping[int, float], seconds: float) -> Plan:
    """Search around one entry after the other that is short beyond the choice."""
    search, plan = Search(run, seconds), run.plan
    while (lines := _others(choice, plan)) and search.goes_on():
        found = search.step(plan, weights, search.draw.choice(lines))
        plan = min(found, plan, key=partial(_beyond, run.problem, choice))
    return plan


def _others(choice: Choice, plan: Plan) -> list[Shortage]:
    return [one for one in plan.shortages if one.key not in choice.entries]


def _beyond(problem: Problem, choice: Choice, plan: Plan) -> float:
    return weighed(problem, _others(choice, plan))


def _weights(run: Run, choice: Choice) -> dict[int, float]:
    """Return what is short beyond the choice, in the columns of the run."""
    rates = objectives.shortage(run.model)
    return {column: rates[column] for key, column in run.model.short.items() if key not in choice.entries}
