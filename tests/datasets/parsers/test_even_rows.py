"""A table that is read by column is the table that is read row by row."""

import csv
import io
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from datasets.parsers import tables
from datasets.parsers.even_rows import read_rows
from datasets.parsers.files import FileKind
from datasets.parsers.problems import Problem
from datasets.parsers.tables import read_table
from datasets.parsers.text import split_rows

LONGEST = 80  # as long as twenty of the longest letters
SIGNS = "aZ09 .-é€🙂\t\ufeff\x0b\x85"  # letters of one to four bytes, and what some readers take for a line end
CELLS = st.text(st.sampled_from(SIGNS), max_size=20)
ENDS = st.sampled_from(["\n", "\r\n"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "windows-1252"])


def in_bytes(text: str, encoding: str) -> bytes:
    return text.encode("cp1252" if encoding == "windows-1252" else encoding, errors="replace")


def by_row(raw: bytes, encoding: str, after: int) -> list[tuple[int, list[str]]]:
    rows = enumerate(split_rows(raw, encoding, ";"), start=1)
    return [(number, row) for number, row in rows if number > after and any(row)]


def by_column(raw: bytes, encoding: str, after: int, width: int) -> list[tuple[int, list[str]]] | None:
    found = read_rows(raw, encoding, ";", after=after, width=width, longest=LONGEST)
    if found is None:
        return None
    assert len(found.columns) == width
    return list(zip(found.numbers.tolist(), map(list, zip(*found.columns, strict=True)), strict=True))


@given(
    st.text(st.sampled_from(';;;\n\n\r"ab é'), min_size=1, max_size=60), ENCODINGS, st.integers(1, 3), st.integers(1, 3)
)
@example("a;b\n1;2\r3;4\n", "utf-8", 1, 2)
@example("a;b\n\r\n;\n1;2", "utf-8", 1, 2)
@example("a;b", "utf-8", 3, 2)
def test_any_text_is_read_the_same_or_not_at_all(text: str, encoding: str, after: int, width: int):
    raw = in_bytes(text, encoding)
    found = by_column(raw, encoding, after, width)
    assert found is None or found == by_row(raw, encoding, after)


@given(st.data(), ENCODINGS, st.integers(1, 4), st.lists(ENDS, min_size=1, max_size=12), st.booleans())
def test_even_rows_are_read_whatever_is_in_them(
    data: st.DataObject, encoding: str, width: int, ends: list[str], ended: bool
):
    row: st.SearchStrategy[list[str]] = st.one_of(st.lists(CELLS, min_size=width, max_size=width), st.just([]))
    rows = [data.draw(st.lists(CELLS, max_size=6)), *(data.draw(row) for _ in ends[1:])]
    text = "".join(";".join(cells) + end for cells, end in zip(rows, ends, strict=True))
    raw = in_bytes(text if ended else text.rstrip("\r\n"), encoding)
    found = by_column(raw, encoding, 1, width)
    assert found is not None
    assert found == by_row(raw, encoding, 1)


@pytest.mark.parametrize(
    "line",
    ['1;"2"', "1;2;3", "1", "1;" + "x" * (LONGEST + 1), "1;2\r1;2"],
    ids=["a quote", "a cell too many", "a cell too few", "a long cell", "a line end of long ago"],
)
def test_what_is_not_even_is_left_to_the_other_way(line: str):
    assert by_column(f"a;b\n{line}\n1;2\n".encode(), "utf-8", 1, 2) is None
    assert by_column(b"a;b\n1;2\n1;2\n", "utf-8", 1, 2) is not None


def test_an_encoding_of_two_bytes_is_left_to_the_other_way():
    assert read_rows("a;b\n1;2\n".encode("utf-16"), "utf-16", ";", after=1, width=2, longest=LONGEST) is None


def read(text: str, encoding: str) -> Problem | tables.Table:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(in_bytes(text, encoding))
        return read_table(path, FileKind.CSV)


WORDS = st.one_of(
    st.sampled_from(["BU01530001", "2024", "1,5", "", "-", "Café", " x "]),
    st.text(st.sampled_from("ab1 é"), max_size=9),
)


@given(st.data(), st.integers(2, 4), ENDS, ENCODINGS)
def test_a_whole_file_gives_the_same_table_with_and_without_quotes(
    data: st.DataObject, width: int, end: str, encoding: str
):
    """Quotes around each cell change nothing of a table, and send it the careful way: title, names, blanks, problems."""
    row = st.lists(WORDS, min_size=width, max_size=width)
    titles = data.draw(st.lists(st.just(["Een titel", *[""] * (width - 1)]), max_size=2))
    rows = [*titles, *data.draw(st.lists(row, min_size=1, max_size=8))]
    quoted = io.StringIO(newline="")
    csv.writer(quoted, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    plain, careful = read("".join(";".join(cells) + end for cells in rows), encoding), read(quoted.getvalue(), encoding)
    if isinstance(plain, Problem) or isinstance(careful, Problem):
        assert plain == careful
        return
    pd.testing.assert_frame_equal(plain.frame.astype(object), careful.frame)
    parts = ("header", "first_row", "delimiter", "problems", "title")
    assert [getattr(plain, part) for part in parts] == [getattr(careful, part) for part in parts]
