"""The standard error of a figure whose source publishes none: by how the figure was made.

A register count moves from year to year as counts of independent events do. A survey asks some of the people; a model
estimate is made from the composition of an area. Of the last two the number of people behind a figure is seldom
published, so that a declared share of the value stands for it.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .tree import Floats

PERCENT = 100.0


class Kind(StrEnum):
    REGISTER = "register"
    SURVEY = "survey"
    ESTIMATE = "estimate"


# The standard error as a share of the value where nothing else is known of it: agreed on, not measured.
RELATIVE = {Kind.REGISTER: 0.03, Kind.SURVEY: 0.1, Kind.ESTIMATE: 0.06}


def assumed_errors(
    values: Floats, denominators: Floats, means: Floats, base: Floats, kinds: Sequence[Kind]
) -> NDArray[np.float64]:
    """Return the standard error (N, Q) of each of `values` (N, Q) from how it was made; NaN where the value is.

    `denominators` n (N, Q), the people or dwellings behind a figure, NaN where unknown; `means` m (N, Q) of what lies
    around, NaN where unknown: there the median of the column stands for it; `base` (Q,) is 100 for percentages, 1,000
    for rates per thousand and so on, NaN for what is no share of n; `kinds` one for each column.

    Of a register count with known n: binomial, sqrt(m (100 - m) / n), for percentages and Poisson, sqrt(m base / n),
    for rates. Otherwise a declared share, by kind, of the value, or of the median of the column where that is more:
    else a low value would seem certain. A survey or an estimate never has less than its share.
    """
    if not values.size:
        return np.full(values.shape, np.nan)
    median = np.nanmedian(np.where(np.isnan(values).all(axis=0), 0.0, np.abs(values)), axis=0)
    declared = np.array([RELATIVE[kind] for kind in kinds]) * np.maximum(np.abs(values), median)
    mean = np.clip(np.where(np.isnan(means), median, means), 0.0, base)
    rest = np.where(base == PERCENT, PERCENT - mean, base)
    counted = np.full(values.shape, np.nan)
    known = (denominators > 0) & ~np.isnan(rest)
    np.divide(np.broadcast_to(mean * rest, values.shape), denominators, out=counted, where=known)
    counted = np.sqrt(counted)
    register = np.array([kind == Kind.REGISTER for kind in kinds])
    found = np.where(register & ~np.isnan(counted), counted, np.fmax(declared, np.where(register, np.nan, counted)))
    return np.where(np.isnan(values), np.nan, found)
