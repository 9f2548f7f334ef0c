"""The page of the access log."""

from __future__ import annotations

from typing import Any

from accounts.models import Partnership, User
from accounts.permissions import P, may
from datasets.models import Dataset
from datasets.pipeline.access import log_for, of_dataset

SHOWN = 200


def log_page(partnership: Partnership, user: User, dataset: str) -> dict[str, Any]:
    """Return the newest events; `dataset` keeps one, an unknown number all."""
    events = log_for(user, partnership)
    found = Dataset.objects.filter(pk__in=events.order_by().values("dataset")).order_by("title", "pk")
    kept = of_dataset(events, dataset)
    return {
        "events": kept[:SHOWN],
        "count": kept.count(),
        "shown": SHOWN,
        "datasets": found,
        "chosen": dataset,
        "oversees": may(user, P.OVERSEE, partnership),
    }
