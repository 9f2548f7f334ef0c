"""The states of a delivery that may follow each, and who may ask for them: in one place.

Screens and actions ask here.
"""

from __future__ import annotations

from enum import Enum, auto

from accounts.states import BY_ITSELF, Guarded, guard_of
from datasets.desk import Desk
from datasets.models import Delivery

RECEIVED, UNMAPPED, REFUSED, CHECKED = "received", "unmapped", "refused", "checked"
APPROVED, RETURNED, WITHDRAWN = "approved", "returned", "withdrawn"
CURRENT, SUPERSEDED, UNDONE = "current", "superseded", "undone"


class Who(Enum):
    SUPPLIER = auto()  # who delivers for the party that the delivery came from
    STEWARD = auto()  # who looks after the data of the whole partnership
    EITHER = auto()


DELIVERY: Guarded[Who] = {
    # RECEIVED again: read anew, with other columns, mended, or from another file
    RECEIVED: {
        RECEIVED: Who.EITHER,
        WITHDRAWN: Who.SUPPLIER,
        UNMAPPED: BY_ITSELF,
        REFUSED: BY_ITSELF,
        CHECKED: BY_ITSELF,
    },
    UNMAPPED: {RECEIVED: Who.EITHER, WITHDRAWN: Who.SUPPLIER},
    REFUSED: {RECEIVED: Who.EITHER, WITHDRAWN: Who.SUPPLIER},
    CHECKED: {RECEIVED: Who.EITHER, APPROVED: Who.SUPPLIER, WITHDRAWN: Who.SUPPLIER},
    APPROVED: {
        CURRENT: Who.STEWARD,  # accepted: the load follows
        RETURNED: Who.STEWARD,
        WITHDRAWN: Who.SUPPLIER,
        REFUSED: BY_ITSELF,  # areas may go between the check and the load
    },
    RETURNED: {RECEIVED: Who.EITHER, WITHDRAWN: Who.SUPPLIER},
    CURRENT: {UNDONE: Who.EITHER, SUPERSEDED: BY_ITSELF},
    SUPERSEDED: {CURRENT: BY_ITSELF},  # by the undo of what replaced it
    WITHDRAWN: {},
    UNDONE: {},
}
LIVE = (CURRENT, SUPERSEDED)  # its figures are in the store, or were replaced there
WAITING = (RECEIVED, UNMAPPED, CHECKED, APPROVED)  # on its way: the same file again is this delivery


def may(desk: Desk, delivery: Delivery, after: str) -> bool:
    """Return whether it is this person's to ask for; the state of the delivery is another question."""
    who = next(guard for row in DELIVERY.values() if (guard := row.get(after)))
    steward, supplier = desk.steward, desk.supplies(delivery)
    return {Who.SUPPLIER: supplier, Who.STEWARD: steward, Who.EITHER: supplier or steward}[who]


def can(delivery: Delivery, after: str) -> bool:
    """Return whether a person can ask for it as the delivery stands."""
    return guard_of(DELIVERY, delivery.state, after) is not BY_ITSELF
