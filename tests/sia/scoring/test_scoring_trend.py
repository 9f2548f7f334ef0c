"""The change of scores through the years."""

import numpy as np
from numpy.testing import assert_array_equal

from sia.scoring.trend import change

NAN = float("nan")


def test_the_change_is_that_between_the_first_and_the_last_known_year() -> None:
    total = np.array([[NAN, 40, 50, NAN], [30, NAN, NAN, NAN], [35, 90, NAN, NAN], [NAN, 25, NAN, NAN]])
    assert_array_equal(change(total), [5, -15, NAN, NAN])


def test_there_is_no_change_without_a_year() -> None:
    assert_array_equal(change(np.empty((0, 2))), [NAN, NAN])
