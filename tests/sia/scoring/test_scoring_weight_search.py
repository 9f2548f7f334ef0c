"""Other weights that turn the gate of urgency, searched on the share of draws."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from sia.scoring.drawn_totals import Side
from sia.scoring.draws import Uncertainty, Vote
from sia.scoring.robustness import simulate, summarise
from sia.scoring.tree import Floats, Tree
from sia.scoring.weight_search import REACH, ThemeDraws, ratios_for, turning_weights

AREAS, TOP = 30, 8
TREE = Tree.from_weights(
    ["a", "b", "c"], [0.5, 0.3, 0.2], [0, 0, 1, 1, 2], [1, 1, 2, 1, 1],
    low=[0] * 5, high=[100] * 5, direction=[1, 1, -1, 1, 1],
)  # fmt: skip
VOTES = (Vote((0.3, 0.3, 0.4), (0.5, 0.5, 0.5, 0.5, 1.0)), Vote((0.6, 0.4, 0.0), (0.2, 0.8, 0.7, 0.3, 1.0)))


def figures() -> Floats:
    found = np.random.default_rng(3).uniform(10, 90, (AREAS, 5))
    found[2, 0] = found[5, 4] = found[9, 2:4] = np.nan
    return found


def side(**doubt: object) -> Side:
    uncertainty = Uncertainty(seed=4, draws=400, **doubt)
    errors = np.full((AREAS, 5), 6.0) if uncertainty.data_error else None
    return Side(figures(), TREE, uncertainty, errors, np.array([0, 0, 1, 1, 1]))


@pytest.mark.parametrize(
    "doubt",
    [{}, {"concentration": 20.0}, {"votes": VOTES}, {"votes": VOTES, "data_error": True, "error_correlation": 0.5}],
)
def test_the_share_at_the_weights_of_the_model_is_that_of_a_run(doubt: dict[str, object]) -> None:
    """Errors are drawn by area here and by figure in a run of few areas: the share differs by chance alone."""
    one = side(**doubt)
    ranks = simulate(one.values, one.tree, one.uncertainty, one.standard_errors, one.sources)
    expected = summarise(ranks, TOP).top_chance
    draws = ThemeDraws.of(one)
    found = np.array([draws.top_chance(area, TOP, np.ones(3)) for area in range(AREAS)])
    assert_allclose(found, expected, atol=0.08 if "data_error" in doubt else 1e-9)


def test_other_weights_give_the_share_of_a_run_with_those_weights() -> None:
    weights = np.array([0.2, 0.48, 0.32])
    one = Side(np.random.default_rng(3).uniform(10, 90, (AREAS, 5)), TREE, Uncertainty(seed=4, draws=400))
    tree = replace(TREE, theme_weights=weights)
    expected = summarise(simulate(one.values, tree, one.uncertainty), TOP).top_chance
    draws = ThemeDraws.of(one)
    ratios = ratios_for(TREE.theme_weights, 0, 0.2)
    assert_allclose(ratios * TREE.theme_weights, weights)
    assert_allclose([draws.top_chance(area, TOP, ratios) for area in range(AREAS)], expected, atol=1e-9)


def test_the_nearest_weight_of_each_theme_turns_the_gate_and_a_little_less_does_not() -> None:
    draws = ThemeDraws.of(side(concentration=40.0))
    weights, turned = TREE.theme_weights, 0
    for area in range(AREAS):
        chance = lambda ratios, area=area: draws.top_chance(area, TOP, ratios)  # noqa: E731
        is_open = chance(np.ones(3)) >= 0.5
        found = turning_weights(chance, weights, 0.5)
        distances = [abs(weight - weights[theme]) for theme, weight in found]
        assert distances == sorted(distances)
        assert max(distances, default=0) <= REACH + 1e-12
        for theme, weight in found:
            assert (chance(ratios_for(weights, theme, weight)) >= 0.5) != is_open
            nearer = weight + np.sign(weights[theme] - weight) * REACH / 2**8
            assert (chance(ratios_for(weights, theme, nearer)) >= 0.5) == is_open
            turned += 1
    assert turned > 3


def test_an_area_that_stands_apart_has_no_such_weight() -> None:
    values = np.vstack([np.full(5, 90.0) * [1, 1, 0, 1, 1], np.random.default_rng(1).uniform(10, 60, (9, 5))])
    draws = ThemeDraws.of(Side(values, TREE, Uncertainty(seed=4, draws=200)))
    assert turning_weights(lambda ratios: draws.top_chance(0, 3, ratios), TREE.theme_weights, 0.5) == []


def test_an_area_without_a_score_has_no_share() -> None:
    values = figures()
    values[7] = np.nan
    draws = ThemeDraws.of(Side(values, TREE, Uncertainty(seed=4, draws=50)))
    assert np.isnan(draws.top_chance(7, TOP, np.ones(3)))


def test_a_theme_without_weight_or_with_all_of_it_cannot_change() -> None:
    assert turning_weights(lambda ratios: float(ratios[1] > 1), np.array([0.0, 1.0]), 0.5) == []


def test_more_areas_than_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 1000 areas, not 1001"):
        ThemeDraws.of(Side(np.zeros((1001, 5)), TREE, Uncertainty(seed=1, draws=2)))
