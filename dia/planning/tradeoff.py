"""The trade-off between nuisance and cost.

The cheapest plan at each of a few ceilings on the household-days of the whole agenda.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from .evaluate import Plan
from .lexicographic import Run
from .optimise import Result, optimise
from .problem import Problem
from .solver import Limits, Progress

FEWEST, MOST = 5, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A plan that keeps below `ceiling` household-days as cheaply as is known; `result` says how well."""

    ceiling: float
    result: Result

    @property
    def household_days(self) -> float:
        return self.result.plan.total_household_days

    @property
    def objective(self) -> float:
        """Return in euros cost + shift - value.

        What nuisance is worth does not count: that is what the curve is for.
        """
        return self.result.plan.objective


def tradeoff(
    problem: Problem,
    *,
    levels: int = FEWEST,
    seconds: float = 60.0,
    gap: float = 1e-4,
    seed: int = 0,
    on_progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[Point, ...]:
    """Return plans at 5 to 7 ceilings at equal distances.

    They go from the least household-days that can be reached to those of the cheapest plan.

    In that order; no point costs more than the one before it. Means come first: the least is that of the plans that
    lack least. One point where the cheapest plan hinders least as well; fewer where it was stopped. `seconds` for all.
    """
    if not FEWEST <= levels <= MOST:
        raise ValueError(f"A trade-off has {FEWEST} to {MOST} levels, not {levels}.")
    limits = Limits(
        seconds=seconds / (levels + 1), gap=gap, seed=seed, on_progress=on_progress, should_stop=should_stop
    )
    plain = replace(problem, nuisance_rate=0.0)
    cheapest = _at(plain, limits, None, None)
    least = _least(plain, cheapest, limits)
    if cheapest.missing or cheapest.plan.broken or least.plan.total_household_days >= _days(cheapest):
        return (Point(ceiling=_days(cheapest), result=cheapest),)
    return tuple(_curve(plain, limits, least.plan, cheapest, levels))


def _curve(problem: Problem, limits: Limits, least: Plan, cheapest: Result, levels: int) -> Iterator[Point]:
    """Yield points from the least nuisance upwards, each from the plan before it.

    That plan keeps below the next ceiling as well.
    """
    step, years = (_days(cheapest) - least.total_household_days) / (levels - 1), least.years
    for level in range(levels - 1):
        ceiling = least.total_household_days + step * level
        result = _at(problem, limits, ceiling, years)
        yield Point(ceiling=ceiling, result=result)
        if result.outcome == "cancelled":
            return
        years = result.plan.years
    yield Point(ceiling=_days(cheapest), result=_better(cheapest, result))


def _at(problem: Problem, limits: Limits, ceiling: float | None, start: dict[str, int | None] | None) -> Result:
    return optimise(
        problem,
        seconds=limits.seconds,
        gap=limits.gap,
        seed=limits.seed,
        on_progress=limits.on_progress,
        should_stop=limits.should_stop,
        most_household_days=ceiling,
        start=start,
        spend=0.0,
    )


def _least(problem: Problem, cheapest: Result, limits: Limits) -> Run:
    """Return a run that ends with the plan that hinders least among those that lack no more than the cheapest."""
    run = Run(problem, cheapest.plan, limits, float("inf"))
    run.freeze_shortage()
    run.minimise_nuisance()
    return run


def _days(result: Result) -> float:
    return result.plan.total_household_days


def _better(one: Result, other: Result) -> Result:
    """Return the cheaper of two; the first where equal."""
    return min(one, other, key=lambda result: (result.plan.shortage, result.plan.objective))
