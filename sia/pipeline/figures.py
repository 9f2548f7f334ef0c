"""Reads figures of many areas and indicators at once, as arrays: only those that a grant allows."""

from __future__ import annotations

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
from sia.scoring.prepare import percentage_errors

Floats = NDArray[np.float64]
COVERED = 2 / 3
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
    """A condition in SQL on figures `o`, and its parameters."""
    refused = grant.refused(indicator_ids)
    if not refused:
        return "TRUE", {}
    closed, levels, indicators = zip(*refused, strict=True)
    return ALLOWED, {"closed": list(closed), "levels": list(levels), "refused": list(indicators)}


def read_figures(areas: list[int], indicator_ids: list[int], grant: Grant, *, until: int | None = None) -> Figures:
    """Of each indicator the newest period, no later than `until`, that covers two thirds of the areas of its fullest one.

    A correction of a few areas under a new year does not take the figures of all others away. What `grant` does not
    allow, and what is withheld, is as if it were not there.
    """
    condition, parameters = allowed(grant, indicator_ids)
    place = {area: row for row, area in enumerate(areas)}
    column = {indicator: index for index, indicator in enumerate(indicator_ids)}
    values, errors, denominators = (np.full((len(areas), len(indicator_ids)), np.nan) for _ in range(3))
    percentage = np.zeros(len(indicator_ids), bool)
    sources: list[dict[str, Any]] = [NOTHING for _ in indicator_ids]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH counted AS (
                SELECT indicator_id, period, count(*) AS areas FROM datasets_observation o
                WHERE indicator_id = ANY(%(indicators)s) AND area_id = ANY(%(areas)s) AND period <= %(until)s
                AND flag <> 'withheld' AND {condition} GROUP BY 1, 2
            ), newest AS (
                SELECT DISTINCT ON (indicator_id) indicator_id, period FROM counted
                JOIN (SELECT indicator_id, max(areas) AS most FROM counted GROUP BY 1) fullest USING (indicator_id)
                WHERE areas >= %(covered)s * most ORDER BY indicator_id, period DESC
            )
            SELECT o.indicator_id, o.period, bool_or(i.unit LIKE '\\%%%%'), array_agg(o.area_id), array_agg({RATE}),
                   array_agg(o.standard_error), array_agg(o.denominator), max(o.delivery_id),
                   array_agg(DISTINCT source.dataset_id ORDER BY source.dataset_id)
            FROM datasets_observation o JOIN newest USING (indicator_id, period)
            JOIN datasets_indicator i ON i.id = o.indicator_id
            LEFT JOIN datasets_delivery source ON source.id = o.delivery_id
            WHERE o.area_id = ANY(%(areas)s) AND o.flag <> 'withheld' AND {condition} GROUP BY 1, 2
            """,  # noqa: S608 -- RATE and the condition are constants of this module
            {"indicators": indicator_ids, "areas": areas, "covered": COVERED, "until": until or 9999, **parameters},
        )
        for indicator, period, is_percentage, found, figures, spread, counts, *origin in cursor.fetchall():
            rows, at = [place[area] for area in found], column[indicator]
            for table, numbers in ((values, figures), (errors, spread), (denominators, counts)):
                table[rows, at] = np.array(numbers, dtype=np.float64)
            percentage[at] = is_percentage
            sources[at] = {"period": period, "delivery": origin[0], "datasets": [pk for pk in origin[1] if pk]}
    return Figures(values, errors, denominators, percentage, sources)


def parent_figures(
    areas: list[int], indicator_ids: list[int], figures: Figures, grant: Grant, *, until: int | None = None
) -> Floats:
    """The figures (N, Q) of the area around each area, of the same period; NaN where there is none."""
    parent_of = dict(Area.objects.filter(pk__in=areas).values_list("pk", "parent"))
    parents = sorted({parent for parent in parent_of.values() if parent})
    around = np.full(figures.values.shape, np.nan)
    if not parents:
        return around
    found = read_figures(parents, indicator_ids, grant, until=until)
    same = [a["period"] == b["period"] for a, b in zip(figures.sources, found.sources, strict=True)]
    place: dict[int | None, int] = {parent: row for row, parent in enumerate(parents)}
    rows = [row for row, area in enumerate(areas) if parent_of[area]]
    around[rows] = found.values[[place[parent_of[areas[row]]] for row in rows]]
    around[:, ~np.array(same)] = np.nan
    return around


def known_errors(figures: Figures, parents: Floats) -> Floats:
    """The standard errors (N, Q), also of percentages of fewer than a hundred people; NaN where unknown."""
    return percentage_errors(figures.errors, figures.denominators, parents, figures.percentage)
