"""HiGHS, one stage at a time: a table, an objective, a start, and what came out with its bound and its gap."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any, Literal

import highspy
import numpy as np

from .table import Columns, Rows

type Outcome = Literal["optimal", "within gap", "time", "cancelled", "infeasible", "unsure"]
type Progress = Callable[[str, float | None, float | None, float | None], object]

POLL_SECONDS = 0.1
PROOF = 1e-6  # a relative gap below this is a proof
SAME = 1e-5  # by which a sum may differ from the solver's, as a share
_STATUS = highspy.HighsModelStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """One thread; `seed` and the same limits give the same answer, unless time ran out."""

    seconds: float = 60.0
    gap: float = 1e-4
    seed: int = 0
    on_progress: Progress | None = None
    should_stop: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """`solution` None: none was found. `bound`: no solution is below it. `gap` relative, None without either.

    "unsure": the solver's objective is not that of its solution, so that its bound is not believed.
    """

    outcome: Outcome
    solution: Sequence[float] | None = field(repr=False)
    objective: float | None
    bound: float | None
    seconds: float

    @property
    def gap(self) -> float | None:
        return relative_gap(self.objective, self.bound)


def relative_gap(objective: float | None, bound: float | None) -> float | None:
    """Return how far an objective may be from the best there is, as a share of itself."""
    if objective is None or bound is None:
        return None
    return max(objective - bound, 0.0) / max(abs(objective), 1e-9)


def version() -> str:
    """Return the solver and its version, as stored with each outcome."""
    return f"HiGHS {highspy.HIGHS_VERSION_MAJOR}.{highspy.HIGHS_VERSION_MINOR}.{highspy.HIGHS_VERSION_PATCH}"


def solve(
    columns: Columns,
    rows: Rows,
    weights: Mapping[int, float],
    *,
    stage: str,
    limits: Limits,
    start: Sequence[float] | None = None,
    presolve: bool = False,
) -> Solved:
    """Minimise the sum of `weights` within the table, from `start` if it fits.

    A start goes without presolve: HiGHS 1.16 maps it through reductions that it need not obey, and has been seen to
    call a plan optimal at an objective below any plan's. Each answer is checked for that. `presolve`: with it all the
    same, where only the solution counts and not the bound.
    """
    began, solver = perf_counter(), _loaded(columns, rows, weights)
    _set(solver, limits, presolve=presolve or start is None)
    watch = _Watch(stage, limits, ends=began + limits.seconds)
    solver.cbMipInterrupt.subscribe(watch)
    solver.cbSimplexInterrupt.subscribe(watch)
    if start is not None:
        given = highspy.HighsSolution()
        given.col_value = list(start)
        solver.setSolution(given)
    solver.run()
    if watch.error is not None:
        raise watch.error
    return _checked(_read(solver, cancelled=watch.cancelled, seconds=perf_counter() - began), weights)


def _set(solver: highspy.Highs, limits: Limits, *, presolve: bool) -> None:
    options = {
        "time_limit": max(limits.seconds, 0.01),
        "mip_rel_gap": limits.gap,
        "mip_abs_gap": 1e-6,
        "random_seed": limits.seed,
        "threads": 1,
        "presolve": "on" if presolve else "off",
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)


def _loaded(columns: Columns, rows: Rows, weights: Mapping[int, float]) -> highspy.Highs:
    width, costs = len(columns.lower), np.zeros(len(columns.lower))
    for column, weight in weights.items():
        costs[column] = weight
    solver, kind = _Quiet(), highspy.HighsVarType
    solver.passModel(
        width,
        len(rows.lower),
        len(rows.columns),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        costs,
        np.array(columns.lower),
        np.array(columns.upper),
        np.array(rows.lower),
        np.array(rows.upper),
        np.array(rows.starts, np.int32),
        np.array(rows.columns, np.int32),
        np.array(rows.values),
        np.array([int(kind.kInteger if whole else kind.kContinuous) for whole in columns.whole], np.int32),
    )
    return solver


def _read(solver: highspy.Highs, *, cancelled: bool, seconds: float) -> Solved:
    status, info = solver.getModelStatus(), solver.getInfo()
    found = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    objective = float(info.objective_function_value) if found else None
    bound = float(info.mip_dual_bound) if np.isfinite(info.mip_dual_bound) else None
    if status == _STATUS.kModelEmpty:
        status, objective, bound = _STATUS.kOptimal, 0.0, 0.0
    if status == _STATUS.kOptimal and bound is None:
        bound = objective
    outcome: Outcome = "time"
    if cancelled:
        outcome = "cancelled"
    elif status in {_STATUS.kInfeasible, _STATUS.kUnboundedOrInfeasible}:
        outcome = "infeasible"
    elif status == _STATUS.kOptimal:
        gap = relative_gap(objective, bound)
        outcome = "optimal" if gap is not None and gap <= PROOF else "within gap"
    return Solved(
        outcome=outcome,
        solution=list(solver.getSolution().col_value) if found else None,
        objective=objective,
        bound=bound,
        seconds=seconds,
    )


def _checked(solved: Solved, weights: Mapping[int, float]) -> Solved:
    """Return the same if its objective is that of its solution; otherwise as unsure, without a bound."""
    if solved.solution is None or solved.objective is None:
        return solved
    exact = sum(weight * solved.solution[column] for column, weight in weights.items())
    if abs(exact - solved.objective) <= SAME * max(1.0, abs(exact)):
        return solved
    return replace(solved, outcome="unsure", objective=exact, bound=None)


class _Quiet(highspy.Highs):
    """Without the line about itself that the solver prints for each model."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the solver's name
        self.silent()
        super().enableCallbacks()


class _Watch:
    """Tells how far the solver is, and stops it on request or when its time is over: looks ten times a second."""

    def __init__(self, stage: str, limits: Limits, ends: float) -> None:
        self.stage, self.limits, self.ends, self.looked = stage, limits, ends, 0.0
        self.cancelled = False
        self.error: Exception | None = None

    def __call__(self, event: Any) -> None:
        now = perf_counter()
        if not self.cancelled and now - self.looked < POLL_SECONDS:
            return
        self.looked = now
        try:
            self._tell(event)
            self.cancelled = self.cancelled or bool(self.limits.should_stop and self.limits.should_stop())
        except Exception as error:  # noqa: BLE001 - must not pass through the solver; raised again after it
            self.error, self.cancelled = error, True
        if self.cancelled or now > self.ends:
            event.interrupt()

    def _tell(self, event: Any) -> None:
        if self.limits.on_progress is None or event.callback_type != highspy.cb.HighsCallbackType.kCallbackMipInterrupt:
            return
        primal, dual = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        objective, bound = (value if np.isfinite(value) else None for value in (primal, dual))
        self.limits.on_progress(self.stage, objective, bound, relative_gap(objective, bound))
