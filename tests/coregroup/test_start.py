"""The start page: what a role came for stands first, and it fits on one screen's worth of lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Partnership, User
from coregroup.pages.start import StartPage
from sia.models import ScoreRun
from tests import factories
from tests.coregroup.table import Table, laid
from tests.dia.bundled import offered, street
from tests.weighed import City, weighed_city

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
type Look = Callable[[User], str]


@pytest.fixture
def city(partnership: Partnership) -> City:
    return weighed_city(partnership)


@pytest.fixture
def look(partnership: Partnership) -> Look:
    def read(user: User) -> str:
        client = Client()
        client.force_login(user)
        client.cookies["django_language"] = "en"
        return client.get(reverse("start", args=[partnership.slug])).content.decode()

    return read


def heads(page: str) -> list[str]:
    """The cards from left to right."""
    titles = ["What waits for you", "What changed", "Next meeting", "First in rank now", "In short</h2>"]
    return sorted((title for title in titles if title in page), key=page.index)


@pytest.mark.parametrize(
    ("role", "order"),
    [
        ("secretary", ["Next meeting", "What waits for you", "What changed", "First in rank now"]),
        ("budget_holder", ["What waits for you", "Next meeting", "What changed", "First in rank now"]),
        ("analyst", ["What waits for you", "Next meeting", "What changed", "First in rank now"]),
        ("viewer", ["In short</h2>", "What changed", "Next meeting"]),
    ],
)
def test_each_role_begins_with_what_it_came_for(city, look, role, order):
    assert heads(look(factories.member(city.partnership, role))) == order


def test_a_budget_holder_is_asked_for_consent_on_the_start_page(city, look):
    here = street(city.partnership)
    bundle = offered(here)
    page = look(here.operator)
    assert f"Bundle “{bundle}” waits for the consent of Netbeheerder" in page
    assert reverse("bundle", args=[city.partnership.slug, bundle.pk]) in page


def test_the_next_meeting_stands_there_with_its_first_items(city, look):
    table = laid(city.partnership)
    today = timezone.localdate()
    table.meeting(on=today + dt.timedelta(days=40), title="Daarna")
    table.meeting(state="closed", on=today - dt.timedelta(days=3), title="Vorige")
    soon = table.meeting(on=today + dt.timedelta(days=4), title="Straks")
    for number in range(7):
        soon.items.create(partnership=city.partnership, title=f"Punt {number}", position=number)
    page = look(table.people["viewer"])
    assert "Straks" in page
    assert "Daarna" not in page
    assert "Since Vorige of" in page
    assert [f"Punt {number}" in page for number in range(7)] == [True] * 4 + [False] * 3
    assert "7 items in all" in page


def test_a_meeting_in_session_goes_before_the_next_one(city):
    table = laid(city.partnership)
    today = timezone.localdate()
    table.meeting(on=today + dt.timedelta(days=1), title="Morgen")
    session = table.meeting(state="open", on=today - dt.timedelta(days=1), title="Nu")
    assert StartPage(city.partnership, table.people["viewer"]).meeting == session


def test_who_rose_and_fell_since_the_last_meeting_is_told_with_one_reason(city, look):
    Table(city.partnership).meeting(state="closed", on=timezone.localdate())
    city.run.results.update(rank_low=F("rank"), rank_high=F("rank"))
    earlier = {r.area_id: r.rank for r in city.run.results.all()}
    newer = ScoreRun.objects.get(pk=city.run.pk)
    newer.pk = None
    newer.save()
    for result in city.run.results.all():
        result.pk, result.run = None, newer
        result.rank = 6 - earlier[result.area_id] if result.rank else None
        result.rank_low = result.rank_high = result.rank
        result.save()
    page = look(factories.member(city.partnership, "planner"))
    assert "rank 5 → 1, new figures" in page
    assert "rank 1 → 5, new figures" in page


def test_an_empty_partnership_shows_the_first_steps(partnership, look):
    page = look(factories.member(partnership, "analyst"))
    assert f"{reverse('upload', args=[partnership.slug])}?kind=boundaries" in page
    assert heads(page) == []


def test_with_meetings_but_without_scores_there_are_both(partnership, look):
    table = laid(partnership)
    table.meeting(on=timezone.localdate() + dt.timedelta(days=4))
    assert heads(look(table.people["secretary"])) == [
        "Next meeting",
        "What waits for you",
        "What changed",
        "First in rank now",
    ]
