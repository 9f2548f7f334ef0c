"""Areas far worse than the area they lie in: pockets that the average of a district hides."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .tree import SLACK, Flags, Floats

LEAST = 10.0  # points


@dataclass(frozen=True, slots=True, eq=False)
class Pockets:
    """`difference` (N, K) child - parent, NaN where either is unknown; `flagged` (N, K) where it is large enough."""

    difference: Floats
    flagged: Flags

    def worst(self, limit: int) -> list[tuple[int, int]]:
        """Return at most `limit` flagged (row, column) pairs, the largest difference first.

        Equal ones stand in order of row.
        """
        places = np.argsort(-self.difference, axis=None, stable=True)
        chosen = places[self.flagged.ravel()[places]][:limit]
        return [divmod(place, self.difference.shape[1]) for place in chosen.tolist()]


def pockets(children: Floats, parents: Floats, parent_of: NDArray[np.intp], least: float = LEAST) -> Pockets:
    """Return where a child scores at least `least` points above its parent, a difference of exactly that included.

    `children` (N, K) and `parents` (M, K) from 0 to 100 in the same columns: totals (K = 1), themes or normalised
    indicators; more is more urgent. `parent_of` (N,) a row of `parents`, -1 for none. A child without a parent, and
    a score that either misses, is no pocket. Raises ValueError where columns or parents do not fit, or `least` is
    not above 0.
    """
    if children.ndim != 2 or parents.ndim != 2 or children.shape[1] != parents.shape[1]:  # noqa: PLR2004 -- tables
        raise ValueError(
            f"Children and parents need the same columns, not shapes {children.shape} and {parents.shape}."
        )
    if parent_of.shape != children.shape[:1] or not np.all((parent_of >= -1) & (parent_of < len(parents))):
        raise ValueError(f"Give each child one of the {len(parents)} parents, or -1 for none.")
    if not least > 0:
        raise ValueError(f"A pocket must be more than 0 points worse, not {least}.")
    nobody = np.full((1, parents.shape[1]), np.nan)
    difference = children - np.vstack([parents, nobody])[parent_of]
    return Pockets(difference, difference >= least - SLACK)
