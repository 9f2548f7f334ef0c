"""Urgency through the years, each year scored with the goalposts of the model of a run: one ruler for all years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from datasets.models import Observation
from datasets.pipeline.grants import Grant, shared
from sia.models import ScoreRun
from sia.pipeline.figures import known_errors, parent_years, read_years
from sia.pipeline.inputs import Inputs
from sia.pipeline.treat import treat
from sia.pipeline.weighing import URGENCY, Weighing
from sia.scoring.aggregate import TreeScores, score_tree
from sia.scoring.explain import contributions
from sia.scoring.neighbours import Borders
from sia.scoring.tree import Tree
from sia.scoring.trend import Difference, like_for_like

Floats = NDArray[np.float64]
MOST_YEARS = 12  # the newest ones: as many as a chart and a table can hold


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """One year with new figures: `total` (N,), `themes` (N, D), NaN where there is no score that compares.

    They are the last score of the area less what moved since over the figures of both years: in the last year the
    score itself. `city` is the mean of the city, moved likewise. Of the indicators `new` have their figures from this
    very year; the others keep their last ones.
    """

    year: int
    total: Floats
    themes: Floats
    city: float
    new: int


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """The scores of a year on all that was known then: `values` (N, Q) under the goalposts of `tree`."""

    year: int
    new: int
    values: Floats
    tree: Tree
    scores: TreeScores


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """`years`, oldest first, of the areas in `rows` (id → row); `themes` are the keys of the D themes."""

    years: tuple[Year, ...]
    themes: tuple[str, ...]
    indicators: int
    rows: dict[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The figures known in `year`: the newest figures of then and before.

    Those of `new` indicators are of that very year.
    """

    year: int
    inputs: Inputs
    new: int


def trend(run: ScoreRun) -> Trend:
    """Return the trend of the areas of a run on today's figures, up to the newest year that the run itself rests on.

    The run is stored or imagined. Without any year where the run is not on goalposts: every year would have a ruler of
    its own, and compare with none. A year is shown only where at least one indicator has figures of that very year, so
    that old ones are never repeated as if they were new.
    """
    data_version, grant = run.partnership.data_version, shared(run.partnership)
    return _trend(run, data_version, grant) if run.pk is None else _trend_once(run, data_version, grant)


@lru_cache(maxsize=32)
def _trend_once(run: ScoreRun, data_version: int, grant: Grant) -> Trend:
    """Return the trend of a stored run, which never changes: once per process for each version of the data."""
    return _trend(run, data_version, grant)


def _trend(run: ScoreRun, data_version: int, grant: Grant) -> Trend:
    weighing = Weighing.from_plain(run.weighing)
    urgent = replace(weighing, branches=tuple(weighing.branches_of(URGENCY)))
    indicators = tuple(counted.indicator for counted in urgent.counted)
    last = max((source["period"] or 0 for source in run.sources[weighing.columns(URGENCY)]), default=0)
    known: tuple[Figures, ...] = ()
    if weighing.on_goalposts:
        known = figures_of_years(tuple(run.area_ids), indicators, last, data_version, grant, shrink=weighing.shrink)
    rows = {area: row for row, area in enumerate(run.area_ids)}
    themes = tuple(branch.theme for branch in urgent.branches)
    return Trend(comparable([scored(figures, urgent) for figures in known]), themes, len(indicators), rows)


@lru_cache(maxsize=8)
def figures_of_years(
    areas: tuple[int, ...], indicators: tuple[int, ...], last: int, data_version: int, grant: Grant, *, shrink: bool
) -> tuple[Figures, ...]:
    """Return the figures of each year until `last` that has some of its own, oldest first.

    It takes two or three reads, whatever the years and areas. The figures hang on no weight: what-ifs of one city share
    them. `data_version` says of which data they are.
    """
    years = known_years(areas, indicators, last, grant)
    found = read_years(list(areas), list(indicators), grant, years) if years else []
    if shrink and found:
        parents = parent_years(list(areas), list(indicators), found, grant, years)
    else:
        parents = [np.full(figures.values.shape, np.nan) for figures in found]
    nowhere = np.full(len(areas), np.nan)
    borders = Borders([], [], [], [])  # type: ignore[arg-type]
    told = []
    for year, figures, around in zip(years, found, parents, strict=True):
        errors, alone = known_errors(figures, around), np.zeros(len(indicators), np.intp)
        drawn = np.zeros(errors.shape, np.bool_)  # nothing is drawn here, so that no error is assumed
        inputs = Inputs(figures.values, errors, drawn, around, nowhere, borders, nowhere, alone)
        new = sum(source["period"] == year for source in figures.sources)
        told += [Figures(year, inputs, new)] if new else []
    return tuple(told)


def known_years(areas: Sequence[int], indicators: Sequence[int], last: int, grant: Grant) -> list[int]:
    """Return the years until `last` of which there is any figure of these indicators, oldest first, twelve at most."""
    held = Observation.objects.filter(area__in=areas, indicator__in=indicators, period__lte=last)
    years = held.shown().readable_by(grant).order_by("-period").values_list("period", flat=True).distinct()
    return sorted(years[:MOST_YEARS])


def scored(figures: Figures, weighing: Weighing) -> Scored:
    """Return what the urgency was on them, on all that was known then."""
    treated = treat(figures.inputs, weighing)
    tree = treated.weighing.tree(URGENCY)
    if tree is None:
        raise ValueError("A model needs at least one theme of urgency.")
    return Scored(figures.year, figures.new, treated.values, tree, score_tree(treated.values, tree))


def comparable(years: Sequence[Scored]) -> tuple[Year, ...]:
    """Return the years, each area measured back from its last score with the figures that both years have."""
    if not years:
        return ()
    known = np.array([~np.isnan(year.scores.total) for year in years])
    last = np.where(known.any(axis=0), len(years) - 1 - known[::-1].argmax(axis=0), -1)
    found = [Difference(np.full_like(y.scores.total, np.nan), np.full_like(y.scores.themes, np.nan)) for y in years]
    for end in np.unique(last[last >= 0]).tolist():
        areas, late = last == end, years[end]
        for place, early in enumerate(years[: end + 1]):
            moved = like_for_like(early.values[areas], late.values[areas], early.tree, late.tree)
            found[place].total[areas] = late.scores.total[areas] - moved.total
            found[place].themes[areas] = late.scores.themes[areas] - moved.themes
    _points, mean = contributions(years[-1].scores.themes, years[-1].tree)
    cities = (mean - _mean(found[-1].total - each.total) for each in found)
    return tuple(
        Year(year.year, each.total, each.themes, city, year.new)
        for year, each, city in zip(years, found, cities, strict=True)
    )


def _mean(moved: Floats) -> float:
    """Return the mean of what is known; NaN where nothing is."""
    known = moved[~np.isnan(moved)]
    return float(known.mean()) if known.size else np.nan
