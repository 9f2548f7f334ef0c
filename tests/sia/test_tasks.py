"""The recompute job: both levels, up to date with the figures, and harmless to repeat."""

from __future__ import annotations

import pytest

from datasets.models import AreaMap, Job
from sia import actions, tasks
from sia.models import ScoreRun
from tests.factories import PartnershipFactory, run_jobs
from tests.sia.six_squares import FIGURES, bring, newest, six_squares

pytestmark = pytest.mark.django_db


def test_a_recompute_scores_both_levels(partnership):
    six_squares(partnership)
    assert set(ScoreRun.objects.values_list("level", flat=True)) == {"buurt", "wijk"}


def test_a_recompute_that_runs_twice_makes_the_same_runs(partnership):
    six_squares(partnership)
    before = set(ScoreRun.objects.values_list("pk", "data_version"))
    for _ in range(2):
        tasks.recompute(partnership, "all", lambda done, total: None)
    assert set(ScoreRun.objects.values_list("pk", "data_version")) == before


def test_asking_twice_queues_once(partnership):
    for _ in range(2):
        actions.recompute(partnership=partnership, by=None)
    assert Job.objects.filter(kind="sia.recompute").count() == 1


def test_progress_is_told_per_level(partnership):
    six_squares(partnership)
    told = []
    tasks.recompute(partnership, "all", lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_a_recompute_touches_its_own_partnership_only(partnership):
    other = PartnershipFactory.create()
    six_squares(other)
    six_squares(partnership)
    before = set(ScoreRun.objects.of(other).values_list("pk", "data_version"))
    actions.recompute(partnership=partnership, by=None)
    run_jobs(partnership)
    assert set(ScoreRun.objects.of(other).values_list("pk", "data_version")) == before


def test_a_change_of_one_buurt_leaves_the_wijken_the_outlines_and_the_earlier_runs_as_they_are(partnership):
    six_squares(partnership)
    wijken, before = newest(partnership, "wijk"), newest(partnership)
    kept = list(before.results.order_by("pk").values_list("pk", "rank", "urgency"))
    outlines = set(AreaMap.objects.of(partnership).values_list("pk", "sha256"))
    bring(partnership, {"poverty": FIGURES["poverty"] | {"E": 6}})
    run_jobs(partnership)
    assert newest(partnership, "wijk") == wijken
    assert newest(partnership) != before
    assert list(before.results.order_by("pk").values_list("pk", "rank", "urgency")) == kept
    assert set(AreaMap.objects.of(partnership).values_list("pk", "sha256")) == outlines


def test_a_worker_of_a_new_engine_queues_a_recompute_where_the_old_one_was_last(partnership):
    other = PartnershipFactory.create()
    for each in (partnership, other):
        six_squares(each)
    ScoreRun.objects.of(other).update(engine_version="1", input_hash="of engine 1")
    tasks.recompute_after_update()
    waiting = Job.objects.filter(kind="sia.recompute", state=Job.State.QUEUED)
    assert [job.partnership for job in waiting] == [other]
    run_jobs(other)
    assert newest(other).engine_version != "1"
