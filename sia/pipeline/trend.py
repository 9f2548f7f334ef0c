"""Urgency through the years, each year scored with the goalposts of the model of a run: one ruler for all years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from datasets.models import Observation
from datasets.pipeline.grants import Grant, shared
from sia.models import ScoreRun
from sia.pipeline.figures import all_errors, parent_years, read_years
from sia.pipeline.inputs import Inputs, origin_of
from sia.pipeline.kinds import kinds_of
from sia.pipeline.treat import treat
from sia.pipeline.uncertain import CORRELATION
from sia.pipeline.weighing import URGENCY, Weighing
from sia.scoring.aggregate import TreeScores, score_tree
from sia.scoring.explain import contributions
from sia.scoring.neighbours import Borders
from sia.scoring.tree import Flags
from sia.scoring.trend import Difference, Measured, called, like_for_like, movers

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
MOST_YEARS = 12  # the newest ones: as many as a chart and a table can hold


class Asked(NamedTuple):
    """An indicator, and what the error of its figures hangs on."""

    indicator: int
    unit: str
    nature: str


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """One year with new figures: `total` (N,), `themes` (N, D), NaN where there is no score that compares.

    They are the last score of the area less what `moved` since over the figures of both years: in the last year the
    score itself. `city` is the mean of the city, moved likewise, and `city_error` the standard error of that move. Of
    the indicators `new` have their figures from this very year; the others keep their last ones.
    """

    year: int
    total: Floats
    themes: Floats
    moved: Difference
    city: float
    city_error: float
    new: int


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """The scores of a year on all that was known then."""

    year: int
    new: int
    measured: Measured
    scores: TreeScores


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """The change of each area from its `first` year to its `last`: places (N,) among the years, -1 without a score.

    `called` (N,) are the areas of which it is called a change, `called_themes` (N, D) the themes, over all areas, and
    `movers` (N, D) those that made the change of their area.
    """

    first: Rows
    last: Rows
    moved: Difference
    called: Flags
    called_themes: Flags
    movers: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """`years`, oldest first, of the areas in `rows` (id → row); `themes` are the keys of the D themes.

    `change` is None without any year.
    """

    years: tuple[Year, ...]
    themes: tuple[str, ...]
    indicators: int
    rows: dict[int, int]
    change: Change | None


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The figures known in `year`: the newest figures of then and before, of `periods` (Q,), 0 where there is none.

    Those of `new` indicators are of that very year.
    """

    year: int
    inputs: Inputs
    periods: Rows
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
    asked = tuple(Asked(counted.indicator, counted.unit, counted.nature) for counted in urgent.counted)
    last = max((source["period"] or 0 for source in run.sources[weighing.columns(URGENCY)]), default=0)
    known: tuple[Figures, ...] = ()
    if weighing.on_goalposts:
        known = figures_of_years(tuple(run.area_ids), asked, last, data_version, grant, shrink=weighing.shrink)
    rows = {area: row for row, area in enumerate(run.area_ids)}
    themes = tuple(branch.theme for branch in urgent.branches)
    years = comparable([scored(figures, urgent) for figures in known])
    return Trend(years, themes, len(asked), rows, change_of(years) if years else None)


