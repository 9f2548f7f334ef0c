"""The urgency of every area through the years, as a line of a few millimetres with its numbers in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sia.charts import Spark, sparkline
from sia.models import ScoreRun
from sia.pipeline.trend import trend

LEAST_REACH = 20.0  # points: where all lines moved less, they still do not look as if they had leapt
WIDTH, HEIGHT = 32.0, 18.0


@dataclass(frozen=True, slots=True)
class Course:
    """`words`: "2012 41, 2016 44, 2020 47"; `unclear` where errors in the figures may explain the way it went."""

    spark: Spark
    words: str
    unclear: bool


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
    clear = found.change.called if found.change else ()
    return {
        area: Course(line, _words(years, scores[area], clear=clear[found.rows[area]]), not clear[found.rows[area]])
        for area, line in lines.items()
        if line
    }


def _known(score: float) -> float | None:
    return None if math.isnan(score) else float(score)


def _span(values: list[float | None]) -> float:
    known = [value for value in values if value is not None]
    return max(known) - min(known) if known else 0.0


def _words(years: list[int], values: list[float | None], *, clear: bool) -> str:
    known = zip(years, values, strict=True)
    told = ", ".join(f"{year} {round(value)}" for year, value in known if value is not None)
    return told if clear else _("%(scores)s: no clear change") % {"scores": told}
