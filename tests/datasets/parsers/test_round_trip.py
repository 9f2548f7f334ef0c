"""Figures that are written in any of the ways of publishers and spreadsheets are read as they were; no bytes make a reader fail."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.parsers.files import FileKind, sniff
from datasets.parsers.recognise import Recognised, recognise
from datasets.parsers.statistics import parse
from datasets.parsers.tables import Table, read_table
from datasets.sources import SOURCES
from tests.data.corpus import CASES
from tests.data.corpus_case import Case
from tests.datasets.read_file import outcome
from tests.effort import examples

CODES = [f"BU0153{wijk:02}{buurt:02}" for wijk in range(3) for buurt in range(4)]
INDICATORS = ["lonely", "smokers"]
type Figures = dict[tuple[str, str], float | None]  # by area and indicator


@dataclass(frozen=True)
class Style:
    """How somebody writes a table."""

    kind: FileKind
    long: bool
    code: str
    missing: str
    percent: bool
    title: bool
    source: bool
    blank_rows: bool
    delimiter: str
    decimal: str
    encoding: str

    def coded(self, code: str) -> object:
        return {
            "full": code,
            "padded": f" {code}     ",
            "small": code.lower(),
            "bare": code[2:],
            "number": int(code[2:]) if self.kind == FileKind.XLSX else code[3:],
        }[self.code]

    def cell(self, value: float | None) -> object:
        if value is None:
            return self.missing
        if self.kind == FileKind.XLSX and not self.percent:
            return value
        return f"{value:.1f}".replace(".", self.decimal) + (" %" if self.percent else "")

    def rows(self, figures: Figures) -> list[list[object]]:
        areas = list(dict.fromkeys(area for area, _ in figures))
        rows: list[list[object]]
        if self.long:
            rows = [["gebiedscode", "indicator", "jaar", "waarde"]]
            rows += [[self.coded(area), name, "2024", self.cell(value)] for (area, name), value in figures.items()]
        else:
            rows = [["buurtcode", "naam", *INDICATORS]]
            rows += [
                [self.coded(area), "’t Één & ander", *(self.cell(figures[area, name]) for name in INDICATORS)]
                for area in areas
            ]
        rows = [each for row in rows for each in ([row, []] if self.blank_rows else [row])]
        above: list[list[object]] = [["Gezondheid in 2024"], []]
        below: list[list[object]] = [[], ["Bron: GGD"]]
        return [*(above if self.title else []), *rows, *(below if self.source else [])]

    def write(self, path: Path, figures: Figures) -> None:
        if self.kind == FileKind.XLSX:
            book = openpyxl.Workbook()
            for row in self.rows(figures):
                book.worksheets[0].append(row)
            book.save(path)
            return
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter).writerows(self.rows(figures))
        path.write_bytes(text.getvalue().encode(self.encoding))


STYLES = st.builds(
    Style,
    kind=st.sampled_from([FileKind.CSV, FileKind.XLSX]),
    long=st.booleans(),
    code=st.sampled_from(["full", "padded", "small", "bare", "number"]),
    missing=st.sampled_from([".", "", "x", "*", "-99997", "-99995,0", "n.v.t."]),
    percent=st.booleans(),
    title=st.booleans(),
    source=st.booleans(),
    blank_rows=st.booleans(),
    delimiter=st.sampled_from(";\t|,"),
    decimal=st.sampled_from(",."),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
VALUES = st.one_of(st.none(), st.decimals(0, 9_999, places=1).map(float))


@st.composite
def tables(draw: st.DrawFn) -> Figures:
    areas = draw(st.lists(st.sampled_from(CODES), min_size=2, max_size=8, unique=True))
    figures = {(area, name): draw(VALUES) for area in areas for name in INDICATORS}
    figures[areas[0], INDICATORS[0]] = draw(st.decimals(0, 99, places=1).map(float))  # one figure at least
    return figures


@settings(max_examples=examples(150), deadline=None)
@given(style=STYLES, figures=tables())
def test_figures_come_back_as_they_were_written(style: Style, figures: Figures):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"eigen_2024.{style.kind}"
        style.write(path, figures)
        assert sniff(path) == style.kind
        table = read_table(path, style.kind)
    assert isinstance(table, Table)
    found = recognise(table, name="eigen_2024")
    assert isinstance(found, Recognised), found
    parsed = parse(table, found.mapping())
    assert [problem for problem in parsed.problems if problem.blocks] == []
    read = parsed.frame.set_index(["area_code", "indicator"])["value"].to_dict()
    assert read == {key: value for key, value in figures.items() if value is not None}
    assert set(parsed.frame["period"]) == {"2024"}


def test_pdok_brings_223_columns_with_its_marks_for_what_is_not_published(tmp_path: Path):
    from pyogrio.raw import write

    source = SOURCES["cbs_boundary_attributes"]
    known = [name for name in source.columns if name in source.signature or name.startswith(("percentage", "aantal"))]
    names = ["buurtcode", "buurtnaam", "gemeentecode", "water", *known]
    names += [f"kenmerk_{n}" for n in range(223 - len(names))]
    words = {"buurtcode": CODES[:4], "buurtnaam": list("abcd"), "gemeentecode": ["GM0153"] * 4, "water": [*"NNN", "JA"]}
    figures = np.array([-99995, -99997, 41, 7])
    cells = [np.array(words[name], dtype=object) if name in words else figures for name in names]
    points = np.array([bytes.fromhex("0101000000" + "00" * 16)] * 4, dtype=object)
    path = tmp_path / "buurten_2024.gpkg"
    write(path, points, cells, names, layer="buurten", driver="GPKG", geometry_type="Point", crs="EPSG:28992")
    table = read_table(path, FileKind.GPKG)
    assert isinstance(table, Table)
    assert len(table.header) == 223
    found = recognise(table, name=path.name)
    assert isinstance(found, Recognised)
    assert (found.source, found.period) == ("cbs_boundary_attributes", "2024")
    parsed = parse(table, found.mapping(), source.missing_marks)
    assert set(parsed.frame["value"]) == {41}
    assert set(parsed.frame["area_code"]) == {CODES[2]}
    assert parsed.counts["water_rows"] == 1


SMALL = [case for case in CASES if not case.nasty]
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["set", "insert", "delete", "cut", "twice"]), st.binary(max_size=6)),
    min_size=1,
    max_size=4,
)


def changed(content: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    """The file with some bytes changed, put in, taken out, cut off or repeated; places are shares of its length."""
    for share, way, extra in changes:
        at = int(share * len(content))
        tail = {
            "set": extra + content[at + len(extra) :],
            "insert": extra + content[at:],
            "delete": content[at + 1 + len(extra) :],
            "cut": b"",
            "twice": content[max(0, at - 200) :],
        }[way]
        content = content[:at] + tail
    return content


@settings(max_examples=examples(400), deadline=None)
@given(case=st.sampled_from(SMALL), changes=CHANGES)
def test_a_damaged_file_is_read_or_refused_and_never_more(
    tmp_path_factory: pytest.TempPathFactory, case: Case, changes: list[tuple[float, str, bytes]]
):
    path = tmp_path_factory.mktemp("fuzz") / case.name
    path.write_bytes(changed(case.content(), changes))
    assert outcome(path, case.way) is not None
