"""The figures that would make the advice surer if they were found out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasets.models import Area
from sia.models import AreaResult, ScoreRun
from sia.pages.method_words import name_of
from sia.pipeline.weighing import Weighing


@dataclass(frozen=True, slots=True)
class FigureToFind:
    """A figure of an area, whether it is missing, and how many more of 100 calculations its gate would then be right in."""

    area: Area
    name: str
    missing: bool
    gain: int


def figures_to_find(run: ScoreRun, results: Sequence[AreaResult]) -> list[FigureToFind]:
    """Return what a run found, the most helpful first; nothing of runs from before it looked."""
    by_id = {result.area_id: result.area for result in results}
    codes = [each.code for each in Weighing.from_plain(run.weighing).counted]
    names = dict(zip(codes, map(name_of, run.sources), strict=True))
    return [
        FigureToFind(by_id[each["area"]], names[each["code"]], each["missing"], round(100 * each["gain"]))
        for each in run.findings.get("figures", ())
    ]
