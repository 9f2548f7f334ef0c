"""Cells to numbers, per column."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.parsers.numbers import Numbers, parse_numbers


def read(*cells: object, **options: Any) -> Numbers:
    return parse_numbers(pd.Series(cells, dtype=object), **options)


def values(*cells: object) -> list[float | None]:
    return [None if math.isnan(value) else float(value) for value in read(*cells).values]


@pytest.mark.parametrize(
    "mark", ["", "  ", ".", "x", "X", "*", "-", "-99995", "-99997,0", "-99999999.00", -99995, -99997.0, -99999999, None]
)
def test_a_mark_for_missing_never_becomes_a_number(mark: object):
    numbers = read(mark, "12,5", 3)
    assert numbers.missing.tolist() == [True, False, False]
    assert np.isnan(numbers.values[0])
    assert not numbers.bad.any()


def test_a_missing_value_is_never_zero():
    assert values(None, float("nan"), "", "0", 0) == [None, None, None, 0.0, 0.0]


def test_a_source_may_have_marks_of_its_own():
    assert read("onbekend", "-1", "5", missing_marks=("Onbekend", "-1")).missing.tolist() == [True, True, False]


def test_ints_floats_and_text_mix_in_one_column():
    assert values(1, 2.5, " 3.5 ", '"4"', np.int64(5)) == [1.0, 2.5, 3.5, 4.0, 5.0]


@pytest.mark.parametrize(
    ("cells", "expected", "decimal"),
    [
        (["12,5", "3"], [12.5, 3.0], ","),
        (["12.5", "3"], [12.5, 3.0], "."),
        (["1.234,5", "1.234"], [1234.5, 1234.0], ","),
        (["1,234.5", "1,234"], [1234.5, 1234.0], "."),
        (["1.234.567"], [1234567.0], ","),
        (["0.123", "1.234"], [0.123, 1.234], "."),
        (["1 234,5", "1\u00a0234"], [1234.5, 1234.0], ","),
        (["12,5 %", "€ 3"], [12.5, 3.0], ","),
        (["\u22125,2", "+1,5e3"], [-5.2, 1500.0], ","),
        ([",5", "5,"], [0.5, 5.0], ","),
        (["12", "13"], [12.0, 13.0], None),
    ],
)
def test_the_decimal_sign_is_decided_for_the_whole_column(cells: list[str], expected: list[float], decimal: str | None):
    numbers = read(*cells)
    assert numbers.values.tolist() == expected
    assert (numbers.decimal, numbers.ambiguous) == (decimal, False)


def test_a_cell_that_does_not_fit_the_column_is_told_and_not_bent():
    assert read("12,5", "13,5", "14.5").bad.tolist() == [False, False, True]


@pytest.mark.parametrize("cell", ["veel", "12-3", "1,2,3", "1.23.456", "#DIV/0!", "inf", float("inf"), "1e999x", "٣"])
def test_text_that_is_no_number_is_bad(cell: object):
    numbers = read("7,5", cell)
    assert numbers.bad.tolist() == [False, True]
    assert np.isnan(numbers.values[1])


def test_one_point_and_three_digits_alone_are_ambiguous_and_read_the_dutch_way():
    assert read("1.234", "950").ambiguous
    assert values("1.234", "950") == [1234.0, 950.0]
    assert values("1,234") == [1.234]


def test_who_knows_the_decimal_sign_may_say_so():
    assert read("1.234", decimal=".").values.tolist() == [1.234]
    assert read("12,5", decimal=".").values.tolist() == [12.5]


def test_an_empty_column_is_all_missing():
    assert read().values.shape == (0,)
    assert read(".", ".").missing.all()


@given(
    numbers=st.lists(st.decimals(-(10**7), 10**7, places=2, allow_nan=False), min_size=1, max_size=20),
    signs=st.sampled_from([(",", "."), (".", ","), (",", ""), (".", ""), (",", " ")]),
)
def test_what_is_written_is_read_back(numbers: list, signs: tuple[str, str]):
    decimal, thousands = signs
    texts = [f"{number:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands) for number in numbers]
    known = [float(number) for number in numbers if float(number) not in {-99995.0, -99997.0}]
    assert [value for value in read(*texts).values if not math.isnan(value)] == known


def test_a_formula_written_as_text_is_no_number():
    read = parse_numbers(pd.Series(["=5", "=1+1", "3"], dtype=object))
    assert read.bad.tolist() == [True, True, False]


WRITTEN = st.one_of(
    st.from_regex(r"-?[0-9]{1,5}([.,][0-9]{1,4})?", fullmatch=True),
    st.sampled_from(
        [None, "", ".", " x ", "-", "-99995", "-99997,0", "1.234", "12,5", " 7 ", "7\n8", "12,", ",5", "-"]
    ),
)


@given(
    cells=st.one_of(
        st.lists(WRITTEN, max_size=12),
        st.lists(st.one_of(st.integers(-(10**6), 10**6), st.floats(), st.sampled_from([None, "."])), max_size=12),
    ),
    decimal=st.sampled_from([None, ",", "."]),
    marks=st.sampled_from([(), ("0", "1,5")]),
)
def test_a_column_read_as_a_whole_is_what_it_is_cell_by_cell(cells: list, decimal: str | None, marks: tuple):
    """A number with a plus is looked at by itself, and so is all beside it; it says nothing of the decimal sign."""
    whole = read(*cells, decimal=decimal, missing_marks=marks)
    apart = read(*cells, "+7", decimal=decimal, missing_marks=marks)
    for name in ("values", "bad", "missing"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(apart, name)[:-1])
    assert (whole.decimal, whole.ambiguous) == (apart.decimal, apart.ambiguous)
