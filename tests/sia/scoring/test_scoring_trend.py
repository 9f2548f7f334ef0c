"""The change of scores through the years."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.tree import Tree
from sia.scoring.trend import change, like_for_like

NAN = float("nan")
TREE = Tree.from_weights(list("ABC"), [2, 1, 1], [0, 1, 2], [1] * 3, low=[0] * 3, high=[100] * 3, direction=[1] * 3)


def test_the_change_is_that_between_the_first_and_the_last_known_year() -> None:
    total = np.array([[NAN, 40, 50, NAN], [30, NAN, NAN, NAN], [35, 90, NAN, NAN], [NAN, 25, NAN, NAN]])
    assert_array_equal(change(total), [5, -15, NAN, NAN])


def test_there_is_no_change_without_a_year() -> None:
    assert_array_equal(change(np.empty((0, 2))), [NAN, NAN])


def test_only_figures_of_both_years_move_a_score() -> None:
    """The third area shares half of the weight, and three quarters are needed."""
    early = np.array([[90, 90, NAN], [50, 50, 50], [50, NAN, NAN]])
    late = np.array([[100, 100, 0], [60, 50, NAN], [60, 60, 60]])
    total, themes = like_for_like(early, late, TREE, TREE)
    assert_allclose(total, [10, 20 / 3, NAN])
    assert_allclose(themes, [[10, 10, NAN], [10, 0, NAN], [10, NAN, NAN]])


def test_each_year_is_measured_with_its_own_goalposts() -> None:
    wider = Tree.from_weights(
        list("ABC"), [2, 1, 1], [0, 1, 2], [1] * 3, low=[0] * 3, high=[200] * 3, direction=[1] * 3
    )
    assert_allclose(like_for_like(np.full((1, 3), 40.0), np.full((1, 3), 40.0), TREE, wider).total, [-20])
