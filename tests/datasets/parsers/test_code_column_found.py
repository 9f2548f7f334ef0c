"""Codes of areas in a column whose name says nothing are found by the cells."""

from __future__ import annotations

import json

import pytest

from datasets.parsers.boundaries import read_boundaries
from datasets.parsers.files import FileKind
from datasets.parsers.problems import Problem

SQUARE = [[[6.8, 52.2], [6.9, 52.2], [6.9, 52.3], [6.8, 52.2]]]


def read(tmp_path, *properties, **said):
    path = tmp_path / "gebieden_2022.geojson"
    shape = {"type": "Polygon", "coordinates": SQUARE}
    features = [{"type": "Feature", "properties": each, "geometry": shape} for each in properties]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return read_boundaries(path, FileKind.GEOJSON, **said)


def test_the_only_column_of_different_codes_is_used_and_told(tmp_path):
    rows = [{"BUURTCODE_CBS_2022": f"BU0153000{n}", "WIJKCODE_CBS_2022": "WK015300", "tekst": "a"} for n in range(3)]
    found = read(tmp_path, *rows)
    assert [area.code for area in found.areas] == ["BU01530000", "BU01530001", "BU01530002"]
    assert [(p.code, p.severity, p.column) for p in found.problems] == [
        ("code_column_found", "warning", "buurtcode_cbs_2022")
    ]


TWO = [{"een": f"BU0153010{n}", "twee": f"BU0153000{n}"} for n in range(3)]


def test_no_such_column_is_refused(tmp_path):
    found = read(tmp_path, *({"een": f"niets {n}"} for n in range(3)))
    assert isinstance(found, Problem)
    assert found.code == "no_map_codes"


def test_several_such_columns_are_asked(tmp_path):
    found = read(tmp_path, *TWO)
    assert (found.code, found.params["columns"]) == ("which_code_column", "een · twee")


@pytest.mark.parametrize("said", ["twee", "Twee"])
def test_the_column_that_is_said_is_read_before_any_other(tmp_path, said):
    rows = [{**row, "buurtcode": f"BU0153020{at}"} for at, row in enumerate(TWO)]
    found = read(tmp_path, *rows, code_column=said)
    assert [area.code for area in found.areas] == ["BU01530000", "BU01530001", "BU01530002"]
    assert found.problems == []


def test_a_column_that_is_said_and_not_there_is_told(tmp_path):
    found = read(tmp_path, *TWO, code_column="drie")
    assert (found.code, found.column) == ("missing_column", "drie")


def test_bare_codes_are_read_from_the_column_that_is_said(tmp_path):
    """Digits alone say too little to look for them; a person knows."""
    rows = [{"nummer": f"0153000{n}", "tekst": "a"} for n in range(3)]
    assert read(tmp_path, *rows).code == "no_map_codes"
    assert [area.code for area in read(tmp_path, *rows, code_column="nummer").areas][:1] == ["BU01530000"]
