"""Boundaries of which only a person can say which column holds the codes: asked on the screen, said by an option."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from datasets.models import Area, Delivery
from tests.datasets.drawn import X, Y, box
from tests.datasets.tables import codes
from tests.factories import deliver, run_jobs, upload

pytestmark = pytest.mark.django_db
OLD, NEW = "BUURT_2014", "BUURT_2022"


def outlines(**extra: str) -> str:
    rings = [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)]
    features = [
        {
            "type": "Feature",
            "properties": {OLD: f"BU0153990{at}", NEW: f"BU0153000{at}", "jaar": 2022} | extra,
            "geometry": {"type": "Polygon", "coordinates": [[(X + x, Y + y) for x, y in [*ring, ring[0]]]]},
        }
        for at, ring in enumerate(rings)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": features})


def held(partnership) -> set[str]:
    return set(Area.objects.of(partnership).at("buurt").values_list("code", flat=True))


def test_the_screen_asks_which_column_and_reads_that_one(partnership, client, steward):
    asked = deliver(partnership, upload("gebieden.geojson", outlines()), "boundaries", load=False)
    assert (asked.state, codes(asked)) == ("refused", ["which_code_column"])
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("delivery", args=[partnership.slug, asked.pk])).content.decode()
    assert "More than one column holds codes of areas: buurt_2014 · buurt_2022." in page
    address = reverse("delivery_answer", args=[partnership.slug, asked.pk])
    assert client.post(address, {"code_column": "nog een"}).status_code == 422
    assert client.post(address, {"code_column": "buurt_2022"}).status_code == 302
    run_jobs(partnership, "datasets.check")
    asked.refresh_from_db()
    assert (asked.state, asked.preview["levels"]) == ("checked", {"buurt": 2})
    client.post(reverse("delivery_load", args=[partnership.slug, asked.pk]))
    run_jobs(partnership, "datasets.load")
    assert held(partnership) == {"BU01530000", "BU01530001"}


def test_the_command_takes_the_column_as_an_option(partnership, tmp_path):
    path = tmp_path / "gebieden.geojson"
    path.write_text(outlines(), encoding="utf-8")
    call_command("import_areas", path, partnership=partnership.slug, code_column=NEW, stdout=StringIO())
    assert held(partnership) == {"BU01530000", "BU01530001"}
    assert Delivery.objects.get().options["code_column"] == NEW


def test_a_map_without_codes_tells_of_own_areas(partnership, client, steward):
    nameless = json.loads(outlines())
    for at, feature in enumerate(nameless["features"]):
        feature["properties"] = {"naam": f"Centrum {at}"}
    refused = deliver(partnership, upload("gebieden.geojson", json.dumps(nameless)), "boundaries")
    assert codes(refused) == ["no_map_codes"]
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("delivery", args=[partnership.slug, refused.pk])).content.decode()
    assert "in a column “deelgebiedcode”" in page
