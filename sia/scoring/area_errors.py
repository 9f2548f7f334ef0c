"""The error of the total of each area, from those of its figures, and the totals that are possible with it.

The total of an area is a weighted sum of its scores, so that the variance of its error follows exactly from those of the
figures, as long as no score ends at a goalpost. Where figures are measured by each other, a score is taken to move with
its figure as it does over all areas. The weights inside themes are those of the tree.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from .arithmetic import ratio
from .draws import Indexes
from .tree import Floats, Normalisation, Tree

LEAST_BETWEEN = 0.05  # of the variance that is seen, or of the errors: areas always differ by something


@dataclass(frozen=True, slots=True, eq=False)
class AreaErrors:
    """The errors of the theme scores (from 0 to 1) of N areas.

    `themes` (D, N) are the scores, 0 where no figure is known; `known` (D, N) is 1 where one is. `own` (D, N) is the
    variance of what comes by itself, `common` (S, D, N) the error that the figures of each of S sources share.
    """

    themes: Floats
    known: Floats
    own: Floats
    common: Floats

    @classmethod
    def of(cls, scores: Floats, errors: Floats, sources: Indexes, tree: Tree, correlation: float) -> Self:
        """Return them from the scores (N, Q) from 0 to 1, NaN where missing, their `errors` and the `sources` (Q,)."""
        there = ~np.isnan(scores)
        numbers = np.unique(sources)
        themes, known, own = (np.zeros((len(tree.themes), len(scores))) for _ in range(3))
        common = np.zeros((numbers.size, *own.shape))
        for d, columns in enumerate(tree.columns):
            weights = np.where(there[:, columns], tree.weights[columns], 0.0)
            share = weights.sum(axis=1, keepdims=True)
            weights /= np.where(share > 0, share, 1.0)
            known[d] = share[:, 0] > 0
            themes[d] = (weights * np.nan_to_num(scores[:, columns])).sum(axis=1)
            parts = weights * errors[:, columns]
            own[d] = (1 - correlation) * (parts**2).sum(axis=1)
            for s, number in enumerate(numbers.tolist()):
                common[s, d] = np.sqrt(correlation) * parts[:, sources[columns] == number].sum(axis=1)
        return cls(themes, known, own, common)

    def errors(self, weights: Floats, power: float) -> Floats:
        """Return the standard error (B, N) of totals raised to `power`, under the weights of the themes (B, D).

        Theme by theme in a fixed order, so that it does not hang on how many draws are worked on at once.
        """
        slopes = power * self.themes ** (power - 1) if power != 1 else self.known
        share, variance = (np.zeros((weights.shape[0], self.known.shape[1])) for _ in range(2))
        for weight, known, own, slope in zip(weights.T[..., np.newaxis], self.known, self.own, slopes, strict=True):
            share += weight * known
            variance += weight**2 * (own * slope**2)
        for source in self.common:
            together = np.zeros(share.shape)
            for weight, part in zip(weights.T[..., np.newaxis], source * slopes, strict=True):
                together += weight * part
            variance += together**2
        found: Floats = np.sqrt(variance) / np.where(share > 0, share, np.inf)
        return found


def possible_totals(totals: Floats, errors: Floats, moved: Floats) -> Floats:
    """Return totals (B, N) that may be the true ones, where `totals` (B, N) were seen with the standard `errors` (B, N).

    `moved` (B, N) is by how much a draw of the errors moves each total. Errors spread the totals that are seen: the
    highest are too high on the whole. Each is therefore taken towards the mean of its row by the share of its variance
    that is error, lambda = tau^2 / (tau^2 + se^2), and moved by sqrt(lambda) times its error: the posterior of a normal
    mean. tau^2 is the variance of the row less the mean of se^2, and never less than a twentieth of either. A total without
    an error stays as it is; NaN stays NaN. Source: Efron and Morris (1973), J. Am. Stat. Assoc. 68(341).
    """
    apart, kept = shrinkage(totals, errors)
    found: Floats = np.clip(totals - (1 - kept) * apart + np.sqrt(kept) * moved, 0.0, 1.0)
    return found


def shrinkage(totals: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Return how far each of the totals (B, N) is from the mean of its row, and the share lambda that it keeps of that.

    See `possible_totals`.
    """
    known = ~np.isnan(totals)
    count = np.maximum(np.count_nonzero(known, axis=1, keepdims=True), 1)
    mean = np.where(known, totals, 0.0).sum(axis=1, keepdims=True) / count
    apart = np.where(known, totals - mean, 0.0)
    seen = (apart**2).sum(axis=1, keepdims=True) / count
    variance = np.where(known, errors, 0.0) ** 2
    error = variance.sum(axis=1, keepdims=True) / count
    between = np.maximum(seen - error, LEAST_BETWEEN * np.maximum(seen, error))
    kept = np.divide(between, between + variance, out=np.ones(totals.shape), where=variance > 0)
    return apart, kept


def score_errors(values: Floats, scores: Floats, errors: Floats, tree: Tree, how: str) -> Floats:
    """Return the errors (N, Q) of `scores` (N, Q) from 0 to 1, for `errors` >= 0 in the unit of `values`."""
    if how == Normalisation.GOALPOSTS:
        return errors / np.abs(tree.span)
    return errors * np.nan_to_num(ratio(_spread(scores), _spread(values)))


def _spread(table: Floats) -> Floats:
    """Return the standard deviation (Q,) of what is known in each column of `table` (N, Q), 0 where nothing is."""
    known = ~np.isnan(table)
    count = np.maximum(np.count_nonzero(known, axis=0), 1)
    apart = np.where(known, table - np.where(known, table, 0.0).sum(axis=0) / count, 0.0)
    found: Floats = np.sqrt((apart**2).sum(axis=0) / count)
    return found
