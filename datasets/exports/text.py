"""A table as csv: for people in a spreadsheet, and for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.formats import get_format

from datasets import spreadsheets
from datasets.exports.table import WITHHELD, Table, Value, Withheld


def excel(table: Table, out: BinaryIO) -> None:
    """Write the table as Excel opens it without asking.

    With a byte order mark, semicolons and the decimal sign of the reader's language.
    """
    sign = str(get_format("DECIMAL_SEPARATOR"))
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    heads = [column.title for column in table.columns]
    _write(table, spreadsheets.writer(text), heads, lambda value: cell(value, sign))
    text.detach()


def plain(table: Table, out: BinaryIO) -> None:
    """Write the table by RFC 4180, without a byte order mark.

    Names never change, numbers have a decimal point, and a truth is true or false.
    """
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    heads = [column.key for column in table.columns]
    _write(
        table,
        csv.writer(text, lineterminator="\r\n"),
        heads,
        lambda value: WITHHELD.key if value is WITHHELD else cell(value, "."),
    )
    text.detach()


def cell(value: Value, sign: str) -> str | int:  # noqa: PLR0911 -- one way out for each kind of value
    """Return numbers in full, nothing for what is absent, and no text that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, Withheld):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).replace(".", sign)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", sign)
    return spreadsheets.harmless(value)


def _write(table: Table, writer: Any, heads: list[str], form: Callable[[Value], str | int]) -> None:
    writer.writerow([spreadsheets.harmless(head) for head in heads])
    for row in table.rows:
        writer.writerow([form(value) for value in row])
