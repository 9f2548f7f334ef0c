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
from sia.pipeline.trend import Trend, Year, trend
from sia.scoring.trend import called
from sia.words.figures import written

FEWEST = 2  # years that make a trend
FIRST_THEME = 2  # of the lines: those of the area and the city come first
APART = 16.0  # two labels at the end of their lines, closer than this, would touch
ROSE, FELL, STAYED, UNCLEAR = 1, -1, 0, 2
AREA_WORDS: dict[int, str | Promise] = {
    ROSE: gettext_lazy("Urgency rose by %(points)s points from %(first)s to %(last)s."),
    FELL: gettext_lazy("Urgency fell by %(points)s points from %(first)s to %(last)s."),
    STAYED: gettext_lazy("Urgency stayed the same from %(first)s to %(last)s."),
    UNCLEAR: gettext_lazy(
        "Urgency differs by %(points)s points from %(first)s to %(last)s. That is too little to speak of a change: "
        "errors in the figures may explain it."
    ),
}
CITY_WORDS: dict[int, str | Promise] = {
    ROSE: gettext_lazy("The mean of the city rose by %(points)s."),
    FELL: gettext_lazy("The mean of the city fell by %(points)s."),
    STAYED: gettext_lazy("The mean of the city stayed the same."),
    UNCLEAR: gettext_lazy("The mean of the city differs too little to speak of a change."),
}


@dataclass(frozen=True, slots=True)
class Shift:
    """The points from the first year of the area to its last, with their standard error; whether it is a change."""

    points: float
    error: float
    called: bool

    @property
    def way(self) -> int:
        if not round(self.points, 1):
            return STAYED
        if not self.called:
            return UNCLEAR
        return ROSE if self.points > 0 else FELL


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table and line of the chart; None where a year has no score, and without two years that compare.

    `moved` marks a theme that made the change of its area.
    """

    label: str | Promise
    values: list[float | None]
    change: Shift | None
    spark: Spark | None
    moved: bool = False


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
            "words": words(years, lines),
            "left_out": left_out(years, lines),
            "new": [year.new for year in found.years],
            "indicators": found.indicators,
        }
    }


def lines_of(found: Trend, area_id: int) -> list[Line]:
    """Return the lines of the area, of the city, and then of each theme of the area; empty without a score."""
    row, change = found.rows.get(area_id), found.change
    if row is None or change is None or change.first[row] < 0:
        return []
    shift, span = None, (int(change.first[row]), int(change.last[row]))
    if span[0] < span[1]:
        shift = _shift(change.moved.total[row], change.moved.total_error[row], bool(change.called[row]))
    lines = [
        line(gettext_lazy("This area"), [year.total[row] for year in found.years], shift),
        line(gettext_lazy("Mean of the city"), [year.city for year in found.years], shift and _city(found.years, span)),
    ]
    for place, theme in enumerate(found.themes):
        points, error = change.moved.themes[row, place], change.moved.theme_errors[row, place]
        of_theme = shift and _shift(points, error, bool(change.called_themes[row, place]))
        values = [year.themes[row, place] for year in found.years]
        lines.append(line(Theme(theme).label, values, of_theme, moved=bool(change.movers[row, place])))
    return lines


def _city(years: Sequence[Year], span: tuple[int, int]) -> Shift | None:
    """Return what the mean of the city moved between the years in these places."""
    first, last = (years[place] for place in span)
    points, error = np.array([last.city - first.city]), np.hypot([first.city_error], [last.city_error])
    return _shift(points[0], error[0], bool(called(points, error)[0]))


def _shift(points: float, error: float, is_change: bool) -> Shift | None:
    return None if math.isnan(points) else Shift(float(points), float(error), is_change)


def line(label: str | Promise, numbers: Sequence[float], change: Shift | None, *, moved: bool = False) -> Line:
    values = [None if math.isnan(number) else float(number) for number in numbers]
    return Line(label, values, change, sparkline(values), moved)


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


def words(years: Sequence[int], lines: Sequence[Line]) -> str:
    """Return one sentence on the area, one on what moved most and one on the city over the same years.

    Empty without two years that compare.
    """
    area, city = lines[0], lines[1]
    if area.change is None:
        return ""
    known = [year for year, value in zip(years, area.values, strict=True) if value is not None]
    span = {"first": known[0], "last": known[-1], "points": written(abs(area.change.points), 1)}
    told = [str(AREA_WORDS[area.change.way]) % span]
    themes = [str(line.label) for line in lines[FIRST_THEME:] if line.moved and area.change.called]
    if themes:
        told += [_("Most of it lies in: %(themes)s.") % {"themes": ", ".join(themes)}]
    if city.change:
        told += [str(CITY_WORDS[city.change.way]) % {"points": written(abs(city.change.points), 1)}]
    return " ".join(told)


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
