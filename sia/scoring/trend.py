"""The change of scores through the years, which are scored with the same goalposts."""

import numpy as np

from .tree import Floats


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
