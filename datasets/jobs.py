"""Jobs: asked for in the transaction of the change, done by a worker, never lost and never done twice at once.

Celery is only the doorbell. A worker holds a job by a session advisory lock on a connection of its own: when the
worker dies, however it dies, PostgreSQL lets go of the lock at once, and the next ring takes the job up again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from accounts.models import Partnership
from datasets.models import Job

logger = logging.getLogger(__name__)
LOCK_SPACE = 0x53574A  # first half of the advisory lock's key: jobs of this application
PROGRESS_INTERVAL_S = 0.2
RING_AGAIN_AFTER = timedelta(seconds=5)


def enqueue(*, partnership: Partnership, kind: str, key: str) -> Job:
    """The job row, written with the caller's change; a job that already waits for the same thing is enough.

    The waiting row is locked until the caller commits, so that it cannot start without seeing the change.
    """
    job, _ = Job.objects.select_for_update().get_or_create(
        partnership=partnership, kind=kind, key=key, state=Job.State.QUEUED
    )
    transaction.on_commit(lambda: ring(job.pk))
    return job


def ring(job_id: int) -> None:
    """Tell the workers. Without a broker nothing is lost: `sweep` rings again."""
    try:
        current_app.send_task("datasets.tasks.perform_job", (job_id,), expires=60, retry=False)
    except (OperationalError, OSError):
        logger.warning("job %s waits: the broker does not answer", job_id)


def sweep() -> int:
    """Ring for every open job; a job that is being done is left alone by `perform`. Returns how many."""
    waiting = Job.objects.open().filter(created_at__lt=timezone.now() - RING_AGAIN_AFTER).values_list("pk", flat=True)
    for job_id in waiting:
        ring(job_id)
    return len(waiting)


class Progress:
    """Writes to the job row outside the transaction of the work, so that a screen can follow it."""

    def __init__(self, watch: BaseDatabaseWrapper, job_id: int) -> None:
        self._watch, self._job_id, self._written = watch, job_id, 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._written < PROGRESS_INTERVAL_S:
            return
        self._written = now
        with self._watch.cursor() as cursor:
            cursor.execute(
                "UPDATE datasets_job SET done = %s, total = %s WHERE id = %s", [min(done, total), total, self._job_id]
            )


def perform(job_id: int) -> None:
    """Do the job unless it is done or somebody is at the same thing. A failing job is tried again, three times in all."""
    asked = Job.objects.open().filter(pk=job_id).first()
    if asked is None:
        return
    try:
        _perform(asked)
    finally:
        for successor in Job.objects.open().filter(partnership=asked.partnership_id, kind=asked.kind, key=asked.key):
            if successor.pk != job_id:
                ring(successor.pk)


def _perform(asked: Job) -> None:
    with _held(asked) as watch:
        job = _claim(asked.pk) if watch else None
        if watch is None or job is None:
            return
        try:
            work = import_string(settings.JOB_KINDS[job.kind])
            work(job.partnership, job.key, Progress(watch, job.pk))
        except Exception as error:
            logger.exception("job %s failed at attempt %s", job, job.attempts)
            state = Job.State.QUEUED if job.attempts < Job.ATTEMPTS else Job.State.FAILED
            _finish(job, state, f"{type(error).__name__}: {error}"[:300])
            raise
        _finish(job, Job.State.DONE, "")


@contextmanager
def _held(job: Job) -> Iterator[BaseDatabaseWrapper | None]:
    """A connection that holds what the job is about; None where another worker holds it."""
    watch = connection.copy()
    try:
        with watch.cursor() as cursor:
            about = f"{job.partnership_id} {job.kind} {job.key}"
            cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [LOCK_SPACE, about])
            (mine,) = cursor.fetchone()
        yield watch if mine else None
    finally:
        watch.close()


def _claim(job_id: int) -> Job | None:
    """The job, now running; "running" without a lock was left behind by a worker that died."""
    job = Job.objects.open().select_related("partnership").filter(pk=job_id).first()
    if job is None:
        return None
    job.attempts += 1
    if job.attempts > Job.ATTEMPTS:
        _finish(job, Job.State.FAILED, job.error or "the worker ended three times during this job")
        return None
    job.state, job.started_at, job.done, job.total = Job.State.RUNNING, timezone.now(), 0, 0
    job.save(update_fields=["state", "attempts", "started_at", "done", "total"])
    return job


def _finish(job: Job, state: str, error: str) -> None:
    """An identical job may have been queued meanwhile: then that one is the next attempt."""
    if (
        state == Job.State.QUEUED
        and Job.objects.filter(partnership=job.partnership, kind=job.kind, key=job.key, state=Job.State.QUEUED).exists()
    ):
        state = Job.State.FAILED
    Job.objects.filter(pk=job.pk).update(state=state, error=error, finished_at=timezone.now(), attempts=job.attempts)
