"""Plans side by side: every work alone, a scenario, and where that is asked another scenario or the table as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dia.models import Agenda, Scenario, Work
from dia.pages.works_parties import Mark
from dia.pipeline.scenarios_table import plan_of_table

TABLE = "table"

type Named = Callable[[str], tuple[str, Mark | None]]  # a line by its key


@dataclass(frozen=True, slots=True)
class Side:
    """A plan with its name; `cost` with what is asked whatever the plan.

    `openings` and `broken` (rules that it does not keep) None if not counted.
    """

    name: str
    plan: Mapping[str, Any]
    cost: int
    openings: int | None
    broken: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """A work that has another year than its party prefers, in the scenario or in the plan beside it.

    None: not in it.
    """

    key: str
    work: Work | None
    title: str
    mark: Mark
    before: int
    after: int | None
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a party or an area: per year, and in all, the amount of each side as it is written."""

    name: str
    mark: Mark | None
    cells: list[tuple[str, ...]]
    total: tuple[str, ...]


def side_of(scenario: Scenario, which: str = "plan") -> Side | None:
    """Return a side of a scenario; None while it has no plan.

    `which`: plan or baseline.
    """
    plan = scenario.outcome.get(which)
    return side(scenario.name, plan, scenario.problem) if plan else None


def side_of_table(agenda: Agenda) -> Side:
    return side(_("the table as it stands"), plan_of_table(agenda), {})


def side(name: str, plan: Mapping[str, Any], problem: Mapping[str, Any]) -> Side:
    openings, broken = (len(plan[key]) if key in plan else None for key in ("openings", "broken"))
    return Side(name, plan, plan.get("cost", 0) + standing_of(problem), openings, broken)


def standing_of(problem: Mapping[str, Any]) -> int:
    """Return the euros that parties are asked whatever the plan."""
    return sum(sum(years.values()) for years in problem.get("standing", {}).values())


def others_of(scenario: Scenario) -> list[tuple[str, str]]:
    """Return what it can be set beside, as (value, name)."""
    found = scenario.agenda.scenarios.filter(outcome__has_key="plan").exclude(pk=scenario.pk)
    return [(TABLE, _("the table as it stands")), *((str(pk), name) for pk, name in found.values_list("pk", "name"))]


def lines(
    amounts: Sequence[Mapping[str, Mapping[str, float]]],
    years: Iterable[int],
    named: Named,
    written: Callable[[float], str],
) -> list[Line]:
    """Return a line for whoever occurs in one of the sides, by name; nothing on all sides is a dash."""
    found, inside = [], [*years]
    for key in {key: None for side in amounts for key in side}:
        of_key = [side.get(key, {}) for side in amounts]
        cells = [_cell([side.get(str(year), 0) for side in of_key], written) for year in inside]
        total = _cell([sum(side.values()) for side in of_key], written)
        found.append(Line(*named(key), cells, total))
    return sorted(found, key=lambda line: line.name)


def thousands(amount: float) -> str:
    return number_format(round(amount / 1000), force_grouping=True)


def whole(amount: float) -> str:
    return number_format(round(amount), force_grouping=True)


def tenths(amount: float) -> str:
    return number_format(round(amount, 1), 1, force_grouping=True)


def _cell(amounts: Sequence[float], written: Callable[[float], str]) -> tuple[str, ...]:
    return tuple(map(written, amounts)) if any(amounts) else tuple("–" for _amount in amounts)
