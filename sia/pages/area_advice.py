"""The place of one area in the list of its advice: its group, and its start as a joint agenda."""

from __future__ import annotations

from typing import Any

from sia.charts import group_letter
from sia.models import AreaResult, ScoreRun
from sia.pages.advice import start_of
from sia.pages.advice_words import against_gates


def place(run: ScoreRun, result: AreaResult) -> dict[str, Any]:
    """Return the place of an area in the list of its class: group and start.

    `split` tells that the starts part its group, though nobody can say for certain which of them comes first.
    """
    found: dict[str, Any] = {"letter": group_letter(result.tranche), "against": against_gates(result)}
    if result.advice != AreaResult.AdviceClass.DIA:
        return found
    fellows = run.results.filter(advice=result.advice, tranche=result.tranche)
    starts = {start_of(fellow, run.weighing) for fellow in fellows.only("advice", "advice_order", "start_year")}
    return {**found, "start": start_of(result, run.weighing), "split": len(starts) > 1}
