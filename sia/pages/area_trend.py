"""The chart and the table of an area through the years, on goalposts that stay where they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.models.indicators import Theme
from sia.charts import Frame, Spark, Tick, decades, sparkline
from sia.models import ScoreRun
from sia.pages.normalisation_words import note_of
from sia.pipeline.trend import Trend, trend
from sia.scoring.trend import change
from sia.words.figures import written

FEWEST = 2  # years that make a trend
FIRST_THEME = 2  # of the lines: those of the area and the city come first
APART = 16.0  # two labels at the end of their lines, closer than this, would touch
SAME = 0.5  # points: less is no change that a person could see
ROSE, FELL, STAYED = 1, -1, 0
AREA_WORDS: dict[int, str | Promise] = {
    ROSE: gettext_lazy("Urgency rose by %(points)s points from %(first)s to %(last)s."),
    FELL: gettext_lazy("Urgency fell by %(points)s points from %(first)s to %(last)s."),
    STAYED: gettext_lazy("Urgency stayed the same from %(first)s to %(last)s."),
}
CITY_WORDS: dict[int, str | Promise] = {
    ROSE: gettext_lazy("The mean of the city rose by %(points)s."),
    FELL: gettext_lazy("The mean of the city fell by %(points)s."),
    STAYED: gettext_lazy("The mean of the city stayed the same."),
}


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table and line of the chart; None where a year has no score."""

    label: str | Promise
    values: list[float | None]
    change: float | None
    spark: Spark | None


@dataclass(frozen=True, slots=True)
class Chart:
    frame: Frame
    years: list[Tick]
    area: list[Dot]
    city: list[Dot]
    area_label_y: str
    city_label_y: str

    @property
    def area_points(self) -> str:
        return " ".join(f"{dot.x},{dot.y}" for dot in self.area)

    @property
    def city_points(self) -> str:
        return " ".join(f"{dot.x},{dot.y}" for dot in self.city)


def page(run: ScoreRun, area_id: int) -> dict[str, Any]:
    """Return the context of the trend: None where the area has no score in any year.

    A sentence alone where the years do not compare.
    """
    refused = note_of(run)
    if refused:
        return {"trend": {"refused": refused}}
    found = trend(run)
    lines = lines_of(found, area_id)
    if not lines:
        return {"trend": None}
    years = [year.year for year in found.years]
    return {
        "trend": {
            "years": years,
            "lines": lines,
            "chart": chart_of(years, lines[0], lines[1]),
            "words": words(years, lines[0], lines[1]),
            "left_out": left_out(years, lines),
            "new": [year.new for year in found.years],
            "indicators": found.indicators,
        }
    }


def lines_of(found: Trend, area_id: int) -> list[Line]:
    """Return the lines of the area, of the city, and then of each theme of the area; empty without a score."""
    row = found.rows.get(area_id)
    if row is None or all(math.isnan(year.total[row]) for year in found.years):
        return []
    lines = [
        line(gettext_lazy("This area"), [year.total[row] for year in found.years]),
        line(gettext_lazy("Mean of the city"), [year.city for year in found.years]),
    ]
    for place, theme in enumerate(found.themes):
        lines.append(line(Theme(theme).label, [year.themes[row, place] for year in found.years]))
    return lines


def line(label: str | Promise, numbers: Sequence[float]) -> Line:
    values = [None if math.isnan(number) else float(number) for number in numbers]
    moved = float(change(np.array(numbers, np.float64)[:, np.newaxis])[0])
    return Line(label, values, None if math.isnan(moved) else moved, sparkline(values))


def chart_of(years: Sequence[int], area: Line, city: Line) -> Chart | None:
    """Return the chart of area and city; None for fewer than two years with a score: one dot is no trend."""
    known = [value for value in [*area.values, *city.values] if value is not None]
    if sum(value is not None for value in area.values) < FEWEST:
        return None
    frame = Frame(years[0], years[-1], *decades(known), width=640, height=220, left=30, right=560, top=12, bottom=190)
    mine, mean = (dots_of(frame, years, each.values) for each in (area, city))
    ends = apart(float(mine[-1].y), float(mean[-1].y))
    return Chart(frame, [Tick(frame.x(year), str(year)) for year in years], mine, mean, *map(frame_y, ends))


def dots_of(frame: Frame, years: Sequence[int], values: Sequence[float | None]) -> list[Dot]:
    return [
        Dot(frame.x(year), frame.y(value), f"{year}: {written(value, 1)}")
        for year, value in zip(years, values, strict=True)
        if value is not None
    ]


def apart(first: float, second: float) -> tuple[float, float]:
    """Return the heights of two labels that do not touch, each as near to its line as can be."""
    short = APART - abs(first - second)
    if short <= 0:
        return first, second
    shift = short / 2 if first > second else -short / 2
    return first + shift, second - shift


def frame_y(height: float) -> str:
    return f"{height + 5:.1f}"  # a letter hangs on its foot, a line runs through its middle


def words(years: Sequence[int], area: Line, city: Line) -> str | Promise:
    """Return one sentence on the area, one on the city over the same years; empty without a change to tell."""
    known = [place for place, value in enumerate(area.values) if value is not None]
    if area.change is None:
        return ""
    first, last = known[0], known[-1]
    span = {"first": years[first], "last": years[last]}
    told = AREA_WORDS[way(area.change)] % {**span, "points": written(abs(area.change), 1)}
    start, end = city.values[first], city.values[last]
    if start is None or end is None:
        return told
    return f"{told} {CITY_WORDS[way(end - start)] % {'points': written(abs(end - start), 1)}}"


def left_out(years: Sequence[int], lines: Sequence[Line]) -> str:
    """Return which themes of the area have no figures of its first year that compare; empty where all have."""
    first = next(place for place, value in enumerate(lines[0].values) if value is not None)
    themes = [str(line.label) for line in lines[FIRST_THEME:] if _appears(line, first)]
    if not themes:
        return ""
    told = {"year": years[first], "themes": ", ".join(themes)}
    return _("Not in the change, for want of figures of %(year)s: %(themes)s.") % told


def _appears(line: Line, first: int) -> bool:
    return line.values[first] is None and any(value is not None for value in line.values)


def way(points: float) -> int:
    if abs(points) < SAME:
        return STAYED
    return ROSE if points > 0 else FELL
