"""Permissions that depend on who owns a dataset."""

from __future__ import annotations

from accounts.models import Partnership, User
from accounts.permissions import P, acts_for, may
from datasets.models import Dataset


def may_answer(user: User, dataset: Dataset) -> bool:
    """Answer who asks for a dataset: people of its owner."""
    return acts_for(user, P.REQUEST_DATA, dataset.partnership, dataset.owner)


def may_protect(user: User, dataset: Dataset) -> bool:
    """Return whether a user may say which figures of a dataset are about too few people to be shown.

    Its owner's analysts and administrators may.
    """
    oversees = may(user, P.OVERSEE, dataset.partnership)
    return oversees or acts_for(user, P.DELIVER, dataset.partnership, dataset.owner)


def may_protect_any(user: User, partnership: Partnership) -> bool:
    """Return whether there is a dataset here whose rule this person may set."""
    own = Dataset.objects.filter(partnership=partnership, owner__in=user.parties_in(partnership, P.DELIVER))
    return may(user, P.OVERSEE, partnership) or own.exists()


def may_close(user: User, dataset: Dataset) -> bool:
    """Say that a dataset is shared only under a covenant, or no longer: who signs for its owner, and administrators."""
    oversees = may(user, P.OVERSEE, dataset.partnership)
    return dataset.owner is not None and (
        oversees or acts_for(user, P.SIGN_COVENANT, dataset.partnership, dataset.owner)
    )
