"""One shape for everything that goes through states: state → the states that may follow, each with who may ask for it.

Where the guard hangs on the object (its party, its lead) the action asks it, and the table holds the states alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

BY_ITSELF = None  # nobody asks: it follows from something else, such as a worker, or the same change of another object

type Allowed = Mapping[str, tuple[str, ...]]
type Guarded[Guard] = Mapping[str, Mapping[str, Guard | None]]


def may_follow(table: Mapping[str, Collection[str]], before: str, after: str) -> bool:
    """Return whether the table lets `after` follow `before`, whoever asks."""
    return after in table.get(before, ())


def guard_of[Guard](table: Guarded[Guard], before: str, after: str) -> Guard | None:
    """Return who may ask for this change; BY_ITSELF where nobody may, or where the table does not have it."""
    return table.get(before, {}).get(after, BY_ITSELF)
