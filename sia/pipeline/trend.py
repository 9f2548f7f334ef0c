"""Urgency through the years, each year scored with the goalposts of the model of a run: one ruler for all years."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from datasets.models import Observation
from datasets.pipeline.grants import Grant, shared
from sia.models import ScoreRun
from sia.pipeline.figures import known_errors, parent_figures, read_figures
from sia.pipeline.inputs import Inputs
from sia.pipeline.treat import treat
from sia.pipeline.weighing import URGENCY, Weighing
from sia.scoring.aggregate import score_tree
from sia.scoring.explain import contributions
from sia.scoring.neighbours import Borders

Floats = NDArray[np.float64]
MOST_YEARS = 12  # the newest ones: as many as a chart and a table can hold


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """One year with new figures: `total` (N,), `themes` (N, D), NaN where there is no score.

    `city` and `city_themes` (D,) are the mean of the city, the same reference that explains a score. Of the
    indicators `new` have their figures from this very year; the others keep their last ones.
    """

    year: int
    total: Floats
    themes: Floats
    city: float
    city_themes: Floats
    new: int


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """`years`, oldest first, of the areas in `rows` (id → row); `themes` are the keys of the D themes."""

    years: tuple[Year, ...]
    themes: tuple[str, ...]
    indicators: int
    rows: dict[int, int]


def trend(run: ScoreRun) -> Trend:
    """Of the areas of a stored run, on today's figures; computed once per process for each version of the data.

    A year is shown only where at least one indicator has figures of that very year, so that old ones are never
    repeated as if they were new. A later year never changes the scores of an earlier one.
    """
    return _trend(run, run.partnership.data_version, shared(run.partnership))


@lru_cache(maxsize=32)
def _trend(run: ScoreRun, data_version: int, grant: Grant) -> Trend:
    weighing = Weighing.from_plain(run.weighing)
    urgent = replace(weighing, branches=tuple(weighing.branches_of(URGENCY)))
    found = (scored_year(run.area_ids, urgent, year, grant) for year in known_years(run.area_ids, urgent, grant))
    rows = {area: row for row, area in enumerate(run.area_ids)}
    themes = tuple(branch.theme for branch in urgent.branches)
    return Trend(tuple(year for year in found if year.new), themes, len(urgent.counted), rows)


def known_years(areas: list[int], weighing: Weighing, grant: Grant) -> list[int]:
    """The years of which there is any figure of the indicators that count, oldest first, the last twelve."""
    indicators = [counted.indicator for counted in weighing.counted]
    held = Observation.objects.filter(area__in=areas, indicator__in=indicators).shown().readable_by(grant)
    years = held.order_by("-period").values_list("period", flat=True).distinct()[:MOST_YEARS]
    return sorted(years)


def scored_year(areas: list[int], weighing: Weighing, year: int, grant: Grant) -> Year:
    """What the urgency was on the figures of `year` and before."""
    indicators = [counted.indicator for counted in weighing.counted]
    figures = read_figures(areas, indicators, grant, until=year)
    if weighing.shrink:
        parents = parent_figures(areas, indicators, figures, grant, until=year)
    else:
        parents = np.full(figures.values.shape, np.nan)
    nothing = np.full(len(areas), np.nan)
    inputs = Inputs(figures.values, known_errors(figures, parents), parents, nothing, Borders([], [], [], []), nothing)  # type: ignore[arg-type]
    treated = treat(inputs, weighing)
    tree = treated.weighing.tree(URGENCY)
    if tree is None:
        raise ValueError("A model needs at least one theme of urgency.")
    scores = score_tree(treated.values, tree)
    _points, reference = contributions(scores.themes, tree)
    new = sum(source["period"] == year for source in figures.sources)
    return Year(year, scores.total, scores.themes, reference, _means(scores.themes, scores.total), new)


def _means(themes: Floats, total: Floats) -> Floats:
    """The mean of each theme over the scored areas that have it; NaN for a theme that none has."""
    scored = themes[~np.isnan(total)]
    known = np.count_nonzero(~np.isnan(scored), axis=0)
    return np.divide(np.nansum(scored, axis=0), known, out=np.full(known.shape, np.nan), where=known > 0)
