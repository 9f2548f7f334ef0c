"""Arithmetic that several parts of the scoring share."""

import numpy as np
from numpy.typing import ArrayLike

from .tree import Floats


def ratio(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Return `numerator / denominator`, element by element and broadcast; NaN where the denominator is not above 0."""
    below = np.asarray(denominator)
    shape = np.broadcast_shapes(np.shape(numerator), below.shape)
    quotient: Floats = np.divide(numerator, below, out=np.full(shape, np.nan), where=below > 0)
    return quotient
