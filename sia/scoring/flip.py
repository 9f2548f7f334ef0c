"""The smallest change of theme weights after which two areas swap, which tells how firm their order is.

For p = 1 a total is linear in the weights, so that the wish is a linear need: need @ weights >= 0. Weight moves from
one theme to another; the least that must move is a small linear program, solved by the dual simplex method. Its start,
nothing moved, is optimal but for the need, so that there is no search for a start.

The distance is the sum of |new - old|: twice the weight that moves. At the weights found areas tie, within 1e-9; any
further step the same way makes the order another.
"""

from dataclasses import dataclass

import numpy as np

from .aggregate import total_scores
from .tree import Flags, Floats, Tree

TINY = 1e-12
MOST_PIVOTS = 10_000
MOST_STEPS = 50


class Undecided(ValueError):
    """There may be a smallest change, but it was not found: not the same as None, which says that there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Flip:
    """New theme `weights` (D,), >= 0 with sum 1, and their `distance` from the old, from 0 to 2."""

    weights: Floats
    distance: float


def flip_pair(themes: Floats, tree: Tree, first: int, second: int) -> Flip | None:
    """Return the smallest change after which areas `first` and `second` tie, and beyond which they swap.

    `themes` (N, D). None where no weights swap them, as when one is nowhere below the other. Areas that tie already
    are at distance 0. Raises ValueError where either has no total or p is not 1; Undecided.
    """
    totals = _totals(themes, tree, [first, second])
    if totals[0] == totals[1]:
        return Flip(tree.theme_weights, 0.0)
    ahead, behind = (0, 1) if totals[0] > totals[1] else (1, 0)
    return _flip(themes[[first, second]][[ahead, behind]], tree)


def _totals(themes: Floats, tree: Tree, areas: list[int]) -> Floats:
    if tree.power != 1:
        raise ValueError("The smallest change of weights is known for p = 1 only.")
    totals = total_scores(themes[areas], tree)[0]
    if np.isnan(totals).any():
        raise ValueError("An area without a total has no place to change.")
    return totals


def _flip(themes: Floats, tree: Tree) -> Flip | None:
    """Return the nearest weights at which the second of two areas (2, D) reaches the first, and both keep a total.

    Exact where both miss the same themes: a theme that neither has makes no difference between them. Otherwise totals
    bend with the weights: the straight scores that touch them at the answer are taken, again and again until the answer
    stays. The tie is then exact, the distance the smallest nearby.
    """
    missing = np.isnan(themes)
    keep = np.unique(~missing, axis=0) - tree.min_total_coverage  # weights sum to 1, so keep @ weights >= 0 does it
    if (missing[0] == missing[1]).all():
        found = _tied(tree.theme_weights, keep, np.where(missing, 0.0, themes))
    else:
        found = _settled(themes, tree, keep)
    return None if found is None else Flip(found, float(np.abs(found - tree.theme_weights).sum()))


def _settled(themes: Floats, tree: Tree, keep: Floats) -> Floats | None:
    weights: Floats = tree.theme_weights
    for _ in range(MOST_STEPS):
        found = _tied(tree.theme_weights, keep, _straight(themes, weights))
        if found is None:
            break
        if np.abs(found - weights).max() < TINY:
            return found
        weights = found
    raise Undecided("The areas miss different themes: no change of weights was found, though there may be one.")


def _straight(themes: Floats, weights: Floats) -> Floats:
    """Return scores (N, D) without holes whose weighted sum has the value and the slope of the totals at `weights`."""
    known = ~np.isnan(themes)
    mass = np.maximum(np.where(known, weights, 0.0).sum(axis=1, keepdims=True), TINY)
    totals = np.where(known, themes * weights, 0.0).sum(axis=1, keepdims=True) / mass
    bent = np.where(known, totals + (themes - totals) / mass, totals)
    return np.where(known.all(axis=1, keepdims=True), themes, bent)  # rounding must not touch a full row


def _tied(weights: Floats, keep: Floats, scores: Floats) -> Floats | None:
    """Return the nearest weights at which the second row of `scores` (2, D) reaches the first; None where none do.

    Where it can be met only just, by no weights more than that, it does not count as reached.
    """
    need = scores[1] - scores[0]
    return _nearest(weights, np.vstack([keep, need])) if (need > 0).any() else None


def _nearest(weights: Floats, needs: Floats) -> Floats | None:
    """Return the weights (D,) nearest to `weights` with needs @ weights >= 0 (m,); None where there are none.

    A linear program in what moves from one theme to another: each bit costs 1, no theme gives more than it has.
    """
    size = weights.size
    giver, taker = np.nonzero(~np.eye(size, dtype=bool))
    scaled = needs / np.maximum(np.abs(needs).max(axis=1, keepdims=True), TINY)
    rows = np.vstack([giver == np.arange(size)[:, np.newaxis], scaled[:, giver] - scaled[:, taker]])
    moved = _dual_simplex(rows, np.concatenate([weights, scaled @ weights]))
    if moved is None:
        return None
    change = np.bincount(taker, moved, size) - np.bincount(giver, moved, size)
    found = np.maximum(weights + change, 0.0)
    nearest: Floats = found / found.sum()
    return nearest


def _dual_simplex(rows: Floats, limits: Floats) -> Floats | None:
    """Return x (n,) >= 0 with rows @ x <= limits (m,) and the least sum; None where there is none.

    Of the rows that are not met the first leaves, and of the columns that keep the solution optimal the first enters:
    Bland's rule, under which it ends. Source: Lemke (1954), Naval Res. Logist. Q. 1, 36-47.
    """
    count, width = rows.shape
    table = np.hstack([rows, np.eye(count), limits[:, np.newaxis]])
    costs = np.concatenate([np.ones(width), np.zeros(count)])
    basis = np.arange(width, width + count)
    for _ in range(MOST_PIVOTS):
        short = np.flatnonzero(table[:, -1] < -TINY)
        if not short.size:
            full = np.zeros(width + count)
            full[basis] = table[:, -1]
            return np.maximum(full[:width], 0.0)
        row = short[np.argmin(basis[short])]
        columns = np.flatnonzero(table[row, :-1] < -TINY)
        if not columns.size:
            return None
        column = columns[np.argmin(costs[columns] / -table[row, columns])]
        table[row] /= table[row, column]
        costs -= costs[column] * table[row, :-1]
        lifted: Flags = np.arange(count) != row
        table[lifted] -= np.outer(table[lifted, column], table[row])
        basis[row] = column
    raise Undecided("The linear program did not settle.")
