"""Roles and their permissions, in one table. Code asks for a permission, never for a role."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import Partnership, Party, User


class Role(TextChoices):
    VIEWER = "viewer", _("viewer")
    ANALYST = "analyst", _("analyst")
    PLANNER = "planner", _("planner")
    BUDGET_HOLDER = "budget_holder", _("budget holder")
    SECRETARY = "secretary", _("secretary")
    ADMINISTRATOR = "administrator", _("administrator")


class Permission(Enum):
    READ = auto()  # everything of the partnership that no covenant closes
    # The core group
    LEAD = auto()  # meetings, agreements, agendas and ballots; agree on a model, propose and adopt a snapshot
    SPEAK = auto()  # for the own party: fill the backlog, answer, report a task done, propose a spearhead
    SIGN_AGREEMENT = auto()  # and offer a bid: for the own party
    # The weighing
    RECOMPUTE = auto()
    EDIT_MODEL = auto()  # draw up versions: themes, indicators, goalposts, thresholds
    MAKE_SNAPSHOT = auto()
    VOTE = auto()  # divide the points of the own party, as long as the party votes
    INTERPRET = auto()  # say what the own party knows of an area
    # The data
    DELIVER = auto()  # bring files, name columns, load, add assets, correct borders, draw and delete sub-areas
    REQUEST_DATA = auto()  # for the own party, and answer for a dataset that it owns
    DRAFT_COVENANT = auto()  # and hold its reviews
    SIGN_COVENANT = auto()  # and end it: for the own party
    OVERSEE = auto()  # read the whole access log, close or open any dataset, end any covenant
    # The agenda
    PLAN = auto()  # register and move works, propose bundles, answer requests: of the own party
    COMMIT = auto()  # money and manpower, contribute, consent: for the own party
    ASK_SCENARIO = auto()


P = Permission
_PARTICIPANT = frozenset({P.READ, P.SPEAK, P.VOTE, P.INTERPRET, P.REQUEST_DATA})
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({P.READ}),
    Role.ANALYST: _PARTICIPANT | {P.DELIVER, P.RECOMPUTE, P.EDIT_MODEL, P.MAKE_SNAPSHOT},
    Role.PLANNER: _PARTICIPANT | {P.PLAN, P.ASK_SCENARIO},
    Role.BUDGET_HOLDER: _PARTICIPANT | {P.PLAN, P.COMMIT, P.ASK_SCENARIO, P.SIGN_COVENANT, P.SIGN_AGREEMENT},
    Role.SECRETARY: _PARTICIPANT | {P.LEAD, P.MAKE_SNAPSHOT, P.ASK_SCENARIO, P.DRAFT_COVENANT, P.SIGN_COVENANT},
    Role.ADMINISTRATOR: frozenset(P),
}


@cache
def roles_with(*permissions: Permission) -> frozenset[Role]:
    """Return the roles that hold at least one of the permissions."""
    return frozenset(role for role, held in PERMISSIONS.items() if not held.isdisjoint(permissions))


def may(user: User | AnonymousUser, permission: Permission, partnership: Partnership) -> bool:
    """Return whether the user holds the permission in the partnership, for whichever party; one query per request."""
    return not isinstance(user, AnonymousUser) and not user.roles_in(partnership).isdisjoint(roles_with(permission))


def acts_for(user: User, permission: Permission, partnership: Partnership, party: Party | None) -> bool:
    """Return whether the user holds the permission for this very party; nobody does where there is none."""
    return party is not None and user.parties_in(partnership, permission).filter(pk=party.pk).exists()
