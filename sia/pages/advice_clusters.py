"""Where urgency lies together, and which areas with a joint agenda adjoin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from datasets.models import Area
from sia.models import AreaResult, ScoreRun

CLEAR = 0.05  # a pattern that chance makes less often than this is called one


@dataclass(frozen=True, slots=True)
class ClusterCard:
    """A pattern among neighbours, the areas that stand out with theirs, and the joint agendas that adjoin."""

    moran: float | None  # None where too few areas could be compared
    areas: int
    alike: bool
    high: list[Area]
    adjoining: list[list[Area]]
    joint: int  # areas with a joint agenda


def clusters(run: ScoreRun, results: Sequence[AreaResult]) -> ClusterCard | None:
    """Return the card of a run; None where it found nothing, as in runs from before it looked."""
    found: dict[str, Any] = run.findings.get("clusters", {})
    moran = found.get("moran")
    if moran is None and not found.get("adjoining"):
        return None
    by_id = {result.area_id: result.area for result in results}
    return ClusterCard(
        moran,
        found.get("areas", 0),
        moran is not None and found["chance"] < CLEAR and moran > found["expected"],
        [by_id[area] for area in found.get("high", ())],
        [[by_id[area] for area in group] for group in found["adjoining"]],
        sum(result.advice == AreaResult.AdviceClass.DIA for result in results),
    )
