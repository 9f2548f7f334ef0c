"""Theme scores and totals, computed by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree, theme_scores, total_scores, totals_only
from sia.scoring.tree import Tree

NAN = float("nan")


def made(*fields: Any, **named: Any) -> Tree:
    """A tree from plain lists, which it turns into arrays."""
    return Tree(*fields, **named)


# Two themes: "Home" (60 %) of three equal indicators, "Street" (40 %) of one.
TREE = made(
    themes=("Home", "Street"),
    theme_weights=[0.6, 0.4],
    theme_of=[0, 0, 0, 1],
    weights=[1 / 3, 1 / 3, 1 / 3, 1],
    low=[0, 0, 0, 0],
    high=[100, 10, 1, 200],
    direction=[1, 1, -1, 1],
)
FOUR = Tree.from_weights(
    list("ABCD"), [1, 1, 1, 1], [0, 1, 2, 3], [1] * 4, low=[0] * 4, high=[1] * 4, direction=[1] * 4
)


def test_a_score_can_be_followed_by_hand() -> None:
    # 30 of 100 -> 30; 6 of 10 -> 60; 0.1 of 1, less is worse -> 90; 100 of 200 -> 50.
    scores = score_tree(np.array([[30, 6, 0.1, 100]]), TREE)
    assert_allclose(scores.normalised, [[30, 60, 90, 50]])
    assert_allclose(scores.themes, [[60, 50]])  # (30 + 60 + 90) / 3
    assert_allclose(scores.total, [56])  # 0.6 * 60 + 0.4 * 50
    assert scores.coverage.tolist() == [1]


def test_two_of_three_indicators_are_enough_and_their_weights_are_raised() -> None:
    themes, coverage = theme_scores(np.array([[30, NAN, 90, 50]]), TREE)
    assert_allclose(themes, [[60, 50]])  # (30 + 90) / 2
    assert_allclose(coverage, [[2 / 3, 1]])


def test_one_of_three_indicators_is_too_little_for_a_theme_score() -> None:
    themes, coverage = theme_scores(np.array([[30, NAN, NAN, 50]]), TREE)
    assert_array_equal(themes, [[NAN, 50]])
    assert_allclose(coverage, [[1 / 3, 1]])


def test_a_missing_value_is_never_zero() -> None:
    values = np.array([[30, NAN, 90, 50], [30, 0, 90, 50]])
    themes = theme_scores(values, TREE)[0]
    assert_allclose(themes[:, 0], [60, 40])


def test_three_of_four_equal_themes_are_enough_for_a_total() -> None:
    total, coverage = total_scores(np.array([[30, NAN, 60, 90.0]]), FOUR)
    assert_allclose(total, [60])
    assert_allclose(coverage, [0.75])


def test_two_of_four_equal_themes_are_too_little_for_a_total() -> None:
    total, coverage = total_scores(np.array([[30, NAN, NAN, 90.0]]), FOUR)
    assert_array_equal(total, [NAN])
    assert_allclose(coverage, [0.5])


def test_nothing_known_gives_no_score_even_where_no_coverage_is_asked() -> None:
    easy = replace_rules(FOUR, 0.0)
    scores = score_tree(np.full((2, 4), NAN), easy)
    assert np.isnan(scores.themes).all()
    assert np.isnan(scores.total).all()
    assert scores.coverage.tolist() == [0, 0]


def replace_rules(tree: Tree, coverage: float) -> Tree:
    return replace(tree, min_theme_coverage=coverage, min_total_coverage=coverage)


def test_the_thresholds_belong_to_the_model() -> None:
    themes = np.array([[30, NAN, NAN, 90.0]])
    assert_allclose(total_scores(themes, replace_rules(FOUR, 0.5))[0], [60])


def test_two_thirds_of_the_points_are_enough_whatever_the_machine_makes_of_the_sum() -> None:
    # 36 + 20 + 26 + 2 of 126 points is two thirds; in binary the sum falls one bit short of it.
    points = [36, 20, 26, 3, 39, 2]
    tree = Tree.from_weights(["A"], [1], [0] * 6, points, low=[0] * 6, high=[1] * 6, direction=[1] * 6)
    themes, coverage = theme_scores(np.array([[50, 50, 50, NAN, NAN, 50]]), tree)
    assert_allclose(coverage, [[2 / 3]])
    assert_allclose(themes, [[50]])


def test_a_hole_in_one_theme_does_not_move_another_theme_by_one_bit() -> None:
    # Six times 1/6 is not 1 in binary: a theme that is complete must not be divided by its coverage.
    tree = Tree.from_weights(
        ["A", "B"], [1, 1], [0] * 6 + [1], [1] * 7, low=[0] * 7, high=[1] * 7, direction=[1] * 7, min_theme_coverage=0
    )
    complete = np.random.default_rng(4).uniform(0, 100, (20, 7))
    holed = complete.copy()
    holed[:, 6] = NAN
    assert theme_scores(holed, tree)[0][:, 0].tobytes() == theme_scores(complete, tree)[0][:, 0].tobytes()


def test_an_indicator_without_weight_may_be_missing() -> None:
    tree = made(("A",), [1], [0, 0], [1, 0], [0, 0], [1, 1], [1, 1])
    themes, coverage = theme_scores(np.array([[40, NAN]]), tree)
    assert (themes.tolist(), coverage.tolist()) == ([[40]], [[1]])


def test_a_power_of_two_lets_the_severe_theme_count_for_more() -> None:
    # sqrt(0.5 * 0^2 + 0.5 * 80^2) = 56.57 where the mean is 40; equal themes stay as they are.
    tree = made(("A", "B"), [0.5, 0.5], [0, 1], [1, 1], [0, 0], [1, 1], [1, 1], power=2)
    total = total_scores(np.array([[0.0, 80.0], [40.0, 40.0], [60.0, 80.0]]), tree)[0]
    assert_allclose(total, [56.568542, 40, 70.710678], atol=1e-6)


def test_a_power_mean_also_raises_the_weights_of_the_known_themes() -> None:
    tree = Tree.from_weights(
        list("ABCD"), [1, 1, 1, 1], [0, 1, 2, 3], [1] * 4, low=[0] * 4, high=[1] * 4, direction=[1] * 4, power=2
    )
    total = total_scores(np.array([[30, NAN, 60, 90.0]]), tree)[0]
    assert_allclose(total, [np.sqrt((900 + 3600 + 8100) / 3)])


def test_another_area_with_a_missing_value_does_not_move_a_score_by_one_bit() -> None:
    values = np.random.default_rng(3).uniform(0, 1, (9, 4))
    holed = np.vstack([values, [NAN, 0.5, 0.5, 0.5]])
    assert score_tree(holed, FOUR).total[:9].tobytes() == score_tree(values, FOUR).total.tobytes()


def test_equal_areas_get_equal_bits_wherever_they_stand() -> None:
    random = np.random.default_rng(5)
    for areas in (1, 2, 3, 5, 70, 71, 1001):
        tree = random_tree(random, indicators=100, themes=8)
        values = np.tile(random.normal(size=100), (areas, 1))
        scores = score_tree(values, tree)
        assert np.unique(scores.total).size == 1
        assert np.unique(totals_only(scores.normalised, tree)).size == 1


def test_the_total_alone_equals_the_whole_way() -> None:
    random = np.random.default_rng(6)
    values = random.normal(size=(200, 40))
    values[random.random(values.shape) < 0.05] = NAN
    values[:2] = NAN
    for power in (1.0, 2.0):
        tree = random_tree(random, indicators=40, themes=5, power=power)
        scores = score_tree(values, tree)
        assert np.isnan(scores.total).any()
        assert_allclose(totals_only(scores.normalised, tree), scores.total, rtol=0, atol=1e-9)


def random_tree(random: np.random.Generator, indicators: int, themes: int, power: float = 1.0) -> Tree:
    return Tree.from_weights(
        [str(d) for d in range(themes)],
        random.uniform(0.1, 1, themes),
        random.permutation(np.arange(indicators) % themes),
        random.uniform(0.1, 1, indicators),
        low=np.full(indicators, -1.0),
        high=np.full(indicators, 1.0),
        direction=random.choice([1, -1], indicators),
        power=power,
    )


def test_the_layout_in_memory_does_not_matter() -> None:
    random = np.random.default_rng(8)
    count = 200
    tree = Tree.from_weights(
        ["A", "B"],
        [1, 2],
        np.repeat([0, 1], count // 2),
        random.uniform(0.1, 1, count),
        low=[-1] * count,
        high=[1] * count,
        direction=[1] * count,
    )
    values = random.normal(size=(50, count))
    assert score_tree(np.asfortranarray(values), tree).total.tobytes() == score_tree(values, tree).total.tobytes()


@pytest.mark.parametrize("shape", [(3, 5), (4,), (2, 2, 4)])
def test_a_table_of_the_wrong_width_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="4 columns, one for each indicator"):
        score_tree(np.zeros(shape), TREE)
    with pytest.raises(ValueError, match="2 columns, one for each theme"):
        total_scores(np.zeros(shape), TREE)


def test_no_areas_give_no_scores() -> None:
    assert score_tree(np.zeros((0, 4)), TREE).total.shape == (0,)
