"""Makes map files for tests, and reads them as an upload is read."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from pyogrio import raw

from datasets.parsers.boundaries import Boundaries, read_boundaries
from datasets.parsers.files import FileKind, sniff
from datasets.parsers.problems import Problem, Severity


def read(path: Path) -> Boundaries:
    kind = sniff(path)
    assert isinstance(kind, FileKind), kind
    found = read_boundaries(path, kind)
    assert isinstance(found, Boundaries), found
    return found


def refusal_code(path: Path, kind: FileKind = FileKind.GEOJSON) -> str:
    found = read_boundaries(path, kind)
    assert isinstance(found, Problem), found
    assert found.severity is Severity.REFUSAL
    return found.code


def told(found: Boundaries) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.row, problem.value) for problem in found.problems]


def square(x: float = 257000, y: float = 471000, size: float = 100) -> dict[str, object]:
    corners = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [corners]}


def geojson(
    path: Path, *rows: Mapping[str, object], shape: Mapping[str, object] | None = None, crs: int = 28992
) -> Path:
    shape = shape or square()
    features = [{"type": "Feature", "properties": row, "geometry": shape} for row in rows]
    system = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": system, "features": features}), encoding="utf-8")
    return path


def write(path: Path, code_column: str, codes: list[str], layer: str, crs: str | None, names: list[str] | None = None):
    """A real GeoPackage or Shapefile of one square per code, beside what the path holds already."""
    box = (
        b"\x01\x03\x00\x00\x00\x01\x00\x00\x00\x05\x00\x00\x00"
        + np.array(
            [257000, 471000, 257000, 471100, 257100, 471100, 257100, 471000, 257000, 471000], dtype="<f8"
        ).tobytes()
    )
    fields = [code_column] + (["naam"] if names else [])
    cells = [np.array(codes, dtype=object)] + ([np.array(names, dtype=object)] if names else [])
    raw.write(
        path,
        np.array([box] * len(codes), dtype=object),
        cells,
        fields,
        layer=layer,
        crs=crs,
        geometry_type="Polygon",
        append=path.suffix == ".gpkg" and path.exists(),
    )


def zip_folder(folder: Path, target: Path, leave_out: tuple[str, ...] = ()) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            if file.suffix not in leave_out:
                archive.write(file, f"map/{file.name}")
    return target
