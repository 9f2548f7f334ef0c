"""A file of any kind to one table of raw cells, with the row numbers that its user sees."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched, chain, islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from datasets.parsers.files import FileKind
from datasets.parsers.personal import PERSONAL, personal_refusal
from datasets.parsers.problems import Problem, error, refusal, warning
from datasets.parsers.text import LOOK_AHEAD, decode, detect_delimiter, header_index, looks_like_data, split_rows
from datasets.parsers.wkt import BEGINS as OUTLINE
from datasets.parsers.workbook_cells import Cells, unread_cells

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_ROWS = 1_000_000
MAX_COLUMNS = 300  # PDOK's boundary files have 223
MAX_CELL = 8_192  # characters; an outline as text may be longer, up to what csv takes
BATCH = 20_000  # rows
MAX_SEEN = 200_000  # strings remembered at once

type Cell = str | float | int | None


@dataclass(frozen=True)
class Table:
    """Raw cells. `frame` has one object column per name in `header`; its index is the row number in the file.

    Blank rows and nameless empty columns are left out. Cells of a text file are str, "" when empty; those of workbooks
    and maps are str, float, int or None. `title` is what stands above the header. `problems` holds what was noticed on
    the way (never a refusal).
    """

    header: tuple[str, ...]
    frame: pd.DataFrame
    first_row: int
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    problems: tuple[Problem, ...] = ()
    title: str = ""


class _RefusedError(Exception):
    """Carries a refusal out of the row loop."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def read_table(path: Path, kind: str) -> Table | Problem:
    """The table in a file of this kind ("csv", "xlsx", "gpkg", …: a FileKind), or why not.

    A workbook gives its first sheet with a table; a map file its attributes, with layers of gemeenten, wijken and
    buurten under one another. Files must have passed `sniff` first: size and zip bombs are not looked at here. Personal
    data in any sheet or layer, also in a hidden one, refuse the whole file.
    """
    try:
        if kind == FileKind.CSV:
            return _read_text(path)
        return _read_workbook(path) if kind == FileKind.XLSX else _read_map(path, kind)
    except _RefusedError as refused:
        return refused.problem


def assemble(records: Iterable[Sequence[Cell]], **origin: str | None) -> Table:
    """A table from all rows of a file in order; raises _RefusedError. `origin`: encoding, delimiter, sheet."""
    rows = iter(records)
    head = list(islice(rows, LOOK_AHEAD))
    at = header_index(head)
    if at is None:
        raise _RefusedError(refusal("no_table"))
    if looks_like_data(head[at]):
        raise _RefusedError(personal_refusal(_unnamed(head[at:])) or refusal("no_header"))
    width = max(_width(head[at]), min(len(head[at]), MAX_COLUMNS))
    body = _Body(width)
    body.fill(chain(head[at + 1 :], rows), first=at + 2)
    header, kept, noticed = _names(head[at][:width], body.columns)
    if not body.rows:
        raise _RefusedError(refusal("no_table"))
    frame = pd.DataFrame({i: np.array(body.columns[i], dtype=object) for i in kept}, index=body.rows, dtype=object)
    frame.columns = pd.Index(header, dtype=object)
    title = " ".join(str(cell) for row in head[:at] for cell in row if cell not in {"", None})
    return Table(header, frame, body.rows[0], problems=(*noticed, *body.problems), title=title, **origin)


def _unnamed(rows: Sequence[Sequence[Cell]]) -> pd.DataFrame:
    columns = islice(zip_longest(*rows, fillvalue=""), MAX_COLUMNS)
    return pd.DataFrame({f"#{at}": cells for at, cells in enumerate(columns, start=1)}, dtype=object)


def _impersonal(table: Table) -> Table:
    personal = personal_refusal(table.frame, table.sheet)
    if personal:
        raise _RefusedError(personal)
    return table


class _Body:
    """Grows columns from rows, keeping one copy of equal strings: a long file repeats its codes a thousand times."""

    def __init__(self, width: int) -> None:
        self.columns: list[list[Cell]] = [[] for _ in range(width)]
        self.rows: list[int] = []
        self.problems: list[Problem] = []
        self._seen: dict[Cell, Cell] = {}

    def fill(self, records: Iterable[Sequence[Cell]], first: int) -> None:
        filled = (pair for pair in enumerate(records, start=first) if any(pair[1]) or pair[1].count("") < len(pair[1]))
        for batch in batched(filled, BATCH):
            numbers, rows = zip(*batch, strict=True)
            self.rows.extend(numbers)
            _check_size(len(self.rows), len(self.columns))
            even = set(map(len, rows)) == {len(self.columns)}
            fitted = rows if even else [self._fit(number, row) for number, row in batch]
            for column, cells in zip(self.columns, zip(*fitted, strict=True), strict=True):
                _check_length(cells, numbers)
                column.extend(map(self._seen.setdefault, cells, cells))
            if len(self._seen) > MAX_SEEN:
                self._seen.clear()

    def _fit(self, number: int, row: Sequence[Cell]) -> Sequence[Cell]:
        width = len(self.columns)
        if len(row) > width and any(cell not in {"", None} for cell in row[width:]):
            self.problems.append(error("row_too_long", number, expected=width, found=_width(row)))
        return row[:width] if len(row) >= width else [*row, *[""] * (width - len(row))]


