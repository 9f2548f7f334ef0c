"""Sliders move the order at once, the address holds them for whoever gets it, and the agreed model stays as it is."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from sia.models import ScoreModel, ScoreRun
from tests.browser.conftest import follow
from tests.sia.six_squares import CODES, six_squares

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def city(partnership):
    six_squares(partnership)
    return partnership


@pytest.fixture
def open_map(page, live_server, log_in, city, viewer):
    log_in(viewer)

    def go(query: str = "") -> Page:
        page.goto(f"{live_server.url}{reverse('map', args=[city.slug])}{query}")
        expect(page.locator("[data-map]")).to_have_attribute("data-ready", "yes")
        return page

    return go


def order_of(page: Page) -> list[str]:
    letters = {code: letter for letter, code in CODES.items()}
    return [
        letters[code] for code in page.locator("tr[data-area]").evaluate_all("rows => rows.map(r => r.dataset.area)")
    ]


def set_weights(page: Page, **weights: int) -> None:
    page.locator("#what-if summary").click()
    for theme, weight in weights.items():
        page.locator(f"#w-{theme}").fill(str(weight))
    expect(page).to_have_url(re.compile("w_"))
    expect(page.locator("[data-what-if]")).not_to_have_attribute("aria-busy", "true")


def test_a_slider_moves_list_map_and_reasons_and_saves_nothing(open_map, city):
    page = open_map()
    before, stored = order_of(page), (ScoreRun.objects.count(), ScoreModel.objects.count())
    set_weights(page, social=0, health=100, safety=0)
    expect(page.locator(".shown")).to_be_visible()
    assert order_of(page) != before
    for code in CODES.values():
        fill = page.locator(f"tr[data-area='{code}']").get_attribute("data-fill")
        expect(page.locator(f"path[data-area='{code}']")).to_have_class(re.compile(rf"\bfill-{fill}\b"))
    assert (ScoreRun.objects.count(), ScoreModel.objects.count()) == stored


@pytest.mark.full
def test_whoever_gets_the_address_sees_the_same(open_map):
    page = open_map()
    set_weights(page, social=0, health=100, safety=0)
    expect(page.locator(".shown")).to_be_visible()
    order, address = order_of(page), page.url
    page.goto("about:blank")
    page.goto(address)
    assert order_of(page) == order
    expect(page.locator("#what-if")).to_have_attribute("open", "")


def test_shares_follow_and_the_way_back_leads_to_the_agreed_weights(open_map):
    page = open_map()
    before = order_of(page)
    set_weights(page, social=50, health=50, safety=0)
    shares = page.locator(".what-if__tree--urgency [data-share]")
    expect(shares.nth(0)).to_have_text("50 %")
    page.locator(".shown a").click()
    expect(page).not_to_have_url(re.compile("w_"))
    assert order_of(page) == before


@pytest.mark.full
def test_an_area_can_be_chosen_in_a_what_if_and_its_reasons_are_those_of_the_what_if(open_map):
    page = open_map()
    set_weights(page, social=0, health=100, safety=0)
    expect(page.locator(".shown")).to_be_visible()
    page.locator(f"tr[data-area='{CODES['B']}'] td.num").first.click()
    expect(page).to_have_url(re.compile(rf"area={CODES['B']}"))
    expect(page).to_have_url(re.compile("w_health=100"))
    expect(page.locator("#why h2")).to_have_text(re.compile("Buurt"))


@pytest.mark.full
def test_with_scripts_off_the_form_does_the_same(browser, context, live_server, city, viewer, log_in):
    log_in(viewer)
    silent = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = silent.new_page()
    page.goto(f"{live_server.url}{reverse('map', args=[city.slug])}")
    before = order_of(page)
    page.locator("#what-if summary").click()
    for theme, weight in (("social", 0), ("health", 100), ("safety", 0)):
        page.locator(f"#w-{theme}").fill(str(weight))
    follow(page.locator("[data-what-if] button[type=submit]"))
    assert order_of(page) != before
    silent.close()


@pytest.mark.full
@pytest.mark.parametrize("size", [{"width": 1280, "height": 720}, NARROW])
def test_the_open_panel_is_in_nobodys_way(open_map, page, accessible, size):
    page.set_viewport_size(size)
    accessible(open_map("?w_social=10&w_health=80"))
