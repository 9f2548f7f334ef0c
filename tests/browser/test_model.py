"""Drawing up a model by keyboard and without scripts: a draft, its weights and goalposts, and the decision on it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Partnership
from sia import actions
from sia.models import ScoreModel
from tests import factories
from tests.browser.conftest import NARROW
from tests.sia.six_squares import six_squares

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def six(partnership: Partnership) -> Partnership:
    six_squares(partnership)
    return partnership


@pytest.fixture
def administrator(partnership: Partnership):
    return factories.member(partnership, "administrator")


def press(page: Page, name: str) -> None:
    """As somebody without a mouse does."""
    button = page.locator("main").get_by_role("button", name=name).last
    button.focus()
    page.keyboard.press("Enter")


def english(page: Page, url: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": url}])


@pytest.mark.full
def test_from_a_new_version_to_a_decision_by_keyboard(page, live_server, six, administrator, log_in, accessible):
    log_in(administrator)
    english(page, live_server.url)
    page.goto(live_server.url + reverse("model", args=[six.slug]))
    press(page, "New version")
    expect(page).to_have_url(live_server.url + reverse("model_version", args=[six.slug, 2]))
    page.reload()
    accessible(page)
    page.get_by_role("link", name="Change the draft").focus()
    page.keyboard.press("Enter")
    social = page.get_by_label("Weight Social", exact=True)
    social.fill("150")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("The draft is saved")
    expect(page.locator("main")).to_contain_text("Social weighs 75 %: more than half")
    press(page, "Agree")
    expect(page.get_by_role("alert")).to_contain_text("Write down what was decided, and why.")
    accessible(page)
    page.get_by_label("What was decided, and why").fill("Kerngroep 3 november.")
    page.get_by_label("Why one theme may weigh more than half").fill("Armoede gaat voor.")
    press(page, "Agree")
    expect(page.locator("main .chips").first).to_contain_text("in use")
    assert ScoreModel.objects.in_use(six).version == 2


@pytest.mark.full
def test_goalposts_are_filled_in_and_mistakes_are_pointed_at(page, live_server, six, analyst, log_in, accessible):
    log_in(analyst)
    english(page, live_server.url)
    actions.new_version(model=ScoreModel.objects.get(), by=analyst)
    page.goto(live_server.url + reverse("model_edit", args=[six.slug, 2]))
    page.get_by_role("button", name="Take the goalposts of Poverty from the 5th and 95th percentile").click()
    poverty = page.locator("li.model-edit").filter(has_text="Poverty")
    expect(poverty.get_by_label("Low goalpost")).to_have_value("1")
    expect(poverty.get_by_label("High goalpost")).to_have_value("19")
    poverty.get_by_label("Low goalpost").fill("90")
    press(page, "Save the draft")
    expect(page.get_by_role("alert")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Poverty, low goalpost: The low goalpost must be below the high one.").click()
    expect(poverty.get_by_label("Low goalpost")).to_be_focused()


@pytest.mark.full
def test_two_people_in_one_draft_are_both_shown_what_the_other_did(
    page, context, live_server, six, analyst, log_in, accessible
):
    log_in(analyst)
    english(page, live_server.url)
    actions.new_version(model=ScoreModel.objects.get(), by=analyst)
    address = live_server.url + reverse("model_edit", args=[six.slug, 2])
    page.goto(address)
    other = context.new_page()
    other.goto(address)
    other.get_by_label("Weight Social", exact=True).fill("25")
    press(other, "Save the draft")
    expect(other.locator(".messages")).to_contain_text("The draft is saved")
    page.get_by_label("Weight Social", exact=True).fill("100")
    press(page, "Save the draft")
    expect(page.get_by_role("heading", name="Somebody was first")).to_be_visible()
    expect(page.locator("main table")).to_contain_text("33.3 %")  # 25 of 75
    expect(page.locator("main table")).to_contain_text("66.7 %")  # 100 of 150
    accessible(page)
    press(page, "Save mine in its place")
    expect(page.locator(".messages")).to_contain_text("The draft is saved")


@pytest.mark.full
def test_without_scripts_on_a_phone_two_versions_are_compared(
    browser, live_server, six, analyst, log_in, context, accessible
):
    log_in(analyst)
    state = context.storage_state()
    phone = browser.new_context(viewport=NARROW, java_script_enabled=False, storage_state=state, locale="en-GB")
    page = phone.new_page()
    english(page, live_server.url)
    page.goto(live_server.url + reverse("model", args=[six.slug]))
    page.get_by_role("button", name="New version").click()
    page.get_by_role("link", name="Change the draft").click()
    for theme in ("Social", "Safety"):
        page.get_by_label(f"Weight {theme}", exact=True).fill("0")
    page.get_by_role("button", name="Save the draft").last.click()
    page.get_by_role("link", name="Compare with version 1").click()
    expect(page.locator("main")).to_contain_text("On average an area moves 0.8 places.")
    phone.close()
