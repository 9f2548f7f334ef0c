"""One reason for each move, by hand and for any story."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from sia.scoring.moves import CAUSES, Cause, attribute, moves_by_cause
from sia.scoring.tree import Floats

NAN = float("nan")
START = np.array([1.0, 2, 3, 4])

type Story = tuple[Floats, list[tuple[Cause, Floats]]]


@st.composite
def stories(draw: st.DrawFn, missing: bool = True) -> Story:
    places = st.integers(1, 9).map(float)
    areas = draw(st.integers(1, 6))
    ranks = arrays(np.float64, areas, elements=places | st.just(NAN) if missing else places)
    return draw(ranks), draw(st.lists(st.tuples(st.sampled_from(CAUSES), ranks), min_size=1, max_size=7))


def for_any(story: st.SearchStrategy[Story]) -> Any:
    return lambda test: settings(deadline=None, database=None)(given(story)(test))


def test_the_cause_is_the_step_that_moved_the_area_most() -> None:
    # The last area: other weights bring it from 4 to 3, new figures from 3 to 1.
    steps = [(Cause.WEIGHTS, np.array([1.0, 2, 4, 3])), (Cause.FIGURES, np.array([2.0, 3, 4, 1]))]
    move, causes = attribute(steps, START)
    assert move.tolist() == [-1, -1, -1, 3]
    assert causes.tolist() == ["figures", "figures", "weights", "figures"]


def test_what_worked_against_the_move_is_not_its_cause_however_large() -> None:
    # The first area: boundaries cost it 3 places, then weights give 2 and figures 2: in the end it rose one.
    steps = [
        (Cause.BOUNDARIES, np.array([5.0])),
        (Cause.WEIGHTS, np.array([3.0])),
        (Cause.FIGURES, np.array([1.0])),
    ]
    move, causes = attribute(steps, np.array([2.0]))
    assert (move.tolist(), causes.tolist()) == ([1], ["weights"])


def test_where_causes_move_as_far_the_widest_decision_counts() -> None:
    steps = [(Cause.FIGURES, np.array([3.0])), (Cause.CORRECTION, np.array([2.0])), (Cause.METHOD, np.array([1.0]))]
    assert attribute(steps, np.array([4.0]))[1].tolist() == ["method"]


def test_a_cause_that_comes_back_counts_as_one() -> None:
    steps = [(Cause.FIGURES, np.array([8.0])), (Cause.WEIGHTS, np.array([5.0])), (Cause.FIGURES, np.array([3.0]))]
    assert moves_by_cause(steps, np.array([10.0]))[:, 0].tolist() == [0, 0, 3, 0, 4]
    assert attribute(steps, np.array([10.0]))[1].tolist() == ["figures"]


def test_an_area_back_where_it_was_did_not_move() -> None:
    move, causes = attribute([(Cause.WEIGHTS, START[::-1]), (Cause.FIGURES, START)], START)
    assert move.tolist() == [0, 0, 0, 0]
    assert causes.tolist() == [""] * 4
    assert attribute([], START)[1].tolist() == [""] * 4


def test_a_rank_gained_or_lost_is_due_to_the_first_step_that_did_it() -> None:
    start = np.array([1.0, 2, NAN, NAN])
    steps = [(Cause.METHOD, np.array([1, NAN, NAN, NAN])), (Cause.FIGURES, np.array([NAN, NAN, 1, NAN]))]
    move, causes = attribute(steps, start)
    assert np.isnan(move).all()
    assert causes.tolist() == ["figures", "method", "figures", ""]


def test_an_area_without_a_rank_only_in_between_stands_still_there() -> None:
    steps = [(Cause.METHOD, np.array([NAN])), (Cause.WEIGHTS, np.array([5.0])), (Cause.FIGURES, np.array([4.0]))]
    assert moves_by_cause(steps, np.array([3.0]))[:, 0].tolist() == [0, 0, -2, 0, 1]
    assert attribute(steps, np.array([3.0]))[1].tolist() == ["weights"]


def test_ranks_of_other_areas_are_refused() -> None:
    with pytest.raises(ValueError, match="'weights' are of 3 areas, not of the 4"):
        attribute([(Cause.WEIGHTS, np.array([1.0, 2, 3]))], START)


@for_any(stories())
def test_every_area_that_moved_has_one_cause_that_occurred_and_no_other_area_has_any(story: Story) -> None:
    start, steps = story
    move, causes = attribute(steps, start)
    now = steps[-1][1]
    moved = np.where(np.isnan(move), np.isnan(start) != np.isnan(now), move != 0)
    assert_array_equal(causes != "", moved)
    assert set(causes[moved].tolist()) <= {cause.value for cause, _ in steps}


@for_any(stories())
def test_the_moves_by_cause_sum_to_the_move_and_none_goes_further_its_way(story: Story) -> None:
    start, steps = story
    move, causes = attribute(steps, start)
    by_cause = moves_by_cause(steps, start)
    assert_array_equal(by_cause.sum(axis=0), move)
    for area in np.flatnonzero(np.nan_to_num(move)):
        way = by_cause[:, area] * np.sign(move[area])
        assert way[CAUSES.index(causes[area])] == way.max() > 0


@for_any(stories(missing=False))
def test_a_lone_cause_gets_everything(story: Story) -> None:
    start, steps = story
    move, causes = attribute([(Cause.CORRECTION, ranks) for _, ranks in steps], start)
    assert_array_equal(causes, np.where(move != 0, "correction", ""))
