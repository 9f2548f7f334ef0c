"""A workbook is read as its user sees it: number formats, hidden sheets, several sheets, comments, formulas."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from datasets.parsers.files import FileKind
from datasets.parsers.problems import Problem
from datasets.parsers.tables import Table, read_table

HEAD = ["buurtcode", "armoede (%)"]
CODES = [f"BU015300{at:02}" for at in range(6)]
ROWS = [HEAD, *([code, 0.11 + at / 100] for at, code in enumerate(CODES))]


def book_of(**sheets: list[list[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def read(book: openpyxl.Workbook, folder: Path, **said: object) -> Table | Problem:
    path = folder / "x.xlsx"
    book.save(path)
    return read_table(path, FileKind.XLSX, **said)


def column(book: openpyxl.Workbook, folder: Path) -> list[object]:
    table = read(book, folder)
    assert isinstance(table, Table), table
    return table.frame[HEAD[1]].tolist()


@pytest.mark.parametrize("shown", ["0%", "0.00%", "0.0%", "#,##0.0 %", '0.0" "%', "[Red]0.0%;-0.0%"])
def test_a_cell_shown_as_a_percentage_is_read_as_it_is_shown(shown, tmp_path: Path):
    book = book_of(cijfers=ROWS)
    for cell in book.active["B"][1:]:
        cell.number_format = shown
    assert column(book, tmp_path) == [11, 12, 13, 14, 15, 16]


@pytest.mark.parametrize("shown", ["General", "0.00", '0.0"%"', "0.0\\%"])
def test_a_cell_with_a_percent_sign_as_text_or_without_one_is_read_as_it_is(shown, tmp_path: Path):
    book = book_of(cijfers=ROWS)
    for cell in book.active["B"][1:]:
        cell.number_format = shown
    assert column(book, tmp_path) == [0.11, 0.12, 0.13, 0.14, 0.15, 0.16]


def test_only_the_cells_with_the_format_are_percentages(tmp_path: Path):
    values = [0.11, 12, 0.13, 14, "0.5", 16]
    rows: list[list[object]] = [[code, value] for code, value in zip(CODES, values, strict=True)]
    book = book_of(cijfers=[list[object](HEAD), *rows])
    for row in (2, 4, 6):
        book.active.cell(row, 2).number_format = "0.0%"
    assert column(book, tmp_path) == [11, 12, 13, 14, "0.5", 16]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_before_the_visible_one_is_not_read(state, tmp_path: Path):
    book = book_of(oud=ROWS[:3], nieuw=ROWS)
    book["oud"].sheet_state = state
    book.active = 1
    table = read(book, tmp_path)
    assert (table.sheet, len(table.frame), table.problems) == ("nieuw", 6, ())


def test_a_workbook_with_tables_in_hidden_sheets_only_is_refused_with_their_names(tmp_path: Path):
    book = book_of(toelichting=[["Zie blad 2"]], oud=ROWS)
    book["oud"].sheet_state = "hidden"
    problem = read(book, tmp_path)
    assert (problem.code, problem.params["sheets"]) == ("hidden_table", "oud")


def test_several_sheets_with_a_table_are_told_and_none_is_taken(tmp_path: Path):
    problem = read(book_of(**{"2022": ROWS, "2023": ROWS}), tmp_path)
    assert (problem.code, problem.params["sheets"]) == ("several_sheets", "2022 / 2023")


def test_the_sheet_that_is_named_is_read_and_the_others_are_told(tmp_path: Path):
    book = book_of(**{"2022": ROWS, "2023": ROWS[:3]})
    table = read(book, tmp_path, sheet="2023")
    assert (table.sheet, len(table.frame)) == ("2023", 2)
    assert [(problem.code, problem.params["sheets"]) for problem in table.problems] == [("other_sheets", "2022")]
    problem = read(book, tmp_path, sheet="2024")
    assert (problem.code, problem.value, problem.params["sheets"]) == ("no_such_sheet", "2024", "2022 / 2023")


def test_a_hidden_sheet_cannot_be_named(tmp_path: Path):
    book = book_of(oud=ROWS, nieuw=ROWS)
    book["oud"].sheet_state = "hidden"
    assert read(book, tmp_path, sheet="oud").code == "no_such_sheet"


def test_of_several_tables_the_only_one_that_fits_is_read(tmp_path: Path):
    book = book_of(uitleg=[["kolom", "betekenis"], ["armoede", "aandeel"]], cijfers=ROWS)
    table = read(book, tmp_path, fits=lambda table: "buurtcode" in table.header)
    assert (table.sheet, table.problems) == ("cijfers", ())


def test_a_sheet_with_numbers_that_does_not_fit_is_told(tmp_path: Path):
    book = book_of(cijfers=ROWS, wijken=[["wijk", "armoede"], ["Pathmos", 12.5]])
    table = read(book, tmp_path, fits=lambda table: "buurtcode" in table.header)
    assert [(problem.code, problem.params["sheets"]) for problem in table.problems] == [("other_sheets", "wijken")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("BSN 123456782 van de melder", "bsn"),
        ("123456782", "bsn"),
        ("vraag na bij j.jansen@voorbeeld.example", "email"),
        ("bel 06-12345678", "phone"),
        ("Kuipersdijk 12, 7512 CC Enschede", "address"),
    ],
)
@pytest.mark.parametrize("state", ["visible", "hidden"])
def test_a_comment_with_personal_data_refuses_the_workbook_with_its_place(text, kind, state, tmp_path: Path):
    book = book_of(cijfers=ROWS, bijlage=[["code", "n"], ["GM0153", 4]])
    book["bijlage"].sheet_state = state
    book["bijlage"]["B2"].comment = Comment(text, "A. Auteur")
    problem = read(book, tmp_path)
    assert (problem.code, problem.column, problem.params["kinds"]) == ("personal_data", "bijlage!B2", kind)
    assert problem.value is None


def test_a_comment_about_figures_is_no_personal_data(tmp_path: Path):
    book = book_of(cijfers=ROWS)
    book["cijfers"]["B2"].comment = Comment(
        "Bron: CBS 2024, vragen naar infoservice@cbs.nl. Zaaknummer 123456782.", "Auteur"
    )
    assert isinstance(read(book, tmp_path), Table)


def test_a_column_of_formulas_without_stored_outcome_is_told(tmp_path: Path):
    book = book_of(cijfers=[[*HEAD, "som"], *([code, 11.5, f"=B{at}*2"] for at, code in enumerate(CODES, start=2))])
    table = read(book, tmp_path)
    assert [(problem.code, problem.column, problem.params["count"]) for problem in table.problems] == [
        ("formulas_without_outcome", "som", 6)
    ]
