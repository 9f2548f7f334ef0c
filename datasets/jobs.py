"""Jobs: asked for in the transaction of the change, done by a worker, never lost and never done twice at once.

Celery is only the doorbell. A worker holds a job by a session advisory lock on a connection of its own: when the
worker dies, however it dies, PostgreSQL lets go of the lock at once, and the next ring takes the job up again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from celery import current_app
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.log_context import log_context
from accounts.models import Partnership
from datasets.models import Job
from datasets.registries import JOB_KINDS

logger = logging.getLogger(__name__)
LOCK_SPACE = 0x53574A  # first half of the advisory lock's key: jobs of this application
LANE_SPACE = 0x53574B  # and of kinds of which one runs at a time
PROGRESS_INTERVAL_S = 0.2
RING_AGAIN_AFTER = timedelta(seconds=5)


class Stopped(Exception):  # noqa: N818 -- nothing went wrong
    """Somebody asked the job to stop: what it has not committed is rolled back."""


class Unfinished(Exception):  # noqa: N818 -- nothing went wrong
    """Raise it out of a job that committed a part of its work, to queue the rest behind what waits."""


def enqueue(*, partnership: Partnership, kind: str, key: str) -> Job:
    """Write the job row with the caller's change; a job that already waits for the same thing is enough.

    The waiting row is locked until the caller commits, so that it cannot start without seeing the change.
    """
    job, _ = Job.objects.select_for_update().get_or_create(
        partnership=partnership, kind=kind, key=key, state=Job.State.QUEUED
    )
    if job.stop:  # the rest of one that was stopped between two parts: it is asked for anew
        job.stop = False
        job.save(update_fields=["stop"])
    transaction.on_commit(lambda: ring(job.pk))
    return job


def ring(job_id: int) -> None:
    """Tell the workers. Without a broker nothing is lost: `sweep` rings again."""
    try:
        current_app.send_task("datasets.tasks.perform_job", (job_id,), expires=60, retry=False)
    except (OperationalError, OSError):
        logger.warning("job %s waits: the broker does not answer", job_id)


def sweep() -> int:
    """Ring for every open job, and return how many there are; one that is being done `perform` leaves alone."""
    waiting = Job.objects.open().filter(created_at__lt=timezone.now() - RING_AGAIN_AFTER).values_list("pk", flat=True)
    for job_id in waiting:
        ring(job_id)
    return len(waiting)


def stop(job: Job) -> None:
    """Stop a job: one that waits at once, one that runs at its next `Progress`; one that is over stays as it is."""
    with transaction.atomic():
        held = Job.objects.open().select_for_update(of=("self",)).filter(pk=job.pk).first()
        if held is None:
            return
        held.stop = True
        if held.state == Job.State.QUEUED:
            held.state, held.finished_at = Job.State.STOPPED, timezone.now()
        held.save(update_fields=["stop", "state", "finished_at"])


class Progress:
    """Write to the job row outside the transaction of the work, so that a screen can follow it.

    Raises Stopped if asked.
    """

    def __init__(self, watch: BaseDatabaseWrapper, job_id: int) -> None:
        self._watch, self._job_id, self._written = watch, job_id, 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._written < PROGRESS_INTERVAL_S:
            return
        self._written = now
        with self._watch.cursor() as cursor:
            cursor.execute(
                "UPDATE datasets_job SET done = %s, total = %s WHERE id = %s RETURNING stop",
                [min(done, total), total, self._job_id],
            )
            row = cursor.fetchone()
        if row and row[0] and done < total:
            raise Stopped


def perform(job_id: int) -> None:
    """Do the job unless it is done or somebody is at the same thing.

    A failing job is tried again, three times in all.
    """
    asked = Job.objects.open().filter(pk=job_id).first()
    if asked is None:
        return
    held = False
    try:
        with _held(asked) as watch:
            if watch is not None:
                held = True
                _perform(asked, watch)
    finally:
        # Only who held it rings for what waits: two that keep each other waiting would ring for each other without end.
        for waiting in _waiting_after(asked) if held else ():
            ring(waiting.pk)


def _waiting_after(job: Job) -> Iterable[Job]:
    """Return the jobs that this one kept from beginning.

    Of a kind that runs one at a time only the one whose turn it is.
    """
    waiting = Job.objects.filter(state=Job.State.QUEUED, kind=job.kind).exclude(pk=job.pk, attempts__gt=0)
    if _is_alone(job):
        return waiting.order_by(F("started_at").asc(nulls_first=True), "created_at")[:1]
    return waiting.filter(partnership=job.partnership_id, key=job.key)


def _is_alone(job: Job) -> bool:
    """Return whether one of its kind runs at a time; of a kind that is no more nobody knows, and it fails as it begins."""
    return job.kind in JOB_KINDS and JOB_KINDS[job.kind].alone


def _perform(asked: Job, watch: BaseDatabaseWrapper) -> None:
    job = _claim(asked.pk)
    if job is not None:
        with log_context(job=job.pk, partnership=job.partnership.slug):
            _run(job, watch)


def _run(job: Job, watch: BaseDatabaseWrapper) -> None:
    logger.info("%s %s begins, attempt %s", job.kind, job.key, job.attempts)
    try:
        JOB_KINDS[job.kind].work(job.partnership, job.key, Progress(watch, job.pk))
    except Stopped:
        _finish(job, Job.State.STOPPED, "")
    except Unfinished:
        job.attempts = 0
        _finish(job, Job.State.QUEUED, "")
    except Exception as error:
        logger.exception("%s %s failed at attempt %s", job.kind, job.key, job.attempts)
        state = Job.State.QUEUED if job.attempts < Job.ATTEMPTS else Job.State.FAILED
        _finish(job, state, f"{type(error).__name__}: {error}"[:300])
        raise
    else:
        _finish(job, Job.State.DONE, "")


@contextmanager
def _held(job: Job) -> Iterator[BaseDatabaseWrapper | None]:
    """Yield a connection that holds what the job is about.

    None where another worker holds it, or its kind has no room.
    """
    watch = connection.copy()
    about = [(LOCK_SPACE, f"{job.partnership_id} {job.kind} {job.key}")]
    if _is_alone(job):
        about.append((LANE_SPACE, job.kind))
    try:
        yield watch if all(_lock(watch, space, text) for space, text in about) else None
    finally:
        watch.close()


def _lock(watch: BaseDatabaseWrapper, space: int, text: str) -> bool:
    with watch.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [space, text])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _claim(job_id: int) -> Job | None:
    """Mark the job as running and return it; "running" without a lock was left behind by a worker that died."""
    open_jobs = Job.objects.open().select_related("partnership").select_for_update(of=("self",))
    job = open_jobs.filter(pk=job_id).first()
    if job is None:
        return None
    if job.stop:
        _finish(job, Job.State.STOPPED, "")
        return None
    job.attempts += 1
    if job.attempts > Job.ATTEMPTS:
        _finish(job, Job.State.FAILED, job.error or "the worker ended three times during this job")
        return None
    job.state, job.started_at, job.done, job.total = Job.State.RUNNING, timezone.now(), 0, 0
    job.save(update_fields=["state", "attempts", "started_at", "done", "total"])
    return job


def _finish(job: Job, state: str, error: str) -> None:
    """Write the state in which a job ends.

    An identical job may have been queued meanwhile: then that one is the next attempt, or does the rest.
    """
    if (
        state == Job.State.QUEUED
        and Job.objects.filter(partnership=job.partnership, kind=job.kind, key=job.key, state=Job.State.QUEUED).exists()
    ):
        state = Job.State.FAILED if error else Job.State.DONE
    logger.info("%s %s is %s", job.kind, job.key, state)
    Job.objects.filter(pk=job.pk).update(state=state, error=error, finished_at=timezone.now(), attempts=job.attempts)
