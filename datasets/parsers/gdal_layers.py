"""The layers of a map file as GDAL reads them, through the one driver that the content of the file proves.

Only for a child: what it takes out of GDAL does not come back.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from pyogrio import _ogr, raw

from datasets.parsers import wire
from datasets.parsers.files import FileKind, shapefiles
from datasets.parsers.geopackage_contents import refused_contents
from datasets.parsers.problems import Problem

DRIVERS = {
    FileKind.GPKG: "GPKG",
    FileKind.SHAPEFILE_ZIP: "ESRI Shapefile",
    FileKind.GEOJSON: "GeoJSON",
    FileKind.TOPOJSON: "TopoJSON",
}

# Where the kernel does not refuse connections: nothing answers at this port, and no name ends so.
NO_NETWORK = {
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTPS_PROXY": "127.0.0.1:9",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "none",
}


def only_driver(kind: FileKind) -> None:
    """Take all other drivers out of GDAL for good, and its ways to the network; RuntimeError where a driver stays."""
    wanted = DRIVERS[kind]
    others = ",".join(name for name in pyogrio.list_drivers() if name != wanted)
    pyogrio.set_gdal_config_options({"GDAL_SKIP": others + ",", **NO_NETWORK})
    _ogr._register_drivers()  # goes by the list again
    if list(pyogrio.list_drivers()) != [wanted]:
        raise RuntimeError("GDAL keeps other drivers")


def sources_of(path: Path, kind: FileKind) -> tuple[str, ...] | Problem:
    """Return what GDAL must be given to open a map file as that kind; zips and GeoPackages are checked first.

    Without its prefix a TopoJSON that begins with its arcs is known by no driver.
    """
    if kind in (FileKind.GEOJSON, FileKind.TOPOJSON):
        return (f"{kind.upper()}:{path.resolve()}",)
    if kind is not FileKind.SHAPEFILE_ZIP:
        return refused_contents(path) or (str(path.resolve()),)
    names = shapefiles(path)
    return names if isinstance(names, Problem) else tuple(f"/vsizip/{{{path.resolve()}}}/{name}" for name in names)


def layers_of(sources: Sequence[str]) -> list[dict[str, Any]]:
    """Return name, kind of geometry (None: a table), columns and number of rows, which are counted and not yet read."""
    return [
        {"source": source, "name": str(name), "geometry": geometry, **_size(source, str(name))}
        for source in sources
        for name, geometry in pyogrio.list_layers(source)
    ]


def _size(source: str, layer: str) -> dict[str, Any]:
    info = _in_its_letters(pyogrio.read_info, source, layer=layer, force_feature_count=True)
    return {"rows": int(info["features"]), "columns": [str(name) for name in info["fields"]]}


def _in_its_letters[Found](read: Callable[..., Found], source: str, **options: Any) -> Found:
    """Read in the encoding of the source: old shapefiles come without theirs, or with a wrong one."""
    try:
        return read(source, **options)
    except UnicodeDecodeError:
        if not source.startswith("/vsizip/"):
            raise
        return read(source, encoding="cp1252", **options)


def columns_of(source: str, layer: str, asked: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """Read the columns of a layer; `asked` holds columns (None: all), shapes, most (rows)."""
    options = {"columns": asked["columns"], "max_features": asked["most"], "force_2d": True}
    meta, _, shapes, cells = _in_its_letters(raw.read, source, layer=layer, read_geometry=asked["shapes"], **options)
    packed = [wire.pack(_plain(column)) for column in cells]
    said: dict[str, Any] = {"names": [str(name) for name in meta["fields"]], "crs": meta["crs"]}
    if asked["shapes"]:
        bounds = pyogrio.read_bounds(source, layer=layer, max_features=asked["most"])[1]
        packed += [wire.pack(np.array(shapes, dtype=object)), *map(wire.pack, bounds)]
    said["kinds"] = [kind for kind, _blocks in packed]
    return said, [block for _kind, blocks in packed for block in blocks]


def _plain(column: np.ndarray) -> np.ndarray:
    """Return numbers as they are, NULL as None, everything else as text."""
    if column.dtype.kind in "biuf":
        return column
    if column.dtype.kind in "mM":
        times = column.astype(str).astype(object)
        times[np.isnat(column)] = None
        return times
    cells = column.tolist()
    plain = np.empty(len(cells), dtype=object)
    plain[:] = [cell if cell is None or isinstance(cell, str) else str(cell) for cell in cells]
    return plain
