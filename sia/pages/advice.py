"""The advice of a level: joint agendas in their order, what to couple, what to watch, and the city as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from sia.charts import group_letter
from sia.models import AreaResult, ScoreRun, Snapshot
from sia.pages import advice_city, advice_clusters, advice_figures, advice_reach
from sia.pages.advice_words import GateCell, cells, chances, distance
from sia.pages.groups import Group, groups_of
from sia.pages.ranking import Choice, open_job
from sia.pages.ranking.choice import LEVELS, Link
from sia.words.advice_classes import ADVICE_CLASSES

ClassOf = AreaResult.AdviceClass
CAPACITY = {"fits": _("fits"), "waits": _("waits")}


@dataclass(frozen=True, slots=True)
class Case:
    """One area with all that its class follows from."""

    result: AreaResult
    letter: str
    cells: list[GateCell]
    chances: list[tuple[str | Promise, float]]
    distance: str
    start: str | Promise  # of a joint agenda: its year, or whether it fits beside the others
    capacity: str  # whether it fits, as a key of CAPACITY

    @property
    def quite_sure(self) -> float | None:
        share: float | None = self.result.advice_chances.get(self.result.advice)
        return share


@dataclass(frozen=True, slots=True)
class Section:
    """The areas of one class."""

    key: str
    label: str | Promise
    meaning: str | Promise
    groups: list[Group[Case]]
    columns: int  # of its table: area, rank, four gates and the class; where the model gives it the start

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def page(partnership: Partnership, choice: Choice) -> dict[str, Any]:
    run = ScoreRun.objects.newest(partnership, choice.level)
    base = {"choice": choice, "levels": level_links(choice.level), "run": run, "job": open_job(partnership)}
    if run is None:
        return base
    results = list(run.results.ranked())
    sections = sections_of(results, run)
    return {
        **base,
        **advice_reach.reach(run, results),
        "clusters": advice_clusters.clusters(run, results),
        "figures": advice_figures.figures_to_find(run, results),
        "main": sections[:3],
        "rest": [section for section in sections[3:] if section.count],
        "heads": sections_heads(results),
        "starts": any(case.start for group in sections[0].groups for case in group.rows),
        "top": run.robustness.get("top"),
        "city": advice_city.city(results, run.robustness.get("top") or 0),
        "scored": sum(result.rank is not None for result in results),
        "adopted": Snapshot.objects.of(partnership).adopted().filter(run__level=run.level).first(),
    }


def level_links(level: str) -> list[Link]:
    return [Link(one.label, "?" if one == LEVELS[0] else f"?level={one}", one == level) for one in reversed(LEVELS)]


def sections_of(results: Sequence[AreaResult], run: ScoreRun) -> list[Section]:
    """Return one section for each class, also where no area has it, in groups that the model cannot tell apart."""
    by_class: dict[str, list[Case]] = {key: [] for key in ClassOf.values}
    for result in results:
        by_class[result.advice].append(case_of(result, run.weighing))
    labels, starts = dict(ClassOf.choices), any(case.start for case in by_class[ClassOf.DIA])
    return [
        Section(
            key,
            labels[key],
            ADVICE_CLASSES[key].sentence,
            groups_of(cases, lambda case: case.result, run.robustness),
            7 + (starts and key == ClassOf.DIA),
        )
        for key, cases in by_class.items()
    ]


def case_of(result: AreaResult, weighing: Mapping[str, Any]) -> Case:
    start, capacity = start_of(result, weighing), capacity_of(result, weighing)
    letter = group_letter(result.tranche)
    return Case(result, letter, cells(result), chances(result), distance(result), start, capacity)


def start_of(result: AreaResult, weighing: Mapping[str, Any]) -> str | Promise:
    """Return the year in which a joint agenda can begin.

    Without a first year, whether it fits in what can run at once.
    """
    return str(result.start_year or "") or CAPACITY.get(capacity_of(result, weighing), "")


def capacity_of(result: AreaResult, weighing: Mapping[str, Any]) -> str:
    """Return a key of CAPACITY.

    Empty for what is no joint agenda or has a year, and where the model knows no such limit.
    """
    most, order = weighing.get("max_running"), result.advice_order
    if result.advice != ClassOf.DIA or result.start_year or not most or not order:
        return ""
    return "fits" if order <= most else "waits"


def sections_heads(results: list[AreaResult]) -> list[GateCell]:
    """Return the gates with their thresholds, which are the same for all areas."""
    return cells(results[0]) if results else []
