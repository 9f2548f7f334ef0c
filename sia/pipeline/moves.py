"""Why ranks moved between two standings: for each area exactly one reason, the one that moved it most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datasets.models import Area
from datasets.pipeline.lineage import origins
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
    kin = _kin(before.run, now.run)
    start = _ranks_before(before, now, kin)
    ends = _ranks(now, now.run.area_ids)
    steps = [*_steps(before.run, now.run, kin), (_last(kin), ends)]
    places, causes = attribute(steps, start)
    if kin is not None:
        causes[~kin.exact] = Cause.BOUNDARIES
    return {
        area: Move(int(places[row]), int(start[row]), Cause(causes[row]))
        for row, area in enumerate(now.run.area_ids)
        if not np.isnan(places[row]) and places[row] != 0
    }


@dataclass(frozen=True, slots=True, eq=False)
class Kin:
    """Of each area now (N,) its row in the run before, -1 for none, and whether it is that very area."""

    rows: NDArray[np.intp]
    exact: NDArray[np.bool_]

    @property
    def stayed(self) -> bool:
        """Whether both runs are of the same areas, in the same order."""
        return bool(self.exact.all()) and np.array_equal(self.rows, np.arange(self.rows.size))


def _kin(before: ScoreRun, now: ScoreRun) -> Kin | None:
    """None where nobody kept what became of the areas of the run before."""
    place = {area: row for row, area in enumerate(before.area_ids)}
    if before.area_ids == now.area_ids:
        return Kin(np.arange(len(place)), np.ones(len(place), bool))
    found = origins(now.area_ids, before.area_ids)
    if not found:
        return None
    rows = [place[found[area].former] if area in found else -1 for area in now.area_ids]
    return Kin(np.array(rows, np.intp), np.array([area in found and found[area].exact for area in now.area_ids]))


def _steps(before: ScoreRun, now: ScoreRun, kin: Kin | None) -> list[tuple[Cause, Floats]]:
    """One change after another, from what was to what is; without kin there is nothing to compare in between."""
    if kin is None:
        return []
    then, weighing = Weighing.from_plain(before.weighing), Weighing.from_plain(now.weighing)
    new = Inputs.unpack(now.inputs)
    old = Inputs.unpack(before.inputs)
    steps = []
    if not kin.stayed:
        old = _redrawn(old, then, new, weighing, kin)
        steps.append((Cause.BOUNDARIES, score(old, then).ranks))
    elif before.engine_version != now.engine_version:
        steps.append((Cause.METHOD, score(old, then).ranks))
    carried = _carried(old, then, new, weighing)
    corrected = _corrected(carried, new, _same_period(before, now))
    return [
        *steps,
        (Cause.WEIGHTS, score(carried, weighing).ranks),
        (Cause.CORRECTION, score(corrected, weighing).ranks),
    ]


def _last(kin: Kin | None) -> Cause:
    return Cause.BOUNDARIES if kin is None else Cause.FIGURES


def _redrawn(old: Inputs, then: Weighing, new: Inputs, weighing: Weighing, kin: Kin) -> Inputs:
    """Today's areas with the old figures of those that were there before; an area that changed brings its own."""
    tables: dict[str, Any] = {}
    places = {counted.code: at for at, counted in enumerate(weighing.counted)}
    columns = [places.get(counted.code, -1) for counted in then.counted]
    for name in MEASURES:
        brought = np.column_stack([getattr(new, name), np.full(len(kin.rows), np.nan)])[:, columns]
        tables[name] = np.where(kin.exact[:, np.newaxis], getattr(old, name)[kin.rows], brought)
    return replace(new, **tables)


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


def _ranks_before(before: Standing, now: Standing, kin: Kin | None) -> Floats:
    """In the order of today's areas: of the area itself, else of the one that most of it comes from. Where nobody kept
    what became of which, the code has to do."""
    if kin is not None:
        ranks = np.append(_ranks(before, before.run.area_ids), np.nan)
        return ranks[kin.rows]
    codes = dict(Area.objects.filter(pk__in=now.run.area_ids).values_list("pk", "code"))
    by_code = {result.area.code: result.rank for result in before.results}
    return np.array([by_code.get(codes[area]) or np.nan for area in now.run.area_ids], np.float64)


def _ranks(standing: Standing, areas: list[int]) -> Floats:
    ranks = {result.area_id: result.rank for result in standing.results}
    return np.array([ranks.get(area) or np.nan for area in areas], np.float64)
