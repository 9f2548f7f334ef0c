"""Ranks of areas."""

import numpy as np
from numpy.typing import NDArray

from .tree import Floats


def rank(scores: Floats) -> Floats:
    """Return rank 1 for the highest of `scores` (N,); equal scores share the lowest number: 1, 2, 2, 4.

    The scores are compared as they are: never rounded, since rounding before ranking gives wrong ranks. NaN stays
    NaN and takes no place. Returns (N,).
    """
    scores = np.asarray(scores, np.float64)
    order = np.argsort(-scores)  # NaN sorts last
    ranks = np.empty(scores.shape)
    ranks[order] = _first_of_ties(scores[order]) + 1
    ranks[np.isnan(scores)] = np.nan
    return ranks


def ascending_places(scores: Floats) -> Floats:
    """Return the place from 1 = lowest to n = highest of `scores` (N,); equal scores share the mean of their places.

    Sharing the mean makes the places of `-scores` the exact mirror. NaN stays NaN. Returns (N,).
    """
    known = int(np.count_nonzero(~np.isnan(scores)))
    highest_first, lowest_first = rank(scores), rank(-scores)
    return (lowest_first + (known + 1 - highest_first)) / 2


def _first_of_ties(ordered: Floats) -> NDArray[np.intp]:
    """Return for each position of an ordered array the position where its run of equal values starts."""
    starts = np.arange(ordered.size)
    if ordered.size:
        starts[1:][ordered[1:] == ordered[:-1]] = 0
        np.maximum.accumulate(starts, out=starts)
    return starts
