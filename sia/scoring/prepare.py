"""Before scoring: rates from counts, small numbers pulled to their parent, outliers tamed, a tree with less in it.

Each step can be switched off for each indicator, and none changes its input: the caller keeps both values to show.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from .tree import Flags, Floats, Tree

SMALL = 100  # a percentage of fewer people, homes or answers than this is too coarse to take as it is
BISECTIONS = 100
SKEWED, HEAVY = 2.0, 3.5  # beyond both an indicator is treated
MOST_WINSORISED, SHARE_WINSORISED = 5, 20  # areas, and one in so many
LOG_SHIFT = 0.01  # of the range, so that the logarithm of the end point exists
FEWEST_FOR_SHAPE = 4


def rate(numerator: Floats, denominator: Floats, value: Floats, per: float = 1.0) -> Floats:
    """Return `per` * numerator / denominator where both are given, else `value`.

    All of one shape, NaN where missing. `per` is 100 for a percentage and 1000 for a rate per thousand, in the unit of
    `value`. A denominator of 0 gives no rate: there the value counts. Raises ValueError for a denominator below 0.
    """
    if np.any(denominator < 0):
        raise ValueError("A denominator must not be below 0.")
    given = ~np.isnan(numerator) & (denominator > 0)
    return np.divide(numerator * per, denominator, out=np.array(value, np.float64), where=given)


def percentage_errors(standard_errors: Floats, denominators: Floats, means: Floats, percentage: Flags) -> Floats:
    """Return `standard_errors` (N, Q), where unknown for a percentage of fewer than 100: sqrt(m (100 - m) / n).

    `denominators` n (N, Q); `means` m of the parents in percent, (Q,) or (N, Q); `percentage` (Q,) which indicators
    are percentages, from 0 to 100. The percentage of the parent stands in the binomial, not that of the area: 0 out
    of 3 would otherwise seem certain. n = 0 gives infinity; all else that is unknown stays NaN.
    """
    small = np.isnan(standard_errors) & (denominators < SMALL) & percentage
    spread = np.broadcast_to(np.clip(means, 0, 100) * (100 - np.clip(means, 0, 100)), small.shape)
    variances = np.divide(spread, denominators, out=np.full(small.shape, np.inf), where=small & (denominators > 0))
    return np.where(small, np.sqrt(variances), standard_errors)


def shrink(
    values: Floats, standard_errors: Floats, means: Floats, switched_on: Flags | None = None
) -> tuple[Floats, Floats]:
    """Return values pulled to the mean of their parent area, and by how much not: (shrunk (N, Q), lambda (N, Q)).

    shrunk = lambda x + (1 - lambda) m with lambda = tau^2 / (tau^2 + se^2), tau^2 as in `between_variance`. `values`
    and `standard_errors` (N, Q) in one unit, `means` (Q,) or (N, Q), `switched_on` (Q,), all by default. lambda is 1,
    and the value untouched to the bit, where the error or the mean is unknown, the error is 0, the indicator is off
    or fewer than two values are known; NaN where the value is missing, which is never filled in. Raises ValueError
    for an error below 0. Source: the shrinkage of the English and Scottish Indices of Deprivation (Noble et al.).
    """
    if np.any(standard_errors < 0):
        raise ValueError("A standard error must not be below 0.")
    deviations = values - means
    variances = np.where(np.isnan(standard_errors), 0.0, standard_errors**2)
    between = np.broadcast_to(between_variance(deviations, variances), values.shape)
    pulled = (variances > 0) & ~np.isnan(deviations) & ~np.isnan(between)
    if switched_on is not None:
        pulled &= switched_on
    kept = np.divide(between, between + variances, out=np.ones(values.shape), where=pulled)
    shrunk = np.where(pulled, means + kept * deviations, values)
    return shrunk, np.where(np.isnan(values), np.nan, kept)


def between_variance(deviations: Floats, variances: Floats) -> Floats:
    """Return tau^2 (Q,): the variance between areas, without that of their measurement; NaN for fewer than two areas.

    From the `deviations` (N, Q) from the parents, NaN where unknown, and the `variances` se^2 (N, Q) of each value:
    the tau^2 with sum of deviation^2 / (tau^2 + se^2) = n - 1, and 0 where there is none. Equal errors make it the
    plain variance less se^2; one hopeless error does not spoil it for the others. Source: Paule and Mandel (1982),
    J. Res. NBS 87, 377-385.
    """
    known = ~np.isnan(deviations) & np.isfinite(variances)
    squares = np.where(known, deviations, 0.0) ** 2
    freedom = np.count_nonzero(known, axis=0) - 1
    low, high = np.zeros(freedom.shape), squares.sum(axis=0) / np.maximum(freedom, 1)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        spread = middle + variances
        above = np.divide(squares, spread, out=np.zeros(spread.shape), where=spread > 0).sum(axis=0) > freedom
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(freedom > 0, low, np.nan)


class Method(StrEnum):
    NONE = "none"
    WINSORISED = "winsorised"
    LOGGED = "logged"


@dataclass(frozen=True, slots=True)
class Treatment:
    """The treatment of the outliers of one indicator, so that it can be shown, and done again to another year.

    Skewness and excess kurtosis before and after; `areas` how many values were moved. Winsorised: values are held
    between `floor` and `ceiling`. Logged: s * ln(s (x - edge) + shift), which keeps the order; s is the `sign` of
    the skewness and `edge` the end point on its other side.
    """

    method: Method
    skewness: float
    kurtosis: float
    skewness_after: float
    kurtosis_after: float
    areas: int = 0
    floor: float = -np.inf
    ceiling: float = np.inf
    sign: float = 1.0
    edge: float = 0.0
    shift: float = 0.0

    def apply(self, values: Floats) -> Floats:
        """Return the treated `values`, of any shape: a copy.

        Goalposts go the same way. NaN stays NaN.
        """
        if self.method == Method.LOGGED:
            return self.sign * np.log(np.maximum(self.sign * (values - self.edge), 0.0) + self.shift)
        return np.clip(values, self.floor, self.ceiling)


def outliers(values: Floats, switched_on: Flags | None = None) -> tuple[Floats, tuple[Treatment, ...]]:
    """Return values (N, Q) without extreme outliers, and for each of the Q indicators what was done.

    Where |skewness| >= 2 and excess kurtosis >= 3.5, end points are set to the next value, one at a time on the side
    of the tail, until that no longer holds; if it takes more than 5 areas or more than 5 % of them, the logarithm of
    `Treatment` is taken instead, of the values as they came. `switched_on` (Q,), all by default. NaN stays NaN.
    Source: Becker et al. (2022), COINr, J. Open Source Softw. 7(78), 4567, `Treat`.
    """
    on = np.ones(values.shape[1], bool) if switched_on is None else switched_on
    known = (column[~np.isnan(column)] for column in values.T)
    treatments = tuple(_treatment(column, bool(treat)) for column, treat in zip(known, on, strict=True))
    treated = np.array(values, np.float64)
    for q, treatment in enumerate(treatments):
        treated[:, q] = treatment.apply(values[:, q])
    return treated, treatments


def skewness(values: Floats) -> float:
    """Return bias-corrected skewness G1 of `values` (n,), all known; NaN for fewer than 4 or all equal.

    G1 = g1 sqrt(n (n - 1)) / (n - 2). Source: Joanes and Gill (1998), The Statistician 47, 183-189.
    """
    n, moment = values.size, _standard_moment(values, 3)
    return moment * float(np.sqrt(n * (n - 1))) / (n - 2) if not np.isnan(moment) else np.nan


def excess_kurtosis(values: Floats) -> float:
    """Return bias-corrected excess kurtosis G2 of `values` (n,), all known; NaN for fewer than 4 or all equal.

    G2 = (n - 1) ((n + 1) g2 + 6) / ((n - 2) (n - 3)). Source: Joanes and Gill (1998).
    """
    n, moment = values.size, _standard_moment(values, 4)
    return (n - 1) * ((n + 1) * (moment - 3) + 6) / ((n - 2) * (n - 3)) if not np.isnan(moment) else np.nan


def restricted(tree: Tree, keep: Flags) -> Tree | None:
    """Return the same tree with only the indicators to `keep` (Q,): None where no weight is left.

    Shapes stay, so that values still fit: what is left out gets weight 0 and the rest is raised to sum 1. A theme
    without anything left has weight 0 and its own weights as they were; they no longer reach a total.
    """
    raw = np.where(keep, tree.weights, 0.0)
    left = np.bincount(tree.theme_of, weights=raw, minlength=len(tree.themes))
    theme_weights = np.where(left > 0, tree.theme_weights, 0.0)
    if not theme_weights.sum() > 0:
        return None
    inside = left[tree.theme_of]
    weights = np.divide(raw, inside, out=tree.weights.copy(), where=inside > 0)
    return replace(tree, theme_weights=theme_weights / theme_weights.sum(), weights=weights)


def _treatment(known: Floats, switched_on: bool) -> Treatment:
    before = skewness(known), excess_kurtosis(known)
    if not (switched_on and _extreme(*before)):
        return Treatment(Method.NONE, *before, *before)
    sign = np.sign(before[0])
    edge, reach = (known.min() if sign > 0 else known.max()), np.ptp(known)
    treatment = _winsorised(known, before) or Treatment(
        Method.LOGGED, *before, *before, known.size, sign=float(sign), edge=float(edge), shift=float(LOG_SHIFT * reach)
    )
    treated = treatment.apply(known)
    return replace(treatment, skewness_after=skewness(treated), kurtosis_after=excess_kurtosis(treated))


def _winsorised(known: Floats, before: tuple[float, float]) -> Treatment | None:
    """Move one end point at a time to the next value; None where that takes too many areas."""
    most = min(MOST_WINSORISED, known.size // SHARE_WINSORISED)
    held, moved = known, 0
    while _extreme(skewness(held), excess_kurtosis(held)):
        if skewness(held) > 0:
            held = np.minimum(held, held[held < held.max()].max())
        else:
            held = np.maximum(held, held[held > held.min()].min())
        moved = int(np.count_nonzero(held != known))
        if moved > most:
            return None
    floor = float(held.min()) if held.min() > known.min() else -np.inf  # the other end stays open for another year
    ceiling = float(held.max()) if held.max() < known.max() else np.inf
    return Treatment(Method.WINSORISED, *before, *before, moved, floor, ceiling)


def _extreme(skew: float, kurtosis: float) -> bool:
    return abs(skew) >= SKEWED and kurtosis >= HEAVY  # NaN is neither


def _standard_moment(values: Floats, order: int) -> float:
    """Return the mean of ((x - mean) / sd) ^ order with sd over n; NaN for fewer than 4 or all equal."""
    if values.size < FEWEST_FOR_SHAPE or np.ptp(values) == 0:
        return np.nan
    deviations = values - values.mean()
    return float(np.mean(deviations**order) / np.mean(deviations**2) ** (order / 2))
