"""Errors of figures whose source publishes none, and of totals; intervals of ranks that hold the true one."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree
from sia.scoring.area_errors import AreaErrors, possible_totals, score_errors
from sia.scoring.drawn_totals import Side, drawn_blocks, total_errors
from sia.scoring.draws import Uncertainty
from sia.scoring.errors import RELATIVE, Kind, assumed_errors
from sia.scoring.ranking import rank
from sia.scoring.robustness import Robustness, rank_rows, summarise
from sia.scoring.tree import Floats, Tree

NAN = float("nan")
AREAS, INDICATORS, DRAWS = 70, 20, 300
TREE = Tree.from_weights(
    ["a", "b", "c", "d", "e"], [1] * 5, np.arange(INDICATORS) % 5, np.ones(INDICATORS),
    low=np.full(INDICATORS, 10.0), high=np.full(INDICATORS, 90.0), direction=np.where(np.arange(INDICATORS) % 3, 1, -1),
)  # fmt: skip
SOURCES = np.arange(INDICATORS) % 2


def one_error(value: float, n: float, mean: float, base: float, kind: Kind) -> float:
    found = assumed_errors(np.array([[value]]), np.array([[n]]), np.array([[mean]]), np.array([base]), [kind])
    return float(found[0, 0])


def test_a_register_count_has_the_error_of_a_count() -> None:
    assert one_error(30, 900, 30, 100, Kind.REGISTER) == pytest.approx(np.sqrt(30 * 70 / 900))
    assert one_error(5, 2000, 4, 1000, Kind.REGISTER) == pytest.approx(np.sqrt(4 * 1000 / 2000))
    assert one_error(30, NAN, 30, 100, Kind.REGISTER) == pytest.approx(30 * RELATIVE[Kind.REGISTER])
    assert one_error(1200, 900, NAN, NAN, Kind.REGISTER) == pytest.approx(1200 * RELATIVE[Kind.REGISTER])


def test_a_survey_and_an_estimate_have_at_least_their_share_of_the_value() -> None:
    assert one_error(30, 10**6, 30, 100, Kind.SURVEY) == pytest.approx(30 * RELATIVE[Kind.SURVEY])
    assert one_error(30, 50, 30, 100, Kind.ESTIMATE) == pytest.approx(np.sqrt(30 * 70 / 50))
    assert np.isnan(one_error(NAN, 100, 30, 100, Kind.SURVEY))


def test_a_low_value_is_not_more_certain_than_the_middle_one() -> None:
    values = np.array([[0.0], [10.0], [40.0]])
    found = assumed_errors(values, np.full((3, 1), NAN), np.full((3, 1), NAN), np.array([100.0]), [Kind.SURVEY])
    assert_allclose(found[:, 0], [1.0, 1.0, 4.0])


def test_figures_of_nobody_and_columns_without_figures_give_no_error() -> None:
    nothing = np.full((2, 1), NAN)
    assert np.isnan(assumed_errors(nothing, nothing, nothing, np.array([100.0]), [Kind.REGISTER])).all()
    empty = np.empty((0, 3))
    assert assumed_errors(empty, empty, empty, np.full(3, 100.0), [Kind.REGISTER] * 3).shape == (0, 3)


def test_a_total_moves_towards_the_mean_by_its_share_of_error() -> None:
    totals, errors = np.array([[0.2, 0.4, 0.6, 0.8]]), np.array([[0.0, 0.0, 0.1, 0.1]])
    found = possible_totals(totals, errors, np.zeros(totals.shape))
    between = totals.var() - np.mean(errors**2)
    kept = between / (between + 0.01)
    assert_allclose(found, [[0.2, 0.4, 0.5 + 0.1 * kept, 0.5 + 0.3 * kept]])
    moved = possible_totals(totals, errors, np.full(totals.shape, 0.01))
    assert_allclose((moved - found)[0, 2:], np.sqrt(kept) * 0.01)


def test_totals_without_errors_stay_and_unknown_ones_stay_unknown() -> None:
    totals = np.array([[0.2, NAN, 0.9]])
    assert_array_equal(possible_totals(totals, np.zeros(totals.shape), np.zeros(totals.shape)), totals)


def test_the_error_of_a_total_is_that_of_the_weighted_sum() -> None:
    values, errors = np.full((1, INDICATORS), 50.0), np.full((1, INDICATORS), 4.0)
    scores = np.full((1, INDICATORS), 0.5)
    of_scores = score_errors(values, scores, errors, TREE, "goalposts")
    assert_allclose(of_scores, 4 / 80)
    weights = np.full((1, 5), 0.2)
    alone = AreaErrors.of(scores, of_scores, SOURCES, TREE, 0.0).errors(weights, 1.0)
    assert_allclose(alone, 0.05 / np.sqrt(INDICATORS))
    together = AreaErrors.of(scores, of_scores, SOURCES, TREE, 1.0).errors(weights, 1.0)
    assert_allclose(together, 0.05 / np.sqrt(2))  # two sources, each with half of the weight


def truth_and_seen(seed: int, share: float, correlation: float, directed: bool = True) -> tuple[Floats, Floats, Floats]:
    """Made-up figures (N, Q) of one cause and chance, the same with errors of `share` of their spread, and the errors.

    A cause that is not `directed` makes some figures of an area better and others worse, so that totals differ less.
    """
    random = np.random.default_rng(seed)
    cause, chance = random.normal(size=(AREAS, 1)), random.normal(size=(AREAS, INDICATORS))
    truth = 50 + 10 * (TREE.direction if directed else 1) * (0.7 * cause + 0.7 * chance)
    errors = np.tile(share * truth.std(axis=0), (AREAS, 1))
    common = random.normal(size=(AREAS, 2))[:, SOURCES] * TREE.direction
    own = random.normal(size=truth.shape)
    return truth, truth + errors * (np.sqrt(1 - correlation) * own + np.sqrt(correlation) * common), errors


@pytest.mark.parametrize("power", [1.0, 2.0])
def test_the_error_of_a_score_is_the_spread_of_scores_with_errors_drawn(power: float) -> None:
    truth, _seen, errors = truth_and_seen(5, 0.2, 0.5)
    tree = replace(TREE, power=power)
    random = np.random.default_rng(6)
    scores = []
    for _ in range(1500):
        common = random.normal(size=(AREAS, 2))[:, SOURCES] * TREE.direction
        noise = np.sqrt(0.5) * random.normal(size=truth.shape) + np.sqrt(0.5) * common
        scores.append(score_tree(truth + errors * noise, tree).total)
    found = total_errors(Side(truth, tree, errors_alone(1, 0.5), errors, SOURCES))
    assert_allclose(found, np.std(scores, axis=0), rtol=0.1)


def drawn(seen: Floats, errors: Floats, uncertainty: Uncertainty, by_figure: int = AREAS) -> Robustness:
    ranks = np.zeros((uncertainty.draws, AREAS), np.uint8)
    for block in drawn_blocks(Side(seen, TREE, uncertainty, errors, SOURCES), by_figure=by_figure):
        ranks[block.rows] = rank_rows(block.placed)
    return summarise(ranks, 18)


def errors_alone(seed: int, correlation: float) -> Uncertainty:
    return Uncertainty(
        seed=seed, draws=DRAWS, normalisations=(), powers=(), missing_rules=(), leave_one_out=0.0, data_error=True,
        error_correlation=correlation,
    )  # fmt: skip


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6])
@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_nine_of_ten_intervals_hold_the_true_rank(share: float, correlation: float) -> None:
    held = []
    for seed in range(8):
        truth, seen, errors = truth_and_seen(seed, share, correlation)
        found, ranks = drawn(seen, errors, errors_alone(seed, correlation)), rank(score_tree(truth, TREE).total)
        held.append((found.low <= ranks) & (ranks <= found.high))
    assert 0.88 <= np.mean(held) <= 0.955, np.mean(
        held
    )  # ends are whole ranks, so that an interval holds a little more


def test_where_totals_differ_little_beside_their_errors_intervals_hold_the_true_rank_too() -> None:
    # Without the step towards the mean it is 0.83: the highest totals that are seen are too high.
    held = []
    for seed in range(8):
        truth, seen, errors = truth_and_seen(seed, 0.6, 0.5, directed=False)
        found, ranks = drawn(seen, errors, errors_alone(seed, 0.5)), rank(score_tree(truth, TREE).total)
        held.append((found.low <= ranks) & (ranks <= found.high))
    assert 0.88 <= np.mean(held) <= 0.955, np.mean(held)


def test_with_the_choices_of_the_model_drawn_as_well_intervals_hold_the_true_rank_as_often() -> None:
    held = []
    for seed in range(8):
        truth, seen, errors = truth_and_seen(seed, 0.4, 0.5)
        doubt = Uncertainty(seed=seed, draws=DRAWS, concentration=30.0, data_error=True, error_correlation=0.5)
        found, ranks = drawn(seen, errors, doubt), rank(score_tree(truth, TREE).total)
        held.append((found.low <= ranks) & (ranks <= found.high))
    assert np.mean(held) >= 0.88, np.mean(held)


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_errors_drawn_by_area_give_the_intervals_of_errors_drawn_by_figure(correlation: float) -> None:
    ends = []
    for seed in range(4):
        _truth, seen, errors = truth_and_seen(seed, 0.4, correlation)
        doubt = errors_alone(seed, correlation)
        one, other = (drawn(seen, errors, doubt, by_figure) for by_figure in (AREAS, 0))
        ends += [one.low - other.low, one.high - other.high]
    assert np.abs(np.mean(ends)) < 0.5
    assert np.abs(ends).mean() < 1.5
