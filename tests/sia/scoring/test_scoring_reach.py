"""The part of the people concerned by a figure that live in the areas that are chosen, by hand."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.reach import reached

NAN = np.nan


def test_the_parts_by_hand() -> None:
    """A holds 100 of 250 lonely people, and a quarter of 2,000 inhabitants."""
    shares = np.array([[20.0, 100], [10.0, 100], [10.0, 100]])
    found = reached(shares, np.array([500.0, 500, 1000]), np.array([True, False, False]))
    assert_allclose(found, [0.4, 0.25])


def test_an_area_without_a_figure_or_without_people_does_not_count_for_it() -> None:
    shares = np.array([[20.0, NAN, 100], [10.0, 10.0, 100], [50.0, 30.0, 100]])
    people = np.array([500.0, 500, NAN])
    assert_allclose(reached(shares, people, np.array([True, True, False])), [1, 1, 1])
    assert_allclose(reached(shares, people, np.array([True, False, True])), [100 / 150, 0, 0.5])


def test_where_nobody_is_concerned_nothing_is_said() -> None:
    found = reached(np.array([[0.0, NAN, 100]]), np.array([100.0]), np.array([True]))
    assert_array_equal(found, [NAN, NAN, 1])
