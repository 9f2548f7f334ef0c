"""A decision as it goes in a meeting: proposed, answered on laptops and in the room, settled, and the meeting closed; every
page on the way is accessible, on a laptop and on a phone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coregroup.models import Decision, Meeting
from tests.browser.conftest import NARROW, SIZES, WIDE, follow
from tests.coregroup.sitting import agreed, in_session
from tests.coregroup.table import Table, laid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


@pytest.fixture
def english(page: Page, live_server) -> Page:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    return page


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
def test_a_decision_goes_from_proposal_to_minutes(table: Table, english: Page, live_server, log_in, accessible, size):
    page, meeting = english, in_session(table)
    page.set_viewport_size(size)
    meeting.items.create(partnership=table.partnership, title="Oost", position=1)
    there = live_server.url + reverse("meeting", args=[table.partnership.slug, meeting.pk])

    log_in(table.people["secretary"])
    page.goto(there)
    follow(page.locator("li", has_text="Oost").get_by_role("link", name="Propose a decision"))
    accessible(page)
    page.get_by_label("Decision", exact=True).fill("Oost krijgt een gezamenlijke agenda.")
    follow(page.get_by_role("button", name="Propose it"))
    accessible(page)

    log_in(table.people["tenant"])
    page.goto(there)
    page.get_by_label("Answer of Huurdersbelang").select_option("no")
    follow(page.get_by_role("button", name="Save the answers"))
    expect(page.get_by_text("Write down the condition or the objection of Huurdersbelang.").first).to_be_visible()
    accessible(page)
    page.get_by_label("Condition or objection of Huurdersbelang").fill("De huren stijgen.")
    follow(page.get_by_role("button", name="Save the answers"))

    log_in(table.people["secretary"])
    page.goto(there)
    follow(page.get_by_role("button", name="Everybody else present is for"))
    expect(page.get_by_text("2 for, 1 against: taken by the rules of play")).to_be_visible()
    follow(page.get_by_role("button", name="Write it down: taken"))
    expect(page.get_by_text("Decision 2026-1 is written down")).to_be_visible()
    accessible(page)
    follow(page.get_by_role("link", name="Close the meeting"))
    accessible(page)
    follow(page.get_by_role("button", name="Close the meeting"))
    expect(page.get_by_text("and unchanged since")).to_be_visible()
    accessible(page)
    assert Meeting.objects.get(pk=meeting.pk).is_fixed


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
def test_who_notes_another_answer_than_the_own_sees_both(
    table: Table, english: Page, live_server, log_in, accessible, size
):
    page, meeting = english, in_session(table)
    page.set_viewport_size(size)
    made = Decision.objects.create(partnership=table.partnership, meeting=meeting, text="Oost eerst.")
    made.answers.create(party=table.parties["Huurdersbelang"], kind="no", words="De huren stijgen.")
    log_in(table.people["secretary"])
    page.goto(live_server.url + reverse("decision", args=[table.partnership.slug, made.pk]))
    accessible(page)
    page.locator("summary", has_text="Huurdersbelang").click()
    page.get_by_label("Answer of Huurdersbelang").select_option("yes")
    follow(page.get_by_role("button", name="Save the answers"))
    expect(page.get_by_text("This party has answered already")).to_be_visible()
    accessible(page)
    follow(page.get_by_role("button", name="Save the answers"))
    expect(page.get_by_text("noted in the meeting")).to_be_visible()


@pytest.mark.full
def test_the_register_and_the_actions_are_accessible(table: Table, english: Page, live_server, log_in, accessible):
    page, meeting, slug = english, in_session(table), table.partnership.slug
    log_in(table.people["secretary"])
    for filled in (False, True):
        if filled:
            agreed(table, meeting)
            fields = {"state": "taken", "year": 2026, "number": 1, "answered_at": meeting.opened_at}
            Decision.objects.create(partnership=table.partnership, meeting=meeting, text="Oost eerst. " * 30, **fields)
        for name in ("decision_list", "task_list"):
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                page.goto(live_server.url + reverse(name, args=[slug]))
                accessible(page)
    page.goto(live_server.url + reverse("task_add", args=[slug, meeting.pk]))
    accessible(page)
