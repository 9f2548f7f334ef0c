"""The smallest changes of the advice of one area: the gates on the way to each class, and the least other weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.models import Area
from datasets.models.indicators import Theme
from sia.models import AreaResult, ScoreRun
from sia.pages.advice_words import way_in_words, ways
from sia.pipeline import explain
from sia.pipeline.weighing import URGENCY
from sia.scoring.distance import AdviceFlip, advice_flip
from sia.scoring.flip import Undecided
from sia.scoring.tree import Tree
from sia.words.figures import NARROW, written

MOST_DECIMALS = 6
USUAL = 1


@dataclass(frozen=True, slots=True)
class Weight:
    """A theme's weight now and where the area would cross the border, as text."""

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
        "inside": bool(result.rank and result.rank <= top),
        "weights": flip,
        "no_flip": words,
        "ways": [way_in_words(reached, turns) for reached, turns in ways(result).items()],
    }


def flip_of(run: ScoreRun, result: AreaResult) -> tuple[list[Weight], str]:
    """Return the themes that get another weight, the largest change first; or a sentence on why there are none."""
    explanation = explain(run)
    urgency, row = explanation.trees[URGENCY], explanation.rows[result.area_id]
    if explanation.themes_closed:
        return [], _(
            "These scores rest on figures that not every party may read any more. New scores are on their way."
        )
    if result.rank is None:
        return [], _("This area has no score, so there is no place to change.")
    if urgency.tree.power != 1:
        return [], _("The model takes a power mean. The smallest change of weights is known only for a plain mean.")
    try:
        found = advice_flip(urgency.scores.themes, urgency.tree, row, run.robustness.get("top") or 0)
    except Undecided:
        return [], _("There may be other weights that change this, but none were found.")
    if found is None:
        return [], _("No other weights of the themes change this.")
    return list(weights_of(urgency.tree, found)), ""


def weights_of(tree: Tree, found: AdviceFlip) -> Iterator[Weight]:
    labels = dict(Theme.choices)
    old = dict(zip(tree.themes, tree.theme_weights.tolist(), strict=True))
    for theme, change in found.changes:
        yield Weight(labels[theme], *_apart(old[theme], old[theme] + change))


def _apart(now: float, then: float) -> tuple[str, str]:
    """Return both weights in percent, with as many decimals as it takes to see a difference."""
    one = other = ""
    for decimals in range(USUAL, MOST_DECIMALS):
        one, other = (f"{written(100 * max(weight, 0), decimals)}{NARROW}%" for weight in (now, then))
        if one != other:
            break
    return one, other
