"""Ranks over the draws: by hand, against scoring each draw the long way, and what must hold for any draw."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.advice import top_chance, top_count
from sia.scoring.aggregate import score_tree
from sia.scoring.drawn_totals import Side, drawn_blocks
from sia.scoring.draws import Uncertainty, draw
from sia.scoring.ranking import rank
from sia.scoring.robustness import rank_rows, simulate, summarise
from sia.scoring.tranches import before
from sia.scoring.tree import Normalisation
from tests.effort import examples
from tests.sia.scoring.drawn_city import TREE, city, fixed, the_long_way, tree_of

NAN = float("nan")
TWO = tree_of([1, 1], [0, 1], [1, 1])
THREE = np.array([[90.0, 10], [60, 60], [50, 40]])  # A, B, C
EVERYTHING = {"concentration": 8.0, "inner_concentration": 15.0}


def test_three_areas_by_enumeration() -> None:
    # Goalposts p=1: 50, 60, 45: B A C. p=2: 4100, 3600, 2050: A B C.
    # Min-max gives (100, 0), (25, 100), (0, 60). p=1: 50, 62.5, 30: B A C. p=2: 5000, 5312.5, 1800: B A C.
    expected = {(0, 0): [2, 1, 3], (0, 1): [1, 2, 3], (1, 0): [2, 1, 3], (1, 1): [2, 1, 3]}
    uncertainty = fixed(normalisations=("goalposts", "minmax"), powers=(1.0, 2.0))
    ranks, drawn = simulate(THREE, TWO, uncertainty), draw(TWO, uncertainty)
    combinations = list(zip(drawn.normalisation.tolist(), drawn.power.tolist(), strict=True))
    assert set(combinations) == set(expected)
    assert ranks.tolist() == [expected[pair] for pair in combinations]


def test_three_areas_with_an_indicator_left_out_by_enumeration() -> None:
    # Without the first indicator B C A, without the second A B C, each a quarter; else as above.
    # A is first in 1/2 * 1/4 + 1/4 and has mean rank 1/2 * 7/4 + 1/4 * 3 + 1/4 * 1; C is second in a quarter.
    uncertainty = fixed(draws=40_000, normalisations=("goalposts", "minmax"), powers=(1.0, 2.0), leave_one_out=0.5)
    found = summarise(simulate(THREE, TWO, uncertainty), 1)
    assert_allclose(found.top_chance, [3 / 8, 5 / 8, 0], atol=0.01)
    assert_allclose(found.mean_rank, [1.875, 1.375, 2.75], atol=0.02)
    assert found.low.tolist() == [1, 1, 2]
    assert found.high.tolist() == [3, 2, 3]


@pytest.mark.parametrize("missing", [0.0, 0.15])
@pytest.mark.parametrize("inner", [float("inf"), 15.0])
def test_every_draw_is_a_model_that_can_be_scored_the_long_way(missing: float, inner: float) -> None:
    values = city(25, missing)
    every_way = tuple(Normalisation)
    uncertainty = Uncertainty(seed=5, draws=150, concentration=8, inner_concentration=inner, normalisations=every_way)
    drawn, ranked = draw(TREE, uncertainty), ~np.isnan(score_tree(values, TREE).total)
    seen = []
    for block in drawn_blocks(Side(values, TREE, uncertainty)):
        for row, totals, short in zip(block.rows.tolist(), block.totals(), block.short, strict=True):
            found = the_long_way(values, TREE, uncertainty, drawn, row)
            assert_array_equal(short, np.isnan(found) | ~ranked)
            assert_allclose(totals[~short], found[~short], atol=2e-5)
            assert_array_equal(np.isnan(totals), ~ranked)
            seen.append(row)
    assert sorted(seen) == list(range(150))


@pytest.mark.parametrize("power", [1.0, 1.5])
def test_without_spread_intervals_have_no_width_and_are_the_ranks_themselves(power: float) -> None:
    tree = replace(TREE, power=power)
    values = city(40, 0.1)
    values[7] = values[3]
    point = rank(score_tree(values, tree).total)
    assert np.isnan(point).any()
    found = summarise(simulate(values, tree, Uncertainty.none(draws=9)), 10)
    for band in (found.mean_rank, found.low, found.high):
        assert_array_equal(band, point)
    assert_array_equal(found.top_chance, top_chance(point, 10))
    assert_array_equal(found.ranked_share, ~np.isnan(point))


def test_ranks_without_spread_are_those_of_scores_that_differ_in_the_last_bit() -> None:
    values = np.array([[50.0, 50.0], [50.0, np.nextafter(50.0, 60)], [50.0, 50.0]])
    assert simulate(values, TWO, Uncertainty.none()).tolist() == [[2, 1, 2]]


def test_intervals_narrow_as_the_parties_agree() -> None:
    widths = []
    for kappa in (5.0, 50.0, 500.0, 1e9):
        found = summarise(simulate(city(60), TREE, fixed(draws=600, concentration=kappa)), 15)
        widths.append(np.sum(found.high - found.low))
    assert widths[0] > widths[1] > widths[2] > widths[3]
    assert widths[3] == 0


def test_drawn_weights_that_hardly_move_give_the_ranks_of_the_model() -> None:
    values = city(60)
    ranks = simulate(values, TREE, fixed(concentration=1e12))
    assert_array_equal(ranks, np.tile(rank(score_tree(values, TREE).total), (200, 1)))


@pytest.mark.parametrize(
    ("missing", "source"),
    [(0.0, {}), (0.1, {}), (0.0, EVERYTHING), (0.1, EVERYTHING), (0.1, {**EVERYTHING, "data_error": True})],
)
def test_the_same_seed_gives_the_same_bytes_whatever_the_size_of_a_block(missing: float, source: Any) -> None:
    values, errors = city(33, missing), np.full((33, 6), 5.0)
    uncertainty = Uncertainty(**{"seed": 9, "draws": 120, "concentration": 8.0, **source})
    once = simulate(values, TREE, uncertainty, errors)
    assert simulate(values, TREE, uncertainty, errors).tobytes() == once.tobytes()
    for cells in (1, 33 * 7, 10**7):
        assert simulate(values, TREE, uncertainty, errors, block_cells=cells).tobytes() == once.tobytes()
    again = Uncertainty.from_settings(uncertainty.to_settings())
    assert simulate(values, TREE, again, errors).tobytes() == once.tobytes()
    assert simulate(values, TREE, replace(uncertainty, seed=10), errors).tobytes() != once.tobytes()


def test_the_layout_of_the_values_in_memory_does_not_matter() -> None:
    uncertainty = Uncertainty(seed=9, draws=100, **EVERYTHING)
    ranks = simulate(city(), TREE, uncertainty)
    assert simulate(np.asfortranarray(city()), TREE, uncertainty).tobytes() == ranks.tobytes()


@pytest.mark.parametrize("inner", [float("inf"), 15.0])
@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_identical_areas_tie_in_every_draw(inner: float, missing: float) -> None:
    values = city(41, missing)
    one = int(np.argmax(np.isnan(values).any(axis=1) & ~np.isnan(score_tree(values, TREE).total)))
    values[40] = values[17] = values[one]
    ranks = simulate(values, TREE, Uncertainty(seed=3, draws=400, concentration=5, inner_concentration=inner))
    assert_array_equal(ranks[:, 40], ranks[:, one])
    assert_array_equal(ranks[:, 17], ranks[:, one])
    assert before(ranks, one, 40) == 0.5


@settings(deadline=None, database=None, max_examples=examples(40))
@given(st.integers(0, 10**6), st.sampled_from([float("inf"), 0.5, 20.0]), st.integers(0, 12))
def test_a_dominated_area_never_comes_before_its_dominator_whatever_the_weights(
    seed: int, inner: float, steps: int
) -> None:
    values = city(12, seed=seed)
    better = np.random.default_rng(seed).uniform(0, 10.0**-steps, 6) * TREE.direction
    values[5] = values[4] - better
    uncertainty = Uncertainty(seed=seed, draws=60, concentration=0.5, inner_concentration=inner)
    ranks = simulate(values, TREE, uncertainty)
    assert (ranks[:, 4] <= ranks[:, 5]).all()


def test_an_area_without_a_score_in_a_draw_has_no_rank_there_and_moves_no_other() -> None:
    # Coverage 0.8 of the total: enough for the tree (3/4) and looser (5/8), not for stricter (7/8).
    values = np.array([[50.0, 50, 50, 50, 50, NAN], [60, 40, 60, 60, 40, 60], [40, 60, 40, 40, 60, 40]])
    uncertainty = fixed(missing_rules=("tree", "stricter", "looser"))
    ranks = simulate(values, TREE, uncertainty)
    stricter = draw(TREE, uncertainty).missing_rule == 1
    assert stricter.any()
    assert ranks[stricter].tolist() == [[0, 1, 3]] * stricter.sum()
    assert ranks[~stricter].tolist() == [[2, 1, 3]] * (~stricter).sum()
    found = summarise(ranks, 2)
    assert found.ranked_share[0] == pytest.approx(1 - stricter.mean())
    assert found.top_chance[0] == 1
    assert (found.mean_rank[0], found.low[0], found.high[0]) == (2, 2, 2)


def test_an_area_that_loses_every_theme_in_a_draw_keeps_its_place_as_well() -> None:
    thirds = tree_of([1], [0, 0, 0, 0, 0], [1] * 5)  # one theme: 4 of 5 figures are enough, not for stricter (5/6)
    values = np.array([[50.0, 50, 50, 50, NAN], [60] * 5, [40] * 5])
    ranks = simulate(values, thirds, fixed(missing_rules=("tree", "stricter")))
    stricter = draw(thirds, fixed(missing_rules=("tree", "stricter"))).missing_rule == 1
    assert ranks[stricter].tolist() == [[0, 1, 3]] * stricter.sum()


def test_one_missing_figure_makes_the_first_area_no_less_urgent() -> None:
    values = city(60)
    values[0] = TREE.low + np.where(TREE.direction > 0, 0.9, 0.1) * (TREE.high - TREE.low)
    whole = summarise(simulate(values, TREE, Uncertainty(seed=1, **EVERYTHING)), 15)
    values[0, 4] = NAN
    found = summarise(simulate(values, TREE, Uncertainty(seed=1, **EVERYTHING)), 15)
    assert whole.ranked_share[0] == 1
    assert found.ranked_share[0] < 0.8
    assert found.top_chance[0] == pytest.approx(whole.top_chance[0], abs=0.02)
    assert_allclose(found.mean_rank[1:], whole.mean_rank[1:], atol=0.3)


def test_coverage_just_at_the_threshold_is_enough_in_a_draw_as_in_the_score() -> None:
    thirds = tree_of([1, 1, 1], [0, 1, 2], [1, 1, 1], min_total_coverage=2 / 3)
    values = np.array([[50.0, 50, NAN], [40, 40, 40]])
    assert simulate(values, thirds, fixed(powers=(2.0,))).tolist() == [[1, 2]] * 200


def test_an_area_without_data_is_never_ranked() -> None:
    values = city(5)
    values[2] = NAN
    ranks = simulate(values, TREE, Uncertainty(seed=1, draws=50, **EVERYTHING))
    assert not ranks[:, 2].any()
    found = summarise(ranks, 2)
    assert np.isnan([found.mean_rank[2], found.low[2], found.high[2], found.top_chance[2]]).all()
    assert found.ranked_share.tolist() == [1, 1, 0, 1, 1]


@pytest.mark.parametrize("areas", [0, 1])
def test_a_city_of_hardly_any_areas_can_be_drawn(areas: int) -> None:
    ranks = simulate(city(areas), TREE, Uncertainty(seed=1, draws=30, **EVERYTHING))
    assert_array_equal(ranks, np.ones((30, areas)))
    assert summarise(ranks, 1).top_chance.tolist() == [1.0] * areas


def test_quantiles_are_ranks_that_occurred() -> None:
    ranks = np.array([list(range(1, 21)), [5] * 20, [1] * 10 + [9] * 10, [0] * 10 + list(range(1, 11))], np.uint8).T
    found = summarise(ranks, 9)
    assert found.low.tolist() == [1, 5, 1, 1]  # the 1st of 20, and of 10
    assert found.high.tolist() == [19, 5, 9, 10]  # the 19th of 20, the 10th of 10
    assert found.mean_rank.tolist() == [10.5, 5, 5, 5.5]
    assert found.top_chance.tolist() == [9 / 20, 1, 1, 9 / 10]
    assert found.ranked_share.tolist() == [1, 1, 1, 0.5]


def test_a_summary_leaves_the_ranks_as_they_are() -> None:
    ranks = np.asfortranarray(simulate(city(), TREE, Uncertainty(seed=1, draws=50)))
    before_it = ranks.copy()
    summarise(ranks, 5)
    assert_array_equal(ranks, before_it)


def test_chances_of_the_top_sum_to_the_size_of_the_top() -> None:
    values = city(40)
    count = top_count(score_tree(values, TREE).total, 0.25)
    chances = summarise(simulate(values, TREE, Uncertainty(seed=1, draws=300, concentration=10)), count).top_chance
    assert chances.sum() >= count - 1e-9  # ties may let in more
    assert chances.sum() == pytest.approx(count, abs=0.5)


@settings(deadline=None, database=None)
@given(st.lists(st.lists(st.sampled_from([NAN, 0.0, 0.25, 0.5, 1.0]), min_size=6, max_size=6), min_size=1, max_size=4))
def test_rows_are_ranked_as_the_scores_of_a_model_are(rows: list[list[float]]) -> None:
    scores = np.array(rows)
    assert_array_equal(rank_rows(scores), [np.nan_to_num(rank(row)) for row in scores])


def test_more_areas_than_fit_in_a_byte_keep_their_ranks() -> None:
    for areas, dtype in ((255, np.uint8), (256, np.uint16), (70_000, np.uint32)):
        scores = np.random.default_rng(1).random((2, areas))
        ranks = rank_rows(scores)
        assert ranks.dtype == dtype
        assert_array_equal(ranks, [rank(row) for row in scores])


def test_what_cannot_be_simulated_is_refused() -> None:
    with pytest.raises(ValueError, match="needs standard errors"):
        simulate(city(), TREE, Uncertainty(seed=1, data_error=True))
    with pytest.raises(ValueError, match="6 columns"):
        simulate(city()[:, :5], TREE, Uncertainty(seed=1))
