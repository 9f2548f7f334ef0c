"""The map of an agenda: the works of all its years or of one, the same measures beside it, and nothing that is confidential."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import LineString
from django.utils import translation

from accounts.models import Partnership
from datasets.actions import draw_sub_area
from datasets.models import Area
from datasets.models.areas import RD_NEW
from dia.models import Agenda, AgendaArea, Work
from dia.pages.agenda_map import AgendaMap, spans
from tests import factories
from tests.dia.agenda_steps import AREA, address, browser, measured, opened, party, write
from tests.dia.works_city import X, Y, point

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def homes(partnership: Partnership):
    return party(partnership, "Wonen Noord")


@pytest.fixture
def planner(partnership: Partnership, homes):
    return factories.member(partnership, "planner", party=homes)


@pytest.fixture
def outsider(partnership: Partnership):
    return factories.member(partnership, "viewer")


@pytest.fixture
def agenda(partnership: Partnership, homes, planner) -> Agenda:
    """A sewer in 2028 and 2029, a building with a place that is confidential in 2028, a course that lies nowhere in 2030."""
    factories.square_city(partnership)
    agenda = opened(partnership, homes)
    street = LineString((X + 100, Y + 100), (X + 300, Y + 100), srid=RD_NEW)
    sewer = measured(agenda, homes, "Riool Laan", planner, place=street)
    write(sewer, planner, 2028, 600_000, 1)
    write(sewer, planner, 2029, 400_000, 0)
    measured(agenda, homes, "Gebouw", planner, place=point(123, 456), confidential=True)
    measured(agenda, homes, "Spreekuur", planner, kind="social", preferred=2030)
    return agenda


def shown(agenda: Agenda, user, query: str = "") -> AgendaMap:
    answer = browser(user).get(address("agenda", agenda) + f"?as=map{query}")
    assert answer.status_code == 200
    assert "data-works-map" in answer.content.decode()
    return answer.context["page"].map


def titles(lines) -> list[str]:
    return [line.row.work.title for line in lines]


def test_all_years_stand_on_the_map_with_what_lies_nowhere_apart(agenda, planner):
    found = shown(agenda, planner)
    assert (titles(found.placed), titles(found.unplaced)) == (["Riool Laan", "Gebouw"], ["Spreekuur"])
    assert [(line.amount, line.more) for line in found.lines] == [
        ("1,000", "2028–2029"),
        ("1,000", "2028"),
        ("1,000", "2030"),
    ]
    assert found.total == "3,000"


@pytest.mark.parametrize(
    ("year", "amounts", "total"),
    [
        ("2028", [("Riool Laan", "600"), ("Gebouw", "1,000")], "1,600"),
        ("2029", [("Riool Laan", "400")], "400"),
        ("2030", [("Spreekuur", "1,000")], "1,000"),
    ],
)
def test_a_year_in_the_address_shows_its_measures_and_amounts(agenda, planner, year, amounts, total):
    found = shown(agenda, planner, f"&year={year}")
    assert [(line.row.work.title, line.amount) for line in found.lines] == amounts
    assert [mark["title"] for mark in found.on_map] == [title for title, _amount in amounts]
    assert found.total == total


def test_a_year_without_cost_says_so_and_one_outside_the_agenda_chooses_all(agenda, planner):
    page = browser(planner).get(address("agenda", agenda) + "?as=map&year=2033").content.decode()
    assert "No measure costs anything in 2033." in page
    assert len(shown(agenda, planner, "&year=2050").lines) == len(shown(agenda, planner, "&year=x").lines) == 3


def test_the_year_stays_chosen_when_manpower_is_counted(agenda, planner):
    page = browser(planner).get(address("agenda", agenda) + "?as=map&year=2028").content.decode()
    assert "?view=fte&amp;as=map&amp;year=2028" in page
    assert titles(shown(agenda, planner, "&view=fte&year=2028").lines) == ["Riool Laan", "Gebouw"]


def test_a_confidential_place_stays_with_its_party(agenda, planner, outsider):
    mine, theirs = shown(agenda, planner), shown(agenda, outsider)
    assert (titles(mine.placed), titles(theirs.placed)) == (["Riool Laan", "Gebouw"], ["Riool Laan"])
    assert [line.more for line in theirs.unplaced] == ["2028 · place confidential", "2030"]
    [secret] = [mark for mark in theirs.on_map if mark["title"] == "Gebouw"]
    assert secret["shape"] is None
    place = Work.objects.get(title="Gebouw").place.transform(4326, clone=True)
    for user, sees in ((planner, True), (outsider, False)):
        text = browser(user).get(address("agenda", agenda) + "?as=map").content.decode()
        assert (f"{place.x:.4f}" in text) is sees


def test_lines_come_from_the_database_in_degrees_and_lead_to_the_measure(agenda, planner):
    sewer = next(mark for mark in shown(agenda, planner).on_map if mark["title"] == "Riool Laan")
    first = LineString((X + 100, Y + 100), (X + 300, Y + 100), srid=RD_NEW).transform(4326, clone=True)[0]
    assert sewer["shape"]["type"] == "LineString"
    assert sewer["shape"]["coordinates"][0] == pytest.approx(first, abs=1e-6)
    assert sewer["href"] == address("measure", agenda.measures.get(work__title="Riool Laan"))


def test_the_areas_of_the_agenda_stand_out_a_sub_area_by_its_own_shape(agenda, planner):
    yard = Area.objects.of(agenda.partnership).get(code=AREA).geometry.point_on_surface.buffer(40)
    own = draw_sub_area(partnership=agenda.partnership, by=planner, name="Het hof", outline=yard)
    AgendaArea.objects.create(agenda=agenda, area_code=own.code)
    found = {each["code"]: each["shape"] for each in shown(agenda, planner).outlined}
    assert found[AREA] is None
    assert found[own.code]["type"] == "MultiPolygon"


def test_of_two_areas_it_is_said_in_which_one_a_measure_lies(agenda, planner):
    AgendaArea.objects.create(agenda=agenda, area_code="BU01530001")
    assert shown(agenda, planner).lines[0].more == "2028–2029 · Buurt 00"


def test_the_list_holds_all_without_scripts(agenda, outsider):
    page = browser(outsider).get(address("agenda", agenda) + "?as=map").content.decode()
    table = page[page.index("agenda-map__list") :]
    for words in ("Riool Laan", "Gebouw", "Spreekuur", "Without place on the map", "2028–2029", "place confidential"):
        assert words in table, words


def test_an_agenda_without_measures_has_no_map(partnership, homes, planner):
    page = browser(planner).get(address("agenda", opened(partnership, homes)) + "?as=map").content.decode()
    assert "No measures on this agenda yet" in page
    assert "data-works-map" not in page


@pytest.mark.parametrize(
    ("years", "words"),
    [([], ""), ([2028], "2028"), ([2026, 2028, 2029, 2030, 2033], "2026, 2028–2030, 2033")],
)
def test_years_that_follow_each_other_are_one_span(years, words):
    assert spans(years) == words
