"""Roles that may do what with meetings and agreements. Everybody of the partnership may look; each party answers for
itself."""

from __future__ import annotations

from accounts.models import Partnership, Party, Seat, User
from dia.rights import acts_for

# Prepare, lead and close meetings, keep the minutes, draw up agreements.
MAY_LEAD = ("secretary", "administrator")
# Put an item on the backlog, answer for the own party, report an action done, propose a spearhead.
MAY_SPEAK = ("analyst", "planner", "budget_holder", "secretary", "administrator")
# Offer a bid, sign an agreement: of the own party only.
MAY_SIGN = ("budget_holder", "administrator")


def voters(partnership: Partnership) -> list[Party]:
    """The parties that have a vote today, by name."""
    seats = Seat.objects.of(partnership).current().filter(votes=True)
    return list(Party.objects.filter(pk__in=seats.values("party")).order_by("name"))


def speaks_for(user: User, partnership: Partnership, party: Party, *roles: str) -> bool:
    return acts_for(user, partnership, party, *(roles or MAY_SPEAK))
