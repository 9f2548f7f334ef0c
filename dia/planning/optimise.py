"""The joint agenda: what lacks least, then costs least, then shifts least.

With a bound, a gap, and proof only if proven.

A first plan comes from a greedy search. Then HiGHS minimises in turn (i) what is short of the means, and the list of
what is short; (ii) cost + nuisance + shift - value at their rates; (iii) the years away from the preferred ones, for
at most 0.1 % more than (ii) reached and never more than the baseline where that keeps the rules.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter

from .agreement import agreed
from .evaluate import Plan, Shortage, baseline
from .fewest_shortages import Concentrated, concentrate
from .greedy import first_plan
from .lexicographic import CENT, TOLERANCE, Run, Stage
from .problem import Problem
from .rules import Years
from .shortage_list import length, whole
from .solver import Limits, Outcome, Progress, relative_gap, version


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A plan, and how good it is known to be.

    `bound`: no plan that lacks as little has a lower objective (euros; None where the cost stage did not run). `gap`:
    how far the plan may be from that, as a share of its objective; stage (iii) may spend 0.1 % of it. `proven`: what is
    short, the list of it and the objective of stage (ii) are the least possible, within rounding. `outcome`: "optimal"
    only if proven. `fewest_short`: of the plans that keep the rules and lack at most 0.1 % more than stage (i) reached,
    none has a shorter list (shortage_list.fewest); where that is its length, the list is the shortest. `concentrated`:
    as few entries as were found, where each may lack any amount, and how few it can be; None where nothing lacks or the
    time was over. `missing`: works that must be done and cannot be, by the hard rules alone. `first`: the objective of
    the first plan, after `first_seconds`.
    """

    plan: Plan
    outcome: Outcome
    proven: bool
    bound: float | None
    gap: float | None
    fewest_short: int
    concentrated: Concentrated | None
    missing: tuple[str, ...]
    stages: tuple[Stage, ...]
    first: float
    first_seconds: float
    seconds: float
    seed: int
    solver: str

    @property
    def shortages(self) -> tuple[Shortage, ...]:
        """Return what does not fit: which party lacks what in which year, which area is overloaded.

        It is the shortest list found.
        """
        return self.plan.shortages


def optimise(
    problem: Problem,
    *,
    seconds: float = 60.0,
    gap: float = 1e-4,
    seed: int = 0,
    on_progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
    most_household_days: float | None = None,
    start: Years | None = None,
    spend: float = TOLERANCE,
) -> Result:
    """Return the best plan that is found within `seconds`, or until each stage is within `gap` of its bound.

    `on_progress(stage, objective, bound, gap)` is called now and then, with None for what is not known yet; the units
    are those of Stage. `should_stop()` is asked ten times a second: once True, the best plan so far is the answer.
    `most_household_days`: a ceiling on the nuisance of the whole plan, as hard as a rule. `start`: years to begin from,
    where they are better than the first plan. `spend`: the share of its objective that a plan may give up to shift
    less. The answer is repeatable with the same seed unless time ran out.
    """
    began = perf_counter()
    plan = _first(problem, start, most_household_days)
    first, first_seconds = plan.objective, perf_counter() - began
    if on_progress is not None:
        on_progress("first", first, None, None)
    limits = Limits(
        seconds=max(seconds - first_seconds, 0.0), gap=gap, seed=seed, on_progress=on_progress, should_stop=should_stop
    )
    run = Run(problem, plan, limits, most_household_days)
    if run.within_rules or run.find_feasible():
        _stages(run, spend)
    return _result(run, seed=seed, first=first, first_seconds=first_seconds, seconds=perf_counter() - began)


def _first(problem: Problem, start: Years | None, most_household_days: float | None) -> Plan:
    """Return the better of a greedy plan and the start: within the rules, then within the means, then cheap."""
    most = float("inf") if most_household_days is None else most_household_days
    plans = [agreed(problem, first_plan(problem)), *([agreed(problem, start)] if start is not None else [])]
    return min(
        plans,
        key=lambda plan: (len(plan.broken), plan.total_household_days > most, plan.shortage, plan.objective),
    )


def _stages(run: Run, spend: float) -> None:
    for stage in (
        run.minimise_shortage,
        run.list_shortest,
        lambda: concentrate(run),
        run.cost_least,
        lambda: run.shift_least(_ceiling(run, spend)),
    ):
        if run.cancelled or run.remaining() <= 0:
            return
        stage()


def _ceiling(run: Run, spend: float) -> float:
    """Return what stage (iii) may cost: `spend` more.

    Not above the baseline where that keeps the rules and this plan is below.
    """
    reached, alone = run.plan.objective, baseline(run.problem)
    ceiling = reached + spend * abs(reached)
    return ceiling if alone.broken else max(reached, min(ceiling, alone.objective))


def _result(run: Run, *, seed: int, first: float, first_seconds: float, seconds: float) -> Result:
    cost = next((stage for stage in run.stages if stage.name == "cost"), None)
    needed = [stage for stage in run.stages if stage.name != "shift"]
    proven = cost is not None and all(stage.outcome == "optimal" for stage in needed)
    bound = None if cost is None else cost.bound
    return Result(
        plan=run.plan,
        outcome=_outcome(needed, proven=proven, cancelled=run.cancelled, finished=cost is not None),
        proven=proven,
        bound=bound,
        gap=relative_gap(run.plan.objective, bound),
        fewest_short=_fewest_short(run),
        concentrated=_concentrated(run),
        missing=tuple(work for one in run.plan.broken if one.rule == "missing" for work in one.works),
        stages=tuple(run.stages),
        first=first,
        first_seconds=first_seconds,
        seconds=seconds,
        seed=seed,
        solver=version(),
    )


def _fewest_short(run: Run) -> int:
    """Return how few entries are proven, as far as the stages came.

    1 where something lacks in every plan, 0 where that is not known.
    """
    bound = {stage.name: stage.bound or 0.0 for stage in run.stages}
    lacks = bound.get("shortage", 0.0) > CENT
    anyhow = 0 if run.concentrated is None else run.concentrated.least
    return min(max(whole(bound.get("list")), anyhow, int(lacks)), len(run.plan.shortages))


def _concentrated(run: Run) -> Concentrated | None:
    """Return the concentrated answer; with the plan itself where that has no more entries: it lacks less."""
    found = run.concentrated
    return None if found is None else replace(found, plan=min(run.plan, found.plan, key=length))


def _outcome(stages: list[Stage], *, proven: bool, cancelled: bool, finished: bool) -> Outcome:
    if proven:
        return "optimal"
    if cancelled:
        return "cancelled"
    reached = finished and all(stage.outcome in {"optimal", "within gap"} for stage in stages)
    return "within gap" if reached else "time"
