"""Jobs: written with the change, done once, taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from celery import Celery
from django.db import connection, transaction

from accounts.models import Partnership
from config.celery import app
from datasets import jobs
from datasets.models import Job
from datasets.registries import JOB_KINDS, JobKind
from tests.datasets import job_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    for name in ("note", "fail", "part", "write"):
        monkeypatch.setitem(JOB_KINDS, name, JobKind(getattr(job_work, name)))
    job_work.DONE.clear()
    return job_work.DONE


def queued(partnership: Partnership, kind: str = "note", key: str = "delivery:1") -> Job:
    with transaction.atomic():
        return jobs.enqueue(partnership=partnership, kind=kind, key=key)


def test_a_job_is_done_once_however_often_the_bell_rings(partnership, calls):
    job = queued(partnership)
    for _ in range(3):
        jobs.perform(job.pk)
    job.refresh_from_db()
    assert (calls, job.state, job.percent) == (["delivery:1"], Job.State.DONE, 100)


def test_asking_for_what_already_waits_makes_no_second_job(partnership, calls):
    assert queued(partnership).pk == queued(partnership).pk
    assert queued(partnership, key="delivery:2").pk != queued(partnership).pk


def test_a_change_that_is_rolled_back_leaves_no_job(partnership, calls):
    with transaction.atomic():
        jobs.enqueue(partnership=partnership, kind="note", key="delivery:1")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_job_that_another_worker_holds_is_left_alone(partnership, calls):
    job = queued(partnership)
    other = connection.copy()
    about = f"{partnership.pk} note delivery:1"
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [jobs.LOCK_SPACE, about])
        jobs.perform(job.pk)
        assert calls == []
    finally:
        other.close()
    jobs.perform(job.pk)
    assert calls == ["delivery:1"]


def test_a_job_left_running_by_a_worker_that_died_is_taken_up_again(partnership, calls):
    job = queued(partnership)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=1)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (calls, job.state, job.attempts) == (["delivery:1"], Job.State.DONE, 2)


def test_a_failing_job_is_tried_three_times_and_then_asks_for_a_person(partnership, calls):
    job = queued(partnership, kind="fail")
    for _ in range(4):
        try:
            jobs.perform(job.pk)
        except ZeroDivisionError:
            continue
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (Job.State.FAILED, 3, "ZeroDivisionError: on purpose")


@pytest.fixture
def dead_broker(settings) -> Iterator[None]:
    """Another Celery, whose broker is a port that nobody listens on."""
    with Celery("dead", broker="redis://127.0.0.1:1/0", set_as_current=False) as dead:
        dead.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        dead.set_current()
        yield
        app.set_current()


def test_asking_succeeds_when_the_broker_is_down_and_the_sweep_rings_again(partnership, calls, dead_broker, caplog):
    job = queued(partnership)
    assert "the broker does not answer" in caplog.text
    app.set_current()
    Job.objects.filter(pk=job.pk).update(created_at="2026-01-01T00:00Z")
    caplog.clear()
    assert (jobs.sweep(), caplog.text) == (1, "")


def test_a_job_that_is_stopped_while_it_runs_is_rolled_back(partnership, calls):
    job = queued(partnership, kind="write")
    jobs.perform(job.pk)
    job.refresh_from_db()
    partnership.refresh_from_db()
    assert (calls, job.state, job.is_open) == ([], Job.State.STOPPED, False)
    assert partnership.name != "half"


def test_a_job_that_is_stopped_while_it_waits_never_begins_and_can_be_asked_for_again(partnership, calls):
    job = queued(partnership)
    jobs.stop(job)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (calls, job.state) == ([], Job.State.STOPPED)
    jobs.perform(queued(partnership).pk)
    assert calls == ["delivery:1"]


def test_stopping_a_job_that_is_over_changes_nothing(partnership, calls):
    job = queued(partnership)
    jobs.perform(job.pk)
    jobs.stop(job)
    job.refresh_from_db()
    assert (job.state, job.stop) == (Job.State.DONE, False)


def test_a_job_that_a_dead_worker_left_running_is_stopped_by_the_next(partnership, calls):
    job = queued(partnership)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    jobs.stop(job)
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (calls, job.state) == ([], Job.State.STOPPED)


def test_an_unfinished_job_queues_again_until_all_is_done(partnership, calls):
    job = queued(partnership, kind="part")
    states = []
    for _ in range(4):
        jobs.perform(job.pk)
        states.append(Job.objects.get(pk=job.pk).state)
    assert states == ["queued", "queued", "done", "done"]
    assert (len(calls), Job.objects.count()) == (3, 1)


def test_a_job_that_finds_its_place_taken_rings_for_nobody(partnership, calls, monkeypatch):
    """Else two workers would ring for each other without end; whoever holds the place rings for the next."""
    monkeypatch.setitem(JOB_KINDS, "note", JobKind(job_work.note, alone=True))
    first, second = queued(partnership, key="1"), queued(partnership, key="2")
    rung: list[int] = []
    monkeypatch.setattr(jobs, "ring", rung.append)
    with closing(connection.copy()) as busy, busy.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [jobs.LANE_SPACE, "note"])
        jobs.perform(first.pk)
    assert (calls, rung) == ([], [])
    jobs.perform(first.pk)
    assert (calls, rung) == (["1"], [second.pk])


def test_an_unfinished_job_of_a_kind_with_one_place_lets_others_go_first_and_rings_itself(
    partnership, calls, monkeypatch
):
    monkeypatch.setitem(JOB_KINDS, "part", JobKind(job_work.part, alone=True))
    mine, theirs = queued(partnership, "part", "mine"), queued(partnership, "part", "theirs")
    rung: list[int] = []
    monkeypatch.setattr(jobs, "ring", rung.append)
    jobs.perform(mine.pk)
    jobs.perform(rung[-1])
    assert rung == [theirs.pk, mine.pk]
