"""The search for opportunities: only around what changed, only what differs, without keeping anybody waiting, and stopped when asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import Partnership
from datasets import jobs
from datasets.models import Job
from dia import actions
from dia.models import CouplingOpportunity, CouplingRule, Site, Work
from dia.pipeline import opportunities as pipeline
from dia.pipeline.coupling_rules import rules_stamp
from dia.tasks import find_opportunities
from tests import factories
from tests.dia.agenda_steps import committed, give, measured, opened, write
from tests.dia.bundled import HEAT, Street, street, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


def row_of_works(here: Street, number: int, metres: int = 20) -> None:
    for each in range(number):
        work(here.partnership, here.city, f"Kabel {each}", east=metres * each, **{**HEAT, "kind": "gas"})


def versions() -> dict[int, str]:
    """Which version of each row the database holds: another after each write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text || ctid::text FROM dia_couplingopportunity")
        return dict(cursor.fetchall())


def test_search_after_one_change_writes_only_the_pairs_of_that_work(here: Street):
    row_of_works(here, 30)
    pipeline.find_opportunities(here.partnership)
    before = versions()
    Work.objects.filter(pk=here.heat.pk).update(direct_cost=700_000)
    pipeline.find_opportunities(here.partnership)
    after = versions()
    changed = {pk for pk in after if after[pk] != before.get(pk)}
    of_heat = {
        pk for pk, *pair in CouplingOpportunity.objects.values_list("pk", "first", "second") if here.heat.pk in pair
    }
    assert changed
    assert changed <= of_heat


def test_search_without_changes_writes_nothing_and_looks_around_nothing(here: Street):
    row_of_works(here, 5)
    pipeline.find_opportunities(here.partnership)
    before = versions()
    with CaptureQueriesContext(connection) as queries:
        pipeline.find_opportunities(here.partnership)
    assert versions() == before
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.mark.parametrize("change", ["work", "site", "rule", "gone", "over", "new"])
def test_search_around_a_change_gives_the_same_as_a_whole_search(here: Street, change: str):
    row_of_works(here, 12, metres=35)
    site = Site.objects.create(partnership=here.partnership, name="Laan", area_code="BU01530000", common_cost=400_000)
    Work.objects.filter(title__in=["Kabel 1", "Kabel 9"]).update(site=site)
    pipeline.find_opportunities(here.partnership)
    cable = Work.objects.filter(title="Kabel 4")
    match change:
        case "work":
            cable.update(place=here.heat.place, latest=F("latest") + 1)
        case "site":
            Site.objects.filter(pk=site.pk).update(common_cost=900_000, households=500)
        case "rule":
            CouplingRule.objects.create(partnership=here.partnership, site_m=300)
        case "gone":
            cable.delete()
        case "over":
            cable.update(state="cancelled")
        case "new":
            work(here.partnership, here.grid, "Telecom", east=100, **{**HEAT, "kind": "telecom"})
    pipeline.find_opportunities(here.partnership)
    around = content()
    CouplingOpportunity.objects.all().delete()
    Work.objects.update(version=F("version") + 1)
    pipeline.find_opportunities(here.partnership)
    assert around == content()


def content() -> list[tuple]:
    rows = CouplingOpportunity.objects.exclude(state="expired").order_by("first", "second", "confidential")
    return list(rows.values_list("first", "second", "confidential", "kind", "score", "facts", "fingerprint", "state"))


def test_queries_of_a_search_around_one_work_do_not_grow_with_the_number_of_works(here: Street):
    def asked() -> int:
        Work.objects.filter(pk=here.heat.pk).update(direct_cost=F("direct_cost") + 1)
        with CaptureQueriesContext(connection) as queries:
            pipeline.find_opportunities(here.partnership)
        return len(queries)

    pipeline.find_opportunities(here.partnership)
    few = asked()
    row_of_works(here, 40)
    pipeline.find_opportunities(here.partnership)
    assert asked() == few


def test_a_search_that_ran_out_of_time_goes_on_where_it_was(here: Street, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pipeline, "WORKS", 3)
    row_of_works(here, 10)
    ticks = iter(range(100))
    monkeypatch.setattr(pipeline.time, "monotonic", lambda: next(ticks))
    turns = 1
    while not pipeline.find_opportunities(here.partnership, seconds=2):
        turns += 1
        assert turns < 9
    parts = content()
    monkeypatch.undo()
    CouplingOpportunity.objects.all().delete()
    Work.objects.update(version=F("version") + 1)
    pipeline.find_opportunities(here.partnership)
    assert turns > 1
    assert parts == content()


def test_money_and_years_on_an_agenda_queue_conflicts_and_no_search(here: Street):
    agenda = opened(here.partnership, here.city, here.grid)
    Job.objects.all().delete()
    measure = measured(agenda, here.city, "Riool", here.planner)
    write(measure, here.planner, 2028, 900, 1)
    committed(agenda, here.city, here.planner, 2028, 1_000_000)
    give(measure, here.city, here.planner, 2028, 500_000)
    assert set(Job.objects.open().values_list("kind", flat=True)) == {"dia.find_conflicts"}


