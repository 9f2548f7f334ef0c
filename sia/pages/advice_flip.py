"""Changes that would give one area another advice: the gates on the way to each class, and weights of one theme."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.models import Area
from datasets.models.indicators import Theme
from sia.models import AreaResult, ScoreRun
from sia.pages.advice_words import way_in_words, ways
from sia.pipeline import Explanation, explain
from sia.pipeline.uncertain import side_of
from sia.pipeline.weighing import URGENCY
from sia.scoring.advice import GATES
from sia.scoring.distance import class_of
from sia.scoring.weight_search import MOST_AREAS, REACH, OtherWeight, ThemeDraws, turning_weights
from sia.words.figures import NARROW, in_hundred, written

SEARCH_DRAWS = 500
MOST_DECIMALS = 6
USUAL = 1


@dataclass(frozen=True, slots=True)
class Weight:
    """A theme's weight now, and where the gate of urgency would turn, as text."""

    label: str | Promise
    now: str
    then: str


def page(partnership: Partnership, area: Area) -> dict[str, Any] | None:
    """Return the context of the page; None where the newest run does not know the area."""
    run = ScoreRun.objects.newest(partnership, area.level)
    result = run.results.filter(area=area).first() if run else None
    if run is None or result is None:
        return None
    flip, words = flip_of(run, result)
    top = run.robustness.get("top") or 0
    return {
        "result": result,
        "area": area,
        "top": top,
        "urgent": result.gates["urgent"]["open"],
        "times": in_hundred(run.weighing["min_top_chance"]),
        "weights": flip,
        "no_flip": words,
        "ways": [way_in_words(reached, turns) for reached, turns in ways(result).items()],
    }


def flip_of(run: ScoreRun, result: AreaResult) -> tuple[list[Weight], str]:
    """Return other weights that turn the gate of urgency, the nearest first; or a sentence on why there are none."""
    explanation = explain(run)
    if explanation.themes_closed:
        return [], _(
            "These scores rest on figures that not every party may read any more. New scores are on their way."
        )
    if result.rank is None:
        return [], _("This area has no score, so there is no place to change.")
    if not _hangs_on_urgency(result):
        return [], _("Whether urgent or not, by its other gates this area keeps this advice.")
    if len(run.area_ids) > MOST_AREAS:
        return [], _("For so many areas no other weights are searched.")
    urgency, row = explanation.trees[URGENCY], explanation.rows[result.area_id]
    found = _search(explanation, result, row)
    if not found:
        return [], _("No theme changes this with a weight of at most %(points)d points more or less.") % {
            "points": round(100 * REACH)
        }
    labels, old = dict(Theme.choices), urgency.tree.theme_weights.tolist()
    return [Weight(labels[urgency.tree.themes[d]], *_apart(old[d], weight)) for d, weight in found], ""


def _hangs_on_urgency(result: AreaResult) -> bool:
    """Return whether the class would be another if the gate of urgency turned; also where another gate is unknown."""
    urgent, *others = (result.gates[name]["open"] for name in GATES)
    return None in others or class_of(urgent, *others) != class_of(not urgent, *others)


def _search(explanation: Explanation, result: AreaResult, row: int) -> list[OtherWeight]:
    """Search on the share of draws in which the area is among the first, as the gate asks.

    Fewer draws than a run has, which differ from it by chance: so that the same is added to all as they differ now.
    """
    side = side_of(explanation.treated, URGENCY)
    if side is None or result.top_chance is None:
        return []
    side = replace(side, uncertainty=replace(side.uncertainty, draws=SEARCH_DRAWS))
    draws, top = ThemeDraws.of(side), explanation.run.robustness.get("top") or 0
    weights = side.tree.theme_weights
    differs = result.top_chance - draws.top_chance(row, top, np.ones(weights.size))
    return turning_weights(
        lambda ratios: draws.top_chance(row, top, ratios) + differs,
        weights,
        explanation.treated.weighing.min_top_chance,
    )


def _apart(now: float, then: float) -> tuple[str, str]:
    """Return both weights in percent, with as many decimals as it takes to see a difference."""
    one = other = ""
    for decimals in range(USUAL, MOST_DECIMALS):
        one, other = (f"{written(100 * max(weight, 0), decimals)}{NARROW}%" for weight in (now, then))
        if one != other:
            break
    return one, other
