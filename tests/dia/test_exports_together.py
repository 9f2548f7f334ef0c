"""Sites, bundles, opportunities and scenarios to take along: a row for each, amounts that add up, and lines on a map."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyogrio
import pytest
from django.utils import translation

from datasets.exports import FORMATS, Table
from dia import actions
from dia.models import Agenda, Bundle, Measure, Scenario, Site, Work
from dia.pages.bundles_export import bundles
from dia.pages.opportunities_export import opportunities
from dia.pages.scenarios_export import scenario
from dia.pages.sites_export import sites
from dia.pipeline.scenarios import Settings
from dia.tasks import find_opportunities
from tests import factories
from tests.dia.agenda_steps import opened
from tests.dia.bundled import Street, X, Y, consented, street
from tests.dia.works_city import at, browser

pytestmark = pytest.mark.django_db
SQUARE = f"POLYGON (({X} {Y}, {X} {Y + 10}, {X + 10} {Y + 10}, {X + 10} {Y}, {X} {Y}))"


@pytest.fixture
def here(partnership) -> Street:
    factories.square_city(partnership)
    return street(partnership)


def written(table: Table | None, form: str) -> bytes:
    assert table is not None
    out = io.BytesIO()
    FORMATS[form].write(table, out)
    return out.getvalue()


def rows(table: Table | None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(table, "data").decode())))


def shapes(table: Table | None) -> list[Any]:
    return [feature["geometry"] for feature in json.loads(written(table, "geojson"))["features"]]


def layers(table: Table | None, tmp_path) -> list[tuple[str, int]]:
    path = tmp_path / "table.gpkg"
    path.write_bytes(written(table, "gpkg"))
    return [
        (kind, pyogrio.read_info(path, layer=name)["features"])
        for name, kind in pyogrio.list_layers(path)
        if kind is not None
    ]


def test_a_site_comes_with_its_place_and_how_many_works_lie_there(here: Street, tmp_path):
    fields = {"place": SQUARE, "shops": 4, "households": 206, "last_renewed": 1987}
    site = Site.objects.create(partnership=here.partnership, name="=Laan", area_code="BU01530000", **fields)
    Work.objects.filter(party=here.city).update(site=site)
    table = sites(here.partnership, here.planner, {})
    [row] = rows(table)
    assert (row["name"], row["works"], row["parties"], row["shops"], row["last_renewed"]) == (
        "'=Laan", "1", "1", "4", "1987",
    )  # fmt: skip
    assert row["place"].startswith("POLYGON ((255500 470500")
    assert [shape["type"] for shape in shapes(table)] == ["Polygon"]
    assert layers(table, tmp_path) == [("MultiPolygon", 1)]


def test_a_bundle_has_a_row_per_work_with_what_it_costs_as_all_agreed(here: Street, tmp_path):
    """€ 300.000 of common cost is paid once: 3/5 by the city, 2/5 by the grid operator."""
    consented(here)
    table = bundles(here.partnership, here.planner, {})
    found = rows(table)
    assert [(row["title"], row["alone"], row["together"], row["year"]) for row in found] == [
        ("Riool Lambertuslaan", "1300000", "1180000", "2028"),
        ("Warmtenet eerste deel", "700000", "620000", "2028"),
    ]
    assert {row["answer"] for row in found} == {Bundle.objects.get().consents.first().answer}
    assert layers(table, tmp_path) == [("MultiPoint", 2)]


def test_an_opportunity_says_what_could_be_won_and_is_a_line_between_its_works(here: Street, tmp_path):
    find_opportunities(here.partnership, "all", lambda done, total: None)
    with translation.override("en"):
        table = opportunities(here.partnership, here.planner, {})
        [row] = rows(table)
    assert "lie 40 m apart" in row["chance_label"]
    assert (row["first"], row["second_party"], row["distance_m"], row["euros"], row["household_days"], row["year"]) == (
        "Riool Lambertuslaan", "Netbeheerder", "40", "200000", "2500", "2028",
    )  # fmt: skip
    [line] = shapes(table)
    assert line["type"] == "LineString"
    assert layers(table, tmp_path) == [("MultiLineString", 1)]
    assert opportunities(here.partnership, here.planner, {"party": "999999"}).count == 0


@pytest.fixture
def planned(here: Street) -> Scenario:
    """Both works in 2028, with one opening."""
    agenda = opened(here.partnership, here.city, here.grid)
    for one, by in ((here.sewer, here.planner), (here.heat, here.operator)):
        actions.add_measure(agenda=agenda, work=one, by=by, group="street")
    asked = Settings(seconds=10.0, pins={here.heat.pk: 2028, here.sewer.pk: 2028})
    actions.ask_scenario(agenda=agenda, by=here.planner, name="Samen", settings=asked)
    factories.run_jobs(here.partnership, "dia.optimise")
    return Scenario.objects.get()


def test_works_by_years_add_up_to_the_cost_of_the_scenario(here: Street, planned: Scenario, tmp_path):
    query = {"agenda": str(planned.agenda_id), "scenario": str(planned.pk)}
    table = scenario(here.partnership, here.planner, query)
    found = rows(table)
    assert [(row["work"], row["preferred"], row["year"], row["2027"], row["2028"]) for row in found[:2]] == [
        ("Riool Lambertuslaan", "2027", "2028", "", "1000000"),
        ("Warmtenet eerste deel", "2029", "2028", "", "500000"),
    ]
    assert (found[2]["number"], found[2]["2028"], len(found)) == ("", "300000", 3)
    assert sum(int(row["total"]) for row in found) == planned.outcome["plan"]["cost"] == 1_800_000
    assert [shape and shape["type"] for shape in shapes(table)] == ["Point", "Point", None]
    assert layers(table, tmp_path) == [("MultiPoint", 3)]


def test_what_is_asked_whatever_the_plan_has_a_row_of_its_own(here: Street, planned: Scenario):
    Scenario.objects.update(problem=planned.problem | {"standing": {str(here.city.pk): {"2026": 5, "2027": 7}}})
    query = {"agenda": str(planned.agenda_id), "scenario": str(planned.pk)}
    last = rows(scenario(here.partnership, here.planner, query))[-1]
    assert (last["2026"], last["2027"], last["total"]) == ("5", "7", "12")


def test_there_is_no_file_of_a_scenario_without_a_plan_or_of_another_agenda(here: Street, planned: Scenario):
    reader, agenda = browser(here.planner), planned.agenda_id
    other = Agenda.objects.create(partnership=here.partnership, name="B", first_year=2026, last_year=2033, reason="Zo.")
    assert reader.get(at("scenario_file", here.partnership, agenda, planned.pk)).status_code == 200
    assert reader.get(at("scenario_file", here.partnership, other.pk, planned.pk)).status_code == 404
    Scenario.objects.update(outcome={})
    assert reader.get(at("scenario_file", here.partnership, agenda, planned.pk)).status_code == 404
    assert Measure.objects.count() == 2


def test_each_page_offers_its_table_in_every_form(here: Street, planned: Scenario):
    consented(here)
    Site.objects.create(partnership=here.partnership, name="Laan", area_code="BU01530000")
    reader, slug = browser(here.planner), here.partnership
    pages = {
        "sites_file": at("site_list", slug),
        "bundles_file": at("bundle_list", slug),
        "opportunities_file": at("coupling_list", slug) + "?state=all",
        "scenario_file": at("scenario", slug, planned.agenda_id, planned.pk),
    }
    for name, page in pages.items():
        text = reader.get(page).content.decode()
        more = [planned.agenda_id, planned.pk] if name == "scenario_file" else []
        assert f'action="{at(name, slug, *more)}"' in text
        assert all(f'value="{form}"' in text for form in FORMATS)
    assert '<input type="hidden" name="state" value="all">' in reader.get(pages["opportunities_file"]).content.decode()
