"""The states that may follow each state in the weighing, and the permission to ask for it."""

from __future__ import annotations

from accounts.models import Partnership, User
from accounts.permissions import P, Permission, may
from accounts.states import BY_ITSELF, Guarded

NOTHING = ""  # before it is there
MODEL: Guarded[Permission] = {
    "draft": {"in_ballot": P.LEAD, "agreed": P.LEAD, "retired": P.EDIT_MODEL},
    "in_ballot": {"draft": P.LEAD, "agreed": P.LEAD},
    "agreed": {"retired": BY_ITSELF},  # by the agreement on the next one
    "retired": {},
}
SNAPSHOT: Guarded[Permission] = {
    NOTHING: {"computed": P.MAKE_SNAPSHOT},
    "computed": {"interpreting": P.LEAD},
    "interpreting": {"proposed": P.LEAD},
    "proposed": {"interpreting": P.LEAD, "adopted": P.LEAD},
    "adopted": {"replaced": BY_ITSELF},  # by the adoption of the next one of the same level
    "replaced": {},
}
# While the core group speaks about it, another class may be given to an area.
SNAPSHOT_OPEN = ("interpreting", "proposed")


def next_states(table: Guarded[Permission], before: str, user: User, partnership: Partnership) -> list[str]:
    """Return the states that this user may ask for now, in the order of the table."""
    asked = table.get(before, {}).items()
    return [after for after, guard in asked if guard is not BY_ITSELF and may(user, guard, partnership)]
