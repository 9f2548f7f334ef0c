"""The reasons why an area stands where it stands, in rows that a person can add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.models import Area
from sia.charts import Bar, between, diverging, tenths
from sia.layers import name_of
from sia.models import AreaResult
from sia.pipeline import Explanation, neighbours

GATES: dict[str, str | Promise] = {
    "data": gettext_lazy("enough figures"),
    "urgent": gettext_lazy("among the most urgent"),
    "corporation": gettext_lazy("corporation dwellings"),
    "potential": gettext_lazy("potential"),
}
SHARES = {"data", "urgent"}


@dataclass(frozen=True, slots=True)
class Reason:
    """`points` in tenths, adjusted so that all reasons add up on the screen as well."""

    label: str | Promise
    theme: str
    points: float
    score: float | None
    evidence: list[dict[str, Any]]
    bar: Bar | None = None

    @property
    def known(self) -> str:
        """Return how many of its figures are known, where a theme rests on less than all: the others then weigh more."""
        known = sum(item["value"] is not None for item in self.evidence)
        if known == len(self.evidence):
            return ""
        return _("%(known)d of %(all)d figures known") % {"known": known, "all": len(self.evidence)}


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall; `kind` is start, part or end."""

    kind: str
    label: str | Promise
    points: float
    score: float | None
    bar: Bar
    known: str = ""


@dataclass(frozen=True, slots=True)
class Average:
    """The place of an area if one indicator were average and nothing else changed."""

    name: str
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class Gate:
    key: str
    label: str | Promise
    value: float | None
    threshold: float | None
    open: bool | None
    share: float | None = None  # of the draws in which it is open; absent in runs of before engine 6

    @property
    def as_share(self) -> bool:
        return self.key in SHARES


def reasons(rows: list[dict[str, Any]], score: float, reference: float) -> list[Reason]:
    """Return the reasons, largest first; the tenths add up to the shown score less the shown mean."""
    points = tenths([row["points"] or 0.0 for row in rows], round(score, 1) - round(reference, 1))
    reach = max((abs(part) for part in points), default=0)
    return [
        Reason(row["label"], row["theme"], part, row["score"], row["evidence"], diverging(part, reach))
        for row, part in zip(rows, points, strict=True)
    ]


def waterfall(parts: list[Reason], start: tuple[Any, float], end: tuple[Any, float]) -> list[Step]:
    """Return the steps from the mean of the city, theme by theme, to the score of the area."""
    levels = [round(start[1], 1)]
    for part in parts:
        levels.append(levels[-1] + part.points)
    total = round(end[1], 1)
    steps = [Step("start", start[0], levels[0], None, between(0, levels[0]))]
    for part, before, after in zip(parts, levels, levels[1:], strict=False):
        steps.append(Step("part", part.label, part.points, part.score, between(before, after), part.known))
    return [*steps, Step("end", end[0], total, None, between(0, total))]


def gates(result: AreaResult) -> list[Gate]:
    found = result.gates
    return [Gate(key, label, **found[key]) for key, label in GATES.items() if key in found]


def why(explanation: Explanation, result: AreaResult, area: Area) -> dict[str, Any]:
    """Return the panel beside the map: reasons, gates, and what the strongest barrier keeps out."""
    borders = neighbours(explanation, area)
    locked = max(borders, key=lambda row: row["locked"], default=None)
    shown = urgency_reasons(explanation, result)
    return {
        "result": result,
        "area": area,
        "reasons": shown,
        "top": explanation.run.robustness.get("top"),
        "sources": list(
            dict.fromkeys(item["dataset"] for reason in shown for item in reason.evidence[:1] if item["dataset"])
        ),
        "reference": explanation.reference,
        "gates": gates(result),
        "averages": averages(explanation, result),
        "locked": locked if locked and locked["locked"] >= 0.05 else None,  # noqa: PLR2004 (less than shown as 0,1)
    }


def averages(explanation: Explanation, result: AreaResult) -> list[Average]:
    """Return the averages of the indicators of urgency that would move the area, what would move it farthest first."""
    if result.rank is None:
        return []
    names = {source["indicator"]: name_of(source) for source in explanation.run.sources}
    found = [Average(names[code], result.rank, then) for code, then in explanation.at_average(result.area_id).items()]
    moved = [each for each in found if each.then != each.now]
    return sorted(moved, key=lambda each: (-abs(each.then - each.now), each.name))


def urgency_reasons(explanation: Explanation, result: AreaResult) -> list[Reason]:
    if result.urgency is None:
        return []
    return reasons(explanation.contributions(result.area_id), result.urgency, explanation.reference)
