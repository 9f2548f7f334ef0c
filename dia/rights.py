"""Roles that may do what with works, agendas and money. Everybody of the partnership may look; each party acts for
itself."""

from __future__ import annotations

from accounts.models import Partnership, Party, User

# Register and move works, propose bundles, answer requests: of the own party only.
MAY_PLAN = ("planner", "budget_holder", "administrator")
# Commit money and manpower, contribute, consent: of the own party only.
MAY_COMMIT = ("budget_holder", "administrator")
# Open agendas and move them on: what the core group decided.
MAY_LEAD = ("secretary", "administrator")


def parties_of(user: User, partnership: Partnership, *roles: str) -> list[Party]:
    return list(user.parties_in(partnership, *roles))


def acts_for(user: User, partnership: Partnership, party: Party, *roles: str) -> bool:
    return party in parties_of(user, partnership, *roles)
