"""Loads that fail half-way, and people who bring, add and load at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import connection, connections, transaction
from django.db.utils import OperationalError

from accounts.models import Partnership
from datasets import actions, jobs
from datasets.models import Asset, Delivery, Job, Observation, ObservationRevision
from tests.datasets.drawn import box, outlines
from tests.datasets.tables import SQUARES, stored, unprotected, version, whole_store, wide
from tests.datasets.test_derived import add
from tests.factories import deliver, run_jobs, square_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(partnership):
    square_city(partnership)
    return partnership


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each in a thread and a connection of its own, started together."""
    together, answers = threading.Barrier(len(acts), timeout=20), [None] * len(acts)

    def act(place: int) -> None:
        try:
            together.wait()
            answers[place] = acts[place]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def attempt(job: Job) -> type[Exception] | None:
    try:
        jobs.perform(job.pk)
    except Exception as error:  # noqa: BLE001 -- which one it is, is the answer
        return type(error)
    return None


@contextmanager
def areas_held() -> Iterator[None]:
    """Somebody holds the areas and this connection waits no longer than a moment: a load of inhabitants fails at its end."""
    with closing(connection.copy()) as other:
        other.cursor().execute("BEGIN; SELECT id FROM datasets_area FOR UPDATE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
            yield
            cursor.execute("RESET lock_timeout")


def test_a_load_that_fails_half_way_leaves_the_old_figures_whole_and_asks_for_a_person_after_three_attempts(city):
    deliver(city, wide("inhabitants", {"BU01530000": 400, "BU01530001": 410}))
    before = whole_store(city)
    stuck = deliver(city, wide("inhabitants", {"BU01530000": 440, "BU01530001": 410}), load=False)
    actions.load(delivery=stuck, by=None)
    job = Job.objects.get(kind="datasets.load", key=f"delivery:{stuck.pk}")
    outcomes = []
    with areas_held():
        for _ in range(4):
            outcomes.append(attempt(job))
            job.refresh_from_db()
            stuck.refresh_from_db()
            assert (whole_store(city), ObservationRevision.objects.filter(replaced_by=stuck).count()) == (before, 0)
            assert stuck.state == "approved"
    assert outcomes == [OperationalError, OperationalError, OperationalError, None]
    assert (job.state, job.attempts, "lock timeout" in job.error) == ("failed", 3, True)


def test_a_load_that_failed_once_is_done_at_the_next_attempt(city):
    """At the first attempt the file is mislaid."""
    checked = deliver(city, wide("lonely", {"BU01530000": 44}), load=False)
    actions.load(delivery=checked, by=None)
    job = Job.objects.get(kind="datasets.load")
    Delivery.objects.filter(pk=checked.pk).update(file="deliveries/mislaid")
    assert attempt(job) is FileNotFoundError
    Delivery.objects.filter(pk=checked.pk).update(file=checked.file.name)
    assert attempt(job) is None
    job.refresh_from_db()
    assert (job.state, job.attempts, stored(city, "lonely")) == ("done", 2, {"BU01530000": 44})


def test_a_recompute_is_queued_with_the_load_or_not_at_all(city):
    stuck = deliver(city, wide("inhabitants", {"BU01530000": 400}), load=False)
    actions.load(delivery=stuck, by=None)
    job = Job.objects.get(kind="datasets.load")
    with areas_held():
        assert attempt(job) is OperationalError
    assert not Job.objects.filter(kind="sia.recompute").exists()
    assert attempt(job) is None
    assert Job.objects.filter(kind="sia.recompute").count() == 1


def test_areas_that_went_since_the_check_have_their_figures_carried_on(partnership):
    deliver(partnership, outlines({"BU01530000": box(0, 0, 9, 9), "BU01530001": box(9, 0, 18, 9)}), "boundaries")
    unprotected(partnership, "cijfers")
    checked = deliver(partnership, wide("lonely", {"BU01530000": 40, "BU01530001": 41}), load=False)
    deliver(partnership, outlines({"BU01530000": box(0, 0, 18, 9)}, year=2025), "boundaries")
    actions.load(delivery=checked, by=None)
    run_jobs(partnership, "datasets.load")
    checked.refresh_from_db()
    assert (checked.state, checked.recognised["division"]) == ("current", 2024)
    of_today = Observation.objects.filter(area__vintage=2025).values_list("area__code", "value", "flag")
    assert list(of_today) == [("BU01530000", 40.5, "apportioned")]


def test_the_same_file_brought_twice_at_the_same_moment_is_one_delivery(city):
    def bring() -> int:
        file = wide("lonely", {"BU01530000": 40})
        return actions.receive_file(partnership=city, by=None, upload=file, kind="statistics", options={}).pk

    found = at_once(bring, bring, bring)
    assert (len(set(found)), Delivery.objects.count(), Job.objects.count()) == (1, 1, 1)


def test_two_loads_of_one_partnership_wait_for_each_other(city):
    loads = []
    for name, value in (("a.csv", 40), ("b.csv", 50)):
        checked = deliver(city, wide("lonely", dict.fromkeys(SQUARES, value), name=name), load=False)
        actions.load(delivery=checked, by=None)
        loads.append(Job.objects.get(kind="datasets.load", key=f"delivery:{checked.pk}"))
    assert at_once(*(lambda job=job: attempt(job) for job in loads)) == [None, None]
    assert set(Job.objects.filter(kind="datasets.load").values_list("state", flat=True)) == {"done"}
    assert len(set(stored(city, "lonely").values())) == 1  # one of the two, whole
    assert version(city) == 2
    replaced = ObservationRevision.objects.values_list("value", flat=True)
    assert {*replaced, *stored(city, "lonely").values()} == {40, 50}


def test_bringing_a_file_does_not_wait_for_a_load(city):
    """A load holds the partnership's row; a second connection brings a file within a second."""

    def bring() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        file = wide("lonely", {"BU01530000": 40})
        return actions.receive_file(partnership=city, by=None, upload=file, kind="statistics", options={}).pk

    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get(pk=city.pk)
        [brought] = at_once(bring)
    assert Delivery.objects.get().pk == brought


def test_a_load_waits_until_the_partnership_is_free(city):
    checked = deliver(city, wide("lonely", {"BU01530000": 40}), load=False)
    actions.load(delivery=checked, by=None)
    job = Job.objects.get(kind="datasets.load")
    thread = threading.Thread(target=lambda: (jobs.perform(job.pk), connections.close_all()))
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get(pk=city.pk)
        thread.start()
        thread.join(timeout=1)
        assert (thread.is_alive(), stored(city, "lonely")) == (True, {})
    thread.join(timeout=20)
    assert stored(city, "lonely") == {"BU01530000": 40}


def test_assets_that_are_added_at_the_same_moment_are_both_counted(city):
    """Each counts what the other brought, or waits for it."""
    at_once(*(lambda name=name: add(city, name, 500, 500).pk for name in ("Club", "Bad", "School")))
    assert Asset.objects.count() == 3
    [(count, period)] = Observation.objects.filter(area__code="BU01530000").values_list("value", "period")
    assert (count, stored(city, "assets_in_area", period)["WK015300"]) == (3, 3)
