"""Requests to join whose day has passed: they expire, and go on the next meeting."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Partnership
from dia.models import JoinRequest


def expire_requests(partnership: Partnership) -> int:
    """Expire requests whose day has passed, and return how many did; the day itself is still in time."""
    late = JoinRequest.objects.filter(
        bundle__partnership=partnership, state=JoinRequest.State.SENT, due__lt=timezone.localdate()
    )
    return late.update(state=JoinRequest.State.EXPIRED)
