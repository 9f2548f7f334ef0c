"""Closing a meeting: what is unfinished is said, what is fixed is one text with a hash, and no address changes it after."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import URLPattern, reverse
from django.utils import translation

from accounts.editing import StaleEdit
from coregroup.actions.closing import close_meeting, minutes_stamp
from coregroup.models import Answer, Attendance, Decision, Item, Meeting, Task
from coregroup.pipeline.minutes import body_of, is_unchanged
from coregroup.urls import urlpatterns
from tests.coregroup.sitting import at, browser_of, close, in_session, proposal, say, spoken
from tests.coregroup.table import Table, laid
from tests.effort import sampled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


def test_everything_of_the_meeting_stands_in_one_text_under_its_hash(table: Table):
    meeting = close(table, spoken(table))
    body = json.loads(meeting.body)
    assert (meeting.state, meeting.sha256) == ("closed", sha256(meeting.body.encode()).hexdigest())
    assert [row["party"] for row in body["attendance"]] == ["Gemeente", "Huurdersbelang", "Woonnoord"]
    assert body["items"][0]["said"] == "Men wil beginnen.\nSamen."
    [decision] = body["decisions"]
    assert (decision["reference"], decision["state"], decision["item"]) == ("2026-1", "taken", "Oost")
    assert [(row["party"], row["kind"], row["by_itself"]) for row in decision["answers"]] == [
        ("Gemeente", "yes", True), ("Huurdersbelang", "yes", False), ("Woonnoord", "yes", False),
    ]  # fmt: skip
    assert body["actions"][0] | {"item": ""} == {
        "text": "Bel de aannemer", "party": "Woonnoord", "person": "K. Smit", "due": "2026-12-01", "item": "",
        "decision": "2026-1",
    }  # fmt: skip
    assert (body["rules"]["version"], body["rules"]["text"]) == (1, "Wij beslissen samen.")


def test_no_account_is_named_in_what_cannot_be_changed(table: Table):
    meeting = close(table, spoken(table))
    assert not any(user.name in meeting.body or user.email in meeting.body for user in table.people.values())


def test_what_an_item_was_about_stands_there_by_its_name(table: Table):
    meeting = in_session(table)
    agenda = table.partnership.agendas.create(name="Agenda Oost", first_year=2027, last_year=2033, reason="Besloten.")
    meeting.items.create(partnership=table.partnership, title="Oost", agenda=agenda)
    meeting.items.create(partnership=table.partnership, title="West", area_code="BU01530001")
    assert [item["about"] for item in body_of(meeting)["items"]] == [
        [{"kind": "agenda", "name": "Agenda Oost"}], [{"kind": "area", "name": "BU01530001"}],
    ]  # fmt: skip


def test_a_proposal_is_settled_or_withdrawn_first(table: Table):
    meeting = spoken(table)
    proposal(table, meeting, text="Nog niet beslist.")
    with pytest.raises(ValidationError, match="Not every proposal is settled"):
        close(table, meeting)
    page = browser_of(table.people["secretary"]).get(at("meeting_close", table, meeting.pk))
    assert "Nog niet beslist." in page.content.decode()
    assert page.context["may_close"] is False


def test_an_item_of_which_nothing_was_written_down_stands_in_nobodys_way(table: Table):
    meeting = spoken(table)
    meeting.items.create(partnership=table.partnership, title="Rondvraag")
    page = browser_of(table.people["secretary"]).get(at("meeting_close", table, meeting.pk))
    assert [item.title for item in page.context["silent"]] == ["Rondvraag"]
    assert close(table, meeting).is_fixed


def test_who_closes_fixes_what_was_looked_at(table: Table):
    meeting = spoken(table)
    seen = minutes_stamp(meeting)
    meeting.items.update(said="Iets anders.")
    with pytest.raises(StaleEdit):
        close_meeting(meeting=meeting, by=table.people["secretary"], seen=seen)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.body) == ("open", "")


def test_the_page_closes_the_meeting_and_a_second_time_it_says_so(table: Table):
    meeting, browser = spoken(table), browser_of(table.people["secretary"])
    where = at("meeting_close", table, meeting.pk)
    seen = browser.get(where).context["seen"]
    assert browser.post(where, {"seen": "x"}).status_code == 409
    assert browser.post(where, {"seen": seen}).status_code == 302
    again = browser.post(where, {"seen": seen})
    assert again.status_code == 409
    assert "Only a meeting in session is closed" in again.content.decode()


def test_a_meeting_that_is_planned_is_not_closed(table: Table):
    meeting = table.meeting()
    with pytest.raises(ValidationError, match="This meeting is planned"):
        close(table, meeting)


def test_the_text_is_checked_against_its_hash_on_opening(table: Table):
    meeting = close(table, spoken(table))
    assert is_unchanged(meeting)
    meeting.body = meeting.body.replace("Men wil beginnen", "Men wil stoppen")
    assert not is_unchanged(meeting)


# No address changes a closed meeting

FINISHING = {"task_done"}  # what may be done afterwards
CHANGING = {"meeting", "item", "decision", "task"}  # what an address changes something of, by its parameter


def changing() -> list[str]:
    """Our addresses that belong to a meeting, an item, a decision or an action, and that take a POST."""
    names = [pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)]
    return sorted(str(name) for name in names if name and parameters(str(name)) & CHANGING and name not in FINISHING)


def parameters(name: str) -> set[str]:
    [pattern] = [found for found in urlpatterns if isinstance(found, URLPattern) and found.name == name]
    return set(pattern.pattern.converters)


def everything(meeting: Meeting) -> list[Any]:
    tables: list[Any] = [Meeting, Item, Attendance, Decision, Answer, Task]
    return [list(table.objects.order_by("pk").values()) for table in tables]


def fields_of(meeting: Meeting) -> dict[str, str]:
    """What the forms of all addresses ask for, each filled in rightly."""
    decision, party = meeting.decisions.get(), meeting.attendance.first().party_id
    return {
        "version": "1", "seen": "taken", "title": "Anders", "on": "2026-11-12", "begins": "14:00", "text": "Anders", "minutes": "5",
        "said": "Anders", "to": "up", "meeting": str(meeting.pk), "party": str(party), "due": "2026-12-01", "present": "on",
        f"d{decision.pk}-version": "1", f"d{decision.pk}-kind_{party}": "abstain", "outcome": "Anders",
        "address": reverse("meeting_screen", args=[meeting.partnership.slug, meeting.pk]),
    }  # fmt: skip


@pytest.mark.parametrize("name", sampled(changing()))
def test_every_post_about_a_closed_meeting_is_told_it_is_too_late(table: Table, name: str):
    meeting = close(table, spoken(table))
    which = {
        "partnership": table.partnership.slug, "meeting": meeting.pk, "item": meeting.items.get().pk,
        "decision": meeting.decisions.get().pk, "task": meeting.tasks.get().pk,
    }  # fmt: skip
    where = reverse(name, kwargs={key: which[key] for key in parameters(name)})
    browser, before = browser_of(table.people["secretary"]), everything(meeting)
    assert browser.post(where, fields_of(meeting)).status_code in {405, 409}
    assert browser.post(where).status_code in {405, 409, 422}  # an empty form may be explained first
    assert everything(meeting) == before


def test_the_addresses_that_change_a_meeting_were_found():
    assert {"meeting_edit", "item_said", "decision_answer", "task_edit", "meeting_close"} <= set(changing())


def test_an_action_can_still_be_reported_done(table: Table):
    meeting = close(table, spoken(table))
    where = at("task_done", table, meeting.tasks.get().pk)
    assert browser_of(table.people["manager"]).post(where, {"outcome": "Gebeld."}).status_code == 302
    meeting.refresh_from_db()
    assert is_unchanged(meeting)


def test_a_party_that_answers_late_is_told(table: Table):
    meeting = spoken(table)
    decision = meeting.decisions.get()
    close(table, meeting)
    with pytest.raises(ValidationError, match="closed"):
        say(table, decision, "tenant", Huurdersbelang="no")
