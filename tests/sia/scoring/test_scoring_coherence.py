"""Whether indicators belong together and the order holds, by hand."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree
from sia.scoring.coherence import (
    correlation,
    correlations,
    cronbach,
    cronbach_by_theme,
    first_component,
    influence,
    reversals,
    transitivity,
)
from sia.scoring.normalise import minmax
from sia.scoring.tree import Floats, Tree

NAN = float("nan")


def made(*fields: Any, **named: Any) -> Tree:
    """A tree from plain lists, which it turns into arrays."""
    return Tree(*fields, **named)


def tree_of(theme_weights: list[float], theme_of: list[int] | None = None) -> Tree:
    members = list(range(len(theme_weights))) if theme_of is None else theme_of
    inside = [1 / members.count(theme) for theme in members]
    count = len(members)
    names = tuple("ABCDEF"[: len(theme_weights)])
    return made(names, theme_weights, members, inside, [0] * count, [100] * count, [1] * count)


def independent(count: int, rows: int = 50) -> Floats:
    """Columns with mean 0, variance 1 and exactly no correlation."""
    random = np.random.default_rng(6).normal(size=(rows, count))
    columns, _ = np.linalg.qr(random - random.mean(axis=0))
    return columns * np.sqrt(rows - 1)


def test_a_correlation_by_hand() -> None:
    # Deviations -1, 0, 1 and -1, 1, 0: r = 1 / 2.
    assert correlation(np.array([1.0, 2, 3]), np.array([1.0, 3, 2])) == pytest.approx(0.5)


def test_a_correlation_is_over_the_areas_that_have_both() -> None:
    found = correlation(np.array([1.0, 2, 3, NAN, 9]), np.array([1.0, 3, 2, 7, NAN]))
    assert found == pytest.approx(0.5)


def test_a_correlation_without_spread_or_of_two_areas_is_unknown() -> None:
    assert np.isnan(correlation(np.array([0.1] * 7), np.arange(7.0)))
    assert np.isnan(correlation(np.array([1.0, 2, NAN]), np.array([1.0, 2, 3])))


def test_only_indicators_of_one_theme_are_compared_and_flagged() -> None:
    x = np.array([1.0, 2, 3, 4, 5])
    normalised = np.column_stack([x, 2 * x + 1, x, -x, x])
    found = correlations(normalised, tree_of([0.5, 0.5], [0, 0, 1, 1, 1]))
    one, opposed = [1, 1], [-1, -1]
    assert_allclose(found.r[[0, 1], [1, 0]], one)
    assert_allclose(found.r[[2, 3], [3, 2]], opposed)
    assert np.isnan(found.r[0, 2])
    assert np.isnan(np.diag(found.r)).all()
    assert found.groups == ((0, 1), (2, 3, 4))
    assert sorted(zip(*np.nonzero(found.opposed), strict=True)) == [(2, 3), (3, 2), (3, 4), (4, 3)]


def test_ordinary_correlations_are_not_flagged() -> None:
    base = independent(2)
    related = np.column_stack([base[:, 0], 0.8 * base[:, 0] + 0.6 * base[:, 1]])
    found = correlations(related, tree_of([1.0], [0, 0]))
    assert_allclose(found.r[0, 1], 0.8)
    assert found.groups == ()
    assert not found.opposed.any()


def test_indicators_of_one_group_need_not_all_be_alike() -> None:
    """a and c are each alike to b (r = 0.9), but 0.62 to each other."""
    base = independent(2)
    sides = [0.9 * base[:, 0] + sign * np.sqrt(0.19) * base[:, 1] for sign in (1, -1)]
    found = correlations(np.column_stack([sides[0], base[:, 0], sides[1]]), tree_of([1.0], [0, 0, 0]))
    assert_allclose(found.r[0, 2], 0.62)
    assert found.groups == ((0, 1, 2),)


@pytest.mark.parametrize(("rows", "said"), [(50, False), (150, True)])
def test_a_negative_correlation_that_may_be_chance_is_not_named(rows: int, said: bool) -> None:
    """r = -0.2: z is -0.203, its error 1 / sqrt(47) = 0.146 and 1 / sqrt(147) = 0.082; 1.96 of them is 0.286 and 0.162."""
    base = independent(2, rows)
    related = np.column_stack([base[:, 0], -0.2 * base[:, 0] + np.sqrt(0.96) * base[:, 1]])
    assert correlations(related, tree_of([1.0], [0, 0])).opposed.any() == said


def test_of_three_areas_no_correlation_is_beyond_chance() -> None:
    found = correlations(np.array([[1.0, 3], [2, 2], [3, 1]]), tree_of([1.0], [0, 0]))
    assert (found.r[0, 1], found.opposed.any()) == (-1, False)


def test_the_first_component_by_hand() -> None:
    """Two columns with r have the shares (1 + r) / 2 and (1 - r) / 2; independent ones an even share."""
    base = independent(2)
    related = np.column_stack([base[:, 0], 0.6 * base[:, 0] + 0.8 * base[:, 1]])
    assert first_component(related) == pytest.approx(0.8)
    assert first_component(independent(4)) == pytest.approx(0.25)
    assert np.isnan(first_component(np.column_stack([base[:, 0], np.ones(50)])))


@pytest.mark.parametrize(("count", "r"), [(2, 0.5), (4, 0.3), (6, 0.8)])
def test_parallel_items_have_the_alpha_of_spearman_and_brown(count: int, r: float) -> None:
    base = independent(count + 1)
    items = np.sqrt(r) * base[:, :1] + np.sqrt(1 - r) * base[:, 1:]
    assert cronbach(items) == pytest.approx(count * r / (1 + (count - 1) * r))


def test_the_same_item_twice_has_alpha_one_and_unrelated_items_zero() -> None:
    base = independent(3)
    assert cronbach(base[:, [0, 0]]) == pytest.approx(1)
    assert cronbach(base) == pytest.approx(0, abs=1e-12)


def test_alpha_is_over_complete_rows_and_unknown_for_one_item() -> None:
    base = independent(2)
    items = np.column_stack([base[:, 0], base[:, 0] + base[:, 1]])
    assert cronbach(np.vstack([items, [[NAN, 500.0]]])) == pytest.approx(cronbach(items))
    assert np.isnan(cronbach(base[:, :1]))
    assert np.isnan(cronbach(np.ones((5, 2))))
    by_theme = cronbach_by_theme(np.column_stack([items, base[:, 0]]), tree_of([0.5, 0.5], [0, 0, 1]))
    assert_array_equal(by_theme, [cronbach(items), NAN])


def test_influence_of_independent_themes_goes_with_the_square_of_weight_times_spread() -> None:
    # Equal spread, weights 0.75 and 0.25: R^2 9 / 10 and 1 / 10, so the second weighs 0.4 of what is said: flagged.
    themes = independent(2)
    tree = tree_of([0.75, 0.25])
    found = influence(themes, themes @ tree.theme_weights, tree)
    assert_allclose(found.r_squared, [0.9, 0.1])
    assert_allclose(found.ratio, [1.2, 0.4])
    assert found.flagged.tolist() == [False, True]


def test_equal_weights_do_not_mean_equal_influence() -> None:
    themes = independent(2) * [3, 1]
    tree = tree_of([0.5, 0.5])
    found = influence(themes, themes @ tree.theme_weights, tree)
    assert_allclose(found.share, [0.9, 0.1])
    assert found.flagged.tolist() == [False, True]


def test_influence_of_a_theme_without_weight_or_spread_is_not_flagged() -> None:
    themes = np.column_stack([independent(1)[:, 0], np.arange(50.0), np.full(50, 3.0)])
    tree = tree_of([0.6, 0.0, 0.4])
    found = influence(themes, themes @ tree.theme_weights, tree)
    assert np.isnan(found.ratio[1])
    assert np.isnan(found.r_squared[2])
    assert not found.flagged[1:].any()


# The last area has so low a value that min-max no longer tells the others apart by their second indicator.
REVERSING = np.array([[100.0, 40], [60, 90], [0, 100], [50, -400]])


def by_minmax(values: Floats) -> Floats:
    return minmax(values, np.ones(values.shape[1])).mean(axis=1)


def test_goalposts_keep_the_order_when_the_last_area_leaves() -> None:
    tree = tree_of([0.5, 0.5])
    assert not reversals(REVERSING, lambda values: score_tree(values, tree).total).any()


def test_minmax_may_reverse_the_order_when_the_last_area_leaves() -> None:
    # All: 100 + 88, 60 + 98, 0 + 100, 50 + 0. Without the last: 100 + 0, 60 + 83, 0 + 100.
    assert reversals(REVERSING, by_minmax).tolist() == [True, True, True, False]  # 1, 2, 3 becomes 2, 1, 2


def test_areas_without_a_total_are_no_reversal() -> None:
    tree = tree_of([0.5, 0.5])
    values = np.array([[1.0, 2], [NAN, 3], [5, 6]])
    assert not reversals(values, lambda values: score_tree(values, tree).total).any()
    assert not reversals(values[[1]], lambda values: score_tree(values, tree).total).any()


def test_areas_on_goalposts_compare_in_one_order() -> None:
    tree = tree_of([0.6, 0.4])
    values = np.random.default_rng(9).uniform(0, 100, (25, 2)).round(-1)  # with ties
    values[3, 0] = NAN
    found = transitivity(values, lambda values: score_tree(values, tree).total)
    assert found.cycles == 0
    assert not found.contradicted.any()


def majority(values: Floats) -> Floats:
    """In how many columns an area beats the others: the vote of Condorcet."""
    return (values[:, np.newaxis] > values).sum(axis=(1, 2)).astype(np.float64)


def test_a_majority_of_three_goes_round() -> None:
    values = np.array([[3.0, 1, 2], [2, 3, 1], [1, 2, 3]])
    found = transitivity(values, majority)
    assert found.cycles == 3  # one circle, from each of its three areas
    # All are equal together, so each of the three pairs is contradicted.
    assert found.contradicted.sum() == 3


def test_a_pair_that_stands_the_other_way_among_all_is_contradicted() -> None:
    # On their own, one highest and one lowest in each column: the first two tie; among all, the first is behind.
    found = transitivity(REVERSING, lambda values: minmax(values, np.ones(2)) @ np.array([0.6, 0.4]))
    among_all = minmax(REVERSING, np.ones(2)) @ np.array([0.6, 0.4])
    first, second = (int(places[0]) for places in np.nonzero(found.contradicted))
    assert among_all[first] <= among_all[second]
    alone = minmax(REVERSING[[first, second]], np.ones(2)) @ np.array([0.6, 0.4])
    assert alone[0] > alone[1]


def test_comparing_a_country_two_by_two_is_refused() -> None:
    with pytest.raises(ValueError, match="300"):
        transitivity(np.zeros((301, 1)), lambda values: values[:, 0])
