"""Files that mean harm, or carry what must not come in."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from tests.data.corpus_case import AREAS, Case, Read, Refused, collection, feature, figures, shapefile, table, zipped
from tests.data.corpus_maps import geopackage
from tests.data.corpus_workbooks import HEAD, ROW, SHEET, rewritten, workbook

MEGABYTE = 1024 * 1024
random_ = random.Random(153)  # noqa: S311 -- the same text each time, that does not pack small
PERSONS = [("Jan de Vries", "123456782"), ("Kees Bakker", "111222333"), ("Noor Smit", "123456782")]


def with_password() -> bytes:
    """The sign in the listing that an entry is locked."""
    raw = bytearray(zipped(shapefile({"buurtcode": AREAS[0]})))
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    return bytes(raw)


def many_entries() -> bytes:
    return zipped({f"{n}.txt": b"" for n in range(1_001)})


def swollen(megabytes: int) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("buurten.shp", "w") as entry:
        for _ in range(megabytes):
            entry.write(bytes(MEGABYTE))
    return raw.getvalue()


def lying_about_size() -> bytes:
    """A listing that says ten bytes of an entry of forty megabytes."""
    raw = bytearray(swollen(40))
    at = raw.index(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(raw)


def deep(levels: int) -> str:
    return '{"type": "FeatureCollection", "features": ' + "[" * levels + "]" * levels + "}"


def deep_attribute(levels: int) -> str:
    return collection(feature(bron="HERE")).replace('"HERE"', "[" * levels + "]" * levels)


def hidden(*rows: Sequence[object], state: str = "hidden") -> Callable[[], bytes]:
    """A workbook in order, with these rows in a sheet that does not show."""

    def add(book) -> None:
        sheet = book.create_sheet("Blad2")
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)

    return workbook(HEAD, ROW, more=add)


def far(row: int, column: int) -> Callable[[], bytes]:
    """One cell far away: a reader that makes room for all cells before it needs gigabytes."""
    return workbook(HEAD, ROW, more=lambda book: book.active.cell(row, column, "ver weg"))


def heavy_text() -> bytes:
    """One text of a megabyte to which two thousand cells point, each of which is given a copy."""
    texts = "<sst><si><t>" + "".join(random_.choices("abcdefgh", k=MEGABYTE)) + "</t></si></sst>"
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"><v>4</v></c></row>' for n in range(1, 2_001)
    )
    sheet = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    return rewritten({SHEET: sheet.encode(), "xl/sharedStrings.xml": texts.encode()})


def without_places() -> bytes:
    """Cells that do not say where they stand: two wide rows, with many empty ones between."""
    wide = "<row>" + "<c><v>4</v></c>" * 200 + "</row>"
    sheet = f"<worksheet><sheetData>{wide}{'<row/>' * 200_000}{wide}</sheetData></worksheet>"
    return rewritten({SHEET: sheet.encode(), "xl/media/image1.png": random_.randbytes(20_000)})


def endless_view() -> bytes:
    """A GeoPackage with a layer that is a query without an end."""
    query = "WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n) SELECT fid, 'abc' AS tekst FROM n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(geopackage(("buurten", "buurtcode", "Polygon"))())
        with closing(sqlite3.connect(path)) as store:
            store.execute(f"CREATE VIEW attrs AS {query}")
            store.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('attrs', 'attributes', 'attrs')"
            )
            store.commit()
        return path.read_bytes()


ATTACKS = [
    Case("formula_in_a_name.csv", "buurtcode;buurtnaam;lonely\nBU01530000;=HYPERLINK(A1);40\nBU01530001;@SUM(A1);41", Read(2)),
    Case("formula_for_a_code.csv", figures(40) + "\n=1+1;41", Refused("unusable_code", 3, "buurtcode")),
    Case("formula_for_a_figure.csv", figures(40, "=1+1"), Refused("not_a_number", 3, "lonely")),
    Case("script_in_a_name.csv", "buurtcode;<script>alert(1)</script>;lonely\nBU01530000;x;40", Read(1)),
    Case("page_named.csv", "<!DOCTYPE html><table><tr><td>1</td></tr></table>", Refused("unknown_kind")),
    Case("program_named.csv", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)), Refused("unknown_kind")),
    Case("picture_named.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), Refused("unknown_kind")),
    Case("document.pdf", b"%PDF-1.7\n", Refused("unknown_kind")),
    Case("nul_in_the_middle.csv", figures(40, "4\x001"), Refused("wrong_encoding")),
    Case("control_signs.csv", figures(40, "4\x071"), Refused("unknown_kind")),
    Case("a_million_columns.csv", lambda: b";".join([b"k"] * 1_000_000) + b"\n" + b";".join([b"1"] * 1_000_000), Refused("too_many_columns"), nasty=True),
    Case("a_million_rows_and_one.csv", lambda: b"buurtcode;lonely\n" + b"BU01530000;4\n" * 1_000_001, Refused("too_many_rows"), nasty=True),
    Case("endless_line.csv", lambda: b"buurtcode;lonely\nBU01530000;" + b"4" * 5 * MEGABYTE, Refused("cell_too_long", 2), nasty=True),
    Case("endless_quote.csv", lambda: b'buurtcode;lonely\nBU01530000;"' + b"4;\n" * MEGABYTE, Refused("cell_too_long", 2), nasty=True),
    Case("nothing_but_quotes.csv", lambda: b'"' * MEGABYTE, Refused("cell_too_long", 1), nasty=True),
    Case("nothing_but_delimiters.csv", lambda: b";" * MEGABYTE, Refused("no_table"), nasty=True),
    Case("cell_of_nine_thousand.csv", figures(40) + "\nBU01530001;" + "4" * 9_000, Refused("cell_too_long", 3)),
    Case("forty_million_zeros.zip", lambda: swollen(40), Refused("zip_bomb"), "boundaries", nasty=True),
    Case("forty_million_zeros.xlsx", lambda: zipped({"xl/workbook.xml": bytes(40 * MEGABYTE)}), Refused("zip_bomb"), nasty=True),
    Case("size_is_a_lie.zip", lying_about_size, Refused("zip_bomb"), "boundaries", nasty=True),
    Case("a_thousand_entries_and_one.zip", many_entries, Refused("zip_bomb"), "boundaries"),
    Case("zip_in_a_zip.zip", lambda: zipped({"a.zip": zipped({"b.csv": b"1"})}), Refused("unsafe_zip"), "boundaries"),
    Case("out_of_its_folder.zip", lambda: zipped({"../../etc/passwd": b"x", **shapefile({"buurtcode": AREAS[0]})}), Refused("unsafe_zip"), "boundaries"),
    Case("absolute_path.zip", lambda: zipped({"/etc/passwd": b"x", **shapefile({"buurtcode": AREAS[0]})}), Refused("unsafe_zip"), "boundaries"),
    Case("drive_of_windows.zip", lambda: zipped({"C:\\map\\a.shp": b"x"}), Refused("unsafe_zip"), "boundaries"),
    Case("locked.zip", with_password, Refused("unsafe_zip"), "boundaries"),
    Case("csv_in_a_zip.zip", lambda: zipped({"a.csv": b"buurtcode;lonely\nBU01530000;40"}), Refused("unknown_kind")),
    Case("deep.geojson", deep(100_000), Refused("damaged_file"), "boundaries", nasty=True),
    Case("deep_attribute.geojson", deep_attribute(100_000), Refused("damaged_file"), "boundaries", nasty=True),
    Case("numbers_beyond_all.geojson", collection(feature(shape={"type": "Polygon", "coordinates": [[[1e308, 1e308]] * 4]})), Refused("unknown_projection"), "boundaries"),
    Case("names_another_file.geojson", '{"type": "FeatureCollection", "features": "/etc/passwd"}', Refused("damaged_file"), "boundaries"),
    Case("cell_at_the_end_of_the_sheet.xlsx", far(1_048_576, 16_384), Refused("too_many_cells"), nasty=True),
    Case("cell_within_both_limits.xlsx", far(300_000, 300), Refused("too_many_cells"), nasty=True),
    Case("cells_without_places.xlsx", without_places, Refused("too_many_cells"), nasty=True),
    Case("text_of_a_megabyte_in_every_row.xlsx", heavy_text, Refused("too_heavy"), nasty=True),
    Case("eleven_million_cells.csv", lambda: b"buurtcode" + b";k" * 299 + b"\n" + (b"BU01530000" + b";1" * 299 + b"\n") * 37_000, Refused("too_many_cells"), nasty=True),
    Case("view_without_an_end.gpkg", endless_view, Refused("view_in_map"), "boundaries", nasty=True),
    Case("view_without_an_end_as_figures.gpkg", endless_view, Refused("view_in_map"), nasty=True),
    Case("two_thousand_attributes.geojson", collection(feature(**{f"k{n}": n for n in range(2_000)})), Refused("too_many_columns")),
]  # fmt: skip
PRIVACY = [
    Case("list_of_people.csv", table(*(f"{code};{name};{bsn};4" for code, (name, bsn) in zip(AREAS, PERSONS, strict=True)), head="buurtcode;achternaam;bsn;lonely"), Refused("personal_data", None, "achternaam, bsn")),
    Case("people_without_names_of_columns.csv", "\n".join(f"{code};a{at}@voorbeeld.example;4" for at, code in enumerate(AREAS)), Refused("personal_data", None, "#2")),
    Case("people_in_a_hidden_sheet.xlsx", hidden(("Achternaam", "BSN"), *PERSONS, state="veryHidden"), Refused("personal_data", None, "Achternaam, BSN")),
    Case("numbers_in_a_hidden_column.xlsx", hidden(("BSN",), *((bsn,) for _, bsn in PERSONS)), Refused("personal_data", None, "#1")),
    Case("mails_in_a_hidden_column.xlsx", hidden(("jan.jansen@voorbeeld.example",), ("06-12345678",)), Refused("personal_data", None, "#1")),
    Case("people_in_a_hidden_sheet_that_is_too_wide.xlsx", hidden(("Achternaam", "BSN", *(f"k{n}" for n in range(310))), ("de Vries", "123456782", *[1] * 310)), Refused("personal_data", None, "#1, #2")),
    Case("mail_in_the_title.csv", f"Vragen: jan.jansen@voorbeeld.example, 06-12345678\n\n{figures(40, 41)}", Refused("personal_data", None, "#1")),
    Case("mail_in_the_title.xlsx", workbook(("Vragen: jan.jansen@voorbeeld.example",), (), HEAD, ROW), Refused("personal_data", None, "#1")),
    Case("mails_beyond_the_columns.csv", figures("40;jan.jansen@voorbeeld.example", "41;kees@voorbeeld.example"), Refused("personal_data", None, "#3")),
    Case("mailbox_of_an_office_in_the_title.csv", f"Vragen: infoservice@cbs.nl\n\n{figures(40, 41)}", Read(2)),
    Case("addresses.csv", table("Kuipersdijk;12;4", "Laan;13;5", head="straat;huisnummer;lonely"), Refused("personal_data", None, "straat, huisnummer")),
    Case("people_on_a_map.geojson", collection(feature(geboortedatum="1950-05-12")), Refused("personal_data", None, "geboortedatum"), "boundaries"),
    Case("people_in_a_shapefile.zip", lambda: zipped(shapefile({"buurtcode": AREAS[0], "telefoonnummer": "06-12345678"})), Refused("personal_data", None, "telefoonnu"), "boundaries"),
    Case("people_in_a_topology.topojson", json.dumps({"type": "Topology", "arcs": [], "objects": {"a": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [6, 52], "properties": {"e-mail": "a@voorbeeld.example"}}]}}}), Refused("personal_data", None, "e-mail"), "boundaries"),
    Case("areas_by_their_name.csv", "Naam;gebiedscode;omgevingsadressendichtheid;lonely\nLasonder;BU01530000;1200;40", Read(1)),
]  # fmt: skip
