"""The monthly rhythm, and the meetings that are planned by it."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from coregroup.actions.series import add_series, change_series, plan_ahead
from coregroup.models import Meeting, Series, StandingItem
from coregroup.pipeline.rhythm import days_from, nth_weekday
from coregroup.words.rhythm import rhythm_words
from tests.coregroup.table import Table, laid

pytestmark = pytest.mark.dated

YEARS, MONTHS = st.integers(1990, 2200), st.integers(1, 12)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


def series(table: Table, **fields) -> Series:
    usual = {"name": "Kerngroep", "week": 2, "weekday": 3, "begins": dt.time(13, 30), "place": "Stadhuis"}
    return add_series(partnership=table.partnership, by=table.people["secretary"], **(usual | fields))


@pytest.mark.parametrize(
    ("week", "weekday", "day"),
    [(1, 0, 5), (2, 3, 8), (4, 3, 22), (5, 3, 29), (5, 0, 26), (1, 3, 1), (5, 5, 31)],
)
def test_october_2026_begins_on_a_thursday(week: int, weekday: int, day: int):
    assert nth_weekday(2026, 10, week, weekday) == dt.date(2026, 10, day)


def test_the_last_one_is_the_fourth_in_a_short_february():
    assert nth_weekday(2027, 2, 5, 6) == nth_weekday(2027, 2, 4, 6) == dt.date(2027, 2, 28)


@given(YEARS, MONTHS, st.integers(1, 5), st.integers(0, 6))
def test_it_is_that_weekday_of_that_month_with_so_many_before_it(year: int, month: int, week: int, weekday: int):
    day = nth_weekday(year, month, week, weekday)
    assert (day.year, day.month, day.weekday()) == (year, month, weekday)
    if week == 5:
        assert (day + WEEK).month != month
    else:
        assert sum((day - n * WEEK).month == month for n in range(1, 5)) == week - 1


@given(st.dates(dt.date(1990, 1, 1), dt.date(2200, 1, 1)), st.integers(1, 5), st.integers(0, 6))
def test_the_days_follow_one_another_a_month_apart_from_the_start_on(start: dt.date, week: int, weekday: int):
    days = list(islice(days_from(start, week, weekday), 14))
    assert days[0] >= start
    assert (days[0] - start).days <= 36
    assert {(b.year * 12 + b.month) - (a.year * 12 + a.month) for a, b in zip(days, days[1:], strict=False)} == {1}


@pytest.mark.django_db
def test_a_rhythm_reads_as_a_sentence(table: Table):
    with translation.override("en"):
        assert rhythm_words(series(table)) == "The second Thursday of the month"
        assert rhythm_words(series(table, name="Tweede", week=5, weekday=0)) == "The last Monday of the month"


@pytest.mark.django_db
def test_planning_ahead_makes_one_meeting_a_month_with_the_standing_items(table: Table):
    StandingItem.objects.create(partnership=table.partnership, position=1, title="Opening", minutes=5)
    made = plan_ahead(series=series(table), by=table.people["secretary"], count=6)
    today = timezone.localdate()
    assert [meeting.on for meeting in made] == list(islice(days_from(today, 2, 3), 6))
    assert {(m.title, m.begins, m.place, m.state) for m in made} == {
        ("Kerngroep", dt.time(13, 30), "Stadhuis", "planned")
    }
    assert {item.title for meeting in made for item in meeting.items.all()} == {"Opening"}


@pytest.mark.django_db
def test_a_day_that_has_a_meeting_gets_no_second_one(table: Table):
    rhythm, secretary = series(table), table.people["secretary"]
    second = list(islice(days_from(timezone.localdate(), 2, 3), 2))[1]
    table.meeting(on=second, title="Extra overleg")
    made = plan_ahead(series=rhythm, by=secretary, count=3)
    assert second not in [meeting.on for meeting in made]
    assert len(made) == 2
    assert plan_ahead(series=rhythm, by=secretary, count=3) == []
    assert Meeting.objects.count() == 3


@pytest.mark.django_db
def test_a_meeting_of_another_partnership_on_that_day_does_not_count(table: Table, stranger):
    day = next(days_from(timezone.localdate(), 2, 3))
    elsewhere = stranger.memberships.get().partnership
    Meeting.objects.create(partnership=elsewhere, title="Elders", on=day, begins=dt.time(9))
    assert [m.on for m in plan_ahead(series=series(table), by=table.people["secretary"], count=1)] == [day]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 25])
def test_not_more_than_two_years_ahead(table: Table, count: int):
    with pytest.raises(ValidationError):
        plan_ahead(series=series(table), by=table.people["secretary"], count=count)
    assert not Meeting.objects.exists()


@pytest.mark.django_db
def test_a_name_once_and_another_rhythm_leaves_what_is_planned(table: Table):
    rhythm = series(table)
    with pytest.raises(ValidationError, match="name"):
        series(table)
    [meeting] = plan_ahead(series=rhythm, by=table.people["secretary"], count=1)
    change_series(series=rhythm, by=table.people["secretary"], week=5, weekday=0)
    meeting.refresh_from_db()
    assert meeting.on.weekday() == 3


@pytest.mark.django_db
def test_the_secretary_makes_a_rhythm_and_plans_by_it(table: Table):
    browser, slug = Client(), table.partnership.slug
    browser.force_login(table.people["secretary"])
    sent = {"name": "Kerngroep", "week": "5", "weekday": "1", "begins": "9:30", "place": ""}
    answer = browser.post(reverse("series_add", args=[slug]), sent)
    rhythm = Series.objects.get()
    assert answer["Location"] == reverse("series", args=[slug, rhythm.pk])
    assert browser.get(answer["Location"]).status_code == 200
    plan = reverse("series_plan", args=[slug, rhythm.pk])
    assert browser.post(plan, {"count": "99"}).status_code == 422
    assert browser.post(plan, {"count": "4"}).status_code == 302
    assert {meeting.on.weekday() for meeting in Meeting.objects.all()} == {1}
    assert browser.post(reverse("series", args=[slug, rhythm.pk]), sent | {"week": "6"}).status_code == 422
    assert browser.post(reverse("series", args=[slug, rhythm.pk]), sent | {"week": "1"}).status_code == 302
    rhythm.refresh_from_db()
    assert rhythm.week == 1


@pytest.mark.django_db
def test_a_rhythm_of_another_partnership_is_not_found(table: Table, stranger):
    browser, elsewhere = Client(), stranger.memberships.get().partnership
    browser.force_login(stranger)
    for name in ("series", "series_plan"):
        address = reverse(name, args=[elsewhere.slug, series(table, name=name).pk])
        assert browser.post(address, {"count": 1}).status_code == 404
