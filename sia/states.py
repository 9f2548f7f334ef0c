"""Which state may follow which, and who may ask for it: one table for each thing that goes through states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Partnership, User
from sia.rights import MAY_LEAD, MAY_MODEL

NOTHING = ""
NOBODY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """From one state to the next; `roles` may ask for it, NOBODY where it follows from something else."""

    before: str
    after: str
    roles: tuple[str, ...]


type Table = tuple[Change, ...]

MODEL: Table = (
    Change("draft", "in_ballot", MAY_LEAD),
    Change("in_ballot", "draft", MAY_LEAD),
    Change("draft", "agreed", MAY_LEAD),
    Change("in_ballot", "agreed", MAY_LEAD),
    Change("draft", "retired", MAY_MODEL),
    Change("agreed", "retired", NOBODY),  # by the agreement on the next one
)

SNAPSHOT: Table = (
    Change(NOTHING, "computed", tuple(dict.fromkeys([*MAY_LEAD, *MAY_MODEL]))),
    Change("computed", "interpreting", MAY_LEAD),
    Change("interpreting", "proposed", MAY_LEAD),
    Change("proposed", "interpreting", MAY_LEAD),
    Change("proposed", "adopted", MAY_LEAD),
    Change("adopted", "replaced", NOBODY),  # by the adoption of the next one of the same level
)
# While the core group speaks about it, another class may be given to an area.
SNAPSHOT_OPEN = ("interpreting", "proposed")


def roles_for(table: Table, before: str, after: str) -> tuple[str, ...]:
    """Return who may ask for this change; NOBODY where the table does not have it."""
    return next((change.roles for change in table if (change.before, change.after) == (before, after)), NOBODY)


def next_states(table: Table, before: str, user: User, partnership: Partnership) -> Iterable[str]:
    """The states that this user may ask for now, in the order of the table."""
    return [c.after for c in table if c.before == before and c.roles and user.has_role(partnership, *c.roles)]
