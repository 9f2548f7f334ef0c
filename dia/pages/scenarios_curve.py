"""The trade-off between nuisance and cost: plans as points on a line, in an SVG of 400 by 200."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sia.charts import fixed

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 400, 200, 90, 390, 12, 165
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    household_days: float
    euros: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Dots from the least hindrance to the most; `ends` are the lowest and highest (days, euros) for the axes."""

    dots: list[Dot]
    least: tuple[float, float]
    most: tuple[float, float]

    @property
    def line(self) -> str:
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


def curve(points: Sequence[Mapping[str, float]]) -> Curve | None:
    """Return the curve of the cheapest plan at each nuisance.

    None for fewer than two points: then there is nothing to choose.
    """
    cheapest: dict[int, float] = {}
    for point in points:
        whole = round(point["household_days"])
        cheapest[whole] = min(point["euros"], cheapest.get(whole, point["euros"]))
    if len(cheapest) < FEWEST:
        return None
    days, euros = sorted(cheapest), list(cheapest.values())
    dots = [
        Dot(
            fixed(_at(day, days[0], days[-1], LEFT, RIGHT)),
            fixed(_at(cheapest[day], min(euros), max(euros), BOTTOM, TOP)),
            day,
            cheapest[day],
        )
        for day in days
    ]
    return Curve(dots, (min(days), min(euros)), (max(days), max(euros)))


def _at(value: float, low: float, high: float, start: float, end: float) -> float:
    return start + (end - start) * ((value - low) / (high - low) if high > low else 0.5)
