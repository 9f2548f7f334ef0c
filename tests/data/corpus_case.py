"""A file of the corpus, and the pieces that most of them are made of."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

AREAS = ("BU01530000", "BU01530001", "BU01530002")  # of tests.factories.square_city
RD_NEW = (
    b'PROJCS["RD_New",GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort",SPHEROID["Bessel_1841",6377397.155,299.1528128]],'
    b'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Double_Stereographic"],'
    b'PARAMETER["False_Easting",155000.0],PARAMETER["False_Northing",463000.0],PARAMETER["Central_Meridian",5.38763888888889],'
    b'PARAMETER["Scale_Factor",0.9999079],PARAMETER["Latitude_Of_Origin",52.15616055555555],UNIT["Meter",1.0]]'
)
SQUARE = (257_000, 471_000)  # its south-west corner, in RD New


@dataclass(frozen=True, slots=True)
class Read:
    """So many figures, areas or works are read, with these remarks."""

    count: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The first thing that blocks, and where it is."""

    code: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Case:
    name: str
    make: str | bytes | Callable[[], bytes] = field(repr=False)
    outcome: Read | Refused
    way: Literal["statistics", "boundaries", "works"] = "statistics"
    nasty: bool = False  # read in a process of its own, with a limit

    def content(self) -> bytes:
        made = self.make() if callable(self.make) else self.make
        return made.encode() if isinstance(made, str) else made


def table(*rows: str, head: str = "buurtcode;lonely") -> str:
    return "\n".join([head, *rows])


def figures(*cells: object, head: str = "buurtcode;lonely") -> str:
    """A cell for each of the first areas."""
    return table(*(f"{code};{cell}" for code, cell in zip(AREAS, cells, strict=False)), head=head)


def zipped(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return raw.getvalue()


def square(at: int = 0, size: float = 1000, origin: tuple[float, float] = SQUARE) -> list[list[float]]:
    x, y = origin[0] + at * size, origin[1]
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def polygon(at: int = 0, **where: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [square(at, **where)]}


def feature(code: object = AREAS[0], shape: Any = None, **attributes: object) -> dict[str, Any]:
    properties = {"buurtcode": code, "buurtnaam": "Buurt", **attributes}
    return {"type": "Feature", "properties": properties, "geometry": shape or polygon()}


def collection(*features: Any, crs: str | None = "urn:ogc:def:crs:EPSG::28992", **members: Any) -> str:
    system = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **system, **members, "features": list(features)})


def wkt(at: int = 0) -> str:
    return "POLYGON ((" + ", ".join(f"{x} {y}" for x, y in square(at)) + "))"


def shapefile(columns: Mapping[str, str], prj: bool = True, encoding: str = "utf-8") -> dict[str, bytes]:
    """One square with these attributes, written by hand: names longer than ten characters are cut."""
    ring = struct.pack("<10d", *(part for corner in reversed(square()) for part in corner))
    x, y = SQUARE
    box = struct.pack("<4d", x, y, x + 1000, y + 1000)
    shape = struct.pack("<i", 5) + box + struct.pack("<iii", 1, 5, 0) + ring
    record = struct.pack(">ii", 1, len(shape) // 2) + shape
    cells = [text.encode(encoding).ljust(40)[:40] for text in columns.values()]
    heads = [name.encode()[:10].ljust(11, b"\0") + b"C" + bytes(4) + bytes([40, 0]) + bytes(14) for name in columns]
    size = 32 * len(heads) + 33
    dbf = struct.pack("<B3BIHH20x", 3, 124, 1, 1, 1, size, 40 * len(cells) + 1)
    index = struct.pack(">ii", 50, len(shape) // 2)
    files = {
        "buurten.shp": _head(len(record), box) + record,
        "buurten.shx": _head(len(index), box) + index,
        "buurten.dbf": dbf + b"".join(heads) + b"\r " + b"".join(cells) + b"\x1a",
    }
    return files | ({"buurten.prj": RD_NEW} if prj else {})


def _head(length: int, box: bytes) -> bytes:
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + length) // 2) + struct.pack("<ii", 1000, 5) + box + bytes(32)
