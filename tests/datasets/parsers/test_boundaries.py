"""Boundaries come out as codes, names, levels and WKB; what cannot be used is told per row, never raised."""

import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from pyogrio import raw

from datasets.parsers.boundaries import MAX_AREAS, Boundaries, BoundaryRow, read_boundaries
from datasets.parsers.files import FileKind, sniff
from tests.datasets.parsers.map_files import geojson, read, refusal_code, square, told, write, zip_folder

DATA = Path(__file__).resolve().parents[2] / "data"
BUURTEN_2021 = "enschede/cbs_buurten_2021_enschede"


@pytest.mark.parametrize(("ending", "srid"), [(".gpkg", 28992), ("_shp.zip", 28992), (".geojson", 4326)])
def test_the_buurten_of_2021_are_the_same_in_each_format(ending: str, srid: int, shared_data: Path):
    found = read(shared_data / f"{BUURTEN_2021}{ending}")
    codes = [area.code for area in found.areas]
    assert (len(set(codes)), min(codes), max(codes)) == (70, "BU01530000", "BU01530908")
    assert (found.srid, found.year, found.problems, found.water) == (srid, 2021, [], 0)
    assert {area.level for area in found.areas} == {"buurt"}
    assert {area.parent for area in found.areas} == {f"WK0153{number:02}" for number in range(10)}
    assert sum(area.attributes["inhabitants"] or 0 for area in found.areas) == 159_655
    assert {area.code: area.name for area in found.areas}["BU01530703"] == "Kennispark"


@pytest.mark.parametrize(
    ("file", "level", "count", "srid", "year"),
    [
        ("demo/enschede_buurten_2024.geojson", "buurt", 70, 28992, 2024),
        ("enschede/wijken_2021_enschede_afgeleid.gpkg", "wijk", 10, 28992, 2021),
        ("enschede/wijken_2021_enschede_afgeleid.geojson", "wijk", 10, 4326, 2021),
        ("enschede/cbs_wijken_2022_enschede.gpkg", "wijk", 10, 28992, 2022),
        ("enschede/cbs_wijken_2022_enschede.geojson", "wijk", 10, 4326, 2022),
        ("enschede/cbs_wijken_2014_enschede.geojson", "wijk", 10, 4326, 2014),
        ("enschede/cbs_buurten_2014_enschede_grof.geojson", "buurt", 70, 4326, 2014),
        ("enschede/cbs_wijken_2024_enschede_afgeleid.geojson", "wijk", 10, 28992, 2024),
        ("enschede/cbs_gemeente_2021_enschede.geojson", "gemeente", 1, 4326, 2021),
        ("nl/cbs_wijken_2022_nl.gpkg", "wijk", 3_340, 28992, 2022),
        ("nl/cbs_gemeenten_2022_nl.gpkg", "gemeente", 345, 28992, 2022),
        ("nl/voorbeeld_baarn/baarn_buurten.geojson", "buurt", 21, 4326, 2024),
    ],
)
def test_real_boundaries_are_read_whole(file: str, level: str, count: int, srid: int, year: int, shared_data: Path):
    found = read(shared_data / file)
    assert Counter(area.level for area in found.areas) == {level: count}
    assert len({area.code for area in found.areas}) == count
    assert (found.srid, found.year, found.problems) == (srid, year, [])


@pytest.mark.parametrize(
    ("file", "rows", "missing"),
    [("nl/cbs_wijken_2014_nl.geojson", 2_745, 28), ("nl/cbs_buurten_2014_nl_grof.geojson", 11_691, 545)],
)
def test_areas_without_a_boundary_are_named_each(file: str, rows: int, missing: int, shared_data: Path):
    found = read(shared_data / file)
    features = json.loads((shared_data / file).read_text(encoding="utf-8"))["features"]
    expected = [
        ("no_geometry", row, feature["properties"]["statcode"])
        for row, feature in enumerate(features, start=1)
        if feature["geometry"] is None
    ]
    assert told(found) == expected
    assert (len(expected), len(found.areas)) == (missing, rows - missing)


