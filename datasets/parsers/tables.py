"""A file of any kind to one table of raw cells, with the row numbers that its user sees."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import batched, chain, islice, zip_longest
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd

from datasets.parsers.even_rows import read_rows
from datasets.parsers.files import WORKBOOKS, FileKind
from datasets.parsers.personal import personal_refusal
from datasets.parsers.problems import Problem, RefusedError, error, refusal, warning
from datasets.parsers.text import LOOK_AHEAD, decode, detect_delimiter, header_index, looks_like_data, split_rows
from datasets.parsers.wkt import BEGINS as OUTLINE

MAX_ROWS = 1_000_000
MAX_COLUMNS = 300  # PDOK's boundary files have 223
MAX_CELLS = 10_000_000  # a million rows of ten columns, and twice all that CBS tells of all buurten
MAX_CELL = 8_192  # characters; an outline as text may be longer, up to what csv takes
BATCH = 20_000  # rows
MAX_SEEN = 200_000  # strings remembered at once

type Cell = str | float | int | None


@dataclass(frozen=True)
class Table:
    """A table of raw cells.

    `frame` has one column per name in `header`, of objects or of categories of them; its index is the row number in the
    file.

    Blank rows and nameless empty columns are left out. Cells of a text file are str, "" when empty; those of workbooks
    and maps are str, float, int or None. `title` is what stands above the header; `aside` has that, and what stands
    in rows beyond the last column, by the place of its column. `problems` holds what was noticed on
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
    aside: dict[str, list[str]] = field(default_factory=dict)


type Fits = Callable[[Table], bool]  # whether a table can be the one that is meant


def read_table(path: Path, kind: str, sheet: str = "", fits: Fits = lambda _: True) -> Table | Problem:
    """Return the table in a file of this kind ("csv", "xlsx", "ods", "gpkg", …: a FileKind), or why not.

    A workbook gives the table of the visible `sheet`; without a name the only one that `fits`, of which its user must
    say which where there are several. A map file gives its attributes, with layers of gemeenten, wijken and
    buurten under one another. Files must have passed `sniff` first: size and zip bombs are not looked at here. Personal
    data in any sheet or layer, also in a hidden one, refuse the whole file.
    """
    try:
        if kind == FileKind.CSV:
            return _read_text(path)
        return _read_workbook(path, sheet, fits) if kind in WORKBOOKS else _read_map(path, kind)
    except RefusedError as refused:
        return refused.problem


def assemble(records: Iterable[Sequence[Cell]], **origin: str | None) -> Table:
    """Return a table from all rows of a file in order; `origin`: encoding, delimiter, sheet.

    Raises RefusedError.
    """
    rows = iter(records)
    head = _Head.of(list(islice(rows, LOOK_AHEAD)))
    body = _Body(head.width)
    body.fill(chain(head.rows[head.at + 1 :], rows), first=head.at + 2)
    table = _table(head, body.columns, body.rows, body.problems, **origin)
    return replace(table, aside={**table.aside, **body.beyond})


@dataclass(frozen=True)
class _Head:
    """The first rows; that at `at` names the columns, of which there are `width`."""

    rows: list[Sequence[Cell]]
    at: int
    width: int

    @classmethod
    def of(cls, rows: list[Sequence[Cell]]) -> Self:
        at = header_index(rows)
        if at is None:
            raise RefusedError(refusal("no_table"))
        if looks_like_data(rows[at]):
            raise RefusedError(personal_refusal(_unnamed(rows[at:])) or refusal("no_header"))
        return cls(rows, at, max(_width(rows[at]), min(len(rows[at]), MAX_COLUMNS)))


def _table(
    head: _Head,
    columns: Sequence[Iterable[Cell]],
    rows: Sequence[int] | np.ndarray,
    problems: Sequence[Problem] = (),
    **origin: str | None,
) -> Table:
    header, kept, noticed = _names(head.rows[head.at][: head.width], columns)
    if not len(rows):
        raise RefusedError(refusal("no_table"))
    index = pd.Index(rows)
    frame = pd.DataFrame({i: _column(columns[i], index) for i in kept}, index=index)
    frame.columns = pd.Index(header, dtype=object)
    above = _by_column(head.rows[: head.at])
    title = " ".join(cell for cells in above.values() for cell in cells)
    return Table(header, frame, int(rows[0]), problems=(*noticed, *problems), title=title, aside=above, **origin)


def _column(cells: Iterable[Cell], index: pd.Index) -> pd.Series:
    if isinstance(cells, pd.Categorical):
        return pd.Series(cells, index=index)
    return pd.Series(np.array(cells, dtype=object), index=index, dtype=object)


