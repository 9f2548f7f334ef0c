"""The smallest change of weights: by hand, and against all weights on a fine grid."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from sia.scoring.aggregate import total_scores
from sia.scoring.flip import Flip, Undecided, flip_pair
from sia.scoring.tree import Floats, Tree
from tests.effort import sampled

NAN = float("nan")
STEPS = 40


def tree_of(theme_weights: list[float], power: float = 1.0) -> Tree:
    count = len(theme_weights)
    posts = {"low": [0] * count, "high": [100] * count, "direction": [1] * count}
    return Tree.from_weights(list("ABCDEF"[:count]), theme_weights, range(count), [1] * count, power=power, **posts)


def totals_at(themes: Floats, tree: Tree, weights: Floats) -> Floats:
    return total_scores(themes, replace(tree, theme_weights=weights))[0]


def grid(themes: int) -> Floats:
    """All weights in steps of a fortieth."""
    free = np.array(list(product(range(STEPS + 1), repeat=themes - 1)))
    free = free[free.sum(axis=1) <= STEPS]
    return np.column_stack([free, STEPS - free.sum(axis=1)]) / STEPS


def nearest_on_grid(tree: Tree, meets: Callable[[Floats], bool]) -> float:
    """The distance of the nearest weights on the grid that meet a wish; infinite where none do."""
    points = grid(len(tree.themes))
    distances = np.abs(points - tree.theme_weights).sum(axis=1)
    for place in np.argsort(distances):
        if meets(points[place]):
            return float(distances[place])
    return float("inf")


def checked(found: Flip, tree: Tree) -> Floats:
    """The weights of a flip, which are weights and as far away as it says."""
    assert (found.weights >= 0).all()
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    assert found.distance == pytest.approx(np.abs(found.weights - tree.theme_weights).sum(), abs=1e-12)
    return found.weights


def test_two_areas_swap_by_hand() -> None:
    # Ahead by 0.5 * 20 - 0.5 * 10 = 5; each bit from A to B costs 30: a sixth must move.
    found = flip_pair(np.array([[60, 40.0], [40, 50.0]]), tree_of([0.5, 0.5]), 0, 1)
    assert_allclose(found.weights, [1 / 3, 2 / 3])
    assert found.distance == pytest.approx(1 / 3)


def test_weight_comes_first_from_where_it_helps_most_and_goes_to_one_theme() -> None:
    # Differences 40, 10, -20, ahead by 4 + 5 - 8 = 1. A gives 60 a bit, B 30: a sixtieth of A is enough.
    themes, tree = np.array([[70, 50, 30.0], [30, 40, 50.0]]), tree_of([0.1, 0.5, 0.4])
    assert_allclose(flip_pair(themes, tree, 0, 1).weights, [0.1 - 1 / 60, 0.5, 0.4 + 1 / 60])
    # With differences 40, 30, -20, ahead by 11: all of A brings 6, the other 5 come from B at 50 a bit.
    themes[0, 1] = 70
    assert_allclose(flip_pair(themes, tree, 0, 1).weights, [0, 0.4, 0.6], atol=1e-12)


def test_the_order_in_which_a_pair_is_named_does_not_matter() -> None:
    themes, tree = np.array([[70, 50, 30.0], [30, 40, 50.0]]), tree_of([0.1, 0.5, 0.4])
    assert_allclose(flip_pair(themes, tree, 0, 1).weights, flip_pair(themes, tree, 1, 0).weights)


@pytest.mark.parametrize("behind", [[50, 30.0], [60, 30.0], [60, 10.0]])
def test_no_weights_put_an_area_ahead_that_is_nowhere_higher(behind: list[float]) -> None:
    assert flip_pair(np.array([[60, 40.0], behind]), tree_of([0.5, 0.5]), 0, 1) is None


def test_areas_that_tie_need_no_change() -> None:
    assert flip_pair(np.array([[60, 40.0], [40, 60.0]]), tree_of([0.5, 0.5]), 0, 1).distance == 0


@pytest.mark.parametrize("seed", range(12))
def test_a_pair_ties_after_the_change_swaps_beyond_it_and_needs_no_less(seed: int) -> None:
    random = np.random.default_rng(seed)
    themes, tree = random.uniform(0, 100, (2, 3)), tree_of(random.uniform(0.1, 1, 3).tolist())
    ahead, behind = (0, 1) if np.diff(total_scores(themes, tree)[0])[0] < 0 else (1, 0)

    def swaps(weights: Floats) -> bool:
        totals = totals_at(themes, tree, weights)
        return bool(totals[ahead] < totals[behind])

    found, on_grid = flip_pair(themes, tree, 0, 1), nearest_on_grid(tree, swaps)
    if found is None:
        assert on_grid == float("inf")
        return
    weights = checked(found, tree)
    assert np.ptp(totals_at(themes, tree, weights)) < 1e-9
    assert swaps(weights + 1e-6 * (np.eye(3)[np.argmax(themes[behind] - themes[ahead])] - weights))
    assert on_grid >= found.distance - 1e-9
    assert on_grid <= found.distance + 4 / STEPS  # and the grid comes near


@pytest.mark.parametrize("seed", range(20))
def test_the_linear_program_agrees_with_filling_up_from_the_best_giver(seed: int) -> None:
    random = np.random.default_rng(seed)
    themes, tree = random.uniform(0, 100, (2, 8)), tree_of(random.uniform(0, 1, 8).tolist()[:6])
    themes = themes[:, :6]
    lead = tree.theme_weights * (themes[0] - themes[1])
    difference = (themes[0] - themes[1]) * np.sign(lead.sum())
    left, moved = abs(lead.sum()), 0.0
    for theme in np.argsort(-difference):
        bit = min(tree.theme_weights[theme], left / max(difference[theme] - difference.min(), 1e-12))
        left, moved = left - bit * (difference[theme] - difference.min()), moved + bit
        if left <= 1e-12:
            break
    found = flip_pair(themes, tree, 0, 1)
    assert (found is None) == (difference.min() >= 0)
    assert found is None or found.distance == pytest.approx(2 * moved)


def test_a_theme_that_both_miss_makes_no_difference_and_gets_no_weight() -> None:
    themes = np.array([[60, 40.0, NAN], [40, 50.0, NAN]])
    found = flip_pair(themes, tree_of([0.4, 0.4, 0.2]), 0, 1)
    # Ahead by 0.4 * 20 - 0.4 * 10 = 4; each bit from A to B brings 30.
    assert_allclose(found.weights, [0.4 - 4 / 30, 0.4 + 4 / 30, 0.2])
    assert flip_pair(np.array([[60, 40.0, NAN], [50, 40.0, NAN]]), tree_of([0.4, 0.4, 0.2]), 0, 1) is None


def test_no_weights_count_that_cost_an_area_its_total() -> None:
    # 50 against 44; a tie needs 2 / 7 of the weight in A, but the first lacks A and needs 3 / 4 of it elsewhere.
    themes, tree = np.array([[NAN, 50, 50], [100, 30, 30.0]]), tree_of([0.2, 0.4, 0.4])
    with pytest.raises(Undecided):
        flip_pair(themes, tree, 0, 1)
    lenient = replace(tree, min_total_coverage=0.5)
    assert checked(flip_pair(themes, lenient, 0, 1), tree)[0] == pytest.approx(2 / 7)


def test_areas_that_miss_different_themes_may_be_left_open() -> None:
    themes = np.array([[60, 50.0, 50, NAN], [40, 30, NAN, 30]])  # the first always is ahead
    with pytest.raises(Undecided, match="different themes"):
        flip_pair(themes, tree_of([0.25] * 4), 0, 1)


@pytest.mark.parametrize("pattern", ["same", "other"])
def test_with_missing_themes_a_pair_ties_as_it_is_scored(pattern: str) -> None:
    themes = np.array([[70, 20, 40, NAN], [30, 60, 50, NAN if pattern == "same" else 45.0]])
    tree = tree_of([0.4, 0.2, 0.2, 0.2])
    found = flip_pair(themes, tree, 0, 1)
    assert np.ptp(total_scores(themes, tree)[0]) > 1
    assert np.ptp(totals_at(themes, tree, checked(found, tree))) < 1e-9
    ahead = total_scores(themes, tree)[0].argmax()

    def swaps(weights: Floats) -> bool:
        totals = totals_at(themes, tree, weights)
        return bool(totals[ahead] < totals[1 - ahead])

    on_grid = nearest_on_grid(tree, swaps)
    assert found.distance - 1e-9 <= on_grid <= found.distance + 6 / STEPS


@pytest.mark.parametrize("seed", sampled(range(25)))
def test_with_different_themes_missing_no_smaller_change_swaps_a_pair(seed: int) -> None:
    random = np.random.default_rng(seed)
    themes, tree = random.uniform(0, 100, (2, 4)), replace(tree_of([0.25] * 4), min_total_coverage=0.4)
    themes[0, 3] = NAN
    ahead = total_scores(themes, tree)[0].argmax()
    try:
        found = flip_pair(themes, tree, 0, 1)
    except Undecided:  # for these seeds because there is none
        everywhere = np.array([totals_at(themes, tree, weights) for weights in grid(4)[::7]])
        assert not (everywhere[:, ahead] < everywhere[:, 1 - ahead]).any()
        return
    smaller = 0.97 * found.distance / 2 * (np.eye(4)[:, np.newaxis] - np.eye(4)).reshape(-1, 4) + tree.theme_weights
    possible = smaller[(smaller >= 0).all(axis=1)]  # one theme to another: the corners of all smaller changes
    totals = np.array([totals_at(themes, tree, weights) for weights in possible])
    assert np.ptp(totals_at(themes, tree, checked(found, tree))) < 1e-9
    assert (totals[:, ahead] > totals[:, 1 - ahead]).all()


def test_only_a_weighted_mean_of_scored_areas_can_be_flipped() -> None:
    themes = np.array([[80, 20.0], [NAN, 50]])
    with pytest.raises(ValueError, match="p = 1"):
        flip_pair(themes, tree_of([0.5, 0.5], power=2), 0, 1)
    with pytest.raises(ValueError, match="without a total"):
        flip_pair(themes, tree_of([0.5, 0.5]), 0, 1)
