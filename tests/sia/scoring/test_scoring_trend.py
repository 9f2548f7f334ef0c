"""Scores through the years: the ruler never moves."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree
from sia.scoring.tree import Floats, Tree
from sia.scoring.trend import change, yearly_totals

NAN = float("nan")
# Home (60 %) of two equal indicators, less of the second is worse; Street (40 %) of one.
POSTS = {"low": [0, 0, 0], "high": [100, 10, 200], "direction": [1, -1, 1]}
TREE = Tree.from_weights(["Home", "Street"], [60, 40], [0, 0, 1], [1, 1, 1], **POSTS)


def test_each_year_is_scored_with_the_same_goalposts() -> None:
    # Home (30 + 60) / 2 = 45 and Street 50: 47; a year later (40 + 80) / 2 = 60 and 50: 56.
    found = yearly_totals(np.array([[[30, 4, 100.0]], [[40, 2, 100]]]), TREE)
    assert_allclose(found.total, [[47], [56]])
    assert_allclose(found.themes, [[[45, 50]], [[60, 50]]])
    assert_allclose(change(found.total), [9])


def test_the_change_is_that_between_the_first_and_the_last_known_year() -> None:
    total = np.array([[NAN, 40, 50, NAN], [30, NAN, NAN, NAN], [35, 90, NAN, NAN], [NAN, 25, NAN, NAN]])
    assert_array_equal(change(total), [5, -15, NAN, NAN])


@pytest.mark.parametrize("years", [0, 1])
def test_there_is_no_change_in_fewer_than_two_years(years: int) -> None:
    found = yearly_totals(np.full((years, 4, 3), 5.0), TREE)
    assert found.total.shape == (years, 4)
    assert found.themes.shape == (years, 4, 2)
    assert_array_equal(change(found.total), [NAN] * 4)


def test_a_year_with_too_little_known_has_no_score() -> None:
    found = yearly_totals(np.array([[[30, 4, 100.0]], [[30, NAN, 100]]]), TREE)
    assert_array_equal(np.isnan(found.total), [[False], [True]])
    assert np.isnan(change(found.total)).all()


def test_years_that_are_measured_by_their_own_areas_are_refused() -> None:
    with pytest.raises(ValueError, match="fixed goalposts only"):
        yearly_totals(np.ones((2, 4, 3)), replace(TREE, normalisation="minmax"))


def test_other_indicators_than_those_of_the_tree_are_refused() -> None:
    with pytest.raises(ValueError, match="3 columns"):
        yearly_totals(np.ones((2, 4, 5)), TREE)


YEARS = st.tuples(st.integers(1, 4), st.integers(1, 9), st.just(3))
LEVELS = st.integers(-50, 250).map(float) | st.just(NAN)


@settings(deadline=None, database=None)
@given(YEARS.flatmap(lambda shape: arrays(np.float64, shape, elements=LEVELS)), st.data())
def test_another_year_changes_no_earlier_score_to_the_byte(values: Floats, data: st.DataObject) -> None:
    more = np.concatenate([values, data.draw(arrays(np.float64, (1, *values.shape[1:]), elements=LEVELS))])
    before, after = yearly_totals(values, TREE), yearly_totals(more, TREE)
    assert after.total[:-1].tobytes() == before.total.tobytes()
    assert after.themes[:-1].tobytes() == before.themes.tobytes()
    assert after.total[-1].tobytes() == score_tree(more[-1], TREE).total.tobytes()
