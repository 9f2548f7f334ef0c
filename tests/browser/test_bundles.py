"""From a coupling opportunity to a bundle that is programmed, as two parties do it; every page on the way is accessible."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dia import actions
from dia.models import Bundle
from dia.pipeline.scenarios import Settings
from dia.tasks import find_opportunities
from tests import factories
from tests.browser.conftest import NARROW, WIDE, follow
from tests.dia.bundled import Street, street, talking

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def here(partnership) -> Street:
    factories.square_city(partnership)
    found = street(partnership)
    site = partnership.sites.create(name="Lambertuslaan", area_code="BU01530000", last_renewed=2025, households=206)
    partnership.works.create(
        party=found.city, title="Bestrating", site=site, **{"area_code": "BU01530000", "kind": "pavement"},
        earliest=2028, latest=2028, preferred=2028, direct_cost=90_000,
    )  # fmt: skip
    find_opportunities(partnership, "all", lambda done, total: None)
    return found


@pytest.mark.full
def test_two_parties_go_from_an_opportunity_to_a_programmed_bundle(here, page, live_server, log_in, accessible):
    log_in(here.planner)
    page.goto(live_server.url + reverse("coupling_list", args=[here.partnership.slug]))
    accessible(page)
    follow(page.get_by_role("link", name="Het gesprek beginnen").first)
    accessible(page)
    follow(page.get_by_role("button", name="Het gesprek beginnen"))
    expect(page.get_by_text("gevraagd om mee te doen")).to_be_visible()
    accessible(page)
    bundle = Bundle.objects.get()

    log_in(here.operator)
    page.goto(live_server.url + reverse("bundle_list", args=[here.partnership.slug]))
    accessible(page)
    follow(page.get_by_role("link", name="Warmtenet eerste deel", exact=True))
    accessible(page)
    page.get_by_label("ja, wij doen mee").check()
    follow(page.get_by_role("button", name="Het antwoord sturen"))

    address = live_server.url + reverse("bundle", args=[here.partnership.slug, bundle.pk])
    log_in(here.planner)
    page.goto(address)
    follow(page.get_by_role("button", name="Aan de partijen aanbieden"))
    for user in (here.planner, here.operator):
        log_in(user)
        page.goto(address)
        accessible(page)
        page.get_by_label("ja", exact=True).check()
        follow(page.get_by_role("button", name="Dit antwoord geven"))
    log_in(here.planner)
    page.goto(address)
    follow(page.get_by_role("button", name="Vastleggen dat iedereen akkoord is"))
    follow(page.get_by_role("button", name="Programmeren"))
    bundle.refresh_from_db()
    assert bundle.state == "programmed"
    accessible(page)


@pytest.mark.full
@pytest.mark.parametrize(("size", "language"), [(WIDE, "nl"), (NARROW, "en")], ids=["wide, Dutch", "narrow, English"])
def test_every_page_of_a_talk_fits(here, page, live_server, log_in, accessible, size, language):
    bundle = talking(here)
    slug = here.partnership.slug
    page.set_viewport_size(size)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    log_in(here.operator)
    agenda = here.partnership.agendas.create(name="Agenda", first_year=2026, last_year=2033, reason="Besloten")
    for work in (here.sewer, here.heat):
        agenda.measures.create(work=work)
    computed = actions.ask_scenario(
        agenda=agenda, by=here.planner, name="Samen", settings=Settings(seconds=10.0, curve=True)
    )
    factories.run_jobs(here.partnership, "dia.optimise")
    waits = actions.ask_scenario(agenda=agenda, by=here.planner, name="Straks", settings=Settings())
    pages = [
        reverse("coupling_list", args=[slug]),
        reverse("coupling", args=[slug, here.opportunity.pk]),
        reverse("bundle_list", args=[slug]),
        reverse("bundle_add", args=[slug]),
        reverse("bundle", args=[slug, bundle.pk]),
        reverse("request_answer", args=[slug, bundle.pk, bundle.requests.get().pk]),
        reverse("scenario_list", args=[slug, agenda.pk]),
        reverse("scenario_add", args=[slug, agenda.pk]),
        reverse("scenario", args=[slug, agenda.pk, computed.pk]) + "?with=table",
        reverse("scenario", args=[slug, agenda.pk, waits.pk]),
    ]
    for path in pages:
        assert page.goto(live_server.url + path).status == 200
        accessible(page)
