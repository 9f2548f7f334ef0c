"""A table as an Excel workbook: numbers as numbers, text as text, and a second sheet that says where it comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from datasets.exports.table import Table, Value, Withheld
from datasets.spreadsheets import FORMULA_STARTS

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31


def xlsx(table: Table, out: BinaryIO) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(NOT_IN_A_NAME.sub(" ", table.title)[:LONGEST_NAME])
    sheet.freeze_panes = "A2"
    sheet.append([_text(sheet, column.title, bold=True) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])
    about = book.create_sheet(_("Source"))
    for name, text in [(_("Table"), table.title), *table.origin.lines]:
        about.append([_text(about, name, bold=True), _text(about, text)])
    book.save(out)


def _cell(sheet: Any, value: Value) -> Any:
    return _text(sheet, str(value)) if isinstance(value, (str, Withheld)) else value


def _text(sheet: Any, text: str, *, bold: bool = False) -> WriteOnlyCell:
    """Return a cell that is kept as it is: neither opening nor editing it makes a formula of its text."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", text))
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell
