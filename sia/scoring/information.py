"""The figures to find out next: how much surer the gate of urgency would be if one figure of one area were known exactly.

A gate says yes or no, and is wrong as often as the draws differ. A figure is worth finding out where that would happen
less often: the expected value of perfect information on one parameter. The gap between an area and the border of the
first K is taken as normal, with the spread of the draws, so that no figure needs draws of its own.

Sources: Raiffa and Schlaifer (1961), Applied Statistical Decision Theory; Strong, Oakley and Brennan (2014), Medical
Decision Making 34(3), for values by one parameter out of draws that are there.
"""

from dataclasses import dataclass, replace

import numpy as np

from .aggregate import TreeScores, score_tree
from .area_errors import score_errors, shrinkage
from .arithmetic import ratio
from .drawn_totals import Side, drawn_blocks, total_errors
from .normalise import FULL
from .tree import SLACK, Flags, Floats

DRAWS = 500  # for a spread: that of a normal is known within 3 %
MOST_AREAS = 1000  # beyond this the draws would take too long for what they tell
NODES = 50  # quantiles by which a normal is taken
SUREST = 0.999  # of a correlation: a figure is never all that is uncertain


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """By how much the chance that the gate is right would rise, `gain` (N, Q) from 0 to 0.5; `missing` (N, Q).

    NaN where an area has no rank, and where nothing can be said of a figure: of one without error, and of a missing one
    of an indicator that too few areas have.
    """

    gain: Floats
    missing: Flags


def worth_of_figures(side: Side, chance: Floats, count: int) -> Worth:
    """Return the worth of each figure, for the `chance` (N,) to be among the first `count` areas.

    A known figure would move a total by its error; what it tells of the errors of others of its source is left out, as
    that hangs on a correlation which is assumed. A missing one would move it by as much as scores differ from those of their theme elsewhere, and
    the gate is less sure than the draws say, since they leave it out. Nothing is said for more than 1,000 areas, or
    where nothing is drawn.
    """
    missing = np.isnan(side.values)
    nothing = Worth(np.full(side.values.shape, np.nan), missing)
    if len(side.values) > MOST_AREAS or not side.uncertainty.varies(side.tree):
        return nothing
    apart = _spread_of_gaps(side, count)[:, np.newaxis]
    found = score_tree(side.values, side.tree)
    moves = np.where(missing, _moves_of_missing(found, side), _moves_of_known(found, side))
    share = np.divide(moves, apart, out=np.full(moves.shape, np.nan), where=(apart > 0) & (moves > 0))
    wider = np.where(missing, np.hypot(1.0, share), 1.0)
    return Worth(gain_in_certainty(_normal_of(chance)[:, np.newaxis] / wider, share / wider), missing)


def gain_in_certainty(mean: Floats, correlation: Floats) -> Floats:
    """Return by how much the chance of the likelier side of zero rises, of normals with `mean` and deviation 1.

    Where a normal is known that has this `correlation` with each; both any shape. At mean 0 it is asin(correlation) / pi.
    """
    from scipy.special import ndtr, ndtri

    known = np.minimum(correlation, SUREST)[..., np.newaxis]
    nodes = ndtri((np.arange(NODES) + 0.5) / NODES)
    inside = ndtr((mean[..., np.newaxis] + known * nodes) / np.sqrt(1 - known**2))
    now = ndtr(np.abs(mean))
    found: Floats = np.maximum(0.0, np.maximum(inside, 1 - inside).mean(axis=-1) - now)  # NaN stays NaN
    return found


def _normal_of(chance: Floats) -> Floats:
    """Return the normal (N,) that is above zero with this chance; as far as the draws can tell."""
    from scipy.special import ndtri

    least = 0.5 / DRAWS
    found: Floats = ndtri(np.clip(chance, least, 1 - least))
    return found


