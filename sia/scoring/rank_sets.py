"""Confidence sets for the ranks of all areas at once, from the errors of their scores alone.

An area's interval tells where its rank lies in most draws. A set says more: that the true ranks of *all* areas lie in
their sets together, with a confidence that holds in repeated samples. Two areas are told apart where the difference of
their scores, over its standard error, is above what the largest such difference of any pair reaches by error alone; once
pairs are told apart, the bound is taken over the others, until no more are (stepwise).

Source: Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91(1), 476-518.
"""

from typing import NamedTuple

import numpy as np

from .draws import Indexes
from .tree import Flags, Floats

MOST_AREAS = 300  # a city; the largest difference is looked for among all pairs, in every draw
COVERAGE = 0.9
DRAWS = 1000
CELLS = 2**20  # differences that are worked on at once


class RankSets(NamedTuple):
    """The best and the worst rank (N,) of each area's set, 1 for the highest score; NaN without a score."""

    low: Floats
    high: Floats


def rank_sets(scores: Floats, errors: Floats, *, seed: int, coverage: float = COVERAGE, draws: int = DRAWS) -> RankSets:
    """Return the sets that hold the true ranks of all areas together in a share `coverage` of repeated samples.

    `scores` (N,) with independent normal `errors` (N,), standard errors >= 0 in the same unit; NaN scores have no set
    and play no part. Two areas without any error are told apart by any difference. Raises ValueError for more than 300
    areas with a score, and unless the coverage lies between 0 and 1.
    """
    if not 0 < coverage < 1:
        raise ValueError("'coverage' must be a share between 0 and 1.")
    scored = np.flatnonzero(~np.isnan(scores))
    if scored.size > MOST_AREAS:
        raise ValueError(f"Confidence sets are for at most {MOST_AREAS} areas, not {scored.size}.")
    one, other = np.triu_indices(scored.size, k=1)
    spread = np.hypot(errors[scored][one], errors[scored][other])
    ahead = scores[scored][one] - scores[scored][other]
    apart = np.divide(ahead, spread, out=np.copysign(np.inf, ahead), where=spread > 0)
    apart[ahead == 0] = 0.0
    noise = np.random.default_rng(seed).standard_normal((draws, scored.size)) * errors[scored]
    told = _told_apart(np.abs(apart), noise, (one, other), spread, coverage)
    above = np.bincount(other[told & (apart > 0)], minlength=scored.size)
    above += np.bincount(one[told & (apart < 0)], minlength=scored.size)
    below = np.bincount(one[told & (apart > 0)], minlength=scored.size)
    below += np.bincount(other[told & (apart < 0)], minlength=scored.size)
    low, high = np.full(scores.shape, np.nan), np.full(scores.shape, np.nan)
    low[scored], high[scored] = 1 + above, scored.size - below
    return RankSets(low, high)


def _told_apart(apart: Floats, noise: Floats, pairs: tuple[Indexes, Indexes], spread: Floats, coverage: float) -> Flags:
    """Return which pairs (P,) are told apart, by `apart` (P,): the difference of each over its standard error."""
    told = np.isinf(apart)
    while not told.all():
        bound = float(np.quantile(_largest(noise, pairs, spread, ~told), coverage))
        more = ~told & (apart > bound)
        if not more.any():
            break
        told |= more
    return told


def _largest(noise: Floats, pairs: tuple[Indexes, Indexes], spread: Floats, among: Flags) -> Floats:
    """Return the largest difference that errors alone make among some pairs, in each draw (draws,)."""
    one, other, divisor = pairs[0][among], pairs[1][among], spread[among]
    divisor = np.where(divisor > 0, divisor, np.inf)
    step = max(1, CELLS // one.size)
    found = [
        np.abs((noise[start : start + step, one] - noise[start : start + step, other]) / divisor).max(axis=1)
        for start in range(0, len(noise), step)
    ]
    return np.concatenate(found)
