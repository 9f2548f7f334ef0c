"""A city of eight squares of 1 km in 2021, four in a row, and what became of it in 2024: each kind of change once.

2021   10 11 12 13        2024   10 | 11 12 __      10/11: the border moved 100 m; 13 is gone
       00 01 02 03               00|04 01__ 09 03   00: split 30/70; 01 + 02: merged; 03: now 09; 03 is another place
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.core.files.base import ContentFile

from tests.datasets.drawn import Ring, X, Y, box
from tests.factories import upload

KM = 1000


def square(column: int, row: int) -> Ring:
    return box(column * KM, row * KM, (column + 1) * KM, (row + 1) * KM)


THEN: dict[str, Ring] = {f"{row}{column}": square(column, row) for row in (0, 1) for column in range(4)}
NOW: dict[str, Ring] = {
    "00": box(0, 0, 300, KM),
    "04": box(300, 0, KM, KM),
    "01": box(KM, 0, 3 * KM, KM),
    "09": square(3, 0),
    "03": square(4, 0),
    "10": box(0, KM, 1100, 2 * KM),
    "11": box(1100, KM, 2 * KM, 2 * KM),
    "12": square(2, 1),
}
RENAMED = {"12": "De Nieuwe Naam"}


def buurt(short: str) -> str:
    """Of BU01530102 the short code is "12"."""
    return f"BU01530{short[0]}0{short[1]}"


def city(
    year: int,
    rings: Mapping[str, Ring],
    names: Mapping[str, str] | None = None,
    people: Mapping[str, int] | None = None,
) -> ContentFile:
    """The file of one year; a buurt is called after its short code where no name is given."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "buurtcode": buurt(short),
                "buurtnaam": (names or {}).get(short, f"Buurt {short}"),
                "jaar": year,
                "aantal_inwoners": (people or {}).get(short),
            },
            "geometry": {"type": "Polygon", "coordinates": [[(X + x, Y + y) for x, y in [*ring, ring[0]]]]},
        }
        for short, ring in rings.items()
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    return upload(
        f"buurten_{year}.geojson", json.dumps({"type": "FeatureCollection", "crs": crs, "features": features})
    )


def table(year: int, column: str, figures: Mapping[str, float]) -> ContentFile:
    """A table of one indicator, by short code."""
    lines = [f"{buurt(short)};{value}".replace(".", ",") for short, value in figures.items()]
    return upload(f"{column}_{year}.csv", "\n".join([f"gebiedscode;{column}", *lines]))
