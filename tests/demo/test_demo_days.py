"""On whatever day the demo is loaded, its days and years do not contradict each other."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Partnership
from coregroup.models import Agreement, Article, Decision, Release
from datasets.models import Covenant, Observation
from datasets.pipeline.derived import ASSETS_IN_AREA
from demo.agenda_velve import AGREED
from demo.meetings_story import BACKLOG, COMING, HELD, NEXT
from demo.story import MEETINGS, Story, past_days
from dia.models import Agenda, LookBack, Work
from sia.models import ScoreRun, Snapshot

pytestmark = pytest.mark.dated

DAYS = [date(2026, 12, 1) + timedelta(days=n) for n in range(4 * 366)]  # over a leap day and five New Years
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def months_between(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month


@pytest.mark.parametrize("day", DAYS[::61] + [date(year, *day) for year in (2027, 2028) for day in ((1, 1), (12, 31))])
def test_texts_name_years_that_are_still_to_come_when_they_are_spoken(day: date):
    story = Story(day)
    for on, held in zip(story.meetings, story.tell(HELD), strict=True):
        years = [int(year) for year in YEAR.findall(repr(held))]
        assert all(year > on.year for year in years), (day, on)
    coming = repr(story.tell((NEXT, COMING, BACKLOG)))
    assert all(int(year) >= day.year for year in YEAR.findall(coming)), day
    assert not re.search(r"\{[a-z]", coming + repr(story.tell((*HELD, AGREED)))), day


def test_what_was_agreed_and_learned_lies_before_the_meeting_that_speaks_of_it():
    for day in DAYS:
        story = Story(day)
        assert len(story.meetings) == MEETINGS
        assert story.rules_agreed_on < story.meetings[0]
        assert story.velve_begins + 1 == story.meetings[2].year
        assert story.agreed_year == story.meetings[-1].year in (story.year - 1, story.year)
        assert story.velve_begins in (story.year - 2, story.year - 1)


def test_today_the_demo_tells_the_story_that_it_always_told():
    story = Story(date(2026, 12, 1))
    assert (story.year, story.velve_begins, story.agreed_year) == (2026, 2025, 2026)
    assert story.tell("{velve begun}, {velve agreed}") == "10 oktober 2024, 12 december 2024"
    assert story.tell("{month of meeting 4}") == "september"
    assert story.meetings == past_days(date(2026, 12, 1), 6)


@pytest.mark.django_db(transaction=True)
def test_nothing_in_the_demo_is_decided_after_it_happened_or_planned_before_today(demo: Partnership, story: Story):
    snapshot = Snapshot.objects.of(demo).adopted().get()
    runs = ScoreRun.objects.filter(pk=snapshot.run_id)
    adopted_on = timezone.localdate(snapshot.adopted_at)
    assert timezone.localdate(runs.get().created_at) < adopted_on == story.meetings[3]
    for decision in Decision.objects.of(demo).exclude(snapshot=None):
        assert decision.meeting.on >= adopted_on, decision.text
    for agreement in Agreement.objects.of(demo).filter(state="running"):
        signed = {timezone.localdate(at) for at in agreement.signatories.values_list("signed_at", flat=True)}
        assert max(signed) < date(agreement.year, 1, 1)
    for article in Article.objects.filter(agreement__partnership=demo).exclude(due=None):
        assert article.due.year == article.agreement.year
        assert bool(article.outcome) == (article.agreement.state == "running" and article.due < story.today)
    looked_back = LookBack.objects.get(agenda__partnership=demo)
    assert (looked_back.state, looked_back.year) == ("closed", story.velve_begins)
    velve = Agenda.objects.of(demo).get(name="Agenda Velve")
    assert str(velve.first_year - 1) in velve.reason
    works = Work.objects.of(demo).exclude(state__in=["finished", "cancelled"])
    assert [work.title for work in works if work.latest < story.year] == []
    assert [each.title for each in Release.objects.of(demo) if each.last_year < story.year] == []
    assert all(covenant.review_on > story.today for covenant in Covenant.objects.of(demo))


@pytest.mark.django_db(transaction=True)
def test_a_fresh_demo_has_no_old_figures(demo: Partnership, story: Story):
    # Assets are counted on the day of loading, which may end after midnight on New Year's Eve.
    brought = Observation.objects.of(demo).exclude(indicator__code=ASSETS_IN_AREA["code"])
    periods = set(brought.values_list("period", flat=True))
    assert periods == {story.year - 6, story.year - 4, story.year - 2, story.year}
    run = ScoreRun.objects.newest(demo, "buurt")
    assert run is not None
    assert run.old_sources(story.today) == []
