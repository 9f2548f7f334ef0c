"""What is said of the figures of a delivery beside each other and beside what was known, with numbers by hand."""

from __future__ import annotations

import numpy as np
import pytest

from datasets.quality import Figures, Finding, judge, robust_z

NOTHING = Figures.of([])
LEVELS = ["gemeente", *["buurt"] * 12, *["wijk"] * 4]  # areas 1 to 12 are buurten


def buurten(values, year=2024, first=1):
    return [(first + place, year, float(value)) for place, value in enumerate(values)]


def found(delivered, known=(), kind=None):
    report = judge([("lonely", Figures.of(delivered), Figures.of(known))], LEVELS)
    return [finding for finding in report.findings if kind in {None, finding.kind}]


def test_coverage_counts_the_areas_of_each_level_in_the_newest_year():
    rows = [*buurten([1, 2, 3], year=2023), *buurten([4, 5]), (13, 2023, 7.0)]
    report = judge([("lonely", Figures.of(rows), NOTHING)], LEVELS)
    assert [(each.level, each.year, each.areas, each.held) for each in report.coverage] == [
        ("buurt", 2024, 2, 12),
        ("wijk", 2024, 0, 4),
    ]


def test_the_robust_distance_of_a_known_row_of_numbers():
    """Middle 3, median distance 1: 10 lies 7 / 1.4826 = 4.72 robust deviations away."""
    assert robust_z(np.array([1.0, 2, 3, 4, 10]))[-1] == pytest.approx(4.7214, abs=1e-4)
    assert robust_z(np.array([5.0, 5, 5, 5.04])).max() == pytest.approx(0.8)  # the spread is taken as 1 % of 5


def test_a_value_far_from_the_city_is_an_outlier_and_one_at_the_edge_is_not():
    calm = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
    assert found(buurten(calm), kind="outlier") == []
    assert found(buurten([*calm, 90, 60]), kind="outlier") == [Finding("outlier", "lonely", "buurt", 2024, (11, 12))]


def test_nine_areas_have_no_middle():
    assert found(buurten([10, 11, 12, 13, 14, 15, 16, 17, 900]), kind="outlier") == []


@pytest.mark.parametrize(("years", "says"), [(3, []), (4, [(1,)])])
def test_a_break_with_the_own_past_needs_four_earlier_years(years, says):
    past = [(1, 2024 - back, 20.0 + back % 2) for back in range(1, years + 1)]
    assert [finding.areas for finding in found([(1, 2024, 60.0)], past, "break")] == says


def test_earlier_years_may_be_in_the_same_delivery():
    rows = [(1, year, 20.0 + year % 2) for year in range(2019, 2024)]
    assert found([*rows, (1, 2024, 60.0)], kind="break") == [Finding("break", "lonely", "buurt", 2024, (1,))]


def test_a_jump_is_judged_against_the_change_of_the_whole_city():
    """All double: no jump. One that stays behind is half of what one expects; at a quarter it is a jump."""
    past = buurten([10, 20, 30, 40, 50, 60], year=2023)
    assert found(buurten([20, 40, 60, 80, 100, 120]), past, "jump") == []
    assert found(buurten([20, 40, 60, 80, 100, 30]), past, "jump") == [Finding("jump", "lonely", "buurt", 2024, (6,))]


def test_the_figure_that_stands_counts_before_an_earlier_year():
    known = [*buurten([10], year=2023), *buurten([40])]
    assert found(buurten([45]), known, "jump") == []
    assert [finding.areas for finding in found(buurten([10]), known, "jump")] == [(1,)]


def test_zero_and_below_are_no_jump():
    assert found(buurten([0, 5, -3]), buurten([4, 0, 2], year=2023), "jump") == []


def test_the_largest_jump_comes_first():
    past = buurten([10, 10], year=2023)
    assert found(buurten([25, 90]), past, "jump")[0].areas == (2, 1)


def test_a_column_that_is_the_same_everywhere_is_told():
    assert [finding.kind for finding in found(buurten([7, 7, 7]))] == ["constant"]
    assert found(buurten([7, 7])) == []


def test_two_columns_with_the_same_figures_are_told_whatever_the_order_of_their_rows():
    one, two = Figures.of(buurten([1, 2, 3])), Figures.of(reversed(buurten([1, 2, 3])))
    other = Figures.of(buurten([1, 2, 4]))
    report = judge([("a", one, NOTHING), ("b", other, NOTHING), ("c", two, NOTHING)], LEVELS)
    assert report.findings == [Finding("double", "c", other="a")]


def test_nothing_delivered_is_no_fault():
    assert judge([("lonely", NOTHING, NOTHING)], LEVELS).findings == []
