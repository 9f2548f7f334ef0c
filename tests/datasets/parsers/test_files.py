"""A file is known by its bytes, and a zip is opened only after it was really inflated within the limits."""

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from datasets.parsers import files
from datasets.parsers.files import FileKind, sniff, zip_entries
from datasets.parsers.gdal_layers import sources_of
from datasets.parsers.problems import Problem, Severity

DATA = Path(__file__).resolve().parents[2] / "data"
SHP = files.SHP + b"\x00" * 96


def refused(found: object) -> Problem:
    assert isinstance(found, Problem), found
    assert found.severity is Severity.REFUSAL
    assert found.row is None
    return found


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["code", "value"])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("enschede/cbs_buurten_2021_enschede.gpkg", FileKind.GPKG),
        ("enschede/cbs_buurten_2021_enschede.geojson", FileKind.GEOJSON),
        ("enschede/cbs_buurten_2021_enschede_shp.zip", FileKind.SHAPEFILE_ZIP),
        ("enschede/cbs_kerncijfers_2022_enschede.csv", FileKind.CSV),
        ("demo/enschede_buurten_2024.geojson", FileKind.GEOJSON),
        ("nl/cbs_wijken_2014_nl.geojson", FileKind.GEOJSON),
        ("nl/rivm_gezondheid_2020_18plus_nl.xlsx", FileKind.XLSX),
        ("formats/kwb-2023_utrecht.xlsx", FileKind.XLSX),
    ],
)
def test_real_files_are_known_with_their_name_and_without_it(
    file: str, kind: FileKind, shared_data: Path, tmp_path: Path
):
    assert sniff(shared_data / file) is kind
    assert sniff(put(tmp_path, "upload", (shared_data / file).read_bytes())) is kind


@pytest.mark.parametrize("file", ["cbs_wijken_2014_nl.topojson", "cbs_buurten_2014_nl_grof.topojson"])
def test_topojson_is_known_though_its_type_stands_at_the_end(file: str, shared_data: Path):
    assert sniff(shared_data / "nl" / file) is FileKind.TOPOJSON


def test_json_that_is_no_geojson_is_refused(shared_data: Path):
    problem = refused(sniff(shared_data / "nl/voorbeeld_baarn/baarn_social_data.json"))
    assert (problem.code, problem.params) == ("unknown_kind", {"found": "json"})


@pytest.mark.parametrize("content", [b"", b" \r\n\t\r\n", b"\xef\xbb\xbf\r\n", b"\xff\xfe \x00", zipped({})])
def test_a_file_of_nothing_or_of_blanks_is_empty(content: bytes, tmp_path: Path):
    assert refused(sniff(put(tmp_path, "figures.csv", content))).code == "empty_file"


def test_fifty_megabytes_pass_and_one_byte_more_does_not(tmp_path: Path):
    path = put(tmp_path, "figures.csv", b"code;value\n")
    with path.open("r+b") as stream:
        stream.truncate(files.MAX_BYTES)
    assert sniff(path) is FileKind.CSV
    with path.open("r+b") as stream:
        stream.truncate(files.MAX_BYTES + 1)
    assert refused(sniff(path)).code == "too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_with_accents_is_csv_in_every_encoding(encoding: str, tmp_path: Path):
    text = "gebied;aandeel\r\nCafé ’t Stoepje €;1,5\r\n\x1a"
    assert sniff(put(tmp_path, "figures.csv", text.encode(encoding))) is FileKind.CSV


def test_a_workbook_renamed_to_csv_is_refused_with_both_kinds(tmp_path: Path):
    problem = refused(sniff(put(tmp_path, "figures.csv", workbook())))
    assert problem.code == "name_and_content_differ"
    assert problem.params == {"name_kind": "csv", "content_kind": "xlsx"}


def test_text_named_as_an_old_workbook_is_refused_with_both_kinds(tmp_path: Path):
    problem = refused(sniff(put(tmp_path, "figures.xls", b"code;value\n")))
    assert problem.params == {"name_kind": "xls", "content_kind": "csv"}


def test_the_name_the_user_gave_counts_where_the_path_says_nothing(tmp_path: Path):
    path = put(tmp_path, "5f0c", workbook())
    assert sniff(path, "Cijfers 2024.XLSX") is FileKind.XLSX
    assert refused(sniff(path, "Cijfers 2024.csv")).code == "name_and_content_differ"


def test_an_old_workbook_is_told_from_one_with_a_password(tmp_path: Path):
    old = put(tmp_path, "old.xls", files.OLE + b"\x00" * 600 + "Workbook".encode("utf-16-le"))
    locked = put(tmp_path, "locked.xlsx", files.OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert refused(sniff(old)).code == "old_excel"
    assert refused(sniff(locked)).params == {"reason": "password"}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><gml/>", "xml"),
        (b"SQLite format 3\x00" + b"\x00" * 100, "sqlite"),
        (bytes(range(256)), "binary"),
        (SHP, "shp"),
        (zipped({"figures.csv": b"code;value\n"}), "zip"),
        (zipped({"content.xml": b"<a/>", "mimetype": b"ods"}), "odf"),
        (zipped({"xl/workbook.bin": b"\x83\x01"}), "xlsb"),
    ],
)
def test_another_kind_is_refused_and_named(content: bytes, found: str, tmp_path: Path):
    problem = refused(sniff(put(tmp_path, "upload", content)))
    assert (problem.code, problem.params) == ("unknown_kind", {"found": found})


def test_geojson_in_utf16_is_a_wrong_encoding(tmp_path: Path):
    assert refused(sniff(put(tmp_path, "a.geojson", '{"type": "Feature"}'.encode("utf-16")))).code == "wrong_encoding"


