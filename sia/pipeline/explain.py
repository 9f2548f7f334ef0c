"""The reasons why an area stands where it stands, computed on demand from what the run stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from datasets.models import Area, AreaLink
from datasets.models.indicators import Theme
from datasets.pipeline.grants import Grant, shared
from sia.models import ScoreRun
from sia.pipeline.covered import closed_columns, closed_themes, datasets_of
from sia.pipeline.figures import read_figures
from sia.pipeline.inputs import Inputs, area_ids
from sia.pipeline.treat import Treated, treat
from sia.pipeline.weighing import ASSETS, POTENTIAL, URGENCY, Weighing
from sia.scoring.aggregate import TreeScores, score_tree
from sia.scoring.arithmetic import ratio
from sia.scoring.explain import contributions, indicator_contributions
from sia.scoring.neighbours import Neighbourhood, neighbour_potential
from sia.scoring.pairs import ranks_at_average
from sia.scoring.tree import Tree

Floats = NDArray[np.float64]
CLOSED, NOT_COVERED = "closed", _("not covered by your covenant")


@dataclass(frozen=True, slots=True, eq=False)
class TreeReasons:
    """One tree of a run: its scores, and the points of each theme (N, D) and indicator (N, Q) against the reference."""

    tree: Tree
    scores: TreeScores
    by_theme: Floats
    by_indicator: Floats
    reference: float
    columns: slice


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Contributions of all areas of a run in points; they sum to the score minus the reference within 1e-9.

    `inputs` holds the raw figures, `treated` what was scored of them; `city` (Q,) the city's own figures. Of a run that
    not every party may read whole all of that is NaN, all columns are in `closed`, and its themes are told as one.
    """

    run: ScoreRun
    inputs: Inputs
    treated: Treated
    city: Floats
    trees: dict[str, TreeReasons]
    rows: dict[int, int] = field(repr=False)
    closed: frozenset[int] = frozenset()
    looked: frozenset[tuple[int, str]] = frozenset()  # datasets under a covenant of which it does tell, with the level

    @property
    def themes_closed(self) -> frozenset[str]:
        return closed_themes(self.run, self.closed)

    @property
    def values(self) -> Floats:
        return self.inputs.values

    @property
    def reference(self) -> float:
        return self.trees[URGENCY].reference

    def contributions(self, area_id: int) -> list[dict[str, Any]]:
        """Return for each urgency theme, largest first, points against the city, score, and the figures behind it."""
        return self._reasons(URGENCY, area_id)

    def potential_contributions(self, area_id: int) -> list[dict[str, Any]]:
        return self._reasons(POTENTIAL, area_id)

    def theme_score(self, area_id: int, name: str, theme: str) -> float | None:
        """Return the score of a theme; None where the model has no such theme, or the area no score for it."""
        tree, row = self.trees.get(name), self.rows.get(area_id)
        if tree is None or row is None or theme not in tree.tree.themes or theme in self.themes_closed:
            return None
        return _number(tree.scores.themes[row, tree.tree.themes.index(theme)])

    def at_average(self, area_id: int) -> dict[str, int]:
        """Return the rank of the area if this indicator of urgency, by code, were average and nothing else changed.

        Empty where not everybody may read all that the ranks rest on.
        """
        if self.themes_closed:
            return {}
        tree = self.trees[URGENCY]
        found = ranks_at_average(tree.scores.normalised, tree.scores.total, tree.tree, self.rows[area_id])
        codes = [source["indicator"] for source in self.run.sources[tree.columns]]
        return {code: int(rank) for code, rank in zip(codes, found, strict=True) if not np.isnan(rank)}

    def _reasons(self, name: str, area_id: int) -> list[dict[str, Any]]:
        tree = self.trees.get(name)
        if tree is None:
            return []
        row = self.rows[area_id]
        reasons = [
            {
                "theme": theme,
                "label": Theme(theme).label,
                "points": _number(tree.by_theme[row, place]),
                "score": _number(tree.scores.themes[row, place]),
                "evidence": self._evidence(tree, row, theme),
            }
            for place, theme in enumerate(tree.tree.themes)
        ]
        return sorted(self._as_one(reasons), key=lambda reason: -abs(reason["points"] or 0))

    def _as_one(self, reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the themes that rest on what may not be shown as one row, without points: a sum would tell them."""
        shut = [reason for reason in reasons if reason["theme"] in self.themes_closed]
        if not shut:
            return reasons
        one: dict[str, Any] = {"theme": CLOSED, "label": NOT_COVERED, "points": None, "score": None, "evidence": []}
        return [*(reason for reason in reasons if reason not in shut), one]

    def _evidence(self, tree: TreeReasons, row: int, theme: str) -> list[dict[str, Any]]:
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
                        "kept": _number(self.treated.kept[row, column]),
                        "scored": _number(self.treated.values[row, column]),
                        "city": _number(self.city[column]),
                        "points": _number(tree.by_indicator[row, column - tree.columns.start]),
                    }
                )
        return sorted(found, key=lambda evidence: -abs(evidence["points"] or 0))


def explain(run: ScoreRun) -> Explanation:
    """Explain a run as far as every party at the table may read what it rests on, today.

    A stored run never changes, so it is explained once per process; the city's own figures change with the data.
    """
    grant = shared(run.partnership)
    columns = closed_columns(run, grant)
    readable = run.is_readable_by(grant)
    found = whole(run, grant) if readable else _explain(run, _nothing(Inputs.unpack(run.inputs)), grant)
    return replace(found, closed=columns, looked=_looked(run, columns, grant))


def whole(run: ScoreRun, grant: Grant) -> Explanation:
    """Explain a run with every figure that went in: for what is computed of it, never to be shown."""
    if run.pk is None:
        return _explain(run, Inputs.unpack(run.inputs), grant)
    return replace(_explained(run, run.partnership.data_version, grant), run=run)


def _nothing(inputs: Inputs) -> Inputs:
    """Return inputs of the same shape without one figure."""
    none = np.full(inputs.values.shape, np.nan)
    return replace(inputs, values=none, errors=none, parents=none, quotient=np.full(inputs.quotient.shape, np.nan))


def _looked(run: ScoreRun, columns: frozenset[int], grant: Grant) -> frozenset[tuple[int, str]]:
    if not grant.closed:
        return frozenset()
    shown = (datasets for column, datasets in enumerate(datasets_of(run)) if column not in columns)
    return frozenset((dataset, run.level) for datasets in shown for dataset in datasets if dataset in grant.closed)


@lru_cache(maxsize=32)
def _explained(run: ScoreRun, data_version: int, grant: Grant) -> Explanation:
    return _explain(run, Inputs.unpack(run.inputs), grant)


def _explain(run: ScoreRun, inputs: Inputs, grant: Grant) -> Explanation:
    treated = treat(inputs, Weighing.from_plain(run.weighing))
    trees: dict[str, TreeReasons] = {}
    for name in (URGENCY, POTENTIAL):
        tree = treated.weighing.tree(name)
        if tree is not None:
            columns = treated.weighing.columns(name)
            scores = score_tree(treated.values[:, columns], tree)
            by_theme, reference = contributions(scores.themes, tree)
            by_indicator = indicator_contributions(scores, by_theme, tree)
            trees[name] = TreeReasons(tree, scores, by_theme, by_indicator, reference, columns)
    rows = {area: row for row, area in enumerate(run.area_ids)}
    return Explanation(run, inputs, treated, _city(run, treated.weighing, inputs.values, grant), trees, rows)


def neighbours(explanation: Explanation, area: Area) -> list[dict[str, Any]]:
    """Return for each border the neighbour's assets score, what it brings now and what the barrier keeps out."""
    links = list(AreaLink.objects.touching(area.pk).select_related("a", "b").defer("a__geometry", "b__geometry"))
    outside = float(explanation.inputs.outside[explanation.rows[area.pk]])
    total = sum(link.border_m for link in links) + outside or 1.0
    share = explanation.treated.weighing.neighbour_share
    found = []
    for link in links:
        other = link.b if link.a_id == area.pk else link.a
        score = explanation.theme_score(other.pk, POTENTIAL, ASSETS)
        full = share * link.border_m / total * (score or 0)
        gain, locked = full * link.permeability, full * (1 - link.permeability)
        found.append({"link": link, "area": other, "assets": score, "gain": gain, "locked": locked})
    return sorted(found, key=lambda row: (-row["link"].border_m, row["area"].code))


def neighbourhood(explanation: Explanation) -> Neighbourhood | None:
    """Return what the neighbours bring to each area of the run.

    None where the model has no assets, or not everybody may know.
    """
    tree = explanation.trees.get(POTENTIAL)
    if tree is None or ASSETS not in tree.tree.themes or ASSETS in explanation.themes_closed:
        return None
    assets = tree.scores.themes[:, tree.tree.themes.index(ASSETS)]
    return neighbour_potential(assets, explanation.inputs.borders, explanation.inputs.outside)


def _city(run: ScoreRun, weighing: Weighing, values: Floats, grant: Grant) -> Floats:
    """Return the city's own figure of the same period where there is one, else the mean of the areas."""
    indicators = [counted.indicator for counted in weighing.counted]
    known = np.count_nonzero(~np.isnan(values), axis=0)
    means: Floats = ratio(np.nansum(values, axis=0), known)
    city = area_ids(run.partnership, "gemeente")
    if not city:
        return means
    until = max((source["period"] or 0 for source in run.sources), default=0)
    figures = read_figures(city[:1], indicators, grant, until=until)
    same = [found["period"] == used["period"] for found, used in zip(figures.sources, run.sources, strict=True)]
    averages: Floats = np.where(np.array(same) & ~np.isnan(figures.values[0]), figures.values[0], means)
    return averages


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
