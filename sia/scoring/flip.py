"""The smallest change of theme weights after which the order is another: how firm is a place?

For p = 1 a total is linear in the weights, so each wish is a linear need: needs @ weights >= 0. Weight moves from one
theme to another; the least that must move is a small linear program, solved by the dual simplex method. Its start,
nothing moved, is optimal but for the needs, so that there is no search for a start. Where a wish leaves open which
areas to pass, branch and bound chooses.

The distance is the sum of |new - old|: twice the weight that moves. At the weights found areas tie, within 1e-9; any
further step the same way makes the order another.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count as counter

import numpy as np

from .aggregate import total_scores
from .ranking import rank
from .tree import Flags, Floats, Tree

type Solve = Callable[[Floats], Floats | None]  # scores linear in the weights (N, D) to new weights

TINY = 1e-12
TIE = 1e-9
MOST_PIVOTS = 10_000
MOST_NODES = 5_000
MOST_STEPS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Flip:
    """New theme `weights` (D,), >= 0 with sum 1, and their `distance` from the old, from 0 to 2."""

    weights: Floats
    distance: float


def flip_pair(themes: Floats, tree: Tree, first: int, second: int) -> Flip | None:
    """The smallest change after which areas `first` and `second` tie, and beyond which they swap.

    `themes` (N, D). None where one is nowhere below the other, so that no weights swap them. Areas that tie already
    are at distance 0. Raises ValueError where either has no total, or p is not 1. See `_flip` for missing themes.
    """
    totals = _totals(themes, tree, [first, second])
    ahead, behind = (0, 1) if totals[0] > totals[1] else (1, 0)
    if totals[0] == totals[1]:
        return Flip(tree.theme_weights, 0.0)

    def solve(table: Floats) -> Floats | None:
        return _strictly(tree.theme_weights, table[[behind]] - table[[ahead]], 0)

    return _flip(themes[[first, second]], tree, solve)


def flip_threshold(themes: Floats, tree: Tree, area: int, threshold: float) -> Flip | None:
    """The smallest change that brings the total of `area` to `threshold`: up to it, or down to it if it is above.

    `themes` (N, D). None where no weights do. Raises ValueError where the area has no total, or p is not 1.
    """
    above = _totals(themes, tree, [area])[0] >= threshold

    def solve(table: Floats) -> Floats | None:
        if above:
            return _strictly(tree.theme_weights, threshold - table, 0)
        return _cheapest(tree.theme_weights, table - threshold, 0)

    return _flip(themes[[area]], tree, solve)


def flip_rank(themes: Floats, tree: Tree, area: int, count: int) -> Flip | None:
    """The smallest change that moves `area` over the border of the top `count`: into it, or out of it if it is in.

    Into: at most count - 1 areas stay above it, a tie with the others is enough. Out: at least `count` areas come to
    a tie or above. `themes` (N, D); areas without a total play no part. None where no weights do. Raises ValueError
    where the area has no total, p is not 1, or the search among the areas to pass gets too long to finish (more than
    5,000 steps), which an answer that is not the smallest would hide.
    """
    scored = np.flatnonzero(~np.isnan(total_scores(themes, tree)[0]))
    _totals(themes, tree, [area])
    mine = int(np.searchsorted(scored, area))
    others = np.arange(scored.size) != mine
    inside = rank(total_scores(themes[scored], tree)[0])[mine] <= count

    def solve(table: Floats) -> Floats | None:
        if inside:
            return _strictly(tree.theme_weights, table[others] - table[mine], scored.size - 1 - count)
        return _cheapest(tree.theme_weights, table[mine] - table[others], count - 1)

    return _flip(themes[scored], tree, solve)


def _totals(themes: Floats, tree: Tree, areas: list[int]) -> Floats:
    if tree.power != 1:
        raise ValueError("The smallest change of weights is known for p = 1 only.")
    totals = total_scores(themes[areas], tree)[0]
    if np.isnan(totals).any():
        raise ValueError("An area without a total has no place to change.")
    return totals


def _flip(themes: Floats, tree: Tree, solve: Solve) -> Flip | None:
    """The answer of `solve`, for areas that all have a total.

    Without missing themes it is exact. Where areas miss themes their totals bend with the weights: then the straight
    scores that touch them at the answer are taken, again and again until the answer stays. That is exact too where
    all miss the same; else the smallest nearby. None also where that does not settle, or costs an area its total.
    """
    weights: Floats = tree.theme_weights
    for _ in range(MOST_STEPS):
        found = solve(_straight(themes, weights))
        if found is None:
            return None
        settled = not np.isnan(themes).any() or bool(np.abs(found - weights).max() < TINY)
        weights = found
        if settled:
            kept = total_scores(themes, replace(tree, theme_weights=weights))[0]
            distance = float(np.abs(weights - tree.theme_weights).sum())
            return None if np.isnan(kept).any() else Flip(weights, distance)
    return None


def _straight(themes: Floats, weights: Floats) -> Floats:
    """Scores (N, D) without holes whose weighted sum has the value and the slope of the totals at `weights`."""
    known = ~np.isnan(themes)
    mass = np.where(known, weights, 0.0).sum(axis=1, keepdims=True)
    mass = np.maximum(mass, TINY)
    totals = np.where(known, themes * weights, 0.0).sum(axis=1, keepdims=True) / mass
    bent = np.where(known, totals + (themes - totals) / mass, totals)
    return np.where(known.all(axis=1, keepdims=True), themes, bent)


def _strictly(weights: Floats, needs: Floats, exceptions: int) -> Floats | None:
    """`_cheapest`, where a need that can be met only just, never more than that, does not count as met."""
    within_reach = (needs > 0).any(axis=1)
    spent = int(np.count_nonzero(~within_reach))
    return _cheapest(weights, needs[within_reach], exceptions - spent)


def _cheapest(weights: Floats, needs: Floats, exceptions: int) -> Floats | None:
    """The nearest weights (D,) that meet all `needs` (m, D) but at most so many; None where there are none.

    The cheapest point of all that are open is always looked at first, so that the first that does is the smallest.
    """
    if exceptions < 0:
        return None
    order = counter()  # equal distances: first come, first served
    queue = [(0.0, next(order), weights, np.zeros(len(needs), bool), np.zeros(len(needs), bool))]
    for _ in range(MOST_NODES):
        if not queue:
            return None
        distance, _, found, must, may = heappop(queue)
        margins = needs @ found
        unmet = margins < -TIE / 10
        if np.count_nonzero(unmet) <= exceptions:
            return found
        unmet &= ~may
        worst = np.arange(len(needs)) == np.argmin(np.where(unmet, margins, np.inf))
        more = unmet if np.count_nonzero(may) == exceptions else worst
        if more is worst:
            heappush(queue, (distance, next(order), found, must, may | worst))
        met = _nearest(weights, needs[must | more])
        if met is not None:
            heappush(queue, (float(np.abs(met - weights).sum()), next(order), met, must | more, may))
    raise ValueError("Too many areas lie between: the smallest change was not found in reasonable time.")


def _nearest(weights: Floats, needs: Floats) -> Floats | None:
    """The weights (D,) nearest to `weights` with needs @ weights >= 0 (m,); None where there are none.

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
    return found / found.sum()


def _dual_simplex(rows: Floats, limits: Floats) -> Floats | None:
    """x (n,) >= 0 with rows @ x <= limits (m,) and the least sum; None where there is none.

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
    raise ValueError("The linear program did not settle.")
