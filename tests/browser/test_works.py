"""Works on the screen: a point, a line and an outline drawn by clicks and keys, the map beside the table, a file to preview."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from dia.models import Work
from tests.browser.conftest import SIZES, follow
from tests.browser.test_draw import click
from tests.dia.works_city import A, City, point, registered, works_city

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def city(partnership) -> City:
    return works_city(partnership)


@pytest.fixture
def open_form(page, live_server, log_in, city):
    log_in(city.planner)

    def go(work: Work | None = None) -> Page:
        arguments = [city.partnership.slug, *([work.pk] if work else [])]
        page.goto(live_server.url + reverse("work_edit" if work else "work_add", args=arguments))
        expect(page.locator("[data-draw]")).to_have_attribute("data-ready", "yes")
        if not work:
            filled = {
                "title": "Riool Laan",
                "earliest": "2027",
                "preferred": "2028",
                "latest": "2030",
                "direct_cost": "1.250.000",
            }
            for name, text in filled.items():
                page.locator(f"#id_{name}").fill(text)
            page.locator("#id_kind").select_option("sewer")
        return page

    return go


def drawn(page: Page) -> tuple[str, list]:
    text = page.locator("#id_place").input_value()
    found = json.loads(text) if text else {"type": "", "coordinates": []}
    return found["type"], found["coordinates"]


def saved(page: Page) -> Work:
    page.locator(".work-form > .actions button").click()
    expect(page.locator("h1")).to_have_text("Riool Laan")
    return Work.objects.get()


def test_one_click_sets_a_point_and_another_moves_it(open_form):
    page = open_form()
    click(page, [(-60, 0)])
    first = drawn(page)
    click(page, [(60, 0)])
    second = drawn(page)
    assert (first[0], second[0]) == ("Point", "Point")
    assert first[1][0] < second[1][0]
    expect(page.locator("path.corner")).to_have_count(1)
    work = saved(page)
    assert (work.place.geom_type, work.direct_cost) == ("Point", 1_250_000)
    assert work.area_code.startswith("BU")


@pytest.mark.full
def test_a_line_is_drawn_by_clicks_and_ends_with_enter(open_form):
    page = open_form()
    page.locator("[data-shape=LineString]").click()
    click(page, [(-60, 40), (0, 0), (60, 40)])
    page.keyboard.press("Enter")
    assert (drawn(page)[0], len(drawn(page)[1])) == ("LineString", 3)
    expect(page.locator("[data-said]")).to_contain_text("3")
    assert saved(page).place.geom_type == "LineString"


@pytest.mark.full
def test_keys_alone_draw_an_outline(open_form):
    page = open_form()
    page.locator("[data-shape=Polygon]").focus()
    page.keyboard.press("Enter")
    page.locator("[data-draw]").focus()
    for key in ["Space", *3 * ["ArrowRight"], "Space", *3 * ["ArrowUp"], "Space"]:
        page.keyboard.press(key)
        page.wait_for_timeout(350)  # the map glides
    page.keyboard.press("Enter")
    expect(page.locator("path.is-closed")).to_have_count(1)
    assert (drawn(page)[0], len(drawn(page)[1][0])) == ("Polygon", 4)
    assert saved(page).place.geom_type == "Polygon"


@pytest.mark.full
def test_another_kind_keeps_what_is_drawn(open_form):
    page = open_form()
    page.locator("[data-shape=LineString]").click()
    click(page, [(-60, 40), (0, -40), (60, 40)])
    page.locator("[data-shape=Polygon]").click()
    assert (drawn(page)[0], len(drawn(page)[1][0])) == ("Polygon", 4)
    page.locator("[data-shape=Point]").click()
    assert drawn(page)[0] == "Point"
    page.locator("[data-tool=undo]").click()
    assert drawn(page)[0] == ""


@pytest.mark.full
def test_a_place_that_stands_is_shown_and_stays_when_nobody_touches_it(open_form, city):
    work = registered(city.partnership, city.city, place=point(321.123456, 456.789))
    page = open_form(work)
    expect(page.locator("path.corner")).to_have_count(1)
    expect(page.locator("[data-shape=Point]")).to_have_attribute("aria-pressed", "true")
    page.locator("#id_days").fill("30")
    assert saved(page).place.equals_exact(work.place)


@pytest.mark.full
def test_map_and_table_light_up_together_and_a_mark_opens_its_work(page, live_server, log_in, city):
    log_in(city.viewer)
    work = registered(city.partnership, city.city, place=point())
    registered(city.partnership, city.grid, "Zelfde plek", place=point(), kind="gas")
    registered(city.partnership, city.grid, "Geheim", place=point(200, 200), confidential=True)
    page.goto(live_server.url + reverse("work_list", args=[city.partnership.slug]))
    expect(page.locator("[data-works-map]")).to_have_attribute("data-ready", "yes")
    expect(page.locator(".work-mark")).to_have_count(2)
    boxes = [mark.bounding_box() for mark in page.locator(".work-mark").all()]
    assert abs(boxes[0]["x"] - boxes[1]["x"]) >= 28  # they step aside
    expect(page.locator("path.has-unplaced")).to_have_count(1)
    page.locator(f"tr[data-work='{work.pk}'] th a").focus()
    expect(page.locator(f".work-mark.work-{work.pk}.is-lit")).to_have_count(1)
    page.locator(f".work-mark.work-{work.pk}").click()
    expect(page.locator("h1")).to_have_text("Riool Laan")


@pytest.mark.full
def test_with_scripts_off_a_work_is_registered_and_a_file_is_loaded(browser, context, live_server, city, log_in):
    log_in(city.planner)
    silent = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = silent.new_page()
    page.goto(live_server.url + reverse("works_upload", args=[city.partnership.slug]))
    rows = f"titel;soort;gebied;jaar;kosten\nRiool Laan;riool;{A};2028;1.000\n"
    page.locator("#id_file").set_input_files({"name": "werken.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    follow(page.locator(".form button"))
    follow(page.locator(".notice button"))
    follow(page.get_by_role("link", name="Riool Laan"))
    follow(page.locator("a[href$='/edit/']"))
    page.locator("#id_place").fill("POINT (255500 470500)")
    page.locator(".work-form > .actions button").click()
    expect(page.locator("h1")).to_have_text("Riool Laan")
    assert Work.objects.get().place.coords == (255500, 470500)
    silent.close()


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
def test_every_state_of_the_pages_is_accessible(page, live_server, log_in, city, accessible, size):
    page.set_viewport_size(size)
    log_in(city.planner)
    address = lambda name, *args: live_server.url + reverse(name, args=[city.partnership.slug, *args])  # noqa: E731
    for name in ("work_list", "site_list"):
        page.goto(address(name))
        accessible(page)
    long = "Riool vervangen en de straat opnieuw inrichten met bomen, wadi's en een fietspad voor iedereen "
    work = registered(city.partnership, city.city, long + "einde", place=point(), description="woord" * 200)
    page.goto(address("work_list"))
    expect(page.locator("[data-works-map]")).to_have_attribute("data-ready", "yes")
    accessible(page)
    for name, *args in (
        ("work", work.pk),
        ("work_edit", work.pk),
        ("work_remove", work.pk),
        ("site_add",),
        ("area_works", A),
    ):
        page.goto(address(name, *args))
        accessible(page)
    page.goto(address("work_add"))
    page.locator(".work-form > .actions button").click()
    expect(page.locator(".errors")).to_be_visible()
    accessible(page)
    for rows in ("titel;soort;gebied;jaar;kosten\nNieuw;gas;BU01530000;2028;1", "titel;soort\nNieuw;toverij"):
        page.goto(address("works_upload"))
        page.locator("#id_file").set_input_files({"name": "w.csv", "mimeType": "text/csv", "buffer": rows.encode()})
        follow(page.locator(".form button"))
        expect(page.locator("#recognised")).to_be_visible()
        accessible(page)
