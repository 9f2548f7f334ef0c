"""Published worked examples, typed from the publications.

[H] OECD/JRC, Handbook on Constructing Composite Indicators (2008): Table A.2 (raw data of the first 23 countries of
    the Technology Achievement Index), Table 15 (normalisation of mean years of schooling), Table 22 (weights by
    method), Tables 23 and 38 (ranks by weights and by aggregation), section 6.11 (geometric aggregation).
[S] Saisana, Saltelli and Tarantola, J. R. Statist. Soc. A 168 (2005), Table 1: the goalposts of that index.
[U] UNDP, Human Development Report 2001: the index itself, to two decimals.
[D] Scottish Indices of Deprivation 2003, appendix 5: the exponential transformation.
"""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree, total_scores
from sia.scoring.normalise import minmax, percentile_rank, simd_exponential, zscore
from sia.scoring.ranking import rank
from sia.scoring.tree import Floats, Tree

# [H] A.2: patents, royalties, Internet hosts, exports, telephones (log), electricity (log), schooling, university;
# then the rank with equal weights [H] 23 and the index [U].
INDEX = {
    "Finland": ((187, 125.6, 200.2, 50.7, 3.08, 4.15, 10, 27.4), 1, 0.74),
    "United States": ((289, 130, 179.1, 66.2, 3.00, 4.07, 12, 13.9), 2, 0.73),
    "Sweden": ((271, 156.6, 125.8, 59.7, 3.10, 4.14, 11.4, 15.3), 3, 0.70),
    "Japan": ((994, 64.6, 49, 80.8, 3.00, 3.86, 9.5, 10), 4, 0.70),
    "Korea": ((779, 9.8, 4.8, 66.7, 2.97, 3.65, 10.8, 23.2), 5, 0.67),
    "Netherlands": ((189, 151.2, 136, 50.9, 3.02, 3.77, 9.4, 9.5), 6, 0.63),
    "United Kingdom": ((82, 134, 57.4, 61.9, 3.02, 3.73, 9.4, 14.9), 7, 0.61),
    "Canada": ((31, 38.6, 108, 48.7, 2.94, 4.18, 11.6, 14.2), 9, 0.59),
    "Australia": ((75, 18.2, 125.9, 16.2, 2.94, 3.94, 10.9, 25.3), 10, 0.59),
    "Singapore": ((8, 25.5, 72.3, 74.9, 2.95, 3.83, 7.1, 24.2), 8, None),
    "Germany": ((235, 36.8, 41.2, 64.2, 2.94, 3.75, 10.2, 14.4), 11, 0.58),
    "Norway": ((103, 20.2, 193.6, 19, 3.12, 4.39, 11.9, 11.2), 12, 0.58),
    "Ireland": ((106, 110.3, 48.6, 53.6, 2.97, 3.68, 9.4, 12.3), 13, 0.57),
    "Belgium": ((72, 73.9, 58.9, 47.6, 2.91, 3.86, 9.3, 13.6), 14, 0.55),
    "New Zealand": ((103, 13, 146.7, 15.4, 2.86, 3.91, 11.7, 13.1), 15, 0.55),
    "Austria": ((165, 14.8, 84.2, 50.3, 2.99, 3.79, 8.4, 13.6), 16, 0.54),
    "France": ((205, 33.6, 36.4, 58.9, 2.97, 3.80, 7.9, 12.6), 17, 0.54),
    "Israel": ((74, 43.6, 43.2, 45, 2.96, 3.74, 9.6, 11), 18, 0.51),
    "Spain": ((42, 8.6, 21, 53.4, 2.86, 3.62, 7.3, 15.6), 19, 0.48),
    "Italy": ((13, 9.8, 30.4, 51, 3.00, 3.65, 7.2, 13), 20, 0.47),
    "Czech Republic": ((28, 4.2, 25, 51.7, 2.75, 3.68, 9.5, 8.2), 21, 0.47),
    "Hungary": ((26, 6.2, 21.6, 63.5, 2.73, 3.46, 9.1, 7.7), 22, 0.46),
    "Slovenia": ((105, 4, 20.3, 49.5, 2.84, 3.71, 7.1, 10.6), 23, 0.46),
}
RAW = np.array([raw for raw, _, _ in INDEX.values()], float)
RANKS = [place for _, place, _ in INDEX.values()]
LOW = [0, 0, 0, 0, np.log10(1), np.log10(22), 0.8, 0.1]  # [S]
HIGH = [994, 272.6, 232.4, 80.8, np.log10(901), np.log10(6969), 12.0, 27.4]  # [S]
SCHOOLING = 6
# [H] 22: weights by factor analysis, budget allocation and analytic hierarchy, in two decimals.
FACTORS = [0.17, 0.15, 0.11, 0.06, 0.08, 0.13, 0.13, 0.17]
BUDGET = [0.11, 0.11, 0.11, 0.18, 0.10, 0.06, 0.15, 0.18]
HIERARCHY = [0.09, 0.10, 0.07, 0.21, 0.05, 0.06, 0.18, 0.25]
# [H] 23: ranks with those weights; [H] 38: with equal weights and geometric aggregation.
OTHER_RANKS = {
    "Finland": (1, 1, 1, 2),
    "United States": (2, 2, 3, 1),
    "Sweden": (3, 3, 4, 3),
    "Japan": (4, 5, 5, 4),
    "Korea": (5, 4, 2, 16),
    "Netherlands": (6, 8, 11, 5),
    "United Kingdom": (8, 7, 7, 6),
    "Singapore": (11, 6, 6, 18),
    "Canada": (10, 10, 10, 13),
    "Australia": (7, 11, 9, 14),
    "Germany": (12, 9, 8, 8),
    "Norway": (9, 13, 16, 11),
    "Ireland": (14, 12, 12, 7),
    "Belgium": (15, 14, 13, 9),
    "New Zealand": (13, 17, 18, 17),
    "Austria": (16, 15, 15, 12),
    "France": (17, 16, 14, 10),
    "Israel": (18, 18, 17, 15),
    "Spain": (19, 19, 19, 19),
    "Italy": (20, 21, 21, 21),
    "Czech Republic": (21, 22, 22, 23),
    "Hungary": (23, 20, 20, 22),
    "Slovenia": (22, 23, 23, 20),
}
BY_FACTORS, BY_BUDGET, BY_HIERARCHY, BY_GEOMETRY = np.array([OTHER_RANKS[country] for country in INDEX], float).T
NEARLY_GEOMETRIC = 1e-6  # the power mean goes to the geometric mean as p goes to 0
# [H] 15: rank from the bottom (ties share the lowest), z-score, min-max.
TABLE_15 = {
    "Finland": (15, 0.26, 0.59),
    "United States": (23, 1.52, 1.00),
    "Sweden": (19, 1.14, 0.88),
    "Japan": (12, -0.06, 0.49),
    "Korea": (17, 0.76, 0.76),
    "Netherlands": (9, -0.12, 0.47),
    "United Kingdom": (9, -0.12, 0.47),
    "Canada": (20, 1.27, 0.92),
    "Australia": (18, 0.83, 0.78),
    "Singapore": (1, -1.58, 0.00),
    "Germany": (16, 0.38, 0.63),
    "Norway": (22, 1.46, 0.98),
    "Ireland": (9, -0.12, 0.47),
    "Belgium": (8, -0.19, 0.45),
    "New Zealand": (21, 1.33, 0.94),
    "Austria": (6, -0.76, 0.27),
    "France": (5, -1.08, 0.16),
    "Israel": (14, 0.00, 0.51),
    "Spain": (4, -1.46, 0.04),
    "Italy": (3, -1.52, 0.02),
    "Czech Republic": (12, -0.06, 0.49),
    "Hungary": (7, -0.31, 0.41),
    "Slovenia": (1, -1.58, 0.00),
}
UP = np.array([1.0])


