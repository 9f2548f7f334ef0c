"""What adopting a scenario does to the table: cells go along with their works, the money of parties stays where it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from dia import actions
from dia.actions.cells import StaleCells
from dia.actions.cells_moved import moved
from dia.models import Agenda, Measure, MeasureYear, NuisanceCap, Pot, Scenario, Work
from dia.pipeline.sums import Astray, Line, astray
from tests import factories
from tests.dia.agenda_steps import browser, committed, give, write
from tests.dia.bundled import Street, scenario_of, street


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


@pytest.fixture
def agenda(here: Street) -> Agenda:
    by = factories.member(here.partnership, "secretary")
    fields = {"name": "Agenda", "first_year": 2026, "last_year": 2030, "reason": "Besloten"}
    parties = [here.city, here.grid]
    return actions.open_agenda(partnership=here.partnership, by=by, areas=["BU01530000"], parties=parties, **fields)


@pytest.fixture
def measure(here: Street, agenda: Agenda) -> Measure:
    """The sewer, with € 1.300.000 in 2027; the scenario moves it to 2029."""
    return actions.add_measure(agenda=agenda, work=here.sewer, by=here.planner, group="street")


def adopt(here: Street, agenda: Agenda) -> Scenario:
    scenario = agreed(here, agenda)
    return actions.adopt_scenario(scenario=scenario, by=factories.member(here.partnership, "secretary"))


def agreed(here: Street, agenda: Agenda) -> Scenario:
    found = scenario_of(agenda, here.sewer)
    Scenario.objects.filter(pk=found.pk).update(problem=found.problem | {"versions": {str(here.sewer.pk): 1}})
    fresh = Scenario.objects.select_related("agenda__partnership").get(pk=found.pk)
    actions.respond_to_scenario(scenario=fresh, party=here.city, by=here.planner, agrees=True)
    return fresh


def cells(measure: Measure) -> dict[int, tuple[int, Any, int]]:
    return {each.year: (each.euros, each.fte, each.version) for each in measure.years.order_by("year")}


def refusal(here: Street, agenda: Agenda) -> str:
    """Of an adoption that is refused, of which nothing is left."""
    before = list(MeasureYear.objects.order_by("pk").values_list("year", "euros", "version"))
    with pytest.raises(ValidationError) as refused, translation.override("en"):
        adopt(here, agenda)
    assert list(MeasureYear.objects.order_by("pk").values_list("year", "euros", "version")) == before
    assert Work.objects.get(pk=here.sewer.pk).preferred == 2027
    assert Scenario.objects.get().state == "done"
    return " ".join(refused.value.messages)


def test_every_amount_goes_as_many_years_along_and_what_it_leaves_is_empty():
    old = {2027: (10, Decimal(1)), 2028: (20, Decimal(0)), 2030: (0, Decimal(0))}
    assert moved(old, 1) == {2027: (0, Decimal(0)), 2028: (10, Decimal(1)), 2029: (20, Decimal(0))}
    assert moved(old, -2) == {
        2025: (10, Decimal(1)),
        2026: (20, Decimal(0)),
        2027: (0, Decimal(0)),
        2028: (0, Decimal(0)),
    }


def test_money_is_astray_in_a_year_in_which_its_measure_costs_nothing():
    given = {(1, 2027): 5, (2, 2027): 6, (1, 2028): 7, (1, 2029): 0, (1, 2040): 8}
    line = Line(key=3, group="street", party=1, cells={2028: 100, 2029: 50, 2030: 0}, given=given)
    assert astray([line], range(2026, 2031)) == [
        Astray(3, 1, 2027, 5, (2028, 2029)),
        Astray(3, 2, 2027, 6, (2028, 2029)),
    ]
    free = Line(key=4, group="street", party=1, cells={}, given=given)
    assert astray([free], range(2026, 2031)) == []


@pytest.mark.django_db
def test_the_cells_of_a_moved_work_go_along_with_new_versions(here: Street, agenda: Agenda, measure: Measure):
    write(measure, here.planner, 2028, 100_000, 0)
    write(measure, here.planner, 2029, 0, 0)
    adopt(here, agenda)
    assert cells(measure) == {
        2027: (0, 0, 2),
        2028: (0, 0, 2),
        2029: (1_300_000, 0, 2),
        2030: (100_000, 0, 1),
    }
    assert Work.objects.get(pk=here.sewer.pk).preferred == 2029


@pytest.mark.django_db
def test_cells_of_other_works_and_of_a_work_on_another_agenda_stay(here: Street, agenda: Agenda, measure: Measure):
    heat = actions.add_measure(agenda=agenda, work=here.heat, by=here.operator, group="street")
    scenario = agreed(here, agenda)
    other = Agenda.objects.create(
        partnership=here.partnership, name="Andere", first_year=2026, last_year=2030, reason="Besloten"
    )
    Measure.objects.filter(pk=measure.pk).update(agenda=other)
    actions.adopt_scenario(scenario=scenario, by=factories.member(here.partnership, "secretary"))
    assert cells(measure) == {2027: (1_300_000, 0, 1)}
    assert cells(heat) == {2029: (700_000, 0, 1)}


@pytest.mark.django_db
def test_who_was_editing_a_cell_that_moved_is_shown_both_values(here: Street, agenda: Agenda, measure: Measure):
    adopt(here, agenda)
    for year, seen, theirs in ((2027, 1, 0), (2029, 0, 1_300_000)):
        with pytest.raises(StaleCells) as overtaken:
            write(measure, here.planner, year, 5, seen)
        assert [one.theirs.euros for one in overtaken.value.conflicts] == [theirs]
    form = {"group": "street", "euros-2027": "1200", "version-2027": "1"}
    address = reverse("measure_edit", args=[here.partnership.slug, agenda.pk, measure.pk])
    assert browser(here.planner).post(address, form).status_code == 409


@pytest.mark.django_db
def test_a_cell_that_would_leave_the_agenda_stops_the_adoption(here: Street, agenda: Agenda, measure: Measure):
    write(measure, here.planner, 2030, 100_000, 0)
    assert "“Riool Lambertuslaan” would cost money in 2032, outside this agenda." in refusal(here, agenda)


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2027, 2029])
def test_a_cell_that_leaves_or_enters_a_closed_year_stops_the_adoption(
    here: Street, agenda: Agenda, measure: Measure, year: int
):
    Pot.objects.filter(agenda=agenda, party=here.city, year=year).update(closed=True)
    assert f"“Riool Lambertuslaan” cannot move: {year} is closed" in refusal(here, agenda)


@pytest.mark.django_db
def test_a_cap_that_refuses_more_stops_the_adoption(here: Street, agenda: Agenda, measure: Measure):
    """60 days × 100 households in 2029, where 1.000 were decided."""
    NuisanceCap.objects.create(agenda=agenda, area_code="BU01530000", year=2029, household_days=1_000, refuses=True)
    assert "6,000" in refusal(here, agenda)


@pytest.mark.django_db
def test_contributions_stay_and_are_shown_until_their_party_moves_them(here: Street, agenda: Agenda, measure: Measure):
    for year in (2027, 2029):
        committed(agenda, here.grid, here.operator, year, 500_000)
    give(measure, here.grid, here.operator, 2027, 400_000)
    said = "Netbeheerder gives € 400,000 in 2027. The cost lies in 2029."
    pages = [
        reverse("agenda", args=[here.partnership.slug, agenda.pk]),
        reverse("scenario", args=[here.partnership.slug, agenda.pk, scenario_of(agenda, here.sewer).pk]),
    ]
    client = browser(here.planner)
    assert [said in client.get(page).content.decode() for page in pages] == [False, False]
    adopt(here, agenda)
    assert measure.contributions.get().pot.year == 2027
    assert [said in client.get(page).content.decode() for page in pages] == [True, True]
    give(measure, here.grid, here.operator, 2027, 0, seen=400_000)
    give(measure, here.grid, here.operator, 2029, 400_000)
    assert [said in client.get(page).content.decode() for page in pages] == [False, False]


@pytest.mark.django_db
def test_the_page_says_why_an_adoption_is_refused(here: Street, agenda: Agenda, measure: Measure):
    Pot.objects.filter(agenda=agenda, party=here.city, year=2029).update(closed=True)
    scenario = agreed(here, agenda)
    address = reverse("scenario_adopt", args=[here.partnership.slug, agenda.pk, scenario.pk])
    answer = browser(factories.member(here.partnership, "secretary")).post(address)
    assert answer.status_code == 409
    assert "2029 is closed after its look-back" in answer.content.decode()
