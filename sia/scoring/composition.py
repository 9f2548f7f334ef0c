"""Figures that are better or worse than the composition of an area lets expect: the area model of Fay and Herriot.

The figure of an area is what a regression on its composition expects, plus an effect of the area itself, plus the
error of the figure. The effect is estimated by taking what is left over towards zero, by the share of it that is error:
the figure of a small area says less.

Sources: Fay and Herriot (1979), J. Am. Stat. Assoc. 74(366); Prasad and Rao (1990), J. Am. Stat. Assoc. 85(409).
"""

from dataclasses import dataclass

import numpy as np

from .tree import Flags, Floats

PER_REGRESSOR = 10  # areas at least for each regressor: with fewer a regression follows chance
Z = 1.6449  # standard errors on either side of an interval of 90 %


@dataclass(frozen=True, slots=True, eq=False)
class AreaEffects:
    """The effect (N,) of each area in the unit of its figure, and the standard `error` (N,); NaN for areas left out.

    `explained` is the share from 0 to 1 of the variance between the `areas` compared that composition explains.
    """

    effect: Floats
    error: Floats
    explained: float
    areas: int

    @property
    def clear(self) -> Flags:
        """Return of which areas (N,) the interval of 90 % does not hold zero."""
        return np.abs(np.nan_to_num(self.effect)) > Z * np.nan_to_num(self.error, nan=np.inf)


def find_area_effects(values: Floats, errors: Floats, composition: Floats) -> AreaEffects | None:
    """Return the effects of the areas on `values` (N,), with standard `errors` (N,) >= 0, beside `composition` (N, P).

    An area of which anything is NaN is left out. None where fewer than ten areas for each column are left, or where the
    columns do not tell areas apart. The regression is weighted by the variance A of the effects, by the moments of
    Prasad and Rao, plus that of the error. The error of an effect is g1 + gamma^2 x'Vx + 2 g3: of the figure, of the
    regression and of A. Where A is zero, composition and error explain all: every effect is zero.
    """
    known = ~(np.isnan(values) | np.isnan(errors) | np.isnan(composition).any(axis=1))
    count, columns = int(known.sum()), composition.shape[1]
    if not columns or count < PER_REGRESSOR * columns:
        return None
    table = composition[known]
    spread = table.std(axis=0)
    design = np.column_stack([np.ones(count), (table - table.mean(axis=0)) / np.where(spread > 0, spread, 1.0)])
    seen, variance = values[known], errors[known] ** 2
    if np.linalg.matrix_rank(design) <= columns or np.ptp(seen) == 0:
        return None
    between, explained = _between(seen, variance, design)
    effect, error = (np.full(values.size, np.nan) for _ in range(2))
    effect[known], error[known] = _effects(seen, variance, design, between)
    return AreaEffects(effect, error, explained, count)


def _between(seen: Floats, variance: Floats, design: Floats) -> tuple[float, float]:
    """Return the variance of the effects by the method of moments, never below zero, and the share explained."""
    basis, _triangle = np.linalg.qr(design)
    left = seen - basis @ (basis.T @ seen)
    leverage = (basis**2).sum(axis=1)
    free = seen.size - design.shape[1]
    between = (left @ left - variance @ (1 - leverage)) / free
    apart = seen - seen.mean()
    return max(0.0, float(between)), 1 - float(left @ left) / float(apart @ apart)


def _effects(seen: Floats, variance: Floats, design: Floats, between: float) -> tuple[Floats, Floats]:
    """Return the effect of each area and its standard error."""
    if between == 0:
        return np.zeros(seen.size), np.sqrt(variance)
    total = between + variance
    kept = between / total
    inverse = np.linalg.inv(design.T @ (design / total[:, np.newaxis]))
    left = seen - design @ (inverse @ (design.T @ (seen / total)))
    of_figure = kept * variance
    of_regression = kept**2 * np.einsum("ip,pq,iq->i", design, inverse, design)
    of_between = variance**2 / total**3 * 2 * (total**2).sum() / seen.size**2
    return kept * left, np.sqrt(of_figure + of_regression + 2 * of_between)
