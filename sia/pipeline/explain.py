"""Why an area stands where it stands, computed on demand from what the run stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from django.utils.translation import get_language
from numpy.typing import NDArray

from datasets.models import Area, AreaLink
from datasets.models.indicators import Theme
from sia.models import AreaResult, ScoreRun, ScoreTheme
from sia.pipeline.inputs import ASSETS, Weighing, area_ids, read_figures
from sia.scoring.aggregate import score_tree
from sia.scoring.explain import contributions, indicator_contributions

URGENCY, POTENTIAL = ScoreTheme.Tree.URGENCY, ScoreTheme.Tree.POTENTIAL
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _TreeReasons:
    themes: list[str]
    scores: Floats
    by_theme: Floats
    by_indicator: Floats
    reference: float
    columns: slice


@dataclass(frozen=True, slots=True)
class Explanation:
    """Contributions of all areas of a run in points; they sum to the score minus the reference within 1e-9."""

    run: ScoreRun
    values: Floats
    city: Floats
    trees: dict[str, _TreeReasons]
    _rows: dict[int, int] = field(repr=False)

    @property
    def reference(self) -> float:
        return self.trees[URGENCY].reference

    def contributions(self, area_id: int) -> list[dict[str, Any]]:
        """Per urgency theme, largest first: points against the city, score, and the figures behind it."""
        return self._reasons(URGENCY, area_id)

    def potential_contributions(self, area_id: int) -> list[dict[str, Any]]:
        return self._reasons(POTENTIAL, area_id)

    def _reasons(self, name: str, area_id: int) -> list[dict[str, Any]]:
        tree = self.trees.get(name)
        if tree is None:
            return []
        row = self._rows[area_id]
        reasons = [
            {
                "theme": theme,
                "label": Theme(theme).label,
                "points": _number(tree.by_theme[row, place]),
                "score": _number(tree.scores[row, place]),
                "evidence": self._evidence(tree, row, theme),
            }
            for place, theme in enumerate(tree.themes)
        ]
        return sorted(reasons, key=lambda reason: -abs(reason["points"] or 0))

    def _evidence(self, tree: _TreeReasons, row: int, theme: str) -> list[dict[str, Any]]:
        found = []
        for column in range(tree.columns.start, tree.columns.stop):
            source = self.run.sources[column]
            if source["theme"] == theme:
                found.append(
                    {
                        **source,
                        "name": source["name_en"]
                        if get_language() == "en" and source["name_en"]
                        else source["name_nl"],
                        "value": _number(self.values[row, column]),
                        "city": _number(self.city[column]),
                        "points": _number(tree.by_indicator[row, column - tree.columns.start]),
                    }
                )
        return sorted(found, key=lambda evidence: -abs(evidence["points"] or 0))


def explain(run: ScoreRun) -> Explanation:
    """Computed once per process: a run never changes, and the city's own figures change only with the data version."""
    return replace(_explained(run, run.partnership.data_version), run=run)


@lru_cache(maxsize=32)
def _explained(run: ScoreRun, data_version: int) -> Explanation:
    weighing = Weighing(run.model)
    shape = (len(run.area_ids), len(weighing.indicators))
    values = np.frombuffer(bytes(run.inputs), dtype="<f8").reshape(shape)
    trees: dict[str, _TreeReasons] = {}
    for name in (URGENCY, POTENTIAL):
        tree = weighing.tree(name)
        if tree is not None:
            columns = weighing.columns(name)
            scores = score_tree(values[:, columns], tree)
            by_theme, reference = contributions(scores.themes, tree)
            by_indicator, _ = indicator_contributions(scores.normalised, tree)
            trees[name] = _TreeReasons(list(tree.themes), scores.themes, by_theme, by_indicator, reference, columns)
    rows = {area: row for row, area in enumerate(run.area_ids)}
    return Explanation(run, values, _city(run, weighing, values), trees, rows)


def neighbours(run: ScoreRun, area: Area) -> list[dict[str, Any]]:
    """Across each border: the neighbour's assets score, what it brings now and what the barrier keeps out."""
    links = list(AreaLink.objects.touching(area.pk).select_related("a", "b").defer("a__geometry", "b__geometry"))
    results = AreaResult.objects.filter(run=run).values_list("area", "theme_scores")
    assets = {pk: (themes.get(ASSETS) or {}).get("score") for pk, themes in results}
    total = sum(link.border_m for link in links) or 1.0
    found = []
    for link in links:
        other = link.b if link.a_id == area.pk else link.a
        score = assets.get(other.pk)
        full = run.model.neighbour_share * link.border_m / total * (score or 0)
        found.append(
            {
                "link": link,
                "area": other,
                "assets": score,
                "gain": full * link.permeability,
                "locked": full * (1 - link.permeability),
            }
        )
    return sorted(found, key=lambda row: -row["link"].border_m)


def _city(run: ScoreRun, weighing: Weighing, values: Floats) -> Floats:
    """The city's own figure of the same period where there is one, else the mean of the areas."""
    indicators = [scored.indicator_id for scored in weighing.indicators]
    known = np.count_nonzero(~np.isnan(values), axis=0)
    means = np.divide(np.nansum(values, axis=0), known, out=np.full(known.shape, np.nan), where=known > 0)
    city = area_ids(run.partnership, "gemeente")
    if not city:
        return means
    figures = read_figures(city[:1], indicators)
    same = [found["period"] == used["period"] for found, used in zip(figures.sources, run.sources, strict=True)]
    return np.where(np.array(same) & ~np.isnan(figures.values[0]), figures.values[0], means)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