def made(*fields: Any, **named: Any) -> Tree:
    """A tree from plain lists, which it turns into arrays."""
    return Tree(*fields, **named)


def technology_tree() -> Tree:
    """Four themes of two indicators, all equal: the same as eight equal indicators."""
    names = ("Creation", "Recent innovations", "Old innovations", "Skills")
    return made(names, [0.25] * 4, np.repeat(range(4), 2), [0.5] * 8, LOW, HIGH, [1] * 8)


def test_the_technology_achievement_index_has_its_published_values() -> None:
    published = np.array([np.nan if index is None else index for _, _, index in INDEX.values()])
    known = ~np.isnan(published)
    # 0.006: half of the last decimal of the index, and the logarithms in the table have two decimals only.
    assert_allclose(score_tree(RAW, technology_tree()).total[known] / 100, published[known], atol=0.006)


def test_the_technology_achievement_index_has_its_published_order() -> None:
    assert rank(score_tree(RAW, technology_tree()).total).tolist() == RANKS


def test_a_value_beyond_a_goalpost_counts_as_the_post() -> None:
    # Norway used 24,500 kWh where the post is 6,969: without the cap its index would be 0.61, not 0.58.
    norway = list(INDEX).index("Norway")
    tree = technology_tree()
    uncapped = ((RAW[norway] - tree.low) / (tree.high - tree.low)).mean()
    assert round(uncapped, 2) == 0.61
    assert round(score_tree(RAW, tree).total[norway] / 100, 2) == INDEX["Norway"][2] == 0.58


