"""What a total is made of, by hand."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import TreeScores, theme_scores, total_scores
from sia.scoring.explain import contributions, indicator_contributions, parts
from sia.scoring.tree import Floats, Tree

NAN = float("nan")


def made(*fields: Any, **named: Any) -> Tree:
    """A tree from plain lists, which it turns into arrays."""
    return Tree(*fields, **named)


def tree_of(theme_weights: list[float], power: float = 1.0) -> Tree:
    count = len(theme_weights)
    names = tuple("ABCDEF"[:count])
    return made(names, theme_weights, range(count), [1] * count, [0] * count, [1] * count, [1] * count, power)


def by_indicator(normalised: Floats, tree: Tree) -> tuple[Floats, float]:
    """Contributions by indicator, and the reference of those by theme."""
    themes, coverage = theme_scores(normalised, tree)
    by_theme, reference = contributions(themes, tree)
    scores = TreeScores(normalised, themes, coverage, *total_scores(themes, tree))
    return indicator_contributions(scores, by_theme, tree), reference


def test_parts_are_weight_times_score() -> None:
    assert_allclose(parts(np.array([[50.0, 80.0]]), tree_of([0.6, 0.4])), [[30, 32]])


def test_parts_of_a_power_mean_are_shares_of_the_total() -> None:
    # sqrt((30^2 + 40^2) / 2) = 35.36, of which 900 / 2500 and 1600 / 2500.
    total = np.sqrt(1250)
    assert_allclose(parts(np.array([[30.0, 40.0]]), tree_of([0.5, 0.5], 2)), [[0.36 * total, 0.64 * total]])


def test_a_missing_theme_brings_nothing_and_the_others_carry_its_weight() -> None:
    found = parts(np.array([[40.0, 60.0, 80.0, NAN]]), tree_of([0.25] * 4))
    assert_allclose(found, [[40 / 3, 20, 80 / 3, 0]])


def test_an_area_without_a_total_has_no_parts() -> None:
    assert np.isnan(parts(np.array([[40.0, NAN]]), tree_of([0.5, 0.5]))).all()


@pytest.mark.parametrize("power", [0.5, 1, 2])
def test_an_area_without_any_urgency_has_parts_of_zero(power: float) -> None:
    assert parts(np.zeros((1, 2)), tree_of([0.5, 0.5], power)).tolist() == [[0, 0]]


def test_contributions_say_why_an_area_lies_above_or_below_the_mean() -> None:
    # Means 50 and 40; reference 0.6 * 50 + 0.4 * 40 = 46.
    found, reference = contributions(np.array([[70.0, 30.0], [30.0, 50.0]]), tree_of([0.6, 0.4]))
    assert reference == pytest.approx(46)
    assert_allclose(found, [[12, -4], [-12, 4]])


def test_a_missing_theme_does_not_push_an_average_area_down() -> None:
    themes = np.full((5, 4), 50.0)
    themes[0, 3] = NAN
    found, reference = contributions(themes, tree_of([0.25] * 4))
    assert reference == pytest.approx(50)
    assert_allclose(found, 0, atol=1e-12)


def test_the_absence_of_a_theme_carries_what_it_does_to_the_reference() -> None:
    # Means 40, 40, 40, 80: reference 50. Without D the reference would be 40, so its absence costs 10.
    themes = np.array([[40, 40, 40, 80.0], [40, 40, 40, 80.0], [40, 40, 40, NAN]])
    found, reference = contributions(themes, tree_of([0.25] * 4))
    assert reference == pytest.approx(50)
    assert_allclose(found[2], [0, 0, 0, -10], atol=1e-12)


def test_a_theme_that_nobody_has_contributes_nothing() -> None:
    themes = np.array([[40, 50, 60, NAN], [20, 30, 40, NAN]])
    found, reference = contributions(themes, tree_of([0.25] * 4))
    assert reference == pytest.approx(40)
    assert_allclose(found[:, 3], 0)
    assert_allclose(found.sum(axis=1), [10, -10])


def test_unscored_areas_have_no_contributions_and_do_not_move_the_reference() -> None:
    found, reference = contributions(np.array([[60.0, 40.0], [NAN, 100.0]]), tree_of([0.5, 0.5]))
    assert reference == pytest.approx(50)
    assert_allclose(found[0], 0, atol=1e-12)
    assert np.isnan(found[1]).all()


def test_without_any_scored_area_there_is_nothing_to_explain() -> None:
    found, reference = contributions(np.full((2, 2), NAN), tree_of([0.5, 0.5]))
    assert np.isnan(reference)
    assert np.isnan(found).all()


# "Home" (60 %): a quarter and three quarters; "Street" (40 %): one indicator.
HOME = made(
    ("Home", "Street"), [0.6, 0.4], [0, 0, 1], [0.25, 0.75, 1], [0] * 3, [1] * 3, [1] * 3, min_theme_coverage=0.5
)


def test_indicator_contributions_say_why() -> None:
    # Means 50, 60, 50: the first area is 10 below, 20 above, equal.
    found, reference = by_indicator(np.array([[40, 80, 50.0], [60, 40, 50.0]]), HOME)
    assert reference == pytest.approx(0.6 * (0.25 * 50 + 0.75 * 60) + 20)
    assert_allclose(found, [[-1.5, 9, 0], [1.5, -9, 0]], atol=1e-12)


def test_the_absence_of_an_indicator_carries_what_it_does_to_the_reference() -> None:
    # Home scores 50, 50 and 60, mean 53 1/3. The third lies 0.6 * 6 2/3 = 4 above it, through what it misses.
    normalised = np.array([[20, 60, 50.0], [20, 60, 50.0], [NAN, 60, 50.0]])
    found, _ = by_indicator(normalised, HOME)
    by_theme, _ = contributions(theme_scores(normalised, HOME)[0], HOME)
    assert_allclose(by_theme, [[-2, 0], [-2, 0], [4, 0]], atol=1e-9)
    assert_allclose(found, [[-0.5, -1.5, 0.0], [-0.5, -1.5, 0.0], [4.0, 0.0, 0.0]], atol=1e-9)


def test_unscored_areas_do_not_move_the_mean_of_an_indicator() -> None:
    # The second area has no total: the reference is the first itself, which therefore differs in nothing.
    found, reference = by_indicator(np.array([[40, 80, 50.0], [90, 10, NAN]]), HOME)
    assert reference == pytest.approx(62)
    assert_allclose(found[0], 0, atol=1e-12)
    assert np.isnan(found[1]).all()


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_everything_adds_up_with_holes_in_the_data(power: float) -> None:
    random = np.random.default_rng(11)
    tree = Tree.from_weights(
        list("ABCDE"),
        random.uniform(0.1, 1, 5),
        random.permutation(np.arange(30) % 5),
        random.uniform(0, 1, 30),
        low=[0] * 30,
        high=[1] * 30,
        direction=[1] * 30,
        power=power,
    )
    normalised = random.uniform(0, 100, (80, 30))
    normalised[random.random(normalised.shape) < 0.2] = NAN
    normalised[0] = 0
    themes = theme_scores(normalised, tree)[0]
    total = total_scores(themes, tree)[0]
    scored = ~np.isnan(total)
    assert 0 < scored.sum() < 80
    assert np.isnan(themes[scored]).any()

    by_theme, reference = contributions(themes, tree)
    told, _ = by_indicator(normalised, tree)
    assert_allclose(parts(themes, tree).sum(axis=1), total, rtol=0, atol=1e-9)
    assert_allclose(by_theme.sum(axis=1), total - reference, rtol=0, atol=1e-9)
    for d in range(5):
        inside = tree.theme_of == d
        assert_allclose(told[:, inside].sum(axis=1), by_theme[:, d], rtol=0, atol=1e-9)
    assert_array_equal(np.isnan(told).any(axis=1), ~scored)


def test_explaining_does_not_change_what_it_explains() -> None:
    normalised = np.array([[40, NAN, 50.0], [60, 40, 50.0]])
    themes = theme_scores(normalised, HOME)[0]
    before = normalised.tobytes(), themes.tobytes()
    parts(themes, HOME)
    contributions(themes, HOME)
    by_indicator(normalised, HOME)
    assert (normalised.tobytes(), themes.tobytes()) == before
