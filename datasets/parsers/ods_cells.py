"""The look at an OpenDocument spreadsheet beside its reader: percentages, comments, hidden sheets, formulas, and its size.

A reader of cells gives the value of a cell of percentages, 0.11, without saying that it is shown as 11 %.
"""

import zipfile
from array import array
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, iterparse  # noqa: S405 -- only in the child, whose walls hold what a file does

from datasets.parsers.workbook_cells import LONGEST, Seen, name_of
from datasets.parsers.workbook_parts import PercentCells

OFFICE, TABLE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table"))
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
ERROR = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def seen_cells(path: Path) -> tuple[list[Seen], list[bool]]:
    """Return what is seen of each sheet, and which sheets are shown, in the order of the file."""
    seen: list[Seen] = []
    shown: list[bool] = []
    hidden: set[str] = set()
    row = 0
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        for event, element in iterparse(content, ("start", "end")):  # noqa: S314
            if event == "start" and element.tag == f"{TABLE}table":
                seen.append(Seen(percents=PercentCells(frozenset())))
                shown.append(element.get(f"{TABLE}style-name") not in hidden)
                row = 0
            elif event == "end" and element.tag == f"{STYLE}style":
                hidden.update(_hidden(element))
            elif event == "end" and element.tag == f"{TABLE}table-row" and seen:
                row += _take(seen[-1], row, element)
                element.clear()
    return seen, shown


def _hidden(style: Element) -> Iterator[str]:
    """Yield the name of a style that hides the sheets that have it."""
    for properties in style.iter(f"{STYLE}table-properties"):
        if properties.get(f"{TABLE}display") == "false":
            yield style.get(f"{STYLE}name", "")


def _take(seen: Seen, row: int, element: Element) -> int:
    """Take a row, and return for how many it stands."""
    times, column = _times(element, "rows"), 0
    for cell in (each for each in element if each.tag in CELLS):
        wide = _times(cell, "columns")
        if len(cell) or cell.get(f"{OFFICE}value-type"):
            seen.rows, seen.columns = max(seen.rows, row + times), max(seen.columns, column + wide)
            _note(seen, cell, range(row, row + times), range(column, column + wide))
        column += wide
    return times


def _note(seen: Seen, cell: Element, rows: range, columns: range) -> None:
    kind, name = cell.get(f"{OFFICE}value-type"), name_of(rows[0] + 1, columns[0] + 1)
    for comment in cell.iter(f"{OFFICE}annotation"):
        seen.comments[name] = "\n".join(comment.itertext())
    if kind == "percentage":
        for column in columns:
            seen.percents.runs.setdefault(column, array("q")).extend((rows[0], rows[-1]))
    unread = _unread(cell, kind)
    if unread:
        seen.unread.setdefault(rows[0], {})[columns[0]] = unread


def _unread(cell: Element, kind: str | None) -> str | None:
    """Return an error as it is shown, or a formula of which no outcome is stored."""
    if cell.get(ERROR) == "error":
        return "".join(cell.itertext())[:LONGEST]
    formula = cell.get(f"{TABLE}formula")
    return f"={formula.rpartition(':=')[2]}"[:LONGEST] if formula and kind is None else None


def _times(element: Element, what: str) -> int:
    said = element.get(f"{TABLE}number-{what}-repeated", "1")
    return int(said) if said.isdecimal() else 1
