"""What workers do for the agendas."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Partnership
from datasets.jobs import Progress
from datasets.pipeline.deliveries import data_changed
from dia.pipeline import observe_investments


@transaction.atomic
def observe(partnership: Partnership, key: str, progress: Progress) -> None:
    """Count again what the parties plan per dwelling, after a change of areas or dwellings; says so only if it differs."""
    if observe_investments(partnership):
        data_changed(partnership)
    progress(1, 1)
