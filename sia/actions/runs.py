"""Actions on runs."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Partnership, User
from datasets import jobs


@transaction.atomic
def recompute(*, partnership: Partnership, by: User | None) -> None:
    """Queue a recompute of both levels; one that waits already is enough."""
    jobs.enqueue(partnership=partnership, kind="sia.recompute", key="all")
