"""The kind of a file, told by its bytes and not by its name, and whether a zip may be opened at all.

A zip (also an xlsx or ods) is inflated here entry by entry before any reader sees it; the sizes it states are not trusted.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from datasets.parsers.problems import Problem, refusal

MAX_BYTES = 50 * 1024**2
MAX_ENTRIES = 1_000
MAX_UNPACKED = 300 * 1024**2
MAX_RATIO = 100  # unpacked bytes for each byte of the zip

HEAD = 64 * 1024  # bytes that decide whether a file is text
CHUNK = 256 * 1024
LOCAL_HEADER = 30  # bytes before an entry's name
BLANKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n\v\f"
CONTROLS = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f]")  # never in text; NUL is left to the decoder, 1A ends DOS files
ZIP, EMPTY_ZIP, ZIP_LISTING = b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02"
SHP = b"\x00\x00\x27\x0a"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SQLITE = b"SQLite format 3\x00"
APPLICATION = slice(68, 72)  # of a SQLite file: which program it is for
MAP_LAYERS = (".shp", ".gpkg", ".geojson")  # one of them inside a zip
GEOPACKAGES = {b"GPKG", b"GP10", b"GP11"}
# Of GeoJSON of before 2016: a system of coordinates that lies at another address.
LINKED_SYSTEM = re.compile(rb'"crs"\s*:\s*\{(?:[^{}]|\{[^{}]*\})*"type"\s*:\s*"(?:link|url)"', re.IGNORECASE)
FOREIGN = {
    SHP: "shp",
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"PAR1": "parquet",
    b"fgb": "flatgeobuf",
}
OFFICE = {"xl/workbook.bin": "xlsb", "content.xml": "odf", "word/document.xml": "docx"}
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
# What zipfile raises at a damaged file: NotImplementedError at an unknown compression, ValueError at a name in another encoding.
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, ValueError, OverflowError, OSError)


class FileKind(StrEnum):
    """The kinds that are read."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    GPKG = "gpkg"
    SHAPEFILE_ZIP = "shapefile_zip"
    GEOJSON = "geojson"
    TOPOJSON = "topojson"


WORKBOOKS = frozenset({FileKind.XLSX, FileKind.ODS})
NAMES = {
    ".csv": FileKind.CSV,
    ".tsv": FileKind.CSV,
    ".txt": FileKind.CSV,
    ".xlsx": FileKind.XLSX,
    ".xlsm": FileKind.XLSX,
    ".ods": FileKind.ODS,
    ".xls": "xls",
    ".gpkg": FileKind.GPKG,
    ".zip": FileKind.SHAPEFILE_ZIP,
    ".geojson": FileKind.GEOJSON,
    ".topojson": FileKind.TOPOJSON,
    ".json": FileKind.GEOJSON,
}


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """A file in a zip: its name, first four bytes and true size."""

    name: str
    head: bytes
    size: int


