from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sia.charts import between, decades, diverging, frame, sparkline, tenths


def test_tenths_add_up_to_the_shown_total():
    assert tenths([1.04, 1.04, 1.04], 3.1) == [1.1, 1.0, 1.0]
    assert tenths([-1.04, -1.04, -1.04], -3.1) == [-1.0, -1.0, -1.1]


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=9))
def test_tenths_add_up_and_stay_within_a_tenth_whatever_the_parts(parts):
    total = round(sum(parts), 1)
    shown = tenths(parts, total)
    assert isclose(sum(shown), total, abs_tol=1e-6)
    assert all(abs(one - other) < 0.2 for one, other in zip(shown, parts, strict=True))


def test_nothing_to_add_gives_nothing():
    assert tenths([], 0) == []


def test_a_negative_contribution_goes_left_from_the_middle():
    bar = diverging(-5, 10)
    assert (bar.x, bar.width, bar.negative) == ("25", "25", True)


def test_no_contribution_at_all_has_no_width():
    assert diverging(0, 0).width == "0"


def test_a_step_down_starts_at_its_lower_end():
    bar = between(60, 48.5)
    assert (bar.x, bar.width, bar.negative, bar.end) == ("48.5", "11.5", True, "60")


def test_a_line_needs_two_values():
    assert sparkline([12.0, None]) is None


def test_a_line_rises_with_its_values():
    line = sparkline([10.0, None, 20.0])
    assert line is not None
    assert line.points == "3,17 77,3"
    assert (line.x, line.y) == ("77", "3")


def test_a_flat_line_is_drawn_without_dividing_by_zero():
    line = sparkline([5.0, 5.0])
    assert line is not None
    assert line.points == "3,17 77,17"


def test_years_stand_as_far_apart_as_they_are():
    line = sparkline([10.0, 10.0, 20.0], places=[2012, 2016, 2017], width=56)
    assert line is not None
    assert (line.points, line.box) == ("3,17 43,17 53,3", "0 0 56 20")


def test_lines_of_one_reach_rise_by_what_they_rose_around_the_middle():
    """Of a reach of 20 points the height of 14 stands for all: 10 points are half of it."""
    lines = [sparkline(values, reach=20) for values in ([0.0, 10.0], [60.0, 80.0], [33.0, 33.0])]
    assert [line and line.points for line in lines] == ["3,13.5 77,6.5", "3,17 77,3", "3,10 77,10"]


@pytest.mark.parametrize(("values", "range_"), [([41, 58], (40, 60)), ([40], (40, 50)), ([0, 100], (0, 100))])
def test_an_axis_runs_between_round_tens(values, range_):
    assert decades(values) == range_


def test_high_values_lie_right_and_up():
    box = frame([10, 90], [10, 90])
    assert float(box.x(90)) > float(box.x(10))
    assert float(box.y(90)) < float(box.y(10))
    assert [tick.label for tick in box.x_ticks] == ["10", "30", "50", "70", "90"]
