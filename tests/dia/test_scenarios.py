"""Scenarios: computed beside the baseline, adopted only by consent of every party whose work moves."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from dia import actions
from dia.models import Agenda, Measure, NuisanceCap, Scenario, Work, WorkRelation
from dia.pipeline.scenarios import Settings
from dia.tasks import optimise
from tests import factories
from tests.dia.bundled import Street, consented, street
from tests.html import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


@pytest.fixture
def agenda(here: Street) -> Agenda:
    found = Agenda.objects.create(
        partnership=here.partnership, name="Agenda", first_year=2026, last_year=2033, reason="Besloten"
    )
    for work in (here.sewer, here.heat):
        Measure.objects.create(agenda=found, work=work)
    return found


def computed(agenda: Agenda, by: User, name: str = "Samen", **settings: Any) -> Scenario:
    made = actions.ask_scenario(
        agenda=agenda, by=by, name=name, settings=Settings(**{"seconds": 10.0, "shift_rate": 1_000.0, **settings})
    )
    factories.run_jobs(agenda.partnership, "dia.optimise")
    return Scenario.objects.select_related("agenda__partnership").get(pk=made.pk)


def agreed(here: Street, scenario: Scenario) -> None:
    for user, party in ((here.planner, here.city), (here.operator, here.grid)):
        actions.respond_to_scenario(scenario=scenario, party=party, by=user, agrees=True)


def secretary(here: Street) -> User:
    return factories.member(here.partnership, "secretary")


def test_two_works_meet_in_the_year_that_saves_an_opening(here: Street, agenda: Agenda):
    """Alone in 2027 and 2029: € 2.000.000. Together in 2028: € 1.800.000, each a year away from its wish."""
    found = computed(agenda, here.planner)
    plan, alone = found.outcome["plan"], found.outcome["baseline"]
    assert found.state == "done"
    assert found.outcome["proven"]
    assert plan["years"] == {str(here.sewer.pk): 2028, str(here.heat.pk): 2028}
    assert (alone["cost"], plan["cost"]) == (2_000_000, 1_800_000)
    assert (alone["total_household_days"], plan["total_household_days"]) == (8_500, 6_000)
    assert plan["total_shift"] == 2


def test_it_changes_nothing_by_itself(here: Street, agenda: Agenda):
    before = list(Work.objects.values_list("pk", "preferred", "version"))
    computed(agenda, here.planner)
    assert list(Work.objects.values_list("pk", "preferred", "version")) == before


def test_where_shifting_weighs_more_than_it_saves_nothing_moves(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner, shift_rate=150_000.0)
    assert found.outcome["plan"]["total_shift"] == 0


def test_a_fixed_year_and_an_excluded_year_are_kept(here: Street, agenda: Agenda):
    fixed = computed(agenda, here.planner, "vast", pins={here.sewer.pk: 2027})
    excluded = computed(agenda, here.planner, "niet", exclusions={here.heat.pk: [2028]})
    for found in (fixed, excluded):
        assert found.outcome["plan"]["years"] == {str(here.sewer.pk): 2027, str(here.heat.pk): 2029}


def test_works_that_must_stay_apart_stay_apart(here: Street, agenda: Agenda):
    WorkRelation.objects.create(kind="apart", first=here.sewer, second=here.heat)
    years = computed(agenda, here.planner).outcome["plan"]["years"]
    assert years[str(here.sewer.pk)] != years[str(here.heat.pk)]


def test_what_lacks_is_named_by_party_and_area_and_year(here: Street, agenda: Agenda):
    for year in agenda.years:
        NuisanceCap.objects.create(agenda=agenda, area_code="BU01530000", year=year, household_days=1_000)
        agenda.pots.create(party=here.city, year=year).commitments.create(euros=500_000)
    found = computed(agenda, here.planner)
    assert {(one["means"], one["who"]) for one in found.outcome["plan"]["shortages"]} == {
        ("money", str(here.city.pk)),
        ("nuisance", "BU01530000"),
    }


def test_a_bundle_with_everybodys_consent_keeps_its_year(here: Street, agenda: Agenda):
    consented(here)
    found = computed(agenda, here.planner, shift_rate=500_000.0)
    assert set(found.outcome["plan"]["years"].values()) == {2028}
    assert actions.scenarios.moves_of(found) == {}


def test_a_question_without_an_answer_says_why(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner, pins={here.sewer.pk: 2032})
    assert found.state == "failed"
    assert [flaw["code"] for flaw in found.outcome["flaws"]] == ["pin_outside_window"]


def test_one_that_is_stopped_before_it_starts_is_cancelled(here: Street, agenda: Agenda):
    made = actions.ask_scenario(agenda=agenda, by=here.planner, name="Stop", settings=Settings(seconds=10.0))
    actions.stop_scenario(scenario=made, by=here.planner)
    factories.run_jobs(agenda.partnership, "dia.optimise")
    made.refresh_from_db()
    assert made.state == "cancelled"


def test_a_worker_that_does_it_twice_changes_nothing(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner)
    optimise(agenda.partnership, str(found.pk), lambda done, total: None)
    again = Scenario.objects.get(pk=found.pk)
    assert again.outcome == found.outcome


def test_only_with_the_consent_of_every_party_that_moves_it_is_adopted(here: Street, agenda: Agenda):
    found, lead = computed(agenda, here.planner), secretary(here)
    actions.respond_to_scenario(scenario=found, party=here.city, by=here.planner, agrees=True)
    with pytest.raises(ValidationError, match="Netbeheerder"):
        actions.adopt_scenario(scenario=found, by=lead)
    actions.respond_to_scenario(scenario=found, party=here.grid, by=here.operator, agrees=False, reason="Te vroeg")
    with pytest.raises(ValidationError, match="Netbeheerder"):
        actions.adopt_scenario(scenario=found, by=lead)
    assert set(Work.objects.values_list("preferred", flat=True)) == {2027, 2029}


def test_adopting_moves_the_preferred_years_in_one_go(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner)
    agreed(here, found)
    assert actions.adopt_scenario(scenario=found, by=secretary(here)).state == "adopted"
    assert list(Work.objects.values_list("preferred", "version")) == [(2028, 2), (2028, 2)]


def test_a_work_that_changed_meanwhile_stops_the_adoption(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner)
    agreed(here, found)
    actions.change_work(work=here.heat, by=here.operator, version=1, direct_cost=1)
    with pytest.raises(ValidationError, match="Warmtenet"):
        actions.adopt_scenario(scenario=found, by=secretary(here))
    assert set(Work.objects.values_list("preferred", flat=True)) == {2027, 2029}


def test_a_year_outside_the_window_that_the_owner_allows_takes_the_window_along(here: Street, agenda: Agenda):
    Work.objects.filter(pk=here.heat.pk).update(earliest=2029, flexibility=1)
    found = computed(agenda, here.planner)
    agreed(here, found)
    actions.adopt_scenario(scenario=found, by=secretary(here))
    here.heat.refresh_from_db()
    assert (here.heat.earliest, here.heat.preferred, here.heat.latest) == (2028, 2028, 2029)


def test_a_party_speaks_for_itself_only(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner)
    with pytest.raises(PermissionDenied):
        actions.respond_to_scenario(scenario=found, party=here.grid, by=here.planner, agrees=True)
    with pytest.raises(ValidationError):
        actions.respond_to_scenario(scenario=found, party=here.grid, by=here.operator, agrees=False)


def test_the_curve_goes_from_little_hindrance_to_little_cost(here: Street, agenda: Agenda):
    """Where shifting weighs nothing, the plan that costs least also hinders least: one point."""
    one = computed(agenda, here.planner, "gratis", curve=True, shift_rate=0.0).outcome["curve"]
    assert one == [{"household_days": 6_000.0, "euros": 1_800_000.0}]
    dear = computed(agenda, here.planner, "duur", curve=True, shift_rate=150_000.0).outcome["curve"]
    assert (dear[0]["household_days"], dear[0]["euros"]) == (6_000.0, 2_100_000.0)
    assert (dear[-1]["household_days"], dear[-1]["euros"]) == (8_500.0, 2_000_000.0)


def address(agenda: Agenda, name: str, *which: Any) -> str:
    return reverse(name, args=[agenda.partnership.slug, agenda.pk, *which])


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def test_the_form_asks_and_the_page_follows(here: Street, agenda: Agenda):
    client = browser(here.planner)
    assert "No scenarios yet" in client.get(address(agenda, "scenario_list")).content.decode()
    asked = {"name": "Samen", "nuisance_rate": "0,5", "shift_rate": "1000", "seconds": "10", f"pin_{here.sewer.pk}": ""}
    wrong = client.post(address(agenda, "scenario_add"), {**asked, "seconds": "1", f"not_{here.heat.pk}": "1999"})
    assert wrong.status_code == 422
    made = client.post(address(agenda, "scenario_add"), asked)
    assert made.status_code == 302
    assert "The years are being counted through" in client.get(made["Location"]).content.decode()
    assert client.post(address(agenda, "scenario_add"), asked).status_code == 422
    factories.run_jobs(agenda.partnership, "dia.optimise")
    assert client.get(made["Location"], headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    text = markup(client.get(made["Location"]))
    assert "This is proven to be the best plan for this question." in text
    assert "2027 →<strong>2028</strong>" in text
    assert "Samen" in client.get(address(agenda, "scenario_list")).content.decode()


def test_consent_and_adoption_go_by_the_page(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner)
    say, adopt = address(agenda, "scenario_say", found.pk), address(agenda, "scenario_adopt", found.pk)
    assert browser(here.planner).post(say, {"party": here.grid.pk, "agrees": "yes"}).status_code == 403
    assert browser(here.operator).post(say, {"party": here.grid.pk, "agrees": "no"}).status_code == 422
    assert browser(secretary(here)).post(adopt).status_code == 409
    for user, party in ((here.planner, here.city), (here.operator, here.grid)):
        assert browser(user).post(say, {"party": party.pk, "agrees": "yes"}).status_code == 302
    assert browser(here.planner).post(adopt).status_code == 403
    assert browser(secretary(here)).post(adopt).status_code == 302
    assert browser(here.operator).post(say, {"party": here.grid.pk, "agrees": "yes"}).status_code == 409


def test_what_is_wrong_with_a_question_is_said_in_words(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner, pins={here.sewer.pk: 2032})
    text = browser(here.planner).get(address(agenda, "scenario", found.pk)).content.decode()
    assert "“Riool Lambertuslaan” is fixed in 2032, outside its window 2027-2028." in text
