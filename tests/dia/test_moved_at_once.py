"""Two people at once: a site that is deleted while a work chooses it, and a cell that is written while its work moves."""

from __future__ import annotations

import pytest

from dia import actions
from dia.models import MeasureYear, Scenario, Site, Work
from tests import factories
from tests.dia.agenda_steps import opened, write
from tests.dia.bundled import Street, scenario_of, street
from tests.dia.test_bundles_at_once import race

pytestmark = pytest.mark.django_db(transaction=True)
RACES = 15


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


def test_a_site_is_deleted_or_chosen_and_whoever_is_second_is_told(here: Street):
    for number in range(RACES):
        site = Site.objects.create(partnership=here.partnership, name=f"Laan {number}", area_code="BU01530000")
        sewer = Work.objects.get(pk=here.sewer.pk)
        outcomes = race(
            lambda site=site: actions.remove_site(site=site, by=here.planner),
            lambda site=site, sewer=sewer: actions.change_work(
                work=sewer, by=here.planner, version=sewer.version, site=site
            ),
        )
        assert sorted(outcomes) == ["done", "refused"], outcomes
        assert (outcomes[1] == "done") == Site.objects.filter(pk=site.pk, works=sewer).exists()


@pytest.mark.full
def test_a_cell_is_written_before_its_work_moves_or_its_writer_is_told(here: Street):
    """€ 1.300.000 in 2027 becomes € 5 first and moves to 2029, or moves and the writer is overtaken."""
    lead = factories.member(here.partnership, "secretary")
    for number in range(RACES):
        Work.objects.filter(pk=here.sewer.pk).update(preferred=2027, version=1)
        agenda = opened(here.partnership, here.city, name=f"Agenda {number}")
        sewer = Work.objects.get(pk=here.sewer.pk)
        measure = actions.add_measure(agenda=agenda, work=sewer, by=here.planner, group="street")
        found = scenario_of(agenda, sewer)
        Scenario.objects.filter(pk=found.pk).update(problem=found.problem | {"versions": {str(sewer.pk): 1}})
        scenario = Scenario.objects.select_related("agenda__partnership").get(pk=found.pk)
        actions.respond_to_scenario(scenario=scenario, party=here.city, by=here.planner, agrees=True)
        outcomes = race(
            lambda scenario=scenario: actions.adopt_scenario(scenario=scenario, by=lead),
            lambda measure=measure: write(measure, here.planner, 2027, 5, 1),
        )
        cells = dict(MeasureYear.objects.filter(measure=measure).values_list("year", "euros"))
        moved = {"done": 5, "overtaken": 1_300_000}[outcomes[1]]
        assert (outcomes[0], cells) == ("done", {2027: 0, 2029: moved})
        actions.remove_measure(measure=measure, by=here.planner)
