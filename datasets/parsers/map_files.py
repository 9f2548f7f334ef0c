"""A map file (GeoPackage, Shapefile in a zip, GeoJSON, TopoJSON) through the child that reads it.

Its layers, and what is in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from datasets.parsers import wire
from datasets.parsers.files import FileKind
from datasets.parsers.reading_child import ReadingChild

READER = "datasets.parsers.map_reader"
MOST_ROWS = 1_000_001  # one more than a table may have: the count in a GeoPackage may lie


@dataclass(frozen=True, slots=True)
class MapLayer:
    """Describe a layer before it is read. `geometry` is None where it has no shapes."""

    at: int
    name: str
    geometry: str | None
    rows: int
    columns: list[str]


@dataclass(frozen=True, slots=True)
class LayerContent:
    """Cells by column: numbers, or text and None.

    `shapes` are WKB or None, `bounds` four rows with a column for each.
    """

    columns: dict[str, np.ndarray]
    crs: str | None
    shapes: list[bytes | None]
    bounds: np.ndarray


class MapFile:
    """An open map file; RefusedError where it cannot be opened, and where a layer cannot be read."""

    layers: list[MapLayer]

    def __init__(self, path: Path, kind: FileKind) -> None:
        self._child = ReadingChild(READER, str(path.resolve()), str(kind))

    def __enter__(self) -> Self:
        try:
            found, _ = self._child.answer()
        except BaseException:
            self.__exit__()
            raise
        self.layers = [
            MapLayer(at, layer["name"], layer["geometry"], layer["rows"], layer["columns"])
            for at, layer in enumerate(found)
        ]
        return self

    def __exit__(self, *raised: object) -> None:
        self._child.__exit__(*raised)

    def read(
        self, layer: MapLayer, *, columns: Sequence[str] | None = None, shapes: bool = False, most: int = MOST_ROWS
    ) -> LayerContent:
        asked = {"layer": layer.at, "columns": columns, "shapes": shapes, "most": most}
        said, blocks = self._child.ask(asked)
        cells = [wire.unpack(kind, blocks) for kind in said["kinds"]]
        names: list[str] = said["names"]
        found, rest = dict(zip(names, cells, strict=False)), cells[len(names) :]
        drawn = (rest[0].tolist(), np.array(rest[1:])) if shapes else ([], np.empty((4, 0)))
        return LayerContent(found, said["crs"], *drawn)
