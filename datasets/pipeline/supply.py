"""Promises beside what came: who is late, and what is due soon."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Partnership
from datasets import states
from datasets.due_dates import Due, Standing, matched, standing
from datasets.models import Delivery, DeliveryPromise

COUNTS = (*states.LIVE, states.APPROVED)  # its supplier did what was promised; the rest is the steward's
LAST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Promise:
    """`due` is the day that counts today; `last` are the newest due days that something came for."""

    promise: DeliveryPromise
    standing: Standing
    due: Due
    last: list[tuple[Due, Delivery]]
    today: dt.date

    @property
    def days_late(self) -> int:
        return self.due.days_late_on(self.today)


def promises(partnership: Partnership, today: dt.date) -> list[Promise]:
    """Return late promises first, then by the day on which they are due; two queries."""
    kept = list(DeliveryPromise.objects.of(partnership).select_related("dataset__owner", "party"))
    brought: dict[int, dict[dt.date, Delivery]] = defaultdict(dict)
    found = Delivery.objects.of(partnership).filter(dataset__in=[each.dataset_id for each in kept], state__in=COUNTS)
    for delivery in found.only("name", "dataset", "created_at", "state").order_by("created_at"):
        brought[delivery.dataset_id or 0].setdefault(timezone.localdate(delivery.created_at), delivery)
    rows = [_promise(each, brought[each.dataset_id], today) for each in kept]
    return sorted(rows, key=lambda row: (row.standing != "late", row.due.on, row.promise.dataset.title, row.promise.pk))


def _promise(promise: DeliveryPromise, brought: dict[dt.date, Delivery], today: dt.date) -> Promise:
    dues = matched(promise.first_on, promise.every_months, brought, today)
    kind, due = standing(dues, today)
    last = [(each, brought[each.came]) for each in reversed(dues) if each.came][:LAST_SHOWN]
    return Promise(promise, kind, due, last, today)
