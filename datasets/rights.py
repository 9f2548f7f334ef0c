"""Roles that may do what at the data desk; everybody of the partnership may look."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import Partnership, Party, User
from datasets.models import Dataset

MAY_DELIVER = ("analyst", "administrator")
# Draw up covenants and hold their reviews.
MAY_DRAFT = ("secretary", "administrator")
# Sign and end a covenant: for the own party only.
MAY_SIGN = ("budget_holder", "secretary", "administrator")
# Ask for a dataset on behalf of the own party, and answer for one that it owns.
MAY_ASK = ("analyst", "planner", "budget_holder", "secretary", "administrator")
# Read the whole access log, close or open any dataset, end any covenant.
MAY_OVERSEE = ("administrator",)


def may_deliver(user: User | AnonymousUser, partnership: Partnership) -> bool:
    """Bring files, name columns, load, add assets, correct borders, draw and delete sub-areas."""
    return isinstance(user, User) and user.has_role(partnership, *MAY_DELIVER)


def acts_for(user: User, partnership: Partnership, party: Party | None, *roles: str) -> bool:
    return party is not None and user.parties_in(partnership, *roles).filter(pk=party.pk).exists()


def may_answer(user: User, dataset: Dataset) -> bool:
    """Answer who asks for a dataset: people of its owner."""
    return acts_for(user, dataset.partnership, dataset.owner, *MAY_ASK)


def may_protect(user: User, dataset: Dataset) -> bool:
    """Decide which figures of a dataset are about too few people to be shown: its owner's analysts, and administrators."""
    oversees = user.has_role(dataset.partnership, *MAY_OVERSEE)
    return oversees or acts_for(user, dataset.partnership, dataset.owner, *MAY_DELIVER)


def may_protect_any(user: User, partnership: Partnership) -> bool:
    """Return whether there is a dataset here whose rule this person may set."""
    own = Dataset.objects.filter(partnership=partnership, owner__in=user.parties_in(partnership, *MAY_DELIVER))
    return user.has_role(partnership, *MAY_OVERSEE) or own.exists()


def may_close(user: User, dataset: Dataset) -> bool:
    """Say that a dataset is shared only under a covenant, or no longer: who signs for its owner, and administrators."""
    oversees = user.has_role(dataset.partnership, *MAY_OVERSEE)
    return dataset.owner is not None and (oversees or acts_for(user, dataset.partnership, dataset.owner, *MAY_SIGN))
