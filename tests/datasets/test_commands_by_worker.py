"""The commands that bring files while a real worker takes their jobs: whoever is first, the file is loaded."""

from __future__ import annotations

import time

import pytest

from datasets import jobs
from datasets.models import Job
from tests.datasets.tables import SQUARES, stored, wide
from tests.datasets.test_commands import on_disk, run  # noqa: F401 -- a fixture
from tests.effort import FULL
from tests.factories import square_city
from tests.worker import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("worker")]


@pytest.mark.full
def test_a_command_waits_for_the_worker_that_was_first(partnership, on_disk, monkeypatch):  # noqa: F811
    square_city(partnership)
    perform = jobs.perform

    def after_the_worker(job_id: int) -> None:
        """As a command that gets no time of the processor until the worker is at its job."""
        wait_until(lambda: Job.objects.get(pk=job_id).state != "queued", 30)
        perform(job_id)

    monkeypatch.setattr(jobs, "perform", after_the_worker)
    for year in range(2015, 2023):
        file = on_disk(
            wide("lonely", {code: 40 + at for at, code in enumerate(SQUARES)}, year=year, name=f"{year}.csv")
        )
        assert "Loaded: new 6" in run("import_statistics", file, partnership)
        assert stored(partnership, "lonely", year)[SQUARES[5]] == 45


@pytest.mark.full
def test_commands_in_a_row_beside_a_worker_all_load(partnership, on_disk):  # noqa: F811
    square_city(partnership)
    for year in range(2005, 2015 if FULL else 2007):
        file = on_disk(wide("lonely", dict.fromkeys(SQUARES, year / 50), year=year, name=f"{year}.csv"))
        assert "Loaded: new 6" in run("import_statistics", file, partnership)
        time.sleep(0.01)
