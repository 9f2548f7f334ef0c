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

NAMED = 8  # areas of a list; of the others how many


@dataclass(frozen=True, slots=True)
class Change:
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Tried:
    """`first` are the names of the leading group by these points, `first_now` by the scores of today.

    `changes` are areas of another group than today, those that would come first at the top.
    """

    first: list[str]
    first_now: list[str]
    changes: list[Change]

    @property
    def named(self) -> list[Change]:
        return self.changes[:NAMED]

    @property
    def more(self) -> int:
        return len(self.changes) - len(self.named)

    @property
    def keeps_first(self) -> bool:
        return set(self.first) == set(self.first_now)


def try_points(model: ScoreModel, points: Mapping[Key, Mapping[str, int]]) -> Tried | None:
    """Return what these points would do to the ranking of today; None where there are no scores to compare with."""
    level = finest_level(model.partnership)
    run = ScoreRun.objects.newest(model.partnership, level)
    tried = pipeline.imagine_anew(model, level, weighing=Weighing.of(model).divided(points)) if run else None
    if run is None or tried is None:
        return None
    now, then = _letters(pipeline.stored(run)), _letters(tried)
    changes = [Change(name, now[name], letter) for name, letter in then.items() if now.get(name, letter) != letter]
    return Tried(_leading(then), _leading(now), changes)


def _letters(standing: Standing) -> dict[str, str]:
    """Return the letter of the group of each ranked area, in order."""
    ranked = [result for result in standing.results if result.rank]
    return {
        result.area.name: group.letter for group in by_rank(ranked, standing.run.robustness) for result in group.rows
    }


def _leading(letters: Mapping[str, str]) -> list[str]:
    first = next(iter(letters.values()), "")
    return [name for name, letter in letters.items() if letter == first]
