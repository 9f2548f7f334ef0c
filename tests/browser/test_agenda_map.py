"""Map and list of an agenda, and of the opportunities: what lights up in one lights up in the other; without scripts the list is there."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import Partnership
from dia.models import Agenda
from dia.tasks import find_opportunities
from tests import factories
from tests.browser.conftest import SIZES
from tests.dia.agenda_steps import address, measured, opened, party
from tests.dia.bundled import HEAT, Street, street, work
from tests.dia.works_city import point

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def agenda(partnership: Partnership) -> Agenda:
    factories.square_city(partnership)
    homes = party(partnership, "Wonen Noord")
    planner = factories.member(partnership, "planner", party=homes)
    agenda = opened(partnership, homes)
    measured(agenda, homes, "Riool Laan", planner, place=point(200, 200))
    measured(agenda, homes, "Groen plein", planner, place=point(800, 800), preferred=2030)
    measured(agenda, homes, "Spreekuur", planner, kind="social")
    return agenda


@pytest.fixture
def here(partnership: Partnership) -> Street:
    """One opportunity of two works 40 m apart, and one of two that share an area."""
    factories.square_city(partnership)
    found = street(partnership)
    for title, code in (("Renovatie", "BU01530001"), ("Buurthuis", "BU01530001")):
        kind = "renovation" if title == "Renovatie" else "social"
        work(partnership, found.city, title, east=None, **{**HEAT, "kind": kind, "area_code": code})
    search(partnership)
    return found


def search(partnership: Partnership) -> None:
    with transaction.atomic():
        find_opportunities(partnership, "all", lambda _done, _total: None)


def drawn(page: Page) -> Page:
    expect(page.locator("[data-works-map]")).to_have_attribute("data-ready", "yes")
    return page


def lit(locator: Locator) -> bool:
    return "is-lit" in (locator.get_attribute("class") or "").split()


def test_map_and_list_light_up_together_and_a_mark_opens_its_measure(page, live_server, log_in, agenda):
    log_in(factories.member(agenda.partnership, "viewer"))
    page.goto(live_server.url + address("agenda", agenda) + "?as=map")
    drawn(page)
    measure = agenda.measures.get(work__title="Riool Laan")
    row = page.locator(f'tr[data-work="{measure.work_id}"]')
    mark = page.locator(f".work-mark.work-{measure.work_id}")
    assert page.locator(".work-mark").count() == 2
    row.hover()
    assert (lit(row), lit(mark), page.locator(".work-mark.is-lit").count()) == (True, True, 1)
    page.get_by_role("link", name="Groen plein").focus()
    assert lit(page.locator(".work-mark").nth(1))
    mark.hover()
    assert lit(row)
    expect(page.locator(".leaflet-tooltip")).to_contain_text("Wonen Noord")
    mark.click()
    expect(page).to_have_url(live_server.url + address("measure", measure))


@pytest.mark.full
def test_a_year_leaves_its_own_works_on_the_map_with_the_area_around_them(page, live_server, log_in, agenda):
    log_in(factories.member(agenda.partnership, "viewer"))
    page.goto(live_server.url + address("agenda", agenda) + "?as=map")
    page.get_by_role("link", name="2030").click()
    drawn(page)
    expect(page).to_have_url(live_server.url + address("agenda", agenda) + "?view=money&as=map&year=2030")
    assert page.locator(".work-mark").count() == 1
    assert page.locator("tr[data-work]").count() == 1
    assert page.locator("path.is-asked").count() == 1


@pytest.mark.full
def test_an_opportunity_and_its_card_light_up_together_and_its_mark_opens_it(page, live_server, log_in, here):
    log_in(here.planner)
    page.goto(live_server.url + reverse("coupling_list", args=[here.partnership.slug]))
    drawn(page)
    card = page.locator(f'[data-work="opportunity-{here.opportunity.pk}"]')
    signs = page.locator(f".work-opportunity-{here.opportunity.pk}")
    mark = page.locator(f".work-mark.work-opportunity-{here.opportunity.pk}")
    card.locator("h2 a").focus()
    assert all(lit(sign) for sign in signs.all())
    assert signs.count() == 2  # the line and its score
    page.get_by_role("heading", level=1).hover()
    mark.hover()
    assert lit(card)
    expect(page.locator(".leaflet-tooltip")).to_contain_text("40 m")
    mark.click()
    expect(page).to_have_url(live_server.url + reverse("coupling", args=[here.partnership.slug, here.opportunity.pk]))


@pytest.mark.full
def test_opportunities_that_would_lie_over_one_another_are_counted_at_the_best(page, live_server, log_in, here):
    for number in range(3):
        work(here.partnership, here.city, f"Nog een riool {number}", **{**HEAT, "kind": "sewer"})
    search(here.partnership)
    log_in(here.planner)
    page.goto(live_server.url + reverse("coupling_list", args=[here.partnership.slug]))
    drawn(page)
    marks = page.locator(".work-mark[class*=p-opportunity]")
    counted = [int(mark.get_attribute("data-under") or 0) for mark in marks.all() if mark.is_visible()]
    assert len(counted) + sum(counted) == marks.count()
    assert max(counted) >= 1
    under = page.locator(".work-mark.is-under").first
    expect(under).to_be_hidden()
    which = next(name for name in (under.get_attribute("class") or "").split() if name.startswith("work-opportunity-"))
    page.locator(f'[data-work="{which.removeprefix("work-")}"] h2 a').focus()
    expect(under).to_be_visible()


@pytest.mark.full
def test_with_scripts_off_the_lists_hold_what_the_maps_would(browser, live_server, context, log_in, agenda):
    log_in(factories.member(agenda.partnership, "viewer"))
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(live_server.url + address("agenda", agenda) + "?as=map&year=2028")
    assert page.locator("tr[data-work]").all_inner_texts()
    expect(page.locator("main")).to_contain_text("Spreekuur")
    plain.close()


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
def test_map_history_and_opportunities_are_accessible(page, live_server, log_in, agenda, here_too, accessible, size):
    log_in(here_too.planner)
    page.set_viewport_size(size)
    for path in (
        address("agenda", agenda) + "?as=map",
        address("agenda", agenda) + "?as=map&year=2033",
        address("agenda_history", agenda),
        address("agenda_history", agenda) + "?kind=scenario",
        reverse("coupling_list", args=[agenda.partnership.slug]) + "?area=BU01530000",
    ):
        page.goto(live_server.url + path)
        if page.locator("[data-works-map]").count():
            drawn(page)
        accessible(page)


@pytest.fixture
def here_too(agenda: Agenda) -> Street:
    """On the map of the agenda's city."""
    found = street(agenda.partnership)
    search(agenda.partnership)
    return found
