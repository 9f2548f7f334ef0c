"""Rules of play: versions that never change; and the standing items of every meeting."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.editing import StaleEdit
from coregroup.actions.items import add_standing_items
from coregroup.actions.meetings import open_meeting, plan_meeting
from coregroup.actions.rules import write_rules
from coregroup.actions.standing import (
    add_standing_item,
    begin_with_usual,
    change_standing_item,
    move_standing_item,
    remove_standing_item,
)
from coregroup.models import RulesOfPlay, StandingItem
from tests.coregroup.table import Table, laid

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 12)


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


def written(table: Table, seen: int, **fields) -> RulesOfPlay:
    usual = {"text": "Wij beslissen samen.", "way": "consent", "quorum": 2, "agreed_on": DAY}
    return write_rules(partnership=table.partnership, by=table.people["secretary"], seen=seen, **(usual | fields))


def browser_of(table: Table, name: str) -> Client:
    browser = Client()
    browser.force_login(table.people[name])
    return browser


def titles(table: Table) -> list[str]:
    return list(table.partnership.standing_items.values_list("title", flat=True))


def test_each_version_follows_the_one_before(table: Table):
    assert [written(table, 0).version, written(table, 1, text="Anders.").version] == [1, 2]


def test_who_did_not_see_the_newest_version_is_told(table: Table):
    written(table, 0)
    with pytest.raises(StaleEdit):
        written(table, 0)
    assert RulesOfPlay.objects.count() == 1


def test_no_more_parties_can_be_needed_than_have_a_vote(table: Table):
    with pytest.raises(ValidationError):
        written(table, 0, quorum=4)
    assert written(table, 0, quorum=3).quorum == 3


def test_a_meeting_keeps_the_version_under_which_it_was_opened(table: Table):
    first = written(table, 0)
    meeting = open_meeting(meeting=table.meeting(), by=table.people["secretary"])
    written(table, 1, text="Anders.")
    meeting.refresh_from_db()
    assert meeting.rules == first


def test_the_page_shows_the_newest_and_keeps_the_earlier_ones(table: Table):
    written(table, 0, text="De eerste regels.")
    written(table, 1, text="Alinea een.\n\nAlinea twee.")
    page = browser_of(table, "viewer").get(reverse("rules_of_play", args=[table.partnership.slug])).content.decode()
    assert "<p>Alinea een.</p>" in page
    assert page.index("Alinea twee.") < page.index("De eerste regels.")


def test_the_secretary_writes_a_version_and_a_second_one_sees_both(table: Table):
    browser, address = browser_of(table, "secretary"), reverse("rules_add", args=[table.partnership.slug])
    sent = {"text": "Van de secretaris.", "way": "majority", "quorum": "2", "agreed_on": "2026-11-12", "seen": "0"}
    assert browser.post(address, sent | {"text": " "}).status_code == 422
    assert browser.post(address, sent | {"quorum": "9"}).status_code == 422
    written(table, 0, text="Van iemand anders.")
    late = browser.post(address, sent)
    assert late.status_code == 409
    assert "Van de secretaris." in late.content.decode()
    assert "Van iemand anders." in late.content.decode()
    assert browser.post(address, {**late.context["form"].data}).status_code == 302
    assert RulesOfPlay.objects.first().text == "Van de secretaris."


def test_the_usual_order_comes_in_the_language_of_the_partnership_and_once(table: Table):
    type(table.partnership).objects.update(language="en")
    table.partnership.refresh_from_db()
    with translation.override("nl"):
        assert begin_with_usual(partnership=table.partnership, by=table.people["secretary"]) == 6
    assert titles(table)[0] == "Opening and announcements"
    assert StandingItem.objects.get(shows_changes=True).title == "What changed"
    assert begin_with_usual(partnership=table.partnership, by=table.people["secretary"]) == 0


def test_standing_items_are_put_in_order_changed_and_taken_away(table: Table):
    by = table.people["secretary"]
    for title in ("Opening", "Notulen", "Rondvraag"):
        add_standing_item(partnership=table.partnership, by=by, title=title, minutes=5)
    last = StandingItem.objects.get(title="Rondvraag")
    move_standing_item(standing=last, by=by, up=True)
    assert titles(table) == ["Opening", "Rondvraag", "Notulen"]
    move_standing_item(standing=StandingItem.objects.get(title="Opening"), by=by, up=True)
    assert titles(table) == ["Opening", "Rondvraag", "Notulen"]
    change_standing_item(standing=last, by=by, title="Sluiting")
    remove_standing_item(standing=StandingItem.objects.get(title="Notulen"), by=by)
    assert titles(table) == ["Opening", "Sluiting"]
    with pytest.raises(ValidationError):
        add_standing_item(partnership=table.partnership, by=by, title="Opening", minutes=5)


def test_a_new_meeting_begins_with_them_and_an_older_one_gets_what_is_missing(table: Table):
    by = table.people["secretary"]
    add_standing_item(partnership=table.partnership, by=by, title="Opening", minutes=5)
    meeting = plan_meeting(partnership=table.partnership, by=by, title="Kerngroep", on=DAY, begins=dt.time(9))
    add_standing_item(partnership=table.partnership, by=by, title="Wat er veranderde", minutes=15, shows_changes=True)
    assert add_standing_items(meeting=meeting, by=by) == 1
    assert list(meeting.items.values_list("title", "minutes", "shows_changes", "position")) == [
        ("Opening", 5, False, 1),
        ("Wat er veranderde", 15, True, 2),
    ]
    assert add_standing_items(meeting=meeting, by=by) == 0


def test_the_pages_of_standing_items(table: Table):
    browser, slug = browser_of(table, "secretary"), table.partnership.slug
    assert browser.post(reverse("standing_usual", args=[slug])).status_code == 302
    one = StandingItem.objects.get(position=2)
    assert browser.get(reverse("standing_list", args=[slug])).status_code == 200
    edit = reverse("standing_edit", args=[slug, one.pk])
    assert browser.post(edit, {"title": "", "minutes": "5"}).status_code == 422
    assert browser.post(edit, {"title": "Actielijst", "minutes": "20"}).status_code == 302
    assert browser.post(reverse("standing_move", args=[slug, one.pk]), {"to": "up"}).status_code == 302
    one.refresh_from_db()
    assert (one.title, one.minutes, one.position) == ("Actielijst", 20, 1)
    assert (
        browser.post(reverse("standing_add", args=[slug]), {"title": "Actielijst", "minutes": "5"}).status_code == 422
    )
    for which in (one.pk, one.pk, "²", ""):
        assert browser.post(reverse("standing_remove", args=[slug]), {"standing": which}).status_code == 302
    assert not StandingItem.objects.filter(pk=one.pk).exists()


def test_standing_items_of_another_partnership_are_not_taken_away(table: Table, stranger):
    add_standing_item(partnership=table.partnership, by=table.people["secretary"], title="Opening")
    browser, elsewhere = Client(), stranger.memberships.get().partnership
    browser.force_login(stranger)
    which = StandingItem.objects.get().pk
    browser.post(reverse("standing_remove", args=[elsewhere.slug]), {"standing": which})
    assert titles(table) == ["Opening"]
