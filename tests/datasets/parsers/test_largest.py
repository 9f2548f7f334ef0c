"""The column that tells which part of a figure its largest contributor brings: how it is found, and what stands in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from datasets.parsers.files import FileKind
from datasets.parsers.largest import is_named_so
from datasets.parsers.mapping import Mapping
from datasets.parsers.personal import personal_refusal
from datasets.parsers.problems import Problem
from datasets.parsers.recognise import Recognised, recognise
from datasets.parsers.statistics import Parsed, parse
from datasets.parsers.tables import Cell, Table, assemble, read_table

NAMES = [
    "aandeel grootste",
    "aandeel_grootste",
    "Aandeel van de grootste (%)",
    "Aandeel grootste huishouden",
    "aandeel grootste klant (%)",
    "grootste aandeel (%)",
    "Percentage grootste verbruiker",
    "largest_share",
    "Largest contributor share",
    "share of the largest company",
    "dominance",
    "dominantie_pct",
]
OTHERS = ["grootste", "aandeel grootste partij", "grootste leeftijdsgroep", "largest city", "aandeel huur", "omvang"]
WIDE = Mapping("wide", "buurtcode", period="2024", indicators={"gas": "gas_use"}, largest_column="aandeel grootste")


def wide(*parts: Cell, name: str = "aandeel grootste") -> Table:
    rows: list[list[Cell]] = [[f"BU0153000{at}", 1200 + at, part] for at, part in enumerate(parts)]
    made = assemble([["buurtcode", "gas", name], *rows])
    assert isinstance(made, Table)
    return made


def read(*parts: Cell, name: str = "aandeel grootste") -> Parsed:
    return parse(wide(*parts, name=name), replace(WIDE, largest_column=name))


def told(parsed: Parsed) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(problem.code, problem.row, problem.column, problem.value) for problem in parsed.problems]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_known_by_its_name_and_is_neither_a_figure_nor_of_a_person(name):
    table = wide("12,5", "40", name=name)
    found = recognise(table)
    assert isinstance(found, Recognised)
    assert (found.largest_column, found.mapping().largest_column, found.mapping().indicators) == (name, name, {})
    assert personal_refusal(table.frame) is None


@pytest.mark.parametrize("name", OTHERS)
def test_another_column_is_not_taken_for_it(name):
    assert not is_named_so(name)


def test_in_a_long_table_it_is_told_of_each_figure():
    head = ["buurtcode", "indicator", "jaar", "waarde", "Aandeel grootste (%)"]
    table = assemble(
        [head, ["BU01530000", "gas_use", "2024", "1200", "61"], ["BU01530001", "gas_use", "2024", "900", ""]]
    )
    assert isinstance(table, Table)
    found = recognise(table)
    assert isinstance(found, Recognised)
    frame = parse(table, found.mapping()).frame
    assert (found.shape, frame["largest"].fillna(-1).tolist()) == ("long", [61, -1])


def test_percents_are_read_with_or_without_a_sign_and_a_blank_is_told_by_nobody():
    parsed = read("12,5", "61 %", "", "0,4")
    assert (told(parsed), parsed.frame["largest"].fillna(-1).tolist()) == ([], [12.5, 61, -1, 0.4])


def test_what_is_no_part_names_its_row_and_what_stands_there():
    column = "aandeel grootste"
    assert told(read("12", "0", "-3", "101", "veel")) == [
        ("not_a_largest_part", row, column, value) for row, value in ((3, "0"), (4, "-3"), (5, "101"))
    ] + [("not_a_number", 6, column, "veel")]


@pytest.mark.parametrize("name", ["aandeel grootste (%)", "percentage grootste", "largest_share_pct"])
def test_parts_that_are_all_one_or_less_are_percents_where_the_name_or_a_cell_says_so(name):
    assert told(read("0,45", "1")) == [("percent_or_fraction", None, "aandeel grootste", "0,45")]
    assert told(read("0,45", "1", name=name)) == told(read("0,45", "1 %")) == []
    assert told(read("", "", "")) == []


@pytest.mark.parametrize(("shown", "asked"), [("0%", []), ("General", ["percent_or_fraction"])])
def test_a_part_in_a_workbook_is_read_as_it_is_shown(shown, asked, tmp_path: Path):
    book, path = openpyxl.Workbook(), tmp_path / "gas.xlsx"
    for row in (["buurtcode", "gas", "aandeel grootste (%)"], ["BU01530000", 1200, 0.45], ["BU01530001", 900, 0.08]):
        book.active.append(row)
    for cell in book.active["C"][1:]:
        cell.number_format = shown
    book.save(path)
    table = read_table(path, FileKind.XLSX)
    assert not isinstance(table, Problem)
    parsed = parse(table, replace(WIDE, largest_column="aandeel grootste (%)"))
    assert [problem.code for problem in parsed.problems] == asked
    assert asked or parsed.frame["largest"].tolist() == [45, 8]


def test_parts_that_may_be_thousands_or_decimals_are_asked_and_not_called_too_large():
    assert [problem.code for problem in read("12.345", "61.250").problems] == ["ambiguous_number"]


def test_a_mapping_of_before_there_was_such_a_column_reads_on():
    assert Mapping.from_json('{"shape": "wide", "code_column": "buurt"}').largest_column is None
    assert Mapping.from_json(WIDE.to_json()) == WIDE
    assert WIDE.used_columns() == ("buurtcode", "aandeel grootste", "gas")
