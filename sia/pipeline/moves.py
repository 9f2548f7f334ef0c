"""The reasons why ranks moved between two standings, came or went: for each area the one that did it most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datasets.models import Area
from datasets.pipeline.lineage import origins
from sia.models import AreaResult, ScoreRun
from sia.pipeline.compute import Standing
from sia.pipeline.inputs import Inputs
from sia.pipeline.weigh import score
from sia.pipeline.weighing import Weighing
from sia.scoring.moves import Cause, attribute

Floats = NDArray[np.float64]
MEASURES = ("values", "errors", "parents")


@dataclass(frozen=True, slots=True)
class Move:
    """Places risen (above 0) or fallen; `before` is the earlier rank.

    `sure` where neither rank lies between those that the area can have at the other end.
    """

    places: int
    before: int
    cause: Cause
    sure: bool

    @property
    def up(self) -> bool:
        return self.places > 0

    @property
    def size(self) -> int:
        return abs(self.places)


@dataclass(frozen=True, slots=True)
class Turn:
    """An area that lost the rank `before`, or got one where it had none (None)."""

    before: int | None
    cause: Cause


@dataclass(frozen=True, slots=True)
class Shifts:
    """The shifts by area: what moved, and what came or went.

    An area of the run before that is on the map no more is among `turns`.
    """

    moves: dict[int, Move]
    turns: dict[int, Turn]


def moves(before: Standing, now: Standing) -> dict[int, Move]:
    """Return a move for each area of `now` that stands elsewhere than before.

    Areas without a rank at either end have not moved.
    """
    return shifts(before, now).moves


def shifts(before: Standing, now: Standing) -> Shifts:
    kin, areas = _kin(before.run, now.run), now.run.area_ids
    former, held = _former(before, now, kin), {result.area_id: result for result in now.results}
    start, ends = _ranks(former), _ranks([held.get(area) for area in areas])
    steps = [*_steps(before.run, now.run, kin), (_last(kin), ends)]
    places, causes = attribute(steps, start)
    if kin is not None:
        causes[~kin.exact] = Cause.BOUNDARIES
    found = Shifts({}, _gone(before, former))
    for row, area in enumerate(areas):
        old, new = former[row], held.get(area)
        if places[row] and old and new and old.rank and new.rank:
            found.moves[area] = Move(int(places[row]), old.rank, Cause(causes[row]), sure(old, new))
        elif np.isnan(start[row]) != np.isnan(ends[row]):
            found.turns[area] = Turn(old.rank if old else None, Cause(causes[row]))
    return found


def sure(old: AreaResult, new: AreaResult) -> bool:
    """Return whether neither rank lies between those that the area can have at the other end."""
    return not (_can_have(new, old.rank) or _can_have(old, new.rank))


def _can_have(result: AreaResult, rank: int | None) -> bool:
    """Return whether the area can have this rank; without draws anything can be."""
    if rank is None or result.rank_low is None or result.rank_high is None:
        return True
    return result.rank_low <= rank <= result.rank_high


def _gone(before: Standing, former: list[AreaResult | None]) -> dict[int, Turn]:
    """Return the areas that had a rank, and that no area of today comes from."""
    known = {result.area_id for result in former if result}
    return {
        result.area_id: Turn(result.rank, Cause.BOUNDARIES)
        for result in before.results
        if result.rank and result.area_id not in known
    }


@dataclass(frozen=True, slots=True, eq=False)
class Kin:
    """The row of each area (N,) in the run before, -1 for none, and whether it is that very area."""

    rows: NDArray[np.intp]
    exact: NDArray[np.bool_]

    @property
    def stayed(self) -> bool:
        """Return whether both runs are of the same areas, in the same order."""
        return bool(self.exact.all()) and np.array_equal(self.rows, np.arange(self.rows.size))


def _kin(before: ScoreRun, now: ScoreRun) -> Kin | None:
    """Return what each area comes from; None where nobody kept what became of the areas of the run before."""
    place = {area: row for row, area in enumerate(before.area_ids)}
    if before.area_ids == now.area_ids:
        return Kin(np.arange(len(place)), np.ones(len(place), bool))
    found = origins(now.area_ids, before.area_ids)
    if not found:
        return None
    rows = [place[found[area].former] if area in found else -1 for area in now.area_ids]
    return Kin(np.array(rows, np.intp), np.array([area in found and found[area].exact for area in now.area_ids]))


def _steps(before: ScoreRun, now: ScoreRun, kin: Kin | None) -> list[tuple[Cause, Floats]]:
    """Return one change after another, from what was to what is.

    Without kin there is nothing to compare in between.
    """
    if kin is None:
        return []
    then, weighing = Weighing.from_plain(before.weighing), Weighing.from_plain(now.weighing)
    new = Inputs.unpack(now.inputs)
    old = Inputs.unpack(before.inputs)
    steps = []
    if before.engine_version != now.engine_version:
        steps.append((Cause.METHOD, np.append(score(old, then).ranks, np.nan)[kin.rows]))
    if not kin.stayed:
        old = _redrawn(old, then, new, weighing, kin)
        steps.append((Cause.BOUNDARIES, score(old, then).ranks))
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
    """Return today's areas with the old figures of those that were there before.

    An area that changed brings its own.
    """
    tables: dict[str, Any] = {}
    places = {counted.code: at for at, counted in enumerate(weighing.counted)}
    columns = [places.get(counted.code, -1) for counted in then.counted]
    for name in MEASURES:
        brought = np.column_stack([getattr(new, name), np.full(len(kin.rows), np.nan)])[:, columns]
        tables[name] = np.where(kin.exact[:, np.newaxis], getattr(old, name)[kin.rows], brought)
    return replace(new, **tables)


def _carried(old: Inputs, then: Weighing, new: Inputs, weighing: Weighing) -> Inputs:
    """Return the old figures in the columns of the new model; an indicator that is new in it brings its own."""
    places = {counted.code: at for at, counted in enumerate(then.counted)}
    tables = {name: getattr(new, name).copy() for name in MEASURES}
    for column, counted in enumerate(weighing.counted):
        if counted.code in places:
            for name, table in tables.items():
                table[:, column] = getattr(old, name)[:, places[counted.code]]
    return replace(new, **tables)


def _corrected(old: Inputs, new: Inputs, same_period: NDArray[np.bool_]) -> Inputs:
    """Return the old inputs with the new figure wherever another one of the same period stood."""
    known = ~np.isnan(old.values) & ~np.isnan(new.values)
    replaced = known & (old.values != new.values) & same_period
    return replace(old, **{name: np.where(replaced, getattr(new, name), getattr(old, name)) for name in MEASURES})


def _same_period(before: ScoreRun, now: ScoreRun) -> NDArray[np.bool_]:
    periods = {source["indicator"]: source["period"] for source in before.sources}
    return np.array([periods.get(source["indicator"]) == source["period"] for source in now.sources])


def _former(before: Standing, now: Standing, kin: Kin | None) -> list[AreaResult | None]:
    """Return the former result for each of today's areas: its own, else of the area that most of it comes from.

    In the order of today's areas. Where nobody kept what became of which, the code has to do.
    """
    if kin is not None:
        held = {result.area_id: result for result in before.results}
        return [held.get(before.run.area_ids[row]) if row >= 0 else None for row in kin.rows]
    codes = dict(Area.objects.filter(pk__in=now.run.area_ids).values_list("pk", "code"))
    by_code = {result.area.code: result for result in before.results}
    return [by_code.get(codes[area]) for area in now.run.area_ids]


def _ranks(results: list[AreaResult | None]) -> Floats:
    return np.array([result.rank if result and result.rank else np.nan for result in results], np.float64)
