"""The advice for the city as a whole: how much of it has each class, and how the areas spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from sia.charts import Tick, decades, fixed, group_letter, steps
from sia.models import AreaResult

WIDTH, LEFT, RIGHT, TOP, LINE = 640.0, 40.0, 630.0, 14.0, 13.0
COUNTED = ("inhabitants", "dwellings", "corporation_dwellings")


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of a class; None where no area tells its number, `missing` how many do not tell one of them."""

    key: str
    label: str | Promise
    areas: int
    inhabitants: int | None
    dwellings: int | None
    corporation_dwellings: int | None
    missing: int


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    advice: str
    name: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Urgency across, a line for each group; `border` lies between the last of the top and the first below it."""

    dots: list[Dot]
    lines: list[Tick]
    ticks: list[Tick]
    border: str
    height: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Top:
    """The numbers of areas in the top, by the interval of the rank, from 5 % to 95 % of the variants."""

    surely: int
    perhaps: int
    never: int


def city(results: list[AreaResult], count: int) -> dict[str, Any]:
    return {
        "totals": totals(results),
        "all": total("", "", results),
        "top": top(results, count),
        "possible": sum(result.set_low is not None and result.set_low <= count for result in results),
        "strip": strip(results, count),
    }


def totals(results: list[AreaResult]) -> list[Total]:
    choices = AreaResult.AdviceClass.choices
    return [total(key, label, [result for result in results if result.advice == key]) for key, label in choices]


def total(key: str, label: str | Promise, results: list[AreaResult]) -> Total:
    columns = [[getattr(result.area, name) for result in results] for name in COUNTED]
    sums = [_sum(column) for column in columns]
    missing = sum(any(number is None for number in row) for row in zip(*columns, strict=True))
    return Total(key, label, len(results), sums[0], sums[1], sums[2], missing)


def _sum(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known or not numbers else None


def top(results: list[AreaResult], count: int) -> Top:
    intervals = [(result.rank_low, result.rank_high) for result in results]
    known = [(low, high) for low, high in intervals if low is not None and high is not None]
    surely = sum(high <= count for _low, high in known)
    perhaps = sum(low <= count < high for low, high in known)
    return Top(surely, perhaps, len(known) - surely - perhaps)


def strip(results: list[AreaResult], count: int) -> Strip | None:
    """Return the spread of the scores; None where fewer than two areas have one: there is no spread then."""
    scored = [result for result in results if result.urgency is not None]
    values = [result.urgency or 0.0 for result in scored]
    if len(scored) < 2:  # noqa: PLR2004
        return None
    low, high = decades(values)
    line = {number: at for at, number in enumerate(sorted({result.tranche or 0 for result in scored}))}

    def x(value: float) -> str:
        return fixed(LEFT + (value - low) / (high - low) * (RIGHT - LEFT))

    def y(number: int) -> str:
        return fixed(TOP + LINE * line[number])

    dots = [Dot(x(v), y(r.tranche or 0), r.advice, r.area.name) for r, v in zip(scored, values, strict=True)]
    lines = [Tick(y(number), group_letter(number)) for number in line]
    inside = [value for result, value in zip(scored, values, strict=True) if (result.rank or 0) <= count]
    below = [value for result, value in zip(scored, values, strict=True) if (result.rank or 0) > count]
    border = x((min(inside) + max(below)) / 2) if inside and below else ""
    ticks = [Tick(x(value), fixed(value)) for value in steps(low, high)]
    return Strip(dots, lines, ticks, border, fixed(TOP + LINE * len(line)), min(values), max(values))
