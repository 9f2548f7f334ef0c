"""From normalised indicators to theme scores and a total.

Every sum runs inside one row, in a fixed order. A matrix product would be quicker, but the BLAS behind it sums the
last rows of a table in another order than the first: two areas with the same values would then differ in the last bit
and not share a rank.
"""

from dataclasses import dataclass

import numpy as np

from .normalise import normalise
from .tree import SLACK, Floats, Tree


@dataclass(frozen=True, slots=True, eq=False)
class TreeScores:
    """All steps from value to total, so that a result can explain itself.

    normalised (N, Q), themes and theme_coverage (N, D), total and coverage (N,). Scores from 0 to 100, coverages
    from 0 to 1 (share of the weight that is known), NaN where there is no score.
    """

    normalised: Floats
    themes: Floats
    theme_coverage: Floats
    total: Floats
    coverage: Floats


def score_tree(values: Floats, tree: Tree) -> TreeScores:
    """Return the scores of raw `values` (N, Q), in the units of the goalposts of `tree`; NaN where a value is missing.

    On goalposts no area plays a part in the score of another; any other normalisation measures them by each other.
    Raises ValueError where `values` has not one column for each indicator.
    """
    _check_width(values, tree.weights.size, "indicator")
    normalised = normalise(values, tree)
    themes, theme_coverage = theme_scores(normalised, tree)
    total, coverage = total_scores(themes, tree)
    return TreeScores(normalised, themes, theme_coverage, total, coverage)


def theme_scores(normalised: Floats, tree: Tree) -> tuple[Floats, Floats]:
    """Return the weighted mean of the known indicators in each theme: (scores (N, D), coverage (N, D)).

    Coverage is the weight of the known indicators, from 0 to 1. Below `tree.min_theme_coverage` there is no score
    (NaN); otherwise the weights of the known ones are raised to sum 1. Nothing is imputed.
    """
    _check_width(normalised, tree.weights.size, "indicator")
    scores = np.empty((normalised.shape[0], len(tree.themes)))
    for d, (columns, weights) in enumerate(zip(tree.columns, tree.theme_indicator_weights, strict=True)):
        np.vecdot(normalised[:, columns], weights, out=scores[:, d])
    coverage = np.ones(scores.shape)
    holes = np.isnan(scores)
    for d in np.flatnonzero(holes.any(axis=0)).tolist():
        areas = np.flatnonzero(holes[:, d])
        members = normalised[:, tree.columns[d]][areas]
        found = _weighted_mean(members, tree.theme_indicator_weights[d], tree.min_theme_coverage)
        scores[areas, d], coverage[areas, d] = found
    return scores, coverage


def total_scores(themes: Floats, tree: Tree) -> tuple[Floats, Floats]:
    """Return the power mean (sum of w T^p) ^ (1/p) of the known themes (N, D): (total (N,), coverage (N,)).

    Coverage is the weight of the themes with a score. Below `tree.min_total_coverage` there is no total (NaN);
    otherwise the weights of the known themes are raised to sum 1. p = 1 is the weighted mean; p = 2 lets a severe
    theme count for more, so that a good one cannot wholly erase it. Theme scores must be 0 or more unless p = 1.
    """
    _check_width(themes, len(tree.themes), "theme")
    raised = themes if tree.power == 1 else themes**tree.power
    means = np.vecdot(raised, tree.theme_weights)
    coverage = np.ones(means.shape)
    areas = np.flatnonzero(np.isnan(means))
    if areas.size:
        means[areas], coverage[areas] = _weighted_mean(raised[areas], tree.theme_weights, tree.min_total_coverage)
    return means if tree.power == 1 else means ** (1 / tree.power), coverage


def totals_only(normalised: Floats, tree: Tree) -> Floats:
    """Return the totals (N,) of cached `normalised` (N, Q) after a change of weights, reading it once where complete.

    Equal to those of `total_scores` within 1e-9; rows with a missing indicator, and p other than 1, go the full way.
    """
    if tree.power != 1:
        return total_scores(theme_scores(normalised, tree)[0], tree)[0]
    totals: Floats = np.vecdot(normalised, tree.effective_weights)
    partial = np.flatnonzero(np.isnan(totals))
    if partial.size:
        totals[partial] = total_scores(theme_scores(normalised[partial], tree)[0], tree)[0]
    return totals


def _weighted_mean(table: Floats, weights: Floats, enough: float) -> tuple[Floats, Floats]:
    """Return the mean of the known values in each row of `table` (n, q) and their share of the weight: both (n,).

    NaN where the share is below `enough`, or 0: never a division by 0.
    """
    known = ~np.isnan(table)
    coverage = np.vecdot(known.astype(np.float64), weights)
    sums = np.vecdot(np.where(known, table, 0.0), weights)
    fine = (coverage >= enough - SLACK) & (coverage > 0)
    return np.divide(sums, coverage, out=np.full(sums.shape, np.nan), where=fine), coverage


def _check_width(table: Floats, width: int, noun: str) -> None:
    if table.ndim != 2 or table.shape[1] != width:  # noqa: PLR2004 -- a table has two dimensions
        raise ValueError(f"Expected a table with {width} columns, one for each {noun}, not shape {table.shape}.")
