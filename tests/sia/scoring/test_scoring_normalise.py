"""Normalisation by hand, on numbers that a person can check."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.normalise import (
    freeze_goalposts,
    goalposts,
    minmax,
    percentile_rank,
    share_on_posts,
    simd_exponential,
    zscore,
)

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
        *(method(values, UP) for method in (minmax, zscore, percentile_rank, simd_exponential)),
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


def test_percentiles_run_from_the_lowest_to_the_highest_place() -> None:
    assert percentile_rank(column(7, 1, 3, 5, 9), UP).ravel().tolist() == [75, 0, 25, 50, 100]


def test_equal_values_share_the_mean_of_their_places() -> None:
    assert percentile_rank(column(1, 5, 5, 9, NAN), UP).ravel().tolist()[:4] == [0, 50, 50, 100]
