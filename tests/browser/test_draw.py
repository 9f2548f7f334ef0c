"""A sub-area drawn by clicks, by keys and by buttons; with scripts off it is pasted."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from datasets import actions
from datasets.models import Area
from tests.browser.conftest import SIZES, follow
from tests.datasets.drawn import box
from tests.datasets.test_sub_areas import outline
from tests.factories import square_city

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
TRIANGLE = [(-60, 60), (60, 60), (0, -60)]  # pixels from the middle of the map


@pytest.fixture
def city(partnership):
    square_city(partnership)
    return partnership


@pytest.fixture
def open_page(page, live_server, log_in, city, analyst):
    log_in(analyst)

    def go(query: str = "?parent=BU01530000") -> Page:
        page.goto(f"{live_server.url}{reverse('sub_area_add', args=[city.slug])}{query}")
        expect(page.locator("[data-draw]")).to_have_attribute("data-ready", "yes")
        page.get_by_label("Naam").fill("Laarmaten")
        return page

    return go


def middle(page: Page) -> tuple[float, float]:
    """Of the map, which is brought into view first."""
    page.locator("[data-draw]").scroll_into_view_if_needed()
    at = page.locator("[data-draw]").bounding_box()
    return at["x"] + at["width"] / 2, at["y"] + at["height"] / 2


def click(page: Page, corners: list[tuple[int, int]]) -> None:
    x, y = middle(page)
    for right, down in corners:
        page.mouse.click(x + right, y + down)
        page.wait_for_timeout(300)  # two quick clicks would be a double one


def ring(page: Page) -> list:
    text = page.locator("#id_outline").input_value()
    return json.loads(text)["coordinates"][0] if text else []


def saved(page: Page) -> Area:
    page.locator(".drawing button[type=submit]").click()
    expect(page.locator("tbody tr th")).to_have_text("Laarmaten")
    return Area.objects.get(code="DG000001")


def test_three_clicks_and_enter_draw_a_triangle_that_is_saved_and_listed(open_page):
    page = open_page()
    click(page, TRIANGLE)
    page.keyboard.press("Enter")
    expect(page.locator("path.drawn")).to_have_class("drawn is-closed")
    assert len(ring(page)) == 4
    assert saved(page).parent.code == "BU01530000"


@pytest.mark.full
def test_a_double_click_closes_without_a_corner_too_many(open_page):
    page = open_page()
    click(page, TRIANGLE[:2])
    x, y = middle(page)
    page.mouse.dblclick(x + TRIANGLE[2][0], y + TRIANGLE[2][1])
    expect(page.locator("path.is-closed")).to_have_count(1)
    assert len(ring(page)) == 4


@pytest.mark.full
def test_a_click_on_the_first_corner_closes(open_page):
    page = open_page()
    click(page, [*TRIANGLE, (-57, 58)])
    expect(page.locator("path.is-closed")).to_have_count(1)
    assert len(ring(page)) == 4


@pytest.mark.full
def test_keys_alone_draw_the_same(open_page):
    page = open_page()
    page.locator("[data-draw]").focus()
    for key in ["Space", *3 * ["ArrowRight"], "Space", *3 * ["ArrowUp"], "Space"]:
        page.keyboard.press(key)
        page.wait_for_timeout(350)  # the map glides
    page.keyboard.press("Enter")
    expect(page.locator("path.is-closed")).to_have_count(1)
    [first, second, third, again] = ring(page)
    assert first == again
    assert (first[0] < second[0], second[1] < third[1]) == (True, True)
    assert (second[0], second[1]) == (pytest.approx(third[0], abs=1e-5), pytest.approx(first[1], abs=1e-5))
    assert saved(page).parent.code == "BU01530000"


@pytest.mark.full
def test_buttons_do_the_same_and_backspace_takes_back(open_page):
    page = open_page()
    click(page, TRIANGLE)
    page.keyboard.press("Backspace")
    expect(page.locator("path.corner")).to_have_count(2)
    assert ring(page) == []
    page.locator("[data-tool=add]").click()
    expect(page.locator("path.corner")).to_have_count(3)
    page.locator("[data-tool=close]").click()
    expect(page.locator("path.is-closed")).to_have_count(1)
    page.locator("[data-tool=undo]").click()  # opens it again
    expect(page.locator("path.is-closed")).to_have_count(0)
    page.locator("[data-tool=undo]").click()
    expect(page.locator("path.corner")).to_have_count(2)
    page.locator("[data-tool=clear]").click()
    expect(page.locator("path.corner")).to_have_count(0)


@pytest.mark.full
def test_after_a_refusal_the_drawing_is_still_there_and_can_be_mended(open_page, city):
    page = open_page("")
    page.locator("#id_inside").select_option("BU01530102")
    click(page, [(-60, -60), (60, 60), (60, -60), (-60, 60)])
    page.locator(".drawing button[type=submit]").click()
    expect(page.locator(".errors")).to_be_visible()
    expect(page.locator("path.corner")).to_have_count(4)
    assert not page.locator("[data-paste]").get_attribute("open")
    page.locator("[data-tool=undo]").click()
    page.locator("[data-tool=undo]").click()
    assert saved(page).parent.code == "BU01530102"


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
def test_the_drawing_is_in_nobodys_way(open_page, page, city, accessible, size):
    actions.draw_sub_area(partnership=city, by=None, name="Hof", outline=outline(box(100, 100, 300, 300)))
    page.set_viewport_size(size)
    open_page()
    accessible(page)
    click(page, TRIANGLE)
    accessible(page)
    follow(page.locator(".drawing .actions a"))
    accessible(page)
    follow(page.get_by_role("link", name="Hof").last)
    accessible(page)


@pytest.mark.full
def test_with_scripts_off_an_outline_is_pasted(browser, context, live_server, city, analyst, log_in):
    log_in(analyst)
    silent = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = silent.new_page()
    page.goto(f"{live_server.url}{reverse('sub_area_add', args=[city.slug])}")
    page.locator("#id_name").fill("Laarmaten")
    page.locator("#id_outline").fill(outline(box(100, 100, 300, 300)).wkt)
    assert saved(page).parent.code == "BU01530000"
    silent.close()
