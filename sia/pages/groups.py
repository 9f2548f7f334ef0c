"""Groups of urgency (tranches): areas in no certain order among themselves, and what is uncertain between groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from sia.charts import group_letter
from sia.models import AreaResult


@dataclass(frozen=True, slots=True)
class Group[Row]:
    """Areas in no certain order among themselves, by name; `first` and `last` are the places that they share.

    Without a letter: areas without a rank.
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
    rows: Iterable[Row], result_of: Callable[[Row], AreaResult], robustness: Mapping[str, Any]
) -> list[Group[Row]]:
    """Return areas in the groups of urgency, whatever list they stand in; those without a rank come last.

    Inside a group by name, which says nothing about who comes first. `robustness` is what a run keeps of its draws.
    """
    groups: list[Group[Row]] = []
    named = [(result_of(row).tranche, result_of(row).area.name, row) for row in rows]
    ordered = sorted(named, key=lambda each: (each[0] is None, each[0] or 0, each[1]))
    for tranche, found in groupby(ordered, key=lambda each: each[0]):
        first, members = groups[-1].last + 1 if groups else 1, [row for _tranche, _name, row in found]
        groups.append(Group(group_letter(tranche), mixes_with(robustness, tranche), first, members))
    return groups


def by_rank(results: Iterable[AreaResult], robustness: Mapping[str, Any]) -> list[Group[AreaResult]]:
    """Return results in the groups of urgency."""
    return groups_of(results, lambda result: result, robustness)


def mixes_with(robustness: Mapping[str, Any], tranche: int | None) -> str:
    """Return the letters of the earlier groups that this one is not certain to come after: B and C; empty where it is.

    `robustness` is what a run keeps of its draws.
    """
    found = robustness.get("mixes", {}).get("rank", {}).get(str(tranche), [])
    earlier = [found] if isinstance(found, int) else found  # runs before engine 4 kept the first alone
    return get_text_list([group_letter(each) for each in earlier], _("and"))
