"""The people concerned by a figure: which part of them live in the areas that are chosen."""

from typing import NamedTuple

import numpy as np

from .arithmetic import ratio
from .tree import Flags, Floats


class Reach(NamedTuple):
    """For each indicator (Q,): the part of the people `concerned` and of all `people` that live in the chosen areas.

    From 0 to 1, both over the areas of which the figure and the people are known; NaN where nobody is.
    """

    concerned: Floats
    people: Floats


def reached(percentages: Floats, people: Floats, chosen: Flags) -> Reach:
    """Return who is reached by the `chosen` areas (N,), for `percentages` (N, Q) from 0 to 100 of `people` (N,).

    NaN where a figure or the number of people is not known: that area does not count for it.
    """
    known = ~np.isnan(percentages) & ~np.isnan(people)[:, np.newaxis]
    living = np.where(known, people[:, np.newaxis], 0.0)
    concerned = np.where(known, percentages, 0.0) * living
    return Reach(*(ratio(table[chosen].sum(axis=0), table.sum(axis=0)) for table in (concerned, living)))
