"""Scores through the years with fixed goalposts, so that a difference is a change of the area and not of the ruler."""

from dataclasses import dataclass

import numpy as np

from .aggregate import score_tree
from .tree import Floats, Normalisation, Tree


@dataclass(frozen=True, slots=True, eq=False)
class TrendScores:
    """`total` (Y, N) and `themes` (Y, N, D) from 0 to 100, NaN where a year has no score."""

    total: Floats
    themes: Floats


def yearly_totals(values: Floats, tree: Tree) -> TrendScores:
    """Each year of `values` (Y, N, Q) scored by the same `tree`, in the units of its goalposts; NaN is missing.

    A year never depends on another: a new one leaves the earlier scores as they were, to the byte. Raises ValueError
    where there is not one column for each indicator, or the tree measures areas by each other instead of by goalposts:
    then every year has a ruler of its own, and a difference says nothing.
    """
    if tree.normalisation != Normalisation.GOALPOSTS:
        raise ValueError("Scores of different years compare on fixed goalposts only.")
    years = [score_tree(year, tree) for year in values]
    total = np.array([scores.total for scores in years]).reshape(values.shape[:2])
    themes = np.array([scores.themes for scores in years]).reshape(*values.shape[:2], len(tree.themes))
    return TrendScores(total, themes)


def change(total: Floats) -> Floats:
    """Last known - first known score of each area (N,) over the years of `total` (Y, N), oldest year first, in points.

    Above 0 where the score rose. NaN for an area with fewer than two known years.
    """
    known = ~np.isnan(total)
    found = np.full(total.shape[1], np.nan)
    for area in np.flatnonzero(np.count_nonzero(known, axis=0) > 1).tolist():
        scores = total[known[:, area], area]
        found[area] = scores[-1] - scores[0]
    return found
