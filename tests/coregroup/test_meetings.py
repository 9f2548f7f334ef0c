"""Meetings: planned, opened under the rules of play, and shown in their three moments."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.editing import StaleEdit
from coregroup.actions.items import add_item, add_standing_items
from coregroup.actions.meetings import change_meeting, note_attendance, open_meeting, plan_meeting, remove_meeting
from coregroup.models import Item, Meeting, StandingItem
from coregroup.pages.meeting import MeetingPage
from tests.coregroup.table import Table, laid
from tests.days import in_days

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


def planned(table: Table, **fields) -> Meeting:
    usual = {"title": "Kerngroep", "on": in_days(14), "begins": dt.time(13, 30)}
    return plan_meeting(partnership=table.partnership, by=table.people["secretary"], **(usual | fields))


def opened(table: Table) -> Meeting:
    table.rules(quorum=2)
    return open_meeting(meeting=planned(table), by=table.people["secretary"])


def there(table: Table, meeting: Meeting, *names: str) -> None:
    lines = {table.parties[name]: {"present": True} for name in names}
    note_attendance(meeting=meeting, by=table.people["secretary"], lines=lines)


def page_of(table: Table, meeting: Meeting, name: str = "secretary") -> MeetingPage:
    return MeetingPage(Meeting.objects.select_related("partnership", "rules").get(pk=meeting.pk), table.people[name])


def browser_of(table: Table, name: str) -> Client:
    browser = Client()
    browser.force_login(table.people[name])
    return browser


def test_the_same_title_twice_on_a_day_is_refused_in_words(table: Table):
    planned(table)
    with pytest.raises(ValidationError, match="title"):
        planned(table)
    assert planned(table, title="Ingelast").pk


def test_without_rules_of_play_no_meeting_opens(table: Table):
    meeting = planned(table)
    with pytest.raises(ValidationError, match=r"rules of play|spelregels"):
        open_meeting(meeting=meeting, by=table.people["secretary"])
    meeting.refresh_from_db()
    assert meeting.state == "planned"


def test_opening_takes_the_rules_of_today_and_a_line_for_each_party_with_a_vote(table: Table):
    table.party("Netbeheer", "grid_operator", votes=False)
    table.rules(text="Oud.")
    newest = table.rules(text="Nieuw.")
    meeting = open_meeting(meeting=planned(table), by=table.people["secretary"])
    assert (meeting.state, meeting.rules) == ("open", newest)
    assert {str(line.party) for line in meeting.attendance.all()} == {"Gemeente", "Woonnoord", "Huurdersbelang"}
    assert not meeting.attendance.filter(present=True).exists()


def test_one_meeting_in_session_at_a_time(table: Table):
    opened(table)
    second = planned(table, on=in_days(14) + dt.timedelta(days=1))
    with pytest.raises(ValidationError):
        open_meeting(meeting=second, by=table.people["secretary"])
    with pytest.raises(ValidationError):
        open_meeting(meeting=Meeting.objects.get(state="open"), by=table.people["secretary"])


def test_the_quorum_counts_parties_with_a_vote_and_says_it_in_words(table: Table):
    table.party("Netbeheer", "grid_operator", votes=False)
    meeting = opened(table)
    there(table, meeting, "Gemeente", "Netbeheer")
    assert not page_of(table, meeting).has_quorum
    there(table, meeting, "Woonnoord")
    found = page_of(table, meeting)
    assert found.has_quorum
    assert found.quorum.startswith("2 ")
    assert " 3 " in found.quorum
    assert {str(line.party): line.votes for line in found.attendance}["Netbeheer"] is False


def test_a_party_that_loses_its_vote_later_still_counts_in_the_meeting_it_was_in(table: Table):
    meeting = opened(table)
    there(table, meeting, "Gemeente", "Woonnoord")
    table.partnership.seats.update(votes=False)
    assert page_of(table, meeting).has_quorum


def test_attendance_is_for_a_meeting_in_session(table: Table):
    with pytest.raises(ValidationError):
        there(table, planned(table), "Gemeente")


def test_two_people_who_tick_other_parties_at_once_are_both_kept(table: Table):
    meeting, browser = opened(table), browser_of(table, "secretary")
    address = reverse("meeting_attendance", args=[table.partnership.slug, meeting.pk])
    form = browser.get(address).context["form"]
    there(table, meeting, "Gemeente")
    homes = table.parties["Woonnoord"].pk
    sent = {form[name].html_initial_name: form[name].initial for name in form.fields}
    answer = browser.post(address, sent | {f"present-{homes}": "on", f"names-{homes}": "Anja"})
    assert answer.status_code == 302
    present = {str(line.party): line.names for line in meeting.attendance.filter(present=True)}
    assert present == {"Gemeente": "", "Woonnoord": "Anja"}


def test_a_change_on_an_older_version_is_overtaken(table: Table):
    meeting = planned(table)
    change_meeting(meeting=meeting, by=table.people["secretary"], version=1, place="Stadhuis")
    with pytest.raises(StaleEdit):
        change_meeting(meeting=meeting, by=table.people["secretary"], version=1, place="Buurthuis")
    meeting.refresh_from_db()
    assert (meeting.place, meeting.version) == ("Stadhuis", 2)


def test_who_was_later_sees_both_and_saves_the_own_one_yet(table: Table):
    meeting, browser = planned(table, place="Stadhuis"), browser_of(table, "secretary")
    address = reverse("meeting_edit", args=[table.partnership.slug, meeting.pk])
    mine = {
        "title": "Kerngroep",
        "on": in_days(14).isoformat(),
        "begins": "13:30",
        "place": "Buurthuis",
        "chair": "Anja",
    }
    change_meeting(meeting=meeting, by=table.people["secretary"], version=1, place="Kantoor")
    late = browser.post(address, mine | {"version": "1"})
    assert late.status_code == 409
    assert [(row.theirs, row.mine) for row in late.context["differences"]] == [("Kantoor", "Buurthuis"), ("–", "Anja")]
    looked = browser.post(address, mine | {"version": "2", "look": "1"})
    assert (looked.status_code, looked.context["form"]["place"].value()) == (200, "Buurthuis")
    assert browser.post(address, mine | {"version": str(late.context["stamp"])}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.chair) == ("Buurthuis", "Anja")


def test_a_meeting_that_is_off_gives_back_what_parties_brought(table: Table):
    StandingItem.objects.create(partnership=table.partnership, position=1, title="Opening")
    meeting, by = planned(table), table.people["secretary"]
    add_item(partnership=table.partnership, by=by, meeting=meeting, title="Oost", party=table.parties["Woonnoord"])
    remove_meeting(meeting=meeting, by=by)
    assert [(item.title, item.meeting) for item in Item.objects.all()] == [("Oost", None)]


def test_a_meeting_that_was_opened_stays(table: Table):
    with pytest.raises(ValidationError):
        remove_meeting(meeting=opened(table), by=table.people["secretary"])


@pytest.mark.parametrize("name", ["meeting_edit", "item_add"])
def test_a_closed_meeting_answers_a_form_with_the_page_and_409(table: Table, name: str):
    address = reverse(name, args=[table.partnership.slug, table.meeting("closed").pk])
    assert browser_of(table, "secretary").get(address).status_code == 409
    assert browser_of(table, "secretary").post(address, {"title": "Te laat"}).status_code == 409


def test_a_closed_meeting_takes_no_standing_items(table: Table):
    with pytest.raises(ValidationError):
        add_standing_items(meeting=table.meeting("closed"), by=table.people["secretary"])


def test_the_clock_runs_from_item_to_item_and_past_midnight(table: Table):
    meeting = planned(table, begins=dt.time(23, 30))
    for title, minutes in (("Opening", 5), ("Oost", 40), ("Rondvraag", 10)):
        add_item(
            partnership=table.partnership, by=table.people["secretary"], meeting=meeting, title=title, minutes=minutes
        )
    found = page_of(table, meeting)
    assert [row.begins for row in found.rows] == [dt.time(23, 30), dt.time(23, 35), dt.time(0, 15)]
    assert (found.ends, found.minutes) == (dt.time(0, 25), 55)


def test_the_list_shows_the_next_one_first_and_past_ones_with_their_decisions(table: Table):
    table.meeting("closed", on=dt.date(2026, 1, 8), title="Vorige")
    planned(table, title="Later", on=in_days(14) + dt.timedelta(days=30))
    planned(table, title="Eerst")
    page = browser_of(table, "viewer").get(reverse("meeting_list", args=[table.partnership.slug]))
    assert page.context["next"].meeting.title == "Eerst"
    assert [line.meeting.title for line in page.context["coming"]] == ["Later"]
    assert [line.meeting.title for line in page.context["past"]] == ["Vorige"]


def test_an_empty_list_says_what_to_do_first(table: Table):
    address = reverse("meeting_list", args=[table.partnership.slug])
    leads = browser_of(table, "secretary").get(address).content.decode()
    assert reverse("rules_add", args=[table.partnership.slug]) in leads
    assert reverse("series_add", args=[table.partnership.slug]) in leads
    assert (
        reverse("backlog", args=[table.partnership.slug]) in browser_of(table, "viewer").get(address).content.decode()
    )


def test_the_secretary_plans_and_opens_a_meeting_in_the_browser(table: Table):
    browser, slug = browser_of(table, "secretary"), table.partnership.slug
    sent = {"title": "Kerngroep", "on": in_days(14).isoformat(), "begins": "9:00"}
    assert browser.post(reverse("meeting_add", args=[slug]), sent | {"on": "0026-11-12"}).status_code == 422
    assert browser.post(reverse("meeting_add", args=[slug]), sent).status_code == 302
    assert browser.post(reverse("meeting_add", args=[slug]), sent).status_code == 422
    [meeting] = Meeting.objects.all()
    meant = {"early": "1"}
    assert browser.post(reverse("meeting_open", args=[slug, meeting.pk]), meant).status_code == 409
    table.rules(text="Wij luisteren eerst.")
    assert browser.post(reverse("meeting_open", args=[slug, meeting.pk]), meant).status_code == 302
    assert "Wij luisteren eerst." in browser.get(reverse("meeting", args=[slug, meeting.pk])).content.decode()


def test_who_does_not_lead_reads_and_is_shown_the_way_to_the_backlog(table: Table):
    meeting, slug = opened(table), table.partnership.slug
    address = reverse("meeting", args=[slug, meeting.pk])
    page = browser_of(table, "planner").get(address).content.decode()
    assert reverse("backlog_add", args=[slug]) in page
    assert reverse("meeting_edit", args=[slug, meeting.pk]) not in page
    assert reverse("backlog_add", args=[slug]) not in browser_of(table, "viewer").get(address).content.decode()


def test_a_closed_meeting_is_shown_without_a_way_to_change_it(table: Table):
    meeting = table.meeting("closed")
    page = browser_of(table, "secretary").get(reverse("meeting", args=[table.partnership.slug, meeting.pk]))
    assert page.status_code == 200
    assert b"<form" not in page.content.split(b"<main")[1].split(b"</main")[0]
    assert meeting.sha256 in page.content.decode()