def test_marks_of_figures_that_were_not_published_are_no_counts(shared_data: Path):
    baarn = read(shared_data / "nl/voorbeeld_baarn/baarn_buurten.geojson")
    assert {area.attributes["dwellings"] for area in baarn.areas} == {None}  # -99995 throughout
    assert {"inhabitants": 1825, "dwellings": None} in [area.attributes for area in baarn.areas]


def test_a_wijk_without_a_name_does_not_get_that_of_its_gemeente(shared_data: Path):
    found = read(shared_data / "enschede/wijken_2021_enschede_afgeleid.gpkg")
    assert {area.name for area in found.areas} == {""}
    assert {area.parent for area in found.areas} == {"GM0153"}


def test_a_file_without_codes_is_refused():
    assert refusal_code(DATA / "boundaries_without_codes.geojson") == "no_map_codes"


def test_null_and_empty_shapes_are_told_by_code_and_the_others_are_read():
    found = read(DATA / "boundaries_null_geometry.geojson")
    assert [area.code for area in found.areas] == ["BU01530000"]
    assert told(found) == [("no_geometry", 2, "BU01530001"), ("no_geometry", 3, "BU01530002")]


def test_points_and_lines_are_not_areas():
    found = read(DATA / "boundaries_points.geojson")
    assert found.areas == []
    assert told(found) == [("not_a_polygon", 1, "BU01530000"), ("not_a_polygon", 2, "BU01530001")]


@pytest.mark.parametrize(("file", "corners"), [("boundaries_bowtie", 5), ("boundaries_zero_area", 4)])
def test_an_invalid_shape_is_handed_on_unchanged_for_the_database_to_judge(file: str, corners: int):
    found = read(DATA / f"{file}.geojson")
    assert found.problems == []
    assert len(found.areas[0].wkb) == 13 + 16 * corners
    first = np.frombuffer(found.areas[0].wkb, dtype="<f8", offset=13, count=2)
    assert first.tolist() == [257000, 471000]


def test_the_second_of_two_equal_codes_is_told_with_the_row_of_the_first():
    found = read(DATA / "boundaries_duplicate_code.geojson")
    assert told(found) == [("duplicate_code", 2, "BU01530000")]
    assert found.problems[0].params == {"first_row": 1}
    assert len(found.areas) == 1


def test_a_missing_code_and_a_word_for_a_code_are_told_apart():
    found = read(DATA / "boundaries_unusable_codes.geojson")
    assert told(found) == [("unusable_code", 1, "Centrum"), ("missing_code", 2, None)]
    assert {problem.column for problem in found.problems} == {"buurtcode"}
    assert [area.code for area in found.areas] == ["BU01530002"]


def test_water_is_counted_and_not_loaded():
    found = read(DATA / "boundaries_with_water.geojson")
    assert ([area.code for area in found.areas], found.water, found.problems) == (["BU01530000"], 2, [])


def test_a_file_of_water_alone_has_no_areas(tmp_path: Path):
    path = geojson(tmp_path / "a.geojson", {"buurtcode": "BU01530000", "water": "JA"})
    assert refusal_code(path) == "no_areas"


def test_an_empty_collection_has_no_areas(tmp_path: Path):
    assert refusal_code(geojson(tmp_path / "a.geojson")) == "no_areas"


def test_coordinates_in_rd_are_seen_where_a_geojson_does_not_say_so():
    assert read(DATA / "boundaries_rd_without_crs.geojson").srid == 28992


def test_swapped_axes_are_refused_and_not_drawn_in_the_indian_ocean():
    assert refusal_code(DATA / "boundaries_axes_swapped.geojson") == "unknown_projection"