def weighted_tree(weights: list[float], **rules: Any) -> Tree:
    """Each indicator a theme of its own."""
    rest = {"low": LOW, "high": HIGH, "direction": [1] * 8} | rules
    return Tree.from_weights(list("ABCDEFGH"), weights, range(8), [1] * 8, **rest)


def test_the_weights_of_the_budget_allocation_give_their_published_order() -> None:
    assert_array_equal(rank(score_tree(RAW, weighted_tree(BUDGET)).total), BY_BUDGET)


@pytest.mark.parametrize(("weights", "published"), [(FACTORS, BY_FACTORS), (HIERARCHY, BY_HIERARCHY)])
def test_other_weights_give_their_published_order_as_far_as_two_decimals_can_tell(
    weights: list[float], published: Floats
) -> None:
    scores = score_tree(RAW, weighted_tree(weights)).normalised[np.argsort(published)]
    leads = scores[:, np.newaxis] - scores
    most = leads @ np.array(weights) + 0.005 * np.abs(leads).sum(axis=2)  # each weight was rounded by so much at most
    assert (most[np.triu_indices(len(scores), 1)] >= 0).all()
    assert np.abs(rank(score_tree(RAW, weighted_tree(weights)).total) - published).max() <= 2


def test_a_geometric_mean_gives_its_published_order() -> None:
    # The handbook takes the values as they are, without goalposts: the unit of each makes no difference to the order.
    tree = weighted_tree([1] * 8, low=[0] * 8, high=RAW.max(axis=0), power=NEARLY_GEOMETRIC)
    assert_array_equal(rank(score_tree(RAW, tree).total), BY_GEOMETRY)


@pytest.mark.parametrize(
    ("scores", "published"), [([21, 1, 1, 1], 2.14), ([6, 6, 6, 6], 6), ([21, 2, 1, 1], 2.54), ([6, 7, 6, 6], 6.23)]
)
def test_a_geometric_mean_has_its_published_values(scores: list[float], published: float) -> None:
    four = Tree.from_weights(
        list("ABCD"), [1] * 4, range(4), [1] * 4, low=[0] * 4, high=[1] * 4, direction=[1] * 4, power=NEARLY_GEOMETRIC
    )
    assert_allclose(total_scores(np.array([scores], float), four)[0], published, atol=0.01)  # printed cut off


def test_minmax_over_the_listed_countries_moves_norway_from_twelfth_to_fourth() -> None:
    norway = list(INDEX).index("Norway")
    assert rank(score_tree(RAW, technology_tree()).total)[norway] == 12
    assert rank(minmax(RAW, np.ones(8)).mean(axis=1))[norway] == 4


def test_years_of_schooling_are_normalised_as_in_the_handbook() -> None:
    schooling = RAW[:, [SCHOOLING]]
    _, standard, scaled = zip(*(TABLE_15[country] for country in INDEX), strict=True)
    assert_allclose(zscore(schooling, UP).ravel(), standard, atol=0.005)
    assert_allclose(minmax(schooling, UP).ravel() / 100, scaled, atol=0.00501)


def test_places_in_years_of_schooling_are_those_of_the_handbook() -> None:
    lowest = np.array([TABLE_15[country][0] for country in INDEX])
    sharing = (lowest[:, np.newaxis] == lowest).sum(axis=1)
    places = lowest + (sharing - 1) / 2  # ours share the mean of their places, the handbook's the lowest
    assert_allclose(percentile_rank(RAW[:, [SCHOOLING]], UP).ravel(), 100 * (places - 1) / 22)


def test_the_scottish_transformation_of_1222_wards_runs_to_100_and_a_tenth_scores_above_50() -> None:
    scores = simd_exponential(np.arange(1222.0)[:, np.newaxis], UP).ravel()
    assert_allclose(scores[-1], 100)
    assert 0 < scores[0] < 0.05
    assert round((scores > 50).mean(), 2) == 0.10
    assert (np.diff(scores) > 0).all()


def test_the_scottish_transformation_keeps_one_severe_domain_in_the_worst_tenth() -> None:
    # [D]: a ward with 100 on one domain and 0 on another, equally weighted, gets 50: about the 90th percentile.
    scores = simd_exponential(np.arange(1222.0)[:, np.newaxis], UP).ravel()
    assert_allclose((scores < (100 + 0) / 2).mean(), 0.90, atol=0.005)
