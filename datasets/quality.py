"""The quality of the figures of a delivery, beside each other and beside what was known.

Coverage, outliers, jumps, columns that are constant or twice there. Numbers to numbers; every finding is something to
look at, never a reason to refuse.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

FAR = 6.0  # robust standard deviations from the middle
LEAST_AREAS = 10  # fewer have no middle that says anything
LEAST_YEARS = 4  # of an area's own history
LEAST_PAIRS = 5  # to say how the whole city changed
JUMP = 2.0  # times more, or less, than the city's change makes one expect
LEAST_ALIKE = 3  # figures, to speak of a constant or a double column
SPREAD_OF_MAD = 1.4826  # the median absolute deviation of a normal distribution, in standard deviations
LEAST_SPREAD = 0.01  # of the middle: figures that hardly differ have no outliers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Figures(NamedTuple):
    """Figures of one indicator, no two of one area and year.

    The area's place among all, the year, and a value that is never missing.
    """

    areas: Ints
    years: Ints
    values: Floats

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, float]]) -> Self:
        areas, years, values = np.array(list(rows), dtype=np.float64).reshape(-1, 3).T
        return cls(areas.astype(np.int64), years.astype(np.int64), values)


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding that deserves a look.

    It is "outlier" in the city, "break" with the area's own years, "jump", "constant" or "double". `areas` are places,
    the most striking first; `other` is the indicator that a double column equals.
    """

    kind: str
    indicator: str
    level: str = ""
    year: int = 0
    areas: tuple[int, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The number of areas of a level that have a figure, in the newest year of the delivery."""

    indicator: str
    level: str
    year: int
    areas: int
    held: int


@dataclass(frozen=True, slots=True)
class Report:
    coverage: list[Coverage]
    findings: list[Finding]


def judge(columns: Iterable[tuple[str, Figures, Figures]], levels: Sequence[str]) -> Report:
    """Judge the figures of each indicator that are delivered beside those that were known.

    `levels` is the level of each area that is held.
    """
    coverage: list[Coverage] = []
    findings: list[Finding] = []
    seen: dict[bytes, str] = {}
    held = {level: np.array(levels) == level for level in dict.fromkeys(levels)}
    for indicator, delivered, known in columns:
        history = _History.of(delivered, known, len(levels))
        coverage += _coverage(indicator, delivered, held)
        findings += _of_indicator(indicator, delivered, history, held)
        content = _content(delivered, history)
        if content in seen:
            findings.append(Finding("double", indicator, other=seen[content]))
        elif content:
            seen[content] = indicator
    return Report(coverage, findings)


def robust_z(values: Floats) -> Floats:
    """Return how far each value lies from the middle of all, in robust standard deviations."""
    middle = _median(values)
    spread = SPREAD_OF_MAD * _median(np.abs(values - middle))
    least = max(LEAST_SPREAD * abs(middle), np.finfo(float).tiny)
    with np.errstate(over="ignore"):  # nearly all are 0: another one lies as far as can be
        return np.abs(values - middle) / max(spread, least)


def _coverage(indicator: str, delivered: Figures, held: Mapping[str, Bools]) -> Iterator[Coverage]:
    newest = int(delivered.years.max()) if delivered.years.size else 0
    for level, areas in held.items():
        here = areas[delivered.areas]
        if here.any():
            there = np.count_nonzero(here & (delivered.years == newest))
            yield Coverage(indicator, level, newest, int(there), int(areas.sum()))


def _of_indicator(
    indicator: str, delivered: Figures, history: _History, held: Mapping[str, Bools]
) -> Iterator[Finding]:
    of_year = {year: delivered.years == year for year in _different(delivered.years).tolist()}
    of_level = {level: held[level][delivered.areas] for level in sorted(held)}
    for level, year in product(of_level, of_year):
        now = np.flatnonzero(of_level[level] & of_year[year])
        if not now.size:
            continue
        areas, values = delivered.areas[now], delivered.values[now]
        past = history.before(areas, year)
        found = {
            "outlier": _far(robust_z(values)) if values.size >= LEAST_AREAS else None,
            "break": _breaks(values, past),
            "jump": _jumps(values, _former(past, history.standing(areas, year))),
        }
        for kind, at in found.items():
            if at is not None and at.size:
                yield Finding(kind, indicator, level, year, tuple(areas[at].tolist()))
        if values.size >= LEAST_ALIKE and np.ptp(values) == 0:
            yield Finding("constant", indicator, level, year)


def _different(years: Ints) -> Ints:
    """Return the different years in rising order."""
    return np.flatnonzero(np.bincount(years))


class _History(NamedTuple):
    """(all areas, years in rising order) of one indicator: what was known, what is delivered, and one under the other.

    NaN where there is nothing.
    """

    years: Ints
    known: Floats
    delivered: Floats
    all: Floats

    @classmethod
    def of(cls, delivered: Figures, known: Figures, areas: int) -> Self:
        years = _different(np.concatenate([known.years, delivered.years]))
        place_of = np.zeros(years.max(initial=0) + 1, dtype=np.intp)
        place_of[years] = np.arange(years.size)
        held, came = np.full((2, areas, years.size), np.nan)
        for figures, table in ((known, held), (delivered, came)):
            table[figures.areas, place_of[figures.years]] = figures.values
        return cls(years, held, came, np.where(np.isnan(came), held, came))

    def before(self, areas: Ints, year: int) -> Floats:
        """Return (areas, earlier years), oldest first."""
        return self.all[areas, : np.searchsorted(self.years, year)]

    def standing(self, areas: Ints, year: int) -> Floats:
        """Return (areas,) the figures of this year that were known."""
        known: Floats = self.known[areas, np.searchsorted(self.years, year)]
        return known


def _former(past: Floats, standing: Floats) -> Floats:
    """Return for each area the figure of this year that stands now, else the newest of an earlier year."""
    former = np.full(len(standing), np.nan)
    for column in [*past.T, standing]:
        former = np.where(np.isnan(column), former, column)
    return former


def _breaks(values: Floats, past: Floats) -> NDArray[np.intp]:
    """Return where a value lies far from the area's own earlier years."""
    scores = np.zeros(values.size)
    if past.shape[1] < LEAST_YEARS:
        return _far(scores)
    enough = (~np.isnan(past)).sum(axis=1) >= LEAST_YEARS
    if enough.any():
        own = past[enough]
        middle = _row_medians(own)
        spread = SPREAD_OF_MAD * _row_medians(np.abs(own - middle[:, np.newaxis]))
        least = np.maximum(LEAST_SPREAD * np.abs(middle), np.finfo(float).tiny)
        with np.errstate(over="ignore"):  # years of nothing but 0, and then a figure: as far as can be
            scores[enough] = np.abs(values[enough] - middle) / np.maximum(spread, least)
    return _far(scores)


def _median(values: Floats) -> float:
    """Return the median of values without NaN; np.median takes twice as long for a few thousand."""
    ordered = np.sort(values)
    return float((ordered[(values.size - 1) // 2] + ordered[values.size // 2]) / 2)


def _row_medians(rows: Floats) -> Floats:
    """Return the median of each row of (rows, n), without its NaN; there is something in each.

    np.nanmedian takes twenty times as long.
    """
    ordered, counts = np.sort(rows, axis=1), (~np.isnan(rows)).sum(axis=1)
    at = np.arange(len(rows))
    medians: Floats = (ordered[at, (counts - 1) // 2] + ordered[at, counts // 2]) / 2
    return medians


def _jumps(values: Floats, former: Floats) -> NDArray[np.intp]:
    """Return where a value is more than twice, or less than half, of what one expects.

    The change of the whole city makes one expect it.
    """
    pairs = (values > 0) & (former > 0)
    ratios = np.ones(values.size)
    ratios[pairs] = values[pairs] / former[pairs]
    if pairs.sum() >= LEAST_PAIRS:
        ratios[pairs] /= _median(ratios[pairs])
    sizes = np.abs(np.log(ratios))
    at = np.flatnonzero(sizes > np.log(JUMP))
    return at[np.argsort(-sizes[at], kind="stable")]


def _far(scores: Floats) -> NDArray[np.intp]:
    at = np.flatnonzero(scores > FAR)
    return at[np.argsort(-scores[at], kind="stable")]


def _content(delivered: Figures, history: _History) -> bytes:
    """Return a hash that is equal for columns with the same figures.

    Empty where there are too few, or all are alike.
    """
    if delivered.values.size < LEAST_ALIKE or np.ptp(delivered.values) == 0:
        return b""
    years = np.flatnonzero(~np.isnan(history.delivered).all(axis=0))
    table = np.ascontiguousarray(history.delivered[:, years])
    return hashlib.sha256(history.years[years].tobytes() + table.tobytes()).digest()