def test_a_shapefile_needs_its_table_and_index(tmp_path: Path):
    problem = refused(sniff(put(tmp_path, "a.zip", zipped({"map/a.SHP": SHP, "map/a.shx": SHP}))))
    assert (problem.code, problem.params, problem.value) == ("shapefile_incomplete", {"missing": ".dbf"}, "map/a.SHP")


def test_another_format_under_the_name_of_a_shapefile_reaches_no_reader(tmp_path: Path):
    path = put(tmp_path, "a.zip", zipped({"a.shp": b"<OGRVRTDataSource/>", "a.dbf": b"x", "a.shx": b"x"}))
    assert refused(sniff(path)).code == "damaged_file"
    assert refused(sources_of(path, FileKind.SHAPEFILE_ZIP)).code == "damaged_file"


def test_the_shadow_files_of_a_mac_are_not_shapefiles(tmp_path: Path):
    content = {"a.shp": SHP, "a.dbf": b"x", "a.shx": SHP, "__MACOSX/._a.shp": b"Mac OS X"}
    path = put(tmp_path, "a.zip", zipped(content))
    assert sniff(path) is FileKind.SHAPEFILE_ZIP
    assert sources_of(path, FileKind.SHAPEFILE_ZIP) == (f"/vsizip/{{{path}}}/a.shp",)


def test_a_thousand_entries_pass_and_one_more_does_not(tmp_path: Path):
    content = {f"{number}.txt": b"" for number in range(files.MAX_ENTRIES)}
    assert isinstance(zip_entries(put(tmp_path, "a.zip", zipped(content))), tuple)
    problem = refused(zip_entries(put(tmp_path, "b.zip", zipped({**content, "more.txt": b""}))))
    assert (problem.code, problem.params["reason"]) == ("zip_bomb", "entries")


def test_a_zip_that_grows_over_a_hundredfold_is_refused(tmp_path: Path):
    problem = refused(sniff(put(tmp_path, "a.xlsx", zipped({"xl/workbook.xml": b"0" * 5_000_000}))))
    assert (problem.code, problem.params) == ("zip_bomb", {"reason": "ratio"})


def test_the_unpacked_bytes_of_all_entries_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MAX_UNPACKED", 150)
    one = put(tmp_path, "one.zip", zipped({"a": bytes(range(100))}))
    two = put(tmp_path, "two.zip", zipped({"a": bytes(range(100)), "b": bytes(range(100))}))
    assert isinstance(zip_entries(one), tuple)
    assert refused(zip_entries(two)).params == {"reason": "unpacked"}


def test_a_bomb_that_states_a_small_size_is_inflated_and_found(tmp_path: Path):
    content = bytearray(zipped({"xl/workbook.xml": b"0" * 5_000_000}))
    listing = content.rindex(files.ZIP_LISTING)
    for place in (22, listing + 24):  # the stated sizes, in the entry and in the listing
        struct.pack_into("<I", content, place, 10)
    assert refused(sniff(put(tmp_path, "a.xlsx", bytes(content)))).code == "zip_bomb"


def test_entries_that_share_their_bytes_count_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MAX_UNPACKED", 350)
    content = zipped({"a": bytes(range(200)), "b": bytes(range(200))}, zipfile.ZIP_STORED)
    second = bytearray(content)
    listing = second.rindex(files.ZIP_LISTING)
    struct.pack_into("<I", second, listing + 42, 0)  # the second name points at the first entry
    assert refused(zip_entries(put(tmp_path, "a.zip", bytes(second)))).params == {"reason": "unpacked"}


@pytest.mark.parametrize("name", ["../a.shp", "/etc/a.shp", "C:/a.shp", "map\\..\\a.shp"])
def test_an_entry_that_points_outside_its_folder_is_refused(name: str, tmp_path: Path):
    problem = refused(sniff(put(tmp_path, "a.zip", zipped({name: SHP}))))
    assert (problem.code, problem.params) == ("unsafe_zip", {"reason": "outside"})


def test_a_zip_in_a_zip_is_refused(tmp_path: Path):
    problem = refused(sniff(put(tmp_path, "a.zip", zipped({"inner.dat": zipped({"a.shp": SHP})}))))
    assert (problem.code, problem.params) == ("unsafe_zip", {"reason": "nested"})


def test_a_zip_with_a_password_is_refused(tmp_path: Path):
    content = bytearray(zipped({"a.shp": SHP}))
    content[content.rindex(files.ZIP_LISTING) + 8] |= 1
    problem = refused(sniff(put(tmp_path, "a.zip", bytes(content))))
    assert (problem.code, problem.params) == ("unsafe_zip", {"reason": "password"})


@pytest.mark.parametrize("keep", [10, 60, 200, -30])
def test_a_zip_that_was_cut_off_is_damaged(keep: int, tmp_path: Path):
    content = zipped({"a.shp": SHP * 9, "a.dbf": bytes(range(256)), "a.shx": SHP})
    assert refused(sniff(put(tmp_path, "a.zip", content[:keep]))).code == "damaged_file"


def test_no_byte_changed_in_a_zip_makes_sniffing_fail(tmp_path: Path):
    content = zipped({"a.shp": SHP, "a.dbf": bytes(range(200)), "a.shx": SHP})
    for place in range(4, len(content)):
        changed = bytearray(content)
        changed[place] ^= 0xFF
        found = sniff(put(tmp_path, "a.zip", bytes(changed)))
        assert found is FileKind.SHAPEFILE_ZIP or refused(found)
