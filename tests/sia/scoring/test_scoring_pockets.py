"""Pockets in two districts, by hand."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from sia.scoring.pockets import pockets

NAN = float("nan")
DISTRICTS = np.array([[40.0, 60.0], [50.0, NAN]])  # total and one theme
CHILDREN = np.array([[50.0, 65], [70, 85], [60, 90], [55, NAN], [99, 99]])
PARENT_OF = np.array([0, 0, 1, 1, -1])


def test_a_child_is_compared_with_its_own_parent() -> None:
    found = pockets(CHILDREN, DISTRICTS, PARENT_OF)
    assert_array_equal(found.difference, [[10, 5], [30, 25], [10, NAN], [5, NAN], [NAN, NAN]])
    assert found.flagged.tolist() == [[True, False], [True, True], [True, False], [False, False], [False, False]]


def test_the_worst_come_first_and_equal_ones_in_order() -> None:
    found = pockets(CHILDREN, DISTRICTS, PARENT_OF)
    assert found.worst(9) == [(1, 0), (1, 1), (0, 0), (2, 0)]
    assert found.worst(2) == [(1, 0), (1, 1)]
    assert found.worst(0) == []


def test_a_difference_that_the_machine_writes_just_below_ten_is_ten() -> None:
    assert 33.3 - 23.3 < 10
    assert pockets(np.array([[33.3]]), np.array([[23.3]]), np.array([0])).flagged.all()


def test_a_better_child_is_no_pocket_and_the_least_can_be_chosen() -> None:
    totals, district = np.array([[10.0], [45.0]]), np.array([[40.0]])
    assert pockets(totals, district, np.array([0, 0])).worst(5) == []
    assert pockets(totals, district, np.array([0, 0]), least=5).worst(5) == [(1, 0)]


def test_without_parents_or_children_there_is_nothing_to_see() -> None:
    assert pockets(CHILDREN, np.empty((0, 2)), np.full(5, -1)).worst(5) == []
    assert pockets(np.empty((0, 2)), DISTRICTS, np.empty(0, int)).worst(5) == []


@pytest.mark.parametrize("wrong", [[0, 0, 1, 1, 2], [0, 0, 1, 1, -2], [0, 0]])
def test_a_parent_that_is_not_there_is_refused(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="one of the 2 parents"):
        pockets(CHILDREN, DISTRICTS, np.array(wrong))


def test_other_columns_or_no_difference_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="same columns"):
        pockets(CHILDREN, DISTRICTS[:, :1], PARENT_OF)
    with pytest.raises(ValueError, match="more than 0 points"):
        pockets(CHILDREN, DISTRICTS, PARENT_OF, least=0)
