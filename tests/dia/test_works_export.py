"""The register on somebody's own map: each kind of shape in a layer of its own, and no place that is kept from its reader."""

from __future__ import annotations

import io
import json

import pyogrio
import pytest
from openpyxl import load_workbook

from datasets.exports import FORMATS
from dia.models import Work
from dia.pages.works_export import works
from tests.dia.works_city import point, registered, works_city

pytestmark = pytest.mark.django_db
LINE = "LINESTRING (255100 470100, 255200 470200)"
SQUARE = "POLYGON ((255000 470000, 255000 470100, 255100 470100, 255100 470000, 255000 470000))"


@pytest.fixture
def city(partnership):
    return works_city(partnership)


@pytest.fixture
def hidden(city) -> Work:
    """Of the municipality, which keeps to itself where it is."""
    registered(city.partnership, city.city, "Riool", place=LINE)
    registered(city.partnership, city.grid, "Station", place=point(10, 10))
    registered(city.partnership, city.grid, "Park", place=SQUARE)
    registered(city.partnership, city.grid, "Spreekuur", kind="social")
    return registered(city.partnership, city.city, "Kluis", place=point(123, 456), confidential=True)


def written(city, user, form) -> bytes:
    out = io.BytesIO()
    FORMATS[form].write(works(city.partnership, user, {}), out)
    return out.getvalue()


def layers(content, tmp_path) -> dict[str, dict[str, bool]]:
    """Per layer the titles in it, and whether each has a shape."""
    path = tmp_path / "works.gpkg"
    path.write_bytes(content)
    found = {}
    for layer, kind in pyogrio.list_layers(path):
        if kind is not None:
            meta, _fids, shapes, cells = pyogrio.raw.read(path, layer=layer)
            titles = cells[list(meta["fields"]).index("title")]
            found[kind] = dict(zip(titles, [shape is not None for shape in shapes], strict=True))
    return found


def test_each_kind_of_shape_has_a_layer_and_every_work_is_in_one(city, hidden, tmp_path):
    found = layers(written(city, city.planner, "gpkg"), tmp_path)
    assert {kind: {title for title, drawn in titles.items() if drawn} for kind, titles in found.items()} == {
        "MultiLineString": {"Riool"},
        "MultiPoint": {"Station", "Kluis"},
        "MultiPolygon": {"Park"},
    }
    assert sum(map(len, found.values())) == Work.objects.count()


def test_another_party_gets_no_place_in_any_form(city, hidden, tmp_path):
    for user, sees in ((city.planner, True), (city.gridder, False), (city.viewer, False)):
        features = json.loads(written(city, user, "geojson"))["features"]
        [feature] = [each for each in features if each["properties"]["title"] == "Kluis"]
        assert (feature["geometry"] is not None, "place" in feature["properties"]) == (sees, False)
        drawn = [
            titles["Kluis"] for titles in layers(written(city, user, "gpkg"), tmp_path).values() if "Kluis" in titles
        ]
        assert drawn == [sees]
        cells = [
            str(cell)
            for row in load_workbook(io.BytesIO(written(city, user, "xlsx"))).worksheets[0].values
            for cell in row
        ]
        assert any("255123 470456" in cell for cell in cells) == sees
        assert b"52.2" in written(city, user, "geojson")
