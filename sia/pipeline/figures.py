"""Read figures of many areas and indicators at once, as arrays: only those that a grant allows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import FloatField, Func
from django.db.models.sql.compiler import SQLCompiler
from numpy.typing import NDArray

from datasets.models import Area
from datasets.pipeline.grants import Grant
from sia.scoring.errors import Kind, assumed_errors
from sia.scoring.prepare import percentage_errors

Floats = NDArray[np.float64]
COVERED = 2 / 3
PER = re.compile(r"(?i)\bper\s+(1[0.,]*0)")  # as RATE_OF reads units
LATEST = 9999  # a year after every period
NOTHING: dict[str, Any] = {"period": None, "delivery": None, "datasets": []}
# Scoring.md 1: numerator over denominator where both are given, in the unit of the value (%%, ‰, per 1.000, per 10.000 …);
# else the value. Score and screen both ask this one question.
RATE_OF = """
CASE WHEN {numerator} IS NOT NULL AND {denominator} > 0 THEN {numerator} / {denominator} * CASE
    WHEN {unit} LIKE '\\%%%%' THEN 100 WHEN {unit} LIKE '‰%%%%' THEN 1000
    ELSE COALESCE(translate(substring({unit} FROM '(?i)\\mper\\s+(1[0.,]*0)'), '.,', '')::float8, 1) END
ELSE {value} END
"""
RATE = RATE_OF.format(numerator="o.numerator", denominator="o.denominator", unit="i.unit", value="o.value")
# Figures `o` of deliveries, levels and indicators that may not be read drop out; what is asked of most cities is nothing.
# Only a figure of a closed dataset is looked up, one at a time by key: as a join it once took minutes.
ALLOWED = """
(o.delivery_id NOT IN (SELECT id FROM datasets_delivery WHERE dataset_id = ANY(%(closed)s)) OR NOT EXISTS (
    SELECT FROM unnest(%(closed)s::bigint[], %(levels)s::text[], %(refused)s::bigint[]) c(dataset, level, indicator)
    WHERE c.indicator = o.indicator_id
    AND c.dataset = (SELECT dataset_id FROM datasets_delivery WHERE id = o.delivery_id)
    AND c.level = (SELECT level FROM datasets_area WHERE id = o.area_id)))
"""

# The newest period of an indicator until a year that covers enough of the areas of its fullest one until then. Since the
# fullest is never later than the newest that covers enough, the fullest up to a period itself will do.
READ = """
WITH counted AS (
    SELECT indicator_id, period, count(*) AS areas FROM datasets_observation o
    WHERE indicator_id = ANY(%(indicators)s) AND area_id = ANY(%(areas)s) AND period <= %(last)s
    AND flag <> 'withheld' AND {allowed} GROUP BY 1, 2
), covering AS (
    SELECT indicator_id, period FROM (
        SELECT *, max(areas) OVER (PARTITION BY indicator_id ORDER BY period) AS most FROM counted) c
    WHERE areas >= %(covered)s * most
), newest AS (
    SELECT indicator_id, period, array_agg(year) AS years FROM (
        SELECT DISTINCT ON (year, indicator_id) year, indicator_id, period
        FROM unnest(%(years)s::int[]) year JOIN covering ON period <= year ORDER BY year, indicator_id, period DESC) c
    GROUP BY 1, 2
)
SELECT o.indicator_id, o.period, n.years, bool_or(i.unit LIKE '\\%%%%'), array_agg(o.area_id), array_agg({rate}),
       array_agg(o.standard_error), array_agg(o.denominator), max(o.delivery_id),
       array_agg(DISTINCT source.dataset_id ORDER BY source.dataset_id)
