"""The newest figures of the finest level, and how goalposts lie on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accounts.models import Partnership
from datasets.models import Indicator
from datasets.pipeline.coverage import finest_level
from datasets.pipeline.grants import shared
from sia.charts import fixed
from sia.pipeline.covered import kept_out
from sia.pipeline.figures import read_figures
from sia.pipeline.inputs import area_ids
from sia.pipeline.starter import THEMES
from sia.scoring.normalise import freeze_goalposts

Floats = NDArray[np.float64]
BINS = 20
CROWDED = 0.10  # of the areas on one post: the figure no longer tells them apart
WIDTH, HEIGHT, MARGIN = 200, 40, 4


@dataclass(frozen=True, slots=True)
class Histogram:
    """A box of 200 × 40: `bars` as one SVG path, the two posts as x, and what lies on or beyond them.

    `at_low` and `at_high` are shares of the areas that have a figure, 0 to 1; `known` and `missing` count areas.
    """

    bars: str
    low_x: str
    high_x: str
    beyond: str
    at_low: float
    at_high: float
    least: float
    most: float
    known: int
    missing: int

    @property
    def is_crowded(self) -> bool:
        return max(self.at_low, self.at_high) > CROWDED


def figures_of(partnership: Partnership, indicators: Sequence[int]) -> dict[int, Floats]:
    """Return for each indicator the newest figure of each area of the finest level.

    NaN where there is none that all may read.
    """
    areas = area_ids(partnership, finest_level(partnership))
    if not areas or not indicators:
        return {}
    values = read_figures(areas, list(indicators), shared(partnership)).values
    return {indicator: values[:, column] for column, indicator in enumerate(indicators)}


def hidden_posts(partnership: Partnership, indicators: Sequence[int]) -> frozenset[int]:
    """Return the indicators of which no figure may be read by all: their goalposts lie on those figures, so they tell of them."""
    return kept_out(partnership, finest_level(partnership), indicators, shared(partnership))


def countable(partnership: Partnership) -> list[Indicator]:
    """Return the indicators with a theme of their tree: what could count, if there are figures of it."""
    indicators = Indicator.objects.of(partnership).exclude(role=Indicator.Role.CONTEXT)
    return [indicator for indicator in indicators if indicator.theme in THEMES.get(indicator.role, [])]


def usual_posts(values: Floats) -> tuple[float, float] | None:
    """Return the 5th and 95th percentile; None without a figure."""
    low, high = freeze_goalposts(values[:, np.newaxis])
    return None if np.isnan(low[0]) else (float(low[0]), float(high[0]))


def histogram(values: Floats, low: float, high: float) -> Histogram | None:
    """Return a histogram of the values with both posts in it; None where no area has a figure."""
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    least, most = float(known.min()), float(known.max())
    start, end = min(least, low), max(most, high)
    counts, _edges = np.histogram(known, BINS, (start, end))
    places = [MARGIN + (WIDTH - 2 * MARGIN) * (post - start) / (end - start) for post in (low, high)]
    return Histogram(
        bars=_path(counts),
        low_x=fixed(places[0]),
        high_x=fixed(places[1]),
        beyond=fixed(WIDTH - places[1]),
        at_low=float(np.mean(known <= low)),
        at_high=float(np.mean(known >= high)),
        least=least,
        most=most,
        known=known.size,
        missing=values.size - known.size,
    )


def _path(counts: NDArray[np.intp]) -> str:
    """Return a bar for each bin that holds an area, the fullest nearly as high as the box.

    Nothing is lower than can be seen.
    """
    width = (WIDTH - 2 * MARGIN) / BINS
    tallest = counts.max()
    bars = []
    for place in np.flatnonzero(counts).tolist():
        height = max(HEIGHT * 0.9 * counts[place] / tallest, 2)
        bars.append(f"M{fixed(MARGIN + place * width)} {HEIGHT}v-{fixed(height)}h{fixed(width - 1)}V{HEIGHT}z")
    return "".join(bars)
