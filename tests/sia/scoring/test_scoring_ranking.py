"""Ranks."""

import numpy as np
from numpy.testing import assert_array_equal

from sia.scoring.ranking import ascending_places, rank

NAN = float("nan")


def test_the_highest_score_is_first() -> None:
    assert rank(np.array([10.0, 30.0, 20.0])).tolist() == [3, 1, 2]


def test_equal_scores_share_the_lowest_number() -> None:
    assert rank(np.array([9.0, 7.0, 7.0, 5.0])).tolist() == [1, 2, 2, 4]


def test_all_equal_are_all_first() -> None:
    assert rank(np.full(4, 3.0)).tolist() == [1, 1, 1, 1]


def test_zero_and_minus_zero_are_equal() -> None:
    assert rank(np.array([0.0, -0.0])).tolist() == [1, 1]


def test_an_area_without_a_score_has_no_rank_and_takes_no_place() -> None:
    assert_array_equal(rank(np.array([NAN, 5.0, NAN, 9.0])), [NAN, 2, NAN, 1])


def test_ranks_are_not_computed_on_rounded_scores() -> None:
    low, high = 50.0, np.nextafter(50.0, 51.0)
    assert rank(np.array([low, high])).tolist() == [2, 1]


def test_nothing_to_rank_is_no_error() -> None:
    assert rank(np.array([])).shape == (0,)
    assert_array_equal(rank(np.array([NAN])), [NAN])


def test_ascending_places_share_their_mean_and_mirror() -> None:
    scores = np.array([1.0, 5.0, 5.0, 9.0, NAN])
    assert_array_equal(ascending_places(scores), [1, 2.5, 2.5, 4, NAN])
    assert_array_equal(ascending_places(-scores), [4, 2.5, 2.5, 1, NAN])