def test_another_projection_that_is_declared_is_kept(tmp_path: Path):
    shape = square(767_000, 6_835_000)
    assert read(geojson(tmp_path / "a.geojson", {"code": "BU01530000"}, shape=shape, crs=3857)).srid == 3857


def test_a_text_that_names_another_file_does_not_open_that_file():
    assert refusal_code(DATA / "boundaries_that_name_another_file.geojson") == "damaged_file"


def test_a_table_holds_no_boundaries(tmp_path: Path):
    path = tmp_path / "figures.csv"
    path.write_text("buurtcode;inwoners\nBU01530000;12\n", encoding="utf-8")
    assert refusal_code(path, FileKind.CSV) == "no_geometry_in_file"
    assert refusal_code(path, FileKind.XLSX) == "damaged_file"


def test_a_geopackage_of_tables_alone_holds_no_boundaries(tmp_path: Path):
    path = tmp_path / "table.gpkg"
    codes = np.array(["BU01530000"], dtype=object)
    raw.write(path, None, [codes], ["buurtcode"], layer="table", crs=None, geometry_type=None)
    assert sniff(path) is FileKind.GPKG
    assert refusal_code(path, FileKind.GPKG) == "no_geometry_in_file"


def test_gemeenten_wijken_and_buurten_may_be_layers_of_one_geopackage(tmp_path: Path):
    path = tmp_path / "wijkenbuurten_2024.gpkg"
    write(path, "gemeentecode", ["GM0153"], "gemeenten", "EPSG:28992")
    write(path, "wijkcode", ["WK015300", "WK015301"], "wijken", "EPSG:28992")
    write(path, "buurtcode", ["BU01530000"], "buurten", "EPSG:28992")
    write(path, "opmerking", ["label"], "labels", "EPSG:28992")
    found = read(path)
    assert Counter(area.level for area in found.areas) == {"gemeente": 1, "wijk": 2, "buurt": 1}
    assert {area.code: area.parent for area in found.areas} == {
        "GM0153": None,
        "WK015300": "GM0153",
        "WK015301": "GM0153",
        "BU01530000": "WK015300",
    }
    assert told(found) == [("no_map_codes", None, "labels")]
    assert found.year == 2024


def test_layers_in_two_projections_are_refused(tmp_path: Path):
    path = tmp_path / "two.gpkg"
    write(path, "wijkcode", ["WK015300"], "wijken", "EPSG:28992")
    write(path, "buurtcode", ["BU01530000"], "buurten", "EPSG:3857")
    assert refusal_code(path, FileKind.GPKG) == "unknown_projection"


def test_a_shapefile_without_projection_or_encoding_is_still_read(tmp_path: Path):
    folder = tmp_path / "shapes"
    folder.mkdir()
    write(folder / "buurten.shp", "BU_CODE", ["BU01530000"], "buurten", "EPSG:28992", names=["Café’s hoek"])
    dbf = (folder / "buurten.dbf").read_bytes()
    (folder / "buurten.dbf").write_bytes(dbf.replace("é’".encode(), "é’".encode("cp1252") + b"   "))
    (folder / "buurten.cpg").write_text("UTF-8", encoding="ascii")  # a lie
    found = read(zip_folder(folder, tmp_path / "buurten 2023.zip", leave_out=(".prj",)))
    assert [(area.code, area.name.split()[0]) for area in found.areas] == [("BU01530000", "Café’")]
    assert (found.srid, found.year) == (28992, 2023)


def test_a_projection_that_cannot_be_read_is_a_damaged_file(tmp_path: Path):
    folder = tmp_path / "shapes"
    folder.mkdir()
    write(folder / "buurten.shp", "BU_CODE", ["BU01530000"], "buurten", "EPSG:28992")
    projection = (folder / "buurten.prj").read_bytes()
    (folder / "buurten.prj").write_bytes(projection.replace(b"RD_New", b"RD\x96New"))
    assert refusal_code(zip_folder(folder, tmp_path / "a.zip"), FileKind.SHAPEFILE_ZIP) == "damaged_file"


