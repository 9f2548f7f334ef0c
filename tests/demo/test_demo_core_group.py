"""The demo's core group: half a year of meetings, what came of them, and what its people find on their pages."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Partnership, User
from coregroup.models import Agreement, Answer, Bid, Decision, Item, Meeting, Release, Spearhead, Subject, Task
from coregroup.pages import minutes
from coregroup.pages.changes import ChangesPage
from coregroup.pipeline import bids
from coregroup.pipeline.minutes import is_unchanged
from coregroup.pipeline.waiting import waiting
from demo.meetings_story import HELD
from demo.people import PARTIES
from demo.residents import TOLD
from demo.story import Story, clock, past_days
from reports.minutes import Minutes
from tests.reports.test_minutes import pages

pytestmark = pytest.mark.dated

LEAP_YEAR = 366
SECRETARY, HOMES, ALDERMAN = "secretaris@gemeente.demo", "relatiemanager@woonnoord.demo", "wethouder@gemeente.demo"


def months_between(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month


def test_on_whatever_day_it_is_loaded_the_meetings_were_one_a_month_until_the_last_that_could_be():
    for day in (date(2028, 1, 1) + timedelta(days=n) for n in range(LEAP_YEAR)):
        days = past_days(day, 7)
        assert [months_between(days[0], each) for each in days] == list(range(7)), day
        assert {(each.weekday(), (each.day - 1) // 7) for each in days} == {(3, 1)}, day
        assert timedelta(0) < day - days[-1] <= timedelta(days=35), day


@pytest.mark.django_db(transaction=True)
def test_six_meetings_are_closed_with_what_was_said_decided_and_agreed(demo: Partnership, story: Story):
    closed = list(Meeting.objects.of(demo).closed())
    assert [meeting.on for meeting in closed] == story.meetings[::-1]
    for meeting, held in zip(closed, reversed(HELD), strict=True):
        assert is_unchanged(meeting)
        assert timezone.localdate(meeting.closed_at) == meeting.on
        assert pages(minutes.pdf(sheet_of(meeting))) == 1, meeting.on
        assert 3 <= meeting.items.exclude(said="").count() <= 6
        assert meeting.decisions.exclude(number=None).count() == meeting.decisions.count() == len(held.proposals)
        assert meeting.attendance.filter(present=True).count() == len(PARTIES) - len(held.absent)
        assert meeting.tasks.exists()
    assert {kind: Answer.objects.filter(kind=kind).count() for kind in ("condition", "no", "abstain")} == {
        "condition": 4, "no": 3, "abstain": 3,
    }  # fmt: skip
    decisions = Decision.objects.of(demo)
    assert decisions.get(deviates=True).deviation_reason
    assert decisions.get(state="rejected").replaces is None
    later = decisions.get(replaces__isnull=False)
    assert later.meeting.on > later.replaces.meeting.on
    for year in set(decisions.register().values_list("year", flat=True)):
        numbers = sorted(decisions.filter(year=year).values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
    tasks, today = Task.objects.of(demo), timezone.localdate()
    assert (tasks.done().count(), tasks.late(today).count(), tasks.open().count()) == (5, 1, 3)
    for task in tasks.done().select_related("meeting"):
        assert task.meeting.on <= timezone.localdate(task.done_at) <= min(task.due, today)


def sheet_of(meeting: Meeting) -> Minutes:
    sheet = minutes.sheet(meeting)
    assert sheet is not None
    return sheet


@pytest.mark.django_db(transaction=True)
def test_the_year_goes_on_with_agreements_a_bid_and_what_residents_read(
    demo: Partnership, story: Story, client: Client
):
    year = story.agreed_year
    states = dict(Agreement.objects.of(demo).values_list("year", "state"))
    assert states == {year: "running", year + 1: "draft"}
    running = Agreement.objects.of(demo).get(year=year)
    assert set(running.articles.values_list("subject", flat=True)) == set(Subject.values)
    assert (running.articles.count(), running.articles.filter(party=None).count()) == (10, 0)
    spoken = running.articles.exclude(outcome="")
    assert set(spoken) == set(running.articles.filter(due__lt=story.today))
    assert all(article.reason for article in spoken.filter(outcome="late"))
    assert (running.signatories.count(), running.signatories.filter(signed_at=None).count()) == (5, 0)
    offered = Bid.objects.of(demo).get(state="offered")
    body = bids.read_body(offered)
    assert body is not None
    assert (offered.year, len(body["works"]) > 0, all(body["texts"].values())) == (year + 1, True, True)
    assert bids.changes(body, bids.body_of(offered)) == []
    assert Bid.objects.of(demo).get(state="draft").texts.exclude(text="").count() == 2
    assert sorted(Spearhead.objects.of(demo).values_list("state", flat=True)) == ["adopted", "proposed"]
    assert demo.key_dates.count() == 4
    page = client.get(reverse("residents", args=[demo.slug])).content.decode()
    for told in TOLD:
        assert told.title in page
        assert told.text in page
    assert not re.search(r"€|[\w.]+@[\w.]+\.demo", page)


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_everybody_finds_the_start_page_alive(demo: Partnership):
    changes = ChangesPage(demo)
    assert changes.since.meeting == Meeting.objects.of(demo).closed().first()
    keys = [group.key for group in changes.groups if group.key != "old"]  # where the year ends after it was loaded
    assert keys == ["ranks", "wijken", "works", "money", "together", "agreements", "actions"]
    late = [each for each in waiting(User.objects.get(email=HOMES), demo) if each.late]
    assert len(late) == 1
    coming = Meeting.objects.of(demo).to_come().get()
    assert (coming.state, coming.on >= timezone.localdate()) == ("planned", True)
    assert coming.decisions.get().answers.count() == 1
    about = ("bundle", "agenda", "agreement", "covenant")
    assert {kind for item in coming.items.all() for kind in about if getattr(item, kind)} == set(about)
    backlog = Item.objects.of(demo).backlog()
    expired = backlog.get(request__isnull=False).request
    assert (backlog.count(), expired.state) == (4, "expired")
    [together] = [group for group in changes.groups if group.key == "together"]
    assert [expired.work.title in line.note for line in together.lines if line.late] == [True]
    for email in (SECRETARY, HOMES, ALDERMAN):
        looks_at_everything(demo, User.objects.get(email=email))


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_on_new_years_day_a_demo_of_the_old_year_still_holds(
    demo: Partnership, story: Story, client: Client, monkeypatch: pytest.MonkeyPatch
):
    new_year = clock(date(story.year + 1, 1, 1), time(0, 30))
    monkeypatch.setattr(timezone, "now", lambda: new_year)
    assert timezone.localdate() == new_year.date()
    for email in (SECRETARY, HOMES, ALDERMAN):
        looks_at_everything(demo, User.objects.get(email=email))
    page = client.get(reverse("residents", args=[demo.slug])).content.decode()
    told = Release.objects.of(demo).filter(last_year__gte=new_year.year)
    assert [each.title for each in told if each.title not in page] == []
    assert told.count() >= len(TOLD) - 1
    keys = {group.key for group in ChangesPage(demo).groups}
    assert {"ranks", "works", "money", "together", "agreements", "actions"} <= keys


def looks_at_everything(demo: Partnership, user: User) -> None:
    """All pages of the core group; the draft of another party's bid is not there."""
    client = Client()
    client.force_login(user)
    names = (
        "start",
        "changes",
        "waiting",
        "in_short",
        "meeting_list",
        "backlog",
        "decision_list",
        "task_list",
        "rules_of_play",
    )
    pages: list[tuple[str, list[int]]] = [
        (name, []) for name in (*names, "agreement_list", "spearhead_list", "key_date_list", "releases")
    ]
    things = [
        ("meeting", Meeting),
        ("decision", Decision),
        ("agreement", Agreement),
        ("spearhead", Spearhead),
        ("minutes_pdf", Meeting),
    ]
    pages += [(name, [found.pk]) for name, model in things for found in model.objects.of(demo)]
    pages += [("bid", [found.pk]) for found in Bid.objects.filter(state="offered")]
    for name, which in pages:
        assert client.get(reverse(name, args=[demo.slug, *which])).status_code == 200, (name, which)
    draft = Bid.objects.get(state="draft")
    assert client.get(reverse("bid", args=[demo.slug, draft.pk])).status_code == 404
