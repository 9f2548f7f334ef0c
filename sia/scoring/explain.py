"""The parts of a total, and why it differs from the rest of the city.

With T the theme scores of an area, w the weights of its known themes raised to sum 1, and U its total, theme d brings
w_d T_d (T_d / U)^(p - 1): the share w_d T_d^p / sum(w T^p) of U, and simply w_d T_d where p = 1.
"""

import numpy as np

from .aggregate import TreeScores, total_scores
from .arithmetic import ratio
from .draws import Indexes
from .tree import Flags, Floats, Tree


def parts(themes: Floats, tree: Tree) -> Floats:
    """Return what each theme brings to the total: (N, D), each row sums to the total.

    `themes` (N, D) from 0 to 100. A theme without a score brings 0, since the others carry its weight; an area
    without a total has a row of NaN. Source: OECD/JRC (2008), step 9 (back to the details).
    """
    total = total_scores(themes, tree)[0]
    brought = _theme_parts(themes, tree)
    brought[np.isnan(total)] = np.nan
    return brought


def contributions(themes: Floats, tree: Tree) -> tuple[Floats, float]:
    """Return why an area scores above or below the reference: (contributions (N, D), reference).

    The reference is the total of the mean theme scores of the scored areas; with p = 1 and nothing missing it is the
    mean total, and a contribution is w_d (T_d - mean T_d). Each row sums to total - reference within 1e-9. A missing
    theme carries what its absence does to the reference, so that it never counts as a score of 0. An area without a
    total has a row of NaN; without any scored area the reference is NaN.
    """
    total = total_scores(themes, tree)[0]
    scored = ~np.isnan(total)
    means = _known_means(themes[scored])
    reference_row = _theme_parts(means[np.newaxis], tree)
    if not scored.any():
        return np.full(themes.shape, np.nan), float("nan")
    reference = float(reference_row.sum())
    missing = np.isnan(themes)
    if not missing[scored].any():
        differences = _theme_parts(themes, tree) - reference_row
    else:
        expected = _theme_parts(np.where(missing, np.nan, means), tree)
        absence = np.where(missing & ~np.isnan(means), tree.theme_weights, 0.0)
        gap = expected.sum(axis=1, keepdims=True) - reference
        differences = _theme_parts(themes, tree) - expected + gap * _shares(absence)
    differences[~scored] = np.nan
    return differences, reference


def indicator_contributions(scores: TreeScores, by_theme: Floats, tree: Tree) -> Floats:
    """Return why an area scores above or below the reference of `contributions`, by indicator: (N, Q).

    `by_theme` (N, D) are the contributions of the same `scores`; inside a theme those by indicator sum to them. With p
    = 1 and nothing missing they are w_d w_q (I_q - mean I_q). Inside a theme, what the missing indicators do to the
    reference stands at those indicators; other rest, which appears only where p is not 1 or another area misses values,
    is spread by weight.
    """
    normalised = scores.normalised
    if tree.power == 1 and normalised.size and not np.isnan(normalised).any():
        differences = normalised - normalised.mean(axis=0)
        differences *= tree.effective_weights
        return differences
    scored = ~np.isnan(by_theme).any(axis=1)
    scale = np.nan_to_num(_scale(scores.themes, scores.theme_coverage, tree))
    result = np.empty(normalised.shape)
    for d, (columns, weights) in enumerate(zip(tree.columns, tree.theme_indicator_weights, strict=True)):
        absent = np.isnan(normalised[:, columns])
        block = np.where(absent, 0.0, normalised[:, columns])
        block -= _means(block, absent, scored)
        block *= scale[:, d, np.newaxis]
        np.copyto(block, 0.0, where=absent)
        gap = by_theme[:, d] - np.vecdot(block, weights)
        partly = np.flatnonzero((scores.theme_coverage[:, d] < 1) & ~np.isnan(scores.themes[:, d]))
        rest = _rest(gap, partly, absent[partly], weights)
        block += gap[:, np.newaxis]
        block *= weights
        block[partly] += rest
        result[:, columns] = block
    return result


def _theme_parts(themes: Floats, tree: Tree) -> Floats:
    """Return the parts (N, D) of the known themes, whatever the coverage; 0 for a missing theme."""
    return _known_or_zero(themes * _pull(themes, tree))


def _pull(themes: Floats, tree: Tree) -> Floats:
    """Return w_d (T_d / U)^(p - 1): (N, D) or (1, D), NaN where unknown.

    The weights of the known themes are raised to sum 1.
    """
    known = ~np.isnan(themes)
    weights = tree.theme_weights if known.all() else _shares(np.where(known, tree.theme_weights, 0.0))
    if tree.power == 1:
        return np.broadcast_to(weights, themes.shape)
    powers = np.where(known, themes, 0.0) ** tree.power
    total = np.sum(weights * powers, axis=1, keepdims=True) ** (1 / tree.power)
    positive = np.where(themes > 0, themes, np.nan)  # a theme at 0 brings 0, also where p is below 1
    return weights * (positive / np.where(total > 0, total, 1.0)) ** (tree.power - 1)


def _scale(themes: Floats, coverage: Floats, tree: Tree) -> Floats:
    """Return what one weighted point of a known indicator brings to the total: (N, D), NaN for a theme without a score."""
    return np.where(np.isnan(themes), np.nan, _pull(themes, tree)) / np.where(coverage > 0, coverage, 1.0)


def _rest(gap: Floats, rows: Indexes, absent: Flags, weights: Floats) -> Floats:
    """Return what these `rows` of `gap` (N,) bring to the indicators `absent` there (n, q), by weight.

    It leaves `gap` then.
    """
    shares = _shares(np.where(absent, weights, 0.0))
    there = shares.any(axis=1)
    rest = np.where(there, gap[rows], 0.0)[:, np.newaxis] * shares
    gap[rows[there]] = 0.0
    return rest


def _shares(amounts: Floats) -> Floats:
    """Divide each row by its sum; a row of zeros stays so."""
    sums = amounts.sum(axis=1, keepdims=True)
    return amounts / np.where(sums > 0, sums, 1.0)


def _known_means(table: Floats) -> Floats:
    """Return the mean of the known values in each column; NaN for a column without any."""
    missing = np.isnan(table)
    return _means(np.where(missing, 0.0, table), missing, np.ones(table.shape[0], bool))


def _means(filled: Floats, missing: Flags, rows: Flags) -> Floats:
    """Return the mean in each column of what is not `missing`, over the chosen `rows`.

    `filled` has 0 where it is missing.
    """
    counted = rows.astype(np.float64)
    known = counted.sum() - counted @ missing.astype(np.float64)
    return ratio(counted @ filled, known)


def _known_or_zero(table: Floats) -> Floats:
    """Replace NaN by 0, in place: for parts of a sum only, never for a score."""
    np.copyto(table, 0.0, where=np.isnan(table))
    return table
