"""Codes of areas in a column whose name says nothing are found by the cells."""

from __future__ import annotations

import json

import pytest

from datasets.parsers.boundaries import read_boundaries
from datasets.parsers.files import FileKind
from datasets.parsers.problems import Problem

SQUARE = [[[6.8, 52.2], [6.9, 52.2], [6.9, 52.3], [6.8, 52.2]]]


def read(tmp_path, *properties):
    path = tmp_path / "gebieden_2022.geojson"
    shape = {"type": "Polygon", "coordinates": SQUARE}
    features = [{"type": "Feature", "properties": each, "geometry": shape} for each in properties]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return read_boundaries(path, FileKind.GEOJSON)


def test_the_only_column_of_different_codes_is_used_and_told(tmp_path):
    rows = [{"BUURTCODE_CBS_2022": f"BU0153000{n}", "WIJKCODE_CBS_2022": "WK015300", "tekst": "a"} for n in range(3)]
    found = read(tmp_path, *rows)
    assert [area.code for area in found.areas] == ["BU01530000", "BU01530001", "BU01530002"]
    assert [(p.code, p.severity, p.column) for p in found.problems] == [
        ("code_column_found", "warning", "buurtcode_cbs_2022")
    ]


@pytest.mark.parametrize("other", ["BU0153000{}", "niets {}"])
def test_none_or_several_such_columns_are_refused(tmp_path, other):
    first = "BU0153010{}" if other.startswith("BU") else "ook niets {}"
    found = read(tmp_path, *({"een": first.format(n), "twee": other.format(n)} for n in range(3)))
    assert isinstance(found, Problem)
    assert found.code == "no_code_column"