def sniff(path: Path, name: str | None = None) -> FileKind | Problem:
    """Return the kind of a file by its content; `name` is what the user called it, where the path does not say so.

    Gives a refusal instead: empty_file, too_large, zip_bomb, unsafe_zip, damaged_file, shapefile_incomplete, old_excel,
    wrong_encoding, name_and_content_differ (params name_kind, content_kind) or unknown_kind (params found).
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        return refusal("too_large", limit=MAX_BYTES, found=size)
    raw = path.read_bytes()
    if not raw.lstrip(BLANKS) or raw.startswith(EMPTY_ZIP):
        return refusal("empty_file")
    found = _kind(path, raw)
    ending = PurePosixPath(name or path.name).suffix.lower()
    named = found if (ending, found) == (".json", FileKind.TOPOJSON) else NAMES.get(ending)
    if isinstance(found, Problem) or named in (None, found):
        return found
    return refusal("name_and_content_differ", name_kind=str(named), content_kind=str(found))


def zip_entries(path: Path) -> tuple[ZipEntry, ...] | Problem:
    """Return the files of a zip after every one was really inflated within the limits, or the reason not to open it."""
    if path.read_bytes().count(ZIP_LISTING) > MAX_ENTRIES:  # counted before the listing itself is read
        return refusal("zip_bomb", reason="entries", limit=MAX_ENTRIES)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
        return _inflated(path, infos)
    except BROKEN_ZIP:
        return refusal("damaged_file")


def shapefiles(path: Path) -> tuple[str, ...] | Problem:
    """Return the names of the .shp files in a zip that is safe to open.

    Every one is whole and a shapefile by content; otherwise the refusal.
    """
    entries = zip_entries(path)
    if isinstance(entries, Problem):
        return entries
    names = {entry.name.lower() for entry in entries}
    found = [entry for entry in entries if _is_shapefile(entry.name)]
    for entry in found:
        missing = [end for end in (".dbf", ".shx") if entry.name.lower().removesuffix(".shp") + end not in names]
        if missing:
            return refusal("shapefile_incomplete", value=entry.name, missing=", ".join(missing))
        if entry.head != SHP:  # another format under this name would reach another reader
            return refusal("damaged_file", value=entry.name)
    return tuple(entry.name for entry in found)


def _kind(path: Path, raw: bytes) -> FileKind | Problem:
    if raw.startswith(ZIP):
        return _zip_kind(path)
    if raw.startswith(SQLITE):
        return FileKind.GPKG if raw[APPLICATION] in GEOPACKAGES else refusal("unknown_kind", found="sqlite")
    if raw.startswith(OLE):  # Excel puts a workbook with a password into the container of the old format
        locked = "EncryptedPackage".encode("utf-16-le") in raw
        return refusal("unsafe_zip", reason="password") if locked else refusal("old_excel")
    for magic, found in FOREIGN.items():
        if raw.startswith(magic):
            return refusal("unknown_kind", found=found)
    return _text_kind(raw)


def _text_kind(raw: bytes) -> FileKind | Problem:
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    head = raw[:HEAD].decode("utf-16" if wide else "latin-1", errors="replace").removeprefix("ï»¿").lstrip()
    if CONTROLS.search(head):
        return refusal("unknown_kind", found="binary")
    if head.startswith("<"):
        return refusal("unknown_kind", found="html" if re.search(r"<(html|table|!doctype)", head, re.I) else "xml")
    if not head.startswith("{"):
        return FileKind.CSV
    return refusal("wrong_encoding") if wide else _json_kind(raw)


def _json_kind(raw: bytes) -> FileKind | Problem:
    """Return which kind of JSON it is; the whole file is searched, not parsed.

    TopoJSON may begin with its arcs and tell its type at the very end.
    """
    if b'"arcs"' in raw and re.search(rb'"type"\s*:\s*"Topology"', raw):
        return FileKind.TOPOJSON
    if re.search(rb'"type"\s*:\s*"Feature(Collection)?"', raw):
        return refusal("points_elsewhere") if LINKED_SYSTEM.search(raw) else FileKind.GEOJSON
    return refusal("unknown_kind", found="json")


def _zip_kind(path: Path) -> FileKind | Problem:
    entries = zip_entries(path)
    if isinstance(entries, Problem):
        return entries
    names = [entry.name.lower() for entry in entries]
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "content.xml" in names:
        try:
            if _says_spreadsheet(path, entries):
                return FileKind.ODS
        except BROKEN_ZIP:
            return refusal("damaged_file")
    if any(map(_is_shapefile, names)):
        whole = shapefiles(path)
        return whole if isinstance(whole, Problem) else FileKind.SHAPEFILE_ZIP
    office = (found for name, found in OFFICE.items() if name in names)
    return refusal("unknown_kind", found=next(office, "zip"))


def _says_spreadsheet(path: Path, entries: Iterable[ZipEntry]) -> bool:
    """Return whether an OpenDocument says that it is a spreadsheet, and no text or drawing."""
    if not any(entry.name == "mimetype" and entry.size <= len(SPREADSHEET) + 2 for entry in entries):
        return False
    with zipfile.ZipFile(path) as archive:
        return archive.read("mimetype").strip() == SPREADSHEET


def _is_shapefile(name: str) -> bool:
    """Return whether the entry is a shapefile.

    Macs add a shadow of each file, "__MACOSX/._name.shp", that holds no shapes.
    """
    file = PurePosixPath(name.lower())
    return file.suffix == ".shp" and not file.name.startswith("._")


def _inflated(path: Path, infos: list[zipfile.ZipInfo]) -> tuple[ZipEntry, ...] | Problem:
    by_ratio = path.stat().st_size * MAX_RATIO
    budget = min(MAX_UNPACKED, by_ratio)
    entries: list[ZipEntry] = []
    with path.open("rb") as stream:
        for info in infos:
            reason = _unsafe(info)
            if reason:
                return refusal("unsafe_zip", value=info.filename, reason=reason)
            head, size = _inflate(stream, info, budget)
            budget -= size
            if budget < 0:
                return refusal("zip_bomb", reason="ratio" if by_ratio < MAX_UNPACKED else "unpacked")
            if head == ZIP:
                return refusal("unsafe_zip", value=info.filename, reason="nested")
            if size != info.file_size:
                return refusal("damaged_file", value=info.filename)
            entries.append(ZipEntry(info.filename, head, size))
    return tuple(entries)


def _unsafe(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & 1:
        return "password"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "link"
    name = PurePosixPath(info.orig_filename.replace("\\", "/"))
    return "outside" if name.is_absolute() or ".." in name.parts or ":" in name.parts[0] else None


def _inflate(stream: BinaryIO, info: zipfile.ZipInfo, limit: int) -> tuple[bytes, int]:
    """Return the first four bytes and the true size of an entry, stopping just over the limit.

    Raises BadZipFile or zlib.error if it is damaged.
    """
    stream.seek(info.header_offset)
    local = stream.read(LOCAL_HEADER)
    method, name_length, extra_length = struct.unpack("<8xH16xHH", local)
    if not local.startswith(ZIP) or method != info.compress_type:
        raise zipfile.BadZipFile
    stream.seek(name_length + extra_length, 1)
    if method == zipfile.ZIP_STORED:
        return stream.read(min(4, info.compress_size)), info.compress_size
    if method != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile
    return _deflated(stream, limit)


def _deflated(stream: BinaryIO, limit: int) -> tuple[bytes, int]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    head, size = b"", 0
    while not inflater.eof and size <= limit:
        packed = inflater.unconsumed_tail or stream.read(CHUNK)
        if not packed:
            raise zipfile.BadZipFile
        part = inflater.decompress(packed, CHUNK)
        head = (head + part[:4])[:4]
        size += len(part)
    return head, size


def holds_map_layer(file: BinaryIO) -> bool:
    """Return whether the content, not the name, is that of a map layer: GeoPackage, GeoJSON or a zip with one of them."""
    head = file.read(64)
    file.seek(0)
    if not head.startswith(ZIP):
        return head.startswith(SQLITE) or head.lstrip(BLANKS).startswith(b"{")
    try:
        names = zipfile.ZipFile(file).namelist()
    except BROKEN_ZIP:
        names = []
    file.seek(0)
    return any(name.lower().endswith(MAP_LAYERS) for name in names)
