"""Files that mean harm, or carry what must not come in."""

from __future__ import annotations

import io
import json
import zipfile

from tests.data.corpus_case import AREAS, Case, Read, Refused, collection, feature, figures, shapefile, table, zipped
from tests.data.corpus_workbooks import HEAD, ROW, workbook

MEGABYTE = 1024 * 1024
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


def hidden_list() -> bytes:
    def add(book) -> None:
        sheet = book.create_sheet("Blad2")
        sheet.sheet_state = "veryHidden"
        sheet.append(["Achternaam", "BSN"])
        for row in PERSONS:
            sheet.append(row)

    return workbook(HEAD, ROW, more=add)()


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
    Case("endless_line.csv", lambda: b"buurtcode;lonely\nBU01530000;" + b"4" * 5 * MEGABYTE, Refused("cell_too_long"), nasty=True),
    Case("endless_quote.csv", lambda: b'buurtcode;lonely\nBU01530000;"' + b"4;\n" * MEGABYTE, Refused("cell_too_long"), nasty=True),
    Case("nothing_but_quotes.csv", lambda: b'"' * MEGABYTE, Refused("cell_too_long"), nasty=True),
    Case("nothing_but_delimiters.csv", lambda: b";" * MEGABYTE, Refused("no_table"), nasty=True),
    Case("cell_of_nine_thousand.csv", figures(40) + "\nBU01530001;" + "4" * 9_000, Refused("cell_too_long")),
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
    Case("two_thousand_attributes.geojson", collection(feature(**{f"k{n}": n for n in range(2_000)})), Refused("too_many_columns")),
]  # fmt: skip
PRIVACY = [
    Case("list_of_people.csv", table(*(f"{code};{name};{bsn};4" for code, (name, bsn) in zip(AREAS, PERSONS, strict=True)), head="buurtcode;achternaam;bsn;lonely"), Refused("personal_data", None, "achternaam, bsn")),
    Case("people_without_names_of_columns.csv", "\n".join(f"{code};a{at}@voorbeeld.example;4" for at, code in enumerate(AREAS)), Refused("personal_data", None, "#2")),
    Case("people_in_a_hidden_sheet.xlsx", hidden_list, Refused("personal_data", None, "Achternaam, BSN")),
    Case("addresses.csv", table("Kuipersdijk;12;4", "Laan;13;5", head="straat;huisnummer;lonely"), Refused("personal_data", None, "straat, huisnummer")),
    Case("people_on_a_map.geojson", collection(feature(geboortedatum="1950-05-12")), Refused("personal_data", None, "geboortedatum"), "boundaries"),
    Case("people_in_a_shapefile.zip", lambda: zipped(shapefile({"buurtcode": AREAS[0], "telefoonnummer": "06-12345678"})), Refused("personal_data", None, "telefoonnu"), "boundaries"),
    Case("people_in_a_topology.topojson", json.dumps({"type": "Topology", "arcs": [], "objects": {"a": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [6, 52], "properties": {"e-mail": "a@voorbeeld.example"}}]}}}), Refused("personal_data", None, "e-mail"), "boundaries"),
    Case("areas_by_their_name.csv", "Naam;gebiedscode;omgevingsadressendichtheid;lonely\nLasonder;BU01530000;1200;40", Read(1)),
]  # fmt: skip
