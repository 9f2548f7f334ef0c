"""A meeting as the secretary runs it from one page: prepared, opened, who is there, what was said; also without scripts."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from coregroup.models import Item, Meeting
from sia.models import Snapshot
from tests import factories
from tests.browser.conftest import NARROW, WIDE, follow
from tests.coregroup.assembled import Assembled, in_session, prepared
from tests.weighed import City, weighed_city

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def city(partnership) -> City:
    """With an advice to speak about."""
    found = weighed_city(partnership)
    Snapshot.objects.create(partnership=partnership, run=found.run, title="Maart")
    return found


@pytest.fixture
def in_english(page: Page, live_server) -> Page:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    return page


@pytest.fixture
def seen(page: Page, accessible):
    """Looks at the page as it stands, in both sizes."""

    def look() -> None:
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            accessible(page)

    return look


def titles(page: Page) -> list[str]:
    return [re.sub(r"^\d+\. ", "", title) for title in page.locator(".point h3").all_inner_texts()]


def test_from_the_agenda_to_what_was_said(city, in_english, live_server, log_in, seen):
    page, found = in_english, prepared(city.partnership)
    log_in(found.secretary)
    page.goto(live_server.url + reverse("meeting", args=[city.partnership.slug, found.meeting.pk]))
    seen()
    before = titles(page)
    follow(page.get_by_role("button", name=f"Later: {before[0]}"))
    assert titles(page)[:2] == [before[1], before[0]]
    follow(page.get_by_role("link", name="Add an item"))
    page.get_by_label("Item").fill("De buurt naast het station")
    page.get_by_label("What is it about").select_option(label="Buurt 01")
    page.get_by_label("Duration in minutes").fill("25")
    follow(page.get_by_role("button", name="Add the item"))
    added = page.locator(".point", has_text="De buurt naast het station")
    expect(added.get_by_role("link", name="Buurt 01")).to_be_visible()
    expect(added).to_contain_text("rank")
    follow(page.get_by_role("link", name="Open the meeting"))
    follow(page.get_by_role("button", name="Open it today all the same"))
    expect(page.locator(".rules-card")).to_contain_text("Wij luisteren eerst")
    seen()
    for name in ("Woonnoord", "Waterschap Vechtstromen", "Netbeheer Oost"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_label("Who speaks for Woonnoord").fill("Anja de Vries")
    page.get_by_role("button", name="Save who is there").click()
    expect(page.locator("#attendance")).to_contain_text("3 of 6 parties are there; 4 needed")
    expect(page.locator("#attendance")).to_contain_text("Anja de Vries")
    added.get_by_text("Write down what was said").click()
    added.get_by_label("What was said").fill("Iedereen ziet de nood.")
    added.get_by_role("button", name="Save what was said").click()
    expect(added.locator(".point__said")).to_contain_text("Iedereen ziet de nood.")
    seen()


def pages(found: Assembled) -> list[tuple[str, dict[str, int]]]:
    """What only who leads sees, and the three moments of a meeting."""
    partnership, item = found.table.partnership, found.meeting.items.last()
    planned = partnership.meetings.create(title="Nog leeg", on=found.meeting.on.replace(day=1), begins="13:30")
    series = partnership.series.create(name="Kerngroep", begins="13:30")
    meeting = {"meeting": found.meeting.pk}
    return [
        ("meeting", meeting),
        ("meeting", {"meeting": planned.pk}),
        ("meeting", {"meeting": found.table.meeting("closed").pk}),
        *((name, meeting) for name in ("meeting_edit", "meeting_attendance", "item_add")),
        ("meeting_remove", {"meeting": planned.pk}),
        *((name, {"item": item.pk}) for name in ("item_edit", "item_said")),
        *((name, {}) for name in ("meeting_list", "meeting_add", "series_add", "standing_list", "standing_add")),
        *((name, {}) for name in ("backlog", "backlog_add", "rules_of_play", "rules_add")),
        ("series", {"series": series.pk}),
        ("standing_edit", {"standing": partnership.standing_items.first().pk}),
    ]


@pytest.mark.full
def test_every_page_of_who_leads_is_accessible_and_fits(city, page, live_server, log_in, seen):
    found = in_session(city.partnership)
    log_in(found.secretary)
    for name, which in pages(found):
        address = reverse(name, kwargs={"partnership": city.partnership.slug, **which})
        assert page.goto(live_server.url + address).status == 200, address
        seen()


@pytest.mark.full
def test_an_empty_partnership_leads_its_secretary_to_the_first_meeting(partnership, page, live_server, log_in, seen):
    log_in(factories.member(partnership, "secretary"))
    for name in ("meeting_list", "backlog", "standing_list", "rules_of_play"):
        page.goto(live_server.url + reverse(name, args=[partnership.slug]))
        seen()
        assert page.locator("main .button--primary").count() == 1, name


@pytest.mark.full
def test_without_scripts_an_item_goes_from_the_backlog_to_the_agenda_and_the_meeting_opens(
    city, browser: Browser, live_server, log_in, page
):
    found = prepared(city.partnership)
    log_in(found.secretary)
    plain = browser.new_context(java_script_enabled=False, viewport=NARROW)
    plain.add_cookies([*page.context.cookies(), {"name": "django_language", "value": "en", "url": live_server.url}])
    bare = plain.new_page()
    bare.goto(live_server.url + reverse("backlog_add", args=[city.partnership.slug]))
    bare.get_by_label("Item").fill("Overlast op het plein")
    bare.get_by_role("button", name="Put it on the backlog").click()
    expect(bare.get_by_role("heading", name="Overlast op het plein")).to_be_visible()
    bare.goto(live_server.url + reverse("meeting", args=[city.partnership.slug, found.meeting.pk]))
    bare.get_by_role("button", name=re.compile("Put it on the agenda.*Overlast op het plein")).click()
    expect(bare.locator(".point", has_text="Overlast op het plein")).to_be_visible()
    follow(bare.get_by_role("link", name="Open the meeting"))
    follow(bare.get_by_role("button", name="Open it today all the same"))
    bare.get_by_role("checkbox", name="Woonnoord").check()
    bare.get_by_role("button", name="Save who is there").click()
    expect(bare.locator("#attendance .is-there")).to_have_count(1)
    plain.close()
    assert Item.objects.get(title="Overlast op het plein").meeting == found.meeting
    assert Meeting.objects.get(pk=found.meeting.pk).state == "open"


@pytest.mark.full
def test_two_secretaries_write_at_once_and_the_second_sees_both(city, in_english, live_server, log_in, seen):
    page, found = in_english, in_session(city.partnership)
    log_in(found.secretary)
    item = found.meeting.items.first()
    page.goto(live_server.url + reverse("item_said", args=[city.partnership.slug, item.pk]))
    Item.objects.filter(pk=item.pk).update(said="Van de ander.", version=item.version + 1)
    page.get_by_label("What was said").fill("Van mij.")
    page.get_by_role("button", name="Save what was said").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Somebody was first")
    expect(page.locator("table")).to_contain_text("Van de ander.")
    seen()
    page.get_by_role("button", name="Save mine in its place").click()
    expect(page.locator(f"#item-{item.pk} .point__said")).to_contain_text("Van mij.")