@lru_cache(maxsize=8)
def figures_of_years(
    areas: tuple[int, ...], asked: tuple[Asked, ...], last: int, data_version: int, grant: Grant, *, shrink: bool
) -> tuple[Figures, ...]:
    """Return the figures of each year until `last` that has some of its own, with their errors, oldest first.

    It takes three or four reads, whatever the years and areas. The figures hang on no weight: what-ifs of one city
    share them. `data_version` says of which data they are.
    """
    indicators = [each.indicator for each in asked]
    years = known_years(areas, indicators, last, grant)
    found = read_years(list(areas), indicators, grant, years) if years else []
    if shrink and found:
        parents = parent_years(list(areas), indicators, found, grant, years)
    else:
        parents = [np.full(figures.values.shape, np.nan) for figures in found]
    kinds = iter(kinds_of([each.nature for each in asked] * len(found), [of for each in found for of in each.sources]))
    nowhere = np.full(len(areas), np.nan)
    borders = Borders([], [], [], [])  # type: ignore[arg-type]
    told = []
    for year, figures, around in zip(years, found, parents, strict=True):
        errors, assumed = all_errors(figures, around, [each.unit for each in asked], [next(kinds) for _ in asked])
        origin = origin_of(figures.sources)
        inputs = Inputs(figures.values, errors, assumed, around, nowhere, borders, nowhere, origin)
        periods = np.array([source["period"] or 0 for source in figures.sources], np.intp)
        new = int(np.count_nonzero(periods == year))
        told += [Figures(year, inputs, periods, new)] if new else []
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
    measured = Measured(treated.values, treated.errors, figures.periods, treated.origin, tree)
    return Scored(figures.year, figures.new, measured, score_tree(treated.values, tree))


def comparable(years: Sequence[Scored]) -> tuple[Year, ...]:
    """Return the years, each area measured back from its last score with the figures that both years have."""
    if not years:
        return ()
    last = _last(np.array([~np.isnan(year.scores.total) for year in years]))
    nothing = years[-1].scores
    total, themes = np.full_like(nothing.total, np.nan), np.full_like(nothing.themes, np.nan)
    for end in np.unique(last[last >= 0]).tolist():
        total[last == end] = years[end].scores.total[last == end]
        themes[last == end] = years[end].scores.themes[last == end]
    moves = [_moved(place, years, last) for place in range(len(years))]
    _points, mean = contributions(years[-1].scores.themes, years[-1].measured.tree)
    return tuple(
        Year(year.year, total - moved.total, themes - moved.themes, moved, *_city(mean, moves[-1], moved), year.new)
        for year, moved in zip(years, moves, strict=True)
    )


def _last(known: Flags) -> Rows:
    """Return the place of the last year (N,) that is `known` (Y, N), -1 where none is."""
    return np.where(known.any(axis=0), len(known) - 1 - known[::-1].argmax(axis=0), -1)


def _moved(place: int, years: Sequence[Scored], last: Rows) -> Difference:
    """Return what moved in each area from the year in this place to the `last` of the area; NaN where that is before."""
    early, (areas, themes) = years[place], years[place].scores.themes.shape
    shapes = {"total": areas, "total_error": areas}
    found = Difference(**{name: np.full(shapes.get(name, (areas, themes)), np.nan) for name in Difference._fields})
    for end in np.unique(last[last >= place]).tolist():
        ends = last == end
        moved = like_for_like(early.measured.select(ends), years[end].measured.select(ends), CORRELATION)
        for all_areas, some in zip(found, moved, strict=True):
            all_areas[ends] = some
    return found


def _city(mean: float, last: Difference, moved: Difference) -> tuple[float, float]:
    """Return what the `mean` of the city was, and the standard error of what it moved since: each area errs by itself."""
    both = ~np.isnan(last.total) & ~np.isnan(moved.total)
    count = np.count_nonzero(both)
    if not count:
        return np.nan, np.nan
    return mean - float(moved.total[both].mean()), float(np.sqrt((moved.total_error[both] ** 2).sum()) / count)


def change_of(years: Sequence[Year]) -> Change:
    """Return what moved in each area from its first year to its last, and of which that is called a change."""
    known = np.array([~np.isnan(year.total) for year in years])
    first, last = np.where(known.any(axis=0), known.argmax(axis=0), -1), _last(known)
    areas = np.arange(first.size)
    moved = Difference(*(np.array(numbers)[first, areas] for numbers in zip(*(y.moved for y in years), strict=True)))
    themes = called(moved.themes, moved.theme_errors)
    return Change(first, last, moved, called(moved.total, moved.total_error), themes, movers(moved, themes))


def called_beside_city(found: Trend, year: Year) -> Flags:
    """Return of which areas (N,) the move since that year differs from that of the city by what is called a change."""
    city = found.years[-1].city - year.city
    return called(year.moved.total - city, np.hypot(year.moved.total_error, year.city_error))
