"""The people concerned by a figure: which part of them live in the areas that are chosen."""

import numpy as np

from .arithmetic import ratio
from .tree import Flags, Floats


def reached(percentages: Floats, people: Floats, chosen: Flags) -> Floats:
    """Return which part (Q,) of the people concerned, from 0 to 1, live in the `chosen` areas (N,).

    Concerned are `percentages` (N, Q) from 0 to 100 of `people` (N,); 100 everywhere is everybody. NaN where a figure or
    the number of people is not known: that area does not count for it. NaN where nobody is concerned.
    """
    known = ~np.isnan(percentages) & ~np.isnan(people)[:, np.newaxis]
    concerned = np.where(known, percentages, 0.0) * np.where(known, people[:, np.newaxis], 0.0)
    return ratio(concerned[chosen].sum(axis=0), concerned.sum(axis=0))
