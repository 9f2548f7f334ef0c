"""Class and priority over the draws, against the advice of each draw on its own."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.advice import Advice, AdviceClass, Thresholds, advise, top_chance, top_count
from sia.scoring.advice_draws import CLASSES, ClassShares, draw_advice
from sia.scoring.aggregate import score_tree
from sia.scoring.drawn_totals import Side, drawn_blocks
from sia.scoring.draws import Uncertainty
from sia.scoring.ranking import rank
from sia.scoring.robustness import simulate, summarise
from sia.scoring.tree import Flags, Floats, Tree

NAN = float("nan")
AREAS = 24
DOUBT = Uncertainty(seed=11, draws=120, concentration=8.0)
LOOSE = Thresholds(top_share=0.4, min_quotient=0.8, potential_quantile=0.3)


def tree_of(indicators: int) -> Tree:
    return Tree.from_weights(
        ["one", "two", "three"], [5, 3, 2], np.arange(indicators) % 3, np.ones(indicators),
        low=np.zeros(indicators), high=np.full(indicators, 100.0), direction=np.ones(indicators),
    )  # fmt: skip


def side(seed: int, indicators: int, uncertainty: Uncertainty = DOUBT, missing: float = 0.05) -> Side:
    random = np.random.default_rng(seed)
    values = random.uniform(0, 100, size=(AREAS, indicators))
    return Side(np.where(random.random(values.shape) < missing, NAN, values), tree_of(indicators), uncertainty)


def quotients() -> Floats:
    found = np.random.default_rng(4).uniform(0, 2.5, AREAS)
    found[[3, 8, 15]] = NAN
    return found


def each_draw(
    urgency: Side, potential: Side, lift: Floats | float, thresholds: Thresholds
) -> tuple[list[Advice], Flags]:
    """The advice of each draw, with a known rank in the place of the chance, and where enough figures are known."""
    count = top_count(score_tree(urgency.values, urgency.tree).total, thresholds.top_share)
    own = np.minimum(100, score_tree(potential.values, potential.tree).total + lift)
    has_potential, away = ~np.isnan(own), (thresholds.least_potential(own) - np.nanmean(own)) / np.nanstd(own)
    found, enough = [], []
    for one, other in zip(drawn_blocks(urgency), drawn_blocks(potential, 1), strict=True):
        assert_array_equal(one.rows, other.rows)
        for scores, drawn in zip(one.totals(), other.totals(), strict=True):
            star = np.minimum(100, drawn + lift)
            least = replace(thresholds, fixed_potential=float(np.nanmean(star) + away * np.nanstd(star)))
            found.append(advise(scores, star, quotients(), top_chance(rank(scores), count), least))
        enough.append(~one.short & ~(other.short & has_potential))
    return found, np.concatenate(enough)


@pytest.mark.parametrize("thresholds", [Thresholds(), LOOSE])
@pytest.mark.parametrize("lift", [0.0, 30.0])
def test_chances_of_a_class_count_the_draws_in_which_the_advice_is_that(thresholds: Thresholds, lift: float) -> None:
    urgency, potential = side(1, 9), side(2, 6)
    found = draw_advice(urgency, potential, quotients(), thresholds, lift=np.full(AREAS, lift))
    draws, enough = each_draw(urgency, potential, lift, thresholds)
    known = enough.any(axis=0)
    assert_allclose(found.shares.enough, enough.mean(axis=0))
    assert CLASSES == ("dia", "couple", "watch", "regular", "insufficient")
    for c, name in enumerate(CLASSES):
        counted = np.sum(enough & np.array([advice.classes == name for advice in draws]), axis=0)
        assert_allclose(found.shares.chances[known, c], counted[known] / enough.sum(axis=0)[known])
    assert (found.shares.chances[~known, CLASSES.index(AdviceClass.INSUFFICIENT)] == 1).all()
    opened = np.array([advice.gates["potential"].open for advice in draws])
    shares = np.where(enough, opened, 0).sum(axis=0)[known] / enough.sum(axis=0)[known]
    assert_allclose(found.shares.potential_open[known], shares)
    assert_allclose(found.shares.chances.sum(axis=1), 1)
    assert ((found.shares.chances > 0) & (found.shares.chances < 1)).any()


def test_the_ranks_are_those_of_the_urgency_alone() -> None:
    urgency = side(1, 9)
    found = draw_advice(urgency, side(2, 6), quotients())
    assert found.ranks.tobytes() == simulate(urgency.values, urgency.tree, DOUBT).tobytes()


def test_without_spread_each_area_has_its_own_class_for_sure() -> None:
    off = Uncertainty.none(draws=6)
    urgency, potential = side(1, 9, off), side(2, 6, off)
    total, star = (score_tree(one.values, one.tree).total for one in (urgency, potential))
    advice = advise(total, star, quotients(), top_chance(rank(total), top_count(total, 0.25)))
    found = draw_advice(urgency, potential, quotients())
    assert_array_equal(found.shares.chances, advice.classes[:, np.newaxis] == np.array(CLASSES))


def test_a_potential_that_is_given_stays_as_it_is_and_the_lift_ends_at_a_hundred() -> None:
    urgency = side(1, 9)
    star = np.linspace(40, 95, AREAS)
    given = draw_advice(urgency, np.minimum(100, star + 20), np.ones(AREAS))
    lifted = draw_advice(urgency, star, np.ones(AREAS), lift=20.0)
    assert_array_equal(given.shares.chances, lifted.shares.chances)


def test_the_chance_of_a_class_that_needs_urgency_is_the_chance_of_the_top() -> None:
    urgency = side(1, 9, missing=0)
    found = draw_advice(urgency, np.full(AREAS, 50.0), np.ones(AREAS))
    top = summarise(found.ranks, top_count(np.ones(AREAS), 0.25)).top_chance
    assert_allclose(found.shares.chances[:, CLASSES.index(AdviceClass.DIA)], top)
    assert_allclose(found.shares.chances[:, CLASSES.index(AdviceClass.COUPLE)], 1 - top)


def test_unknown_gates_give_the_class_that_the_advice_gives() -> None:
    # Two ranked areas of which the first is the top, and every mix of known and unknown for its other gates.
    tree, off = tree_of(3), Uncertainty.none()
    for urgent, quotient, potential in product((90.0, 10.0, NAN), (2.0, 0.5, NAN), (80.0, 20.0, NAN)):
        scores, lq, star = np.array([urgent, 50.0]), np.array([quotient, 1]), np.array([potential, 50])
        values = Side(np.tile(scores[:, np.newaxis], 3), tree, off)
        found = draw_advice(values, star, lq, Thresholds(top_share=0.5))
        advice = advise(scores, star, lq, top_chance(rank(scores), 1), Thresholds(top_share=0.5))
        assert_array_equal(found.shares.chances, advice.classes[:, np.newaxis] == np.array(CLASSES))


def test_when_no_potential_is_known_nothing_that_hangs_on_it_is_decided() -> None:
    found = draw_advice(side(1, 9, missing=0), np.full(AREAS, NAN), np.ones(AREAS))
    assert (found.shares.chances[:, CLASSES.index(AdviceClass.INSUFFICIENT)] == 1).all()


def test_the_size_of_a_block_does_not_matter() -> None:
    urgency, potential = side(1, 9), side(2, 6)
    large = draw_advice(urgency, potential, quotients())
    small = draw_advice(urgency, potential, quotients(), block_cells=AREAS * 5)
    assert small.shares.chances.tobytes() == large.shares.chances.tobytes()
    assert small.ranks.tobytes() == large.ranks.tobytes()


@pytest.mark.parametrize("other", [{"seed": 12}, {"draws": 121}, {"powers": (1.0,)}, {"normalisations": ()}])
def test_sides_that_are_not_drawn_jointly_are_refused(other: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="drawn jointly"):
        draw_advice(side(1, 9), side(2, 6, replace(DOUBT, **other)), quotients())


def test_the_parties_may_agree_less_about_the_potential() -> None:
    found = draw_advice(side(1, 9), side(2, 6, replace(DOUBT, concentration=2.0)), quotients())
    assert_allclose(found.shares.chances.sum(axis=1), 1)


def test_a_potential_for_other_areas_is_refused() -> None:
    with pytest.raises(ValueError, match="one potential for each of the 24 areas"):
        draw_advice(side(1, 9), np.ones(3), quotients())


def test_the_most_frequent_class_is_the_advice_and_of_equal_ones_the_own() -> None:
    chances = np.array([[0.46, 0, 0.54, 0, 0], [0.5, 0, 0.5, 0, 0], [0, 0.4, 0.3, 0.3, 0]])
    shares = ClassShares(chances, np.ones(3), np.ones(3))
    assert shares.most_frequent(np.array(["dia", "watch", "regular"])).tolist() == ["watch", "watch", "couple"]


def test_no_area_has_an_advice_that_its_draws_contradict() -> None:
    shares = draw_advice(side(1, 9, missing=0.2), side(2, 6), quotients(), LOOSE).shares
    classes = shares.most_frequent(np.full(AREAS, "regular"))
    own = shares.chances[np.arange(AREAS), [CLASSES.index(AdviceClass(each)) for each in classes.tolist()]]
    assert_array_equal(own, shares.chances.max(axis=1))
