"""Maps, and tables that hold one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.data.corpus_case import (
    AREAS,
    Case,
    Read,
    Refused,
    collection,
    feature,
    polygon,
    shapefile,
    square,
    table,
    wkt,
    zipped,
)
from tests.data.corpus_workbooks import workbook

WGS84 = "urn:ogc:def:crs:OGC:1.3:CRS84"
DEGREES = polygon(origin=(6.88, 52.21), size=0.01)
MERCATOR = polygon(origin=(766_000, 6_838_000))
LINE = {"type": "LineString", "coordinates": square()}
POINT = {"type": "Point", "coordinates": [257_000, 471_000]}
ARCS = [square(at) for at in range(2)]


def topology(arcs: Any = ARCS, refers_to: int = 1, **labels: Any) -> dict[str, Any]:
    """Two areas, each with an outline of its own; the type stands last, as some programs write it."""
    shapes = [
        {"type": "Polygon", "arcs": [[arc]], "properties": {"buurtcode": AREAS[at], "buurtnaam": "Buurt"}}
        for at, arc in enumerate((0, refers_to))
    ]
    return {
        "arcs": arcs,
        "objects": {"buurten": {"type": "GeometryCollection", "geometries": shapes}, **labels},
        "type": "Topology",
    }


def geopackage(*layers: tuple[str, str, str | None]) -> Callable[[], bytes]:
    """Layers as (name, code column, kind of geometry), each with one area."""

    def make() -> bytes:
        from pyogrio import raw

        box = np.array([_box()], dtype=object)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.gpkg"
            for name, column, geometry in layers:
                cells = [np.array([AREAS[0]], dtype=object)]
                system = "EPSG:28992" if geometry else None
                raw.write(
                    path,
                    box if geometry else None,
                    cells,
                    [column],
                    layer=name,
                    crs=system,
                    geometry_type=geometry,
                    append=path.exists(),
                )
            return path.read_bytes()

    return make  # fmt: skip


def _box() -> bytes:
    return b"\x01\x03\x00\x00\x00\x01\x00\x00\x00\x05\x00\x00\x00" + np.array(square(), dtype="<f8").tobytes()


def boundaries(
    name: str, make: str | bytes | Callable[[], bytes], outcome: Read | Refused, nasty: bool = False
) -> Case:
    return Case(name, make, outcome, "boundaries", nasty)


CUT = {"buurtcode": AREAS[0], "buurtnaam": "Café", "gemeentecode": "GM0153", "aantal_inwoners": "400"}
MAPS = [
    boundaries("rd_with_old_crs.geojson", collection(feature()), Read(1, ("no_vintage",))),
    boundaries("rd_without_crs.geojson", collection(feature(), crs=None), Read(1, ("no_vintage",))),
    boundaries("degrees.geojson", collection(feature(shape=DEGREES), crs=None), Read(1, ("no_vintage",))),
    boundaries("degrees_called_rd.geojson", collection(feature(shape=DEGREES)), Read(1, ("no_vintage",))),
    boundaries("web_mercator.geojson", collection(feature(shape=MERCATOR), crs="urn:ogc:def:crs:EPSG::3857"), Read(1, ("no_vintage",))),
    boundaries("web_mercator_without_crs.geojson", collection(feature(shape=MERCATOR), crs=None), Refused("unknown_projection")),
    boundaries("latitude_first.geojson", collection(feature(shape=polygon(origin=(52.21, 6.88), size=0.01)), crs=WGS84), Refused("unknown_projection")),
    boundaries("with_heights.geojson", collection(feature(shape={"type": "Polygon", "coordinates": [[[*corner, 20] for corner in square()]]})), Read(1, ("no_vintage",))),
    boundaries("one_feature.geojson", json.dumps(feature(shape=DEGREES)), Read(1, ("no_vintage",))),
    boundaries("year_in_a_column.geojson", collection(feature(jaar=2024)), Read(1)),
    boundaries("several_parts.geojson", collection(feature(shape={"type": "MultiPolygon", "coordinates": [[square()], [square(3)]]})), Read(1, ("no_vintage",))),
    boundaries("features_none.geojson", collection(), Refused("no_areas")),
    boundaries("shape_none.geojson", collection(feature(), feature(AREAS[1]) | {"geometry": None}), Refused("no_geometry", 2, "buurtcode")),
    boundaries("shape_is_a_line.geojson", collection(feature(shape=LINE)), Refused("not_a_polygon", 1, "buurtcode")),
    boundaries("shape_is_a_point.geojson", collection(feature(shape=POINT)), Refused("not_a_polygon", 1, "buurtcode")),
    boundaries("shape_is_a_collection.geojson", collection(feature(shape={"type": "GeometryCollection", "geometries": [POINT, polygon()]})), Refused("not_a_polygon", 1, "buurtcode")),
    boundaries("ring_of_two_corners.geojson", collection(feature(shape={"type": "Polygon", "coordinates": [square()[:2]]})), Refused("open_outline", 1, "buurtcode")),
    boundaries("ring_that_is_open.geojson", collection(feature(shape={"type": "Polygon", "coordinates": [square()[:4]]})), Refused("open_outline", 1, "buurtcode")),
    boundaries("polygon_without_rings.geojson", collection(feature(shape={"type": "Polygon", "coordinates": []})), Refused("no_geometry", 1, "buurtcode")),
    boundaries("area_twice.geojson", collection(feature(), feature(shape=polygon(1))), Refused("duplicate_code", 2, "buurtcode")),
    boundaries("code_is_a_word.geojson", collection(feature("Centrum")), Refused("unusable_code", 1, "buurtcode")),
    boundaries("code_missing.geojson", collection(feature(""), feature()), Refused("missing_code", 1, "buurtcode")),
    boundaries("code_as_number.geojson", collection(feature(1530000)), Read(1, ("lost_leading_zero", "no_vintage"))),
    boundaries("no_codes.geojson", collection({"type": "Feature", "properties": {"naam": "Centrum"}, "geometry": polygon()}), Refused("no_map_codes")),
    boundaries("water_beside.geojson", collection(feature(water="NEE"), feature(AREAS[1], water="JA")), Read(1, ("no_vintage",))),
    boundaries("corner_is_a_word.geojson", collection(feature(shape={"type": "Polygon", "coordinates": [[["x", "y"]] * 4]})), Refused("damaged_file")),
    boundaries("cut_in_half.geojson", collection(feature())[:200], Refused("damaged_file")),
    boundaries("attributes_that_are_objects.geojson", collection(feature(bron={"naam": "CBS"}, jaren=[1, 2])), Read(1, ("no_vintage",))),
    boundaries("topology.topojson", json.dumps(topology()), Read(2, ("no_vintage",))),
    boundaries("topology_named_json.json", json.dumps(topology()), Read(2, ("no_vintage",))),
    boundaries("topology_with_labels.topojson", json.dumps(topology(labels={"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [257_000, 471_000], "properties": {"buurtcode": AREAS[0]}}]})), Read(2, ("no_vintage",))),
    boundaries("topology_that_refers_to_nothing.topojson", json.dumps(topology(refers_to=9)), Refused("no_geometry", 2, "buurtcode")),
    boundaries("outlines_as_wkt.csv", table(*(f'{code};"{wkt(at)}"' for at, code in enumerate(AREAS)), head="buurtcode;WKT"), Read(3, ("no_vintage",))),
    boundaries("outlines_as_ewkt.csv", table(*(f'{code};"SRID=28992;{wkt(at)}"' for at, code in enumerate(AREAS)), head="buurtcode;geom"), Read(3, ("no_vintage",))),
    boundaries("outlines_in_a_workbook.xlsx", workbook(("buurtcode", "geometrie"), (AREAS[0], wkt())), Read(1, ("no_vintage",))),
    boundaries("outlines_that_are_points.csv", table('BU01530000;"POINT (1 2)"', head="buurtcode;wkt"), Refused("not_a_polygon", 2, "buurtcode")),
    boundaries("outlines_that_stay_open.csv", table('BU01530000;"POLYGON ((257000 471000, 257100 471000, 257100 471100, 257000 471100))"', head="buurtcode;wkt"), Refused("open_outline", 2, "buurtcode")),
    boundaries("outlines_in_two_systems.csv", table(f'BU01530000;"SRID=28992;{wkt()}"', 'BU01530001;"SRID=4326;POLYGON((6 52,7 52,7 53,6 52))"', head="buurtcode;wkt"), Refused("unknown_projection")),
    boundaries("outlines_missing.csv", table("BU01530000;", f'BU01530001;"{wkt()}"', head="buurtcode;wkt"), Refused("no_geometry", 2, "buurtcode")),
    boundaries("table_without_outlines.csv", table("BU01530000;40"), Refused("no_geometry_in_file")),
    boundaries("shapefile_with_cut_names.zip", lambda: zipped(shapefile(CUT)), Read(1, ("no_vintage",))),
    boundaries("shapefile_in_a_folder.zip", lambda: zipped({f"kaart/{name}": part for name, part in shapefile(CUT).items()}), Read(1, ("no_vintage",))),
    boundaries("shapefile_without_prj.zip", lambda: zipped(shapefile(CUT, prj=False)), Read(1, ("no_vintage",))),
    boundaries("shapefile_with_a_broken_prj.zip", lambda: zipped({**shapefile(CUT), "buurten.prj": b'PROJCS["RD"]'}), Refused("damaged_file")),
    boundaries("shapefile_in_old_letters.zip", lambda: zipped(shapefile(CUT, encoding="cp1252")), Read(1, ("no_vintage",))),
    boundaries("shapefile_without_dbf.zip", lambda: zipped({name: part for name, part in shapefile(CUT).items() if "dbf" not in name}), Refused("shapefile_incomplete")),
    boundaries("shapefile_with_shadows.zip", lambda: zipped({**shapefile(CUT), "__MACOSX/._buurten.shp": b"\x00\x05\x16\x07"}), Read(1, ("no_vintage",))),
    boundaries("shapefile_of_another_kind.zip", lambda: zipped({**shapefile(CUT), "buurten.shp": b"<?xml version='1.0'?>"}), Refused("damaged_file")),
    boundaries("shapefile_alone.shp", lambda: shapefile(CUT)["buurten.shp"], Refused("unknown_kind")),
    boundaries("geopackage.gpkg", geopackage(("buurten", "buurtcode", "Polygon")), Read(1, ("no_vintage",))),
    boundaries("geopackage_of_tables.gpkg", geopackage(("buurten", "buurtcode", None)), Refused("no_geometry_in_file")),
    boundaries("geopackage_cut.gpkg", lambda: geopackage(("buurten", "buurtcode", "Polygon"))()[:60_000], Refused("damaged_file")),
    boundaries("sqlite.gpkg", b"SQLite format 3\x00" + bytes(600), Refused("unknown_kind")),
    boundaries("google_earth.kml", "<?xml version='1.0'?><kml/>", Refused("unknown_kind")),
    boundaries("other_json.json", '{"a": [1, 2]}', Refused("unknown_kind")),
]  # fmt: skip
