"""The other answer where the means cannot hold: how few budgets and caps must be exceeded, by whatever amount.

The list of `shortage_list` is short among the plans that lack least. Here an entry may lack any amount: first as few
entries as can be, then as little as can be with so few.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter

from . import objectives
from .evaluate import Plan
from .lexicographic import ALONE, Run
from .shortage_choice import not_done, with_few
from .shortage_list import fewest, length, whole
from .windows import too_full

SHARE = 0.5  # of what is left after the list
PROVING = 0.15  # of its time for a bound by party
SEARCH = 0.9  # of what is left after the proof; the rest makes the amounts less


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentrated:
    """A plan with few entries that are short, and a number that no plan that keeps the rules is below."""

    plan: Plan
    least: int


def concentrate(run: Run) -> None:
    """Find, beside the plan of the run, one in which what is short is in as few entries as can be found."""
    if not run.plan.shortages:
        return
    other = _without_limit(run, run.remaining() * SHARE)
    entries = other.list_entries()
    least = _fewest(other, entries)
    other.most_listed = length(other.plan)
    other.model.rows.add(entries.items(), upper=float(other.most_listed))
    if not other.cancelled:
        other.better("shortage", objectives.shortage(other.model), 1.0, attrgetter("shortage"))
    run.cancelled = run.cancelled or other.cancelled
    run.concentrated = Concentrated(plan=other.plan, least=min(least, length(other.plan)))


def _without_limit(run: Run, seconds: float) -> Run:
    """Return the same question in which any amount may be short, with works that cannot be done left out as well."""
    other = Run(run.problem, run.plan, replace(run.limits, seconds=seconds), run.most_household_days)
    for column in run.model.missing.values():
        other.model.columns.lower[column] = run.model.columns.lower[column]
        other.model.columns.upper[column] = run.model.columns.upper[column]
    return other


def _fewest(other: Run, entries: dict[int, float]) -> int:
    """Find the fewest entries: all at once for a while, which is proven if it ends.

    Else a bound by party, and a choice of entries that a plan is fitted to.
    """
    full = len(too_full(other.problem, not_done(other.plan)))
    other.improve("fewest", entries, other.remaining() * ALONE, length, start=False)
    reached = other.stages[-1]
    if reached.outcome in {"optimal", "within gap", "cancelled"}:
        return max(whole(reached.bound), full)
    least = max(whole(reached.bound), full, fewest(other, other.remaining() * PROVING))
    other.plan = with_few(other, least, other.remaining() * SEARCH)
    return least
