"""The smallest and largest that a number can be, given sums with others: linear programmes, solved by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import highspy
import numpy as np


class Programme:
    """Numbers between bounds (None is none), of which weighted sums are known: {place: weight} and what it lies between."""

    def __init__(self, bounds: Sequence[tuple[float | None, float | None]]) -> None:
        self._solver = highspy.Highs()
        # As the product does: HiGHS keeps the threads of its first solver for the whole process, and refuses another number.
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("output_flag", False)
        for low, high in bounds:
            self._solver.addVar(-math.inf if low is None else low, math.inf if high is None else high)

    def add(self, weights: Mapping[int, float], low: float, high: float) -> None:
        places = np.array(list(weights), dtype=np.int32)
        self._solver.addRow(low, high, len(weights), places, np.array(list(weights.values()), dtype=float))

    def range_of(self, place: int) -> tuple[float, float]:
        """Infinite where nothing holds the number back; AssertionError when no numbers at all fit."""
        self._solver.changeColCost(place, 1.0)
        found = []
        for sense, unbounded in ((highspy.ObjSense.kMinimize, -math.inf), (highspy.ObjSense.kMaximize, math.inf)):
            self._solver.changeObjectiveSense(sense)
            self._solver.run()
            if (
                self._solver.getModelStatus() == highspy.HighsModelStatus.kUnknown
            ):  # it lost its way: from the beginning
                self._solver.clearSolver()
                self._solver.run()
            status = self._solver.getModelStatus()
            assert status in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kUnbounded}, status
            optimal = status == highspy.HighsModelStatus.kOptimal
            found.append(self._solver.getInfo().objective_function_value if optimal else unbounded)
        self._solver.changeColCost(place, 0.0)
        return found[0], found[1]
