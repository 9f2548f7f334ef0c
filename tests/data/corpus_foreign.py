"""Files that try to make their reader open another file of the server, or call an address.

Each is made for a target: the path of a file, or an address. What must come of it is the same for both.
"""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from io import BytesIO

from tests.data.corpus_case import AREAS, Case, Read, Refused, collection, feature, figures, shapefile, table, zipped
from tests.data.corpus_databases import database, map_with, virtual, with_generated_column
from tests.data.corpus_maps import ARCS, WGS84, topology
from tests.data.corpus_workbooks import HEAD, ROW, SHEET, replaced, rewritten, workbook

PASSWORDS = "/etc/passwd"
NOT_DATED = ("no_vintage",)
PLAIN = {"buurtcode": AREAS[0]}


def gdal_path(target: str) -> str:
    """How GDAL is told to read the target."""
    return f"/vsicurl/{target}" if target.startswith("http") else target


def vrt(target: str) -> str:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="buurt"><SrcDataSource>CSV:{gdal_path(target)}</SrcDataSource>'
        "<SrcLayer>passwd</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    )


def linked(target: str) -> bytes:
    """A zip in which the table of a Shapefile is a symbolic link."""
    raw = BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in shapefile(PLAIN).items():
            if not name.endswith(".dbf"):
                archive.writestr(name, content)
        link = zipfile.ZipInfo("buurten.dbf")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, target)
    return raw.getvalue()


def with_size(part: str, at: int, size: bytes) -> Callable[[], bytes]:
    """A zipped Shapefile of which one part says that it is larger than it is."""

    def make() -> bytes:
        parts = {name: bytearray(content) for name, content in shapefile(PLAIN).items()}
        parts[part][at : at + len(size)] = size
        return zipped({name: bytes(content) for name, content in parts.items()})

    return make


def crs(target: str, kind: str = "link") -> str:
    properties = {"href": target, "url": target, "type": "ogcwkt"} if kind == "link" else {"name": target}
    return json.dumps(json.loads(collection(feature(), crs=None)) | {"crs": {"type": kind, "properties": properties}})


def pointing(target: str) -> Callable[[], bytes]:
    """A workbook of which the sheet lies outside the file."""
    where = f'Target="{target}" TargetMode="External"'.encode()
    return replaced("xl/_rels/workbook.xml.rels", b'Target="/xl/worksheets/sheet1.xml"', where)


def with_entity(target: str) -> bytes:
    """A workbook with a text that is to be taken from the target."""
    texts = (
        f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "{target}">]><sst><si><t>&x;</t></si></sst>'
    ).encode()
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>buurtcode</t></is></c><c r="B1" t="s"><v>0</v></c></row>'
        b'<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>40</v></c></row></sheetData></worksheet>'
    )
    return rewritten({SHEET: sheet, "xl/sharedStrings.xml": texts})


