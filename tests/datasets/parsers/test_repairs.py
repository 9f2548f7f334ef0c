"""Cells that are read as something else: what counts as alike, what is left out, and what was probably meant."""

from __future__ import annotations

import pandas as pd
import pytest

from datasets.parsers.repairs import Repair, mended, merged, number_in, of_plain, padded
from datasets.parsers.tables import Table

CODE, FIGURE = "buurt", "klachten"


def table(*rows: tuple[object, object]) -> Table:
    frame = pd.DataFrame(rows, columns=[CODE, FIGURE], index=range(2, len(rows) + 2), dtype=object)
    return Table((CODE, FIGURE), frame, 2)


def cells(found: Table) -> list[tuple[int, object, object]]:
    return list(found.frame.itertuples(name=None))


def test_all_cells_with_the_text_are_read_as_what_was_said_and_rows_keep_their_numbers():
    read = mended(table(("A", "veel"), ("B", 3.5), ("C", " veel ")), [Repair(FIGURE, "veel", 12.5)])
    assert cells(read) == [(2, "A", 12.5), (3, "B", 3.5), (4, "C", 12.5)]


def test_another_column_with_the_same_text_stays():
    assert cells(mended(table(("veel", "veel")), [Repair(FIGURE, "veel", "")])) == [(2, "veel", "")]


def test_a_row_is_left_out_unless_nothing_would_remain():
    assert cells(mended(table(("A", 1), ("B", 2)), [Repair(CODE, "A", None)])) == [(3, "B", 2)]
    assert len(mended(table(("A", 1)), [Repair(CODE, "A", None)]).frame) == 1


def test_empty_cells_numbers_and_columns_that_are_not_there_are_no_matter():
    whole = table((None, 40), ("A", float("nan")))
    assert len(mended(whole, [Repair("weg", "x", "y"), Repair(FIGURE, "40", 41.0)]).frame) == 2
    assert mended(whole, [Repair(FIGURE, "40", 41.0)]).frame.at[2, FIGURE] == 41.0


def test_what_was_said_last_counts():
    said = merged([Repair(FIGURE, "a", "1"), Repair(FIGURE, "b", "2")], [Repair(FIGURE, "a", None)])
    assert said == [Repair(FIGURE, "a", None), Repair(FIGURE, "b", "2")]
    assert of_plain([each.to_plain() for each in said]) == said


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ca. 40", "40"),
        ("12,5 stuks", "12,5"),
        ("-3 (raming)", "-3"),
        ("1 200 euro", "1200"),
        ("1.234 stuks", None),
        ("tussen 3 en 5", None),
        ("veel", None),
    ],
)
def test_the_one_number_in_a_text(text, number):
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("BU1530301", ["BU01530301"]),
        ("BU 0153.0301", ["BU01530301"]),
        ("bu01530301", ["BU01530301"]),
        ("wk15303", ["WK015303"]),
        ("153", ["GM0153", "WK000153", "BU00000153"]),
        ("BU015303011", []),
        ("Centrum", []),
    ],
)
def test_what_a_code_without_its_zeros_or_prefix_may_mean(code, meant):
    assert padded(code) == meant
