"""The cells of a file of works, whatever kind of file it is; of a map layer with the shape of each row.

Only for the child that reads it: works_reader.py.
"""

from pathlib import Path
from typing import Any

from datasets.parsers.attributes import readable_layers
from datasets.parsers.files import WORKBOOKS, FileKind
from datasets.parsers.map_files import LayerContent, MapFile
from datasets.parsers.problems import Problem, RefusedError, refusal
from datasets.parsers.tables import Table, read_table
from dia.parsers.works_columns import FIELD_BY_NAME, slug
from dia.parsers.works_sheet import MAX_WORKS, Numbered, Sheet

RD_WITH_HEIGHTS, RD = "7415", 28992


def read_sheet(path: Path, kind: FileKind) -> Sheet | Problem:
    """Read at most MAX_WORKS rows; too_many_rows above that.

    Other refusals: those of tables.read_table, damaged_file.
    """
    sheet = _table(path, kind) if kind in {FileKind.CSV, *WORKBOOKS} else _layers(path, kind)
    if isinstance(sheet, Sheet) and len(sheet.rows) > MAX_WORKS:
        return refusal("too_many_rows", limit=MAX_WORKS)
    return sheet


def _table(path: Path, kind: FileKind) -> Sheet | Problem:
    table = read_table(path, kind, fits=_has_titles)
    if isinstance(table, Problem):
        return table
    numbered = zip(table.frame.index, table.frame.itertuples(index=False, name=None), strict=True)
    rows: list[Numbered] = [
        (int(row), dict(zip(table.header, cells, strict=True)), None, None) for row, cells in numbered
    ]
    return Sheet(table.header, rows, table.problems)


def _has_titles(table: Table) -> bool:
    return any(FIELD_BY_NAME.get(slug(name)) == "title" for name in table.header)


def _layers(path: Path, kind: FileKind) -> Sheet | Problem:
    """Read the layers of a map file under one another: works are often kept as points, lines and surfaces apart."""
    try:
        with MapFile(path, kind) as file:
            readable_layers(file)
            drawn = [layer for layer in file.layers if layer.geometry is not None]
            found = [file.read(layer, shapes=True, most=MAX_WORKS + 1) for layer in drawn]
    except RefusedError as refused:
        return refused.problem
    header = tuple(dict.fromkeys(name for layer in found for name in layer.columns))
    cells = [row for layer in found for row in _rows(layer)]
    rows: list[Numbered] = [
        (number, {name: row.get(name) for name in header}, shape, srid)
        for number, (row, shape, srid) in enumerate(cells, start=2)
    ]
    return Sheet(header, rows) if rows and header else refusal("no_table")


def _rows(layer: LayerContent) -> list[tuple[dict[str, Any], bytes | None, int | None]]:
    """Return cells as Python's own numbers and texts."""
    names, srid = list(layer.columns), _srid(layer.crs)
    cells = (
        zip(*(column.tolist() for column in layer.columns.values()), strict=True) if names else [()] * len(layer.shapes)
    )
    return [(dict(zip(names, row, strict=True)), shape, srid) for row, shape in zip(cells, layer.shapes, strict=True)]


def _srid(crs: str | None) -> int | None:
    """Return what the file declares; None without a number. RD with heights is RD once the heights are dropped."""
    number = (crs or "").removeprefix("EPSG:")
    return RD if number == RD_WITH_HEIGHTS else int(number) if number.isdigit() else None
