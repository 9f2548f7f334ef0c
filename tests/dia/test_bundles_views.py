"""The pages of opportunities, bundles and requests: what they say, and what they refuse."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dia import actions
from dia.models import Bundle, JoinRequest, Work
from dia.pipeline.conflicts import find_conflicts
from dia.pipeline.opportunities import find_opportunities
from tests import factories
from tests.days import in_days
from tests.dia.bundled import HEAT, Street, consented, fresh, joined, offered, street, talking, work
from tests.html import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(partnership) -> Street:
    factories.square_city(partnership)
    return street(partnership)


def browser(user, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def url(found: Street, name: str, *which: Any) -> str:
    return reverse(name, args=[found.partnership.slug, *which])


def page(found: Street, user, name: str, *which: Any, query: str = "", status: int = 200) -> str:
    answer = browser(user).get(url(found, name, *which) + query)
    assert answer.status_code == status
    return markup(answer)


def send(found: Street, user, view: str, /, *which: Any, **data: Any) -> Any:
    return browser(user).post(url(found, view, *which), data)


def test_a_card_says_in_one_sentence_what_could_be_won(here: Street):
    find_opportunities(here.partnership)
    text = page(here, here.planner, "coupling_list").replace("\u00a0", " ")
    assert (
        "Sewer 2027–2028 and heat grid 2028–2029 lie 40 m apart. "
        "Together in 2028 they save an opening: € 200,000 and 2,500 household-days." in text
    )
    assert "Buurt 00" in text


def test_the_place_of_a_confidential_work_is_not_to_be_found_on_any_page(here: Street):
    Work.objects.filter(pk=here.heat.pk).update(confidential=True)
    find_opportunities(here.partnership)
    assert "40 m" not in page(here, here.planner, "coupling_list", query="?state=all")


def test_what_was_known_of_a_place_is_gone_as_soon_as_it_is_confidential(here: Street):
    find_opportunities(here.partnership)
    opportunity = here.opportunity.pk
    Work.objects.filter(pk=here.heat.pk).update(confidential=True)
    for text in (page(here, here.planner, "coupling_list"), page(here, here.planner, "coupling", opportunity)):
        assert "40 m" not in text
        assert "200,000" not in text
        assert "lie in the same area" in text


def test_the_list_is_chosen_by_area_party_and_state(here: Street):
    find_opportunities(here.partnership)
    for query, shown in [
        ("?area=BU01530000", True),
        ("?area=BU01530001", False),
        (f"?party={here.grid.pk}", True),
        ("?state=declined", False),
        ("?party=x&state=y&page=99", True),
    ]:
        assert ("lie 40 m apart" in page(here, here.planner, "coupling_list", query=query)) == shown, query


def test_an_empty_list_says_what_to_do_next(here: Street):
    assert "No chances yet" in page(here, here.planner, "coupling_list")
    assert "No bundles yet" in page(here, here.planner, "bundle_list")
    Work.objects.all().delete()
    assert "No works yet" in page(here, here.planner, "coupling_list")


def test_a_conflict_says_what_would_solve_it(here: Street):
    site = here.partnership.sites.create(name="Laan", area_code="BU01530000", last_renewed=2025, households=206)
    Work.objects.filter(pk=here.sewer.pk).update(site=site)
    find_conflicts(here.partnership)
    text = page(here, here.planner, "coupling_list")
    assert "Laan opens again in 2027, after the renewal in 2025. That meets 206 households." in text
    assert "Do it in 2030 or later." in text


def test_a_street_that_stays_closed_says_until_when(here: Street):
    site = here.partnership.sites.create(name="Laan", area_code="BU01530000", closed_until=2028, households=206)
    Work.objects.filter(pk=here.sewer.pk).update(site=site)
    find_conflicts(here.partnership)
    text = page(here, here.planner, "coupling_list")
    assert "Laan opens in 2027, but stays closed until 2028. That meets 206 households." in text
    assert "Do it in 2029 or later." in text


def test_works_that_only_share_an_area_are_folded_in_a_line_per_area(here: Street):
    for number in range(3):
        work(here.partnership, here.city, f"Renovatie {number}", east=None, **{**HEAT, "kind": "renovation"})
    find_opportunities(here.partnership)
    listed = page(here, here.planner, "coupling_list")
    assert "lie 40 m apart" in listed
    assert "Renovatie 0" not in listed
    assert '<a href="?area=BU01530000&amp;kind=area">Buurt 00</a><span class="end">3 pairs of works</span>' in listed
    unfolded = page(here, here.planner, "coupling_list", query="?kind=area&area=BU01530000")
    assert all(f"Renovatie {number}" in unfolded for number in range(3))
    assert "lie 40 m apart" not in unfolded


def test_only_the_parties_of_an_opportunity_get_its_buttons(here: Street):
    find_opportunities(here.partnership)
    outsider = factories.member(here.partnership, "planner")
    assert "Start the talk" in page(here, here.operator, "coupling", here.opportunity.pk)
    assert "Start the talk" not in page(here, outsider, "coupling", here.opportunity.pk)
    for name in ("coupling_see", "coupling_talk", "coupling_decline"):
        assert send(here, outsider, name, here.opportunity.pk, reason="x", due=in_days(7)).status_code == 403


def test_a_talk_leads_to_the_bundle_and_a_second_one_is_explained(here: Street):
    find_opportunities(here.partnership)
    opportunity = here.opportunity
    assert send(here, here.planner, "coupling_talk", opportunity.pk, due="").status_code == 422
    made = send(here, here.planner, "coupling_talk", opportunity.pk, due=in_days(7), text="Doe mee")
    assert made["Location"] == url(here, "bundle", Bundle.objects.get().pk)
    assert send(here, here.planner, "coupling_talk", opportunity.pk, due=in_days(7)).status_code == 409


def test_an_opportunity_is_declined_with_a_reason(here: Street):
    find_opportunities(here.partnership)
    opportunity = here.opportunity
    assert send(here, here.planner, "coupling_decline", opportunity.pk, reason="").status_code == 422
    assert send(here, here.planner, "coupling_decline", opportunity.pk, reason="Te smal").status_code == 302
    assert "Declined: Te smal" in page(here, here.operator, "coupling", opportunity.pk)


def test_the_page_of_a_bundle_tells_the_sheet(here: Street):
    text = page(here, here.planner, "bundle", joined(here).pk).replace("\u00a0", " ")
    assert "Together costs<strong>€ 200,000</strong>less (10 %)" in text
    assert "<strong>2,500</strong>household-days less" in text
    assert "works at once take 0.6 of their days apart" in text


def test_everybody_of_the_partnership_looks_and_nobody_from_outside(here: Street, viewer, stranger):
    bundle = joined(here)
    assert "The next step" not in page(here, viewer, "bundle", bundle.pk)
    assert browser(stranger).get(url(here, "bundle", bundle.pk)).status_code == 404


def test_a_bundle_by_hand_begins_with_own_works(here: Street):
    asked = {"name": "Straat", "lead": here.city.pk, "year": 2028}
    assert send(here, here.planner, "bundle_add", **asked).status_code == 422
    assert send(here, here.planner, "bundle_add", **asked, works=[here.heat.pk]).status_code == 422
    assert send(here, here.planner, "bundle_add", **asked, works=[here.sewer.pk]).status_code == 302
    again = send(here, here.planner, "bundle_add", **asked, works=[here.sewer.pk])
    assert again.status_code == 422


def test_the_second_editor_is_shown_how_it_stands_now(here: Street):
    bundle = joined(here)
    given = {"name": bundle.name, "year": 2027, "split": "equal", "overlap": "0,6", "tolerance": "5"}
    assert send(here, here.planner, "bundle_edit", bundle.pk, **given, version=bundle.version).status_code == 302
    mine = {**given, "year": 2029}
    late = send(here, here.planner, "bundle_edit", bundle.pk, **mine, version=bundle.version)
    assert late.status_code == 409
    assert "theirs 2027, yours 2029" in late.content.decode()
    assert fresh(bundle).year == 2027
    assert f'name="version" value="{fresh(bundle).version}"' in late.content.decode()
    assert (fresh(bundle).overlap, fresh(bundle).tolerance) == (0.6, 0.05)


def test_terms_that_cannot_be_are_explained(here: Street):
    bundle = joined(here)
    wrong = send(here, here.planner, "bundle_edit", bundle.pk, name="", year="abc", version=bundle.version)
    assert wrong.status_code == 422
    assert "There is something to mend" in wrong.content.decode()


def test_a_request_is_answered_on_its_own_page(here: Street):
    bundle = talking(here)
    request = JoinRequest.objects.get()
    assert "Your answer is asked" in page(here, here.operator, "bundle_list")
    assert "asks: does “Warmtenet eerste deel” join?" in page(
        here, here.operator, "request_answer", bundle.pk, request.pk
    )
    which = (bundle.pk, request.pk)
    assert send(here, here.operator, "request_answer", *which).status_code == 422
    assert send(here, here.operator, "request_answer", *which, answer="refused").status_code == 422
    assert send(here, here.planner, "request_answer", *which, answer="agreed").status_code == 403
    assert send(here, here.operator, "request_answer", *which, answer="agreed").status_code == 302
    assert send(here, here.operator, "request_answer", *which, answer="agreed").status_code == 409


def test_a_late_request_says_that_it_goes_on_the_next_meeting(here: Street):
    bundle = talking(here)
    JoinRequest.objects.update(due=timezone.localdate() - dt.timedelta(days=1))
    assert "expired: goes on the next meeting" in page(here, here.operator, "bundle", bundle.pk)


def test_consent_is_asked_of_budget_holders_of_the_parties_only(here: Street):
    bundle = offered(here)
    given = {"answer": "yes", "version": bundle.version, "share": 180_000, "party": here.city.pk}
    assert send(here, here.operator, "bundle_consent", bundle.pk, **given).status_code == 403
    assert send(here, here.planner, "bundle_consent", bundle.pk, **{**given, "answer": ""}).status_code == 422
    assert send(here, here.planner, "bundle_consent", bundle.pk, **{**given, "share": 1}).status_code == 409
    assert send(here, here.planner, "bundle_consent", bundle.pk, **given).status_code == 302


def test_a_lapsed_consent_is_shown_and_asked_again(here: Street):
    bundle = consented(here)
    given = {"name": bundle.name, "year": 2027, "split": "equal", "overlap": "0.6", "tolerance": "5"}
    send(here, here.planner, "bundle_edit", bundle.pk, **given, version=fresh(bundle).version)
    text = page(here, here.operator, "bundle", bundle.pk)
    assert "lapsed: asked again" in text
    assert "Answer for Netbeheerder" in text


def test_a_step_that_cannot_be_taken_says_why(here: Street):
    bundle = offered(here)
    assert "Gemeente has not agreed yet." in page(here, here.planner, "bundle", bundle.pk)
    late = send(here, here.planner, "bundle_move", bundle.pk, to="consented", version=bundle.version)
    assert late.status_code == 409
    assert "Netbeheerder has not agreed yet." in late.content.decode()
    assert send(here, here.planner, "bundle_move", bundle.pk, to="nowhere", version=1).status_code == 422


def test_a_step_back_is_called_one(here: Street):
    bundle = consented(here)
    text = page(here, here.planner, "bundle", bundle.pk)
    assert "Back to the offer" in text
    assert "Offer it to the parties" not in text
    actions.move_bundle(bundle=bundle, by=here.planner, to="programmed", version=bundle.version)
    text = page(here, here.planner, "bundle", bundle.pk)
    assert "Take the programming back" in text
    assert "Write down that all agree" not in text


def queries(found: Street, name: str, *which: Any) -> int:
    client = browser(found.planner)
    client.get(url(found, name, *which))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url(found, name, *which)).status_code == 200
    return len(asked)


def test_more_opportunities_and_conflicts_cost_no_query_more(here: Street):
    site = here.partnership.sites.create(name="Laan", area_code="BU01530000", last_renewed=2025)
    find_opportunities(here.partnership)
    Work.objects.filter(pk=here.sewer.pk).update(site=site)
    find_conflicts(here.partnership)
    few = queries(here, "coupling_list")
    for number in range(5):
        work(here.partnership, here.grid, f"Kabel {number}", east=10 * number, site=site, **{**HEAT, "kind": "gas"})
    find_opportunities(here.partnership)
    find_conflicts(here.partnership)
    assert here.partnership.opportunities.count() > 10
    assert queries(here, "coupling_list") == few <= 23


def test_more_works_and_bundles_cost_no_query_more(here: Street):
    bundle = offered(here)
    one, listed = queries(here, "bundle", bundle.pk), queries(here, "bundle_list")
    for number in range(5):
        more = work(here.partnership, here.city, f"Kabel {number}", east=10 * number, **{**HEAT, "kind": "gas"})
        bundle.members.create(work=more)
        here.partnership.bundles.create(name=f"Bundel {number}", lead=here.city, year=2028)
    assert queries(here, "bundle", bundle.pk) == one <= 50
    assert queries(here, "bundle_list") == listed <= 15
