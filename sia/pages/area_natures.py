"""Facts alone and perception alone: what they would say, how the model joins them, and where an area stands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from datasets.models.indicators import Theme
from sia.models import AreaResult
from sia.pipeline import Explanation
from sia.pipeline.weighing import URGENCY
from sia.words.figures import percent, written

ALIKE = 5.0  # points: a smaller gap says nothing


@dataclass(frozen=True, slots=True)
class Natures:
    """Both sub-scores, None where there is none; `gap` and `mix` are sentences."""

    facts: float | None
    perception: float | None
    gap: str
    mix: str


def natures(explanation: Explanation, result: AreaResult) -> Natures | None:
    """Return facts alone and perception alone, in words; None where the area has neither."""
    if result.facts is None and result.perception is None:
        return None
    return Natures(result.facts, result.perception, gap_words(result), mix_words(explanation))


def gap_words(result: AreaResult) -> str:
    if result.facts is None:
        return _("There are too few facts for a score of facts alone.")
    if result.perception is None:
        return _("There is too little perception for a score of its own.")
    gap = result.perception - result.facts
    if abs(gap) < ALIKE:
        return _("What residents say and what is counted agree.")
    points = {"points": written(abs(gap), 1)}
    if gap > 0:
        return _("What residents say is %(points)s points worse than what is counted.") % points
    return _("What residents say is %(points)s points better than what is counted.") % points


def mix_words(explanation: Explanation) -> str:
    """Return how the model combines them: by the weights of the indicators, nothing else."""
    tree = explanation.trees[URGENCY]
    sources = explanation.run.sources[tree.columns]
    perceived = np.array([source["nature"] == "perception" for source in sources])
    share = float(tree.tree.effective_weights[perceived].sum())
    if share == 0:
        return _("The model counts facts only.")
    shares = {"facts": percent(1 - share), "perception": percent(share)}
    return _("The urgency joins both by weight: facts %(facts)s, perception %(perception)s.") % shares


def peaks(result: AreaResult, evidence: dict[str, dict[str, Any]]) -> dict[str, list[str | Promise]]:
    """Return the names of the themes, and of the indicators, in which the area is in the top tenth of the city."""
    themes = dict(Theme.choices)
    return {
        "themes": [themes[key] for key in result.peaks if key in themes],
        "indicators": [evidence[key]["name"] for key in result.peaks if key in evidence and key not in themes],
    }
