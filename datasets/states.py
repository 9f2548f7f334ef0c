"""Which state of a delivery follows which, and who may ask for it: in one place. Screens and actions ask here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from datasets.desk import Desk
from datasets.models import Delivery

RECEIVED, UNMAPPED, REFUSED, CHECKED = "received", "unmapped", "refused", "checked"
APPROVED, RETURNED, WITHDRAWN = "approved", "returned", "withdrawn"
CURRENT, SUPERSEDED, UNDONE = "current", "superseded", "undone"


class Who(Enum):
    SUPPLIER = auto()  # who delivers for the party that the delivery came from
    STEWARD = auto()  # who looks after the data of the whole partnership
    EITHER = auto()


@dataclass(frozen=True, slots=True)
class Change:
    """A state that a person may ask for: from which states, and who."""

    before: tuple[str, ...]
    who: Who


ASKED: Mapping[str, Change] = {
    RECEIVED: Change(
        (RECEIVED, UNMAPPED, REFUSED, CHECKED, RETURNED), Who.EITHER
    ),  # read anew: other columns, mended, another file
    APPROVED: Change((CHECKED,), Who.SUPPLIER),
    CURRENT: Change((APPROVED,), Who.STEWARD),  # accepted: the load follows
    RETURNED: Change((APPROVED,), Who.STEWARD),
    WITHDRAWN: Change((RECEIVED, UNMAPPED, REFUSED, CHECKED, APPROVED, RETURNED), Who.SUPPLIER),
    UNDONE: Change((CURRENT,), Who.EITHER),
}
# What follows from something else, by a worker or by the undo of another delivery.
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    UNMAPPED: (RECEIVED,),
    REFUSED: (RECEIVED, APPROVED),  # areas may go between the check and the load
    CHECKED: (RECEIVED,),
    CURRENT: (APPROVED, SUPERSEDED),
    SUPERSEDED: (CURRENT,),
}
LIVE = (CURRENT, SUPERSEDED)  # its figures are in the store, or were replaced there
WAITING = (RECEIVED, UNMAPPED, CHECKED, APPROVED)  # on its way: the same file again is this delivery


def may(desk: Desk, delivery: Delivery, after: str) -> bool:
    """Return whether it is this person's to ask for; the state of the delivery is another question."""
    who = ASKED[after].who
    steward, supplier = desk.steward, desk.supplies(delivery)
    return {Who.SUPPLIER: supplier, Who.STEWARD: steward, Who.EITHER: supplier or steward}[who]


def can(delivery: Delivery, after: str) -> bool:
    """Return whether a person can ask for it as the delivery stands."""
    return delivery.state in ASKED[after].before


def follows(before: str, after: str) -> bool:
    return before in FOLLOWS.get(after, ()) or before in (ASKED[after].before if after in ASKED else ())
