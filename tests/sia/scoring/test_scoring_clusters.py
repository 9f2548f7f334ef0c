"""Moran's I, local clusters and adjoining areas: by the formulas, on boards whose answer can be seen, and by chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sia.scoring.clusters import adjoining, find_clusters
from sia.scoring.neighbours import OUTSIDE, Borders

NOBODY = np.nan


def board(columns: int, rows: int, permeability: float = 1.0) -> Borders:
    """Squares numbered row by row, each with a border to the right and upward, and the outer ones to outside."""
    place = np.arange(columns * rows).reshape(rows, columns)
    first = np.concatenate([place[:, :-1].ravel(), place[:-1].ravel(), place[:, 0]])
    second = np.concatenate([place[:, 1:].ravel(), place[1:].ravel(), np.full(rows, OUTSIDE)])
    return Borders(first, second, np.full(first.size, 100.0), np.full(first.size, permeability))


def weights(borders: Borders, size: int) -> np.ndarray:
    """Return a row per area with equal weights for its neighbours, which add up to 1."""
    inside = borders.second != OUTSIDE
    matrix = np.zeros((size, size))
    matrix[borders.first[inside], borders.second[inside]] = 1
    matrix = np.maximum(matrix, matrix.T)
    return matrix / matrix.sum(axis=1, keepdims=True)


def corner() -> np.ndarray:
    """Eight by eight, with a block of three by three high in one corner and the rest low in no order."""
    scores = np.random.default_rng(4).uniform(10, 30, (8, 8))
    scores[:3, :3] = np.random.default_rng(5).uniform(80, 95, (3, 3))
    return scores.ravel()


def test_moran_and_its_chance_follow_the_formulas():
    """I and its variance when the scores are put in any order, as Cliff and Ord (1981) write them."""
    scores, borders = corner(), board(8, 8)
    found = find_clusters(scores, borders)
    n, w, z = 64, weights(borders, 64), scores - scores.mean()
    moran = z @ w @ z / (z @ z)
    s0, s1, s2 = w.sum(), ((w + w.T) ** 2).sum() / 2, ((w.sum(0) + w.sum(1)) ** 2).sum()
    kurtosis = (z**4).mean() / (z**2).mean() ** 2
    variance = (
        n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2) - kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
    ) / ((n - 1) * (n - 2) * (n - 3) * s0**2) - 1 / (n - 1) ** 2
    chance = 2 * stats.norm.sf(abs(moran + 1 / (n - 1)) / np.sqrt(variance))
    assert (found.moran, found.expected, found.chance) == pytest.approx((moran, -1 / 63, chance))
    assert found.areas == 64


def test_the_block_is_high_among_high_and_nothing_else_is():
    """Three or four high neighbours are beyond chance; two of the area in the very corner are not."""
    high = find_clusters(corner(), board(8, 8)).high.reshape(8, 8)
    block = np.zeros((8, 8), bool)
    block[:3, :3] = True
    assert high[[0, 1, 1], [1, 0, 1]].all()
    assert not (high & ~block).any()


def test_low_among_low_is_no_cluster_of_high():
    high = find_clusters(100 - corner(), board(8, 8)).high.reshape(8, 8)
    assert not high[:3, :3].any()


def test_scores_in_no_order_show_hardly_any_cluster():
    """Few of forty boards without a pattern have a chance below 5 % or name a cluster."""
    drawn = np.random.default_rng(7).uniform(0, 100, (40, 36))
    found = [find_clusters(scores, board(6, 6)) for scores in drawn]
    assert sum(each.chance < 0.05 for each in found) <= 5
    assert sum(bool(each.high.any()) for each in found) <= 5


def test_the_same_scores_give_the_same_clusters():
    first, second = (find_clusters(corner(), board(8, 8)) for _time in range(2))
    assert first.high.tolist() == second.high.tolist()


def test_an_area_without_a_score_is_left_out_as_if_it_were_not_there():
    scores = corner()
    scores[-8:] = NOBODY
    found = find_clusters(scores, board(8, 8))
    seven = find_clusters(scores[:-8], board(8, 7))
    assert found.areas == 56
    assert (found.moran, found.chance) == (seven.moran, seven.chance)
    assert found.high.tolist() == [*seven.high.tolist(), *[False] * 8]


def test_an_area_whose_neighbours_have_no_score_is_left_out():
    scores = corner()
    scores[[1, 8]] = NOBODY  # the neighbours of 0
    found = find_clusters(scores, board(8, 8))
    assert found.areas == 61
    assert not found.high[0]


@pytest.mark.parametrize(
    ("scores", "borders"),
    [
        (np.arange(16.0), board(4, 4)),  # fewer than twenty
        (np.full(64, 50.0), board(8, 8)),  # all alike
        (np.full(64, NOBODY), board(8, 8)),
        (np.arange(64.0), Borders([], [], [], [])),
    ],
    ids=["few", "alike", "no scores", "no borders"],
)
def test_without_enough_to_compare_nothing_is_found(scores, borders):
    assert find_clusters(scores, borders) is None


def test_chosen_areas_adjoin_over_open_borders_also_through_each_other():
    chosen = np.zeros(16, bool)
    chosen[[0, 1, 5, 15, 11, 8]] = True  # 0–1–5, 11–15, and 8 alone
    assert adjoining(chosen, board(4, 4)) == [[0, 1, 5], [11, 15]]


def test_nothing_adjoins_over_a_wall_or_where_nothing_is_chosen():
    assert adjoining(np.ones(16, bool), board(4, 4, permeability=0)) == []
    assert adjoining(np.zeros(16, bool), board(4, 4)) == []
