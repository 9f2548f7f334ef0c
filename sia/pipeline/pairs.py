"""The chance that one area of a run comes before another: the run's own draws, repeated from its settings."""

from __future__ import annotations

import math
from functools import lru_cache

from datasets.pipeline.grants import shared
from sia.models import ScoreRun
from sia.pipeline.explain import explain, whole
from sia.pipeline.weighing import URGENCY
from sia.scoring.draws import Uncertainty
from sia.scoring.robustness import simulate
from sia.scoring.tranches import Ranks, before


def chance_before(run: ScoreRun, first: int, second: int) -> float | None:
    """Return P(area `first` ranks before area `second`), ties count half; None where one of them never has a rank."""
    explanation = explain(run)
    ranks = _drawn(run)
    chance = before(ranks, explanation.rows[first], explanation.rows[second])
    return None if math.isnan(chance) else chance


@lru_cache(maxsize=4)
def _drawn(run: ScoreRun) -> Ranks:
    """Repeat the draws of a run, once per process: a stored run never changes.

    They take a byte or two per area and draw.
    """
    explanation = whole(run, shared(run.partnership))
    urgency = explanation.trees[URGENCY]
    uncertainty = Uncertainty.from_settings(run.robustness["settings"])
    errors = explanation.treated.errors[:, urgency.columns] if uncertainty.data_error else None
    values, sources = explanation.treated.values[:, urgency.columns], explanation.treated.origin[urgency.columns]
    return simulate(values, urgency.tree, uncertainty, errors, sources)
