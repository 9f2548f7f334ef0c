"""The daily mail: wanted or not."""

from __future__ import annotations

from accounts.models import User
from coregroup.models import Digest


def choose_digest(*, by: User, wanted: bool) -> None:
    """Choose whether the person itself gets the daily mail; what was told already is not told again."""
    Digest.objects.update_or_create(user=by, defaults={"wanted": wanted})