def _by_column(rows: Iterable[Sequence[Cell]], first: int = 1) -> dict[str, list[str]]:
    """Return the filled cells as text, by the place of their column: #1, #2 and so on."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for at, cell in enumerate(row, start=first):
            if cell not in {"", None}:
                found.setdefault(f"#{at}", []).append(str(cell))
    return found


def _unnamed(rows: Sequence[Sequence[Cell]]) -> pd.DataFrame:
    columns = islice(zip_longest(*rows, fillvalue=""), MAX_COLUMNS)
    return pd.DataFrame({f"#{at}": cells for at, cells in enumerate(columns, start=1)}, dtype=object)


def _impersonal(table: Table) -> Table:
    personal = personal_refusal(table.frame, table.sheet, table.aside)
    if personal:
        raise RefusedError(personal)
    return table


class _Body:
    """Grows columns from rows, keeping one copy of equal strings: a long file repeats its codes a thousand times."""

    def __init__(self, width: int) -> None:
        self.columns: list[list[Cell]] = [[] for _ in range(width)]
        self.rows: list[int] = []
        self.problems: list[Problem] = []
        self.beyond: dict[str, list[str]] = {}
        self._seen: dict[Cell, Cell] = {}

    def fill(self, records: Iterable[Sequence[Cell]], first: int) -> None:
        filled = (pair for pair in enumerate(records, start=first) if any(pair[1]) or pair[1].count("") < len(pair[1]))
        for batch in batched(filled, BATCH):
            numbers, rows = zip(*batch, strict=True)
            self.rows.extend(numbers)
            check_size(len(self.rows), len(self.columns))
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
            for place, cells in _by_column([row[width:]], first=width + 1).items():
                self.beyond.setdefault(place, []).extend(cells)
        return row[:width] if len(row) >= width else [*row, *[""] * (width - len(row))]


def _check_length(cells: Sequence[Cell], numbers: Sequence[int]) -> None:
    if max((len(cell) for cell in set(cells) if isinstance(cell, str)), default=0) <= MAX_CELL:
        return
    long = (i for i, cell in enumerate(cells) if isinstance(cell, str) and len(cell) > MAX_CELL)
    at = next((i for i in long if not OUTLINE.match(str(cells[i]))), None)
    if at is not None:
        raise RefusedError(refusal("cell_too_long", limit=MAX_CELL, row=numbers[at]))


def _width(row: Sequence[Cell]) -> int:
    width = max((i for i, cell in enumerate(row, start=1) if cell not in {"", None}), default=0)
    check_size(0, width)
    return width


def check_size(rows: int, columns: int, where: str | None = None) -> None:
    if rows > MAX_ROWS:
        raise RefusedError(refusal("too_many_rows", value=where, limit=MAX_ROWS))
    if columns > MAX_COLUMNS:
        raise RefusedError(refusal("too_many_columns", value=where, limit=MAX_COLUMNS, found=columns))
    if rows * columns > MAX_CELLS:
        raise RefusedError(refusal("too_many_cells", value=where, limit=MAX_CELLS))


def _names(
    cells: Sequence[Cell], columns: Sequence[Iterable[Cell]]
) -> tuple[tuple[str, ...], list[int], list[Problem]]:
    """Return unique names, which columns they are of, and what was renamed.

    A nameless column without cells is left out.
    """
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
        raise RefusedError(decoded)
    text, encoding = decoded
    delimiter = detect_delimiter(text)
    del text, decoded
    origin = {"encoding": encoding, "delimiter": delimiter}
    return _impersonal(_even_table(raw, **origin) or assemble(_text_rows(raw, **origin), **origin))


def _text_rows(raw: bytes, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a text file; raise RefusedError for a cell that does not end."""
    row = 0
    try:
        for row, cells in enumerate(split_rows(raw, encoding, delimiter), start=1):  # noqa: B007 -- told when it fails
            yield cells
    except csv.Error as fault:
        raise RefusedError(refusal("cell_too_long", row=row + 1, limit=MAX_CELL)) from fault


def _even_table(raw: bytes, encoding: str, delimiter: str) -> Table | None:
    """Read the same table by column, which takes a tenth of the time; None where it cannot be read so."""
    head = _Head.of(list(islice(_text_rows(raw, encoding, delimiter), LOOK_AHEAD)))
    found = read_rows(raw, encoding, delimiter, after=head.at + 1, width=head.width, longest=MAX_CELL)
    if found is None:
        return None
    check_size(len(found.numbers), head.width)
    return _table(head, found.columns, found.numbers, encoding=encoding, delimiter=delimiter)


def _read_workbook(path: Path, sheet: str, fits: Fits) -> Table:
    from datasets.parsers.workbooks import read_workbook

    return read_workbook(path, sheet, fits)


def _read_map(path: Path, kind: str) -> Table:
    from datasets.parsers.attributes import read_attributes

    found = read_attributes(path, FileKind(kind))
    if isinstance(found, Problem):
        raise RefusedError(found)
    frame, layers = found
    if frame.empty or not frame.columns.size:
        raise RefusedError(refusal("no_table"))
    check_size(*frame.shape)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return Table(tuple(frame.columns), frame, 2, sheet=", ".join(layers))
