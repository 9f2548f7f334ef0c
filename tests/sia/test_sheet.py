"""The A4 of an area: the same figures as its page, one page of PDF, only for members."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Partnership, User
from datasets.models import Area, AreaLink, Indicator
from datasets.pipeline.map_sketch import sketch
from sia.models import Interpretation, ScoreRun
from sia.pages import area as area_screen
from sia.pages.sheet import sheet
from tests import factories
from tests.shared_city import fresh_copy
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db


def sheet_of(area: Area) -> Any:
    """As a viewer of its partnership gets it."""
    page = area_screen.page(area.partnership, area, factories.member(area.partnership, "viewer"))
    return sheet(area.partnership, area, page)


@pytest.fixture(scope="module")
def whole(module_db: None) -> City:
    """Once for all tests of this file."""
    return weighed_city(factories.PartnershipFactory.create())


@pytest.fixture
def city(whole: City, db: None) -> City:
    return fresh_copy(whole)


@pytest.fixture
def partnership(city: City) -> Partnership:
    return city.partnership


@pytest.fixture
def ask(client: Client, city: City, viewer: User):
    client.force_login(viewer)
    return lambda code: client.get(reverse("area_sheet", args=[city.partnership.slug, code]))


@pytest.fixture
def made(city: City):
    def make(area: Area, language: str = "en"):
        with translation.override(language):
            return sheet_of(Area.objects.select_related("parent", "partnership").get(pk=area.pk))

    return make


def test_a_sheet_is_a_pdf_of_one_page_that_opens_in_the_browser(ask, city):
    answer = ask(city.areas[0].code)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{city.partnership.slug}-BU01530000.pdf"'
    assert re.findall(rb"/Type/Pages/Count (\d+)", answer.content) == [b"1"]


def test_the_page_of_an_area_leads_to_its_sheet(client, ask, city):
    names = [city.partnership.slug, city.areas[5].code]
    assert f'href="{reverse("area_sheet", args=names)}"' in client.get(reverse("area", args=names)).content.decode()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_sheet_speaks_the_language_of_its_reader(ask, client, city, language):
    client.cookies["django_language"] = language
    assert f"/Lang({language})".encode() in ask(city.areas[0].code).content


@pytest.mark.parametrize("code", ["BU99999999", "x"])
def test_an_unknown_area_does_not_exist(ask, code):
    assert ask(code).status_code == 404


def test_an_area_of_another_partnership_does_not_exist_here(ask, client):
    other = weighed_city(factories.PartnershipFactory.create(), columns=4)
    assert ask(other.areas[3].code).status_code == 404
    assert client.get(reverse("area_sheet", args=[other.partnership.slug, other.areas[3].code])).status_code == 404


@pytest.mark.parametrize("level", ["buurt", "wijk", "gemeente"])
def test_every_area_of_every_level_has_a_sheet(ask, city, level):
    for area in Area.objects.of(city.partnership).at(level).plain():
        assert ask(area.code).status_code == 200


def test_the_rank_stands_with_its_interval_and_its_group(made, city):
    city.run.results.filter(area=city.areas[4]).update(rank_low=1, rank_high=3, tranche=1)
    city.run.results.filter(area=city.areas[3]).update(tranche=1)
    rank = made(city.areas[4])["rank"]
    assert rank["words"] == "rank 1 (between 1 and 3 of 5)"
    assert rank["group"] == "Group A"
    assert rank["order"] == "The areas of group A stand in no certain order among themselves."


def test_an_area_alone_in_its_group_has_no_sentence_about_an_order(made, city):
    city.run.results.update(tranche=None)
    city.run.results.filter(area=city.areas[4]).update(rank_low=1, rank_high=1, tranche=1)
    rank = made(city.areas[4])["rank"]
    assert rank["words"] == "rank 1 of 5, clearly first"
    assert rank["order"] == ""


def test_an_area_without_figures_says_so_and_has_no_rank(made, city):
    found = made(city.areas[5])
    assert found["rank"] is None
    assert found["empty"] == "Too few figures for a score: 0\u00a0% of the weight is known, 75 % is needed."
    assert found["advice"]["words"] == "Insufficient data"


def test_without_a_run_the_sheet_says_what_is_missing(made, city):
    ScoreRun.objects.of(city.partnership).delete()
    found = made(city.areas[0])
    assert found["empty"].startswith("This area has no scores")
    assert (found["rank"], found["gates"], found["steps"], found["scored"]) == (None, [], [], "")


def test_the_waterfall_runs_from_the_mean_of_the_city_to_the_score_of_the_page(made, city):
    found = made(city.areas[4])
    first, *parts, last = found["steps"]
    assert (first["start"], last["start"]) == (0, 0)
    assert [part["start"] for part in parts] == [first["end"], *(part["end"] for part in parts[:-1])]
    assert parts[-1]["end"] == pytest.approx(last["end"])
    assert last["points"] == found["urgency"]["value"]


def test_the_sheet_shows_the_gates_and_figures_of_the_page(made, city):
    page = area_screen.page(city.partnership, city.areas[4], factories.member(city.partnership, "viewer"))
    found = made(city.areas[4])
    assert [gate["open"] for gate in found["gates"]] == [gate.open for gate in page["gates"]]
    assert found["gates"][1]["needed"] == "≥ 50\u00a0%"
    assert len(found["figures"]) == sum(len(group.figures) for group in page["groups"])
    assert {(each["value"], each["period"]) for each in found["figures"]} == {("17\u00a0%", "2024")}
    assert found["sources"] == ["Kerncijfers 2024"]


def test_a_long_unit_stands_once_with_the_name_and_not_at_every_figure(made, city):
    Indicator.objects.of(city.partnership).filter(code="poverty").update(unit="per 1.000 inwoners")
    rows = {each["name"]: each["value"] for each in made(city.areas[4])["figures"]}
    assert rows["Poverty (per 1.000 inwoners)"] == "17"
    assert rows["Loneliness"] == "17\u00a0%"


def test_what_people_say_stands_on_the_sheet_until_it_is_withdrawn(made, city, viewer):
    party = viewer.memberships.get().party
    note = Interpretation.objects.create(area=city.areas[0], kind="nuance", text="Students live here.", party=party)
    assert made(city.areas[0])["notes"] == [
        {"kind": "Adds a nuance", "text": "Students live here.", "party": party.name}
    ]
    Interpretation.objects.filter(pk=note.pk).update(withdrawn_at=note.created_at)
    assert made(city.areas[0])["notes"] == []


def test_no_word_of_another_partnership_stands_on_the_sheet():
    ours = weighed_city(factories.PartnershipFactory.create(), mark=" van-ons")
    theirs = weighed_city(factories.PartnershipFactory.create(), mark=" van-hen")
    Interpretation.objects.create(area=theirs.areas[0], kind="nuance", text="van-hen", party=factories.PartyFactory())
    words = str(sheet_of(ours.areas[0]))
    assert "van-ons" in words
    assert "van-hen" not in words


def test_the_map_fills_the_area_names_its_neighbours_and_stripes_barriers(city):
    Area.objects.filter(pk=city.areas[0].pk).update(name="Chosen")
    plain = sketch(city.areas[0])
    AreaLink.objects.filter(pk=city.link.pk).update(barrier="rail")
    barred = sketch(city.areas[0])
    assert plain.svg.count('fill="#e2a06d"') == 1
    assert "Buurt 01</text>" in plain.svg
    assert "Chosen" not in plain.svg
    assert (plain.has_barriers, barred.has_barriers) == (False, True)
    assert barred.svg.count("stroke-dasharray") == 1


def test_a_name_in_the_map_cannot_bring_markup(city):
    Area.objects.filter(pk=city.areas[1].pk).update(name="<script>&</script>")
    assert "&lt;script&gt;&amp;&lt;/script&gt;</text>" in sketch(city.areas[0]).svg


def test_a_name_with_markup_of_the_template_is_only_a_name(ask, city):
    Area.objects.filter(pk=city.areas[0].pk).update(name="#panic() *x* $ <a> @b \\ 😀")
    assert ask(city.areas[0].code).status_code == 200
