"""The history of a delivery: a line for every change of its state, in the transaction of the change."""

from __future__ import annotations

from accounts.models import User
from datasets.models import Delivery, DeliveryEvent


def note(delivery: Delivery, before: str, *, by: User | None = None, reason: str = "") -> None:
    """That it went from `before` to where it is now. The supplier it came from stands with the line."""
    DeliveryEvent.objects.create(
        delivery=delivery, before=before, after=delivery.state, by=by, party_id=delivery.supplier_id, reason=reason
    )
