"""The cells of a file of works, whatever kind of file it is; of a map layer with the shape of each row."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.parsers.attributes import refused_layer
from datasets.parsers.files import FileKind, reader_paths
from datasets.parsers.problems import Problem, refusal
from dia.parsers.works_columns import FIELD_BY_NAME, slug

if TYPE_CHECKING:
    from datasets.parsers.tables import Table

MAX_WORKS = 5_000  # read and compared within one request
SHOWN = 5
READER_ERRORS = (RuntimeError, ValueError, OverflowError, UnboundLocalError)
RD_WITH_HEIGHTS, RD = "7415", 28992

type Numbered = tuple[int, dict[str, Any], bytes | None, int | None]  # row, cells by column, WKB, EPSG number


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` count from 1 with the header, as the user sees them."""

    header: tuple[str, ...]
    rows: list[Numbered]
    problems: tuple[Problem, ...] = ()

    @property
    def first_rows(self) -> list[list[Any]]:
        return [list(cells.values()) for _row, cells, _shape, _srid in self.rows[:SHOWN]]


def read_sheet(path: Path, kind: FileKind) -> Sheet | Problem:
    """At most MAX_WORKS rows; too_many_rows above that. Other refusals: those of tables.read_table, damaged_file."""
    sheet = _table(path, kind) if kind in {FileKind.CSV, FileKind.XLSX} else _layers(path, kind)
    if isinstance(sheet, Sheet) and len(sheet.rows) > MAX_WORKS:
        return refusal("too_many_rows", limit=MAX_WORKS)
    return sheet


def _table(path: Path, kind: FileKind) -> Sheet | Problem:
    from datasets.parsers.tables import read_table

    table = read_table(path, kind, fits=_has_titles)
    if isinstance(table, Problem):
        return table
    numbered = zip(table.frame.index, table.frame.itertuples(index=False, name=None), strict=True)
    rows: list[Numbered] = [
        (int(row), dict(zip(table.header, cells, strict=True)), None, None) for row, cells in numbered
    ]
    return Sheet(table.header, rows, table.problems)


def _has_titles(table: "Table") -> bool:
    return any(FIELD_BY_NAME.get(slug(name)) == "title" for name in table.header)


def _layers(path: Path, kind: FileKind) -> Sheet | Problem:
    """The layers of a map file under one another: works are often kept as points, lines and surfaces apart."""
    sources = reader_paths(path, kind)
    if isinstance(sources, Problem):
        return sources
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            refused = refused_layer(sources)
            if refused:
                return refused
            found = [layer for source in sources for layer in _read(source)]
    except UnicodeDecodeError:
        return refusal("wrong_encoding")
    except READER_ERRORS:
        return refusal("damaged_file")
    header = tuple(dict.fromkeys(name for columns, _rows in found for name in columns))
    cells = [row for _columns, rows in found for row in rows]
    rows: list[Numbered] = [
        (number, {name: row.get(name) for name in header}, shape, srid)
        for number, (row, shape, srid) in enumerate(cells, start=2)
    ]
    return Sheet(header, rows) if rows and header else refusal("no_table")


def _read(source: str) -> Iterator[tuple[list[str], list[tuple[dict[str, Any], bytes | None, int | None]]]]:
    import pyogrio
    from pyogrio import raw

    for layer, geometry in pyogrio.list_layers(source):
        if geometry is None:
            continue
        meta, _ids, shapes, columns = raw.read(source, layer=layer, force_2d=True, max_features=MAX_WORKS + 1)
        names, srid = list(meta["fields"]), _srid(meta["crs"])
        cells = zip(*(_plain(column) for column in columns), strict=True) if names else iter([()] * len(shapes))
        rows = [
            (dict(zip(names, row, strict=True)), None if shape is None else bytes(shape), srid)
            for row, shape in zip(cells, shapes, strict=True)
        ]
        yield names, rows


def _plain(column: Any) -> list[Any]:
    """Cells as Python's own numbers and texts; dates as ISO text."""
    cells = column.tolist()
    return [None if cell is None else str(cell) for cell in cells] if column.dtype.kind == "M" else cells


def _srid(crs: str | None) -> int | None:
    """What the file declares; None without a number. RD with heights is RD once the heights are dropped."""
    number = (crs or "").removeprefix("EPSG:")
    return RD if number == RD_WITH_HEIGHTS else int(number) if number.isdigit() else None
