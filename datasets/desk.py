"""The part of a person at the data desk: delivers for his parties, or looks after the data of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership, Partnership, Party, User
from accounts.permissions import P, may, roles_with
from datasets.models import Delivery


@dataclass(frozen=True, slots=True)
class Desk:
    """For whom a person delivers, by id of the party; and whether the data of all are in his care."""

    parties: Mapping[int, Party] = field(default_factory=dict)
    steward: bool = False

    def supplies(self, delivery: Delivery) -> bool:
        """Return whether this is the supplier.

        A delivery of no party (by command, or counted here) is the stewards'.
        """
        return self.steward if delivery.supplier_id is None else delivery.supplier_id in self.parties

    @property
    def usual(self) -> Party | None:
        """Return the party that a delivery comes from when nobody says which: the municipality before the others."""
        return min(self.parties.values(), key=lambda party: (not _is_municipality(party), party.name), default=None)


def desk_of(user: User | AnonymousUser, partnership: Partnership) -> Desk:
    """Return the desk of a user, in one query.

    Stewards are the analysts of the municipality and the administrators, of whichever party.
    """
    if not may(user, P.DELIVER, partnership) or not isinstance(user, User):
        return Desk()
    return desk_of_memberships(sorted(user.memberships_in(partnership), key=lambda each: each.party.name))


def desk_of_memberships(held: Iterable[Membership]) -> Desk:
    """Return the same desk, for who has read what somebody is in a partnership."""
    found = [each for each in held if each.role in roles_with(P.DELIVER)]
    steward = any(each.role in roles_with(P.OVERSEE) or _is_municipality(each.party) for each in found)
    return Desk({each.party_id: each.party for each in found}, steward)


def _is_municipality(party: Party) -> bool:
    return party.kind == Party.Kind.MUNICIPALITY
