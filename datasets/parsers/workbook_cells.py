"""The look at a sheet before its reader opens it: how far it reaches, and which cells only seem empty.

A reader makes room for every cell up to the farthest. It shows cells as empty though something stands there, such as
the error #DIV/0!, or a formula of which the program that wrote the file never stored the outcome. Empty they would be
taken for missing figures.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from datasets.parsers.workbook_parts import PercentCells, column_of, comments, percent_styles, tags

CHUNK = 1024 * 1024
LONGEST = 80  # signs of a formula that are shown
CELL = re.compile(rb"<c\b([^>]*[^>/])>((?:(?!</c>).)*)</c>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
FORMULA, VALUE = re.compile(r"<f\b[^>]*?(?:/>|>([^<]*)</f>)"), re.compile(r"<v>([^<]*)</v>")
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3}\d{1,8})["']""")  # of a cell, or of a row without letters
ENDED = re.compile(rb"/(?:\w+:)?c\s*>")
BEGUN = re.compile(rb"<(?:\w+:)?(row|c)[\s/>]")
DIGITS, LETTERS = b"0123456789", bytes(range(ord("A"), ord("z") + 1))

type Cell = str | float | int | None
type Cells = dict[int, dict[int, str]]  # row → column → text, both counted from 0


class Percent(float):
    """A figure that its workbook shows with a percent sign: 11.0 where the cell holds 0.11."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{float(self):.15g}%"


def to_wire(row: list[Cell]) -> list[Any]:
    """Return the row as JSON can carry it: a Percent as a list of its one number."""
    return [[float(cell)] if isinstance(cell, Percent) else cell for cell in row]


def from_wire(row: list[Any]) -> list[Cell]:
    """Return the row that `to_wire` was given."""
    return [Percent(cell[0]) if type(cell) is list else cell for cell in row]


@dataclass(slots=True)
class Seen:
    """The size of one sheet.

    Where cells do not say where they stand, `rows` and `columns` are more rather than less.
    """

    unread: Cells = field(default_factory=dict)
    percents: PercentCells = field(default_factory=lambda: PercentCells(frozenset()))
    comments: dict[str, str] = field(default_factory=dict)  # by the name of their cell
    rows: int = 0
    columns: int = 0
    _widest: int = 0  # row of cells that do not say where they stand
    _in_row: int = 0
    _silent_rows: int = 0

    def take(self, xml: bytes) -> None:
        """Take a piece of the sheet, in order."""
        self.reach(xml)
        _collect(xml, self.unread)
        self.percents.note(xml)

    def reach(self, xml: bytes) -> None:
        found = REFERENCE.findall(xml)
        joined = b" ".join(found)
        letters, numbers = joined.translate(None, DIGITS).split(), set(joined.translate(None, LETTERS).split())
        self.rows = max(self.rows, *map(int, numbers), 0)
        self.columns = max(self.columns, *(column_of(name.decode().upper()) + 1 for name in set(letters)), 0)
        begun_rows = xml.count(b"<row") + xml.count(b":row")
        self._silent_rows += max(0, begun_rows - (len(found) - len(letters)))
        if len(ENDED.findall(xml)) > len(letters):
            self._count(xml)

    def _count(self, xml: bytes) -> None:
        for tag in BEGUN.findall(xml):
            self._in_row = 0 if tag == b"row" else self._in_row + 1
            self._widest = max(self._widest, self._in_row)

    def end(self) -> None:
        if self._widest:
            self.rows, self.columns = self.rows + self._silent_rows, self.columns + self._widest


class Sheet(NamedTuple):
    """A sheet: its name, how far it reaches, whether the workbook shows it, and the comments by their cell."""

    name: str
    rows: int
    columns: int
    visible: bool
    comments: dict[str, str]


def seen_cells(path: Path) -> list[Seen]:
    """Return what is seen of each sheet, in the order of the workbook."""
    with zipfile.ZipFile(path) as archive:
        styles = percent_styles(archive)
        return [_seen(archive, part, styles) for part in _parts(archive)]


def name_of(row: int, column: int) -> str:
    """Return what a cell is called, both counted from 1: KN300000."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _parts(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield where each sheet is kept; "" where the workbook does not tell."""
    names = {name.lower(): name for name in archive.namelist()}
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {tag["Id"]: tag.get("Target", "") for tag in tags(relations, "Relationship") if "Id" in tag}
    for sheet in tags(archive.read("xl/workbook.xml").decode("utf-8", "replace"), "sheet"):
        target = targets.get(sheet.get("r:id", ""), "")
        part = target.removeprefix("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        yield names.get(part.lower(), "")


def _seen(archive: zipfile.ZipFile, part: str, styles: frozenset[bytes]) -> Seen:
    seen = Seen(percents=PercentCells(styles))
    if not part:
        return seen
    seen.comments = comments(archive, part)
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            text = rest + chunk
            end = max(text.rfind(b"<c "), 0) or text.rfind(b"<")
            rest, whole = (text[end:], text[:end]) if end > 0 else (b"", text)
            seen.take(whole)
        seen.take(rest)
    seen.end()
    return seen


def _collect(xml: bytes, found: Cells) -> None:
    if b"<f" not in xml and b't="e"' not in xml:
        return
    for attributes, content in CELL.findall(xml):
        kind = dict(ATTRIBUTE.findall(attributes.decode("utf-8", "replace")))
        text = _text(kind.get("t", ""), content.decode("utf-8", "replace"))
        place = PLACE.fullmatch(kind.get("r", ""))
        if text and place:
            found.setdefault(int(place[2]) - 1, {})[column_of(place[1])] = text


def _text(kind: str, content: str) -> str | None:
    value, formula = VALUE.search(content), FORMULA.search(content)
    if kind == "e":
        return unescape(value[1]) if value else None
    if formula is None or kind == "str" or (value and value[1]):  # the outcome may be an empty text
        return None
    return f"={unescape(formula[1] or '')}"[:LONGEST]
