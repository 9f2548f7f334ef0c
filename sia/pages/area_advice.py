"""The place of one area in the list of its advice: its group, the product that orders joint agendas, and its start."""

from __future__ import annotations

from typing import Any

from sia.charts import group_letter
from sia.models import AreaResult, ScoreRun
from sia.pages.advice import factors, start_of
from sia.pages.advice_words import against_gates
from sia.pages.groups import ClassOf, tranche_in


def place(run: ScoreRun, result: AreaResult) -> dict[str, Any]:
    """Return the place of an area in the list of its class: group, priority and start.

    `split` tells that the starts part its group, though nobody can say for certain which of them comes first.
    """
    letter = group_letter(tranche_in(result.advice, result)) if result.advice in {ClassOf.DIA, ClassOf.COUPLE} else ""
    found: dict[str, Any] = {"letter": letter, "priority": priority(result), "against": against_gates(result)}
    if result.advice != ClassOf.DIA:
        return found
    fellows = run.results.filter(advice=ClassOf.DIA, advice_tranche=result.advice_tranche)
    starts = {start_of(fellow, run.weighing) for fellow in fellows.only("advice", "advice_order", "start_year")}
    return {**found, "start": start_of(result, run.weighing), "split": len(starts) > 1}


def priority(result: AreaResult) -> dict[str, float] | None:
    """Return the three factors of the order among joint agendas, so that it can be recomputed.

    `outcome` is the cube root of their product.
    """
    found = factors(result)
    if found is None or result.priority is None:
        return None
    return {**dict(zip(("urgency", "potential", "corporation"), found, strict=True)), "outcome": result.priority}
