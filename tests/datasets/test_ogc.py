"""OGC API - Features, class by class of the standard: what a program may expect of it holds, and of whom it is told what."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry, LineString, Point
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.validation import validate_schema

from accounts.actions import make_token
from accounts.models import Partnership
from datasets.models import AccessEvent
from datasets.models.areas import RD_NEW
from datasets.ogc.documents import CONFORMS_TO
from dia.models import Work
from tests import factories
from tests.shared_city import fresh_copy
from tests.sia.test_api import misfits
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
ITEMS = "collections/areas-buurt/items"


@pytest.fixture(scope="module")
def made(module_db: None) -> City:
    """Once for all tests of this file."""
    return weighed_city(factories.PartnershipFactory.create())


@pytest.fixture
def city(made: City, db: None) -> City:
    return fresh_copy(made)


@pytest.fixture
def partnership(city: City) -> Partnership:
    return city.partnership


@pytest.fixture
def reader(client: Client, viewer) -> Client:
    client.force_login(viewer)
    client.cookies["django_language"] = "en"
    return client


def at(city: City, path: str = "") -> str:
    return reverse("api-ogc", args=[city.partnership.slug]) + path


def got(reader: Client, city: City, path: str = "", **query: Any) -> dict[str, Any]:
    answer = reader.get(at(city, path), query)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def linked(document: dict[str, Any], rel: str) -> str:
    [found] = [link["href"] for link in document["links"] if link["rel"] == rel]
    return found


def keys(page: dict[str, Any]) -> list[int]:
    return [feature["id"] for feature in page["features"]]


# Core


def test_from_the_landing_page_everything_is_found(reader, city):
    landing = got(reader, city)
    assert {link["rel"] for link in landing["links"]} == {"self", "service-desc", "conformance", "data"}
    assert got(reader, city, "conformance") == {"conformsTo": CONFORMS_TO}
    for rel in ("service-desc", "conformance", "data"):
        assert reader.get(linked(landing, rel)).status_code == 200
    layers = reader.get(linked(landing, "data")).json()
    for layer in layers["collections"]:
        assert reader.get(linked(layer, "self")).json() == layer
        assert reader.get(linked(layer, "items")).status_code == 200


def test_the_collections_are_the_tables_that_lie_somewhere_and_have_rows(reader, city):
    layers = {layer["id"]: layer for layer in got(reader, city, "collections")["collections"]}
    levels = [f"{table}-{level}" for table in ("ranking", "advice", "areas") for level in ("buurt", "wijk")]
    assert set(layers) == {*levels, "areas-gemeente"}
    assert layers["ranking-wijk"]["title"] == "Ranking (wijk)"
    assert layers["areas-wijk"]["title"].startswith("Areas (wijk) of ")
    assert reader.get(at(city, "collections/areas-deelgebied")).status_code == 404
    assert reader.get(at(city, "collections/figures")).status_code == 404


def test_a_collection_says_where_it_lies_and_where_it_comes_from(reader, city):
    layer = got(reader, city, "collections/ranking-buurt")
    assert layer["origin"]["deliveries"].startswith("Kerncijfers: kerncijfers.csv")
    assert layer["origin"]["run"] == str(city.run.pk)
    named = {"partnership", "model", "run", "run_date", "deliveries", "made_on", "model_state_label", "licence_label"}
    assert set(layer["origin"]) == {*named, "model_state", "licence"}
    assert all(layer["origin"][name] in layer["description"] for name in named)
    [extent] = layer["extent"]["spatial"]["bbox"]
    for area in city.areas:
        west, south, east, north = GEOSGeometry(area.geometry.wkb, srid=RD_NEW).transform(4326, clone=True).extent
        around = zip(extent[:2] + [east, north], [west, south] + extent[2:], strict=True)
        assert all(less <= more + 1e-6 for less, more in around)


def test_features_come_in_pages_that_follow_each_other(reader, city):
    whole = got(reader, city, ITEMS)
    assert (whole["numberMatched"], whole["numberReturned"]) == (6, 6)
    assert parse_datetime(whole["timeStamp"]) is not None
    seen, page = [], got(reader, city, ITEMS, limit=4, crs=RD)
    assert (page["numberMatched"], page["numberReturned"]) == (6, 4)
    seen += keys(page)
    answer = reader.get(linked(page, "next"))
    assert answer["Content-Crs"] == f"<{RD}>"
    last = answer.json()
    assert seen + keys(last) == keys(whole) == [area.pk for area in city.areas]
    assert {link["rel"] for link in last["links"]} == {"self", "collection", "prev"}
    assert keys(reader.get(linked(last, "prev")).json()) == seen
    assert keys(got(reader, city, ITEMS, offset=9)) == []
    assert len(keys(got(reader, city, ITEMS, limit=999_999))) == 6


def test_a_box_chooses_what_touches_it(reader, city):
    """One square kilometre each: the centre of the first lies in no other."""
    west, south = Point(255_500, 470_500, srid=RD_NEW).transform(4326, clone=True).coords
    inside = f"{west - 1e-3},{south - 1e-3},{west + 1e-3},{south + 1e-3}"
    assert keys(got(reader, city, ITEMS, bbox=inside)) == [city.areas[0].pk]
    heights = f"{west - 1e-3},{south - 1e-3},0,{west + 1e-3},{south + 1e-3},9"
    assert keys(got(reader, city, ITEMS, bbox=heights)) == [city.areas[0].pk]
    assert got(reader, city, ITEMS, bbox="-180,-90,180,90")["numberMatched"] == 6
    assert got(reader, city, ITEMS, bbox="0,0,1,1")["numberMatched"] == 0
    assert got(reader, city, ITEMS, bbox="170,0,10,90")["numberMatched"] == 6  # over the date line and on to here
    assert got(reader, city, ITEMS, bbox="170,0,5,90")["numberMatched"] == 0


def test_time_chooses_nothing_away_since_nothing_has_one(reader, city):
    for moment in ("2026-11-27T00:00:00Z", "2026-11-27", "2026-01-01T00:00:00Z/..", "/2026-01-01T00:00:00Z"):
        assert got(reader, city, ITEMS, datetime=moment)["numberMatched"] == 6


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "“colour” is no parameter of this address. It knows: limit, offset, bbox,"),
        ("limit=0", "“limit” must be a whole number from 1."),
        ("limit=many", "“limit” must be a whole number from 1."),
        ("limit=" + "9" * 30, "“limit” must be a whole number from 1."),
        ("offset=-1", "“offset” must be a whole number from 0."),
        ("bbox=1,2,3", "“bbox” must be four numbers with commas"),
        ("bbox=a,b,c,d", "“bbox” must be four numbers with commas"),
        ("bbox=1,9,2,3", "“bbox” must be four numbers with commas"),
        ("bbox=nan,0,inf,1", "“bbox” must be four numbers with commas"),
        (f"bbox=9,0,1,1&bbox-crs={RD}", "“bbox” must be four numbers with commas"),
        ("crs=EPSG:4326", f"“crs” must be one of: {CRS84}, {RD}."),
        ("bbox-crs=RD&bbox=1,2,3,4", "“bbox-crs” must be one of"),
        ("datetime=gisteren", "“datetime” must be a moment"),
        ("datetime=2026-13-01", "“datetime” must be a moment"),
        ("datetime=a/b/c", "“datetime” must be a moment"),
        ("datetime=", "“datetime” must be a moment"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_a_sentence(query, said, reader, city):
    answer = reader.get(at(city, f"{ITEMS}?{query}"))
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)


def test_no_other_address_takes_a_parameter_that_it_does_not_know(reader, city):
    for path in ("", "api", "conformance", "collections", "collections/works-points", f"{ITEMS}/{city.areas[0].pk}"):
        assert reader.get(at(city, f"{path}?limit=1")).status_code == 400


# GeoJSON


def test_a_feature_is_that_of_the_exports(reader, city):
    exported = json.loads(reader.get(reverse("ranking_file", args=[city.partnership.slug]) + "?format=geojson").content)
    page = got(reader, city, "collections/ranking-buurt/items")
    assert page["features"] == exported["features"]
    assert page["origin"] == exported["origin"]
    assert {"urgency", "potential", "rank", "licence"} <= set(page["features"][0]["properties"])


def test_one_feature_has_its_own_address(reader, city):
    [first, *_rest] = got(reader, city, ITEMS)["features"]
    answer = reader.get(at(city, f"{ITEMS}/{first['id']}"))
    assert answer["Content-Type"] == "application/geo+json"
    alone = answer.json()
    assert {name: alone[name] for name in first} == first
    assert {link["rel"] for link in alone["links"]} == {"self", "collection"}
    assert reader.get(linked(alone, "self")).json() == alone
    for absent in ("0", "999999999", "x", str(city.asset.pk + 10**9)):
        assert reader.get(at(city, f"{ITEMS}/{absent}")).status_code == 404


def test_each_address_answers_in_its_one_form_whatever_is_asked(reader, city):
    forms = {"": "application/json", ITEMS: "application/geo+json"}
    forms["api"] = "application/vnd.oai.openapi+json;version=3.0"
    for path, form in forms.items():
        for wanted in ("text/html", "application/geo+json", "application/vnd.oai.openapi+json;version=3.0"):
            answer = reader.get(at(city, path), headers={"accept": wanted})
            assert (answer.status_code, answer["Content-Type"]) == (200, form)
            assert answer["Cache-Control"] == "no-store"


# Systems of coordinates (Part 2)


def test_coordinates_come_in_degrees_or_as_they_are_stored(reader, city):
    layer = got(reader, city, "collections/areas-buurt")
    assert layer["crs"] == [CRS84, RD]
    for path in (ITEMS, f"{ITEMS}/{city.areas[0].pk}"):
        assert reader.get(at(city, path))["Content-Crs"] == f"<{CRS84}>"
        assert reader.get(at(city, path), {"crs": RD})["Content-Crs"] == f"<{RD}>"
    [first, *_rest] = got(reader, city, ITEMS, crs=RD)["features"]
    assert set(first["geometry"]) == {"type", "coordinates"}
    drawn = GEOSGeometry(json.dumps(first["geometry"]))
    assert drawn.extent == city.areas[0].geometry.extent == (255_000, 470_000, 256_000, 471_000)


def test_a_box_may_be_in_metres(reader, city):
    inside = {"bbox": "255100,470100,255900,470900", "bbox-crs": RD}
    assert keys(got(reader, city, ITEMS, **inside)) == [city.areas[0].pk]
    assert got(reader, city, ITEMS, bbox="0,0,9,9", **{"bbox-crs": RD})["numberMatched"] == 0


# OpenAPI 3.0


def test_the_description_is_sound_and_every_answer_fits_it(reader, city):
    document = got(reader, city, "api")
    validate_schema(document)
    [server] = document["servers"]
    assert server["url"] + "/" == linked(got(reader, city), "self")
    values = {"collectionId": "ranking-buurt", "featureId": str(city.areas[0].pk)}
    for path, operations in document["paths"].items():
        answer = reader.get(server["url"] + path.format(**values))
        [[form, described]] = operations["get"]["responses"]["200"]["content"].items()
        assert (answer.status_code, answer["Content-Type"]) == (200, form)
        assert misfits(json.loads(answer.content), described["schema"], document) == []
    assert misfits({"links": []}, {"$ref": "#/components/schemas/collections"}, document) != []


def test_every_parameter_that_is_described_is_taken_and_no_other(reader, city):
    document = got(reader, city, "api")
    described = document["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]
    names = [each["$ref"].rsplit("/", 1)[1] for each in described]
    said = reader.get(at(city, f"{ITEMS}?colour=red")).json()["detail"]
    assert set(names) - {"collectionId"} == set(said.split("It knows: ")[1].rstrip(".").split(", "))


# Who sees what


def work(city: City, party, **more: Any) -> Work:
    years = {"earliest": 2028, "preferred": 2028, "latest": 2028, "direct_cost": 1000}
    named = {"title": "Riool", "kind": "sewer", "area_code": city.areas[0].code, "place": Point(255_500, 470_500)}
    return Work.objects.create(partnership=city.partnership, party=party, **named | years | more)


def test_a_layer_holds_one_kind_of_shape_and_no_row_is_lost(reader, city, viewer):
    """QGIS takes the first rows of a layer for all of it."""
    line = LineString((255_100, 470_100), (255_200, 470_200))
    places = {"points": Point(255_500, 470_500), "lines": line, "areas": city.areas[0].geometry, "without-place": None}
    made = {name: work(city, viewer.memberships.get().party, title=name, place=at) for name, at in places.items()}
    listed = {layer["id"]: layer["title"] for layer in got(reader, city, "collections")["collections"]}
    assert listed["works-lines"] == "Works (lines)"
    for name, each in made.items():
        assert f"works-{name}" in listed
        [feature] = got(reader, city, f"collections/works-{name}/items")["features"]
        assert (feature["id"], feature["geometry"] is None) == (each.pk, name == "without-place")
        assert reader.get(at(city, f"collections/works-points/items/{each.pk}")).status_code == (
            200 if name == "points" else 404
        )
    assert got(reader, city, "collections/sites-points/items")["numberMatched"] == 0


def test_a_confidential_place_of_another_party_does_not_leave_the_database(reader, city, viewer):
    mine, other = viewer.memberships.get().party, factories.PartyFactory.create()
    own, secret = (work(city, party, title="Kabel", confidential=True) for party in (mine, other))
    open_one = work(city, other)
    points, nowhere = "collections/works-points/items", "collections/works-without-place/items"
    assert set(keys(got(reader, city, points))) == {own.pk, open_one.pk}
    assert keys(got(reader, city, nowhere)) == [secret.pk]
    assert got(reader, city, f"{nowhere}/{secret.pk}")["geometry"] is None
    assert "extent" not in got(reader, city, "collections/works-without-place")
    around = {"bbox": "255499,470499,255501,470501", "bbox-crs": RD}
    assert set(keys(got(reader, city, points, **around))) == {own.pk, open_one.pk}
    assert keys(got(reader, city, nowhere, **around)) == []


def test_each_reading_is_noted_once_with_what_its_token_is_for(city, viewer):
    usual = {"name": "QGIS", "purpose": "Kaart van de wijken", "until": timezone.localdate()}
    made, token = make_token(by=viewer, partnership=city.partnership, **usual)
    answer = Client().get(at(city, ITEMS), {"limit": 2}, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    event = AccessEvent.objects.get()
    assert (event.user, event.kind, event.file, event.purpose) == (
        viewer,
        "exported",
        "areas-buurt (OGC API)",
        made.purpose,
    )
    for quiet in ("", "api", "collections", "collections/areas-buurt", f"{ITEMS}?limit=0", f"{ITEMS}/0"):
        Client().get(at(city, quiet), headers={"authorization": f"Bearer {token}"})
    assert AccessEvent.objects.count() == 1
