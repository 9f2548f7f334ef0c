"""Key dates: when each comes next, who is warned, and the usual ones in the language of the partnership."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.editing import StaleEdit
from coregroup.actions import key_dates as actions
from coregroup.forms.key_dates import KeyDateForm
from coregroup.models import KeyDate
from coregroup.pipeline.calendar import next_on, reminders, to_come
from tests.coregroup.table import Table, laid

pytestmark = pytest.mark.dated


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


def put(table: Table, title: str, month: int, day: int, remind: int = 30) -> KeyDate:
    return KeyDate.objects.create(partnership=table.partnership, title=title, month=month, day=day, remind=remind)


def browser(table: Table, name: str) -> Client:
    client = Client()
    client.force_login(table.people[name])
    return client


def path(table: Table, name: str, *more: Any) -> str:
    return reverse(name, args=[table.partnership.slug, *more])


@pytest.mark.parametrize(
    ("month", "day", "today", "on"),
    [
        (7, 1, dt.date(2026, 6, 30), dt.date(2026, 7, 1)),
        (7, 1, dt.date(2026, 7, 1), dt.date(2026, 7, 1)),
        (7, 1, dt.date(2026, 7, 2), dt.date(2027, 7, 1)),
        (12, 31, dt.date(2026, 12, 31), dt.date(2026, 12, 31)),
        (1, 1, dt.date(2026, 12, 31), dt.date(2027, 1, 1)),
        (2, 29, dt.date(2026, 11, 26), dt.date(2027, 2, 28)),
        (2, 29, dt.date(2027, 3, 1), dt.date(2028, 2, 29)),
        (2, 29, dt.date(2028, 2, 28), dt.date(2028, 2, 29)),
        (2, 29, dt.date(2028, 3, 1), dt.date(2029, 2, 28)),
        (4, 31, dt.date(2026, 4, 30), dt.date(2026, 4, 30)),
    ],
)
def test_the_next_time_is_today_or_later(month, day, today, on):
    assert next_on(month, day, today) == on


@given(st.integers(1, 12), st.integers(1, 31), st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_the_next_time_is_the_first_one_and_less_than_a_year_away(month, day, today):
    on = next_on(month, day, today)
    assert today <= on <= today + dt.timedelta(days=366)
    assert (on.month, on.day) == (month, day) or (on + dt.timedelta(days=1)).day == 1
    assert next_on(month, day, on) == on
    if on > today:
        assert next_on(month, day, on - dt.timedelta(days=1)) == on


@pytest.mark.django_db
def test_the_calendar_begins_with_what_comes_next(table: Table):
    for title, month, day in (("Bod", 7, 1), ("Ondertekend", 12, 15), ("Cijfers", 2, 1), ("Ook", 12, 15)):
        put(table, title, month, day)
    found = to_come(table.partnership, dt.date(2026, 11, 26))
    assert [(each.key_date.title, each.days) for each in found] == [
        ("Ondertekend", 19), ("Ook", 19), ("Cijfers", 67), ("Bod", 217),
    ]  # fmt: skip


@pytest.mark.django_db
def test_each_date_warns_within_its_own_days(table: Table):
    put(table, "Ruim", 12, 15, remind=19)
    put(table, "Krap", 12, 16, remind=19)
    put(table, "Vandaag", 11, 26, remind=0)
    today = dt.date(2026, 11, 26)
    assert [each.key_date.title for each in reminders(table.partnership, today)] == ["Vandaag", "Ruim"]
    assert reminders(table.partnership, today)[0].days == 0


@pytest.mark.django_db
def test_dates_of_another_partnership_are_not_ours(table: Table, stranger):
    other = stranger.memberships.get().partnership
    KeyDate.objects.create(partnership=other, title="Elders", month=12, day=1)
    assert to_come(table.partnership, dt.date(2026, 11, 26)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_usual_dates_come_at_once_in_the_language_of_the_partnership(table: Table, language):
    table.partnership.language = language
    table.partnership.save()
    with override("en" if language == "nl" else "nl"):
        assert actions.add_usual_dates(partnership=table.partnership, by=table.people["secretary"]) == 3
    found = KeyDate.objects.filter(partnership=table.partnership)
    assert {(each.month, each.day) for each in found} == {(2, 1), (7, 1), (12, 15)}
    with override(language):
        assert {each.title for each in found} == {str(title) for title, *_rest in actions.USUAL}


@pytest.mark.django_db
def test_usual_dates_that_are_there_do_not_come_twice(table: Table):
    put(table, "Ons eigen bod", 7, 1)
    lead = table.people["secretary"]
    assert actions.add_usual_dates(partnership=table.partnership, by=lead) == 2
    assert actions.add_usual_dates(partnership=table.partnership, by=lead) == 0
    assert KeyDate.objects.filter(partnership=table.partnership).count() == 3


@pytest.mark.django_db
def test_only_who_leads_changes_the_calendar(table: Table):
    date = put(table, "Bod", 7, 1)
    for name in ("manager", "viewer"):
        by = table.people[name]
        with pytest.raises(PermissionDenied):
            actions.add_key_date(partnership=table.partnership, by=by, title="X", month=1, day=1, remind=1)
        with pytest.raises(PermissionDenied):
            actions.remove_key_date(key_date=date, by=by, seen=actions.key_date_stamp(date))
        with pytest.raises(PermissionDenied):
            actions.add_usual_dates(partnership=table.partnership, by=by)


@pytest.mark.django_db
def test_a_title_stands_once(table: Table):
    put(table, "Bod", 7, 1)
    with pytest.raises(ValidationError, match="title"):
        actions.add_key_date(
            partnership=table.partnership, by=table.people["secretary"], title="Bod", month=1, day=1, remind=1
        )
    answer = browser(table, "secretary").post(
        path(table, "key_date_add"), {"title": "Bod", "month": 1, "day": 1, "remind": 5}
    )
    assert answer.status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize(("month", "day", "fits"), [(2, 29, True), (2, 30, False), (4, 31, False), (12, 31, True)])
def test_a_day_that_no_year_has_is_refused(month, day, fits):
    form = KeyDateForm({"title": "Dag", "month": month, "day": day, "remind": 10})
    assert form.is_valid() is fits
    assert ("day" in form.errors) is not fits


@pytest.mark.django_db
def test_who_changes_an_older_key_date_is_shown_both(table: Table):
    date, client = put(table, "Bod", 7, 1), browser(table, "secretary")
    address = path(table, "key_date_edit", date.pk)
    seen = client.get(address).context["form"].initial["seen"]
    KeyDate.objects.update(title="Bod van de corporaties")
    mine = {"title": "Bod aan de gemeente", "month": 7, "day": 1, "remind": 30, "seen": seen}
    answer = client.post(address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bod van de corporaties" in page
    assert "Bod aan de gemeente" in page
    with pytest.raises(StaleEdit):
        actions.change_key_date(key_date=date, by=table.people["secretary"], seen=seen, title="X")
    assert client.post(address, mine | {"seen": answer.context["stamp"]}).status_code == 302
    assert KeyDate.objects.get().title == "Bod aan de gemeente"


@pytest.mark.django_db
def test_the_page_counts_the_days_and_offers_the_usual_dates_to_who_leads(table: Table):
    today = timezone.localdate()
    put(table, "Morgen", (today + dt.timedelta(days=1)).month, (today + dt.timedelta(days=1)).day)
    for name, offered in (("secretary", True), ("viewer", False)):
        answer = browser(table, name).get(path(table, "key_date_list"))
        assert [each.days for each, _stamp in answer.context["lines"]] == [1]
        assert (path(table, "key_date_usual") in answer.content.decode()) is offered
    client = browser(table, "secretary")
    assert client.post(path(table, "key_date_usual")).status_code == 302
    assert KeyDate.objects.count() >= 3
    tomorrow = KeyDate.objects.get(title="Morgen")
    remove = path(table, "key_date_remove", tomorrow.pk)
    assert client.post(remove, {"seen": "older"}).status_code == 409
    assert client.post(remove, {"seen": actions.key_date_stamp(tomorrow)}).status_code == 302
    assert not KeyDate.objects.filter(title="Morgen").exists()
