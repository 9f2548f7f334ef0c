"""Tasks of the worker for the agendas."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction

from accounts.models import Partnership
from datasets import jobs
from datasets.jobs import Progress
from datasets.pipeline.deliveries import data_changed
from dia.models import Scenario
from dia.pipeline import observe_investments, observe_moments, observe_opportunities
from dia.pipeline.conflicts import find_conflicts as bring_conflicts_up_to_date
from dia.pipeline.opportunities import find_opportunities as bring_opportunities_up_to_date
from dia.pipeline.requests import expire_requests
from dia.pipeline.scenarios_run import run

# What works, sites and opportunities tell of the potential of an area.
OBSERVED = (observe_investments, observe_opportunities, observe_moments)
PIECE_S = 20.0  # of a search, before it queues behind those of others


@shared_task
def expire_overdue_requests() -> None:
    """Expire each night, in every partnership, the requests whose day has passed.

    Their opportunities are looked up again. May run twice: the second time there is nothing left to do.
    """
    for partnership in Partnership.objects.order_by("pk"):
        with transaction.atomic():
            if expire_requests(partnership):
                jobs.enqueue(partnership=partnership, kind="dia.find_opportunities", key="all")


@transaction.atomic
def observe(partnership: Partnership, key: str, progress: Progress) -> None:
    """Count again what is planned, could be coupled and is due in each area.

    After a change of works, sites, areas or dwellings, or where an opportunity is declined; says so only if it differs.
    """
    changed = [count(partnership) for count in OBSERVED]
    if any(changed):
        data_changed(partnership)
    progress(1, 1)


def find_opportunities(partnership: Partnership, key: str, progress: Progress) -> None:
    """Look again which works could go together; requests whose day has passed expire. May run twice.

    Not in one transaction: what is found is written as it goes, and a long search lets other partnerships go first.
    """
    with transaction.atomic():
        expire_requests(partnership)
    whole = bring_opportunities_up_to_date(partnership, progress, seconds=PIECE_S)
    with transaction.atomic():
        if observe_opportunities(partnership):
            data_changed(partnership)
    if not whole:
        raise jobs.Unfinished


def find_conflicts(partnership: Partnership, key: str, progress: Progress) -> None:
    """Look again which works clash. May run twice."""
    bring_conflicts_up_to_date(partnership)
    progress(1, 1)


def optimise(partnership: Partnership, key: str, progress: Progress) -> None:
    """Compute scenario `key`.

    Not in one transaction: its progress is followed, and it can be stopped, while it runs.
    """
    scenario = Scenario.objects.of(partnership).select_related("agenda__partnership").filter(pk=int(key)).first()
    if scenario is not None:
        try:
            run(scenario)
        except Exception as fault:
            Scenario.objects.filter(pk=scenario.pk).update(state=Scenario.State.FAILED, error=str(fault)[:1000])
            raise
    progress(1, 1)
