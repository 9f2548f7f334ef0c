"""Coupling opportunities as they are found in the register of works, and what becomes of them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q

from datasets.models import Job
from dia import actions
from dia.models import (
    Agenda,
    Conflict,
    CouplingOpportunity,
    JoinRequest,
    Measure,
    MeasureYear,
    NuisanceCap,
    Pot,
    Site,
    Work,
)
from dia.pipeline.conflicts import find_conflicts
from dia.pipeline.opportunities import find_opportunities
from tests import factories
from tests.days import in_days
from tests.dia.bundled import HEAT, Street, street, talking, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


def change(found: Street, which: Work, **fields) -> Work:
    user = found.planner if which.party == found.city else found.operator
    which.refresh_from_db()
    return actions.change_work(work=which, by=user, version=which.version, **fields)


def test_a_sewer_and_a_heat_grid_close_together_are_an_opportunity(here: Street):
    find_opportunities(here.partnership)
    facts = here.opportunity.facts
    assert here.opportunity.kind == "site"
    assert here.opportunity.score == 48.5  # 40 × 0.4 + 25 × 0.6 + 20 × 0.5 + 15 × 0.5
    assert (facts["distance_m"], facts["year"], facts["euros"], facts["household_days"]) == (40, 2028, 200_000, 2_500)


def test_searching_twice_changes_nothing(here: Street):
    find_opportunities(here.partnership)
    before = CouplingOpportunity.objects.values().get()
    find_opportunities(here.partnership)
    assert CouplingOpportunity.objects.values().get() == before


def test_a_work_that_moves_away_takes_its_opportunity_along(here: Street):
    find_opportunities(here.partnership)
    Work.objects.filter(pk=here.heat.pk).update(earliest=2031, latest=2032, preferred=2031)
    find_opportunities(here.partnership)
    assert here.opportunity.state == "expired"
    Work.objects.filter(pk=here.heat.pk).update(earliest=2028, latest=2029, preferred=2029)
    find_opportunities(here.partnership)
    assert here.opportunity.state == "detected"


def test_an_opportunity_expires_when_a_work_is_over(here: Street):
    find_opportunities(here.partnership)
    Work.objects.filter(pk=here.heat.pk).update(state="cancelled")
    find_opportunities(here.partnership)
    assert here.opportunity.state == "expired"


def test_a_declined_opportunity_stays_away_until_years_costs_or_place_change(here: Street):
    find_opportunities(here.partnership)
    actions.decline(opportunity=here.opportunity, by=here.operator, reason="De straat is te smal.")
    change(here, here.heat, title="Warmtenet deel een")
    find_opportunities(here.partnership)
    assert here.opportunity.state == "declined"
    change(here, here.heat, direct_cost=600_000)
    find_opportunities(here.partnership)
    assert (here.opportunity.state, here.opportunity.reason) == ("detected", "")


def test_what_somebody_saw_stays_seen(here: Street):
    find_opportunities(here.partnership)
    actions.mark_opportunity_seen(opportunity=here.opportunity, by=here.operator)
    find_opportunities(here.partnership)
    assert here.opportunity.state == "seen"


def test_of_a_confidential_place_nothing_but_the_area_comes_out(here: Street):
    Work.objects.filter(pk=here.heat.pk).update(confidential=True)
    find_opportunities(here.partnership)
    assert (
        list(CouplingOpportunity.objects.closest([here.city.pk])) == []
    )  # sewer and heat grid gain nothing from one area
    renovation = work(here.partnership, here.city, "Renovatie", **{**HEAT, "kind": "renovation"})
    find_opportunities(here.partnership)
    opportunity = CouplingOpportunity.objects.closest([here.city.pk]).get(first=here.heat)
    assert opportunity.second == renovation
    assert (opportunity.kind, opportunity.facts["distance_m"], opportunity.facts["euros"]) == ("area", None, 0)


def test_who_sees_a_confidential_place_sees_what_it_tells_and_not_its_area_besides(here: Street):
    Work.objects.filter(pk=here.heat.pk).update(confidential=True)
    work(here.partnership, here.city, "Renovatie", **{**HEAT, "kind": "renovation"})
    find_opportunities(here.partnership)
    before = list(CouplingOpportunity.objects.order_by("pk").values())
    find_opportunities(here.partnership)
    assert list(CouplingOpportunity.objects.order_by("pk").values()) == before
    found = CouplingOpportunity.objects.closest([here.grid.pk]).filter(Q(first=here.heat) | Q(second=here.heat))
    seen = {(one.first.title, one.second.title): one for one in found}
    assert {pair: one.kind for pair, one in seen.items()} == {
        ("Riool Lambertuslaan", "Warmtenet eerste deel"): "site",
        ("Warmtenet eerste deel", "Renovatie"): "site",
    }
    assert {one.facts["distance_m"] for one in seen.values()} == {40}


def test_a_place_that_is_no_longer_confidential_leaves_one_opportunity(here: Street):
    Work.objects.filter(pk=here.heat.pk).update(confidential=True)
    find_opportunities(here.partnership)
    Work.objects.filter(pk=here.heat.pk).update(confidential=False)
    find_opportunities(here.partnership)
    [opportunity] = CouplingOpportunity.objects.closest([]).standing()
    assert (opportunity.kind, opportunity.confidential, opportunity.facts["distance_m"]) == ("site", False, 40)


def test_areas_that_share_a_border_count_as_side_by_side(here: Street):
    factories.square_city(here.partnership)
    for code, kind in (("BU01530001", "renovation"), ("BU01530002", "social")):
        work(here.partnership, here.city, kind, east=None, **{**HEAT, "kind": kind, "area_code": code})
    find_opportunities(here.partnership)
    found = {
        (one.first.title, one.second.title): one.facts["space"]
        for one in CouplingOpportunity.objects.filter(kind="area")
    }
    assert found == {
        ("Warmtenet eerste deel", "renovation"): "adjacent",
        ("renovation", "social"): "adjacent",
    }


def test_works_of_another_partnership_are_never_an_opportunity(here: Street):
    elsewhere = factories.PartnershipFactory.create()
    work(elsewhere, factories.PartyFactory.create(), "Warmtenet van hen", **HEAT)
    find_opportunities(here.partnership)
    find_opportunities(elsewhere)
    assert CouplingOpportunity.objects.count() == 1


def test_changing_a_work_queues_the_search(here: Street):
    change(here, here.heat, direct_cost=1)
    assert Job.objects.open().filter(partnership=here.partnership, kind="dia.find_opportunities").count() == 1
    factories.run_jobs(here.partnership, "dia.find_opportunities")
    assert CouplingOpportunity.objects.count() == 1


def test_an_opportunity_is_declined_with_a_reason_by_one_of_its_parties_only(here: Street):
    find_opportunities(here.partnership)
    outsider = factories.member(here.partnership, "budget_holder")
    with pytest.raises(PermissionDenied):
        actions.decline(opportunity=here.opportunity, by=outsider, reason="Zomaar")
    with pytest.raises(ValidationError):
        actions.decline(opportunity=here.opportunity, by=here.planner, reason=" ")


def test_a_talk_makes_a_bundle_of_the_own_work_and_asks_the_other_party(here: Street):
    bundle = talking(here)
    assert (bundle.lead, bundle.year, bundle.state) == (here.city, 2028, "sketched")
    assert [member.work for member in bundle.members.all()] == [here.sewer]
    request = JoinRequest.objects.get()
    assert (request.to, request.work, request.due) == (here.grid, here.heat, in_days(7))
    assert here.opportunity.state == "talk"
    find_opportunities(here.partnership)
    assert here.opportunity.state == "talk"


def test_a_talk_starts_once(here: Street):
    talking(here)
    with pytest.raises(ValidationError):
        actions.start_talk(opportunity=here.opportunity, by=here.operator, due=in_days(7))


def test_an_opportunity_is_found_again_when_the_bundle_is_dissolved(here: Street):
    bundle = talking(here)
    bundle.refresh_from_db()
    actions.move_bundle(bundle=bundle, by=here.planner, to="dissolved", version=bundle.version)
    assert here.opportunity.state == "detected"


def test_a_street_that_opens_again_too_soon_is_a_conflict_with_its_free_year(here: Street):
    site = Site.objects.create(
        partnership=here.partnership, name="Lambertuslaan", area_code="BU01530000", last_renewed=2026, households=206
    )
    Work.objects.filter(pk__in=[here.sewer.pk, here.heat.pk]).update(site=site)
    find_conflicts(here.partnership)
    found = [(one.kind, one.year, one.facts["renewed"], one.facts["free_from"]) for one in Conflict.objects.all()]
    assert found == [("reopening", 2027, 2026, 2031), ("reopening", 2029, 2027, 2032)]


def test_a_street_that_stays_closed_is_not_opened(here: Street):
    site = Site.objects.create(partnership=here.partnership, name="Laan", area_code="BU01530000", closed_until=2028)
    Work.objects.filter(pk=here.sewer.pk).update(site=site)
    find_conflicts(here.partnership)
    [found] = Conflict.objects.all()
    assert (found.kind, found.year, found.facts["closed_until"], found.facts["free_from"]) == (
        "reopening",
        2027,
        2028,
        2029,
    )
    Work.objects.filter(pk=here.sewer.pk).update(preferred=2029, latest=2029)
    assert find_conflicts(here.partnership) == 0


def test_conflicts_stay_the_same_rows_and_go_when_they_are_solved(here: Street):
    site = Site.objects.create(partnership=here.partnership, name="Laan", area_code="BU01530000")
    Work.objects.filter(pk__in=[here.sewer.pk, here.heat.pk]).update(site=site)
    find_conflicts(here.partnership)
    first = Conflict.objects.get().pk
    find_conflicts(here.partnership)
    assert Conflict.objects.get().pk == first
    Work.objects.filter(pk=here.sewer.pk).update(preferred=2028)
    Work.objects.filter(pk=here.heat.pk).update(preferred=2028)
    find_conflicts(here.partnership)
    assert not Conflict.objects.exists()


def test_an_area_above_its_cap_and_a_party_above_its_frame_are_conflicts(here: Street):
    agenda = Agenda.objects.create(
        partnership=here.partnership, name="Agenda", first_year=2026, last_year=2033, reason="Besloten"
    )
    measure = Measure.objects.create(agenda=agenda, work=here.sewer)
    MeasureYear.objects.create(measure=measure, year=2028, euros=1_300_000)
    NuisanceCap.objects.create(agenda=agenda, area_code="BU01530000", year=2028, household_days=5_000)
    pot = Pot.objects.create(agenda=agenda, party=here.city, year=2028)
    pot.commitments.create(euros=1_000_000)
    find_conflicts(here.partnership)
    overload, means = Conflict.objects.order_by("-kind")
    assert (overload.area_code, overload.facts["household_days"], overload.facts["over"]) == (
        "BU01530000",
        6_000,
        1_000,
    )
    assert (means.party, means.year, means.facts["over"]) == (here.city, 2028, 300_000)
    assert list(means.works.all()) == [here.sewer]


def test_a_trench_needs_ground_that_is_opened_by_both(here: Street):
    Work.objects.filter(pk=here.heat.pk).update(place=Work.objects.get(pk=here.sewer.pk).place)
    find_opportunities(here.partnership)
    assert here.opportunity.kind == "trench"