def with_link(target: str) -> bytes:
    """A workbook with a link to another workbook, of which a formula takes a cell."""
    relation = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="{target}" '
        f'TargetMode="External"/></Relationships>'
    ).encode()
    link = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    book = workbook(HEAD, ("BU01530000", "=[1]Blad1!$A$1"), ("BU01530001", 41))
    with zipfile.ZipFile(BytesIO(book())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    links = "xl/externalLinks"
    return zipped({**parts, f"{links}/externalLink1.xml": link, f"{links}/_rels/externalLink1.xml.rels": relation})


def formula(text: str) -> Callable[[], bytes]:
    return workbook(HEAD, ("BU01530000", text), ("BU01530001", 41))


def statistics(
    name: str, make: str | bytes | Callable[[], bytes], outcome: Read | Refused, nasty: bool = False
) -> Case:
    return Case(name, make, outcome, nasty=nasty)


def boundaries(
    name: str, make: str | bytes | Callable[[], bytes], outcome: Read | Refused, nasty: bool = False
) -> Case:
    return Case(name, make, outcome, "boundaries", nasty)


def databases(target: str) -> list[Case]:
    """GeoPackages, and databases that are called so."""
    ogr, path = f"USING VirtualOGR('CSV:{gdal_path(target)}')", gdal_path(target)
    instruction = Refused("instruction_in_map")
    return [
        statistics("virtual_ogr_in_a_database.sqlite", database(virtual(ogr)), Refused("unknown_kind")),
        boundaries("virtual_ogr_in_a_database_of_boundaries.sqlite", database(virtual(ogr)), Refused("unknown_kind")),
        statistics("virtual_text_in_a_database.sqlite", database(virtual(f"USING VirtualText('{path}', 'UTF-8', 0, POINT, NONE, ':')")), Refused("unknown_kind")),
        statistics("virtual_ogr_in_a_geopackage.gpkg", map_with(virtual(ogr)), instruction),
        boundaries("virtual_ogr_in_a_map.gpkg", map_with(virtual(ogr)), instruction),
        boundaries("virtual_shape.gpkg", map_with(virtual(f"USING VirtualShape('{path}', 'UTF-8', 28992)")), instruction),
        boundaries("virtual_elementary.gpkg", map_with(virtual("USING VirtualElementary()")), instruction),
        boundaries("virtual_csv_in_small_letters.gpkg", map_with(virtual(f"using csv(filename='{path}')", create="create /* */ virtual\n table")), instruction),
        boundaries("virtual_ogr_called_as_an_index.gpkg", map_with(virtual(ogr, "rtree_buurten_geom"), index=False), instruction),
        boundaries("virtual_ogr_after_the_word_rtree.gpkg", map_with(virtual(ogr, "rtree_a using rtree(")), instruction),
        boundaries("virtual_ogr_that_says_it_is_an_index.gpkg", map_with(virtual(ogr, kind="index")), Refused("damaged_file")),
        boundaries("view_that_says_it_is_an_index.gpkg", map_with(virtual(f"AS SELECT readfile('{target}') AS tekst", create="CREATE VIEW", kind="index")), Refused("damaged_file")),
        boundaries("trigger.gpkg", map_with(f"CREATE TRIGGER buurt_read AFTER UPDATE ON buurten BEGIN SELECT load_extension('{target}'); END"), instruction),
        boundaries("view_that_reads_a_file.gpkg", map_with(f"CREATE VIEW abuurt AS SELECT readfile('{target}') AS tekst"), Refused("view_in_map")),
        boundaries("column_that_is_computed.gpkg", with_generated_column(f"ogr_geocode('{target}')"), instruction),
        boundaries("extension_that_names_a_file.gpkg", map_with(f"INSERT INTO gpkg_extensions VALUES ('buurten', 'geom', 'evil', '{target}', 'read-write')"), Read(1, NOT_DATED)),
        boundaries("layer_called_as_a_file.gpkg", map_with(f"UPDATE gpkg_contents SET identifier = '{path}', description = 'CSV:{path}'"), Read(1, NOT_DATED)),
        boundaries("layer_that_is_not_there.gpkg", map_with(f"UPDATE gpkg_contents SET table_name = 'CSV:{path}'"), Refused("no_geometry_in_file")),
        boundaries("system_that_is_a_file.gpkg", map_with(f"UPDATE gpkg_spatial_ref_sys SET definition = '+proj=longlat +nadgrids={target}', organization = 'x' WHERE srs_id = 28992"), Read(1, NOT_DATED)),
        boundaries("schema_that_is_no_sql.gpkg", map_with("UPDATE sqlite_master SET sql = 'CREATE TABLE (((' WHERE name = 'buurten'"), Refused("damaged_file")),
        boundaries("other_application.gpkg", map_with("PRAGMA application_id = 305419896"), Refused("unknown_kind")),
    ]  # fmt: skip


def maps(target: str) -> list[Case]:
    """Text, and Shapefiles in a zip."""
    path, named = gdal_path(target), vrt(target)
    sound = shapefile(PLAIN)
    return [
        boundaries("virtual_map_named.geojson", named, Refused("unknown_kind")),
        boundaries("virtual_map_named.gpkg", named, Refused("unknown_kind")),
        boundaries("virtual_map_named.zip", named, Refused("unknown_kind")),
        statistics("virtual_map_named.csv", named, Refused("unknown_kind")),
        boundaries("virtual_map_in_a.zip", lambda: zipped({"a.vrt": named.encode()}), Refused("unknown_kind")),
        boundaries("virtual_map_beside_a_shapefile.zip", lambda: zipped({**sound, "buurten.vrt": named.encode()}), Read(1, NOT_DATED)),
        boundaries("virtual_map_for_the_shapes.zip", lambda: zipped({**sound, "buurten.shp": named.encode()}), Refused("damaged_file")),
        boundaries("virtual_map_for_the_table.zip", lambda: zipped({**sound, "buurten.dbf": named.encode()}), Refused("no_map_codes")),
        boundaries("link_for_the_table.zip", lambda: linked(target), Refused("unsafe_zip")),
        boundaries("system_that_is_a_file.zip", lambda: zipped({**sound, "buurten.prj": target.encode()}), Read(1, NOT_DATED)),
        boundaries("letters_that_are_a_file.zip", lambda: zipped({**sound, "buurten.cpg": target.encode()}), Read(1, NOT_DATED)),
        boundaries("shapes_of_four_gigabytes.zip", with_size("buurten.shp", 24, b"\x7f\xff\xff\xff"), Read(1, NOT_DATED), nasty=True),
        boundaries("one_shape_of_two_gigabytes.zip", with_size("buurten.shp", 104, b"\x3f\xff\xff\xff"), Read(1, NOT_DATED), nasty=True),
        boundaries("index_of_four_gigabytes.zip", with_size("buurten.shx", 24, b"\x7f\xff\xff\xff"), Refused("damaged_file"), nasty=True),
        boundaries("table_of_four_thousand_million_rows.zip", with_size("buurten.dbf", 4, b"\xff\xff\xff\x7f"), Read(1, NOT_DATED), nasty=True),
        boundaries("system_by_a_link.geojson", crs(target), Refused("points_elsewhere")),
        boundaries("system_by_an_address.geojson", crs(target, "URL"), Refused("points_elsewhere")),
        boundaries("system_named_as_the_file.geojson", crs(target, "name"), Read(1, NOT_DATED)),
        boundaries("system_with_a_grid_from_a_file.geojson", crs(f"+proj=longlat +nadgrids={target} +type=crs", "name"), Refused("damaged_file")),
        boundaries("next_page_is_elsewhere.geojson", collection(feature(), links=[{"rel": "next", "href": target}]), Read(1, NOT_DATED)),
        boundaries("features_are_elsewhere.geojson", collection({"type": "Feature", "$ref": target, "geometry": {"$ref": target}, "properties": {}}), Refused("no_map_codes")),
        boundaries("path_for_features.geojson", json.dumps({"type": "FeatureCollection", "features": path, "crs": WGS84}), Refused("damaged_file")),
        boundaries("arcs_are_elsewhere.topojson", json.dumps({**topology(ARCS), "arcs": path}), Refused("damaged_file")),
        boundaries("objects_are_elsewhere.topojson", json.dumps({"type": "Topology", "arcs": [], "objects": path, "transform": path}), Refused("damaged_file")),
        boundaries("features_of_esri.json", json.dumps({"geometryType": "esriGeometryPolygon", "fields": [], "features": [{"attributes": {"a": target}}]}), Refused("unknown_kind")),
        boundaries("features_in_a_row.geojson", "\n".join([json.dumps(feature())] * 2), Refused("damaged_file")),
        boundaries("path_and_no_more.geojson", f"GeoJSON:{path}", Refused("name_and_content_differ")),
        boundaries("outline_that_is_a_path.csv", table(f'BU01530000;"{path}"', head="buurtcode;wkt"), Refused("not_a_polygon", 2, "buurtcode")),
        statistics("path_for_a_code.csv", figures(40) + f"\n{path};41", Refused("unusable_code", 3, "buurtcode")),
        statistics("path_for_a_figure.csv", figures(40, f"CSV:{path}"), Refused("not_a_number", 3, "lonely")),
        statistics("path_and_no_more.csv", path, Refused("no_table")),
    ]  # fmt: skip


def workbooks(target: str) -> list[Case]:
    """Workbooks that take a part from elsewhere."""
    return [
        statistics("cell_of_another_workbook.xlsx", lambda: with_link(target), Refused("not_a_number", 2, "lonely")),
        statistics("cell_by_dde.xlsx", formula(f"=cmd|'/C type {target}'!A0"), Refused("not_a_number", 2, "lonely")),
        statistics("cell_from_the_web.xlsx", formula(f'=WEBSERVICE("{target}")'), Refused("not_a_number", 2, "lonely")),
        statistics("text_from_an_entity.xlsx", lambda: with_entity(target), Refused("damaged_file")),
        statistics("sheet_is_elsewhere.xlsx", pointing(target), Refused("damaged_file")),
        statistics("sheet_is_above_the_file.xlsx", pointing(f"../../../../..{target}"), Refused("damaged_file")),
        statistics("part_is_a_link.xlsx", lambda: linked_workbook(target), Refused("unsafe_zip")),
    ]  # fmt: skip


def linked_workbook(target: str) -> bytes:
    raw = BytesIO(workbook(HEAD, ROW)())
    with zipfile.ZipFile(raw, "a") as archive:
        link = zipfile.ZipInfo("xl/media/image1.png")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, target)
    return raw.getvalue()


def aimed(target: str) -> list[Case]:
    """All of them, at this target."""
    return [*databases(target), *maps(target), *workbooks(target)]


FOREIGN = aimed(PASSWORDS)
