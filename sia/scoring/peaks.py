"""Peaks that an average hides: a single very high score, and people who see it otherwise than the figures do."""

from dataclasses import dataclass

import numpy as np

from .advice import top_count
from .aggregate import theme_scores, total_scores
from .prepare import restricted
from .tree import Flags, Floats, Tree

TOP_DECILE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """The scores in the top decile: `themes` (N, D), `indicators` (N, Q); `flagged` (N,) areas with any."""

    themes: Flags
    indicators: Flags
    flagged: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Natures:
    """Totals from facts alone and from perception alone, from 0 to 100, and `gap` = perception - facts. All (N,).

    NaN where there is no total, and for all areas where the tree has no indicator of that nature.
    """

    facts: Floats
    perception: Floats
    gap: Floats


def peaks(themes: Floats, normalised: Floats, share: float = TOP_DECILE) -> Peaks:
    """Return peak flags of theme scores (N, D) and directed indicators (N, Q): see `in_top`."""
    high_themes, high_indicators = in_top(themes, share), in_top(normalised, share)
    return Peaks(high_themes, high_indicators, high_themes.any(axis=1) | high_indicators.any(axis=1))


def in_top(scores: Floats, share: float = TOP_DECILE) -> Flags:
    """Return whether at most a `share` of the known areas (rounded up) scores as high or higher, by column of (N, K).

    Equal scores are in together or out together: where too many share the highest there is no peak, and where all
    are equal neither. NaN is no peak.
    """
    found = np.zeros(scores.shape, bool)
    for k, column in enumerate(scores.T):
        known = np.sort(column[~np.isnan(column)])
        if known.size and known[0] < known[-1]:
            as_high = known.size - np.searchsorted(known, column, side="left")
            found[:, k] = ~np.isnan(column) & (as_high <= top_count(known, share))
    return found


def natures(normalised: Floats, tree: Tree, perception: Flags) -> Natures:
    """Return the total by nature, from the same tree with only those indicators, weights raised to sum 1.

    `normalised` (N, Q) from 0 to 100; `perception` (Q,) True where an indicator tells what people say, False where
    it is a fact. The missing rules count within each nature.
    """
    facts, said = _total(normalised, restricted(tree, ~perception)), _total(normalised, restricted(tree, perception))
    return Natures(facts, said, said - facts)


def _total(normalised: Floats, tree: Tree | None) -> Floats:
    if tree is None:
        return np.full(normalised.shape[0], np.nan)
    return total_scores(theme_scores(normalised, tree)[0], tree)[0]
