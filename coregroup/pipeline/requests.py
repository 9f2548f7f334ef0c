"""Requests to join that got no answer in time: what the next meeting speaks about."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Partnership
from dia.models import Bundle, JoinRequest
from dia.pipeline.requests import expire_requests


def expired_requests(partnership: Partnership) -> QuerySet[JoinRequest]:
    """Return the requests of bundles that live, not asked anew since, and never on an agenda before.

    The oldest first.
    """
    expire_requests(partnership)
    anew = JoinRequest.objects.filter(bundle=OuterRef("bundle"), work=OuterRef("work"), pk__gt=OuterRef("pk"))
    found = JoinRequest.objects.filter(
        ~Exists(anew), bundle__in=Bundle.objects.of(partnership).live(), state=JoinRequest.State.EXPIRED, item=None
    )
    return (
        found.select_related("bundle__partnership", "work", "sender", "to").defer("work__place").order_by("due", "pk")
    )
