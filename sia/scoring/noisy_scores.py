"""Scores of values with noise on them, many draws at once.

Only the columns in which some value has an error are normalised again. Sums go indicator by indicator over all draws
and areas, never as a matrix product: always in the same order, so that equal areas keep equal scores, and an area
never passes one that is at least as high on everything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from .arithmetic import ratio
from .draws import Indexes, Stream, Uncertainty, noise
from .normalise import DEVIATION, FULL, MIDDLE, SIMD_SCALE, normalise
from .tree import SLACK, Flags, Floats, Normalisation, Tree

NOISY_CELLS = 2**18  # values with noise that are normalised at once: what keeps memory bounded


@dataclass(frozen=True, slots=True, eq=False)
class NoisyTable:
    """Scores of the indicators of one theme, each (B, N) or (N,) where it has no noise, from 0 to 1, 0 where missing.

    `holes` (n',) are the areas that miss some in every draw, `known` (n, n') is 1 for what they have and else 0.
    """

    scores: list[Floats]
    holes: Indexes
    known: Floats

    @property
    def areas(self) -> int:
        return int(self.scores[0].shape[-1])

    def means(self, weights: Floats, least: float) -> Floats:
        """Return weighted means (B, N) of what is known, for each row of `weights` (B, n) >= 0; never above 1.

        NaN where less than the share `least` of the weight is known, and in a row without any weight.
        """
        found, whole = _sums(weights, self.scores), _sums(weights, [np.ones(1)] * weights.shape[1])
        divisor = np.broadcast_to(whole, found.shape)
        if self.holes.size:
            known = _sums(weights, list(self.known))
            divisor = divisor.copy()
            divisor[:, self.holes] = np.where(known >= (least - SLACK) * whole, known, 0.0)
        return ratio(found, divisor)


@dataclass(frozen=True, slots=True, eq=False)
class NoisyScores:
    """The arrays that the draws of one normalisation share, for a tree of Q indicators.

    Of these indicators n columns have an error. `base` (n, N) are the values on the scale on which noise is added, more
    being worse, `cells` (E,) the places in it of those with an error, indicator by indicator, `errors` (E,) on that
    scale (below 0 where less of the figure is worse), `shared` (E,) the place of its area and source among the parts that errors have in common, `missing`
    the places without a value. `steady` (Q, N) are scores without noise, `place` (Q,) the row of an indicator in `base`
    or -1, `known` (Q, N) is 1 for a value.
    """

    tree: Tree
    how: str
    base: Floats
    cells: Indexes
    errors: Floats
    shared: Indexes
    missing: Indexes
    steady: Floats
    place: Indexes
    known: Floats

    @classmethod
    def of(cls, values: Floats, errors: Floats, sources: Indexes, tree: Tree, how: str) -> Self:
        """Return the arrays for raw `values` (N, Q), NaN where missing, `errors` (N, Q) >= 0 and `sources` (Q,).

        A source is a number from 0; the errors of its figures of one area go together.
        """
        known = ~np.isnan(values)
        uncertain = known & (errors > 0)
        noisy = np.flatnonzero(uncertain.any(axis=0))
        place = np.full(tree.weights.size, -1)
        place[noisy] = np.arange(noisy.size)
        on_posts = how == Normalisation.GOALPOSTS
        zero, unit = (tree.start, tree.span) if on_posts else (np.zeros(place.size), tree.direction)
        base = np.ascontiguousarray(((values - zero) / unit)[:, noisy].T)
        missing = np.flatnonzero(np.isnan(base))
        cells = np.flatnonzero(uncertain[:, noisy].T)
        areas = max(1, len(values))
        shared = sources[noisy][cells // areas] * areas + cells % areas
        return cls(
            tree, how, base, cells, (errors / unit)[:, noisy].T.ravel()[cells], shared, missing,
            np.nan_to_num(normalise(values, tree, how) / FULL).T, place, known.T.astype(np.float64),
        )  # fmt: skip

    @property
    def at_once(self) -> int:
        """Return how many draws may be worked on at once."""
        return max(1, NOISY_CELLS // max(1, self.base.size))

    def tables(self, uncertainty: Uncertainty, part: int, rows: Indexes) -> list[NoisyTable]:
        """Return a table for each theme in the draws `rows` (B,)."""
        drawn = self._drawn(uncertainty, part, rows)
        return [self._table(np.arange(self.place.size)[columns], drawn) for columns in self.tree.columns]

    def _drawn(self, uncertainty: Uncertainty, part: int, rows: Indexes) -> Floats:
        """Return scores (B, n, N) with the noise of the draws `rows` (B,), 0 where missing."""
        columns, areas = self.base.shape
        values = np.tile(self.base.ravel(), (rows.size, 1))
        values[:, self.cells] += self._noise(uncertainty, part, rows) * self.errors
        scores = _SCALES[self.how](values.reshape(rows.size * columns, areas)).reshape(values.shape)
        scores[:, self.missing] = 0.0
        return scores.reshape(rows.size, columns, areas)

    def _noise(self, uncertainty: Uncertainty, part: int, rows: Indexes) -> Floats:
        """Return standard normal numbers (B, E), with a common part for each area and source."""
        own, together = noise(uncertainty, part, rows, self.cells.size), uncertainty.error_correlation
        if not together:
            return own
        parts = int(self.shared.max(initial=-1)) + 1
        common = noise(uncertainty, part, rows, parts, Stream.SOURCE)[:, self.shared]
        mixed: Floats = np.sqrt(1 - together) * own + np.sqrt(together) * np.sign(self.errors) * common
        return mixed

    def _table(self, members: Indexes, drawn: Floats) -> NoisyTable:
        known = self.known[members]
        holes = np.flatnonzero((known == 0).any(axis=0))
        scores = [drawn[:, self.place[q]] if self.place[q] >= 0 else self.steady[q] for q in members.tolist()]
        return NoisyTable(scores, holes, known[:, holes])


def mean_places(rows: Floats) -> tuple[Floats, Floats]:
    """Return places (M, N) from 1 = lowest in each of `rows` (M, N), and the number of known values (M, 1).

    Equal values share the mean of their places, as in `ranking.ascending_places`; NaN stays NaN.
    """
    missing = np.isnan(rows)
    filled = np.where(missing, np.inf, rows)
    order = np.argsort(filled, axis=1)
    ordered = np.take_along_axis(filled, order, axis=1)
    tied = (ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] < np.inf)
    shared = np.flatnonzero(tied.any(axis=1))
    sorted_places = np.tile(np.arange(1.0, rows.shape[1] + 1), (rows.shape[0], 1))
    sorted_places[shared] = _shared_places(tied[shared])
    places = np.empty(rows.shape)
    np.put_along_axis(places, order, sorted_places, axis=1)
    places[missing] = np.nan
    return places, rows.shape[1] - np.count_nonzero(missing, axis=1, keepdims=True).astype(np.float64)


def _shared_places(tied: Flags) -> Floats:
    """Return the mean place of each run in sorted rows, from whether (M, N - 1) an item equals the one before it."""
    first = np.tile(np.arange(1.0, tied.shape[1] + 2), (tied.shape[0], 1))
    last = first.copy()
    first[:, 1:][tied] = 0
    last[:, :-1][tied] = np.inf
    np.maximum.accumulate(first, axis=1, out=first)
    backwards = last[:, ::-1]
    np.minimum.accumulate(backwards, axis=1, out=backwards)
    middle: Floats = (first + last) / 2
    return middle


def _between_posts(rows: Floats) -> Floats:
    return np.clip(rows, 0.0, 1.0, out=rows)


def _minmax(rows: Floats) -> Floats:
    lowest = np.fmin.reduce(rows, axis=1, keepdims=True, initial=np.inf)
    span = np.fmax.reduce(rows, axis=1, keepdims=True, initial=-np.inf) - lowest
    rows -= lowest
    return _divided(rows, span)


def _percentile(rows: Floats) -> Floats:
    places, known = mean_places(rows)
    places -= 1
    return _divided(places, known - 1)


def _tscore(rows: Floats) -> Floats:
    known = ~np.isnan(rows)
    count = np.count_nonzero(known, axis=1, keepdims=True)
    rows -= np.where(known, rows, 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1)
    squares = np.where(known, rows, 0.0) ** 2
    deviation = np.sqrt(squares.sum(axis=1, keepdims=True) / np.maximum(count - 1, 1))
    lowest = np.fmin.reduce(rows, axis=1, keepdims=True, initial=np.inf)
    alike = np.fmax.reduce(rows, axis=1, keepdims=True, initial=-np.inf) <= lowest
    rows /= np.where(alike, np.inf, deviation)
    rows *= DEVIATION / FULL
    rows += MIDDLE / FULL
    return np.clip(rows, 0.0, 1.0, out=rows)


def _simd(rows: Floats) -> Floats:
    places, known = mean_places(rows)
    scores: Floats = -SIMD_SCALE / FULL * np.log1p(places / np.maximum(known, 1) * np.expm1(-FULL / SIMD_SCALE))
    return scores


def _divided(rows: Floats, spans: Floats) -> Floats:
    """Divide `rows` (M, N) in place by `spans` (M, 1), with the middle where that is 0."""
    alike = np.flatnonzero(spans <= 0)
    spans[alike] = 1.0
    rows /= spans
    rows[alike] = MIDDLE / FULL
    return rows


def _sums(weights: Floats, scores: list[Floats]) -> Floats:
    """Return the sum over n of `weights` (B, n) times `scores`, n of (B, N) or (N,): (B, N)."""
    found = np.zeros((weights.shape[0], scores[0].shape[-1]))
    for weight, score in zip(weights.T, scores, strict=True):
        found += weight[:, np.newaxis] * score
    return found


_SCALES: dict[str, Callable[[Floats], Floats]] = {
    Normalisation.GOALPOSTS: _between_posts,
    Normalisation.MINMAX: _minmax,
    Normalisation.PERCENTILE: _percentile,
    Normalisation.ZSCORE: _tscore,
    Normalisation.SIMD: _simd,
}
