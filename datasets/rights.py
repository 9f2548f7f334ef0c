"""Who may do what at the data desk; everybody of the partnership may look."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import Partnership, User

MAY_DELIVER = ("analyst", "administrator")


def may_deliver(user: User | AnonymousUser, partnership: Partnership) -> bool:
    """Bring files, name columns, load, add assets, correct borders, draw and delete sub-areas."""
    return isinstance(user, User) and user.has_role(partnership, *MAY_DELIVER)
