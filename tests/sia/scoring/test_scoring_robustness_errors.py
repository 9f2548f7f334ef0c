"""Draws with errors of measurement: against noise on each value and scoring it the long way, and what must hold."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree
from sia.scoring.area_errors import AreaErrors, possible_totals, score_errors
from sia.scoring.drawn_totals import Side, drawn_blocks
from sia.scoring.draws import Drawn, Stream, Uncertainty, draw, generator, noise
from sia.scoring.noisy_scores import mean_places
from sia.scoring.normalise import normalise
from sia.scoring.ranking import ascending_places
from sia.scoring.robustness import simulate, summarise
from sia.scoring.tree import Floats, Normalisation, Tree
from tests.effort import examples
from tests.sia.scoring.drawn_city import NAN, TREE, city, fixed, the_long_way, tree_of

EVERY_WAY = tuple(Normalisation)
DOUBT = Uncertainty(
    seed=5, draws=150, concentration=8.0, normalisations=EVERY_WAY, powers=(1.0, 1.5, 2.0), data_error=True
)
WIDE = tree_of([3, 2], [0, 1] * 12, [1.0 + q % 5 for q in range(24)], direction=[1, -1, -1] * 8)  # themes of 12, mixed


def errors_of(values: Floats, share: float, columns: list[int], seed: int = 3) -> Floats:
    """Errors up to 10 for a share of the cells in some columns, unknown elsewhere; also where a value is missing."""
    random = np.random.default_rng(seed)
    known = (random.random(values.shape) < share) & np.isin(np.arange(values.shape[1]), columns)
    return np.where(known, random.uniform(0, 10, values.shape), NAN)


def with_noise(values: Floats, errors: Floats, uncertainty: Uncertainty, row: int) -> Floats:
    """The values of one draw: its own numbers, indicator by indicator, for what has a value and an error."""
    uncertain = (errors > 0) & ~np.isnan(values)
    numbers = iter(noise(uncertainty, 0, np.array([row]), np.count_nonzero(uncertain))[0])
    found = values.copy()
    for q in range(values.shape[1]):
        for area in np.flatnonzero(uncertain[:, q]).tolist():
            found[area, q] += errors[area, q] * next(numbers)
    return found


def totals_of(side: Side, **rest: Any) -> Floats:
    """The scores (draws, N), in the order of the draws; NaN where too few figures are known."""
    totals = np.empty((side.uncertainty.draws, side.values.shape[0]))
    for block in drawn_blocks(side, **rest):
        totals[block.rows] = np.where(block.short, np.nan, block.totals())
    return totals


def the_long_way_with_errors(side: Side, drawn: Drawn, row: int) -> Floats:
    """The totals (N,) of one draw: of the figures with noise, taken towards the mean as `possible_totals` says."""
    tree, uncertainty, errors = side.tree, side.uncertainty, side.errors
    how, power = uncertainty.choices(tree)[0][drawn.normalisation[row]], uncertainty.choices(tree)[2][drawn.power[row]]
    noisy = with_noise(side.values, np.where(errors > 0, errors, NAN), uncertainty, row)
    exact, moved = (
        (the_long_way(values, tree, uncertainty, drawn, row)[np.newaxis] / 100) ** power
        for values in (side.values, noisy)
    )
    scores = normalise(side.values, tree, how) / 100
    of_scores = score_errors(side.values, scores, errors, tree, how)
    areas = AreaErrors.of(scores, of_scores, np.zeros(tree.weights.size, np.intp), tree, 0.0)
    found = possible_totals(exact, areas.errors(drawn.theme_weights[[row]], power), moved - exact)
    return 100 * found[0] ** (1 / power)


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("inner", [float("inf"), 15.0])
@pytest.mark.parametrize(("share", "columns"), [(1.0, [0, 1, 2, 3, 4, 5]), (0.5, [1, 2, 5]), (0.1, [4]), (1.0, [])])
def test_every_draw_is_its_own_values_scored_the_long_way(
    missing: float, inner: float, share: float, columns: list[int]
) -> None:
    values = city(25, missing).round(-1)  # whole tens: many areas share a place
    errors, uncertainty = errors_of(values, share, columns), replace(DOUBT, inner_concentration=inner)
    drawn = draw(TREE, uncertainty)
    side = Side(values, TREE, uncertainty, errors)
    found, ranked = totals_of(side), ~np.isnan(score_tree(values, TREE).total)
    for row, totals in enumerate(found):
        expected = the_long_way_with_errors(side, drawn, row)
        if missing:  # an area with too few figures in this draw counts in the mean, and has no total of the long way
            assert_array_equal(np.isnan(totals), np.isnan(expected) | ~ranked)
        else:
            assert_allclose(totals, expected, rtol=0, atol=1e-4)  # what has no noise is in steps of 2^-26
    assert np.isnan(found).any() == (missing > 0)


def test_themes_whose_indicators_do_not_lie_together_are_scored_the_long_way_too() -> None:
    values = np.random.default_rng(8).normal(50, 30, (9, 24))
    errors = errors_of(values, 0.5, list(range(0, 24, 5)))
    side, drawn = Side(values, WIDE, DOUBT, errors), draw(WIDE, DOUBT)
    for row, totals in enumerate(totals_of(side)):
        assert_allclose(totals, the_long_way_with_errors(side, drawn, row), rtol=0, atol=1e-4)


@pytest.mark.parametrize(("tree", "missing"), [(TREE, 0.0), (TREE, 0.2), (WIDE, 0.1)])
def test_totals_are_the_same_to_the_byte_whatever_the_size_of_a_block(tree: Tree, missing: float) -> None:
    random = np.random.default_rng(2)
    values = random.normal(50, 30, (33, tree.weights.size))
    values[random.random(values.shape) < missing] = NAN
    uncertainty = replace(DOUBT, inner_concentration=15.0)
    side = Side(values, tree, uncertainty, errors_of(values, 0.4, list(range(0, tree.weights.size, 2))))
    once = totals_of(side).tobytes()
    for cells in (1, 33 * 2, 33 * 7, 10**7):
        assert totals_of(side, block_cells=cells).tobytes() == once


def test_the_noise_of_a_draw_is_found_without_those_before_it() -> None:
    together = noise(DOUBT, 0, np.arange(6), 50)
    assert_array_equal(noise(DOUBT, 0, np.array([4, 1]), 50), together[[4, 1]])
    jumped = generator(DOUBT, Stream.ERROR, 0).bit_generator.jumped(4)
    assert_array_equal(np.random.Generator(jumped).standard_normal(50), together[4])


def test_noise_is_standard_normal_and_not_shared_by_draws_or_trees() -> None:
    found = noise(DOUBT, 0, np.arange(3000), 40)
    assert found.mean() == pytest.approx(0, abs=0.01)
    assert found.std() == pytest.approx(1, abs=0.01)
    assert np.mean(np.abs(found) < 1.96) == pytest.approx(0.95, abs=0.003)
    assert_allclose(np.corrcoef(found.T), np.eye(40), atol=0.09)
    assert np.mean(found[1:] * found[:-1]) == pytest.approx(0, abs=0.01)
    assert np.mean(found * noise(DOUBT, 1, np.arange(3000), 40)) == pytest.approx(0, abs=0.01)


@settings(deadline=None, database=None)
@given(st.lists(st.lists(st.sampled_from([NAN, -1.0, 0.0, 0.5, 2.0]), min_size=5, max_size=5), min_size=1, max_size=4))
def test_places_of_many_rows_are_those_of_each_row(rows: list[list[float]]) -> None:
    table = np.array(rows)
    places, known = mean_places(table)
    assert_array_equal(places, [ascending_places(row) for row in table])
    assert_array_equal(known[:, 0], np.count_nonzero(~np.isnan(table), axis=1))


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_identical_areas_without_an_error_tie_in_every_draw(missing: float) -> None:
    values = city(41, missing)
    values[40] = values[17] = values[2]
    errors = errors_of(values, 0.5, [0, 2, 3])
    errors[[2, 17, 40]] = NAN
    ranks = simulate(values, TREE, replace(DOUBT, draws=400, inner_concentration=5.0), errors)
    assert_array_equal(ranks[:, 40], ranks[:, 2])
    assert_array_equal(ranks[:, 17], ranks[:, 2])


@settings(deadline=None, database=None, max_examples=examples(30))
@given(st.integers(0, 10**6), st.integers(0, 12))
def test_a_dominated_area_never_comes_first_whatever_the_noise_of_others(seed: int, steps: int) -> None:
    values = city(12, seed=seed)
    values[5] = values[4] - np.random.default_rng(seed).uniform(0, 10.0**-steps, 6) * TREE.direction
    errors = errors_of(values, 0.7, [0, 1, 3, 4])
    errors[[4, 5]] = NAN
    ranks = simulate(values, TREE, replace(DOUBT, seed=seed, draws=60, inner_concentration=0.5), errors)
    assert (ranks[:, 4] <= ranks[:, 5]).all()


def test_an_area_far_beyond_every_goalpost_is_first_in_every_draw() -> None:
    values = city(20)
    values[7] = 10_000 * TREE.direction
    ranks = simulate(values, TREE, replace(DOUBT, draws=600, inner_concentration=3.0), np.full(values.shape, 5.0))
    assert (ranks[:, 7] == 1).all()


def test_an_error_of_a_missing_value_or_of_nothing_changes_nothing() -> None:
    values = city(20, 0.15)
    errors = errors_of(values, 0.5, [0, 2, 3])
    errors[np.isnan(values)] = NAN
    more = np.where(np.isnan(values), 9.0, errors)
    less = np.where(np.isnan(errors), 0.0, errors)
    ranks = simulate(values, TREE, DOUBT, errors)
    assert simulate(values, TREE, DOUBT, more).tobytes() == ranks.tobytes()
    assert simulate(values, TREE, DOUBT, less).tobytes() == ranks.tobytes()


def test_an_indicator_of_which_one_area_is_known_gives_it_the_middle() -> None:
    # Min-max and places say nothing about one value: 50, whatever the noise; the other indicator is 0 and 100.
    tree = tree_of([1, 1], [0, 1], [1, 1], min_total_coverage=0.5)
    values, errors = np.array([[NAN, 20.0], [70.0, 80.0]]), np.array([[NAN, NAN], [30.0, NAN]])
    uncertainty = fixed(normalisations=("minmax", "percentile"), data_error=True)
    found = totals_of(Side(values, tree, uncertainty, errors))
    assert_allclose(found, np.tile([0.0, 75.0], (200, 1)))


@pytest.mark.parametrize("areas", [0, 1])
def test_a_city_of_hardly_any_areas_can_be_drawn_with_errors(areas: int) -> None:
    values = city(areas)
    assert_array_equal(simulate(values, TREE, DOUBT, np.full(values.shape, 4.0)), np.ones((150, areas)))


def test_a_standard_error_widens_the_interval_of_its_own_area() -> None:
    values = np.tile(np.linspace(20, 80, 31)[:, np.newaxis], 6)
    errors = np.full(values.shape, NAN)
    errors[15] = 15.0
    found = summarise(simulate(values, replace(TREE, direction=np.ones(6)), fixed(data_error=True), errors), 8)
    assert found.high[15] - found.low[15] > 3
    assert (found.high - found.low)[[0, 30]].tolist() == [0, 0]


def test_noise_has_the_size_of_the_standard_error() -> None:
    tree = tree_of([1], [0], [1], low=[-1000.0], high=[1000.0])
    side = Side(np.array([[0.0], [500.0]]), tree, fixed(draws=4000, data_error=True), np.array([[20.0], [0.0]]))
    totals = np.concatenate([block.totals()[:, 0] for block in drawn_blocks(side)])  # 20 points to one of the unit
    assert totals.mean() == pytest.approx(50, abs=0.1)
    assert totals.std() == pytest.approx(1, rel=0.05)