FROM datasets_observation o JOIN newest n USING (indicator_id, period)
JOIN datasets_indicator i ON i.id = o.indicator_id
LEFT JOIN datasets_delivery source ON source.id = o.delivery_id
WHERE o.area_id = ANY(%(areas)s) AND o.flag <> 'withheld' AND {allowed} GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Values, standard errors and denominators (N, Q) of the areas in the given order, NaN where unknown."""

    values: Floats
    errors: Floats
    denominators: Floats
    percentage: NDArray[np.bool_]
    sources: list[dict[str, Any]]


class Rate(Func):
    """RATE for rows of the ORM: `Rate("numerator", "denominator", "indicator__unit", "value")`."""

    output_field = FloatField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[()]]:
        columns = (compiler.compile(column)[0] for column in self.get_source_expressions())
        names = ("numerator", "denominator", "unit", "value")
        return RATE_OF.format(**dict(zip(names, columns, strict=True))), ()


def allowed(grant: Grant, indicator_ids: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """Return a condition in SQL on figures `o`, and its parameters."""
    refused = grant.refused(indicator_ids)
    if not refused:
        return "TRUE", {}
    closed, levels, indicators = zip(*refused, strict=True)
    return ALLOWED, {"closed": list(closed), "levels": list(levels), "refused": list(indicators)}


def read_figures(areas: list[int], indicator_ids: list[int], grant: Grant, *, until: int | None = None) -> Figures:
    """Return for each indicator the figures of the newest period with enough areas, no later than `until`.

    Enough is two thirds of the areas of its fullest period. A correction of a few areas under a new year does not take
    the figures of all others away. What `grant` does not allow, and what is withheld, is as if it were not there.
    """
    [found] = read_years(areas, indicator_ids, grant, [until or LATEST])
    return found


def read_years(areas: list[int], indicator_ids: list[int], grant: Grant, years: Sequence[int]) -> list[Figures]:
    """Return what `read_figures` gives until each of these years, in one read."""
    condition, parameters = allowed(grant, indicator_ids)
    place = {area: row for row, area in enumerate(areas)}
    column = {indicator: index for index, indicator in enumerate(indicator_ids)}
    found = {year: nothing(len(areas), len(indicator_ids)) for year in years}
    asked: dict[str, Any] = {"indicators": indicator_ids, "areas": areas, "years": list(years), "last": max(years)}
    with connection.cursor() as cursor:
        cursor.execute(READ.format(rate=RATE, allowed=condition), asked | parameters | {"covered": COVERED})
        for indicator, period, newest_in, is_percentage, held, *numbers, delivery, datasets in cursor.fetchall():
            rows, at = [place[area] for area in held], column[indicator]
            for year in newest_in:
                figures = found[year]
                tables = (figures.values, figures.errors, figures.denominators)
                for table, cells in zip(tables, numbers, strict=True):
                    table[rows, at] = np.array(cells, dtype=np.float64)
                figures.percentage[at] = is_percentage
                known = [dataset for dataset in datasets if dataset]
                figures.sources[at] = {"period": period, "delivery": delivery, "datasets": known}
    return [found[year] for year in years]


def nothing(areas: int, indicators: int) -> Figures:
    """Return arrays without any figure."""
    values, errors, denominators = (np.full((areas, indicators), np.nan) for _ in range(3))
    return Figures(values, errors, denominators, np.zeros(indicators, bool), [NOTHING] * indicators)


def parent_figures(
    areas: list[int], indicator_ids: list[int], figures: Figures, grant: Grant, *, until: int | None = None
) -> tuple[Floats, list[dict[str, Any]]]:
    """Return the figures (N, Q) of the area around each area, of the same period, NaN where there is none.

    Also their sources.
    """
    found, inside, around = _of_parents(areas, indicator_ids, grant, [until or LATEST])
    if not found:
        return np.full(figures.values.shape, np.nan), []
    return _around(figures, found[0], inside, around), found[0].sources


def parent_years(
    areas: list[int], indicator_ids: list[int], figures: Sequence[Figures], grant: Grant, years: Sequence[int]
) -> list[Floats]:
    """Return what `parent_figures` gives beside the figures of each of these years, in one read."""
    found, inside, around = _of_parents(areas, indicator_ids, grant, years)
    if not found:
        return [np.full(own.values.shape, np.nan) for own in figures]
    return [_around(own, of_parents, inside, around) for own, of_parents in zip(figures, found, strict=True)]


def _of_parents(
    areas: list[int], indicator_ids: list[int], grant: Grant, years: Sequence[int]
) -> tuple[list[Figures], list[int], list[int]]:
    """Return per year the figures of the parents.

    The rows of areas that have one, and of each the row of its parent.
    """
    parent_of = dict(Area.objects.filter(pk__in=areas).values_list("pk", "parent"))
    parents = sorted({parent for parent in parent_of.values() if parent})
    if not parents:
        return [], [], []
    place: dict[int | None, int] = {parent: row for row, parent in enumerate(parents)}
    inside = [row for row, area in enumerate(areas) if parent_of[area]]
    return read_years(parents, indicator_ids, grant, years), inside, [place[parent_of[areas[row]]] for row in inside]


def _around(own: Figures, of_parents: Figures, inside: list[int], around: list[int]) -> Floats:
    """Return in the rows `inside` the figures of the parents `around`, where both are of the same period."""
    found = np.full(own.values.shape, np.nan)
    found[inside] = of_parents.values[around]
    same = [a["period"] == b["period"] for a, b in zip(own.sources, of_parents.sources, strict=True)]
    found[:, ~np.array(same)] = np.nan
    return found


def all_errors(
    figures: Figures, parents: Floats, units: Sequence[str], kinds: Sequence[Kind]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return a standard error (N, Q) for every figure, and which follow from how the figure was made only."""
    known = known_errors(figures, parents)
    base = np.array([base_of(unit) for unit in units])
    assumed = np.isnan(known) & ~np.isnan(figures.values)
    made = assumed_errors(figures.values, figures.denominators, parents, base, kinds)
    return np.where(assumed, made, known), assumed


def base_of(unit: str) -> float:
    """Return of how many a unit counts: 100 for percentages, 1,000 for "per 1.000 inwoners"; NaN for what is no share."""
    if unit.startswith(("%", "‰")):
        return 100.0 if unit[0] == "%" else 1000.0
    found = PER.search(unit)
    return float(re.sub("[.,]", "", found[1])) if found else float("nan")


def known_errors(figures: Figures, parents: Floats) -> Floats:
    """Return the standard errors (N, Q), also of percentages of fewer than a hundred people; NaN where unknown."""
    return percentage_errors(figures.errors, figures.denominators, parents, figures.percentage)
