"""A meeting opened before its day or by mistake; and who may call what is done with meetings."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coregroup.actions.closing import close_meeting
from coregroup.actions.decisions import propose
from coregroup.actions.meetings import (
    change_meeting,
    note_attendance,
    open_meeting,
    plan_meeting,
    remove_meeting,
    undo_opening,
)
from coregroup.actions.presentation import present
from coregroup.actions.rules import write_rules
from coregroup.models import Meeting
from tests.coregroup.sitting import browser_of
from tests.coregroup.table import Table, laid
from tests.days import in_days

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


def planned(table: Table) -> Meeting:
    fields = {"title": "Kerngroep", "on": in_days(14), "begins": dt.time(13, 30)}
    return plan_meeting(partnership=table.partnership, by=table.people["secretary"], **fields)


def opened(table: Table) -> Meeting:
    table.rules(quorum=2)
    return open_meeting(meeting=planned(table), by=table.people["secretary"])


def there(table: Table, meeting: Meeting, name: str) -> None:
    note_attendance(meeting=meeting, by=table.people["secretary"], lines={table.parties[name]: {"present": True}})


def test_a_meeting_before_its_day_asks_whether_that_is_meant(table: Table):
    table.rules()
    meeting, browser = planned(table), browser_of(table.people["secretary"])
    address = reverse("meeting_open", args=[table.partnership.slug, meeting.pk])
    assert address in browser.get(reverse("meeting", args=[table.partnership.slug, meeting.pk])).content.decode()
    for asked in (browser.get(address), browser.post(address)):
        assert "That day is still to come." in asked.content.decode()
    assert asked.status_code == 409
    meeting.refresh_from_db()
    assert meeting.state == "planned"
    assert browser.post(address, {"early": "1"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "open"


def test_an_opening_is_undone_while_nothing_was_said(table: Table):
    meeting, browser = opened(table), browser_of(table.people["secretary"])
    present(meeting=meeting, by=table.people["secretary"], address="/", item=None)
    assert browser.post(reverse("meeting_undo", args=[table.partnership.slug, meeting.pk])).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.rules, meeting.opened_at) == ("planned", None, None)
    assert not meeting.attendance.exists()
    assert open_meeting(meeting=meeting, by=table.people["secretary"]).attendance.count() == 3


BEGINNINGS = {
    "somebody is there": lambda table, meeting: there(table, meeting, "Gemeente"),
    "something was said": lambda table, meeting: meeting.items.create(
        partnership=table.partnership, title="Oost", said="Akkoord."
    ),
    "something was decided": lambda table, meeting: meeting.decisions.create(
        partnership=table.partnership, text="Oost.", state="taken", year=2026, number=1, answered_at=timezone.now()
    ),
}


@pytest.mark.parametrize("what", BEGINNINGS)
def test_an_opening_is_not_undone_once_something_happened_at_no_door(table: Table, what: str):
    meeting, browser = opened(table), browser_of(table.people["secretary"])
    BEGINNINGS[what](table, meeting)
    refused = browser.post(reverse("meeting_undo", args=[table.partnership.slug, meeting.pk]))
    assert refused.status_code == 409
    assert "Something was said, decided or noted in this meeting" in refused.content.decode()
    with pytest.raises(IntegrityError, match="a meeting that has begun is fixed"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(state="planned", opened_at=None)


def test_only_a_meeting_in_session_is_planned_again(table: Table):
    with pytest.raises(ValidationError):
        undo_opening(meeting=planned(table), by=table.people["secretary"])


def test_meetings_are_for_who_leads_whoever_calls(table: Table):
    meeting, other = opened(table), table.people["planner"]
    fields = {"title": "X", "on": in_days(14), "begins": dt.time(9)}
    for call in (
        lambda: plan_meeting(partnership=table.partnership, by=other, **fields),
        lambda: change_meeting(meeting=meeting, by=other, version=meeting.version, title="X"),
        lambda: remove_meeting(meeting=meeting, by=other),
        lambda: open_meeting(meeting=meeting, by=other),
        lambda: undo_opening(meeting=meeting, by=other),
        lambda: note_attendance(meeting=meeting, by=other, lines={}),
        lambda: present(meeting=meeting, by=other, address="/", item=None),
        lambda: close_meeting(meeting=meeting, by=other, seen=""),
        lambda: propose(meeting=meeting, by=other, text="X"),
        lambda: write_rules(
            partnership=table.partnership, by=other, seen=1, text="X", way="consent", quorum=1, agreed_on=in_days(14)
        ),
    ):
        with pytest.raises(PermissionDenied):
            call()
