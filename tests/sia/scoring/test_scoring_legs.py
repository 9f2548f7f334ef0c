"""The legs of potential, by hand."""

import numpy as np
import pytest

from sia.scoring.legs import Legs, find_legs, spearman
from sia.scoring.tree import Floats, Tree

NAN = float("nan")


def tree_of(theme_of: list[int], weights: list[float]) -> Tree:
    count = len(theme_of)
    themes = max(theme_of) + 1
    return Tree.from_weights(
        [f"theme {number}" for number in range(themes)],
        [1.0] * themes,
        theme_of,
        weights,
        low=[0.0] * count,
        high=[100.0] * count,
        direction=[1.0] * count,
    )


def legs(theme_of: list[int], weights: list[float], values: Floats | None = None) -> Legs:
    figures = np.arange(8.0 * len(theme_of)).reshape(8, -1) if values is None else values
    up_and_down = np.array([1.0, 8, 3, 6, 2, 7, 4, 5])
    return find_legs(figures, tree_of(theme_of, weights), np.arange(8.0), up_and_down)


def test_three_indicators_from_two_themes_are_enough() -> None:
    found = legs([0, 0, 1], [1, 1, 1])
    assert (found.indicators, found.themes, found.lack) == (3, 2, "")


@pytest.mark.parametrize("theme_of", [[0, 1], [0, 0, 0, 0]])
def test_two_indicators_or_one_theme_are_too_few(theme_of: list[int]) -> None:
    assert legs(theme_of, [1.0] * len(theme_of)).lack == "few"


def test_an_indicator_without_weight_or_without_any_figure_is_no_leg() -> None:
    assert legs([0, 0, 1, 1], [1, 1, 1, 0]).indicators == 3
    assert legs([0, 0, 1], [1, 0, 1]).lack == "few"
    values = np.ones((8, 3))
    values[1:, 1] = NAN
    assert legs([0, 0, 1], [1, 1, 1], values).lack == ""
    values[0, 1] = NAN
    assert legs([0, 0, 1], [1, 1, 1], values).lack == "few"


def test_a_model_without_potential_has_no_legs() -> None:
    found = find_legs(np.empty((8, 0)), None, np.arange(8.0), np.full(8, NAN))
    assert (found.indicators, found.themes, found.lack) == (0, 0, "few")


@pytest.mark.parametrize("sign", [1, -1])
def test_the_order_of_urgency_either_way_is_no_potential(sign: int) -> None:
    tree, urgency = tree_of([0, 0, 1], [1, 1, 1]), np.arange(8.0)
    found = find_legs(np.ones((8, 3)), tree, urgency, sign * np.exp(urgency))
    assert (found.rho, found.lack) == (pytest.approx(sign), "alike")


def test_a_correlation_of_eight_tenths_is_not_above_it() -> None:
    assert Legs(3, 2, 0.8).lack == ""
    assert Legs(3, 2, -0.81).lack == "alike"


def test_of_six_areas_a_correlation_may_be_chance() -> None:
    tree = tree_of([0, 0, 1], [1, 1, 1])
    urgency = np.array([1.0, 2, 3, 4, 5, 6, NAN])
    found = find_legs(np.ones((7, 3)), tree, urgency, np.arange(7.0))
    assert np.isnan(found.rho)
    assert found.lack == ""


def test_spearman_by_hand() -> None:
    # Places 1, 2.5, 2.5, 4 and 1, 3, 2, 4: deviations -1.5 0 0 1.5 and -1.5 .5 -.5 1.5: 4.5 / sqrt(4.5 * 5).
    found = spearman(np.array([10.0, 20, 20, 40, NAN]), np.array([1.0, 5, 4, 9, 7]))
    assert found == pytest.approx(4.5 / np.sqrt(4.5 * 5))
