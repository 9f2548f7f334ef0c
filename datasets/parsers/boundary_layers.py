"""The layers of a file of boundaries.

Columns, shapes as WKB and their system, from a map file or from a table with outlines as text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from datasets.parsers.files import FileKind
from datasets.parsers.map_columns import (
    ANY_CODES,
    ANY_NAMES,
    COUNTS,
    LEVEL_CODES,
    LEVEL_NAMES,
    LEVELS,
    OWN_CODES,
    WATERS,
    YEARS,
)
from datasets.parsers.map_files import MapFile, MapLayer
from datasets.parsers.problems import Problem, refusal
from datasets.parsers.wkt import COLUMNS as OUTLINES
from datasets.parsers.wkt import NO_POLYGON, read_outline

MAX_AREAS = 100_000  # five times the gemeenten, wijken and buurten of the whole country
RD, WGS84 = 28992, 4326
SAME_AS = {7415: RD}  # RD with heights, which are dropped
EXTENT = {RD: (-100_000, 200_000, 400_000, 800_000), WGS84: (1, 49, 9, 56)}  # the country and its sea, wide
WKB_EMPTY = 9  # bytes of a shape without parts: byte order, type, count 0
KNOWN = {
    *(column for names in (LEVEL_CODES, LEVEL_NAMES, COUNTS) for columns in names.values() for column in columns),
    *(column for columns in (OWN_CODES, ANY_CODES, ANY_NAMES, LEVELS, YEARS, WATERS) for column in columns),
}
CODED = {*ANY_CODES, *(column for columns in LEVEL_CODES.values() for column in columns)}


@dataclass(slots=True, eq=False)
class Layer:
    """A layer as read. `rows` are the numbers of its rows as the user sees them."""

    name: str
    columns: dict[str, np.ndarray]  # lower-case name -> cells
    shapes: list[Any]  # WKB bytes or None
    srid: int | None
    rows: Sequence[int]
    own: bool = False  # areas with codes of the partnership's own instead of those of CBS
    problems: list[Problem] = field(default_factory=list)
    water: int = 0
    said_column: str | None = None  # that holds codes, as its user says
    found_column: str | None = None  # that holds codes, where no column of any layer has a known name


def map_layers(file: MapFile, own: bool, code_column: str) -> Iterator[Layer]:
    """Yield the layers with shapes, with the columns of a known name and the one that is said to hold codes.

    A layer of points beside others holds the labels of a map, and is left out.
    """
    layers = [layer for layer in file.layers if layer.geometry is not None]
    drawn = [layer for layer in layers if layer.geometry != "Point"]
    for layer in drawn or layers:
        yield _map_layer(file, layer, own, code_column)


def table_layer(path: Path, kind: FileKind, own: bool) -> Layer | Problem:
    """Read a table with a column of outlines as WKT or EWKT.

    Refusals: no_geometry_in_file without such a column, else those of read_table.
    """
    from datasets.parsers.tables import read_table

    table = read_table(path, kind, fits=lambda table: any(name.lower() in OUTLINES for name in table.header))
    if isinstance(table, Problem):
        return table
    cells = {name.lower(): table.frame[name].to_numpy(dtype=object) for name in table.header}
    column = next((name for name in OUTLINES if name in cells), None)
    if column is None:
        return refusal("no_geometry_in_file")
    texts = ["" if cell is None else str(cell).strip() for cell in cells.pop(column)]
    outlines = [read_outline(text) if text else None for text in texts]
    shapes = [found.wkb if found else NO_POLYGON if text else None for text, found in zip(texts, outlines, strict=True)]
    bounds = np.array([found.bounds for found in outlines if found]).reshape(-1, 4).T
    named = {found.srid for found in outlines if found}
    srid = _srid(f"EPSG:{max(filter(None, named), default='')}", bounds) if len(named) <= 1 else None
    return Layer("", cells, shapes, srid, [int(row) for row in table.frame.index], own)


def _map_layer(file: MapFile, layer: MapLayer, own: bool, code_column: str) -> Layer:
    wanted = [column for column in layer.columns if column.lower() in {*KNOWN, code_column}]
    if not own and CODED.isdisjoint(column.lower() for column in wanted):
        wanted = list(layer.columns)  # codes may stand in a column of another name
    found = file.read(layer, columns=wanted, shapes=True, most=MAX_AREAS + 1)
    columns = {column.lower(): values for column, values in found.columns.items()}
    filled = np.array([shape is not None and len(shape) > WKB_EMPTY for shape in found.shapes], dtype=bool)
    filled &= np.isfinite(found.bounds).all(axis=0)
    shapes = [shape if there else None for shape, there in zip(found.shapes, filled, strict=True)]
    srid = _srid(found.crs, found.bounds[:, filled])
    return Layer(layer.name, columns, shapes, srid, range(1, len(shapes) + 1), own)


def _srid(crs: str | None, bounds: np.ndarray) -> int | None:
    """Return the EPSG number that is declared, unless the coordinates show otherwise.

    None if they fit no known system.
    """
    declared = int(crs.removeprefix("EPSG:")) if crs and re.fullmatch(r"EPSG:\d+", crs) else None
    declared = SAME_AS.get(declared, declared) if declared else None
    if not bounds.size:
        return declared or RD
    if declared not in (None, RD, WGS84):
        return declared
    low, high = bounds[:2].min(axis=1), bounds[2:].max(axis=1)
    for srid, extent in EXTENT.items():
        if (low >= extent[:2]).all() and (high <= extent[2:]).all():
            return srid
    return None