def _spread_of_gaps(side: Side, count: int) -> Floats:
    """Return the standard deviation (N,) over the draws of the gap between an area and the `count`-th of the others."""
    drawn = replace(side, uncertainty=replace(side.uncertainty, draws=DRAWS))
    blocks = [_gaps(block.totals(), count) for block in drawn_blocks(drawn)]
    gaps = np.concatenate(blocks)
    known = ~np.isnan(gaps)
    number = np.count_nonzero(known, axis=0)
    mean = ratio(np.where(known, gaps, 0.0).sum(axis=0), number)
    spread: Floats = np.sqrt(ratio(np.where(known, (gaps - mean) ** 2, 0.0).sum(axis=0), number))
    return spread


def _gaps(totals: Floats, count: int) -> Floats:
    """Return how far each of the totals (B, N) is above the `count`-th highest of the others in its row."""
    filled = np.where(np.isnan(totals), -np.inf, totals)
    if count >= filled.shape[1] or count < 1:
        return np.full(totals.shape, np.nan)
    ordered = np.sort(filled, axis=1)[:, ::-1]
    last_in, first_out = ordered[:, count - 1, np.newaxis], ordered[:, count, np.newaxis]
    border = np.where(filled >= last_in, first_out, last_in)
    return totals - np.where(np.isinf(border), np.nan, border)


def _moves_of_known(found: TreeScores, side: Side) -> Floats:
    """Return by how many points a standard error of each figure (N, Q) moves the total, as the draws take errors."""
    tree = side.tree
    if not side.uncertainty.data_error:
        return np.zeros(side.values.shape)
    errors = np.nan_to_num(score_errors(side.values, found.normalised / FULL, side.errors, tree, tree.normalisation))
    moves: Floats = FULL * np.abs(errors) * _slopes(found, side)
    _apart, kept = shrinkage(found.total[np.newaxis] / FULL, total_errors(side)[np.newaxis] / FULL)
    moves *= np.sqrt(kept[0])[:, np.newaxis]
    return moves


def _moves_of_missing(found: TreeScores, side: Side) -> Floats:
    """Return by how many points each figure (N, Q) may move the total, as scores differ from the others of their theme.

    From the total where a theme has no other.
    """
    tree = side.tree
    share = ratio(tree.weights * ~np.isnan(side.values), found.theme_coverage[:, tree.theme_of])
    apart = (found.normalised - found.themes[:, tree.theme_of]) / np.where(share < 1 - SLACK, 1 - share, np.nan)
    apart = np.where(share < 1 - SLACK, apart, found.normalised - found.total[:, np.newaxis])
    known = ~np.isnan(apart)
    number = np.count_nonzero(known, axis=0)
    mean = ratio(np.where(known, apart, 0.0).sum(axis=0), number)
    spread = np.sqrt(ratio(np.where(known, (apart - mean) ** 2, 0.0).sum(axis=0), number - 1))
    moves: Floats = spread * _slopes(found, side)
    return moves


def _slopes(found: TreeScores, side: Side) -> Floats:
    """Return by how much the total rises with each score (N, Q), of those that are missing as if they were known."""
    tree = side.tree
    there = ~np.isnan(side.values)
    slopes = np.zeros(side.values.shape)
    has_theme = ~np.isnan(found.themes)
    whole = (tree.theme_weights * has_theme).sum(axis=1)
    for d, columns in enumerate(tree.columns):
        weights, known = tree.weights[columns], there[:, columns]
        inside = (weights * known).sum(axis=1, keepdims=True) + np.where(known, 0.0, weights)
        of_theme = ratio(tree.theme_weights[d], np.where(has_theme[:, d], whole, whole + tree.theme_weights[d]))
        score = np.where(has_theme[:, d], found.themes[:, d], found.total)
        steep = of_theme * ratio(score, found.total) ** (tree.power - 1)
        slopes[:, columns] = (
            np.divide(weights, inside, out=np.zeros(known.shape), where=inside > 0) * steep[:, np.newaxis]
        )
    return slopes
