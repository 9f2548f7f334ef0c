"""Outlines for tests, in metres from a corner of the city, as the GeoJSON that a user would upload."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile

from tests.factories import upload

X, Y = 255_000, 470_000
type Ring = Sequence[tuple[float, float]]


def box(left: float, bottom: float, right: float, top: float) -> Ring:
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def outlines(
    rings: Mapping[str, Ring], *, name: str = "kaart.geojson", year: int = 2024, **columns: Any
) -> ContentFile:
    """One feature per code; `columns` holds for all of them."""
    features = [
        {
            "type": "Feature",
            "properties": {"statcode": code, "statnaam": f"Gebied {code[-2:]}", "jaar": year, **columns},
            "geometry": {"type": "Polygon", "coordinates": [[(X + x, Y + y) for x, y in [*ring, ring[0]]]]},
        }
        for code, ring in rings.items()
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    return upload(name, json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
