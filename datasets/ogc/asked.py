"""The question in the address, in the words of the standard; what cannot be understood is refused with a sentence."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from datasets.exports.places import WGS84
from datasets.models.areas import RD_NEW

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
SYSTEMS = {CRS84: WGS84, RD: RD_NEW}
USUAL, MOST = 1_000, 10_000  # features in one answer
LONGEST_NUMBER, FARTHEST = 9, 1e7
OF_A_FEATURE = ("crs", "purpose")
OF_FEATURES = ("limit", "offset", "bbox", "bbox-crs", "datetime", *OF_A_FEATURE)


class Unclear(Exception):  # noqa: N818 -- the sentence is for who asked
    """The address asks for what does not exist, or not in words that we know."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`boxes` are two where one goes over the date line.

    What is asked of `datetime` changes nothing: no row has a time.
    """

    limit: int = USUAL
    offset: int = 0
    boxes: MultiPolygon | None = None
    crs: str = CRS84
    purpose: str = ""


def read(query: Mapping[str, str], known: Collection[str]) -> Asked:
    """Read the question, of which only `known` parts are allowed; a limit that is too high is the highest.

    Raises Unclear for anything else.
    """
    unknown = sorted(set(query) - set(known))
    if unknown:
        names = ", ".join(known) or "–"
        raise Unclear(_("“%(name)s” is no parameter of this address. It knows: %(known)s.") % {"name": unknown[0], "known": names})  # fmt: skip
    check_time(query.get("datetime", ".."))
    return Asked(
        limit=min(whole(query, "limit", USUAL, least=1), MOST),
        offset=whole(query, "offset", 0, least=0),
        boxes=read_boxes(query["bbox"], system(query, "bbox-crs")) if "bbox" in query else None,
        crs=system(query, "crs"),
        purpose=query.get("purpose", ""),
    )


def whole(query: Mapping[str, str], name: str, usual: int, *, least: int) -> int:
    text = query.get(name, str(usual))
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER and int(text) >= least):
        raise Unclear(_("“%(name)s” must be a whole number from %(least)s.") % {"name": name, "least": least})
    return int(text)


def system(query: Mapping[str, str], name: str) -> str:
    chosen = query.get(name, CRS84)
    if chosen not in SYSTEMS:
        known = ", ".join(SYSTEMS)
        raise Unclear(_("“%(name)s” must be one of: %(known)s.") % {"name": name, "known": known})
    return chosen


def read_boxes(text: str, crs: str) -> MultiPolygon:
    """Read west, south, east, north; heights between them are left out, since nothing here has one."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    numbers = [numbers[at] for at in (0, 1, 3, 4)] if len(numbers) == 6 else numbers  # noqa: PLR2004 -- with heights
    in_reach = len(numbers) == 4 and all(math.isfinite(each) and abs(each) <= FARTHEST for each in numbers)  # noqa: PLR2004
    if not in_reach or numbers[1] > numbers[3] or (crs != CRS84 and numbers[0] > numbers[2]):
        raise Unclear(_("“bbox” must be four numbers with commas: west, south, east, north."))
    west, south, east, north = numbers
    sides = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    boxes = [Polygon.from_bbox((left, south, right, north)) for left, right in sides]
    return MultiPolygon(boxes, srid=SYSTEMS[crs])


def check_time(text: str) -> None:
    """Raise Unclear unless the text is a moment, or two with a slash between them of which one may be open."""
    if text.count("/") > 1 or not all(is_moment(part) or ("/" in text and not part) for part in text.split("/")):
        raise Unclear(_("“datetime” must be a moment such as 2026-11-27T00:00:00Z, or two with “/” between them."))


def is_moment(text: str) -> bool:
    try:
        return text == ".." or bool(parse_datetime(text) or parse_date(text))
    except ValueError:
        return False
