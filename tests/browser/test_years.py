"""Changed boundaries, wide and narrow: each kind of change in one table, with drawings that need no script."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, follow
from tests.datasets.test_vintages_figures import load_2024, observe
from tests.datasets.two_years import NOW, RENAMED, THEN, buurt, city
from tests.factories import deliver
from tests.weighed import delivered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def two_years(partnership):
    deliver(partnership, city(2021, THEN), "boundaries")
    observe(delivered(partnership, ""), {"00": 12, "12": 5, "01": {"flag": "withheld"}}, unit="%")
    return partnership


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
def test_what_changed_can_be_read_before_and_after_the_load(
    two_years, analyst, page, live_server, log_in, accessible, size
):
    log_in(analyst)
    page.set_viewport_size(size)
    checked = deliver(two_years, city(2024, NOW, names=RENAMED), "boundaries", load=False)
    page.goto(live_server.url + reverse("delivery", args=[two_years.slug, checked.pk]))
    expect(page.locator("svg.outlines")).not_to_have_count(0)
    accessible(page)
    load_2024(two_years)
    page.goto(live_server.url + reverse("boundary_years", args=[two_years.slug]))
    expect(page.locator("svg.outlines")).to_have_count(3)
    accessible(page)
    follow(page.get_by_role("link", name="Buurt 04"))
    accessible(page)
    page.goto(live_server.url + reverse("area", args=[two_years.slug, buurt("02")]))
    accessible(page)
