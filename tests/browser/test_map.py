"""Map, ranking and chart move together, by mouse and by keyboard; with scripts off the list still does its work."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from datasets.models import AreaLink
from tests.weighed import City, weighed_city

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def city(partnership) -> City:
    made = weighed_city(partnership)
    AreaLink.objects.filter(pk=made.link.pk).update(barrier="motorway", permeability=0.1)
    return made


@pytest.fixture
def open_map(page, live_server, log_in, city, viewer):
    log_in(viewer)

    def go(query: str = "") -> Page:
        page.goto(f"{live_server.url}{reverse('map', args=[city.partnership.slug])}{query}")
        expect(page.locator("[data-map]")).to_have_attribute("data-ready", "yes")
        return page

    return go


def shape(page: Page, code: str):
    return page.locator(f"path[data-area='{code}']")


def row(page: Page, code: str):
    return page.locator(f"tr[data-area='{code}']")


def test_every_area_is_drawn_in_the_colour_of_its_row(open_map, city):
    page = open_map()
    for area in city.areas:
        fill = row(page, area.code).get_attribute("data-fill")
        expect(shape(page, area.code)).to_have_class(re.compile(rf"\bfill-{fill}\b"))
    assert page.evaluate(
        f"getComputedStyle(document.querySelector('path[data-area={city.areas[-1].code}]')).fill"
    ).startswith("url(")


@pytest.mark.full
def test_a_barrier_is_drawn_along_the_border_that_two_areas_share(open_map):
    expect(open_map().locator(".leaflet-barriers-pane path")).to_have_count(2)


@pytest.mark.full
def test_what_is_lit_in_the_chart_is_lit_in_list_and_map(open_map, city):
    page = open_map()
    code = city.areas[2].code
    page.locator(f".scatter a[data-area='{code}']").hover()
    expect(row(page, code)).to_have_class(re.compile("is-lit"))
    expect(shape(page, code)).to_have_class(re.compile("is-lit"))


def test_a_click_on_the_map_chooses_and_explains_and_a_second_click_opens_the_area(open_map, city):
    page = open_map()
    code = city.areas[1].code
    shape(page, code).click()
    expect(page).to_have_url(re.compile(rf"\?area={code}$"))
    expect(page.locator("#why h2")).to_have_text("Buurt 01")
    expect(row(page, code)).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-said]")).to_contain_text("Buurt 01")
    shape(page, code).click()
    expect(page).to_have_url(re.compile(rf"/areas/{code}/$"))


@pytest.mark.full
def test_the_choice_survives_a_change_of_layer(open_map, city):
    page = open_map()
    code = city.areas[1].code
    row(page, code).locator("td").nth(1).click()
    expect(page).to_have_url(re.compile(rf"area={code}"))
    page.locator("a[href*='layer=advice']").click()
    expect(page.locator("#why h2")).to_have_text("Buurt 01")
    expect(page.locator("[data-map]")).to_have_attribute("data-ready", "yes")
    expect(shape(page, code)).to_have_class(re.compile("is-chosen"))


def test_arrow_keys_walk_down_the_list_and_map_and_panel_follow(open_map, city):
    page = open_map()
    first, second = city.areas[4].code, city.areas[3].code
    row(page, first).locator("th a").focus()
    page.keyboard.press("ArrowDown")
    expect(row(page, second).locator("th a")).to_be_focused()
    expect(page.locator("#why h2")).to_have_text("Buurt 00")
    expect(shape(page, second)).to_have_class(re.compile("is-chosen"))


@pytest.mark.full
def test_arrow_keys_also_walk_when_nothing_has_the_focus(open_map, city):
    page = open_map()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#why h2")).to_have_text("Buurt 00")
    expect(page).to_have_url(re.compile(city.areas[3].code))


@pytest.mark.full
def test_on_a_phone_a_choice_brings_the_reasons_into_view(open_map, page, city):
    page.set_viewport_size(NARROW)
    row(open_map(), city.areas[1].code).locator("td.num").first.click()
    expect(page.locator("#why h2")).to_have_text("Buurt 01")
    expect(page.locator("#why h2")).to_be_in_viewport()


@pytest.mark.full
def test_the_map_is_one_stop_of_the_tab_key_and_arrows_walk_by_rank(open_map, city):
    page = open_map()
    first, second = city.areas[4].code, city.areas[3].code
    expect(page.locator("path[tabindex='0']")).to_have_count(1)
    shape(page, first).focus()
    page.keyboard.press("ArrowRight")
    expect(shape(page, second)).to_be_focused()
    expect(shape(page, second)).to_have_attribute("aria-label", re.compile("^Buurt 00, .*2, "))
    page.keyboard.press("Enter")
    expect(page.locator("#why h2")).to_have_text("Buurt 00")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/areas/{second}/$"))


@pytest.mark.full
def test_a_theme_is_shown_as_soon_as_it_is_chosen(open_map):
    page = open_map()
    page.locator("#theme").select_option("health")
    expect(page).to_have_url(re.compile("layer=health"))


@pytest.mark.full
@pytest.mark.parametrize("query", ["", "?layer=both", "?layer=advice&level=wijk", "?layer=assets"])
@pytest.mark.parametrize("size", [{"width": 1280, "height": 720}, NARROW])
def test_nothing_is_in_the_way_of_anybody(open_map, page, accessible, query, size):
    page.set_viewport_size(size)
    accessible(open_map(query))


@pytest.mark.full
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", ["start", "area_list", "area", "model"])
def test_the_other_pages_neither(page, live_server, log_in, city, analyst, accessible, name, width):
    log_in(analyst)
    page.set_viewport_size({"width": width, "height": 800})
    args = [city.partnership.slug, *([city.areas[0].code] if name == "area" else [])]
    page.goto(f"{live_server.url}{reverse(name, args=args)}")
    accessible(page)


@pytest.mark.full
def test_with_scripts_off_the_list_chooses_and_the_panel_explains(browser, context, live_server, city, viewer, log_in):
    log_in(viewer)
    silent = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = silent.new_page()
    page.goto(f"{live_server.url}{reverse('map', args=[city.partnership.slug])}")
    row(page, city.areas[1].code).locator(".rank a").click()
    expect(page.locator("#why h2")).to_have_text("Buurt 01")
    silent.close()


@pytest.mark.full
@pytest.mark.parametrize("query", ["", "?sort=name", "?layer=social"])
def test_the_page_ends_where_the_screen_ends(open_map, page, query):
    """List and reasons scroll inside themselves; what is only spoken makes the page no longer. Only the foot comes below."""
    page.set_viewport_size({"width": 1280, "height": 720})
    open_map(query)
    below = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert below <= page.evaluate("document.querySelector('.foot').offsetHeight")


@pytest.mark.full
def test_the_map_names_the_groups_and_no_places(open_map, city):
    letters = open_map().locator(".pin b").all_inner_texts()
    assert letters
    assert all(letter.isalpha() for letter in letters)
