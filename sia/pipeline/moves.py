"""Why ranks moved between two standings: for each area exactly one reason, the one that moved it most."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from datasets.models import Area
from sia.models import ScoreRun
from sia.pipeline.compute import Standing
from sia.pipeline.inputs import Inputs
from sia.pipeline.weigh import score
from sia.pipeline.weighing import Weighing
from sia.scoring.moves import Cause, attribute

Floats = NDArray[np.float64]
MEASURES = ("values", "errors", "parents")


@dataclass(frozen=True, slots=True)
class Move:
    """Places risen (above 0) or fallen; `before` is the earlier rank."""

    places: int
    before: int
    cause: Cause

    @property
    def up(self) -> bool:
        return self.places > 0

    @property
    def size(self) -> int:
        return abs(self.places)


def moves(before: Standing, now: Standing) -> dict[int, Move]:
    """Per area of `now` that stands elsewhere than before. Areas without a rank at either end have not moved."""
    start = _ranks_before(before, now)
    ends = _ranks(now, now.run.area_ids)
    steps = [*_steps(before.run, now.run), (_last(before.run, now.run), ends)]
    places, causes = attribute(steps, start)
    return {
        area: Move(int(places[row]), int(start[row]), Cause(causes[row]))
        for row, area in enumerate(now.run.area_ids)
        if not np.isnan(places[row]) and places[row] != 0
    }


def _steps(before: ScoreRun, now: ScoreRun) -> list[tuple[Cause, Floats]]:
    """One change after another, from what was to what is; other areas leave nothing to compare in between."""
    if before.area_ids != now.area_ids:
        return []
    old, new = Inputs.unpack(before.inputs), Inputs.unpack(now.inputs)
    then, weighing = Weighing.from_plain(before.weighing), Weighing.from_plain(now.weighing)
    carried = _carried(old, then, new, weighing)
    corrected = _corrected(carried, new, _same_period(before, now))
    steps = [(Cause.WEIGHTS, score(carried, weighing).ranks), (Cause.CORRECTION, score(corrected, weighing).ranks)]
    if before.engine_version != now.engine_version:
        steps.insert(0, (Cause.METHOD, score(old, then).ranks))
    return steps


def _last(before: ScoreRun, now: ScoreRun) -> Cause:
    return Cause.FIGURES if before.area_ids == now.area_ids else Cause.BOUNDARIES


def _carried(old: Inputs, then: Weighing, new: Inputs, weighing: Weighing) -> Inputs:
    """The old figures in the columns of the new model; an indicator that is new in it brings its own."""
    places = {counted.code: at for at, counted in enumerate(then.counted)}
    tables = {name: getattr(new, name).copy() for name in MEASURES}
    for column, counted in enumerate(weighing.counted):
        if counted.code in places:
            for name, table in tables.items():
                table[:, column] = getattr(old, name)[:, places[counted.code]]
    return replace(new, **tables)


def _corrected(old: Inputs, new: Inputs, same_period: NDArray[np.bool_]) -> Inputs:
    """With the new figure wherever another one of the same period stood."""
    known = ~np.isnan(old.values) & ~np.isnan(new.values)
    replaced = known & (old.values != new.values) & same_period
    return replace(old, **{name: np.where(replaced, getattr(new, name), getattr(old, name)) for name in MEASURES})


def _same_period(before: ScoreRun, now: ScoreRun) -> NDArray[np.bool_]:
    periods = {source["indicator"]: source["period"] for source in before.sources}
    return np.array([periods.get(source["indicator"]) == source["period"] for source in now.sources])


def _ranks_before(before: Standing, now: Standing) -> Floats:
    """In the order of today's areas; after a change of boundaries an area is found again by its code."""
    if before.run.area_ids == now.run.area_ids:
        return _ranks(before, now.run.area_ids)
    codes = dict(Area.objects.filter(pk__in=now.run.area_ids).values_list("pk", "code"))
    ranks = {result.area.code: result.rank for result in before.results}
    return np.array([ranks.get(codes[area]) or np.nan for area in now.run.area_ids], np.float64)


def _ranks(standing: Standing, areas: list[int]) -> Floats:
    ranks = {result.area_id: result.rank for result in standing.results}
    return np.array([ranks.get(area) or np.nan for area in areas], np.float64)
