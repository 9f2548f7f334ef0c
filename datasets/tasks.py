"""Tasks of the worker: each takes ids, makes one call and may run twice."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction

from accounts.models import Partnership
from datasets import jobs
from datasets.exports import making
from datasets.models import Delivery, Export
from datasets.pipeline import deliveries, undoing


@shared_task
def perform_job(job_id: int) -> None:
    jobs.perform(job_id)


@shared_task
def sweep_jobs() -> None:
    jobs.sweep()


@shared_task
def follow_covenants() -> None:
    """Weigh anew what all may read: covenants begin and end with a day, and parties come and go.

    The same figures give the same run, so nothing is lost where nothing changed.
    """
    for partnership in Partnership.objects.filter(datasets__covenant_required=True).distinct():
        with transaction.atomic():
            deliveries.data_changed(partnership)


@shared_task
def sweep_exports() -> None:
    making.sweep()


def make_export(partnership: Partnership, key: str, progress: jobs.Progress) -> None:
    making.make(Export.objects.of(partnership).select_related("asked_by").get(pk=key.removeprefix("export:")), progress)


def check_delivery(partnership: Partnership, key: str, progress: jobs.Progress) -> None:
    deliveries.check(_delivery(partnership, key), progress)


def load_delivery(partnership: Partnership, key: str, progress: jobs.Progress) -> None:
    deliveries.load(_delivery(partnership, key), progress)


def undo_delivery(partnership: Partnership, key: str, progress: jobs.Progress) -> None:
    undoing.undo(_delivery(partnership, key), progress)


def _delivery(partnership: Partnership, key: str) -> Delivery:
    return (
        Delivery.objects.of(partnership).select_related("partnership", "dataset").get(pk=key.removeprefix("delivery:"))
    )
