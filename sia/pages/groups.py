"""Groups of areas in no certain order (tranches), in every list that has an order.

Also what is uncertain between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from sia.charts import group_letter
from sia.models import AreaResult

ClassOf = AreaResult.AdviceClass
# The order of each list: joint agendas by D, coupling by potential, the others by urgency; what lacks figures has none.
ORDERS: dict[str, str] = {
    ClassOf.DIA: "agenda",
    ClassOf.COUPLE: "couple",
    ClassOf.WATCH: "rank",
    ClassOf.REGULAR: "rank",
    ClassOf.INSUFFICIENT: "",
}


@dataclass(frozen=True, slots=True)
class Group[Row]:
    """Areas in no certain order among themselves, by name; `first` and `last` are the places that they share.

    Without a letter: areas of which that order says nothing.
    """

    letter: str
    mixes: str
    first: int
    rows: list[Row]

    @property
    def split(self) -> bool:
        """Return whether its joint agendas begin apart, though nobody can say for certain which of them comes first."""
        return len({getattr(row, "start", "") for row in self.rows}) > 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def groups_of[Row](
    key: str, rows: Iterable[Row], result_of: Callable[[Row], AreaResult], robustness: Mapping[str, Any]
) -> list[Group[Row]]:
    """Return the list of a class, in the groups of its order."""
    named = [(tranche_in(key, result_of(row)), result_of(row).area.name, row) for row in rows]
    return _grouped(named, ORDERS[key], robustness)


def ranked_groups[Row](
    key: str, rows: Iterable[Row], result_of: Callable[[Row], AreaResult], robustness: Mapping[str, Any]
) -> list[Group[Row]]:
    """Return the list of a class in the groups of the ranking, where the order of the class itself is not shown."""
    named = [(result_of(row).tranche, result_of(row).area.name, row) for row in rows]
    return _grouped(named, "rank", robustness)


def by_rank(results: Iterable[AreaResult], robustness: Mapping[str, Any]) -> list[Group[AreaResult]]:
    """Return areas of any class in the groups of the ranking."""
    return _grouped([(result.tranche, result.area.name, result) for result in results], "rank", robustness)


def _grouped[Row](
    named: Iterable[tuple[int | None, str, Row]], order: str, robustness: Mapping[str, Any]
) -> list[Group[Row]]:
    """Group the rows by tranche; what the order does not know comes last.

    Inside a group by name, which says nothing about who comes first.
    """
    groups: list[Group[Row]] = []
    ordered = sorted(named, key=lambda each: (each[0] is None, each[0] or 0, each[1]))
    for tranche, found in groupby(ordered, key=lambda each: each[0]):
        first, rows = groups[-1].last + 1 if groups else 1, [row for _tranche, _name, row in found]
        groups.append(Group(group_letter(tranche), mixes_with(robustness, order, tranche), first, rows))
    return groups


def tranche_in(key: str, result: AreaResult) -> int | None:
    """Return the group of an area in the list of a class; None where that order does not know the area.

    It does not where the area was advised otherwise.
    """
    if ORDERS[key] == "rank":
        return result.tranche
    return result.advice_tranche if ORDERS[key] and result.advice == key else None


def mixes_with(robustness: Mapping[str, Any], order: str, tranche: int | None) -> str:
    """Return the letters of the earlier groups that this one is not certain to come after: B and C; empty where it is.

    `robustness` is what a run keeps of its draws, `order` is rank, agenda or couple.
    """
    found = robustness.get("mixes", {}).get(order, {}).get(str(tranche), [])
    earlier = [found] if isinstance(found, int) else found  # runs before engine 4 kept the first alone
    return get_text_list([group_letter(each) for each in earlier], _("and"))
