"""Why one area comes before another, by hand and for any data."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree, total_scores
from sia.scoring.pairs import explain_pair, ranks_at_average
from sia.scoring.ranking import rank
from sia.scoring.tree import Floats, Tree

NAN = float("nan")


def tree_of(theme_weights: list[float], power: float = 1.0) -> Tree:
    count = len(theme_weights)
    posts = {"low": [0] * count, "high": [100] * count, "direction": [1] * count}
    return Tree.from_weights(list("ABCDEF"[:count]), theme_weights, range(count), [1] * count, power=power, **posts)


def test_a_pair_differs_by_weight_times_the_difference_largest_first() -> None:
    # 0.5 * (60 - 50) = 5, 0.3 * (20 - 60) = -12, 0.2 * 0 = 0.
    found = explain_pair(np.array([[60, 20, 7.0], [50, 60, 7.0]]), tree_of([0.5, 0.3, 0.2]), 0, 1)
    assert found.order.tolist() == [1, 0, 2]
    assert_allclose(found.differences, [-12, 5, 0], atol=1e-12)
    assert found.total == pytest.approx(-7)


def test_the_pair_the_other_way_round_is_the_mirror() -> None:
    themes, tree = np.array([[60, 20, 7.0], [50, 60, 9.0]]), tree_of([0.5, 0.3, 0.2], power=2)
    one, other = explain_pair(themes, tree, 0, 1), explain_pair(themes, tree, 1, 0)
    assert_array_equal(one.differences, -other.differences)
    assert one.total == -other.total


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_the_differences_sum_to_that_of_the_totals(power: float, missing: float) -> None:
    random = np.random.default_rng(12)
    tree = tree_of([3, 2, 2, 1, 1, 1], power)
    themes = random.uniform(0, 100, (40, 6))
    themes[random.random(themes.shape) < missing] = NAN
    totals = total_scores(themes, tree)[0]
    scored = np.flatnonzero(~np.isnan(totals))
    for first, second in zip(scored[:-1].tolist(), scored[1:].tolist(), strict=True):
        found = explain_pair(themes, tree, first, second)
        assert found.differences.sum() == pytest.approx(totals[first] - totals[second], abs=1e-9)
        assert found.total == totals[first] - totals[second]
        assert sorted(found.order.tolist()) == list(range(6))
        assert (np.diff(np.abs(found.differences)) <= 0).all()


def test_a_missing_theme_does_not_explain_as_a_score_of_zero() -> None:
    themes = np.full((6, 4), 50.0)
    themes[0, 3] = NAN
    assert_allclose(explain_pair(themes, tree_of([1, 1, 1, 1]), 0, 1).differences, 0, atol=1e-12)


def test_an_area_without_a_total_cannot_be_compared() -> None:
    found = explain_pair(np.array([[NAN, 20.0], [50, 60.0]]), tree_of([1, 1]), 0, 1)
    assert np.isnan(found.total)
    assert np.isnan(found.differences).all()


def test_the_rank_if_one_indicator_were_average_by_hand() -> None:
    # Totals 50, 45, 40, 25; means 50 and 30. The first at 50 and 0: 25, shares rank 3; at 100 and 30: 65.
    values = np.array([[100, 0.0], [60, 30], [20, 60], [20, 30]])
    tree = tree_of([1, 1])
    assert ranks_at_average(values, total_scores(values, tree)[0], tree, 0).tolist() == [3, 1]


def slowly(normalised: Floats, tree: Tree, area: int) -> list[float]:
    """One indicator at a time, everything scored and ranked again."""
    places = []
    for q in range(normalised.shape[1]):
        imagined = normalised.copy()
        imagined[area, q] = np.nanmean(normalised[:, q])
        places.append(float(rank(score_tree(imagined, tree).total)[area]))
    return places


@pytest.mark.parametrize("power", [1.0, 2.0])
def test_all_indicators_at_once_are_the_same_as_one_at_a_time(power: float) -> None:
    random = np.random.default_rng(5)
    posts = {"low": [0] * 12, "high": [100] * 12, "direction": [1] * 12}
    members = np.arange(12) % 4
    tree = Tree.from_weights("ABCD", [4, 3, 2, 1], members, random.uniform(1, 2, 12), power=power, **posts)
    values = random.uniform(0, 100, (30, 12))
    values[random.random(values.shape) < 0.12] = NAN
    scores = score_tree(values, tree)
    assert np.isnan(scores.total).any()
    for area in range(30):
        assert_array_equal(ranks_at_average(values, scores.total, tree, area), slowly(values, tree, area))


def test_an_indicator_known_nowhere_has_no_average() -> None:
    values = np.array([[50, NAN, 10], [20, NAN, 20], [30, NAN, 30]])
    tree = tree_of([2, 1, 2])
    lenient = Tree.from_weights(
        "ABC", [2, 1, 2], range(3), [1] * 3, low=[0] * 3, high=[100] * 3, direction=[1] * 3, min_total_coverage=0.5
    )
    assert np.isnan(ranks_at_average(values, score_tree(values, tree).total, tree, 0)[1])
    assert np.isnan(ranks_at_average(values, score_tree(values, lenient).total, lenient, 0)[1])
