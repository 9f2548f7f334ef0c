"""Encodings, delimiters and headers of text files."""

import codecs
from pathlib import Path

import pytest

from datasets.parsers.problems import Problem
from datasets.parsers.text import decode, detect_delimiter, header_index, looks_like_data, split_rows

DATA = Path(__file__).parents[2] / "data"


def code_of(outcome: object) -> str:
    assert isinstance(outcome, Problem)
    return outcome.code


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("é €".encode(), "utf-8"),
        (codecs.BOM_UTF8 + "é €".encode(), "utf-8-sig"),
        ("é €".encode("cp1252"), "windows-1252"),
        ("é €".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "é €".encode("utf-16-be"), "utf-16"),
    ],
)
def test_text_is_the_same_in_every_encoding_that_is_read(raw: bytes, encoding: str):
    assert decode(raw) == ("é €", encoding)


@pytest.mark.parametrize(
    "raw",
    [
        b"a;b\0;c",
        b"a;b\x81",
        codecs.BOM_UTF8 + b"\xff",
        codecs.BOM_UTF16_LE + b"a",
        "a;b".encode("utf-32"),
        "a;b".encode("utf-16-le"),
    ],
)
def test_bytes_that_are_no_text_are_refused(raw: bytes):
    assert code_of(decode(raw)) == "wrong_encoding"


@pytest.mark.parametrize("raw", [b"", b" \r\n\t", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_a_file_without_a_letter_is_empty(raw: bytes):
    assert code_of(decode(raw)) == "empty_file"


@pytest.mark.parametrize("delimiter", list(";,\t|"))
def test_the_delimiter_is_found(delimiter: str):
    rows = ["code", "naam", "eenzaam"], ["BU01530000", "City", "46"], ["BU01530001", "De Laares", "40"]
    assert detect_delimiter("\n".join(delimiter.join(row) for row in rows)) == delimiter


def test_decimal_commas_are_no_delimiters():
    assert detect_delimiter("code;eenzaam;arm\nA;1,5;2,5\nB;3,5;4,5\n") == ";"


def test_title_rows_do_not_hide_the_delimiter():
    text = (DATA / "statistics_title_rows_and_source_below.csv").read_text()
    assert detect_delimiter(text) == ";"


def test_a_quoted_cell_may_hold_the_delimiter_and_a_line_end():
    assert list(split_rows(b'a;"b;\nc"\r\n1;2\r3;4', "utf-8", ";")) == [["a", "b;\nc"], ["1", "2"], ["3", "4"]]


def test_the_header_stands_below_the_title_rows():
    assert header_index([["Titel", ""], [], ["code", "naam"], ["A", "B"]]) == 2


def test_without_two_filled_cells_there_is_no_header():
    assert header_index([["alleen"], [""]]) is None


def test_a_first_row_with_an_area_code_is_no_header():
    assert looks_like_data(["BU01530000 ", "46,1"])
    assert not looks_like_data(["buurtcode", "eenzaam"])


def test_names_may_stand_over_groups_of_columns_where_codes_are_digits_alone():
    rows = [["Cijfers 2024"], ["", "Woningen", "", "Klachten"], ["buurtcode", "aantal", "leeg %", "aantal"]]
    assert header_index([*rows, ["1530000", "210", "3,4", "12"]]) == 2
    assert header_index([["buurt", "Woningen", ""], ["Pathmos", "7", "3,4"]]) == 0
