"""The change of scores through the years, on the same goalposts and the same figures."""

from typing import NamedTuple

import numpy as np

from .aggregate import score_tree
from .tree import Floats, Tree


class Difference(NamedTuple):
    """`total` (N,) and `themes` (N, D), in points: the later score less the earlier one."""

    total: Floats
    themes: Floats


def like_for_like(early: Floats, late: Floats, early_tree: Tree, late_tree: Tree) -> Difference:
    """Return what moved between two years (N, Q) over the figures that each area has in both.

    The trees differ in their goalposts at most. NaN where the shared figures are too few for a score. So an indicator
    that is measured in one of the years only is never taken for a movement of the area.
    """
    shared = ~np.isnan(early) & ~np.isnan(late)
    before = score_tree(np.where(shared, early, np.nan), early_tree)
    after = score_tree(np.where(shared, late, np.nan), late_tree)
    return Difference(after.total - before.total, after.themes - before.themes)


def change(total: Floats) -> Floats:
    """Return last known - first known score of each area (N,), in points, over the years of `total` (Y, N).

    The oldest year comes first.

    Above 0 where the score rose. NaN for an area with fewer than two known years.
    """
    known = ~np.isnan(total)
    found = np.full(total.shape[1], np.nan)
    for area in np.flatnonzero(np.count_nonzero(known, axis=0) > 1).tolist():
        scores = total[known[:, area], area]
        found[area] = scores[-1] - scores[0]
    return found
