"""What is drawn: weights that vary as the parties do, streams that do not touch each other, settings that come back."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.draws import Uncertainty, concentration, draw, thresholds
from sia.scoring.tree import Tree

INFINITE = float("inf")
NAN = float("nan")


def tree_of(theme_weights: list[float], theme_of: list[int], weights: list[float], **rest: Any) -> Tree:
    sizes = len(weights)
    return Tree.from_weights(
        [f"theme {d}" for d in range(len(theme_weights))],
        theme_weights,
        theme_of,
        weights,
        low=[0.0] * sizes,
        high=[100.0] * sizes,
        direction=[1] * sizes,
        **rest,
    )


TREE = tree_of([5, 3, 2], [0, 0, 1, 1, 1, 2], [1, 3, 2, 2, 1, 1])


def test_the_concentration_by_hand() -> None:
    # Both themes: variance ((0.1)^2 + (0.1)^2) / 1 = 0.02, so 0.25 / 0.02 - 1.
    assert concentration([0.5, 0.5], [[0.4, 0.6], [0.6, 0.4]]) == pytest.approx(11.5)


def test_the_concentration_is_the_median_over_the_themes_on_which_parties_differ() -> None:
    # Variances 0.02, 0.02, 0 and 0: only the first two count, 0.3 * 0.7 / 0.02 - 1 and 0.3 * 0.7 / 0.02 - 1.
    parties = [[0.2, 0.4, 0.3, 0.1], [0.4, 0.2, 0.3, 0.1]]
    assert concentration([0.3, 0.3, 0.3, 0.1], parties) == pytest.approx(9.5)


def test_without_spread_the_weights_are_fixed() -> None:
    third = [1 / 3, 1 / 3, 1 / 3]
    assert concentration(third, [third] * 7) == INFINITE
    assert concentration([0.5, 0.5], [[0.9, 0.1]]) == INFINITE


def test_parties_that_agree_on_nothing_give_the_least_concentration_that_can_be_drawn() -> None:
    found = concentration([0.5, 0.5], [[1.0, 0.0], [0.0, 1.0]])
    assert found == 0.1
    assert np.isfinite(draw(TREE, Uncertainty(seed=1, concentration=found)).theme_weights).all()


def test_the_concentration_comes_back_from_parties_that_were_drawn_with_it() -> None:
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    parties = np.random.default_rng(5).dirichlet(20 * weights, size=4000)
    assert concentration(weights, parties) == pytest.approx(20, rel=0.08)


@pytest.mark.parametrize(
    ("weights", "parties"),
    [
        ([0.5, 0.5], [[0.5, 0.4]]),
        ([0.5, 0.6], [[0.5, 0.5]]),
        ([0.5, 0.5], [[1.5, -0.5]]),
        ([0.5, 0.5], [[NAN, 0.5]]),
        ([0.5, 0.5], [[1.0]]),
        ([0.5, 0.5], [0.5, 0.5]),
        ([0.5, 0.5], np.empty((0, 2))),
    ],
)
def test_weights_that_are_none_are_refused(weights: list[float], parties: Any) -> None:
    with pytest.raises(ValueError, match=r"sum to 1|at least one party"):
        concentration(weights, parties)


def test_drawn_theme_weights_have_the_moments_of_a_dirichlet() -> None:
    drawn = draw(TREE, Uncertainty(seed=2, draws=40_000, concentration=30, leave_one_out=0)).theme_weights
    assert_allclose(drawn.sum(axis=1), 1)
    assert_allclose(drawn.mean(axis=0), TREE.theme_weights, atol=0.002)
    assert_allclose(drawn.var(axis=0), TREE.theme_weights * (1 - TREE.theme_weights) / 31, rtol=0.04)
    covariance = -np.outer(TREE.theme_weights, TREE.theme_weights)[0, 1] / 31
    assert np.cov(drawn.T)[0, 1] == pytest.approx(covariance, rel=0.05)


def test_drawn_weights_inside_themes_have_the_moments_of_a_dirichlet() -> None:
    drawn = draw(TREE, Uncertainty(seed=2, draws=40_000, inner_concentration=12, leave_one_out=0)).inner
    assert drawn is not None
    for columns, weights in zip(TREE.columns, TREE.theme_indicator_weights, strict=True):
        assert_allclose(drawn[:, columns].sum(axis=1), 1)
        assert_allclose(drawn[:, columns].mean(axis=0), weights, atol=0.004)
        assert_allclose(drawn[:, columns].var(axis=0), weights * (1 - weights) / 13, rtol=0.05, atol=1e-12)


def test_a_weight_of_zero_stays_zero() -> None:
    tree = tree_of([1, 0, 1], [0, 0, 1, 2], [1, 0, 1, 1])
    drawn = draw(tree, Uncertainty(seed=3, draws=500, concentration=2, inner_concentration=2))
    assert not drawn.theme_weights[:, 1].any()
    assert drawn.inner is not None
    assert not drawn.inner[:, 1].any()


def test_choices_are_drawn_evenly() -> None:
    drawn = draw(TREE, Uncertainty(seed=4, draws=30_000))
    assert_allclose(np.bincount(drawn.normalisation) / 30_000, 1 / 3, atol=0.015)
    assert_allclose(np.bincount(drawn.missing_rule) / 30_000, 1 / 3, atol=0.015)
    assert_allclose(np.bincount(drawn.power) / 30_000, 1 / 2, atol=0.015)


def test_half_of_the_draws_leave_an_indicator_out_and_each_as_often() -> None:
    left_out = draw(TREE, Uncertainty(seed=4, draws=30_000)).left_out
    assert np.mean(left_out >= 0) == pytest.approx(0.5, abs=0.015)
    assert_allclose(np.bincount(left_out[left_out >= 0]) / 15_000, 1 / 6, atol=0.015)


def test_a_theme_whose_only_indicator_is_left_out_gives_its_weight_to_the_others() -> None:
    drawn = draw(TREE, Uncertainty(seed=4, draws=300, leave_one_out=1.0))
    gone = drawn.left_out == 5
    assert gone.any()
    assert_allclose(drawn.theme_weights[gone], np.tile([5 / 8, 3 / 8, 0], (gone.sum(), 1)))
    assert_allclose(drawn.theme_weights[~gone], np.tile(TREE.theme_weights, (np.sum(~gone), 1)))


def test_only_an_indicator_with_weight_is_left_out() -> None:
    tree = tree_of([3, 1, 0], [0, 0, 1, 1, 2], [1, 1, 1, 0, 1])
    left_out = draw(tree, Uncertainty(seed=4, draws=300, leave_one_out=1.0)).left_out
    assert set(left_out.tolist()) == {0, 1, 2}


def test_an_indicator_with_all_the_weight_cannot_be_left_out() -> None:
    tree = tree_of([1, 0], [0, 0, 1], [1, 0, 1])
    with pytest.raises(ValueError, match="none can be left out"):
        Uncertainty(seed=4, leave_one_out=1.0).check(tree, (4, 3), None)


def test_switching_a_source_off_leaves_the_draws_of_the_others() -> None:
    full = Uncertainty(seed=7, draws=50, concentration=10)
    bare = replace(full, leave_one_out=0.0, normalisations=(), powers=())
    tree = tree_of([1, 1], [0, 0, 1, 1], [1, 1, 1, 1])
    one, other = draw(tree, full), draw(tree, bare)
    assert_array_equal(one.theme_weights, other.theme_weights)
    assert_array_equal(one.missing_rule, other.missing_rule)


def test_another_seed_gives_other_draws_and_more_draws_begin_with_the_same_weights() -> None:
    few = draw(TREE, Uncertainty(seed=7, draws=50, concentration=10, leave_one_out=0)).theme_weights
    many = draw(TREE, Uncertainty(seed=7, draws=80, concentration=10, leave_one_out=0)).theme_weights
    other = draw(TREE, Uncertainty(seed=8, draws=50, concentration=10, leave_one_out=0)).theme_weights
    assert_array_equal(many[:50], few)
    assert not np.isclose(few, other).any()


def test_a_second_tree_shares_the_choices_and_not_the_weights() -> None:
    uncertainty = Uncertainty(seed=7, draws=50, concentration=10)
    one, other = draw(TREE, uncertainty, 0), draw(TREE, uncertainty, 1)
    assert_array_equal(one.normalisation, other.normalisation)
    assert_array_equal(one.missing_rule, other.missing_rule)
    assert_array_equal(one.power, other.power)
    assert not np.array_equal(one.left_out, other.left_out)
    assert not np.isclose(one.theme_weights, other.theme_weights).all(axis=1).any()


def test_no_global_random_state_is_touched() -> None:
    state = repr(np.random.get_state())  # noqa: NPY002
    draw(TREE, Uncertainty(seed=7, concentration=10))
    assert repr(np.random.get_state()) == state  # noqa: NPY002


def test_missing_rules_move_halfway_to_everything_or_as_far_the_other_way() -> None:
    assert_allclose(thresholds(TREE, "tree"), (2 / 3, 3 / 4))
    assert_allclose(thresholds(TREE, "stricter"), (5 / 6, 7 / 8))
    assert_allclose(thresholds(TREE, "looser"), (1 / 2, 5 / 8))
    assert thresholds(replace(TREE, min_theme_coverage=0.1, min_total_coverage=0.0), "looser") == (0, 0)


@pytest.mark.parametrize(
    "uncertainty",
    [
        Uncertainty(seed=1),
        Uncertainty.none(seed=3, draws=7),
        Uncertainty(seed=2**40, draws=10, concentration=12.25, inner_concentration=3.1, powers=(2.0,), data_error=True),
    ],
)
def test_settings_come_back_from_strict_json(uncertainty: Uncertainty) -> None:
    stored = json.dumps(uncertainty.to_settings(), allow_nan=False)
    assert Uncertainty.from_settings(json.loads(stored)) == uncertainty


@pytest.mark.parametrize("change", [{"sead": 1}, {"draws": None}])
def test_settings_that_are_incomplete_or_unknown_are_refused(change: dict[str, Any]) -> None:
    settings = {**Uncertainty(seed=1).to_settings(), **change}
    if change.get("draws", 1) is None:
        del settings["draws"]
    with pytest.raises(ValueError, match=r"sead|draws"):
        Uncertainty.from_settings(settings)


@pytest.mark.parametrize(
    "wrong",
    [
        {"draws": 0},
        {"seed": -1},
        {"concentration": 0.0},
        {"concentration": NAN},
        {"inner_concentration": -1.0},
        {"leave_one_out": 1.5},
        {"leave_one_out": NAN},
        {"normalisations": ("goalposts", "goalposts")},
        {"normalisations": ("ranks",)},
        {"powers": (0.0,)},
        {"powers": (INFINITE,)},
        {"missing_rules": ("none",)},
    ],
)
def test_uncertainty_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Uncertainty(**{"seed": 1, **wrong})


def test_what_cannot_go_together_is_refused_up_front() -> None:
    single = tree_of([1], [0], [1])
    noisy = Uncertainty(seed=1, data_error=True)
    with pytest.raises(ValueError, match="none can be left out"):
        Uncertainty(seed=1).check(single, (4, 1), None)
    with pytest.raises(ValueError, match="needs standard errors"):
        noisy.check(TREE, (4, 6), None)
    with pytest.raises(ValueError, match="shape"):
        noisy.check(TREE, (4, 6), np.ones((4, 5)))
    for error in (-1.0, INFINITE):
        with pytest.raises(ValueError, match="0 or more"):
            noisy.check(TREE, (4, 6), np.full((4, 6), error))
    with pytest.raises(ValueError, match="6 columns"):
        Uncertainty(seed=1).check(TREE, (4, 5), None)
    Uncertainty(seed=1, leave_one_out=0).check(single, (4, 1), None)
    noisy.check(TREE, (4, 6), np.full((4, 6), NAN))
