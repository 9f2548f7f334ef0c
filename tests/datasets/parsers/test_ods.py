"""OpenDocument spreadsheets, in the XML that LibreOffice writes: figures, percentages, comments, hidden sheets, sizes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from datasets.parsers.files import FileKind, sniff
from datasets.parsers.problems import Problem
from datasets.parsers.tables import MAX_COLUMNS, Table, read_table
from datasets.parsers.workbook_cells import Percent

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
STYLES = (
    '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
)
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def text(words: str, inside: str = "") -> str:
    return f'<table:table-cell office:value-type="string">{inside}<text:p>{words}</text:p></table:table-cell>'


def number(value: object, kind: str = "float", times: int = 1) -> str:
    repeated = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    return (
        f'<table:table-cell{repeated} office:value-type="{kind}" office:value="{value}">'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def row(*cells: str, times: int = 1) -> str:
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"


EMPTY = row('<table:table-cell table:number-columns-repeated="16384"/>', times=1_048_000)  # as LibreOffice ends a sheet
HEAD = row(text("gebiedscode"), text("jaar"), text("eenzaam"))


def sheet(*rows: str, name: str = "Blad1", style: str = "ta1") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}{EMPTY}</table:table>'


def made(path: Path, *sheets: str, mime_type: str = SPREADSHEET) -> Path:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES} {CALC} office:version="1.3">'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime_type}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mime_type, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def read(tmp_path: Path, *sheets: str, chosen: str = "") -> Table | Problem:
    return read_table(made(tmp_path / "a.ods", *sheets), FileKind.ODS, chosen)


def figures(code: str, value: str) -> str:
    return row(text(code), number(2024), value)


def test_a_spreadsheet_is_known_by_what_it_says_and_a_letter_is_not(tmp_path):
    assert sniff(made(tmp_path / "a.ods", sheet(HEAD))) == FileKind.ODS
    letter = sniff(made(tmp_path / "b.odt", sheet(HEAD), mime_type="application/vnd.oasis.opendocument.text"))
    assert (letter.code, letter.params) == ("unknown_kind", {"found": "odf"})


@pytest.mark.parametrize("damaged", [b"application/vnd", b"mimetype"], ids=["what it says", "its name"])
def test_one_of_which_the_first_part_is_damaged_is_refused(tmp_path, damaged):
    """Its checksum, or its name in the list of the zip, no longer agrees."""
    path = tmp_path / "cijfers.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")
    raw = path.read_bytes()
    path.write_bytes(raw.replace(damaged, b"X" + damaged[1:], 1))
    found = sniff(path)
    assert isinstance(found, Problem)
    assert found.code == "damaged_file"


def test_figures_are_read_as_those_of_any_workbook(tmp_path):
    found = read(tmp_path, sheet(HEAD, figures("BU01530000", number(41.5)), figures("BU01530001", number(40))))
    assert found.header == ("gebiedscode", "jaar", "eenzaam")
    assert found.frame.to_numpy().tolist() == [["BU01530000", 2024, 41.5], ["BU01530001", 2024, 40]]
    assert found.sheet == "Blad1"


def test_a_cell_of_percentages_is_what_it_shows(tmp_path):
    rows = [figures(f"BU0153000{at}", number(0.11, "percentage")) for at in range(2)]
    found = read(tmp_path, sheet(HEAD, *rows, figures("BU01530002", number(0.5))))
    cells = found.frame["eenzaam"].tolist()
    assert cells == [11, 11, 0.5]
    assert [isinstance(cell, Percent) for cell in cells] == [True, True, False]


def test_repeated_rows_and_cells_stand_as_often_as_they_say(tmp_path):
    head = row(text("gebiedscode"), text("jaar"), text("a"), text("b"))
    alike = row(text("BU01530000"), number(2024), number(0.2, "percentage", times=2), times=3)
    found = read(tmp_path, sheet(head, alike))
    assert found.frame.to_numpy().tolist() == [["BU01530000", 2024, 20, 20]] * 3


def test_a_hidden_sheet_is_no_data(tmp_path):
    hidden = sheet(HEAD, figures("BU01530000", number(1)), name="Oud", style="ta2")
    assert read(tmp_path, hidden, sheet(HEAD, figures("BU01530000", number(2)))).frame["eenzaam"].tolist() == [2]
    assert read(tmp_path, hidden).code == "hidden_table"


def test_several_sheets_are_asked_and_one_can_be_chosen(tmp_path):
    both = [sheet(HEAD, figures("BU01530000", number(at)), name=f"Blad{at}") for at in (1, 2)]
    assert read(tmp_path, *both).code == "several_sheets"
    assert read(tmp_path, *both, chosen="Blad2").frame["eenzaam"].tolist() == [2]


@pytest.mark.parametrize("where", ["cell", "comment", "hidden"])
def test_personal_data_refuse_the_file_wherever_they_are(tmp_path, where):
    mail = "j.jansen@voorbeeld.nl"
    comment = f"<office:annotation><text:p>vraag {mail}</text:p></office:annotation>"
    rows = [figures(f"BU0153000{at}", number(at)) for at in range(3)]
    if where == "hidden":
        people = [row(text("email"), text("x")), *(row(text(f"p{at}{mail}"), number(at)) for at in range(3))]
        found = read(tmp_path, sheet(HEAD, *rows), sheet(*people, name="Namen", style="ta2"))
    elif where == "comment":
        found = read(tmp_path, sheet(HEAD, *rows[:2], row(text("BU01530002", comment), number(2024), number(3))))
    else:
        found = read(tmp_path, sheet(row(text("gebiedscode"), text("e-mail")), row(text("BU01530000"), text(mail))))
    assert isinstance(found, Problem)
    assert found.code == "personal_data"


def test_an_error_and_a_formula_without_outcome_are_no_blanks(tmp_path):
    wrong = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    open_formula = '<table:table-cell table:formula="of:=[.B2]*2"><text:p/></table:table-cell>'
    found = read(
        tmp_path,
        sheet(
            HEAD, figures("BU01530000", wrong), figures("BU01530001", open_formula), figures("BU01530002", number(1))
        ),
    )
    assert found.frame["eenzaam"].tolist() == ["#DIV/0!", "=[.B2]*2", 1]


def test_a_sheet_that_is_too_large_is_refused(tmp_path):
    wide = read(tmp_path, sheet(row(text("a"), number(1, times=MAX_COLUMNS + 1)), row(number(1))))
    assert wide.code == "too_many_columns"
    long = read(tmp_path, sheet(row(text("a"), text("b")), row(number(1), number(2), times=20_000_000)))
    assert long.code in {"too_many_rows", "too_many_cells", "too_heavy"}


@pytest.mark.parametrize("content", ["<a/>", "<office:document-content", ""])
def test_a_damaged_one_is_told_as_such(tmp_path, content):
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", SPREADSHEET)
        archive.writestr("content.xml", content)
    found = read_table(path, FileKind.ODS)
    assert isinstance(found, Problem)
    assert found.code in {"damaged_file", "no_table"}
