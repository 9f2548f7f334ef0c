"""Outlines as text: what is written is read back, and what is none is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.parsers.wkt import is_closed, read_outline

corner = st.tuples(st.floats(0, 300_000, width=32), st.floats(300_000, 600_000, width=32))
ring = st.lists(corner, min_size=3, max_size=8).map(lambda corners: [*corners, corners[0]])
polygon = st.lists(ring, min_size=1, max_size=3)


def written(polygons: list[list[list[tuple[float, float]]]], height: str) -> str:
    parts = [
        "(" + ",".join("(" + ", ".join(f"{x!r} {y!r}{height}" for x, y in ring) + ")" for ring in part) + ")"
        for part in polygons
    ]
    return f"MULTIPOLYGON ({', '.join(parts)})" if len(parts) > 1 else f"Polygon {parts[0]}"


def corners(wkb: bytes) -> list[float]:
    """All coordinates in order, found by leaving out the counts of a WKB that this module wrote."""
    found: list[float] = []
    many = int.from_bytes(wkb[1:5], "little") == 6
    at = 9 if many else 0
    for _ in range(int.from_bytes(wkb[5:9], "little") if many else 1):
        rings = int.from_bytes(wkb[at + 5 : at + 9], "little")
        at += 9
        for _ in range(rings):
            count = int.from_bytes(wkb[at : at + 4], "little")
            found += np.frombuffer(wkb, "<f8", 2 * count, at + 4).tolist()
            at += 4 + 16 * count
    assert at == len(wkb)
    return found


@given(st.lists(polygon, min_size=1, max_size=3), st.sampled_from(["", " 12.5"]), st.sampled_from([None, 28992, 4326]))
def test_what_is_written_is_read_back(polygons, height, srid):
    outline = read_outline(f"SRID={srid};{written(polygons, height)}" if srid else written(polygons, height))
    flat = [part for part in polygons for ring in part for corner in ring for part in corner]
    assert (corners(outline.wkb), outline.srid) == (flat, srid)
    assert is_closed(outline.wkb)
    assert outline.bounds == (min(flat[::2]), min(flat[1::2]), max(flat[::2]), max(flat[1::2]))


@given(st.text(alphabet="POLYGNMULTI()0123456789., -eESRID=;", max_size=60))
def test_no_text_makes_it_raise(text):
    read_outline(f"POLYGON {text}")
    read_outline(text)


@pytest.mark.parametrize("text", ["", "POINT (1 2)", "POLYGON EMPTY", "POLYGON (1 2, 3 4)", "POLYGON ((1 2, 3 x))", "POLYGON ((1 2, 3 4)", "POLYGON ((nan 2, 3 4, 5 6, nan 2))", "LINESTRING (1 2, 3 4)", "POLYGON" + " " * 100_000, "POLYGON " + "(" * 100_000, "MULTIPOLYGON (" + "((1 2), " * 20_000], ids=lambda text: text[:24])  # fmt: skip
def test_what_is_no_outline_is_none(text):
    assert read_outline(text) is None


@pytest.mark.parametrize(("text", "closed"), [("POLYGON ((0 0, 1 0, 1 1, 0 0))", True), ("POLYGON ((0 0, 1 0, 1 1))", False), ("POLYGON ((0 0, 1 0, 0 0))", False), ("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((0 0, 1 0, 1 1, 0 1)))", False)])  # fmt: skip
def test_an_outline_is_closed_or_not(text, closed):
    assert is_closed(read_outline(text).wkb) == closed
