"""Sobol' indices against functions whose indices are known, and the order of a city under other choices.

[S] Saltelli et al. (2010), Comput. Phys. Commun. 181, 259-270: the g function of Sobol' with a = 0, 1, 4.5, 9, 99 (4
    times), for which S_1 = 0.716, S_2 = 0.179, S_3 = 0.024, S_4 = 0.007 (Saltelli and Sobol', 1995, RESS 50, 225-239).
[I] Ishigami and Homma (1990), with a = 7 and b = 0.1: S = 0.314, 0.442, 0; T = 0.558, 0.442, 0.244.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.sensitivity import (
    Factor,
    Indices,
    cross,
    indices,
    leave_one_out,
    rank_shift,
    rank_shift_model,
    samples,
    sensitivity,
    shifts,
)
from sia.scoring.tree import Floats, Tree

NAN = float("nan")
A = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])


def g(points: Floats) -> Floats:
    return np.prod((np.abs(4 * points - 2) + A) / (1 + A), axis=-1)


def ishigami(points: Floats) -> Floats:
    x = np.pi * (2 * points - 1)
    return np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def indices_of(function: Callable[[Floats], Floats], factors: int, n: int = 16_384) -> Indices:
    a, b = samples(factors, n, seed=1)
    return indices(function(a), function(b), function(cross(a, b)), replicates=50)


def test_the_g_function_has_its_analytical_indices() -> None:
    alone = 1 / (3 * (1 + A) ** 2)
    variance = np.prod(1 + alone) - 1
    first, total = alone / variance, alone * np.prod(1 + alone) / (1 + alone) / variance
    assert_allclose(first[:4], [0.716, 0.179, 0.024, 0.007], atol=0.0006)  # as published in [S]
    found = indices_of(g, 8)
    assert_allclose(found.first, first, atol=0.03)
    assert_allclose(found.total, total, atol=0.03)


def test_the_ishigami_function_has_its_analytical_indices() -> None:
    found = indices_of(ishigami, 3)
    assert_allclose(found.first, [0.3139, 0.4424, 0], atol=0.03)
    assert_allclose(found.total, [0.5576, 0.4424, 0.2437], atol=0.03)


@pytest.mark.parametrize(("function", "factors"), [(g, 8), (ishigami, 3)])
def test_a_total_index_is_no_smaller_than_the_first_but_for_noise(
    function: Callable[[Floats], Floats], factors: int
) -> None:
    found = indices_of(function, factors)
    assert (found.total >= found.first - 0.03).all()
    assert found.first.sum() <= 1.03 <= found.total.sum() + 0.06


def test_without_interactions_both_indices_are_the_shares_of_the_variance() -> None:
    # The variance of c u is c^2 / 12: shares 1, 4 and 9 of 14.
    found = indices_of(lambda points: points @ np.array([1.0, 2.0, 3.0]), 3)
    assert_allclose(found.first, np.array([1, 4, 9]) / 14, atol=0.02)
    assert_allclose(found.total, np.array([1, 4, 9]) / 14, atol=0.02)
    assert_allclose(found.first.sum(), 1, atol=0.02)


def test_a_pure_interaction_has_no_first_index() -> None:
    found = indices_of(lambda points: (points[..., 0] - 0.5) * (points[..., 1] - 0.5), 2)
    assert_allclose(found.first, 0, atol=0.03)
    assert_allclose(found.total, 1, atol=0.03)


def test_intervals_hold_the_estimate_and_narrow_with_more_runs() -> None:
    few, many = indices_of(ishigami, 3, 512), indices_of(ishigami, 3, 8192)
    for found in (few, many):
        assert (found.first_interval[0] < found.first).all()
        assert (found.first < found.first_interval[1]).all()
        assert (found.total_interval[0] < found.total).all()
        assert (found.total < found.total_interval[1]).all()
    assert (np.ptp(many.total_interval, axis=0) < np.ptp(few.total_interval, axis=0)).all()


def test_each_part_of_the_range_is_sampled_once() -> None:
    a, b = samples(3, 64, seed=5)
    for column in np.hstack([a, b]).T:
        assert sorted((column * 64).astype(int)) == list(range(64))
    assert not np.array_equal(a, b)


def test_a_crossed_sample_takes_one_column_from_the_other() -> None:
    a, b = samples(2, 4, seed=5)
    assert_array_equal(cross(a, b)[1], np.column_stack([a[:, 0], b[:, 1]]))


def test_one_point_is_no_sample() -> None:
    with pytest.raises(ValueError, match="two points"):
        samples(2, 1, seed=0)


def test_the_mean_rank_shift_by_hand() -> None:
    reference = np.array([30.0, 20, 10, NAN])
    for scores, shift in (([4, 3, 2, 1], 0), ([1, 2, 3, NAN], 4 / 3), ([NAN] * 4, NAN)):
        assert_allclose(rank_shift(np.array(scores, np.float64), reference), shift)


def test_an_area_that_is_dropped_moves_no_other_area() -> None:
    """Without the first of four, the others go one rank up each: none of them changed places with another."""
    reference = np.array([40.0, 30, 20, 10])
    assert rank_shift(np.array([NAN, 30, 20, 10]), reference) == 0
    assert_array_equal(shifts(np.array([NAN, 20, 30, 10]), reference), [NAN, 1, 1, 0])


def test_a_stricter_rule_for_missing_figures_alone_shifts_no_rank() -> None:
    """It says which areas have a rank, not in which order they stand."""
    values, tree = city()
    values[::3, 0] = NAN
    assert rank_shift_model(values, replace(tree, min_theme_coverage=0, min_total_coverage=0))({"missing": (1, 1)}) == 0


FACTORS = (Factor("large", (0.0, 10.0)), Factor("small"), Factor("idle", ("a", "b", "c")))


def test_a_driver_names_the_choice_that_matters_most() -> None:
    found = sensitivity(lambda choice: choice["large"] + choice["small"], FACTORS, n=512, seed=4)
    # Variances 25, 1 / 12 and 0.
    assert found.strongest == "large"
    assert_allclose(found.indices.total, [25 / (25 + 1 / 12), 1 / 12 / (25 + 1 / 12), 0], atol=0.1)
    assert found.indices.total[2] == 0
    assert found.mean == pytest.approx(5.5, abs=0.1)
    assert found.runs == 512 * 5


def test_the_same_seed_gives_the_same_bytes() -> None:
    def run(seed: int) -> bytes:
        found = sensitivity(lambda choice: choice["large"] * choice["small"], FACTORS, n=64, seed=seed).indices
        return b"".join(part.tobytes() for part in (found.first, found.total, found.first_interval))

    assert run(4) == run(4)
    assert run(4) != run(5)


def test_where_nothing_varies_nothing_is_strongest() -> None:
    found = sensitivity(lambda choice: 3.0, FACTORS, n=16)
    assert found.strongest is None
    assert np.isnan(found.indices.first).all()
    assert np.isnan(found.indices.total_interval).all()


def test_discrete_choices_are_equally_likely() -> None:
    picked = [FACTORS[2].pick(u) for u in (0.0, 0.33, 0.34, 0.66, 0.67, np.nextafter(1, 0))]
    assert picked == ["a", "a", "b", "b", "c", "c"]


def test_a_single_possibility_a_double_name_and_no_factor_are_refused() -> None:
    with pytest.raises(ValueError, match="no choice"):
        Factor("power", (1.0,))
    for factors in ((), (Factor("a"), Factor("a"))):
        with pytest.raises(ValueError, match="at least one factor"):
            sensitivity(lambda choice: 0.0, factors, n=4)


def city(areas: int = 40) -> tuple[Floats, Tree]:
    values = np.random.default_rng(8).uniform(0, 100, (areas, 6))
    posts = {"low": [0] * 6, "high": [100] * 6, "direction": [1] * 6}
    return values, Tree.from_weights(["A", "B", "C"], [2, 1, 1], [0, 0, 1, 1, 2, 2], [1, 1, 1, 1, 1, 0], **posts)


def test_the_model_itself_shifts_no_rank() -> None:
    values, tree = city()
    assert rank_shift_model(values, tree)({}) == 0


def test_each_choice_of_the_model_counts() -> None:
    values, tree = city()
    model = rank_shift_model(values, tree)
    for choice in (
        {"weights": np.array([0.1, 0.1, 0.8])},
        {"power": 2.0},
        {"normalisation": "zscore"},
        {"left_out": 2},
    ):
        assert model(choice) > 0
    holes = values.copy()
    holes[::3, 0] = NAN
    lenient = replace(tree, min_theme_coverage=0.0, min_total_coverage=0.0)
    assert rank_shift_model(holes, lenient)({"missing": (1, 0.5)}) > 0  # a theme with a hole counts no more


def test_an_unknown_choice_is_refused() -> None:
    values, tree = city()
    model = rank_shift_model(values, tree)
    with pytest.raises(ValueError, match="wieghts"):
        model({"wieghts": 1})


def test_the_order_of_a_city_depends_most_on_the_weights_when_they_differ_most() -> None:
    values, tree = city()
    factors = (
        Factor("weights", (np.array([0.9, 0.05, 0.05]), np.array([0.05, 0.05, 0.9]))),
        Factor("normalisation", ("goalposts", "minmax")),
        Factor("power", (1.0, 1.1)),
        Factor("left_out", (None, 5)),
    )
    found = sensitivity(rank_shift_model(values, tree), factors, n=64, seed=2)
    assert found.strongest == "weights"
    assert found.indices.total[3] == 0  # indicator 5 has no weight


def test_leaving_out_an_indicator_by_hand() -> None:
    # Totals 60, 50, 40: A, B, C. Without the first: 20, 100, 80 gives ranks 3, 1, 2: shifts 2, 1, 1.
    tree = Tree.from_weights(["A"], [1], [0, 0], [1, 1], low=[0, 0], high=[100, 100], direction=[1, 1])
    found = leave_one_out(np.array([[100, 20.0], [0, 100.0], [0, 80.0]]), tree)
    assert_allclose(found.mean, [4 / 3, 1 / 3])  # without the second: 1, 2, 2
    assert_allclose(found.largest, [2, 1])


def test_an_indicator_without_weight_can_be_missed() -> None:
    found = leave_one_out(*city())
    assert (found.mean[5], found.largest[5]) == (0, 0)
    assert (found.mean[:4] > 0).all()
    assert (found.largest >= found.mean).all()


def test_the_only_indicator_cannot_be_left_out() -> None:
    tree = Tree.from_weights(["A"], [1], [0], [1], low=[0], high=[1], direction=[1])
    assert np.isnan(leave_one_out(np.array([[0.2], [0.4]]), tree).mean).all()
