"""The pages of own areas: the list, the drawing with and without a map, the question before deleting."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from datasets.models import Area, Delivery
from tests.datasets.drawn import box
from tests.datasets.tables import wide
from tests.datasets.test_sub_areas import BLOCK, YARD, draw, outline
from tests.factories import PartnershipFactory, deliver, square_city
from tests.html import markup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def city(partnership):
    square_city(partnership)
    return partnership


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def desk(analyst) -> Client:
    return browser(analyst)


def at(name: str, partnership, *args: str) -> str:
    return reverse(name, args=[partnership.slug, *args])


def post(desk: Client, partnership, text: str, **fields: str):
    data = {"name": "Laarmaten", "inside": "", "outline": text} | fields
    return desk.post(at("sub_area_add", partnership), data)


def said(response) -> str:
    return " ".join(message for messages in response.context["form"].errors.values() for message in messages)


def test_a_pasted_outline_is_saved_and_listed_with_its_code_and_surface(desk, city):
    answer = post(desk, city, outline(BLOCK).geojson)
    assert (answer.status_code, answer["Location"]) == (302, at("sub_area_list", city))
    page = desk.get(answer["Location"]).content.decode()
    assert "Laarmaten is saved. Use its code DG000001" in page
    for words in ("Laarmaten</a>", "DG000001", "Buurt 00</a>", "40,0"):
        assert words in page


@pytest.mark.parametrize("form", ["geometry", "feature", "collection", "wkt", "wkt in RD New"])
def test_an_outline_may_be_pasted_in_each_common_form(desk, city, form):
    geometry = json.loads(outline(BLOCK).geojson)
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    texts = {
        "geometry": json.dumps(geometry),
        "feature": json.dumps(feature),
        "collection": json.dumps({"type": "FeatureCollection", "features": [feature]}),
        "wkt": outline(BLOCK).wkt,
        "wkt in RD New": outline(BLOCK, 28992).wkt,
    }
    assert post(desk, city, texts[form]).status_code == 302
    assert Area.objects.get(code="DG000001").surface_m2 == pytest.approx(40_000, rel=1e-3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Draw the outline on the map"),
        ("hallo", "We cannot read this outline"),
        ("{", "We cannot read this outline"),
        ('{"type": "Polygon"}', "We cannot read this outline"),
        ('{"type": "Polygon", "coordinates": "x"}', "We cannot read this outline"),
        ('{"type": "Polygon", "coordinates": [[[6.87, 52.2], [6.88, 52.2], [6.88, 52.3]]]}', "We cannot read this outline"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 52.2], [6.88, 52.2], [6.88, 52.3], [NaN, 52.2]]]}', "outline"),
        ('{"type": "FeatureCollection", "features": []}', "We cannot read this outline"),
        ("[1, 2]", "We cannot read this outline"),
        ("POLYGON((6.87 52.2", "We cannot read this outline"),
        ("POINT(6.87 52.2)", "encloses nothing"),
        ("POLYGON((1 1, 2 1, 2 2, 1 1))", "outside the Netherlands"),
        ("[" * 100_000, "We cannot read this outline"),
        ('{"a":' * 100_000, "We cannot read this outline"),
        ("POLYGON((" + "6.87 52.2, " * 60_000, "too many corners"),
    ],
)  # fmt: skip
def test_an_outline_that_cannot_be_read_is_explained_and_given_back(desk, city, text, sentence):
    answer = post(desk, city, text)
    assert (answer.status_code, Area.objects.filter(level="deelgebied").count()) == (422, 0)
    assert sentence in said(answer)
    assert answer.context["form"]["outline"].value() == text


def test_an_outline_in_the_wrong_place_is_explained_beside_the_field(desk, city):
    answer = post(desk, city, outline(box(100, 800, 300, 1400)).geojson)
    assert answer.status_code == 422
    assert "The outline must lie inside one buurt or one wijk." in said(answer)


def test_two_own_areas_have_two_names(desk, city):
    draw(city, BLOCK, "Laarmaten")
    answer = post(desk, city, outline(YARD).geojson)
    assert (answer.status_code, "already a sub-area with this name" in said(answer)) == (422, True)


def test_a_buurt_of_another_city_is_no_choice(desk, city):
    other = PartnershipFactory.create()
    square_city(other, columns=5)
    answer = post(desk, city, outline(BLOCK).geojson, inside="BU01530004")
    assert answer.status_code == 422


def test_the_address_may_say_in_which_buurt_to_draw(desk, city):
    page = desk.get(at("sub_area_add", city) + "?parent=BU01530101").content.decode()
    assert '<option value="BU01530101" selected>Buurt 01</option>' in page
    assert desk.get(at("sub_area_add", city) + "?parent=BU99999999").status_code == 200


def test_the_page_gives_the_map_its_outlines_and_the_own_areas_so_far(desk, city):
    draw(city, BLOCK)
    page = desk.get(at("sub_area_add", city)).content.decode()
    maps = {kept.level: kept.sha256 for kept in city.area_maps.all()}
    assert f'data-geometry="{at("api-map", city, maps["buurt"])}"' in page
    assert f'data-own="{at("api-map", city, maps["deelgebied"])}"' in page


def test_without_buurten_both_pages_say_what_to_do_first(desk, partnership):
    for name in ("sub_area_list", "sub_area_add"):
        assert at("upload", partnership) in desk.get(at(name, partnership)).content.decode()
    assert post(desk, partnership, outline(BLOCK).geojson).status_code == 422


def test_the_list_leads_to_the_upload_with_its_level_chosen(desk, city):
    assert (
        f"{at('upload', city)}?kind=boundaries&amp;level=deelgebied"
        in desk.get(at("sub_area_list", city)).content.decode()
    )
    page = markup(desk.get(f"{at('upload', city)}?kind=boundaries&level=deelgebied"))
    assert '<option value="deelgebied" selected>deelgebied</option>' in page
    assert '<details class="more" open>' in page


def test_the_data_page_leads_to_the_list(desk, city):
    assert at("sub_area_list", city) in desk.get(at("data", city)).content.decode()


def test_a_viewer_sees_the_list_without_the_tools(viewer, city):
    draw(city, BLOCK)
    page = browser(viewer).get(at("sub_area_list", city)).content.decode()
    assert "DG000001" in page
    assert at("sub_area_add", city) not in page
    assert at("sub_area_remove", city, "DG000001") not in page


def test_deleting_asks_first(desk, city):
    draw(city, BLOCK)
    address = at("sub_area_remove", city, "DG000001")
    assert "Delete Laarmaten?" in desk.get(address).content.decode()
    assert Area.objects.filter(code="DG000001").exists()
    assert desk.post(address).status_code == 302
    assert not Area.objects.filter(code="DG000001").exists()


def test_an_own_area_with_figures_stays_and_the_page_says_why(desk, city):
    draw(city, BLOCK)
    deliver(city, wide("lonely", {"DG000001": 40}))
    answer = desk.post(at("sub_area_remove", city, "DG000001"))
    assert (answer.status_code, Area.objects.filter(code="DG000001").exists()) == (409, True)
    assert "figures were loaded for it" in answer.content.decode()


@pytest.mark.parametrize("code", ["BU01530000", "DG000009"])
def test_only_an_own_area_can_be_deleted(desk, city, code):
    assert desk.post(at("sub_area_remove", city, code)).status_code == 404


def test_the_page_of_its_buurt_and_its_own_page_show_it(desk, city):
    draw(city, BLOCK)
    deliver(city, wide("lonely", {"DG000001": 40}))
    assert at("area", city, "DG000001") in desk.get(at("area", city, "BU01530000")).content.decode()
    assert "Laarmaten" in desk.get(at("area", city, "DG000001")).content.decode()


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_six(desk, city, django_assert_max_num_queries):
    draw(city, BLOCK)
    with django_assert_max_num_queries(20) as one:
        desk.get(at("sub_area_list", city))
    for place in range(5):
        draw(city, box(400 + 100 * place, 500, 490 + 100 * place, 600), f"Hof {place}")
    with django_assert_max_num_queries(len(one)):
        desk.get(at("sub_area_list", city))


def test_an_upload_of_own_areas_by_the_form_loads(desk, city):
    from tests.datasets.drawn import outlines
    from tests.factories import run_jobs

    file = outlines({"NOORD-1": BLOCK})
    desk.post(at("upload", city), {"file": file, "kind": "boundaries", "level": "deelgebied"})
    run_jobs(city, "datasets.check")
    delivery = Delivery.objects.latest("pk")
    assert delivery.state == "checked"
    assert "Deelgebied" in desk.get(at("delivery", city, delivery.pk)).content.decode()
