"""Chances of order and the walk into tranches, by hand."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from sia.scoring.robustness import rank_rows, summarise
from sia.scoring.tranches import Ranks, before, mixing, tranches

NAN = float("nan")


def ranks_of(*areas: list[int]) -> Ranks:
    """The ranks of some areas, each given as its rank in every draw."""
    return np.array(areas, np.uint8).T


def walk(ranks: Ranks, threshold: float = 0.75) -> list[float]:
    return tranches(ranks, summarise(ranks, 1).mean_rank, threshold).tolist()


def test_the_chance_to_come_before_counts_draws_and_halves_ties() -> None:
    ranks = ranks_of([1, 1, 2, 1], [2, 2, 1, 1])
    assert before(ranks, 0, 1) == (2 + 0.5) / 4
    assert before(ranks, 1, 0) == (1 + 0.5) / 4


def test_only_draws_in_which_both_have_a_rank_count() -> None:
    ranks = ranks_of([1, 0, 2, 0], [2, 1, 1, 0])
    assert before(ranks, 0, 1) == 0.5
    assert np.isnan(before(ranks_of([1, 0], [0, 1]), 0, 1))


def plain_mixing(ranks: Ranks, found: list[float], threshold: float) -> dict[int, list[int]]:
    """What `mixing` says, by looking at each pair of areas."""
    mixes: dict[int, set[int]] = {}
    for i, j in product(range(len(found)), repeat=2):
        if found[i] < found[j] and before(ranks, i, j) < threshold:
            mixes.setdefault(int(found[j]), set()).add(int(found[i]))
    return {later: sorted(earlier) for later, earlier in sorted(mixes.items())}


@pytest.mark.parametrize("threshold", [0.6, 0.75, 0.95, 1.0])
@pytest.mark.parametrize("unranked", [0.0, 0.1])
def test_groups_that_mix_are_those_of_all_pairs_looked_at_one_by_one(threshold: float, unranked: float) -> None:
    random = np.random.default_rng(3)
    for spread in (0.02, 0.1, 0.3):
        scores = np.clip(random.uniform(0, 1, 25) + spread * random.normal(size=(80, 25)), 0, 1)
        ranks = rank_rows(np.where(random.random(scores.shape) < unranked, NAN, scores))
        found = tranches(ranks, summarise(ranks, 1).mean_rank, threshold)
        assert mixing(ranks, found, threshold) == plain_mixing(ranks, found.tolist(), threshold)


def test_areas_that_swap_places_share_a_tranche() -> None:
    ranks = ranks_of([1, 2, 1, 2], [2, 1, 2, 1], [3, 3, 4, 4], [4, 4, 3, 3])
    assert walk(ranks) == [1, 1, 2, 2]


def test_a_chance_at_the_threshold_starts_a_tranche() -> None:
    ranks = ranks_of([1, 1, 1, 1], [2, 2, 2, 3], [3, 3, 3, 2], [4, 4, 4, 4])
    assert walk(ranks) == [1, 2, 3, 4]
    assert walk(ranks, 0.76) == [1, 2, 2, 3]


def test_a_tranche_ends_where_any_of_its_areas_certainly_comes_first() -> None:
    # A before B in 3 of 5, B before C in 4 of 5, A before C in 3 of 5: the first alone would not tell C apart.
    ranks = ranks_of([1, 1, 1, 3, 3], [2, 2, 3, 1, 1], [3, 3, 2, 2, 2])
    assert [before(ranks, 0, 1), before(ranks, 1, 2), before(ranks, 0, 2)] == [0.6, 0.8, 0.6]
    assert walk(ranks) == [1, 1, 2]


def test_the_area_before_it_need_not_be_told_apart() -> None:
    # A before B and B before C in 3 of 5, A before C in 4 of 5: A tells C apart, though B does not.
    ranks = ranks_of([1, 1, 1, 2, 3], [2, 2, 3, 1, 2], [3, 3, 2, 3, 1])
    assert [before(ranks, 0, 1), before(ranks, 1, 2), before(ranks, 0, 2)] == [0.6, 0.6, 0.8]
    assert walk(ranks) == [1, 1, 2]


def test_beyond_a_thousand_areas_the_first_of_a_tranche_decides() -> None:
    ranks = ranks_of([1, 1, 1, 3, 3], [2, 2, 3, 1, 1], [3, 3, 2, 2, 2])
    unmet = np.zeros((5, 998), np.uint16)
    unmet[:] = np.arange(4, 1002)
    assert walk(np.hstack([ranks, unmet]).astype(np.uint16))[:4] == [1, 1, 1, 2]


def test_the_order_in_which_areas_are_given_does_not_matter() -> None:
    ranks = ranks_of([4, 4, 3, 3], [1, 2, 1, 2], [3, 3, 4, 4], [2, 1, 2, 1])
    assert walk(ranks) == [2, 1, 2, 1]


def test_more_areas_than_are_read_at_once_walk_the_same_way() -> None:
    ranks = np.tile(np.arange(1, 601, dtype=np.uint16), (4, 1))
    assert walk(ranks) == list(range(1, 601))


def test_identical_areas_are_never_told_apart() -> None:
    assert walk(np.ones((10, 4), np.uint8)) == [1, 1, 1, 1]


def test_an_area_without_a_rank_has_no_tranche() -> None:
    assert_array_equal(walk(ranks_of([0, 0], [1, 1], [2, 2])), [NAN, 1, 2])


def test_areas_that_never_meet_are_not_told_apart() -> None:
    assert walk(ranks_of([1, 0], [0, 2])) == [1, 1]


@pytest.mark.parametrize("threshold", [0.5, 1.01, NAN])
def test_a_threshold_under_which_both_could_come_first_is_refused(threshold: float) -> None:
    ranks = ranks_of([1], [2])
    with pytest.raises(ValueError, match="above 1/2"):
        tranches(ranks, np.array([1.0, 2.0]), threshold)


def test_a_group_mixes_with_an_earlier_one_where_a_pair_is_not_certain():
    """C is certain to come after A, the first of the group, but changes places with B in half of the draws."""
    ranks = np.array([[1, 2, 3], [1, 3, 2], [2, 1, 3], [1, 3, 2]], dtype=np.uint8)
    found = np.array([1.0, 1.0, 2.0])
    assert mixing(ranks, found) == {2: [1]}
    assert mixing(np.array([[1, 2, 3]] * 4, dtype=np.uint8), found) == {}
