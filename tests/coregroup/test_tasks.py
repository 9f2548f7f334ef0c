"""Tasks: who does what before when, late or not, and done by whoever may say so."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from accounts.editing import StaleEdit
from coregroup.actions import tasks as actions
from coregroup.models import Meeting, Task
from tests.coregroup.sitting import DUE, agreed, at, browser_of, close, in_session
from tests.coregroup.table import Table, laid

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


@pytest.fixture
def meeting(table: Table) -> Meeting:
    return in_session(table)


def done(table: Table, task: Task, who: str) -> Task:
    return actions.finish_task(task=task, by=table.people[who], outcome="Gebeld.")


@pytest.mark.parametrize("who", ["manager", "secretary"])
def test_the_own_party_or_who_leads_reports_it_done(table: Table, meeting: Meeting, who: str):
    task = done(table, agreed(table, meeting), who)
    assert (task.outcome, task.done_by, bool(task.done_at)) == ("Gebeld.", table.people[who], True)


@pytest.mark.parametrize("who", ["planner", "tenant", "viewer"])
def test_another_party_does_not(table: Table, meeting: Meeting, who: str):
    with pytest.raises(PermissionDenied):
        done(table, agreed(table, meeting), who)


def test_it_is_done_once_and_also_after_the_meeting(table: Table, meeting: Meeting):
    task = agreed(table, meeting)
    close(table, meeting)
    done(table, task, "manager")
    with pytest.raises(ValidationError, match=r"done already: Gebeld\."):
        done(table, task, "manager")


def test_an_action_that_changed_is_not_changed_or_removed_unseen(table: Table, meeting: Meeting):
    task, by = agreed(table, meeting), table.people["secretary"]
    seen = actions.task_stamp(task)
    actions.change_task(task=task, by=by, seen=seen, text="Schrijf de aannemer")
    for change in (
        lambda: actions.change_task(task=task, by=by, seen=seen, text="Mail de aannemer"),
        lambda: actions.remove_task(task=task, by=by, seen=seen),
    ):
        with pytest.raises(StaleEdit):
            change()
    assert Task.objects.get().text == "Schrijf de aannemer"


def test_a_closed_meeting_keeps_its_actions(table: Table, meeting: Meeting):
    task, by = agreed(table, meeting), table.people["secretary"]
    close(table, meeting)
    for change in (
        lambda: actions.change_task(task=task, by=by, seen=actions.task_stamp(task), text="Anders"),
        lambda: actions.remove_task(task=task, by=by, seen=actions.task_stamp(task)),
        lambda: agreed(table, meeting),
    ):
        with pytest.raises(ValidationError, match="closed"):
            change()


def test_the_list_shows_the_late_ones_first_and_says_so(table: Table, meeting: Meeting):
    today = timezone.localdate()
    agreed(table, meeting, text="Straks", due=today + dt.timedelta(days=9))
    agreed(table, meeting, text="Vandaag", due=today)
    agreed(table, meeting, text="Gisteren", due=today - dt.timedelta(days=1))
    answer = browser_of(table.people["viewer"]).get(at("task_list", table))
    assert [line.task.text for line in answer.context["lines"]] == ["Gisteren", "Vandaag", "Straks"]
    assert [line.is_late for line in answer.context["lines"]] == [True, False, False]
    assert answer.content.decode().count("late, was due") == 1
    assert [tab.count for tab in answer.context["tabs"]] == [3, 1, 0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["A", "B"]),
        ("?state=late", ["A"]),
        ("?state=done", ["C"]),
        ("?party=0", []),
        ("?state=x&party=y", ["A", "B"]),
    ],
)
def test_the_address_says_which_actions_are_shown(table: Table, meeting: Meeting, query: str, expected: list[str]):
    agreed(table, meeting, text="A", due=dt.date(2020, 1, 1))
    agreed(table, meeting, text="B", due=dt.date(2099, 1, 1))
    done(table, agreed(table, meeting, text="C"), "manager")
    answer = browser_of(table.people["viewer"]).get(at("task_list", table) + query)
    assert [line.task.text for line in answer.context["lines"]] == expected


def test_the_list_of_one_party(table: Table, meeting: Meeting):
    agreed(table, meeting, text="Van Woonnoord")
    agreed(table, meeting, text="Van de gemeente", party=table.parties["Gemeente"])
    query = f"?party={table.parties['Gemeente'].pk}"
    answer = browser_of(table.people["viewer"]).get(at("task_list", table) + query)
    assert [line.task.text for line in answer.context["lines"]] == ["Van de gemeente"]


def test_done_on_the_page_goes_back_to_where_one_was_and_nowhere_else(table: Table, meeting: Meeting):
    browser, here = browser_of(table.people["manager"]), at("task_list", table) + "?state=late"
    for to, expected in ((here, here), ("https://elders.nl/", at("task_list", table))):
        where = at("task_done", table, agreed(table, meeting).pk)
        assert browser.post(where, {"outcome": "Gebeld.", "to": to})["Location"] == expected
    assert browser.post(at("task_done", table, agreed(table, meeting).pk), {"outcome": ""}).status_code == 422


def form(table: Table, **changes: str) -> dict[str, str]:
    usual = {"text": "Bel", "party": str(table.parties["Woonnoord"].pk), "due": DUE.isoformat()}
    return usual | changes


def test_an_action_comes_under_the_item_and_its_mistakes_are_said(table: Table, meeting: Meeting):
    browser, where = browser_of(table.people["secretary"]), at("task_add", table, meeting.pk)
    item = meeting.items.create(partnership=table.partnership, title="Oost")
    assert browser.post(where, form(table, party="0")).status_code == 422
    assert browser.post(where, form(table, item=str(item.pk))).status_code == 302
    assert Task.objects.get().item == item


def test_two_who_change_one_action_the_second_chooses(table: Table, meeting: Meeting):
    browser, task = browser_of(table.people["secretary"]), agreed(table, meeting)
    where, seen = at("task_edit", table, task.pk), actions.task_stamp(task)
    assert browser.post(where, form(table, seen=seen, text="Bel nu")).status_code == 302
    late = browser.post(where, form(table, seen=seen, text="Bel later"))
    text = late.content.decode()
    assert late.status_code == 409
    assert "Bel nu" in text
    assert "Bel later" in text
    assert browser.post(where, form(table, seen=late.context["stamp"], text="Bel later")).status_code == 302
    assert Task.objects.get().text == "Bel later"
