"""How bench/ measures: a candidate against a floor in the same run, in interleaved pairs."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Self

type Call = Callable[[], object]

SHORTEST_MS = 4.0  # a call that takes less is repeated within one measurement, so that the clock's grain does not count
MOST_CALLS = 2000
LONG_MS = 50.0  # beside a floor that takes longer, warming up changes nothing that a median would show


@dataclass(frozen=True, slots=True)
class Measured:
    """The median of the ratios of the pairs, and the median time of one call of each in milliseconds."""

    median_ratio: float
    candidate_ms: float
    floor_ms: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a goal of the design (P1, P2, …), what was measured, its ratio to the floor, the limit.

    Both sides in `unit`: ms, or bytes where sizes are compared.
    """

    goal: str
    what: str
    ratio: float
    limit: float
    candidate: float
    floor: float
    unit: str = "ms"

    @classmethod
    def timed(cls, goal: str, what: str, measured: Measured, limit: float) -> Self:
        return cls(goal, what, measured.median_ratio, limit, measured.candidate_ms, measured.floor_ms)

    @classmethod
    def sized(cls, goal: str, what: str, candidate: float, floor: float, limit: float) -> Self:
        return cls(goal, what, candidate / floor, limit, candidate, floor, "bytes")

    @property
    def reached(self) -> bool:
        return self.ratio <= self.limit


def ratio(candidate: Call, floor: Call, repeats: int = 7) -> Measured:
    """Time `candidate` and `floor` in `repeats` interleaved pairs (at least 5), after a call of each to warm up."""
    floor()
    least = max(_milliseconds(floor, 1), 1e-6)
    if least < LONG_MS:
        candidate()
    calls = max(1, min(MOST_CALLS, round(SHORTEST_MS / least)))
    pairs = [(_milliseconds(candidate, calls), _milliseconds(floor, calls)) for _ in range(max(5, repeats))]
    candidates, floors = zip(*pairs, strict=True)
    return Measured(median(one / other for one, other in pairs), median(candidates), median(floors))


def table(rows: list[Row]) -> str:
    """The rows as aligned text."""
    head = f"{'goal':<4} {'what':<58} {'ratio':>8}   {'limit':>5}   {'candidate':>12} {'floor':>12}"
    lines = [
        f"{row.goal:<4} {row.what:<58} {row.ratio:>8.2f} x {row.limit:>5.2f} x {_size(row.candidate):>12} "
        f"{_size(row.floor):>12} {row.unit:<5} {_verdict(row)}"
        for row in rows
    ]
    return "\n".join([head, *lines])


def _size(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 1000 else f"{amount:.4g}"


def _verdict(row: Row) -> str:
    return "reached" if row.reached else "MISSED"


def _milliseconds(call: Call, calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        call()
    return (perf_counter() - start) * 1000 / calls
