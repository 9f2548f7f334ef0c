"""A table as a GeoPackage in RD New, coloured: QGIS finds its style in the table layer_styles."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils import timezone

from datasets.exports.style import Drawn
from datasets.exports.table import Column, Table, Value, Withheld
from datasets.models.areas import RD_NEW

if TYPE_CHECKING:
    from numpy.typing import NDArray

type Row = tuple[bytes | None, Sequence[Value]]
# What lies in a layer, by the number of its shapes in WKB: a layer holds one kind, so that it can have a style.
SHAPES: dict[int, tuple[Drawn, str]] = {
    **dict.fromkeys((1, 4), ("marker", "MultiPoint")),
    **dict.fromkeys((2, 5), ("line", "MultiLineString")),
    **dict.fromkeys((3, 6), ("fill", "MultiPolygon")),
}
STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT(30), ui TEXT(30), update_time DATETIME
);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('layer_styles', 'attributes', 'layer_styles');
"""


def geopackage(table: Table, out: BinaryIO) -> None:
    """Write a layer per kind of shape; rows without a place stand in the first."""
    table = table.beside_places()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.gpkg"
        name, drawn = str(table.name), dict[str, Drawn]()
        for (kind, geometry_type), rows in _by_shape(table).items():
            layer = f"{name}-{kind}" if drawn else name
            drawn[layer] = kind
            _write(path, table, layer, geometry_type, rows)
        _add_styles(path, table, drawn)
        with path.open("rb") as file:
            shutil.copyfileobj(file, out)


def _by_shape(table: Table) -> dict[tuple[Drawn, str], list[Row]]:
    """Group the rows by what they are drawn as; a table without any place is one of areas."""
    shapes = table.places.wkb() if table.places else {}
    found: dict[tuple[Drawn, str], list[Row]] = {}
    nowhere: list[Row] = []
    for key, row in zip(table.keys, table.rows, strict=True):
        shape = shapes.get(key)
        rows = nowhere if shape is None else found.setdefault(SHAPES[_kind(shape)], [])
        rows.append((shape, row))
    found.setdefault(next(iter(found), SHAPES[6]), []).extend(nowhere)
    return found


def _kind(shape: bytes) -> int:
    return int.from_bytes(shape[1:5], "little" if shape[0] else "big")


def _write(path: Path, table: Table, layer: str, geometry_type: str, rows: list[Row]) -> None:
    import numpy as np
    from pyogrio import raw

    columns = [_column(column, [row[at] for _, row in rows]) for at, column in enumerate(table.columns)]
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [shape for shape, _ in rows]
    raw.write(
        str(path),
        shapes,
        [cells for cells, _absent in columns],
        [column.key for column in table.columns],
        field_mask=[absent for _cells, absent in columns],
        layer=layer,
        driver="GPKG",
        geometry_type=geometry_type,
        crs=f"EPSG:{RD_NEW}",
        encoding="UTF-8",
        promote_to_multi=True,
        append=path.exists(),
        layer_metadata={"title": table.title, **table.origin.plain},
    )


def _column(column: Column, values: Iterable[Value]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the cells as the column's type, and which of them are absent."""
    import numpy as np

    cells = [None if isinstance(value, Withheld) else value for value in values]
    absent = np.array([value is None for value in cells], dtype=bool)
    if column.kind == "number":
        return np.array([0.0 if value is None else float(value) for value in cells], dtype=float), absent
    if column.kind == "truth":
        return np.array([bool(value) for value in cells], dtype=bool), absent
    if column.kind == "whole":
        return np.array([0 if value is None else int(value) for value in cells], dtype="int64"), absent
    texts = np.empty(len(cells), dtype=object)
    texts[:] = ["" if value is None else str(value) for value in cells]
    return texts, absent


def _add_styles(path: Path, table: Table, drawn: dict[str, Drawn]) -> None:
    if table.places is None:
        return
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(STYLES)
        for layer, kind in drawn.items():
            values: list[Any] = [
                "",
                "",
                layer,
                "geom",
                str(table.name)[:30],
                table.places.style.qml(kind),
                True,
                table.title,
                timezone.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            ]
            database.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,"
                " useAsDefault, description, update_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
