"""The history of a delivery: a line for every change of its state, in the transaction of the change."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from datasets.models import Delivery, DeliveryEvent
from datasets.pipeline import check_cache


def note(delivery: Delivery, before: str, *, by: User | None = None, reason: str = "") -> None:
    """Note that a delivery went from `before` to where it is now.

    The supplier it came from stands with the line. What was kept for its load goes with the last state before that.
    """
    DeliveryEvent.objects.create(
        delivery=delivery, before=before, after=delivery.state, by=by, party_id=delivery.supplier_id, reason=reason
    )
    if before in check_cache.WAITING and delivery.state not in check_cache.WAITING:
        transaction.on_commit(lambda: check_cache.forget(delivery))
