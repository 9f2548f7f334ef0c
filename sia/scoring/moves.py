"""The cause of a move in rank: of all that changed between two lists, the one that moved an area most."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .tree import Floats

type Steps = Sequence[tuple[Cause, Floats]]


class Cause(StrEnum):
    """The causes of a move in rank.

    Where two move an area as far, the first of these counts: the widest decision before a single number.
    """

    BOUNDARIES = "boundaries"
    METHOD = "method"
    WEIGHTS = "weights"
    CORRECTION = "correction"
    FIGURES = "figures"


CAUSES = tuple(Cause)  # the order of the rows of `moves_by_cause`


def attribute(steps: Steps, start: Floats) -> tuple[Floats, NDArray[np.str_]]:
    """Return the move of each area (N,) in places, and the one cause (N,) behind it.

    `start` (N,) are the ranks before; each step is a cause with the ranks (N,) after it came on top of the steps
    before; those of the last are the ranks now. NaN is no rank. The move is before - now, above 0 where the area rose,
    NaN where it has no rank at either end. The cause is the one that moved it most in that direction, whatever others
    did against it; for an area that gained or lost its rank the first step that gave or took it; "" where nothing
    moved. Raises ValueError where a step has other areas.
    """
    by_cause = moves_by_cause(steps, start)
    now = steps[-1][1] if steps else start
    move = start - now
    causes = np.array(CAUSES)[np.argmax(by_cause * np.sign(move), axis=0)]
    causes[np.isnan(move) | (move == 0)] = ""
    changed = np.flatnonzero(np.isnan(start) != np.isnan(now))
    if changed.size:
        turned = np.array([np.isnan(ranks[changed]) for _, ranks in steps]) != np.isnan(start[changed])
        causes[changed] = np.array([cause for cause, _ in steps])[np.argmax(turned, axis=0)]
    return move, causes


def moves_by_cause(steps: Steps, start: Floats) -> Floats:
    """Return the places (5, N) that an area rose by each cause in the order of `CAUSES`; they sum to its move.

    `steps` and `start` as in `attribute`. An area that is without a rank only in between counts as standing still
    there. NaN where it has no rank at either end. Raises ValueError where a step has other areas.
    """
    moved = np.zeros((len(CAUSES), start.size))
    held = start
    for cause, ranks in steps:
        if ranks.shape != start.shape:
            raise ValueError(f"The ranks after '{cause}' are of {ranks.size} areas, not of the {start.size} before.")
        reached = np.where(np.isnan(ranks), held, ranks)
        moved[CAUSES.index(cause)] += held - reached
        held = reached
    lost = np.isnan(steps[-1][1]) if steps else np.isnan(start)
    return np.where(lost, np.nan, moved)
