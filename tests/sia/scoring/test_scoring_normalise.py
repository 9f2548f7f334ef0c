"""Normalisation by hand, on numbers that a person can check."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree
from sia.scoring.normalise import (
    freeze_goalposts,
    goalposts,
    minmax,
    normalise,
    percentile_rank,
    ruler,
    share_on_posts,
    simd_exponential,
    tscore,
    zscore,
)
from sia.scoring.tree import Normalisation, Tree

NAN = float("nan")
UP = np.array([1.0])


def column(*values: float) -> np.ndarray:
    return np.array(values)[:, np.newaxis]


def test_goalposts_put_a_value_on_the_line_between_the_posts() -> None:
    scores = goalposts(column(10, 15, 20), np.array([10.0]), np.array([20.0]), UP)
    assert scores.ravel().tolist() == [0, 50, 100]


def test_goalposts_hold_what_lies_beyond_them() -> None:
    scores = goalposts(column(-999, 21, np.inf), np.array([10.0]), np.array([20.0]), UP)
    assert scores.ravel().tolist() == [0, 100, 100]


def test_less_is_more_urgent_where_the_direction_is_down() -> None:
    scores = goalposts(column(10, 12.5, 20), np.array([10.0]), np.array([20.0]), -UP)
    assert scores.ravel().tolist() == [100, 75, 0]


def test_a_value_on_a_post_is_exactly_on_it_whatever_the_posts() -> None:
    random = np.random.default_rng(7)
    low = random.normal(size=500)
    high = low + random.uniform(1e-6, 9, 500)
    for direction in (np.ones(500), -np.ones(500)):
        scores = goalposts(np.stack([low, high]), low, high, direction)
        assert set(scores.ravel().tolist()) == {0.0, 100.0}


def test_a_missing_value_stays_missing_in_every_way_to_normalise() -> None:
    values = column(1, NAN, 3, 5)
    scaled = [
        goalposts(values, np.array([0.0]), np.array([5.0]), UP),
        *(method(values, UP) for method in (minmax, zscore, tscore, percentile_rank, simd_exponential)),
    ]
    for scores in scaled:
        assert np.isnan(scores).ravel().tolist() == [False, True, False, False]


def test_frozen_goalposts_are_the_fifth_and_ninety_fifth_percentile_of_what_is_known() -> None:
    values = np.append(np.arange(101.0), NAN)[:, np.newaxis]
    low, high = freeze_goalposts(values)
    assert (low.tolist(), high.tolist()) == ([5.0], [95.0])


def test_frozen_goalposts_fall_back_to_the_extremes_where_nearly_all_is_equal() -> None:
    low, high = freeze_goalposts(column(*[0.0] * 99, 8.0))
    assert (low.tolist(), high.tolist()) == ([0.0], [8.0])


def test_equal_values_get_goalposts_around_them_and_score_in_the_middle() -> None:
    values = np.array([[4.0, 0.2], [4.0, 0.2]])
    low, high = freeze_goalposts(values)
    assert low.tolist() == [0, -0.8]
    assert high.tolist() == [8, 1.2]
    assert_allclose(goalposts(values, low, high, np.ones(2)), 50)


def test_an_indicator_without_values_gets_no_goalposts() -> None:
    low, high = freeze_goalposts(np.array([[NAN, 1.0], [NAN, 2.0]]), 0, 100)
    assert_array_equal(low, [NAN, 1])
    assert_array_equal(high, [NAN, 2])


@pytest.mark.parametrize(("lower", "upper"), [(95, 5), (50, 50), (-1, 95), (5, 101)])
def test_percentiles_that_do_not_rise_are_refused(lower: float, upper: float) -> None:
    with pytest.raises(ValueError, match="must rise"):
        freeze_goalposts(column(1, 2), lower, upper)


def test_the_share_on_the_posts_counts_only_known_areas() -> None:
    normalised = np.array([[0, 50, NAN], [100, 60, NAN], [50, NAN, NAN], [NAN, 0, NAN]])
    assert_allclose(share_on_posts(normalised), [2 / 3, 1 / 3, NAN])


def test_minmax_runs_from_the_lowest_to_the_highest_area() -> None:
    assert minmax(column(2, 4, 10), UP).ravel().tolist() == [0, 25, 100]
    assert minmax(column(2, 4, 10), -UP).ravel().tolist() == [100, 75, 0]


def test_a_column_that_says_nothing_is_neutral() -> None:
    equal = column(3, 3, NAN)
    assert_array_equal(minmax(equal, UP).ravel(), [50, 50, NAN])
    assert_array_equal(zscore(equal, UP).ravel(), [0, 0, NAN])
    assert_array_equal(percentile_rank(equal, UP).ravel(), [50, 50, NAN])
    assert_array_equal(percentile_rank(column(3), UP).ravel(), [50])
    for method in (minmax, zscore, percentile_rank, simd_exponential):
        assert np.isnan(method(column(NAN, NAN), UP)).all()


def test_zscores_count_standard_deviations_from_the_mean() -> None:
    assert_allclose(zscore(column(1, 2, 3), UP).ravel(), [-1, 0, 1])
    assert_allclose(zscore(column(1, 2, 3), -UP).ravel(), [1, 0, -1])


def test_a_tscore_is_fifty_at_the_mean_and_ten_points_for_each_standard_deviation() -> None:
    assert_allclose(tscore(column(1, 2, 3), UP).ravel(), [40, 50, 60])
    assert_allclose(tscore(column(1, 2, 3), -UP).ravel(), [60, 50, 40])
    assert_array_equal(tscore(column(0.1, 0.1, 0.1, NAN), UP).ravel(), [50, 50, 50, NAN])


def test_a_tscore_is_held_at_five_standard_deviations_and_of_few_areas_none_is() -> None:
    """The furthest that one of n areas can be from the mean is (n - 1) / sqrt(n): 4.90 of 26, 5.004 of 27."""
    assert 98 < tscore(column(1, *[0] * 25), UP).max() < 100
    assert tscore(column(1, *[0] * 26), UP).max() == 100
    assert tscore(column(1, *[0] * 26), -UP).min() == 0


def test_a_tscore_does_not_depend_on_how_the_table_lies_in_memory() -> None:
    values = np.random.default_rng(4).normal(size=(500, 7))
    assert tscore(np.asfortranarray(values), np.ones(7)).tobytes() == tscore(values, np.ones(7)).tobytes()


def test_percentiles_run_from_the_lowest_to_the_highest_place() -> None:
    assert percentile_rank(column(7, 1, 3, 5, 9), UP).ravel().tolist() == [75, 0, 25, 50, 100]


def test_equal_values_share_the_mean_of_their_places() -> None:
    assert percentile_rank(column(1, 5, 5, 9, NAN), UP).ravel().tolist()[:4] == [0, 50, 50, 100]


PAGE = Path(__file__).resolve().parents[3] / "docs" / "method.md"
MARKS = column(6.5, 7, 7.8, 6.8, 6.2)  # the mark for the buurt of the worked example: less counts more
BY_MARK = Tree.from_weights(["living_environment"], [1], [0], [1], low=[6.0], high=[8.0], direction=[-1])


def by(way: str) -> Tree:
    return replace(BY_MARK, normalisation=way)


@pytest.mark.parametrize("way", Normalisation)
def test_the_method_page_shows_what_each_way_makes_of_a_figure(way: str) -> None:
    [row] = [line for line in PAGE.read_text().splitlines() if line.startswith(f"| {way} |")]
    shown = [float(cell) for cell in row.strip("|").split("|")[2:]]
    assert shown == pytest.approx(normalise(MARKS, by(way)).ravel().tolist(), abs=5e-5)
    assert shown == pytest.approx(score_tree(MARKS, by(way)).total.tolist(), abs=5e-5)


def test_a_score_follows_from_the_two_numbers_that_it_is_measured_by() -> None:
    (low, high), (least, most) = ruler(MARKS, by("goalposts")), ruler(MARKS, by("minmax"))
    assert (low[0, 0], high[0, 0], least[0, 0], most[0, 0]) == (6, 8, 6.2, 7.8)
    mean, deviation = ruler(MARKS, by("zscore"))
    assert (mean[0, 0], deviation[0, 0]) == pytest.approx((6.86, np.sqrt(1.472 / 4)))
    for way in ("percentile", "simd"):
        place, count = ruler(MARKS, by(way))
        assert (place.ravel().tolist(), count[0, 0]) == ([4, 2, 1, 3, 5], 5)


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(ValueError, match="goalposts, minmax, percentile, zscore, simd, not ranks"):
        by("ranks")
