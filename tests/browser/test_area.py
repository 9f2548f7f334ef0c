"""The page of an area in a meeting: from a bottleneck to the party that takes it up, and another area laid beside it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Partnership, User
from sia import actions
from tests import factories
from tests.browser.conftest import NARROW
from tests.weighed import City, weighed_city

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def city(partnership: Partnership) -> City:
    return weighed_city(partnership)


@pytest.fixture
def planner(partnership: Partnership) -> User:
    return factories.member(partnership, "planner", party=factories.PartyFactory.create(name="Corporatie Oost"))


@pytest.fixture
def area_page(page: Page, live_server, log_in, planner: User, city: City) -> Page:
    log_in(planner)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.goto(live_server.url + reverse("area", args=[city.partnership.slug, city.areas[0].code]))
    return page


@pytest.mark.full
def test_from_a_bottleneck_to_the_party_that_takes_it_up(area_page: Page, accessible):
    area_page.get_by_role("link", name="Name a bottleneck").click()
    area_page.get_by_label("What is wrong here?").fill("Children cannot swim")
    area_page.get_by_label("Theme").select_option("health")
    area_page.get_by_role("button", name="Add the bottleneck").click()
    expect(area_page.get_by_text("No chance has been found yet.")).to_be_visible()
    area_page.get_by_role("link", name=re.compile("Add a chance ?: Children cannot swim")).click()
    area_page.get_by_label("What could be done?").fill("Free lessons after school")
    area_page.get_by_label("Asset to use").select_option(label="Sportclub")
    area_page.get_by_role("button", name="Add the chance").click()
    expect(area_page.get_by_text("0 of 1 chance is taken up.")).to_be_visible()
    area_page.get_by_role("button", name=re.compile("Take up ?: Free lessons after school")).click()
    expect(area_page.get_by_text("1 of 1 chance is taken up.")).to_be_visible()
    expect(area_page.locator(".chain")).to_contain_text("Corporatie Oost")
    area_page.goto(area_page.url.split("#")[0])
    accessible(area_page)


@pytest.mark.full
def test_a_form_that_will_not_do_says_so_and_is_mended(area_page: Page, accessible):
    area_page.get_by_role("link", name="Add an interpretation").click()
    area_page.get_by_label("adds a nuance").check()
    area_page.get_by_role("button", name="Add the interpretation").click()
    expect(area_page.get_by_role("alert")).to_contain_text("What you know")
    accessible(area_page)
    expect(area_page.get_by_label("adds a nuance")).to_be_checked()
    area_page.get_by_label("What you know").fill("The flats will be renovated.")
    area_page.get_by_role("button", name="Add the interpretation").click()
    expect(area_page.locator(".notes")).to_contain_text("The flats will be renovated.")
    area_page.get_by_role("button", name="Withdraw").click()
    expect(area_page.get_by_text("1 withdrawn interpretation")).to_be_visible()


@pytest.mark.full
def test_another_area_is_laid_beside_this_one_by_the_keyboard(area_page: Page, city: City, accessible):
    area_page.get_by_label("Lay another area beside this one").focus()
    area_page.get_by_label("Lay another area beside this one").select_option(city.areas[4].code)
    area_page.keyboard.press("Tab")
    area_page.keyboard.press("Enter")
    expect(area_page).to_have_url(re.compile(f"/{city.areas[0].code}/beside/{city.areas[4].code}/$"))
    expect(area_page.get_by_role("heading", name="Buurt 00 beside Buurt 01")).to_be_visible()
    accessible(area_page)


@pytest.mark.full
def test_the_line_of_links_goes_to_each_part_and_hides_none_of_it(area_page: Page):
    area_page.emulate_media(reduced_motion="reduce")
    for link in area_page.get_by_role("navigation", name="On this page").get_by_role("link").all():
        link.click()
        target = area_page.locator(link.get_attribute("href") or "")
        expect(target).to_be_in_viewport()
        line = area_page.locator(".sections").bounding_box()
        heading = target.bounding_box()
        assert heading["y"] >= line["y"] + line["height"]


@pytest.mark.full
def test_on_a_phone_the_four_columns_lie_under_one_another(area_page: Page, planner: User, city: City, accessible):
    party = planner.memberships.get().party
    named = actions.name_bottleneck(area=city.areas[0], by=planner, party=party, text="Te warm", theme="climate")
    actions.add_opportunity(bottleneck=named, by=planner, text="Bomen planten")
    area_page.set_viewport_size(NARROW)
    area_page.reload()
    accessible(area_page)
    cells = [cell.bounding_box() for cell in area_page.locator(".chain__opportunity > div").all()]
    assert [box["x"] for box in cells] == [cells[0]["x"]] * 3
    assert cells[0]["y"] < cells[1]["y"] < cells[2]["y"]
    expect(area_page.locator(".chain__opportunity").get_by_text("Taken up by", exact=True)).to_be_visible()