def test_a_zip_may_hold_a_shapefile_for_each_level(tmp_path: Path):
    folder = tmp_path / "shapes"
    folder.mkdir()
    write(folder / "wijken.shp", "WK_CODE", ["WK015300"], "wijken", "EPSG:28992")
    write(folder / "buurten.shp", "BU_CODE", ["BU01530000"], "buurten", "EPSG:28992")
    found = read(zip_folder(folder, tmp_path / "a.zip"))
    assert [area.code for area in found.areas] == ["BU01530000", "WK015300"]
    assert told(found) == [("no_vintage", None, None)]


def test_an_upload_without_extension_or_year_is_read_by_what_the_user_called_it(tmp_path: Path):
    path = geojson(tmp_path / "5f0c", {"statcode": "0153", "rubriek": "gemeente", "statnaam": "Enschede"})
    found = read_boundaries(path, FileKind.GEOJSON, "Grenzen 2022 (concept).geojson")
    assert isinstance(found, Boundaries)
    area = found.areas[0]
    assert isinstance(area, BoundaryRow)
    assert (area.code, area.name, area.level, area.row, area.attributes) == ("GM0153", "Enschede", "gemeente", 1, {})
    assert found.year == 2022


def test_two_years_in_one_file_are_no_vintage(tmp_path: Path):
    rows = [{"buurtcode": "BU01530000", "jaar": 2021}, {"buurtcode": "BU01530001", "jaar": 2022}]
    found = read(geojson(tmp_path / "grenzen_2023.geojson", *rows))
    assert (found.year, told(found)) == (None, [("no_vintage", None, None)])


def test_codes_that_lost_their_zero_get_it_back_with_a_warning(tmp_path: Path):
    rows = [{"buurtcode": 1530000}, {"buurtcode": 1530001}]
    found = read(geojson(tmp_path / "a_2024.geojson", *rows))
    assert [area.code for area in found.areas] == ["BU01530000", "BU01530001"]
    assert [(problem.code, problem.params) for problem in found.problems] == [("lost_leading_zero", {"count": 2})]


def test_heights_are_dropped(tmp_path: Path):
    shape = {"type": "Polygon", "coordinates": [[[6.8, 52.2, 1], [6.9, 52.2, 2], [6.9, 52.3, 3], [6.8, 52.2, 1]]]}
    area = read(geojson(tmp_path / "a.geojson", {"code": "BU01530000"}, shape=shape, crs=4326)).areas[0]
    assert len(area.wkb) == 13 + 16 * 4


def test_a_coordinate_without_end_is_no_geometry(tmp_path: Path):
    path = geojson(tmp_path / "a_2024.geojson", {"code": "BU01530000"}, {"code": "BU01530001"})
    path.write_text(path.read_text(encoding="utf-8").replace("257100", "Infinity", 1), encoding="utf-8")
    assert told(read(path)) == [("no_geometry", 1, "BU01530000")]


def test_more_areas_than_the_country_can_have_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = geojson(tmp_path / "a_2024.geojson", *({"code": f"BU0153{number:04}"} for number in range(4)))
    assert MAX_AREAS > 18_000
    monkeypatch.setattr("datasets.parsers.boundaries.MAX_AREAS", 4)
    assert len(read(path).areas) == 4
    monkeypatch.setattr("datasets.parsers.boundaries.MAX_AREAS", 3)
    assert refusal_code(path) == "too_many_rows"


@pytest.mark.parametrize(("ending", "kind"), [(".gpkg", FileKind.GPKG), (".geojson", FileKind.GEOJSON)])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_a_file_that_was_cut_off_is_refused_or_told(
    ending: str, kind: FileKind, share: float, shared_data: Path, tmp_path: Path
):
    path = tmp_path / f"cut{ending}"
    shutil.copyfile(shared_data / f"{BUURTEN_2021}{ending}", path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refusal_code(path, kind) == "damaged_file"
