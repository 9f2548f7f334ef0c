"""Reads what a model needs of one level: newest figures per indicator, borders and the corporation share, as arrays."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from accounts.models import Partnership
from datasets.models import Area, AreaLink
from sia.models import ScoreIndicator, ScoreModel, ScoreTheme
from sia.scoring.neighbours import Borders
from sia.scoring.tree import Tree

CORPORATION_SHARE = "corporation_share"
ASSETS = "assets"
COVERED = 2 / 3


@dataclass(frozen=True, slots=True)
class Figures:
    """Values (N, Q) of the areas in the given order, NaN where missing; per indicator the period and the deliveries."""

    values: NDArray[np.float64]
    sources: list[dict[str, Any]]


class Weighing:
    """A model as two trees over one row of indicators: first those of urgency, then those of potential."""

    def __init__(self, model: ScoreModel) -> None:
        self.model = model
        themes = model.themes.prefetch_related("indicators__indicator").order_by("pk")
        self._themes = {
            tree: [t for t in themes if t.tree == tree and t.indicators.all()] for tree in ScoreTheme.Tree.values
        }

    def indicators_of(self, tree: str) -> list[ScoreIndicator]:
        return [indicator for theme in self._themes[tree] for indicator in theme.indicators.all()]

    @cached_property
    def indicators(self) -> list[ScoreIndicator]:
        return [i for tree in ScoreTheme.Tree.values for i in self.indicators_of(tree)]

    def themes_of(self, tree: str) -> list[ScoreTheme]:
        return self._themes[tree]

    def columns(self, tree: str) -> slice:
        urgent = len(self.indicators_of(ScoreTheme.Tree.URGENCY))
        return slice(0, urgent) if tree == ScoreTheme.Tree.URGENCY else slice(urgent, len(self.indicators))

    def tree(self, name: str) -> Tree | None:
        """The tree for the engine; None where no theme has an indicator."""
        themes, indicators = self._themes[name], self.indicators_of(name)
        if not indicators:
            return None
        position = {theme.pk: place for place, theme in enumerate(themes)}
        return Tree.from_weights(
            [theme.theme for theme in themes],
            [theme.weight for theme in themes],
            [position[indicator.theme_id] for indicator in indicators],
            [indicator.weight for indicator in indicators],
            low=[i.low for i in indicators],
            high=[i.high for i in indicators],
            direction=[i.direction for i in indicators],
            power=self.model.power if name == ScoreTheme.Tree.URGENCY else 1.0,
        )


def area_ids(partnership: Partnership, level: str) -> list[int]:
    return list(Area.objects.of(partnership).at(level).current().order_by("code").values_list("pk", flat=True))


def read_figures(areas: list[int], indicator_ids: list[int]) -> Figures:
    """Of each indicator the newest period that covers two thirds of the areas of its fullest one.

    A correction of a few areas under a new year does not take the figures of all others away.
    """
    place = {area: row for row, area in enumerate(areas)}
    column = {indicator: index for index, indicator in enumerate(indicator_ids)}
    values = np.full((len(areas), len(indicator_ids)), np.nan)
    sources: list[dict[str, Any]] = [{"period": None, "delivery": None} for _ in indicator_ids]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH counted AS (
                SELECT indicator_id, period, count(*) AS areas FROM datasets_observation
                WHERE indicator_id = ANY(%(indicators)s) AND area_id = ANY(%(areas)s) GROUP BY 1, 2
            ), newest AS (
                SELECT DISTINCT ON (indicator_id) indicator_id, period FROM counted
                JOIN (SELECT indicator_id, max(areas) AS most FROM counted GROUP BY 1) fullest USING (indicator_id)
                WHERE areas >= %(covered)s * most ORDER BY indicator_id, period DESC
            )
            SELECT o.indicator_id, o.period, array_agg(o.area_id), array_agg(coalesce(o.value, o.numerator / nullif(o.denominator, 0))),
                   max(o.delivery_id)
            FROM datasets_observation o JOIN newest USING (indicator_id, period)
            WHERE o.area_id = ANY(%(areas)s) GROUP BY 1, 2
            """,
            {"indicators": indicator_ids, "areas": areas, "covered": COVERED},
        )
        for indicator, period, found, figures, delivery in cursor.fetchall():
            rows = [place[area] for area in found]
            values[rows, column[indicator]] = np.array(figures, dtype=np.float64)
            sources[column[indicator]] = {"period": period, "delivery": delivery}
    return Figures(values, sources)


def read_borders(areas: list[int]) -> Borders:
    place = {area: row for row, area in enumerate(areas)}
    links = list(AreaLink.objects.between(areas).order_by("a", "b").values_list("a", "b", "border_m", "permeability"))
    first, second, length, permeability = zip(*links, strict=True) if links else ([], [], [], [])
    return Borders(
        np.array([place[area] for area in first], dtype=np.intp),
        np.array([place[area] for area in second], dtype=np.intp),
        np.array(length, dtype=np.float64),
        np.array(permeability, dtype=np.float64),
    )


def read_corporation_share(partnership: Partnership, areas: list[int]) -> tuple[NDArray[np.float64], float]:
    """The share of corporation dwellings per area and of the city: its own figure, else the mean weighted by dwellings."""
    indicator = partnership.indicators.filter(code=CORPORATION_SHARE).values_list("pk", flat=True).first()
    missing = np.full(len(areas), np.nan)
    if indicator is None:
        return missing, float("nan")
    shares = read_figures(areas, [indicator]).values[:, 0]
    city = read_figures(area_ids(partnership, "gemeente"), [indicator]).values
    if city.size and not np.isnan(city[0, 0]):
        return shares, float(city[0, 0])
    counts = dict(Area.objects.filter(pk__in=areas).values_list("pk", "dwellings"))
    weights = np.array([counts[area] or 1 for area in areas], dtype=np.float64)
    known = ~np.isnan(shares)
    return shares, float(np.average(shares[known], weights=weights[known])) if known.any() else float("nan")


def input_hash(engine: str, model: ScoreModel, areas: list[int], *arrays: NDArray) -> str:
    """Equal for equal inputs: the same hash means the same outcome."""
    digest = hashlib.sha256(f"{engine} {model.pk} {areas}".encode())
    for array in arrays:
        digest.update(np.ascontiguousarray(array, dtype="<f8").tobytes())
    return digest.hexdigest()
