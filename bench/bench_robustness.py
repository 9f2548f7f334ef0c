"""Speed of the robustness: `python -m bench.bench_robustness` prints each goal as a ratio.

P4  ranks and summary of the country in 10,000 draws of all choices, against one product and a sort in float32 for each
    draw; and the peak of what they allocate, in bytes, against 1 GB.
P5  the same for a city, against the 100 ms that a request may take; and with standard errors known for half of its
    values, which gives every draw values of its own, against the same draws without.
"""

import tracemalloc
from dataclasses import replace
from statistics import median
from time import perf_counter

import numpy as np

from bench.bench_scoring import CITY, COUNTRY, INDICATORS, MISSING, _tree, _values
from bench.measure import Row, ratio, table
from sia.scoring.advice import top_count
from sia.scoring.draws import Uncertainty, draw
from sia.scoring.robustness import Robustness, simulate, summarise
from sia.scoring.tree import Floats, Tree

DRAWS = 10_000
AGREEMENT = 40.0  # parties whose weights differ by about a third
GIGABYTE = 1e9
REQUEST_MS = 100.0
REPEATS = 9
AT_ONCE = 64
WHAT_IF = 2_000  # the draws of a run, and of a what-if in a request
WITH_ERROR = 0.5


def rows() -> list[Row]:
    """All goals of this file, measured now (under a minute on a machine with nothing else to do)."""
    tree = _tree()
    return [*_country_rows(tree), *_city_rows(tree), _errors_row(tree)]


def _country_rows(tree: Tree) -> list[Row]:
    values, uncertainty = _values(COUNTRY), _uncertainty()
    measured = ratio(lambda: _robustness(values, tree, uncertainty), lambda: _floor(values, tree, uncertainty), 5)
    what = f"{COUNTRY:,} x {INDICATORS}, {DRAWS:,} draws"
    peak = _peak(values, tree, uncertainty)
    return [
        Row.timed("P4", f"robustness, {what}", measured, 4.5),
        Row.sized("P4", f"peak memory, {what}", peak, GIGABYTE, 1.0),
    ]


def _city_rows(tree: Tree) -> list[Row]:
    complete = _values(CITY)
    gaps = np.where(np.random.default_rng(2).random(complete.shape) < MISSING, np.nan, complete)
    found = []
    for case, values in (("complete", complete), ("2 % missing", gaps)):
        taken = _milliseconds(values, tree, _uncertainty())
        what = f"robustness, {CITY} x {INDICATORS}, {DRAWS:,} draws, {case}"
        found.append(Row("P5", what, taken / REQUEST_MS, 1.0, taken, REQUEST_MS))
    return found


def _errors_row(tree: Tree) -> Row:
    values, without = _values(CITY), replace(_uncertainty(), draws=WHAT_IF)
    errors = np.where(np.random.default_rng(3).random(values.shape) < WITH_ERROR, 5.0, np.nan)
    doubted = replace(without, data_error=True)
    measured = ratio(
        lambda: _robustness(values, tree, doubted, errors), lambda: _robustness(values, tree, without), REPEATS
    )
    what = f"robustness, {CITY} x {INDICATORS}, {WHAT_IF:,} draws, errors to none"
    return Row.timed("P5", what, measured, 50.0)


def _uncertainty() -> Uncertainty:
    return Uncertainty(seed=1, draws=DRAWS, concentration=AGREEMENT)


def _robustness(values: Floats, tree: Tree, uncertainty: Uncertainty, errors: Floats | None = None) -> Robustness:
    return summarise(simulate(values, tree, uncertainty, errors), top_count(values[:, 0], 0.25))


def _floor(values: Floats, tree: Tree, uncertainty: Uncertainty) -> None:
    """The least that ranks need: one normalisation, only weights drawn, in float32, sorted scores without places."""
    low, high = values.min(axis=0), values.max(axis=0)
    scores = np.ascontiguousarray(((values - low) / (high - low)).T, np.float32)
    weights = (draw(tree, uncertainty).theme_weights[:, tree.theme_of] * tree.weights).astype(np.float32)
    for start in range(0, DRAWS, AT_ONCE):
        np.sort(weights[start : start + AT_ONCE] @ scores, axis=1)


def _milliseconds(values: Floats, tree: Tree, uncertainty: Uncertainty) -> float:
    taken = []
    for _ in range(REPEATS):
        start = perf_counter()
        _robustness(values, tree, uncertainty)
        taken.append((perf_counter() - start) * 1000)
    return median(taken)


def _peak(values: Floats, tree: Tree, uncertainty: Uncertainty) -> int:
    tracemalloc.start()
    try:
        _robustness(values, tree, uncertainty)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    print(table(rows()))
