"""How good the figures of a delivery look beside each other and beside what was known: coverage, outliers, jumps, columns
that are constant or twice there. Numbers to numbers; every finding is something to look at, never a reason to refuse.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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


class Figures(NamedTuple):
    """Figures of one indicator: for each an area, its level, a year and a value that is never missing."""

    areas: Ints
    levels: NDArray[np.str_]
    years: Ints
    values: Floats

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str, int, float]]) -> Self:
        table = list(rows)
        areas, levels, years, values = zip(*table, strict=True) if table else ((), (), (), ())
        kinds = (np.int64, np.str_, np.int64, np.float64)
        return cls(*(np.array(part, kind) for part, kind in zip((areas, levels, years, values), kinds, strict=True)))


@dataclass(frozen=True, slots=True)
class Finding:
    """What deserves a look: "outlier" in the city, "break" with the area's own years, "jump", "constant" or "double".

    `areas` are ids, the most striking first; `other` is the indicator that a double column equals.
    """

    kind: str
    indicator: str
    level: str = ""
    year: int = 0
    areas: tuple[int, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the areas of a level have a figure, in the newest year of the delivery."""

    indicator: str
    level: str
    year: int
    areas: int
    held: int


@dataclass(frozen=True, slots=True)
class Report:
    coverage: list[Coverage]
    findings: list[Finding]


def judge(columns: Iterable[tuple[str, Figures, Figures]], held: Mapping[str, int]) -> Report:
    """Of each indicator the figures that are delivered and those that were known; `held` areas per level."""
    coverage: list[Coverage] = []
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for indicator, delivered, known in columns:
        coverage += _coverage(indicator, delivered, held)
        findings += _of_indicator(indicator, delivered, known)
        content = _content(delivered)
        if content in seen:
            findings.append(Finding("double", indicator, other=seen[content]))
        elif content:
            seen[content] = indicator
    return Report(coverage, findings)


def robust_z(values: Floats) -> Floats:
    """How far each value lies from the middle of all, in robust standard deviations; NaN stays NaN."""
    middle = np.nanmedian(values)
    spread = SPREAD_OF_MAD * np.nanmedian(np.abs(values - middle))
    least = max(LEAST_SPREAD * abs(middle), np.finfo(float).tiny)
    with np.errstate(over="ignore"):  # nearly all are 0: another one lies as far as can be
        return np.abs(values - middle) / max(spread, least)


def _coverage(indicator: str, delivered: Figures, held: Mapping[str, int]) -> Iterator[Coverage]:
    newest = int(delivered.years.max()) if delivered.years.size else 0
    for level, count in held.items():
        there = np.unique(delivered.areas[(delivered.levels == level) & (delivered.years == newest)]).size
        if there or (delivered.levels == level).any():
            yield Coverage(indicator, level, newest, there, count)


def _of_indicator(indicator: str, delivered: Figures, known: Figures) -> Iterator[Finding]:
    for level in np.unique(delivered.levels):
        here = delivered.levels == level
        history = _History.of(delivered, known, np.unique(delivered.areas[here]))
        for year in np.unique(delivered.years[here]):
            now = here & (delivered.years == year)
            areas, values = delivered.areas[now], delivered.values[now]
            past = history.before(areas, int(year))
            found = {
                "outlier": _far(robust_z(values)) if values.size >= LEAST_AREAS else None,
                "break": _breaks(values, past),
                "jump": _jumps(values, _former(past, history.standing(areas, int(year)))),
            }
            for kind, at in found.items():
                if at is not None and at.size:
                    yield Finding(kind, indicator, str(level), int(year), tuple(areas[at].tolist()))
            if values.size >= LEAST_ALIKE and np.ptp(values) == 0:
                yield Finding("constant", indicator, str(level), int(year))


class _History(NamedTuple):
    """(areas, years) of one indicator, both in rising order: what was known, and the same under what is delivered; NaN where
    there is nothing."""

    areas: Ints
    years: Ints
    known: Floats
    all: Floats

    @classmethod
    def of(cls, delivered: Figures, known: Figures, areas: Ints) -> Self:
        years = np.unique(np.concatenate([known.years, delivered.years]))
        held, both = np.full((2, areas.size, years.size), np.nan)
        for figures, tables in ((known, (held, both)), (delivered, (both,))):
            inside = np.isin(figures.areas, areas)
            place = np.searchsorted(areas, figures.areas[inside]), np.searchsorted(years, figures.years[inside])
            for table in tables:
                table[place] = figures.values[inside]
        return cls(areas, years, held, both)

    def before(self, areas: Ints, year: int) -> Floats:
        """(areas, earlier years), oldest first."""
        return self.all[np.searchsorted(self.areas, areas), : np.searchsorted(self.years, year)]

    def standing(self, areas: Ints, year: int) -> Floats:
        """(areas,) the figures of this year that were known."""
        return self.known[np.searchsorted(self.areas, areas), np.searchsorted(self.years, year)]


def _former(past: Floats, standing: Floats) -> Floats:
    """Per area the figure of this year that stands now, else the newest of an earlier year."""
    former = np.full(len(standing), np.nan)
    for column in [*past.T, standing]:
        former = np.where(np.isnan(column), former, column)
    return former


def _breaks(values: Floats, past: Floats) -> NDArray[np.intp]:
    """Where a value lies far from the area's own earlier years."""
    scores = np.zeros(values.size)
    enough = (~np.isnan(past)).sum(axis=1) >= LEAST_YEARS
    if enough.any():
        own = past[enough]
        middle = _row_medians(own)
        spread = SPREAD_OF_MAD * _row_medians(np.abs(own - middle[:, np.newaxis]))
        least = np.maximum(LEAST_SPREAD * np.abs(middle), np.finfo(float).tiny)
        with np.errstate(over="ignore"):  # years of nothing but 0, and then a figure: as far as can be
            scores[enough] = np.abs(values[enough] - middle) / np.maximum(spread, least)
    return _far(scores)


def _row_medians(rows: Floats) -> Floats:
    """Of each row of (rows, n), without its NaN; there is something in each. np.nanmedian takes twenty times as long."""
    ordered, counts = np.sort(rows, axis=1), (~np.isnan(rows)).sum(axis=1)
    at = np.arange(len(rows))
    return (ordered[at, (counts - 1) // 2] + ordered[at, counts // 2]) / 2


def _jumps(values: Floats, former: Floats) -> NDArray[np.intp]:
    """Where a value is more than twice, or less than half, of what the change of the whole city makes one expect."""
    pairs = (values > 0) & (former > 0)
    ratios = np.ones(values.size)
    ratios[pairs] = values[pairs] / former[pairs]
    if pairs.sum() >= LEAST_PAIRS:
        ratios[pairs] /= np.median(ratios[pairs])
    sizes = np.abs(np.log(ratios))
    at = np.flatnonzero(sizes > np.log(JUMP))
    return at[np.argsort(-sizes[at], kind="stable")]


def _far(scores: Floats) -> NDArray[np.intp]:
    at = np.flatnonzero(scores > FAR)
    return at[np.argsort(-scores[at], kind="stable")]


def _content(figures: Figures) -> str:
    """Equal for columns with the same figures; empty where there are too few, or all are alike."""
    if figures.values.size < LEAST_ALIKE or np.ptp(figures.values) == 0:
        return ""
    order = np.lexsort((figures.years, figures.areas))
    digest = hashlib.sha256()
    for part in (figures.areas, figures.years, figures.values):
        digest.update(np.ascontiguousarray(part[order]).tobytes())
    return digest.hexdigest()
