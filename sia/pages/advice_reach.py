"""The people concerned who live in the areas with a joint agenda, beside all inhabitants: who is reached, who is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from datasets.models.indicators import Theme
from sia.models import AreaResult, ScoreRun
from sia.pages.method_words import name_of
from sia.pipeline import explain
from sia.pipeline.weighing import URGENCY, Weighing
from sia.scoring.reach import reached

OF_PEOPLE = {Theme.INCOME, Theme.SOCIAL, Theme.HEALTH}  # percentages of other themes are of dwellings or of streets
PERCENT, MORE = "%", 1
MOST = 6  # figures that are told, the heaviest in the model


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, with how many of 100 people concerned live in these areas and how many outside."""

    name: str
    inside: int
    outside: int


def reach(run: ScoreRun, results: Sequence[AreaResult]) -> dict[str, Any]:
    """Return the rows, the part of the inhabitants in these areas, and the datasets that were looked at.

    No rows where no area is advised a joint agenda, where inhabitants are not known, or where not every party may read
    what the run rests on.
    """
    chosen = {result.area_id for result in results if result.advice == AreaResult.AdviceClass.DIA}
    explanation = explain(run)
    if not chosen or explanation.themes_closed:
        return {"reach": [], "looked": ()}
    people = {result.area_id: result.area.inhabitants for result in results}
    known = np.array([people.get(area) if people.get(area) is not None else np.nan for area in run.area_ids], float)
    columns = told(run, explanation.closed)
    everybody = np.full((len(known), 1), 100.0)
    percentages = np.hstack([everybody, explanation.values[:, columns]])
    people, *concerned = reached(percentages, known, np.isin(run.area_ids, list(chosen))).tolist()
    rows = [
        Row(name_of(run.sources[column]), round(100 * inside), 100 - round(100 * inside))
        for column, inside in zip(columns, concerned, strict=True)
        if not np.isnan(inside)
    ]
    return {
        "reach": rows,
        "reach_people": round(100 * people) if rows else None,
        "looked": explanation.looked,
    }


def told(run: ScoreRun, closed: frozenset[int]) -> list[int]:
    """Return the columns of the heaviest figures of which more is worse, as a share of people."""
    weighing = Weighing.from_plain(run.weighing)
    heaviest = [
        (branch.weight * counted.weight, column)
        for column, (branch, counted) in enumerate(
            (branch, counted) for branch in weighing.branches_of(URGENCY) for counted in branch.counted
        )
        if branch.theme in OF_PEOPLE and (counted.unit, counted.direction) == (PERCENT, MORE) and column not in closed
    ]
    return [column for _weight, column in sorted(heaviest, key=lambda each: (-each[0], each[1]))[:MOST]]
