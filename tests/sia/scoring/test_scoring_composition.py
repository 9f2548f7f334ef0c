"""Area effects beside composition: against textbook cases, and whether the intervals hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from sia.scoring.composition import find_area_effects


def test_without_error_an_effect_is_what_the_regression_leaves():
    rng = np.random.default_rng(1)
    composition = rng.normal(size=(60, 3))
    values = composition @ [2.0, -1.0, 0.5] + 7 + rng.normal(size=60)
    found = find_area_effects(values, np.zeros(60), composition)
    design = np.column_stack([np.ones(60), composition])
    solved, *_ = np.linalg.lstsq(design, values, rcond=None)
    left = values - design @ solved
    assert found.effect == pytest.approx(left)
    assert found.explained == pytest.approx(1 - left.var() / values.var())
    assert found.areas == 60


def test_equal_errors_take_every_residual_towards_zero_by_the_same_share():
    """With one error for all, A is s² - D by hand: the usual variance of residuals less the variance of the error."""
    rng = np.random.default_rng(2)
    composition = rng.normal(size=(50, 1))
    values = 3 * composition[:, 0] + rng.normal(scale=2.0, size=50)
    exact = find_area_effects(values, np.zeros(50), composition)
    found = find_area_effects(values, np.full(50, 1.0), composition)
    between = (exact.effect**2).sum() / 48 - 1.0
    assert found.effect == pytest.approx(exact.effect * between / (between + 1.0))


def test_the_unit_of_figures_and_of_composition_makes_no_difference():
    rng = np.random.default_rng(3)
    composition = rng.normal(size=(40, 2))
    values, errors = rng.normal(size=40) + composition[:, 0], rng.uniform(0.1, 0.5, 40)
    one = find_area_effects(values, errors, composition)
    other = find_area_effects(1000 * values + 5, 1000 * errors, composition * [0.001, 100] + 40)
    assert other.effect == pytest.approx(1000 * one.effect)
    assert other.error == pytest.approx(1000 * one.error)
    assert (other.clear == one.clear).all()


def test_areas_of_which_something_is_missing_are_left_out():
    rng = np.random.default_rng(4)
    composition, errors = rng.normal(size=(45, 2)), np.full(45, 0.2)
    values = composition[:, 0] + rng.normal(size=45)
    gaps = values.copy(), errors.copy(), composition.copy()
    gaps[0][0] = gaps[1][1] = gaps[2][2, 1] = np.nan
    found = find_area_effects(*gaps)
    rest = find_area_effects(values[3:], errors[3:], composition[3:])
    assert np.isnan(found.effect[:3]).all()
    assert not found.clear[:3].any()
    assert found.effect[3:] == pytest.approx(rest.effect)
    assert found.areas == 42


@pytest.mark.parametrize("case", ["too few", "alike", "twice the same", "no column", "one value"])
def test_nothing_is_said_where_nothing_can_be_compared(case):
    rng = np.random.default_rng(5)
    composition, values = rng.normal(size=(30, 2)), rng.normal(size=30)
    if case == "too few":
        composition, values = composition[:19], values[:19]
    if case == "alike":
        composition[:, 1] = 4
    if case == "twice the same":
        composition[:, 1] = 2 * composition[:, 0] + 1
    if case == "no column":
        composition = composition[:, :0]
    if case == "one value":
        values[:] = 3
    assert find_area_effects(values, np.full(values.size, 0.1), composition) is None


def test_where_error_explains_all_no_area_stands_out():
    rng = np.random.default_rng(6)
    composition = rng.normal(size=(40, 1))
    values = composition[:, 0] + rng.normal(scale=0.1, size=40)
    found = find_area_effects(values, np.full(40, 5.0), composition)
    assert (found.effect == 0).all()
    assert not found.clear.any()


@pytest.mark.parametrize("size", ["alike", "small ones among large ones"])
def test_intervals_of_90_per_cent_hold_the_true_effect_that_often(size):
    """800 cities of 60 areas with four traits: the share held, and how seldom an area is called clear with a wrong sign."""
    rng = np.random.default_rng(7)
    held, wrong, clear = [], 0, 0
    for _city in range(800):
        composition = rng.normal(size=(60, 4))
        errors = np.full(60, 1.0) if size == "alike" else rng.uniform(0.4, 3.0, 60)
        true = rng.normal(scale=1.5, size=60)
        values = composition @ [3.0, -2.0, 1.0, 0.0] + true + rng.normal(size=60) * errors
        found = find_area_effects(values, errors, composition)
        held.append(np.abs(found.effect - true) <= 1.6449 * found.error)
        clear += int(found.clear.sum())
        wrong += int((found.clear & (np.sign(found.effect) != np.sign(true))).sum())
    assert 0.885 <= np.mean(held) <= 0.93
    assert clear > 3000
    assert wrong / clear < 0.03
