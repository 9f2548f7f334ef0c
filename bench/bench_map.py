"""The cost of the map: `python -m bench.bench_map` prints each goal as a ratio to a floor.

P10 bytes after brotli: outlines and scores against a topology (every shared line once, as steps of whole numbers) and
    against the outlines as they are stored; what the ranks of a new run move, area by area.
P11 the outlines, against an address that answers nothing to the same person: who asks, and may they, is on both sides.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import brotli
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import include, path, reverse
from rest_framework.decorators import api_view

from accounts.access import find_partnership
from accounts.models import Partnership
from bench.measure import Row, ratio, table
from bench.store import SHARED, own_database
from datasets.models import AreaMap, Level
from sia.pipeline import compute, propose_model
from tests.factories import PartnershipFactory, deliver, member

BORDERS = SHARED / "enschede" / "cbs_buurten_2021_enschede.gpkg"
HEALTH = SHARED / "enschede" / "rivm_gezondheid_2020_18plus_enschede.csv"
DIGITS = 5
SCORE_BYTES = 10  # an area, at most
REPEATS = 9
type Point = tuple[int, int]


@api_view(["GET"])
def nothing(request: HttpRequest, partnership: str) -> HttpResponse:
    find_partnership(request, partnership)
    return HttpResponse()


urlpatterns = [path("", include("config.urls")), path("p/<slug:partnership>/nothing/", nothing, name="nothing")]


def rows(_folder: Path) -> list[Row]:
    """All goals of this file, measured now in the open database (some seconds)."""
    if not BORDERS.exists():
        print(f"left out: {BORDERS.name} is not on this machine")
        return []
    partnership = PartnershipFactory.create()
    deliver(partnership, BORDERS, "boundaries")
    deliver(partnership, HEALTH)
    drawn = AreaMap.objects.of(partnership).newest(Level.BUURT)
    assert isinstance(drawn, AreaMap)
    return [*_payload_rows(partnership, drawn), *_answer_rows(partnership, drawn)]


def _payload_rows(partnership: Partnership, drawn: AreaMap) -> list[Row]:
    model = propose_model(partnership)
    run = model and compute(partnership, model, Level.BUURT)
    assert run
    numbers = [
        [r.rank, r.urgency and round(r.urgency), r.potential and round(r.potential)] for r in run.results.ranked()
    ]
    scores, areas = _packed(numbers), len(numbers)
    outlines = len(brotli.compress(drawn.body.encode()))
    topology = _packed(_topology(json.loads(drawn.body)))
    address = reverse("api-run", args=[partnership.slug, run.pk])
    answer = json.loads(answers(partnership, address, QUERY_STRING="fields=rank")())
    return [
        Row.sized(
            "P10", f"outlines and scores of {areas} areas, to a topology", outlines + scores, topology + scores, 1.2
        ),
        Row.sized("P10", f"outlines of {areas} areas, to those as stored", outlines, _packed(_stored(partnership)), 1),
        Row.sized(
            "P10", "the ranks of a new run in the API, an area", _packed(answer["areas"]) / areas, SCORE_BYTES, 1
        ),
    ]


@override_settings(ROOT_URLCONF="bench.bench_map")
def _answer_rows(partnership: Partnership, drawn: AreaMap) -> list[Row]:
    address = reverse("api-map", args=[partnership.slug, drawn.sha256])
    cold = answers(partnership, address)
    known = answers(partnership, address, HTTP_IF_NONE_MATCH=f'"{drawn.sha256}"')
    floor = answers(partnership, reverse("nothing", args=[partnership.slug]))
    assert (cold(), known(), floor()) == (drawn.body.encode(), b"", b"")
    return [
        Row.timed("P11", "outlines that the browser has (304), to no answer", ratio(known, floor, REPEATS), 2),
        Row.timed("P11", "outlines, to no answer", ratio(cold, floor, REPEATS), 6),
    ]


def answers(partnership: Partnership, address: str, **headers: str) -> Callable[[], bytes]:
    """The whole way of a request as gunicorn asks it, for a member who has signed in."""
    client = Client()
    client.force_login(member(partnership, "viewer"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    application = get_wsgi_application()

    def ask() -> bytes:
        environ: dict[str, Any] = {"PATH_INFO": address, "HTTP_COOKIE": cookie, "wsgi.input": io.BytesIO(), **headers}
        setup_testing_defaults(environ)
        response = application(environ, lambda *_: bytearray().extend)
        body = b"".join(response)
        response.close()
        return body

    return ask


def _packed(value: object) -> int:
    return len(brotli.compress(json.dumps(value, separators=(",", ":")).encode()))


def _stored(partnership: Partnership) -> dict[str, Any]:
    """The outlines as a naive view would send them: full detail, all decimals, with all fields."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(ST_AsGeoJSON(area, 'geometry', 15)::json))
            FROM (SELECT code, name, level, vintage, inhabitants, surface_m2, ST_Transform(geometry, 4326) AS geometry
                  FROM datasets_area WHERE partnership_id = %s AND level = 'buurt') area
            """,
            [partnership.pk],
        )
        return cursor.fetchone()[0]


def _topology(outlines: dict[str, Any]) -> dict[str, Any]:
    """The same outlines with every line between two junctions once; shapes are lists of line numbers, ~n is n reversed."""
    rings = {feature["id"]: [_rings(p) for p in _polygons(feature)] for feature in outlines["features"]}
    junctions = _junctions(ring for polygons in rings.values() for polygon in polygons for ring in polygon)
    lines: dict[tuple[Point, ...], int] = {}
    shapes = {
        code: [[[_number(line, lines) for line in _cut(ring, junctions)] for ring in polygon] for polygon in polygons]
        for code, polygons in rings.items()
    }
    names = {feature["id"]: feature["properties"]["name"] for feature in outlines["features"]}
    return {"arcs": [_steps(line) for line in lines], "shapes": shapes, "names": names}


def _polygons(feature: dict[str, Any]) -> list[Any]:
    geometry = feature["geometry"]
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def _rings(polygon: list[Any]) -> list[list[Point]]:
    return [[(round(x * 10**DIGITS), round(y * 10**DIGITS)) for x, y in ring] for ring in polygon]


def _junctions(rings: Any) -> set[Point]:
    """Points where lines part: those with another number of neighbours than two."""
    beside = defaultdict(set)
    for ring in rings:
        for one, other in pairwise(ring):
            beside[one].add(other)
            beside[other].add(one)
    return {point for point, others in beside.items() if len(others) != 2}


def _cut(ring: list[Point], junctions: set[Point]) -> list[tuple[Point, ...]]:
    """The ring's lines from junction to junction; a ring without any is one line."""
    places = [place for place, point in enumerate(ring[:-1]) if point in junctions] or [ring.index(min(ring))]
    turned = ring[places[0] : -1] + ring[: places[0] + 1]
    ends = [place - places[0] for place in places] + [len(turned) - 1]
    return [tuple(turned[start : end + 1]) for start, end in pairwise(ends)]


def _number(line: tuple[Point, ...], lines: dict[tuple[Point, ...], int]) -> int:
    if line[::-1] in lines:
        return ~lines[line[::-1]]
    return lines.setdefault(line, len(lines))


def _steps(line: tuple[Point, ...]) -> list[Point]:
    return [line[0], *((x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(line))]


if __name__ == "__main__":
    with own_database() as folder:
        print(table(rows(folder)))
