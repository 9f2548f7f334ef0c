"""A job that kills its worker each time, or that no worker knows, is set aside as "needs a person"; others go on."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from accounts.models import Partnership
from datasets import jobs
from datasets.models import Job
from tests.effort import sampled
from tests.worker import running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.full]


@pytest.mark.parametrize(
    ("kind", "error"),
    sampled([("die", "the worker ended three times during this job"), ("unknown", "KeyError: 'unknown'")]),
)
def test_a_job_that_never_ends_well_is_set_aside_and_others_go_on(
    partnership: Partnership, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, error: str
):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.faults.deadly_jobs")
    with running_worker(tmp_path / "worker.log") as worker:
        with transaction.atomic():
            bad = jobs.enqueue(partnership=partnership, kind=kind, key="1")
        wait_until(lambda: state_after_a_ring(bad) == Job.State.FAILED, 30, worker.log.read_text)
        with transaction.atomic():
            good = jobs.enqueue(partnership=partnership, kind="rest", key="1")
        wait_until(lambda: Job.objects.get(pk=good.pk).state == Job.State.DONE, 15, worker.log.read_text)
        assert worker.process.poll() is None
    bad.refresh_from_db()
    assert (bad.attempts >= Job.ATTEMPTS, bad.error) == (True, error)


def state_after_a_ring(job: Job) -> str:
    """As beat does, but sooner."""
    jobs.ring(job.pk)
    return Job.objects.get(pk=job.pk).state
