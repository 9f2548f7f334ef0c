"""The reasons why one area comes before another, and what would change if one area were average in one thing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .aggregate import theme_scores, total_scores
from .arithmetic import ratio
from .explain import contributions, parts
from .tree import Floats, Tree


@dataclass(frozen=True, slots=True, eq=False)
class PairExplanation:
    """The difference between the totals of two areas, the first less the second, theme by theme.

    `order` (D,) the themes, the largest difference either way first; `differences` (D,) in that order, above 0 where
    the theme puts the first area higher; they sum to `total`, the difference of the totals, within 1e-9.
    """

    order: NDArray[np.intp]
    differences: Floats
    total: float


def explain_pair(themes: Floats, tree: Tree, first: int, second: int) -> PairExplanation:
    """Return w_d (T_1d - T_2d), and for p other than 1 the difference of the parts of both totals.

    `themes` (N, D) from 0 to 100. Where one of the two misses a theme, the difference is that of their
    `contributions`, so that a missing theme never counts as a score of 0. All NaN where either has no total.
    """
    both = themes[[first, second]]
    total = total_scores(both, tree)[0]
    missing = np.isnan(both).any() and not np.isnan(total).any()
    brought = contributions(themes, tree)[0][[first, second]] if missing else parts(both, tree)
    differences = brought[0] - brought[1]
    order = np.argsort(-np.abs(differences), stable=True)
    return PairExplanation(order, differences[order], float(total[0] - total[1]))


def ranks_at_average(normalised: Floats, totals: Floats, tree: Tree, area: int) -> Floats:
    """Return the rank of `area` if indicator q were average and nothing else changed, for each q: (Q,).

    `normalised` (N, Q) from 0 to 100 and the `totals` (N,) that belong to it; the average is that of all areas where
    the indicator is known. A missing indicator is taken as known and average. Ties share the lowest number, as in
    `rank`. NaN where the indicator is known nowhere or the area has no total even so.
    """
    known = ~np.isnan(normalised)
    count = np.count_nonzero(known, axis=0)
    sums = np.where(known, normalised, 0.0).sum(axis=0)
    averages = ratio(sums, count)
    imagined = np.repeat(normalised[[area]], count.size, axis=0)
    np.fill_diagonal(imagined, averages)
    found = total_scores(theme_scores(imagined, tree)[0], tree)[0]
    others = np.delete(totals, area)
    others = np.sort(others[~np.isnan(others)])
    places = 1.0 + others.size - np.searchsorted(others, found, side="right")
    return np.where(np.isnan(found) | np.isnan(averages), np.nan, places)