def _check_length(cells: Sequence[Cell], numbers: Sequence[int]) -> None:
    if max((len(cell) for cell in set(cells) if isinstance(cell, str)), default=0) <= MAX_CELL:
        return
    long = (i for i, cell in enumerate(cells) if isinstance(cell, str) and len(cell) > MAX_CELL)
    at = next((i for i in long if not OUTLINE.match(str(cells[i]))), None)
    if at is not None:
        raise _RefusedError(refusal("cell_too_long", limit=MAX_CELL, row=numbers[at]))


def _width(row: Sequence[Cell]) -> int:
    width = max((i for i, cell in enumerate(row, start=1) if cell not in {"", None}), default=0)
    _check_size(0, width)
    return width


def _check_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise _RefusedError(refusal("too_many_rows", limit=MAX_ROWS))
    if columns > MAX_COLUMNS:
        raise _RefusedError(refusal("too_many_columns", limit=MAX_COLUMNS, found=columns))


def _names(
    cells: Sequence[Cell], columns: Sequence[Sequence[Cell]]
) -> tuple[tuple[str, ...], list[int], list[Problem]]:
    """Unique names, which columns they are of, and what was renamed; a nameless column without cells is left out."""
    names: list[str] = []
    kept, noticed = [], []
    for i, cell in enumerate(cells):
        name = " ".join(str(cell).split())
        if not name and all(value in {"", None} for value in columns[i]):
            continue
        unique = _unused(name or f"#{i + 1}", names)
        if not name:
            noticed.append(warning("empty_header", column=unique, renamed=unique))
        elif unique != name:
            noticed.append(warning("duplicate_header", column=name, renamed=unique))
        names.append(unique)
        kept.append(i)
    return tuple(names), kept, noticed


def _unused(name: str, taken: Sequence[str]) -> str:
    tries = chain([name], (f"{name} ({n})" for n in range(2, MAX_COLUMNS + 2)))
    return next(candidate for candidate in tries if candidate not in taken)


def _read_text(path: Path) -> Table:
    raw = path.read_bytes().removesuffix(b"\x1a")  # with which DOS ends a file
    decoded = decode(raw)
    if isinstance(decoded, Problem):
        raise _RefusedError(decoded)
    text, encoding = decoded
    delimiter = detect_delimiter(text)
    del text, decoded
    try:
        return _impersonal(assemble(split_rows(raw, encoding, delimiter), encoding=encoding, delimiter=delimiter))
    except csv.Error as fault:
        raise _RefusedError(refusal("cell_too_long", limit=MAX_CELL)) from fault


def _read_workbook(path: Path) -> Table:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            unread = unread_cells(path)
            names = enumerate(book.sheet_names)
            sheets = [_sheet(book, name, unread[at] if at < len(unread) else {}) for at, name in names]
    except PasswordError as fault:
        raise _RefusedError(refusal("password_protected")) from fault
    except (CalamineError, KeyError, BadZipFile) as fault:  # or a part of it
        raise _RefusedError(refusal("damaged_file")) from fault
    tables = [sheet for sheet in sheets if isinstance(sheet, Table)]
    refused = [sheet for sheet in sheets if isinstance(sheet, Problem)]
    if tables:
        return tables[0]
    raise _RefusedError(refused[0] if refused else refusal("no_table"))


def _sheet(book: "CalamineWorkbook", name: str, unread: Cells) -> Table | Problem:
    """The table in a sheet, or why there is none; raises _RefusedError for personal data, which refuse the whole file."""
    try:
        table = assemble(_sheet_rows(book, name, unread), sheet=name)
    except _RefusedError as refused:
        if refused.problem.code == PERSONAL:
            raise
        return refused.problem
    return _impersonal(table)


def _sheet_rows(book: "CalamineWorkbook", name: str, unread: Cells) -> Iterator[list[Cell]]:
    sheet = book.get_sheet_by_name(name)
    _check_size(sheet.total_height, sheet.total_width)
    for at, row in enumerate(sheet.to_python(skip_empty_area=False)):
        cells = [_workbook_cell(cell) for cell in row]
        for column, text in unread.get(at, {}).items():
            if column < len(cells):
                cells[column] = text
        yield cells


def _workbook_cell(cell: object) -> Cell:
    """Whole numbers as int, dates and times as ISO text."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    return cell if isinstance(cell, str) else str(cell)


def _read_map(path: Path, kind: str) -> Table:
    from datasets.parsers.attributes import read_attributes

    found = read_attributes(path, FileKind(kind))
    if isinstance(found, Problem):
        raise _RefusedError(found)
    frame, layers = found
    if frame.empty or not frame.columns.size:
        raise _RefusedError(refusal("no_table"))
    _check_size(*frame.shape)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return Table(tuple(frame.columns), frame, 2, sheet=", ".join(layers))
