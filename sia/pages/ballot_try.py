"""The ranking that one's own points would give, before they are sent: nothing of it is kept, and nobody else sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from datasets.pipeline.coverage import finest_level
from sia import pipeline
from sia.models import ScoreModel, ScoreRun
from sia.pages.groups import by_rank
from sia.pipeline.ballots import Key
from sia.pipeline.compute import Standing
from sia.pipeline.weighing import Weighing


@dataclass(frozen=True, slots=True)
class Tried:
    """`leading` are the names of the leading group by these points, `leading_now` by the scores of today.

    `joining` and `leaving` are the areas that would come among the `top` first, and those that would no longer be.
    """

    leading: list[str]
    leading_now: list[str]
    top: int
    joining: list[str]
    leaving: list[str]

    @property
    def keeps_leading(self) -> bool:
        return set(self.leading) == set(self.leading_now)


def try_points(model: ScoreModel, points: Mapping[Key, Mapping[str, int]]) -> Tried | None:
    """Return what these points would do to the ranking of today; None where there are no scores to compare with."""
    level = finest_level(model.partnership)
    run = ScoreRun.objects.newest(model.partnership, level)
    tried = pipeline.imagine_anew(model, level, weighing=Weighing.of(model).divided(points)) if run else None
    if run is None or tried is None:
        return None
    now, top = pipeline.stored(run), run.robustness["top"]
    first_now, first = _first(now, top), _first(tried, top)
    return Tried(
        leading=_leading(tried),
        leading_now=_leading(now),
        top=top,
        joining=[name for area, name in first.items() if area not in first_now],
        leaving=[name for area, name in first_now.items() if area not in first],
    )


def _first(standing: Standing, top: int) -> dict[int, str]:
    """Return the areas with a rank up to `top`, in order, with their names."""
    return {each.area_id: each.area.name for each in standing.results if each.rank and each.rank <= top}


def _leading(standing: Standing) -> list[str]:
    groups = by_rank([result for result in standing.results if result.rank], standing.run.robustness)
    return [result.area.name for result in groups[0].rows] if groups else []
