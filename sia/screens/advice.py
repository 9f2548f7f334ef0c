"""The advice of a level: joint agendas in their order, what to couple, what to watch, and the city as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from sia.charts import group_letter
from sia.models import AreaResult, ScoreRun, Snapshot
from sia.screens import advice_city
from sia.screens.advice_words import GateCell, cells, chances, distance
from sia.screens.groups import mixes_with
from sia.screens.ranking import Choice, open_job
from sia.screens.ranking.choice import LEVELS, Link

ClassOf = AreaResult.AdviceClass
# What each list is for, and by what it is ordered: an agenda by its three factors, coupling by what there is to gain,
# watching by how badly it is needed.
ABOUT: dict[str, tuple[str | Promise, str | Promise]] = {
    ClassOf.DIA: (
        _("All gates are open: make one joint agenda with all parties."),
        _("In the order of urgency, potential and corporation share together."),
    ),
    ClassOf.COUPLE: (
        _("There is potential, but not every other gate is open: couple works at a smaller scale."),
        _("Highest potential first, since that is what there is to gain. At equal potential the surest class first."),
    ),
    ClassOf.WATCH: (
        _("Urgent, but not every other gate is open: create potential first, or choose another instrument."),
        _("Most urgent first, in the groups of the ranking, since need is the reason to watch."),
    ),
    ClassOf.REGULAR: (
        _("Not among the most urgent, and the potential is not above the middle: regular work is enough."),
        _("In the order of the ranking."),
    ),
    ClassOf.INSUFFICIENT: (_("The class hangs on a figure that is not known."), _("By name.")),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One area with all that its class follows from."""

    result: AreaResult
    letter: str
    cells: list[GateCell]
    chances: list[tuple[str | Promise, float]]
    distance: str
    factors: tuple[float, float, float] | None

    @property
    def quite_sure(self) -> float | None:
        return self.result.advice_chances.get(self.result.advice)


@dataclass(frozen=True, slots=True)
class Group:
    """Areas in no certain order among themselves, by name; `first` and `last` are the places that they share."""

    letter: str
    first: int
    cases: list[Case]
    mixes: str = ""

    @property
    def last(self) -> int:
        return self.first + len(self.cases) - 1


@dataclass(frozen=True, slots=True)
class Section:
    """The areas of one class; without groups the order is that of `cases`."""

    key: str
    label: str | Promise
    meaning: str | Promise
    order: str | Promise
    groups: list[Group]
    columns: int  # of its table: area, rank, four gates and the class; with D, and where the model gives it the start

    @property
    def count(self) -> int:
        return sum(len(group.cases) for group in self.groups)


def page(partnership: Partnership, choice: Choice) -> dict[str, Any]:
    run = ScoreRun.objects.newest(partnership, choice.level)
    base = {"choice": choice, "levels": level_links(choice.level), "run": run, "job": open_job(partnership)}
    if run is None:
        return base
    results = list(run.results.ranked())
    sections = sections_of(results, run.robustness)
    return {
        **base,
        "main": sections[:3],
        "rest": [section for section in sections[3:] if section.count],
        "heads": sections_heads(results),
        "years": any(result.start_year for result in results),
        "top": run.robustness.get("top"),
        "city": advice_city.city(results, run.robustness.get("top") or 0),
        "scored": sum(result.rank is not None for result in results),
        "adopted": Snapshot.objects.of(partnership).adopted().filter(run__level=run.level).first(),
    }


def level_links(level: str) -> list[Link]:
    return [Link(one.label, "?" if one == LEVELS[0] else f"?level={one}", one == level) for one in reversed(LEVELS)]


def sections_of(results: Sequence[AreaResult], robustness: Mapping[str, Any]) -> list[Section]:
    """One for each class, also where no area has it."""
    by_class: dict[str, list[AreaResult]] = {key: [] for key in ClassOf.values}
    for result in results:
        by_class[result.advice].append(result)
    labels, years = dict(ClassOf.choices), any(result.start_year for result in results)
    wide = {ClassOf.DIA.value: 1 + years}
    return [
        Section(key, labels[key], *ABOUT[key], groups_of(key, found, robustness), 7 + wide.get(key, 0))
        for key, found in by_class.items()
    ]


def groups_of(key: str, results: list[AreaResult], robustness: Mapping[str, Any]) -> list[Group]:
    """In groups where the model says which areas cannot be told apart; otherwise all in one, without a letter."""
    ordered = in_order(key, results)
    if key not in {ClassOf.DIA, ClassOf.WATCH}:
        return [Group("", 1, [case_of(result) for result in ordered])] if ordered else []
    groups, first, kind = [], 1, "agenda" if key == ClassOf.DIA else "rank"
    for number, found in groupby(ordered, key=tranche_of):
        cases, mixes = [case_of(result) for result in found], mixes_with(robustness, kind, number)
        groups.append(Group(group_letter(number or None), first, cases, mixes))
        first = groups[-1].last + 1
    return groups


def in_order(key: str, results: Iterable[AreaResult]) -> list[AreaResult]:
    """The order of each list, see `ABOUT`; inside a group by name, which says nothing about who comes first."""
    if key in {ClassOf.DIA, ClassOf.WATCH}:
        return sorted(results, key=lambda result: (tranche_of(result), result.area.name))
    if key == ClassOf.COUPLE:
        return sorted(results, key=lambda r: (-(r.potential or 0), -r.advice_chances.get(key, 0), r.area.name))
    return sorted(results, key=lambda result: (result.rank or 10**6, result.area.name))


def tranche_of(result: AreaResult) -> int:
    """Of the order among joint agendas, elsewhere of the urgency; 0 without."""
    return (result.advice_tranche if result.advice == ClassOf.DIA else result.tranche) or 0


def case_of(result: AreaResult) -> Case:
    letter = group_letter(result.tranche)
    return Case(result, letter, cells(result), chances(result), distance(result), factors(result))


def factors(result: AreaResult) -> tuple[float, float, float] | None:
    """Of the order among joint agendas: urgency, potential, and the corporation share of which twice the city is 100."""
    if result.advice != ClassOf.DIA or result.urgency is None or result.potential is None:
        return None
    quotient = result.gates["corporation"]["value"] or 0
    return max(result.urgency, 1), max(result.potential, 1), max(50 * min(quotient, 2), 1)


def sections_heads(results: list[AreaResult]) -> list[GateCell]:
    """The gates with their thresholds, which are the same for all areas."""
    return cells(results[0]) if results else []