class TestAtOnce:
    """In connections of their own: nobody waits for the search."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @contextmanager
    def held_search(self, here: Street):
        """A search that stands still in the middle, before it writes, for as long as the block lasts."""
        reached, go_on = Event(), Event()

        def stand_still(done: int, total: int) -> None:
            reached.set()
            assert go_on.wait(30)

        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(
                in_its_own_connection, lambda: find_opportunities(here.partnership, "all", stand_still)
            )
            try:
                assert reached.wait(30)
                yield
            finally:
                go_on.set()
                running.result(timeout=30)

    def test_saves_of_others_succeed_while_a_search_is_in_the_middle(self, here: Street):
        """With the locks that a save, a site, a rule and an answer to an opportunity take."""
        pipeline.find_opportunities(here.partnership)
        site = Site.objects.create(partnership=here.partnership, name="Laan", area_code="BU01530000")
        secretary = factories.member(here.partnership, "secretary", party=here.city)
        Work.objects.filter(pk=here.sewer.pk).update(direct_cost=F("direct_cost") + 1)
        with self.held_search(here), impatient():
            actions.change_work(work=here.heat, by=here.operator, version=1, direct_cost=900_000)
            actions.remove_site(site=site, by=here.planner)
            actions.relate(first=here.sewer, second=here.heat, kind="sequence", by=here.planner)
            actions.write_rule(
                partnership=here.partnership, by=secretary, seen=stamp(here), kind="", other="",
                trench_m=10, site_m=90, gap_years=0,
            )  # fmt: skip
            actions.mark_opportunity_seen(opportunity=here.opportunity, by=here.operator)
        assert here.opportunity.state == "seen"

    def test_a_change_during_a_search_is_found_by_the_next_one_that_it_queued(self, here: Street):
        pipeline.find_opportunities(here.partnership)
        Work.objects.filter(pk=here.sewer.pk).update(direct_cost=F("direct_cost") + 1)
        with self.held_search(here), impatient():
            changed = {"earliest": 2031, "latest": 2032, "preferred": 2031}
            actions.change_work(work=here.heat, by=here.operator, version=1, **changed)
        assert Job.objects.open().filter(kind="dia.find_opportunities").count() == 1
        factories.run_jobs(here.partnership, "dia.find_opportunities")
        assert here.opportunity.state == "expired"

    def test_a_search_gives_way_to_who_holds_an_opportunity_and_goes_on_after(self, here: Street):
        """It waits less than PostgreSQL takes to find a deadlock, so that a person is never the one who is refused."""
        pipeline.find_opportunities(here.partnership)
        Work.objects.filter(pk=here.sewer.pk).update(direct_cost=F("direct_cost") + 1)
        with ThreadPoolExecutor(1) as pool, transaction.atomic():
            CouplingOpportunity.objects.select_for_update().get()
            running = pool.submit(in_its_own_connection, lambda: pipeline.find_opportunities(here.partnership))
            time.sleep(1)
            assert not running.done()
            actions.mark_opportunity_seen(opportunity=here.opportunity, by=here.operator)
        assert running.result(timeout=30)
        assert here.opportunity.state == "seen"

    def test_a_work_that_is_deleted_during_a_search_takes_its_opportunities_along(self, here: Street):
        with self.held_search(here), impatient():
            actions.remove_work(work=here.heat, by=here.operator)
        assert not CouplingOpportunity.objects.exists()

    def test_a_search_that_is_stopped_leaves_whole_batches_and_the_next_does_the_rest(
        self, here: Street, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(pipeline, "WORKS", 2)
        monkeypatch.setattr(jobs, "PROGRESS_INTERVAL_S", 0)
        row_of_works(here, 8)
        job = queued(here.partnership)
        monkeypatch.setattr(pipeline, "_write", stopping(job, after=2, write=pipeline._write))
        jobs.perform(job.pk)
        job.refresh_from_db()
        some = CouplingOpportunity.objects.count()
        assert (job.state, job.error) == ("stopped", "")
        monkeypatch.undo()
        queued(here.partnership)
        factories.run_jobs(here.partnership, "dia.find_opportunities")
        assert 0 < some < CouplingOpportunity.objects.count()

    def test_a_search_waits_while_that_of_another_partnership_runs(self, here: Street):
        """So that of two workers one is free for all else."""
        other = factories.PartnershipFactory.create()
        theirs = queued(other)
        with closing(connection.copy()) as busy, busy.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [jobs.LANE_SPACE, "dia.find_opportunities"])
            jobs.perform(theirs.pk)
            assert Job.objects.get(pk=theirs.pk).state == "queued"
        jobs.perform(theirs.pk)
        assert Job.objects.get(pk=theirs.pk).state == "done"


def in_its_own_connection[T](act: Callable[[], T]) -> T:
    try:
        return act()
    finally:
        connection.close()


def queued(partnership: Partnership) -> Job:
    with transaction.atomic():
        return jobs.enqueue(partnership=partnership, kind="dia.find_opportunities", key="all")


def stopping(job: Job, after: int, write: Callable[..., None]) -> Callable[..., None]:
    """As `write`, and somebody asks to stop after so many batches."""
    done = []

    def written(*given: object) -> None:
        write(*given)
        done.append(1)
        if len(done) == after:
            jobs.stop(job)

    return written


def stamp(here: Street) -> str:
    return rules_stamp(here.partnership)


@contextmanager
def impatient():
    """Whoever waits longer than a second for a lock fails."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
