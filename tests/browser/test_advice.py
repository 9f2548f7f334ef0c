"""The advice and its snapshots in the browser: a list to a decision, at both sizes."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from sia import actions
from sia.models import ScoreRun, Snapshot
from tests.browser.conftest import SIZES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
IN_TIME = 60_000


@pytest.fixture
def english(page, live_server, log_in, demo):
    log_in(User.objects.get(email="secretaris@gemeente.demo"))
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    return lambda name, *more: page.goto(live_server.url + reverse(name, args=[demo.slug, *more]))


@pytest.mark.full
def test_what_would_change_an_area_opens_in_its_row(page, english, demo):
    english("advice")
    row = page.locator("#dia .flip").first
    row.locator("summary").click()
    expect(row.get_by_text("By the gates:")).to_be_visible()
    advised = ScoreRun.objects.newest(demo, "buurt").results.filter(advice="dia").count()
    assert page.locator("#dia .case").count() == advised
    assert page.locator("main .case").count() == 70


@pytest.mark.full
def test_without_scripts_the_same_is_a_page_of_its_own(browser, live_server, page, english):
    english("advice")
    still = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    still.goto(page.url)
    still.locator("#dia .flip summary").first.click()
    still.locator("#dia .flip__body a").first.click()
    expect(still.get_by_role("heading", name="What would change this")).to_be_visible()
    still.context.close()


def test_from_a_new_snapshot_to_an_adopted_one(page, english, accessible):
    english("advice")
    page.get_by_role("link", name="Make a snapshot").click()
    page.get_by_label("Title").fill("March 2027")
    page.get_by_role("button", name="Make a snapshot").click()
    page.get_by_role("button", name="Start the interpretation").click()
    page.locator("#watch .case").first.get_by_role("link", name="Other class").click()
    page.get_by_label("joint agenda").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_contain_text("Write down why")
    accessible(page)
    page.get_by_label("Reason").fill("The demolition begins in 2027.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 area gets another class than advised")).to_be_visible()
    page.get_by_role("button", name="Propose it").click()
    page.get_by_role("button", name="Adopt the advice").click()
    page.get_by_label("Decision").fill("Core group of 12 March: all agree.")
    page.get_by_role("button", name="Adopt the advice").click()
    expect(page.get_by_text("Unchanged since it was adopted")).to_be_visible()
    page.get_by_role("button", name="Compute once more and compare").click()
    expect(page.get_by_text("equal to the byte")).to_be_visible(timeout=IN_TIME)
    accessible(page)


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
def test_the_advice_is_accessible_and_fits_also_with_everything_unfolded(page, english, accessible, demo, size):
    page.set_viewport_size(size)
    english("advice")
    page.locator("#regular > summary").click()
    page.locator("#dia .flip summary").first.click()
    expect(page.get_by_text("By the gates:")).to_be_visible()
    accessible(page)
    english("advice_flip", "BU01530301")
    accessible(page)
    english("snapshot_add")
    accessible(page)


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
def test_every_state_of_a_snapshot_is_accessible_and_fits(page, english, accessible, demo, size):
    page.set_viewport_size(size)
    leads = User.objects.get(email="secretaris@gemeente.demo")
    run = ScoreRun.objects.newest(demo, "buurt")
    long = "Een heel lange titel " + "meetjeslanderswijkaanpak" * 4
    snapshot = actions.make_snapshot(partnership=demo, level="buurt", by=leads, title=long[:120], seen=run.pk)
    areas = [result.area.code for result in run.results.ranked()[:1]]
    for state in Snapshot.State.values[:4]:
        if state == "adopted":
            actions.adopt_snapshot(snapshot=snapshot, by=leads, decision="Akkoord. " * 60)
        elif state != "computed":
            actions.move_snapshot(snapshot=snapshot, by=leads, to=state)
        for name, more in (("snapshot", []), ("snapshot_area", areas), ("snapshot_list", None)):
            english(name, *([] if more is None else [snapshot.pk, *more]))
            accessible(page)


@pytest.mark.full
def test_the_header_fits_in_dutch(page, live_server, english):
    page.context.add_cookies([{"name": "django_language", "value": "nl", "url": live_server.url}])
    english("advice")
    assert page.locator(".rooms").first.evaluate("list => list.getBoundingClientRect().height") <= 48
    bar = page.locator(".bar__row")
    assert bar.evaluate("row => row.scrollWidth <= row.clientWidth")
