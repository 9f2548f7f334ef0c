"""Geometry of the small charts: numbers in, strings for SVG attributes out (with a point, whatever the language)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor


def fixed(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def tenths(parts: Sequence[float], total: float) -> list[float]:
    """Return the parts in tenths that add up to `total` in tenths exactly.

    Those that lose most by rounding get the rest.
    """
    down = [floor(part * 10) for part in parts]
    rest = round(total * 10) - sum(down)
    by_loss = sorted(range(len(parts)), key=lambda at: down[at] - parts[at] * 10, reverse=rest < 0)
    for at in (by_loss * (1 + abs(rest)))[: abs(rest)] if parts else []:
        down[at] += 1 if rest > 0 else -1
    return [whole / 10 for whole in down]


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar in a box 100 wide."""

    x: str
    width: str
    negative: bool = False

    @property
    def end(self) -> str:
        return fixed(float(self.x) + float(self.width))


def diverging(points: float, reach: float) -> Bar:
    """Return a bar from the middle of the box; `reach` points fill one half."""
    width = 50 * min(abs(points) / reach, 1) if reach else 0
    return Bar(fixed(50 - width if points < 0 else 50), fixed(width), points < 0)


def between(start: float, end: float) -> Bar:
    """Return a bar from start to end on the scale of scores, 0 to 100."""
    return Bar(fixed(min(start, end)), fixed(abs(end - start)), end < start)


@dataclass(frozen=True, slots=True)
class Spread:
    """The ranks that an area may have, on a line of all ranks 100 wide: a bar from low to high, a dot at the mean."""

    x: str
    width: str
    dot: str


def spread(mean: float | None, low: int | None, high: int | None, areas: int) -> Spread | None:
    if mean is None or low is None or high is None or areas < 2:  # noqa: PLR2004 (one area has no spread)
        return None
    step = 96 / (areas - 1)
    return Spread(fixed(2 + step * (low - 1)), fixed(max(step * (high - low), 2)), fixed(2 + step * (mean - 1)))


def decades(values: Sequence[float]) -> tuple[float, float]:
    """Return the tens below and above all values; never an empty range."""
    low = floor(min(values) / 10) * 10
    return low, max(ceil(max(values) / 10) * 10, low + 10)


@dataclass(frozen=True, slots=True)
class Spark:
    """A line through `points` with a dot at its end, in a `box` for viewBox."""

    points: str
    x: str
    y: str
    box: str


def sparkline(
    values: Sequence[float | None],
    *,
    places: Sequence[float] = (),
    reach: float | None = None,
    width: float = 80,
    height: float = 20,
) -> Spark | None:
    """Return a line through the values that are there; None when fewer than two are.

    `places` say how far apart they stand, otherwise all alike. `reach` is how much the whole height stands for, with
    the line in the middle, so that lines of one reach compare; without it the line fills the height.
    """
    at = places or range(len(values))
    known = [(place, value) for place, value in zip(at, values, strict=True) if value is not None]
    if len(known) < 2:  # noqa: PLR2004
        return None
    low, high = min(value for _, value in known), max(value for _, value in known)
    if reach is not None:
        low, high = (low + high - reach) / 2, (low + high + reach) / 2
    step, rise = (width - 6) / (at[-1] - at[0]), (height - 6) / ((high - low) or 1)
    spots = [(fixed(3 + (x - at[0]) * step), fixed(height - 3 - (value - low) * rise)) for x, value in known]
    return Spark(" ".join(f"{x},{y}" for x, y in spots), *spots[-1], f"0 0 {fixed(width)} {fixed(height)}")


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The places at which x and y values fall in a box of width × height with room for the words on the axes."""

    low_x: float
    high_x: float
    low_y: float
    high_y: float
    width: float = 320
    height: float = 160
    left: float = 26
    right: float = 312
    top: float = 18
    bottom: float = 130

    def x(self, value: float) -> str:
        return fixed(self.left + (value - self.low_x) / (self.high_x - self.low_x) * (self.right - self.left))

    def y(self, value: float) -> str:
        return fixed(self.bottom - (value - self.low_y) / (self.high_y - self.low_y) * (self.bottom - self.top))

    @property
    def x_ticks(self) -> list[Tick]:
        return [Tick(self.x(value), fixed(value)) for value in steps(self.low_x, self.high_x)]

    @property
    def y_ticks(self) -> list[Tick]:
        return [Tick(self.y(value), fixed(value)) for value in steps(self.low_y, self.high_y)]


def steps(low: float, high: float) -> list[float]:
    """Round numbers from low to high, at most six."""
    step = 10 if high - low <= 50 else 20  # noqa: PLR2004
    return [float(value) for value in range(int(low), int(high) + 1, step)]


def frame(xs: Sequence[float], ys: Sequence[float]) -> Frame:
    return Frame(*decades(xs), *decades(ys))


def group_letter(tranche: int | None) -> str:
    """Return A to Z for 1 to 26, then AA, AB and so on; empty for None.

    Letters, since a number would be taken for a rank.
    """
    letters, rest = "", tranche or 0
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
