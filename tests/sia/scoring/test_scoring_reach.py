"""Who is reached by the areas that are chosen."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.reach import reached

NAN = np.nan


def test_the_parts_by_hand() -> None:
    """Of 100 lonely people in A and 150 in B and C, A holds 40 of 100; of 2,000 inhabitants it has a quarter."""
    found = reached(np.array([[20.0], [10.0], [10.0]]), np.array([500.0, 500, 1000]), np.array([True, False, False]))
    assert_allclose(found, [[0.4], [0.25]])


def test_an_area_without_a_figure_or_without_people_does_not_count_for_it() -> None:
    shares = np.array([[20.0, NAN], [10.0, 10.0], [50.0, 30.0]])
    found = reached(shares, np.array([500.0, 500, NAN]), np.array([True, True, False]))
    assert_allclose(found.concerned, [1, 1])
    assert_allclose(found.people, [1, 1])
    alone = reached(shares, np.array([500.0, 500, NAN]), np.array([True, False, True]))
    assert_allclose(alone.concerned, [100 / 150, 0])


def test_where_nobody_is_concerned_nothing_is_said() -> None:
    found = reached(np.array([[0.0, NAN]]), np.array([100.0]), np.array([True]))
    assert_array_equal(found.concerned, [NAN, NAN])
    assert_array_equal(found.people, [1, NAN])
