"""Works that could be done together with another, and streets whose sewer or mains are due: figures for the weighing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import Point

from datasets.models import Area, Dataset, Job, ObservationRevision
from datasets.models.areas import RD_NEW
from datasets.pipeline.derived import ASSETS_IN_AREA, store_derived
from dia import actions
from dia.models import CouplingOpportunity, Site, Work
from dia.pipeline import observe_moments, observe_opportunities
from dia.pipeline.investments import INVESTMENT_WINDOW
from dia.pipeline.moments import LASTS_YEARS, MAINS_DUE
from dia.pipeline.observed import HORIZON_YEARS
from dia.pipeline.opportunities import find_opportunities
from dia.pipeline.opportunities_counted import WORKS_WITH_A_CHANCE
from dia.tasks import find_opportunities as opportunities_found
from sia.models import ScoreModel
from sia.pages.method_counted import WORDS, counted
from sia.pipeline import refresh_starter
from sia.pipeline.weighing import Weighing
from tests import factories
from tests.datasets.tables import stored
from tests.days import this_year
from tests.dia.bundled import HEAT, Street, X, Y, street, work
from tests.dia.works_city import at, browser

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
A, B, WIJK, OTHER_WIJK = "BU01530000", "BU01530001", "WK015300", "WK015301"
COUPLED, DUE = WORKS_WITH_A_CHANCE["code"], MAINS_DUE["code"]


@pytest.fixture
def here(partnership) -> Street:
    """Every buurt has 500 dwellings; a sewer and a heat grid lie 40 m apart in the first."""
    factories.square_city(partnership)
    return street(partnership)


def coupled(found: Street) -> dict[str, float]:
    find_opportunities(found.partnership)
    observe_opportunities(found.partnership)
    return stored(found.partnership, COUPLED, this_year())


def due(found: Street) -> dict[str, float]:
    observe_moments(found.partnership)
    return stored(found.partnership, DUE, this_year())


def site(found: Street, name: str, area: str = A, **fields: Any) -> Site:
    return found.partnership.sites.create(name=name, area_code=area, **fields)


def planned(found: Street, where: Site, title: str, **fields: Any) -> Work:
    """A sewer in five years, unless said otherwise."""
    years = {"earliest": this_year() + 5, "preferred": this_year() + 5, "latest": this_year() + 5}
    usual = {"kind": "sewer", "direct_cost": 1, "site": where, "area_code": where.area_code, **years}
    return work(found.partnership, found.city, title, east=None, **(usual | fields))


def test_works_with_an_opportunity_are_divided_over_the_dwellings_of_their_area_and_wijk(here: Street):
    """Two works over 500 dwellings; the wijk has 500 too. Next door nothing can be coupled."""
    found = coupled(here)
    assert (found[A], found[B], found[WIJK], found[OTHER_WIJK]) == (4, 0, 4, 0)


def test_a_third_work_in_the_street_is_one_more_and_not_two(here: Street):
    work(here.partnership, here.city, "Gas", east=20, **{**HEAT, "kind": "gas"})
    found = coupled(here)
    assert CouplingOpportunity.objects.count() == 3
    assert found[A] == 6


def test_each_of_two_works_across_a_border_counts_in_its_own_area(here: Street):
    Work.objects.filter(pk=here.heat.pk).update(area_code=B)
    found = coupled(here)
    assert (found[A], found[B], found[WIJK]) == (2, 2, 4)


def test_what_is_declined_gone_or_over_does_not_count_and_what_is_taken_does(here: Street):
    coupled(here)
    CouplingOpportunity.objects.update(reason="De straat is te smal.")
    for state, rate in [("seen", 4), ("talk", 4), ("taken", 4), ("expired", 0), ("declined", 0), ("taken", 4)]:
        CouplingOpportunity.objects.update(state=state)
        observe_opportunities(here.partnership)
        assert stored(here.partnership, COUPLED, this_year())[A] == rate, state
    Work.objects.filter(pk=here.heat.pk).update(state="finished")
    observe_opportunities(here.partnership)
    assert stored(here.partnership, COUPLED, this_year())[A] == 0


def test_before_any_opportunity_is_found_there_is_no_figure_and_no_indicator(here: Street):
    assert not observe_opportunities(here.partnership)
    assert not here.partnership.indicators.exists()
    assert not Dataset.objects.of(here.partnership).exists()


def test_declining_an_opportunity_is_followed_by_another_count(here: Street):
    opportunities_found(here.partnership, "all", lambda done, total: None)
    before = here.partnership.data_version
    assert stored(here.partnership, COUPLED, this_year())[A] == 4
    here.partnership.refresh_from_db()
    assert here.partnership.data_version == before + 1
    Job.objects.all().delete()
    actions.decline(opportunity=here.opportunity, by=here.operator, reason="De straat is te smal.")
    factories.run_jobs(here.partnership, "dia.observe")
    assert stored(here.partnership, COUPLED, this_year())[A] == 0
    here.partnership.refresh_from_db()
    assert here.partnership.data_version == before + 2


def test_finding_the_same_again_leaves_figures_and_scores_alone(here: Street):
    opportunities_found(here.partnership, "all", lambda done, total: None)
    here.partnership.refresh_from_db()
    before = here.partnership.data_version
    Job.objects.all().delete()
    opportunities_found(here.partnership, "all", lambda done, total: None)
    here.partnership.refresh_from_db()
    assert here.partnership.data_version == before
    assert not Job.objects.exists()


def test_an_opportunity_that_rests_on_a_confidential_place_is_in_no_figure(here: Street):
    """Wherever the confidential work lies, near or far, the figures are the same; what lies in its area alone counts."""
    Work.objects.filter(pk=here.heat.pk).update(confidential=True)
    assert coupled(here) == {}
    assert CouplingOpportunity.objects.filter(confidential=True).exists()
    assert not here.partnership.indicators.exists()
    work(here.partnership, here.city, "Renovatie", east=30, **{**HEAT, "kind": "renovation"})
    near = coupled(here)
    Work.objects.filter(pk=here.heat.pk).update(place=Point(X + 5000, Y, srid=RD_NEW))
    assert near == coupled(here)
    assert near[A] == 6  # heat and renovation share an area; renovation and sewer an open street


def test_a_place_that_became_confidential_is_out_of_the_figure_before_opportunities_are_looked_up_again(here: Street):
    coupled(here)
    Work.objects.filter(pk=here.heat.pk).update(confidential=True)
    observe_opportunities(here.partnership)
    assert stored(here.partnership, COUPLED, this_year()) == {}


def test_a_street_is_due_by_a_planned_main_or_by_its_age(here: Street):
    """Of five streets one is planned and one is sixty years old in ten years; of one nothing is known."""
    planned(here, site(here, "Riool gepland"), "Riool")
    site(here, "Net oud genoeg", last_renewed=this_year() - 50)
    site(here, "Een jaar te jong", last_renewed=this_year() - 49)
    planned(here, site(here, "Alleen bestrating", last_renewed=this_year() - 5), "Bestrating", kind="pavement")
    site(here, "Onbekend")
    assert due(here) == {A: 50, WIJK: 50}


def test_an_idea_a_finished_work_and_one_beyond_the_horizon_make_no_street_due(here: Street):
    known = {"last_renewed": this_year() - 20}
    planned(here, site(here, "Idee", **known), "Idee", state="idea")
    planned(here, site(here, "Klaar", **known), "Klaar", state="finished")
    planned(here, site(here, "Later", **known), "Later", preferred=this_year() + 11, latest=this_year() + 11)
    planned(here, site(here, "Gas", **known), "Gas", kind="gas", preferred=this_year() + 10, latest=this_year() + 10)
    assert due(here)[A] == 25


def test_an_area_of_which_nothing_is_known_has_no_figure_and_never_0(here: Street):
    site(here, "Onbekend")
    assert due(here) == {}
    assert not here.partnership.indicators.exists()
    young = site(here, "Jong", B, last_renewed=this_year() - 5)
    assert due(here) == {B: 0, WIJK: 0}
    Site.objects.filter(pk=young.pk).update(last_renewed=None)
    assert observe_moments(here.partnership)
    assert stored(here.partnership, DUE, this_year()) == {}


def test_a_confidential_work_says_of_no_street_that_it_is_due(here: Street):
    old, unknown = site(here, "Jong", last_renewed=this_year() - 5), site(here, "Onbekend")
    planned(here, old, "Gas", kind="gas", confidential=True)
    planned(here, unknown, "Water", kind="water", confidential=True)
    assert due(here)[A] == 0
    Work.objects.filter(title="Gas").update(confidential=False)
    assert due(here)[A] == 100


def test_streets_are_counted_again_where_one_comes_or_goes(here: Street):
    fields = {"area_code": A, "last_renewed": this_year() - 50}
    oud = actions.add_site(partnership=here.partnership, by=here.planner, name="Oud", **fields)
    jong = actions.add_site(
        partnership=here.partnership, by=here.planner, name="Jong", **fields | {"last_renewed": this_year()}
    )
    factories.run_jobs(here.partnership, "dia.observe")
    assert stored(here.partnership, DUE, this_year())[A] == 50
    actions.remove_site(site=jong, by=here.planner)
    factories.run_jobs(here.partnership, "dia.observe")
    assert stored(here.partnership, DUE, this_year())[A] == 100
    actions.remove_site(site=oud, by=here.planner)
    factories.run_jobs(here.partnership, "dia.observe")
    assert stored(here.partnership, DUE, this_year()) == {}
    kept = ObservationRevision.objects.filter(indicator__code=DUE, area__code=A)
    assert sorted(kept.values_list("value", flat=True)) == [50, 100]


def test_the_method_page_tells_how_each_is_counted_and_whether_the_version_counts_it(here: Street):
    assert LASTS_YEARS - HORIZON_YEARS == 50  # "fifty years ago or longer"
    assert {COUPLED, DUE, INVESTMENT_WINDOW["code"], ASSETS_IN_AREA["code"]} == WORDS.keys()
    social = {"code": "poverty", "name_nl": "Armoede", "theme": "social", "role": "urgency", "direction": 1}
    areas = Area.objects.of(here.partnership).filter(level="buurt").values_list("pk", flat=True)
    store_derived(here.partnership, social, this_year(), [(area, float(area)) for area in areas])
    coupled(here)
    model = refresh_starter(here.partnership)
    assert model is not None
    site(here, "Jong", last_renewed=this_year() - 5)
    due(here)
    told = {each.name: each.counts for each in counted(here.partnership, Weighing.of(model))}
    assert told == {WORKS_WITH_A_CHANCE["name_nl"]: True, MAINS_DUE["name_nl"]: False}
    text = browser(here.planner).get(at("method", here.partnership, model.version)).content.decode()
    assert MAINS_DUE["name_en"] in text
    assert text.count("not in this version") == 1


def test_they_enter_a_proposed_model_and_leave_an_agreed_one_as_it_is(here: Street):
    poverty = {"code": "poverty", "name_nl": "Armoede", "theme": "social", "role": "urgency", "direction": 1}
    areas = Area.objects.of(here.partnership).filter(level="buurt").values_list("pk", flat=True)
    store_derived(here.partnership, poverty, this_year(), [(area, float(area)) for area in areas])
    before = refresh_starter(here.partnership)
    assert before is not None
    site(here, "Jong", last_renewed=this_year() - 5)
    coupled(here)
    due(here)
    after = refresh_starter(here.partnership)
    assert after is not None
    inside = after.themes.get(theme="investment_window").indicators.values_list("indicator__code", flat=True)
    assert (after.version, set(inside)) == (before.version + 1, {COUPLED, DUE})
    ScoreModel.objects.filter(pk=after.pk).update(starter=False)
    Site.objects.all().delete()
    due(here)
    assert refresh_starter(here.partnership) == after
