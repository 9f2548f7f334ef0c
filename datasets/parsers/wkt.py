"""Outlines written as text in a cell, WKT, or EWKT with the number of its system in front, as WKB.

Also whether they are closed.
"""

import re
import struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

COLUMNS = ("wkt", "geometry", "geom", "the_geom", "wkt_geom", "geometrie", "ewkt", "wkt_geometry")
BEGINS = re.compile(r"\s*(?:SRID\s*=\s*(\d{1,6})\s*;)?\s*(MULTI)?POLYGON(?:\s*(?:ZM|Z|M))?\s*(?=\()", re.IGNORECASE)
RING = r"\([^()]*\)"
OUTLINE = rf"\(\s*{RING}(?:\s*,\s*{RING})*\s*\)"
SINGLE, SEVERAL = re.compile(OUTLINE), re.compile(rf"\(\s*{OUTLINE}(?:\s*,\s*{OUTLINE})*\s*\)")
CORNERS, CORNER = 4, 16  # of a closed ring, the first one twice; bytes of one
NO_POLYGON = struct.pack("<BI", 1, 0)  # stands for a cell that holds something else
POLYGON, MULTIPOLYGON = 3, 6


class Outline(NamedTuple):
    """`srid` only where the text names it; bounds are least x, least y, largest x, largest y."""

    wkb: bytes
    srid: int | None
    bounds: tuple[float, float, float, float]


def read_outline(text: str) -> Outline | None:
    """Read the polygon or multipolygon in a text, heights dropped, maybe with a ring that is not closed.

    None for anything else.
    """
    head = BEGINS.match(text)
    if head is None:
        return None
    body = text[head.end() :].strip()
    if not (SEVERAL if head[2] else SINGLE).fullmatch(body):
        return None
    parts = [match.group() for match in SINGLE.finditer(body[1:-1])] if head[2] else [body]
    polygons = [[_ring(ring) for ring in re.findall(RING, part)] for part in parts]
    rings = [ring for polygon in polygons for ring in polygon]
    if any(ring is None for ring in rings):
        return None
    corners = np.concatenate([ring for ring in rings if ring is not None])
    bounds = (*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())
    packed = [_polygon([ring for ring in polygon if ring is not None]) for polygon in polygons]
    wkb = struct.pack("<BII", 1, MULTIPOLYGON, len(packed)) + b"".join(packed) if head[2] else packed[0]
    return Outline(wkb, int(head[1]) if head[1] else None, bounds)


def _ring(text: str) -> NDArray[np.float64] | None:
    try:
        corners = np.array([pair.split()[:2] for pair in text[1:-1].split(",")], dtype=np.float64)
    except ValueError:
        return None
    return corners if corners.shape[1:] == (2,) and np.isfinite(corners).all() else None


def is_closed(wkb: bytes) -> bool:
    """Return whether every ring of a polygon or multipolygon ends where it began, after three corners or more."""
    order = "<" if wkb[0] else ">"
    kind, parts = struct.unpack_from(f"{order}II", wkb, 1)
    at, polygons = (9, parts) if kind == MULTIPOLYGON else (0, 1)
    for _ in range(polygons):
        (rings,) = struct.unpack_from(f"{order}I", wkb, at + 5)
        at += 9
        for _ in range(rings):
            (corners,) = struct.unpack_from(f"{order}I", wkb, at)
            first, last = at + 4, at + 4 + CORNER * (corners - 1)
            if corners < CORNERS or wkb[first : first + CORNER] != wkb[last : last + CORNER]:
                return False
            at = last + CORNER
    return True


def _polygon(rings: list[NDArray[np.float64]]) -> bytes:
    parts = [struct.pack("<I", len(ring)) + ring.astype("<f8").tobytes() for ring in rings]
    return struct.pack("<BII", 1, POLYGON, len(rings)) + b"".join(parts)
