"""Tasks of the worker for the weighing."""

from __future__ import annotations

from typing import Any

from celery.signals import worker_ready
from django.db import transaction

from accounts.models import Partnership
from datasets import jobs
from datasets.jobs import Progress
from datasets.models import Level
from sia import pipeline
from sia.models import Diagnosis, ScoreModel, ScoreRun
from sia.pipeline.diagnose import diagnose_run
from sia.scoring import ENGINE_VERSION

LEVELS = [Level.BUURT, Level.WIJK]


@worker_ready.connect
def recompute_after_update(**_: Any) -> None:
    """Queue a recompute where the newest run of a level was made by another version of the engine."""
    newest = ScoreRun.objects.order_by("partnership", "level", "-created_at", "-pk").distinct("partnership", "level")
    former = {
        run.partnership_id
        for run in newest.only("partnership_id", "engine_version")
        if run.engine_version != ENGINE_VERSION
    }
    for partnership in Partnership.objects.filter(pk__in=former):
        with transaction.atomic():
            jobs.enqueue(partnership=partnership, kind="sia.recompute", key="all")


def recompute(partnership: Partnership, key: str, progress: Progress) -> None:
    """Bring the model's proposal and the runs of both levels up to date with the figures.

    A second call changes nothing.
    """
    partnership.refresh_from_db(fields=["data_version"])
    model = pipeline.refresh_starter(partnership)
    if model is None:
        return
    for done, level in enumerate(LEVELS, start=1):
        _compute(partnership, model, level)
        progress(done, len(LEVELS))


@transaction.atomic
def _compute(partnership: Partnership, model: ScoreModel, level: str) -> None:
    """Compute the run and queue, in the same transaction, the job that diagnoses it.

    The scores do not wait for that.
    """
    run = pipeline.compute(partnership, model, level)
    if run is not None and not Diagnosis.objects.filter(run=run).exists():
        jobs.enqueue(partnership=partnership, kind="sia.diagnose", key=str(run.pk))


def diagnose(partnership: Partnership, key: str, progress: Progress) -> None:
    """Say what the order of run `key` depends on. A run that is gone or has its diagnosis is left alone."""
    run = ScoreRun.objects.of(partnership).filter(pk=int(key)).first()
    if run is not None:
        diagnose_run(run)
    progress(1, 1)
