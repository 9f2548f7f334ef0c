"""The urgency of every area through the years, as a line of a few millimetres with its numbers in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sia.charts import Spark, sparkline
from sia.models import ScoreRun
from sia.pipeline.trend import trend

LEAST_REACH = 20.0  # points: where all lines moved less, they still do not look as if they had leapt
WIDTH, HEIGHT = 32.0, 18.0


@dataclass(frozen=True, slots=True)
class Course:
    """`words`: "2012 41, 2016 44, 2020 47"."""

    spark: Spark
    words: str


def courses(run: ScoreRun) -> Mapping[int, Course]:
    """Return a course by area; only of those with a score in two years or more.

    All lines are on one scale, so that the steeper one moved more; how high an area stands, its number tells.
    """
    found = trend(run)
    years = [each.year for each in found.years]
    scores = {area: [_known(each.total[row]) for each in found.years] for area, row in found.rows.items()}
    reach = max([LEAST_REACH, *(_span(values) for values in scores.values())])
    lines = {
        area: sparkline(values, places=years, reach=reach, width=WIDTH, height=HEIGHT)
        for area, values in scores.items()
    }
    return {area: Course(line, _words(years, scores[area])) for area, line in lines.items() if line}


def _known(score: float) -> float | None:
    return None if math.isnan(score) else float(score)


def _span(values: list[float | None]) -> float:
    known = [value for value in values if value is not None]
    return max(known) - min(known) if known else 0.0


def _words(years: list[int], values: list[float | None]) -> str:
    told = zip(years, values, strict=True)
    return ", ".join(f"{year} {round(value)}" for year, value in told if value is not None)
