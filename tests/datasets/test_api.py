"""Outlines for the map: complete, in degrees, and sent once."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership, User
from datasets.models import Area, AreaMap
from datasets.pipeline.boundaries import draw_map
from tests import factories

pytestmark = pytest.mark.django_db
Ring = list[list[float]]


@pytest.fixture
def city(partnership: Partnership) -> list[Area]:
    return factories.square_city(partnership)


@pytest.fixture
def outlines(city: list[Area], partnership: Partnership) -> AreaMap:
    return AreaMap.objects.of(partnership).get(level="buurt")


@pytest.fixture
def reader(client: Client, viewer: User) -> Client:
    client.force_login(viewer)
    return client


def address(outlines: AreaMap) -> str:
    return reverse("api-map", args=[outlines.partnership.slug, outlines.sha256])


def features(reader: Client, outlines: AreaMap) -> list[dict]:
    collection = json.loads(reader.get(address(outlines)).content)
    assert collection["type"] == "FeatureCollection"
    return collection["features"]


def rings(feature: dict) -> list[Ring]:
    shape = feature["geometry"]
    assert shape["type"] in {"Polygon", "MultiPolygon"}
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [ring for part in parts for ring in part]


def surface(ring: Ring) -> float:
    """Signed, in square degrees: what lies left of the line counts."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def test_every_area_of_the_level_is_there_once_with_its_name(reader: Client, outlines: AreaMap, city: list[Area]):
    found = {feature["id"]: feature["properties"] for feature in features(reader, outlines)}
    assert found == {area.code: {"name": area.name} for area in city}
    assert len(features(reader, outlines)) == len(city)


def test_every_outline_is_a_closed_ring_in_the_netherlands_in_degrees(reader: Client, outlines: AreaMap):
    for feature in features(reader, outlines):
        for ring in rings(feature):
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert surface(ring) != 0
            assert all(3 < longitude < 8 and 50 < latitude < 54 for longitude, latitude in ring)


def test_neighbours_share_their_corners_exactly(reader: Client, outlines: AreaMap):
    """Six squares in two rows have 12 corners; a gap or an overlap would give more."""
    corners = {tuple(point) for feature in features(reader, outlines) for ring in rings(feature) for point in ring}
    assert len(corners) == 12


def test_a_coordinate_has_five_decimals_at_most(reader: Client, outlines: AreaMap):
    numbers = [
        number
        for feature in features(reader, outlines)
        for ring in rings(feature)
        for point in ring
        for number in point
    ]
    assert all(round(number, 5) == number for number in numbers)


def test_a_square_kilometre_is_where_it_should_be(reader: Client, outlines: AreaMap):
    """RD (255000, 470000) by the published approximation of Schreutelkamp and Strang van Hees, good to some decimetres."""
    [ring] = rings(features(reader, outlines)[0])
    assert [6.85030, 52.20902] in [pytest.approx(point, abs=2e-5) for point in ring]


def test_the_answer_names_what_it_is(reader: Client, outlines: AreaMap):
    answer = reader.get(address(outlines))
    assert answer["Content-Type"] == "application/geo+json"
    assert answer["ETag"] == f'"{outlines.sha256}"'
    assert hashlib.sha256(answer.content).hexdigest() == outlines.sha256
    assert {"private", "immutable", "max-age=31536000"} == set(answer["Cache-Control"].split(", "))
    assert "Cookie" in answer["Vary"]


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"another", "{}"', "*"])
def test_who_has_the_outlines_gets_no_second_copy(reader: Client, outlines: AreaMap, form: str):
    """Also when a server in between made the mark a weak one."""
    answer = reader.get(address(outlines), headers={"if-none-match": form.format(outlines.sha256)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == f'"{outlines.sha256}"'
    assert "immutable" in answer["Cache-Control"]


def test_who_has_another_version_gets_this_one(reader: Client, outlines: AreaMap):
    answer = reader.get(address(outlines), headers={"if-none-match": f'"{"0" * 64}"'})
    assert (answer.status_code, len(answer.content)) == (200, len(outlines.body.encode()))


def test_a_mark_does_not_open_the_map_of_another_partnership(client: Client, stranger: User, outlines: AreaMap):
    client.force_login(stranger)
    answer = client.get(address(outlines), headers={"if-none-match": f'"{outlines.sha256}"'})
    assert answer.status_code == 404


def test_the_same_outlines_in_two_partnerships_are_each_their_own(reader: Client, outlines: AreaMap, stranger: User):
    other = stranger.memberships.get().partnership
    factories.square_city(other)
    theirs = AreaMap.objects.of(other).get(level="buurt")
    assert theirs.sha256 == outlines.sha256
    assert reader.get(address(theirs)).status_code == 404


def test_a_changed_outline_gets_another_address(reader: Client, outlines: AreaMap, city: list[Area], partnership):
    Area.objects.filter(pk=city[0].pk).update(name="Nieuwe naam")
    draw_map(partnership, "buurt", 2024)
    renewed = AreaMap.objects.get(pk=outlines.pk)
    assert renewed.sha256 != outlines.sha256
    assert reader.get(address(outlines)).status_code == 404
    assert "Nieuwe naam" in reader.get(address(renewed)).content.decode()


def test_a_refusal_is_json_and_kept_by_nobody(client: Client, outlines: AreaMap):
    answer = client.get(address(outlines))
    assert (answer.status_code, answer["Cache-Control"]) == (403, "no-store")
    assert set(answer.json()) == {"detail"}
