"""A worker that is killed during a load leaves the old data whole; another one finishes the load."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from datasets import actions, jobs
from datasets.models import Delivery, Job, Observation
from tests import factories
from tests.worker import running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.full]
YEARS = range(2001, 2021)


def table(value: int) -> str:
    rows = [f"BU0153{r:02}{c:02};{year};{value + r + c}" for year in YEARS for r in range(2) for c in range(3)]
    return "\n".join(["gebiedscode;jaar;lonely", *rows])


def stored() -> set[float]:
    return set(Observation.objects.values_list("value", flat=True))


def test_a_load_of_which_the_worker_is_killed_is_finished_by_the_next(partnership, tmp_path: Path):
    factories.square_city(partnership)
    factories.deliver(partnership, factories.upload("eerst.csv", table(10)))
    before = stored()
    later = factories.deliver(partnership, factories.upload("later.csv", table(50)), load=False)
    # On six areas nothing takes long: a lock on the figures holds the load in the middle of its transaction.
    with running_worker(tmp_path / "first.log") as first, closing(connection.copy()) as blocker:
        blocker.cursor().execute("BEGIN; LOCK TABLE datasets_observation IN SHARE MODE")
        actions.load(delivery=later, by=None)
        load = Job.objects.get(kind="datasets.load", key=f"delivery:{later.pk}")
        wait_until(waits_for_lock, 30, first.log.read_text)
        first.kill()
    assert stored() == before
    assert Job.objects.get(pk=load.pk).state == Job.State.RUNNING
    with running_worker(tmp_path / "second.log") as second:
        Job.objects.filter(pk=load.pk).update(created_at="2026-01-01T00:00Z")
        jobs.sweep()
        wait_until(lambda: Job.objects.get(pk=load.pk).state == Job.State.DONE, 60, second.log.read_text)
    later.refresh_from_db()
    assert later.state == Delivery.State.CURRENT
    assert stored() == {value + 40 for value in before}
    assert Observation.objects.count() == len(YEARS) * 6


def waits_for_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
        return cursor.fetchone() is not None
