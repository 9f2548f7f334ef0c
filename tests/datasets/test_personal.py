"""Personal data stay out: found in every kind of file, told by the names of columns only, and not kept."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyogrio import raw

from datasets.parsers.boundaries import read_boundaries
from datasets.parsers.files import FileKind, sniff
from datasets.parsers.personal import (
    ALWAYS,
    NOBODYS,
    UNLESS_FIGURES,
    Kind,
    personal_columns,
    personal_in_rows,
    personal_refusal,
    words,
)
from datasets.parsers.personal_cells import DATE, is_address, is_bsn, is_iban, is_phone
from datasets.parsers.problems import Problem
from datasets.parsers.tables import read_table
from datasets.sources import SOURCES
from datasets.texts.problems import KINDS, sentence
from dia.parsers.works_columns import FIELDS
from tests.datasets.parsers.map_files import geojson
from tests.datasets.personal_sheets import SHEETS
from tests.datasets.personal_tables import NAMED, SHAPED, TABLES, TOGETHER, Labelled, bsn, iban


def frame(table: Labelled) -> pd.DataFrame:
    return pd.DataFrame(dict(table.columns), dtype=object)


def put(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def refused(path: Path) -> Problem:
    kind = sniff(path)
    assert isinstance(kind, FileKind), kind
    problem = read_table(path, kind)
    assert isinstance(problem, Problem), problem
    assert problem.code == "personal_data"
    return problem


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_exactly_the_labelled_columns_are_found(table: Labelled):
    assert set(personal_columns(frame(table))) == table.personal


@pytest.mark.parametrize("table", [*NAMED, *SHAPED, *TOGETHER], ids=lambda table: table.name)
def test_the_refusal_names_columns_and_never_a_value(table: Labelled):
    problem = personal_refusal(frame(table))
    assert set(problem.column.split(", ")) == table.personal
    said = str(sentence({**problem_fields(problem)}))
    values = {str(cell) for column in table.personal for cell in table.columns[column] if len(str(cell)) > 4}
    assert not [value for value in values if value in said]


@pytest.mark.parametrize(("rows", "places"), SHEETS.values(), ids=SHEETS)
def test_in_a_sheet_without_a_table_every_cell_is_looked_at(rows, places):
    found = personal_in_rows(rows)
    assert (found.column if found else "") == places


def problem_fields(problem: Problem) -> dict[str, object]:
    names = ("code", "severity", "row", "column", "value")
    return {name: getattr(problem, name) for name in names} | {"params": dict(problem.params)}


def test_every_kind_is_found_by_name_and_by_shape_and_has_a_word():
    assert set(KINDS) == set(Kind) == {*ALWAYS, *UNLESS_FIGURES}
    shaped = {kind for table in SHAPED for kind in personal_columns(frame(table)).values()}
    assert shaped == set(Kind) - {Kind.PERSON}


def test_no_column_of_a_known_source_or_of_the_register_of_works_is_suspect():
    names = [column for source in SOURCES.values() for column in source.columns]
    names += [name for source in SOURCES.values() for columns in source.signatures for name in columns]
    names += [name for field in FIELDS.values() for name in field.names]
    patterns = [*ALWAYS.values(), *UNLESS_FIGURES.values()]
    assert len(names) > 200
    assert [name for name in names if any(pattern.search(words(name)) for pattern in patterns)] == []


cells = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.text(),
    st.text(alphabet="0123456789 .-@+AaNL,/:", max_size=30),
)
titles = st.one_of(
    st.text(max_size=20), st.sampled_from(["naam", "nr", "postcode", "geslacht", "leeftijd", "straat", "datum"])
)


@given(st.dictionaries(titles, st.lists(cells, min_size=25, max_size=25), max_size=4))
def test_no_table_makes_the_detector_raise_and_no_cell_is_told(columns):
    problem = personal_refusal(pd.DataFrame(columns, dtype=object))
    assert problem is None or (problem.value, problem.row) == (None, None)


@pytest.mark.parametrize(
    "piece", ["a ", "A. ", "1 ", "7511AB ", "straat ", "A-straat 1 ", "0 6 ", "x@", "a.a@a.", "A, ", "1.111", "-a."]
)
def test_a_long_cell_is_judged_at_once(piece):
    """No pattern takes longer than the cell is long: a cell may be made to be slow."""
    cell = piece * (8_192 // len(piece))
    started = time.process_time()
    personal_columns(pd.DataFrame({"naam": [cell] * 10, "nr": [f"{cell}{at}" for at in range(10)]}, dtype=object))
    assert time.process_time() - started < 1


@pytest.mark.parametrize(("number", "passes"), [("123456782", True), ("1234.56.782", True), ("123456783", False), ("000000000", False), ("1234", False)])  # fmt: skip
def test_the_eleven_test(number, passes):
    assert is_bsn(number) == passes


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,9})([.,][0-9]{1,10})?", fullmatch=True))
def test_a_figure_that_is_passed_over_can_be_nobodys(figure: str):
    assume(NOBODYS.fullmatch(f"{figure}\n"))
    assert not any(looks(figure) for looks in (is_bsn, is_phone, is_address, is_iban, DATE.fullmatch))


def test_a_checksum_with_one_wrong_digit_fails():
    good = iban()
    assert is_iban(good)
    assert not is_iban(f"{good[:-1]}{(int(good[-1]) + 1) % 10}")


def test_twenty_numbers_of_which_half_pass_are_refused_and_nineteen_are_not():
    good = [bsn() for _ in range(10)]
    others = [f"{number[:-1]}{(int(number[-1]) + 1) % 10}" for number in good]
    assert personal_columns(pd.DataFrame({"nr": good + others}, dtype=object)) == {"nr": Kind.BSN}
    assert personal_columns(pd.DataFrame({"nr": good + others[1:]}, dtype=object)) == {}
    assert personal_columns(pd.DataFrame({"nr": good[1:] + others + ["100000001"]}, dtype=object)) == {}


def test_a_table_without_names_of_columns_is_told_by_place(tmp_path: Path):
    rows = "\n".join(f"BU0153000{at};{bsn()};j.{at}@voorbeeld.example" for at in range(4))
    problem = refused(put(tmp_path / "x.csv", rows))
    assert (problem.column, problem.params["kinds"]) == ("#3", "email")
    without_codes = "\n".join(f"{at};j.{at}@voorbeeld.example" for at in range(4))
    assert refused(put(tmp_path / "y.csv", without_codes)).column == "#2"


@pytest.mark.parametrize("hidden", ["visible", "hidden", "veryHidden"])
def test_a_second_sheet_refuses_the_workbook_also_when_it_is_hidden(hidden, tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["buurtcode", "lonely"])
    book.active.append(["BU01530001", 12])
    second = book.create_sheet("Blad2")
    second.sheet_state = hidden
    second.append(["burgerservicenummer", "gas"])
    second.append([123456782, 12])
    book.save(tmp_path / "x.xlsx")
    assert refused(tmp_path / "x.xlsx").column == "burgerservicenummer"


def test_a_sheet_named_as_a_list_of_people_is_refused_by_its_name(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "NAW-gegevens"
    book.active.append(["buurtcode", "a"])
    book.active.append(["BU01530001", 12])
    book.save(tmp_path / "x.xlsx")
    assert refused(tmp_path / "x.xlsx").column == "NAW-gegevens"


def test_attributes_of_a_map_are_looked_at_in_every_layer(tmp_path: Path):
    path = tmp_path / "x.gpkg"
    box = raw.read(geojson(tmp_path / "box.geojson", {"a": "b"}))[2]
    for layer, column in (("buurten", "buurtcode"), ("bijlage", "geboortedatum")):
        cells = [np.array(["BU01530001"], dtype=object)]
        raw.write(
            path, box, cells, [column], layer=layer, crs="EPSG:28992", geometry_type="Polygon", append=path.exists()
        )
    assert refused(path).column == "geboortedatum"
    found = read_boundaries(path, FileKind.GPKG)
    assert (found.code, found.column) == ("personal_data", "geboortedatum")
