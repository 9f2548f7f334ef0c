"""The worth of finding out one figure: against closed forms, and against drawing all anew with the figure known."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from sia.scoring.drawn_totals import Side
from sia.scoring.draws import Uncertainty
from sia.scoring.information import gain_in_certainty, worth_of_figures
from sia.scoring.robustness import simulate, summarise
from sia.scoring.tree import Tree

AREAS, TOP, HERE = 40, 10, 29  # the area on place 11: just outside the first ten
NODES = [NormalDist().inv_cdf((n + 0.5) / 15) for n in range(15)]
TREE = Tree.from_weights(["a", "b"], [1, 1], [0, 1], [1, 1], low=[0, 0], high=[100, 100], direction=[1, 1])


DOUBT = Uncertainty(
    seed=3, draws=4000, normalisations=(), powers=(), missing_rules=(), leave_one_out=0.0, data_error=True
)


def side(values: np.ndarray, errors: np.ndarray, tree: Tree = TREE) -> Side:
    return Side(values, tree, DOUBT, errors, np.arange(2))


def chances(values: np.ndarray, errors: np.ndarray, tree: Tree = TREE) -> np.ndarray:
    return summarise(simulate(values, tree, DOUBT, errors, np.arange(2)), TOP).top_chance


def test_at_even_chances_the_gain_is_that_of_the_orthant():
    correlation = np.array([0.1, 0.5, 0.9])
    found = gain_in_certainty(np.zeros(3), correlation)
    assert found == pytest.approx(np.arcsin(correlation) / np.pi, abs=2e-3)


def test_what_changes_nothing_and_what_cannot_be_said_gain_nothing():
    found = gain_in_certainty(np.array([0.3, 2.0, 0.3]), np.array([0.0, 0.1, np.nan]))
    assert found[:2] == pytest.approx([0, 0], abs=1e-4)
    assert np.isnan(found[2])


def test_a_known_figure_gains_what_draws_with_it_known_say():
    """Both figures of one area are uncertain: one by 4 points, one by 6. Nothing else is."""
    values = np.tile(np.linspace(10, 90, AREAS)[:, np.newaxis], 2)
    errors = np.zeros((AREAS, 2))
    errors[HERE] = [4.0, 6.0]
    now = chances(values, errors)
    found = worth_of_figures(side(values, errors), now, TOP)
    for column in range(2):
        sure = errors.copy()
        sure[HERE, column] = 0.0
        then = []
        for node in NODES:
            known = values.copy()
            known[HERE, column] += node * errors[HERE, column]
            there = chances(known, sure)[HERE]
            then.append(max(there, 1 - there))
        gained = np.mean(then) - max(now[HERE], 1 - now[HERE])
        assert gained > 0.02
        assert found.gain[HERE, column] == pytest.approx(gained, abs=0.03)
    assert found.gain[HERE, 1] > found.gain[HERE, 0]
    assert not found.missing.any()
    assert np.isnan(np.delete(found.gain, HERE, axis=0)).all()  # the others are certain


def test_a_missing_figure_gains_what_draws_with_it_known_say():
    """The two figures differ by about 12 points from area to area; of one area the second is not known."""
    rng = np.random.default_rng(8)
    level = np.linspace(10, 90, AREAS)
    values = np.column_stack([level, level + rng.normal(scale=12, size=AREAS)])
    values[:, 1] -= (values[:, 1] - level).mean()
    values[HERE, 1] = np.nan
    tree = Tree.from_weights(
        ["a"], [1], [0, 0], [1, 1], low=[0, 0], high=[100, 100], direction=[1, 1], min_theme_coverage=0.5
    )
    errors = np.full((AREAS, 2), 2.0)
    errors[HERE, 1] = np.nan
    found = worth_of_figures(side(values, errors, tree), chances(values, errors, tree), TOP)
    spread = np.nanstd(values[:, 1] - level, ddof=1)
    there = []
    for node in NODES:
        known, sure = values.copy(), errors.copy()
        known[HERE, 1] = level[HERE] + node * spread
        sure[HERE, 1] = 0.0
        there.append(chances(known, sure, tree)[HERE])
    then = np.maximum(there, 1 - np.array(there)).mean()
    without = np.mean(there)
    assert found.missing[HERE, 1]
    assert found.gain[HERE, 1] == pytest.approx(then - max(without, 1 - without), abs=0.05)
    assert found.gain[HERE, 1] > 0.1


def test_nothing_is_said_where_nothing_is_drawn_and_of_a_figure_that_nobody_has():
    values = np.tile(np.linspace(10, 90, AREAS)[:, np.newaxis], 2)
    still = Side(values, TREE, Uncertainty.none(), None, np.arange(2))
    assert np.isnan(worth_of_figures(still, np.full(AREAS, 0.5), TOP).gain).all()
    tree = Tree.from_weights(["a"], [1], [0, 0], [2, 1], low=[0, 0], high=[100, 100], direction=[1, 1])
    values[:, 1] = np.nan
    errors = np.full((AREAS, 2), 3.0)
    uncertainty = Uncertainty(seed=1, draws=100, data_error=True)
    found = worth_of_figures(Side(values, tree, uncertainty, errors, np.arange(2)), np.full(AREAS, 0.5), TOP)
    assert np.isnan(found.gain[:, 1]).all()
    assert (found.gain[:, 0] > 0).all()


def test_a_theme_without_weight_moves_nothing():
    tree = Tree.from_weights(["a", "b"], [1, 0], [0, 1], [1, 1], low=[0, 0], high=[100, 100], direction=[1, 1])
    values = np.tile(np.linspace(10, 90, AREAS)[:, np.newaxis], 2)
    values[HERE, 0] = np.nan
    errors = np.full((AREAS, 2), 3.0)
    found = worth_of_figures(side(values, errors, tree), np.full(AREAS, 0.5), TOP)
    assert np.isnan(found.gain[:, 1]).all()
    assert np.isnan(found.gain[HERE]).all()  # no rank at all
