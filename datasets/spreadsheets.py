"""Text that Dutch Excel opens as it is meant: a byte order mark, semicolons, and no cell that it would run as a formula."""

from __future__ import annotations

import csv
from typing import Any

BOM = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def writer(out: Any) -> Any:
    """Return a csv writer on `out` (anything with `write`), which has been given the mark."""
    out.write(BOM)
    return csv.writer(out, delimiter=";", lineterminator="\r\n")


def harmless(cell: str | int) -> str | int:
    """Return a cell that no spreadsheet runs: a text that it would take for a formula gets a quote before it.

    A plain negative figure does not.
    """
    if not isinstance(cell, str) or not cell.startswith(FORMULA_STARTS):
        return cell
    figure = cell.removeprefix("-").replace(".", "").replace(",", "")
    return cell if figure.isdigit() and cell[0] == "-" else f"'{cell}"
