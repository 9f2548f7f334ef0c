"""Workbooks, and what is named as one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl
from openpyxl.comments import Comment

from tests.data.corpus_case import Case, Read, Refused, figures, zipped

HEAD = ("buurtcode", "lonely")
BOMB = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


def workbook(*rows: Sequence[Any], more: Callable[[openpyxl.Workbook], None] | None = None) -> Callable[[], bytes]:
    """A first sheet with these rows; `more` does the rest."""

    def make() -> bytes:
        book, raw = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        if more:
            more(book)
        book.save(raw)
        return raw.getvalue()

    return make


def explained(book: openpyxl.Workbook) -> None:
    """Words on the first sheet, figures on the second."""
    second = book.create_sheet("Cijfers")
    for row in (HEAD, ("BU01530000", 40), ("BU01530001", 41)):
        second.append(row)


def hidden_notes(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Notities")
    sheet.sheet_state = "hidden"
    sheet.append(["code", "waarde"])
    sheet.append(["BU01530002", 99])


def old_year(book: openpyxl.Workbook) -> None:
    """A second sheet with figures of the same areas."""
    sheet = book.create_sheet("2023")
    for row in (HEAD, ("BU01530000", 38), ("BU01530001", 39)):
        sheet.append(row)


def shown_last(book: openpyxl.Workbook) -> None:
    """The first sheet does not show; the second does."""
    explained(book)
    book.active = 1
    book.worksheets[0].sheet_state = "hidden"


def with_a_remark(book: openpyxl.Workbook) -> None:
    book.active["B2"].comment = Comment("Navraag: jan.jansen@voorbeeld.example", "Auteur")


def empty_first(book: openpyxl.Workbook) -> None:
    explained(book)


def merged(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("B1:D1")


def entries() -> dict[str, bytes]:
    """The parts of a sound workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook(HEAD, ("BU01530000", 40))())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(parts: Mapping[str, bytes]) -> bytes:
    return zipped({**entries(), **parts})


def replaced(part: str, old: bytes, new: bytes) -> Callable[[], bytes]:
    """A sound workbook of which one part is written otherwise."""

    def make() -> bytes:
        found = entries()[part]
        assert old in found
        return rewritten({part: found.replace(old, new)})

    return make


ROW = ("BU01530000", 40)
SHEET = "xl/worksheets/sheet1.xml"
WORKBOOKS = [
    Case("workbook.xlsx", workbook(HEAD, ROW, ("BU01530001", 41.5)), Read(2)),
    Case("figures_as_text.xlsx", workbook(HEAD, ("BU01530000", "   40,5"), ("BU01530001", "41,5")), Read(2)),
    Case("figures_mixed_with_text.xlsx", workbook(HEAD, ("BU01530000", 40), ("BU01530001", "41.5"), ("BU01530002", ".")), Read(2)),
    Case("codes_as_numbers.xlsx", workbook(HEAD, (1530000, 40), (1530001, 41)), Read(2, ("lost_leading_zero",))),
    Case("names_merged_over_columns.xlsx", workbook(("Gebied", "Gezondheid", None, None), ("buurtcode", "lonely", "smokers", "overweight"), ("BU01530000", 40, 20, 50), more=merged), Read(3)),
    Case("title_above.xlsx", workbook(("Eenzaamheid 2024",), (), HEAD, ROW), Read(1)),
    Case("formula_that_was_never_computed.xlsx", workbook(HEAD, ("BU01530000", "=20+20"), ("BU01530001", 41)), Refused("not_a_number", 2, "lonely")),
    Case("dates_for_figures.xlsx", workbook(HEAD, ("BU01530000", date(2024, 5, 1)), ("BU01530001", 41)), Refused("not_a_number", 2, "lonely")),
    Case("errors_for_figures.xlsx", workbook(HEAD, ("BU01530000", "#DIV/0!"), ("BU01530001", 41)), Refused("not_a_number", 2, "lonely")),
    Case("truth_for_figures.xlsx", workbook(HEAD, ("BU01530000", True), ("BU01530001", 41)), Refused("not_a_number", 2, "lonely")),
    Case("hidden_sheet_beside.xlsx", workbook(HEAD, ROW, more=hidden_notes), Read(1)),
    Case("words_on_the_first_sheet.xlsx", workbook(("Toelichting",), ("Bron: eigen onderzoek",), more=explained), Read(2)),
    Case("first_sheet_empty.xlsx", workbook(more=empty_first), Read(2)),
    Case("hidden_sheet_first.xlsx", workbook(HEAD, ROW, more=shown_last), Read(2)),
    Case("two_sheets_with_figures.xlsx", workbook(HEAD, ROW, more=old_year), Refused("several_sheets")),
    Case("mail_in_a_comment.xlsx", workbook(HEAD, ROW, more=with_a_remark), Refused("personal_data", None, "Sheet!B2")),
    Case("all_sheets_empty.xlsx", workbook(), Refused("no_table")),
    Case("names_without_rows.xlsx", workbook(HEAD), Refused("no_table")),
    Case("three_hundred_and_one_columns.xlsx", workbook(["buurtcode", *(f"k{n}" for n in range(300))], ["BU01530000", *range(300)]), Refused("too_many_columns")),
    Case("cell_far_away.xlsx", workbook(HEAD, ROW, more=lambda book: book.active.cell(1, 16_000, "ver weg")), Refused("too_many_columns")),
    Case("row_far_below.xlsx", workbook(HEAD, ROW, more=lambda book: book.active.cell(1_048_000, 1, "Bron")), Refused("too_many_rows"), nasty=True),
    Case("cut_in_half.xlsx", lambda: workbook(HEAD, ROW)()[:900], Refused("damaged_file")),
    Case("sheet_is_missing.xlsx", replaced("xl/_rels/workbook.xml.rels", b"sheet1.xml", b"sheet9.xml"), Refused("damaged_file")),
    Case("xml_that_swells.xlsx", replaced(SHEET, b"<worksheet", BOMB + b"<worksheet"), Read(1), nasty=True),
    Case("workbook_named.csv", workbook(HEAD, ROW), Refused("name_and_content_differ")),
    Case("text_named.xlsx", figures(40), Refused("name_and_content_differ")),
    Case("text_named.xls", figures(40), Refused("name_and_content_differ")),
    Case("before_2007.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Refused("old_excel")),
    Case("with_password.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), Refused("unsafe_zip")),
    Case("binary_workbook.xlsb", lambda: zipped({"xl/workbook.bin": b"\x83\x01"}), Refused("unknown_kind")),
    Case("open_document.ods", lambda: zipped({"content.xml": b"<a/>", "mimetype": b"ods"}), Refused("unknown_kind")),
    Case("macros.xlsm", workbook(HEAD, ROW), Read(1)),
]  # fmt: skip
