"""A scenario beside another one, or beside the table as it stands: one more column, for what belongs to this agenda."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from dia.models import Agenda, Measure, NuisanceCap, Scenario
from dia.pipeline.scenarios_table import plan_of_table
from tests import factories
from tests.dia.agenda_steps import browser, committed, opened
from tests.dia.bundled import Street, scenario_of, street, work
from tests.dia.test_scenarios import address, computed

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


@pytest.fixture
def agenda(here: Street) -> Agenda:
    agenda = opened(here.partnership, here.city, here.grid)
    for each, year in ((here.sewer, 2027), (here.heat, 2029)):
        measure = Measure.objects.create(agenda=agenda, work=each)
        measure.years.create(year=year, euros=each.planned_cost, fte=3)
    return agenda


def page(agenda: Agenda, scenario: Scenario, by: User, beside: Any = None) -> Any:
    query = {} if beside is None else {"with": str(beside)}
    return browser(by).get(address(agenda, "scenario", scenario.pk), query)


def test_two_scenarios_stand_side_by_side_with_who_moves_what(here: Street, agenda: Agenda):
    together = computed(agenda, here.planner, "Samen")
    apart = computed(agenda, here.planner, "Apart", vetoes=[(here.sewer.pk, here.heat.pk)])
    shown = page(agenda, together, here.planner, apart.pk).context["page"]
    assert [(side.name, side.cost, side.plan["total_shift"]) for side in shown.sides] == [
        ("every work alone", 2_000_000, 0),
        ("this scenario", 1_800_000, 2),
        ("Apart", 2_000_000, 0),
    ]
    assert [(move.title, move.before, move.after, move.beside) for move in shown.moves_beside] == [
        ("Riool Lambertuslaan", 2027, 2028, 2027),
        ("Warmtenet eerste deel", 2029, 2028, 2029),
    ]
    text = page(agenda, together, here.planner, apart.pk).content.decode().replace("\xa0", " ")
    assert "From above: every work alone, this scenario, and Apart." in text


def test_money_and_manpower_are_shown_by_party_and_year_for_every_side(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner)
    shown = page(agenda, found, here.planner, "table").context["page"]
    city = next(line for line in shown.labour if line.name == "Gemeente")
    assert dict(zip(shown.years, city.cells, strict=True))[2027] == ("3.0", "0.0", "3.0")
    assert (city.cells[2], city.total) == (("0.0", "3.0", "0.0"), ("3.0", "3.0", "3.0"))
    money = {line.name: line.total for line in shown.money}
    assert money == {"Gemeente": ("1,300", "1,180", "1,300"), "Netbeheerder": ("700", "620", "700")}
    assert "Manpower per party and year (fte)" in page(agenda, found, here.planner).content.decode().replace(
        "\xa0", " "
    )


def test_the_table_is_shown_as_it_stands_now_with_what_lacks_in_it(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner)
    committed(agenda, here.city, here.planner, 2027, 1_000_000)
    NuisanceCap.objects.create(agenda=agenda, area_code="BU01530000", year=2027, household_days=5_000)
    Measure.objects.get(work=here.heat).years.update(euros=800_000)
    plan = plan_of_table(agenda)
    assert plan["money"] == {str(here.city.pk): {"2027": 1_300_000}, str(here.grid.pk): {"2029": 800_000}}
    assert (plan["cost"], plan["total_household_days"], plan["total_shift"]) == (2_100_000, 8_500, 0)
    assert plan["shortages"] == [
        {"means": "money", "who": str(here.city.pk), "year": 2027, "amount": 300_000},
        {"means": "nuisance", "who": "BU01530000", "year": 2027, "amount": 1_000},
    ]
    text = page(agenda, found, here.planner, "table").content.decode().replace("\xa0", " ")
    assert "What lacks in the table as it stands" in text
    assert "Gemeente lacks € 300,000 in 2027." in text


def test_what_is_empty_or_no_scenario_with_a_plan_is_set_beside_nothing(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner)
    waits = Scenario.objects.create(agenda=agenda, name="Straks")
    for given in ("", "x", "-1", "tables", "²", found.pk, waits.pk):
        answer = page(agenda, found, here.planner, given)
        assert (answer.status_code, answer.context["page"].beside) == (200, None)
    assert [value for value, _name in page(agenda, found, here.planner).context["page"].others] == ["table"]


def test_a_scenario_of_another_agenda_or_partnership_is_not_found(here: Street, agenda: Agenda):
    found = computed(agenda, here.planner)
    beside = scenario_of(opened(here.partnership, here.city, name="Andere agenda"), here.sewer)
    far = factories.PartnershipFactory.create()
    foreign = scenario_of(
        opened(far, here.city),
        work(far, here.city, "Riool", kind="sewer", earliest=2027, preferred=2027, latest=2029, direct_cost=1),
    )
    for other in (beside.pk, foreign.pk, 999_999):
        assert page(agenda, found, here.planner, other).status_code == 404


def test_what_is_finished_is_counted_along_and_said(here: Street, agenda: Agenda):
    Measure.objects.get(work=here.sewer).work.__class__.objects.filter(pk=here.sewer.pk).update(state="finished")
    found = computed(agenda, here.planner)
    text = page(agenda, found, here.planner).content.decode().replace("\xa0", " ")
    assert "Counted along: € 1,300,000 for works that are finished or that no year suits." in text
    assert page(agenda, found, here.planner).context["page"].sides[1].cost == 2_000_000
