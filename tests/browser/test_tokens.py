"""The way to a map in QGIS: make a token, read with GDAL's own OGC API client, revoke it, and nothing is read any more."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.urls import reverse

from datasets.models import AccessEvent
from tests.browser.conftest import NARROW, follow
from tests.weighed import weighed_city

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
# In a process of its own, as it will be: what it asks for is answered by a thread of this one.
READ = """
import json, sys
import pyogrio
address, layer, password, crs, *box = sys.argv[1:]
pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": f"wie@voorbeeld.nl:{password}"} if password else {})
try:
    layers = [name for name, _kind in pyogrio.list_layers(f"OAPIF:{address}")]
    meta, _keys, shapes, cells = pyogrio.raw.read(f"OAPIF:{address}", layer=layer, bbox=tuple(map(float, box)) or None, CRS=crs)
except pyogrio.errors.DataSourceError as refusal:
    print(json.dumps({"refused": str(refusal)}))
else:
    named = dict(zip(meta["fields"], (list(map(str, column)) for column in cells)))
    print(json.dumps({"layers": layers, "crs": meta["crs"], "shapes": [shape.hex() for shape in shapes], **named}))
"""


def read(address: str, layer: str, password: str = "", *box: float, crs: str = "OGC:CRS84") -> dict[str, Any]:
    command = [sys.executable, "-c", READ, address, layer, password, crs, *map(str, box)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def city(partnership):
    return weighed_city(partnership)


@pytest.mark.full
def test_with_a_token_gdal_reads_what_the_database_holds_until_it_is_revoked(
    city, viewer, page, live_server, log_in, accessible
):
    log_in(viewer)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.set_viewport_size(NARROW)
    page.goto(live_server.url + reverse("start", args=[city.partnership.slug]))
    page.get_by_text("Menu", exact=True).click()
    follow(page.get_by_role("link", name="Access tokens"))
    follow(page.get_by_role("link", name="Make a token"))
    page.get_by_label("Name").fill("QGIS op mijn laptop")
    page.get_by_label("What for").fill("Kaart van de wijken")
    follow(page.get_by_role("button", name="Make the token"))
    accessible(page)
    token = page.get_by_label("Token", exact=True).input_value()
    address = page.get_by_text(re.compile(f"^{live_server.url}/api/v1/p/{city.partnership.slug}/ogc/$")).inner_text()

    whole = read(address, "areas-buurt", token, crs="EPSG:28992")
    assert {"ranking-buurt", "advice-wijk", "areas-gemeente"} <= set(whole["layers"])
    assert whole["code"] == [area.code for area in city.areas]
    assert whole["crs"] == "EPSG:28992"
    for written, area in zip(whole["shapes"], city.areas, strict=True):
        assert GEOSGeometry(written).equals(area.geometry)
    assert AccessEvent.objects.filter(file="areas-buurt (OGC API)", purpose="Kaart van de wijken", user=viewer).exists()
    inside = read(address, "ranking-buurt", token, 6.8510, 52.2095, 6.8520, 52.2100)
    assert 'AUTHORITY["OGC","CRS84"]' in inside["crs"]
    degrees = GEOSGeometry(memoryview(bytes.fromhex(inside["shapes"][0])), srid=4326).transform(28992, clone=True)
    assert (
        degrees.sym_difference(city.areas[0].geometry).area < 100
    )  # of a square kilometre: seven decimals of a degree
    assert inside["code"] == [city.areas[0].code]
    assert float(inside["urgency"][0]) == city.run.results.get(area=city.areas[0]).urgency
    assert "refused" in read(address, "areas-buurt")

    follow(page.get_by_role("link", name="To my tokens"))
    follow(page.get_by_role("button", name="Revoke"))
    assert "refused" in read(address, "areas-buurt", token)
