"""Areas far worse than the area they lie in, and what an own area scores on its own figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from accounts.models import Partnership
from datasets.models import Area, Level
from datasets.pipeline.grants import shared
from sia.models import AreaResult, ScoreRun
from sia.pipeline.covered import cover
from sia.pipeline.figures import read_figures
from sia.pipeline.weighing import URGENCY, Weighing
from sia.scoring.aggregate import score_tree
from sia.scoring.pockets import pockets

TOTAL = ""
NO_LIMIT = 10**6


@dataclass(frozen=True, slots=True)
class Scored:
    """The urgency of an area and of its themes, None where unknown; `result` where it came from a run, with a rank."""

    area: Area
    scores: Mapping[str, float | None]
    result: AreaResult | None = None

    @property
    def total(self) -> float | None:
        return self.scores.get(TOTAL)

    @classmethod
    def of(cls, area: Area, result: AreaResult, themes: Sequence[str]) -> Self:
        found = {theme: result.theme_scores.get(theme, {}).get("score") for theme in themes}
        return cls(area, {TOTAL: result.urgency, **found}, result)


@dataclass(frozen=True, slots=True)
class Pocket:
    """A child that scores at least ten points above its parent: in `theme`, or in total where that is empty."""

    area: Area
    parent: Area
    theme: str
    score: float
    around: float

    @property
    def points(self) -> float:
        return self.score - self.around


@dataclass(frozen=True, slots=True)
class Levels:
    """The newest run of each level, with results by area.

    Only levels in `same` are compared: those that were scored with the weights and goalposts of the finest one. None
    where that is not on goalposts: then each level is measured by its own areas.
    """

    runs: dict[str, ScoreRun]
    same: frozenset[str]
    results: dict[int, AreaResult]
    themes: list[str]

    @property
    def run(self) -> ScoreRun | None:
        """Return the run of the finest level: its model scores the own areas."""
        return next(iter(self.runs.values()), None)

    def scored(self, area: Area) -> Scored | None:
        result = self.results.get(area.pk)
        return Scored.of(area, result, self.themes) if result and area.level in self.same else None


def levels(partnership: Partnership, areas: Sequence[int] | None = None) -> Levels:
    """Read the newest run of each level with its results; `areas` asks for the results of those only."""
    found = {str(level): ScoreRun.objects.newest(partnership, level) for level in (Level.BUURT, Level.WIJK)}
    runs = {level: run for level, run in found.items() if run}
    if not runs:
        return Levels({}, frozenset(), {}, [])
    finest = Weighing.from_plain(next(iter(runs.values())).weighing)
    same = (level for level, run in runs.items() if _measured_as(finest, Weighing.from_plain(run.weighing)))
    results = AreaResult.objects.filter(run__in=runs.values())
    if areas is not None:
        results = results.filter(area__in=areas)
    grant = shared(partnership)
    shown = [each for run in runs.values() for each in cover(run, results.filter(run=run), grant)]
    return Levels(
        runs,
        frozenset(same),
        {result.area_id: result for result in shown},
        [branch.theme for branch in finest.branches_of(URGENCY)],
    )


def _measured_as(finest: Weighing, other: Weighing) -> bool:
    return finest.on_goalposts and other.on_goalposts and other.branches == finest.branches


def score_own(run: ScoreRun, areas: Sequence[Area]) -> list[Scored]:
    """Score own areas on their own figures, with the goalposts of the run.

    Without a rank, since they are part of others. None of them where the run is not on goalposts: an own area is not
    among those that are measured by each other. Too few figures leave a score None, by the same rules. The figures
    count as they are: what a model does to small numbers and extremes rests on the whole city, and a handful of own
    areas is not that.
    """
    weighing = Weighing.from_plain(run.weighing)
    urgent = replace(weighing, branches=tuple(weighing.branches_of(URGENCY)))
    tree = urgent.tree(URGENCY)
    if not areas or tree is None or not weighing.on_goalposts:
        return []
    indicators = [counted.indicator for counted in urgent.counted]
    figures = read_figures([area.pk for area in areas], indicators, shared(run.partnership))
    found = score_tree(figures.values, tree)
    return [
        Scored(area, dict(zip([TOTAL, *tree.themes], map(_number, [total, *row]), strict=True)))
        for area, total, row in zip(areas, found.total, found.themes, strict=True)
    ]


def find(pairs: Sequence[tuple[Scored, Scored]], themes: Sequence[str]) -> list[Pocket]:
    """Return the total and the themes in which a child of (child, parent) is a pocket, the largest difference first."""
    if not pairs:
        return []
    keys = [TOTAL, *themes]
    children, parents = (np.array([_row(pair[side], keys) for pair in pairs], np.float64) for side in (0, 1))
    found = pockets(children, parents, np.arange(len(pairs)))
    return [
        Pocket(pairs[row][0].area, pairs[row][1].area, keys[column], children[row, column], parents[row, column])
        for row, column in found.worst(NO_LIMIT)
    ]


def in_the_city(partnership: Partnership, known: Levels) -> list[Pocket]:
    """Compare all buurten and own areas with the area that they lie in; empty before anything is scored."""
    if known.run is None:
        return []
    inside = (
        Area.objects.of(partnership).current().filter(level__in=[Level.BUURT, Level.DEELGEBIED], parent__isnull=False)
    )
    areas = list(inside.select_related("parent").defer("geometry", "parent__geometry").order_by("code"))
    own = {scored.area.pk: scored for scored in score_own(known.run, [a for a in areas if a.level == Level.DEELGEBIED])}
    pairs = [(own.get(area.pk) or known.scored(area), area.parent and known.scored(area.parent)) for area in areas]
    return find([(child, parent) for child, parent in pairs if child and parent], known.themes)


def _row(scored: Scored, keys: Sequence[str]) -> list[float]:
    return [np.nan if (score := scored.scores.get(key)) is None else score for key in keys]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
