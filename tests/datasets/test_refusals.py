"""Files that are refused: for what is wrong with them, without an exception, and with nothing stored."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from accounts.models import Partnership
from tests.datasets.tables import codes, whole_store, wide
from tests.effort import sampled
from tests.factories import deliver, square_city, upload

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
REFUSED = {
    "statistics_comma_shifts_a_row.csv": ["row_too_long", "not_a_number"],
    "statistics_long_with_faults.csv": [
        "wrong_period",
        "missing_indicator",
        "denominator_missing",
        "negative_denominator",
        "duplicate_row",
    ],
    "statistics_marks_for_missing.csv": ["unknown_area_code"],
    "statistics_neither_utf8_nor_windows.csv": ["wrong_encoding"],
    "statistics_only_blanks.csv": ["empty_file"],
    "statistics_postcodes.csv": ["postcode_level"],
    "statistics_text_in_number_column.csv": ["not_a_number", "not_a_number"],
    "statistics_twice_the_same_area.csv": ["duplicate_row"],
    "statistics_unknown_codes.csv": ["unusable_code"] * 2 + ["missing_code"] + ["unknown_area_code"] * 3,
    "statistics_without_code_column.csv": ["no_code_column"],
    "statistics_without_header.csv": ["no_header"],
    "empty.csv": ["empty_file"],
}
READ = {
    "statistics_ambiguous_thousands.csv": ("unmapped", []),
    "statistics_long.csv": ("current", []),
    "statistics_lost_leading_zero.csv": ("current", ["lost_leading_zero"]),
    "statistics_same_column_name_twice.csv": ("current", ["duplicate_header", "empty_header"]),
    "statistics_title_rows_and_source_below.csv": ("current", ["unusable_code"]),
    "statistics_utf16.csv": ("current", []),
    "statistics_windows_1252.csv": ("current", []),
}


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    square_city(module_partnership)
    deliver(module_partnership, wide("lonely", {"BU01530000": 40, "BU01530001": 41}))
    return module_partnership


@pytest.fixture
def with_figures(prepared: Partnership, partnership: Partnership) -> Partnership:
    return partnership


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_table_is_refused_for_what_is_wrong_with_it_and_nothing_is_stored(with_figures, data_files, name):
    before = whole_store(with_figures)
    delivery = deliver(with_figures, data_files / name, period=2020)
    assert (delivery.state, codes(delivery)) == ("refused", REFUSED[name])
    assert whole_store(with_figures) == before


@pytest.mark.parametrize("name", READ)
def test_an_odd_table_is_read_with_a_remark(with_figures, data_files, name):
    delivery = deliver(with_figures, data_files / name, period=2020)
    assert (delivery.state, codes(delivery)) == READ[name]


def test_every_table_among_the_test_files_has_an_expectation(data_files):
    assert {path.name for path in data_files.glob("statistics_*")} | {"empty.csv"} == {*REFUSED, *READ}


@pytest.mark.parametrize(
    ("name", "problems"),
    sampled(
        [
            ("fout_geen_gebied.csv", [("no_code_column", None, None)]),
            ("fout_leeg.csv", [("empty_file", None, None)]),
            ("fout_onbekende_code.csv", [("newer_area_code", 28, "BU01530391")]),
            ("fout_tekst_in_getal.csv", [("not_a_number", 28, "ongeveer 46")]),
            ("fout_verkeerde_codering.csv", [("wrong_encoding", None, None)]),
        ]
    ),
)
def test_the_bad_files_of_the_demo_are_refused_in_the_demo_city(partnership, name, problems):
    from demo.geometry import MAP

    deliver(partnership, MAP, "boundaries")
    before = whole_store(partnership)
    delivery = deliver(partnership, ROOT / "demo" / "files" / name, period=2025)
    assert delivery.state == "refused"
    assert [(p["code"], p["row"], p["value"]) for p in delivery.problems] == problems
    assert whole_store(partnership) == before


def zipped(**entries: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("_", "."), content)
    return raw.getvalue()


def workbook() -> bytes:
    raw, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["buurtcode", "lonely"])
    book.save(raw)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("leeg.csv", b"", "empty_file"),
        ("cijfers.csv", workbook, "name_and_content_differ"),
        ("bom.zip", lambda: zipped(buurten_shp=bytes(40_000_000)), "zip_bomb"),
        ("bom.xlsx", lambda: zipped(xl_workbook_xml=bytes(40_000_000)), "zip_bomb"),
        ("plaatje.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "name_and_content_differ"),
        ("half.xlsx", lambda: workbook()[:900], "damaged_file"),
    ],
)
@pytest.mark.parametrize("kind", ["statistics", "boundaries"])
def test_a_file_that_is_not_what_it_seems_is_refused(with_figures, name, content, problem, kind):
    before = whole_store(with_figures)
    delivery = deliver(with_figures, upload(name, content() if callable(content) else content), kind)
    assert delivery.state == "refused"
    assert codes(delivery) in ([problem], ["unknown_kind"])
    assert whole_store(with_figures) == before
