"""What is drawn: weights that vary as the parties do, streams that do not touch each other, settings that come back."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.draws import Uncertainty, Vote, concentration, draw, thresholds
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
    # Of 0.5 a tenth is 0.05: 0.25 / 0.05^2 - 1. Smaller weights then differ by more of themselves.
    assert concentration([0.5, 0.3, 0.2], 0.1) == pytest.approx(99)
    assert np.sqrt(0.2 * 0.8 / 100) > 0.02


def test_without_spread_and_with_one_weight_nothing_is_drawn() -> None:
    assert concentration([0.5, 0.5], 0) == INFINITE
    assert concentration([1.0, 0.0], 0.1) == INFINITE


def test_a_spread_beyond_all_bounds_gives_the_least_concentration_that_can_be_drawn() -> None:
    assert concentration([0.9, 0.1], 1.0) == 0.1
    assert np.isfinite(draw(TREE, Uncertainty(seed=1, concentration=0.1)).theme_weights).all()


@pytest.mark.parametrize("weights", [[0.5, 0.4], [1.5, -0.5], [NAN, 0.5], [[0.5, 0.5]], []])
def test_weights_that_are_none_are_refused(weights: Any) -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        concentration(weights, 0.1)


VOTES = (Vote((0.2, 0.5, 0.3), (0.5, 0.5, 0.2, 0.2, 0.6, 1.0)), Vote((0.0, 0.0, 1.0), (1.0, 0.0, 0.4, 0.4, 0.2, 1.0)))


def test_half_of_the_draws_are_of_the_model_and_the_others_of_the_parties() -> None:
    drawn = draw(TREE, Uncertainty(seed=2, draws=40_000, votes=VOTES, leave_one_out=0))
    assert_allclose(drawn.theme_weights.sum(axis=1), 1)
    votes = np.array([vote.themes for vote in VOTES])
    assert_allclose(drawn.theme_weights.mean(axis=0), 0.5 * TREE.theme_weights + 0.5 * votes.mean(axis=0), atol=0.005)
    second = drawn.theme_weights[:, 2] == 1
    assert np.mean(second) == pytest.approx(0.25, abs=0.01)
    assert drawn.inner is not None
    assert (drawn.inner[second, 1] < 1e-12).all()  # the same party between themes and inside them
    first = (drawn.theme_weights[:, 1] > 0.47) & ~second
    assert drawn.inner[first, 4].mean() == pytest.approx(0.6, abs=0.01)


def test_each_vote_is_drawn_with_a_tenth_of_each_weight_at_least() -> None:
    vote = Vote((0.2, 0.5, 0.3), (0.5, 0.5, 0.2, 0.2, 0.6, 1.0))
    tree = tree_of(list(vote.themes), [0, 0, 1, 1, 1, 2], list(vote.inner))
    drawn = draw(tree, Uncertainty(seed=2, draws=40_000, votes=(vote,), leave_one_out=0))
    assert_allclose(
        drawn.theme_weights.std(axis=0), np.sqrt(tree.theme_weights * (1 - tree.theme_weights) / 100), rtol=0.03
    )
    assert drawn.inner is not None
    assert drawn.inner[:, 4].std() == pytest.approx(0.06, rel=0.03)
    assert (drawn.inner[:, 5] == 1).all()


def test_a_theme_whose_only_indicator_is_left_out_leaves_the_rest_even_where_it_had_every_vote() -> None:
    drawn = draw(TREE, Uncertainty(seed=2, draws=2000, votes=(VOTES[1],), leave_one_out=1))
    gone = drawn.left_out == 5
    assert gone.any()
    assert not drawn.theme_weights[gone, 2].any()
    assert_allclose(drawn.theme_weights.sum(axis=1), 1)


def test_votes_that_do_not_fit_the_tree_are_refused() -> None:
    uncertainty = Uncertainty(seed=1, votes=(Vote((0.5, 0.5), (1.0,)),))
    with pytest.raises(ValueError, match="a weight for each theme"):
        uncertainty.check(TREE, (4, 6), None)


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
        Uncertainty(seed=1, votes=VOTES),
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
