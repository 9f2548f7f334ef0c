"""Coherence of a model: whether its indicators belong together, weights do what they say, and the order holds."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .arithmetic import ratio
from .ranking import rank
from .tree import Flags, Floats, Tree

type Scorer = Callable[[Floats], Floats]  # values (n, Q) to totals (n,), such as score_tree(...).total

ALIKE = 0.85
BEYOND_CHANCE = 1.96  # standard errors: two-sided, 5 %
LEAST_RATIO, MOST_RATIO = 0.5, 2.0
FEWEST_FOR_CORRELATION = 3
HIGHEST_R = 1 - 1e-12  # beyond it Fisher's z is infinite
MOST_AREAS = 300  # pairs grow with the square


@dataclass(frozen=True, slots=True, eq=False)
class Correlations:
    """Inside themes: `r` (Q, Q), NaN on the diagonal, between themes and where unknown; symmetric.

    `opposed` (Q, Q): r < 0 beyond chance, two indicators cancel each other; `groups` of columns that count one thing:
    each is linked to another of its group by |r| > 0.85.
    """

    r: Floats
    opposed: Flags
    groups: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """The real weight of the themes, all (D,): `nominal` weights beside `r_squared` of the theme with the total.

    `share` is r_squared divided by its sum, `ratio` is share / nominal, NaN where the weight is 0; `flagged` where
    the ratio is below 0.5 or above 2.
    """

    nominal: Floats
    r_squared: Floats
    share: Floats
    ratio: Floats
    flagged: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Transitivity:
    """`cycles`: in how many triples i is at least j, j at least k, but k above i, each pair scored on its own.

    `contradicted` (N, N): i comes before j on their own, but not among all. 0 and none where the order holds.
    """

    cycles: int
    contradicted: Flags


def correlations(normalised: Floats, tree: Tree) -> Correlations:
    """Return Pearson's r of each two directed indicators (N, Q) of one theme, over the areas that have both.

    Unknown for fewer than three such areas, or where one of the two is equal for all. Source: OECD/JRC (2008), step
    4; chance by Fisher's z (1921), Metron 1(4), 3-32.
    """
    r = np.full((tree.weights.size, tree.weights.size), np.nan)
    for d in range(len(tree.themes)):
        for first, second in combinations(np.flatnonzero(tree.theme_of == d).tolist(), 2):
            r[first, second] = r[second, first] = correlation(normalised[:, first], normalised[:, second])
    known = (~np.isnan(normalised)).astype(np.float64)
    errors = ratio(1.0, np.sqrt(np.maximum(known.T @ known - FEWEST_FOR_CORRELATION, 0)))  # of z: NaN for three areas
    opposed = np.arctanh(np.clip(r, -HIGHEST_R, HIGHEST_R)) < -BEYOND_CHANCE * errors
    return Correlations(r, opposed, _linked(np.abs(r) > ALIKE))


def first_component(normalised: Floats) -> float:
    """Return the share of the first principal component in the variance of the directed indicators (N, Q), 0 to 1.

    From the correlations over the areas that have both; NaN for fewer than two indicators that vary. Near 1: all say
    one thing. Source: OECD/JRC (2008), step 4.
    """
    count = normalised.shape[1]
    r = np.eye(count)
    for first, second in combinations(range(count), 2):
        r[first, second] = r[second, first] = correlation(normalised[:, first], normalised[:, second])
    varies = np.count_nonzero(~np.isnan(r), axis=0) > 1
    if np.count_nonzero(varies) < 2:  # noqa: PLR2004 -- of one alone there is nothing to share
        return np.nan
    found = np.nan_to_num(r[np.ix_(varies, varies)])
    return float(min(np.linalg.eigvalsh(found)[-1] / len(found), 1.0))


def _linked(links: Flags) -> tuple[tuple[int, ...], ...]:
    """Return the groups of two or more columns that `links` (Q, Q), symmetric, holds together."""
    reached = links | np.eye(len(links), dtype=bool)
    while True:
        further = (reached.astype(np.int64) @ reached.astype(np.int64)) > 0
        if (further == reached).all():
            break
        reached = further
    groups = {tuple(np.flatnonzero(row).tolist()) for row in reached}
    return tuple(sorted(group for group in groups if len(group) > 1))


def correlation(first: Floats, second: Floats) -> float:
    """Return Pearson's r of two columns (N,) over the rows that have both.

    NaN for fewer than three or without spread.
    """
    known = ~np.isnan(first) & ~np.isnan(second)
    x, y = first[known], second[known]
    if x.size < FEWEST_FOR_CORRELATION or np.ptp(x) == 0 or np.ptp(y) == 0:
        return np.nan
    x, y = x - x.mean(), y - y.mean()
    return float(np.clip((x @ y) / np.sqrt((x @ x) * (y @ y)), -1, 1))


def cronbach(items: Floats) -> float:
    """Return alpha = q / (q - 1) * (1 - sum of the variances / variance of the sum), over complete rows of (N, q).

    NaN for fewer than two items or complete rows, or where the sum does not vary. Near 1: the items measure one
    thing. Source: Cronbach (1951), Psychometrika 16, 297-334.
    """
    complete = items[~np.isnan(items).any(axis=1)]
    rows, count = complete.shape
    if min(rows, count) < 2 or np.ptp(complete.sum(axis=1)) == 0:  # noqa: PLR2004 -- a variance needs two
        return np.nan
    inside = complete.var(axis=0, ddof=1).sum()
    return float(count / (count - 1) * (1 - inside / complete.sum(axis=1).var(ddof=1)))


def cronbach_by_theme(normalised: Floats, tree: Tree) -> Floats:
    """Return `cronbach` of the directed indicators (N, Q) of each theme: (D,)."""
    return np.array([cronbach(normalised[:, columns]) for columns in tree.columns])


def influence(themes: Floats, totals: Floats, tree: Tree) -> Influence:
    """Return the real influence of each theme: R^2 of its scores (N, D) with the `totals` (N,), beside its weight.

    NaN where a theme or the total does not vary. Source: Becker et al. (2017), Ecol. Indic. 80, 12-22, with the
    linear measure.
    """
    r_squared = np.array([correlation(scores, totals) ** 2 for scores in themes.T])
    known = np.where(np.isnan(r_squared), 0.0, r_squared).sum()
    share = r_squared / known if known > 0 else np.full(r_squared.shape, np.nan)
    nominal = tree.theme_weights
    influence = ratio(share, nominal)
    return Influence(nominal, r_squared, share, influence, (influence < LEAST_RATIO) | (influence > MOST_RATIO))


def reversals(values: Floats, score: Scorer) -> Flags:
    """Return which areas take another place among the rest when the last area leaves: (N,), none where the order holds.

    `values` (N, Q); `score` gives totals for any number of rows. Goalposts keep the order; min-max may not. Source:
    Belton and Gear (1983), Omega 11, 228-230.
    """
    totals = score(values)
    found = np.zeros(totals.shape, bool)
    if not np.isnan(totals).all():
        rest = np.arange(totals.size) != np.nanargmin(totals)
        before, after = rank(totals[rest]), rank(score(values[rest]))
        found[rest] = (before != after) & ~(np.isnan(before) & np.isnan(after))
    return found


def transitivity(values: Floats, score: Scorer) -> Transitivity:
    """Return whether areas compared two by two, without the others, stand in one order, and in the order of all.

    `values` (N, Q); `score` as in `reversals`, called N (N - 1) / 2 times: raises ValueError for more than 300 areas.
    Areas without a total, among all or in a pair, are not compared. Source: Wang and Triantaphyllou (2008), Omega 36,
    45-63, tests 2 and 3.
    """
    count = len(values)
    if count > MOST_AREAS:
        raise ValueError(f"Comparing two by two is for at most {MOST_AREAS} areas, not {count}.")
    before, level = np.zeros((2, count, count), bool)
    for i, j in combinations(range(count), 2):
        first, second = score(values[[i, j]])
        before[i, j], before[j, i] = first > second, second > first
        level[i, j] = level[j, i] = first == second
    totals = score(values)
    at_least = (before | level).astype(np.int64)
    cycles = int(np.sum((at_least @ at_least) * before.T))
    among_all = totals[:, np.newaxis] <= totals  # False where either is NaN
    return Transitivity(cycles, before & among_all)
