"""The choices of the model that move the order most: Sobol' indices, and leaving out one indicator at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .aggregate import theme_scores, total_scores
from .normalise import normalise
from .prepare import restricted
from .ranking import rank
from .tree import Floats, Tree

type Evaluate = Callable[[Mapping[str, Any]], float]

REPLICATES = 500
LEVEL = 0.9  # of the bootstrap intervals


@dataclass(frozen=True, slots=True)
class Factor:
    """A choice of the model: one of the `choices`, equally likely, or without any a number drawn from 0 to 1."""

    name: str
    choices: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        if len(self.choices) == 1:
            raise ValueError(f"'{self.name}' has one possibility: that is no choice.")

    def pick(self, uniform: float) -> Any:
        """Return the choice that belongs to a number from 0 up to, not with, 1."""
        return self.choices[int(uniform * len(self.choices))] if self.choices else uniform


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """`first` (k,) the share of the variance that a factor explains alone, `total` (k,) with all its interactions.

    Both estimates, so that they may fall a little below 0 or above 1; NaN where nothing varies. `first_interval` and
    `total_interval` (2, k): the low and high end of a bootstrap interval of 90 %.
    """

    first: Floats
    total: Floats
    first_interval: Floats
    total_interval: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """The indices by factor `names`, the `mean` of the model output, the number of `runs` of the model."""

    names: tuple[str, ...]
    indices: Indices
    mean: float
    runs: int

    @property
    def strongest(self) -> str | None:
        """Return the factor with the highest total index, "the order depends most on ...".

        None where nothing varies.
        """
        known = not np.isnan(self.indices.total).any()
        return self.names[int(np.argmax(self.indices.total))] if known else None


@dataclass(frozen=True, slots=True, eq=False)
class LeaveOneOut:
    """The `mean` and the `largest` rank shift over the areas when indicator q is left out: both (Q,)."""

    mean: Floats
    largest: Floats


def sensitivity(evaluate: Evaluate, factors: tuple[Factor, ...], n: int = 512, seed: int = 0) -> Sensitivity:
    """Return first-order and total indices of `evaluate` over the `factors`, in n (k + 2) runs.

    `evaluate` takes the choices by factor name and returns one number; it must depend on nothing else. The same seed
    gives the same bytes. Raises ValueError without factors or with two of one name.
    """
    names = tuple(factor.name for factor in factors)
    if not names or len(set(names)) < len(names):
        raise ValueError("Give at least one factor, each with a name of its own.")
    a, b = samples(len(names), n, seed)

    def output(points: Floats) -> Floats:
        rows = ([factor.pick(u) for factor, u in zip(factors, row, strict=True)] for row in points.tolist())
        return np.array([evaluate(dict(zip(names, row, strict=True))) for row in rows])

    at_a, at_b = output(a), output(b)
    crossed = np.array([output(points) for points in cross(a, b)])
    found = indices(at_a, at_b, crossed, seed)
    return Sensitivity(names, found, float(np.concatenate([at_a, at_b]).mean()), n * (len(names) + 2))


def samples(factors: int, n: int, seed: int) -> tuple[Floats, Floats]:
    """Return two independent samples A and B (n, k) of the unit cube, from 0 up to, not with, 1.

    A Latin hypercube from PCG64: each column of each sample has one point in every n-th part. That makes the
    estimates steadier than plain draws, and the bootstrap intervals if anything too wide. Raises ValueError for n < 2.
    """
    if n < 2:  # noqa: PLR2004 -- one point has no variance
        raise ValueError("A sensitivity analysis needs two points or more.")
    random = np.random.default_rng(seed)
    strata = random.permuted(np.repeat(np.arange(n)[:, np.newaxis], 2 * factors, axis=1), axis=0)
    points = np.minimum((strata + random.random(strata.shape)) / n, np.nextafter(1, 0))
    return points[:, :factors], points[:, factors:]


def cross(a: Floats, b: Floats) -> Floats:
    """Return the points A with column i from B, for each i: (k, n, k)."""
    crossed = np.repeat(a[np.newaxis], a.shape[1], axis=0)
    for i in range(a.shape[1]):
        crossed[i, :, i] = b[:, i]
    return crossed


def indices(a: Floats, b: Floats, crossed: Floats, seed: int = 0, replicates: int = REPLICATES) -> Indices:
    """Return Sobol' indices of any function from its outputs at A (n,), at B (n,) and at `cross(A, B)` (k, n).

    S_i = mean(f_B (f_ABi - f_A)) / V, T_i = mean((f_A - f_ABi)^2) / 2V, V the variance over A and B; f is centred
    first, which changes S_i only by noise. Source: S_i: Saltelli et al. (2010), Comput. Phys. Commun. 181, 259-270,
    table 2 (b); T_i: Jansen (1999), Comput. Phys. Commun. 117, 35-43.
    """
    first, total = _estimates(a, b, crossed)
    random = np.random.default_rng((seed, replicates))
    resampled = np.empty((replicates, 2, first.size))
    for replicate in resampled:
        rows = random.integers(a.size, size=a.size)
        replicate[:] = _estimates(a[rows], b[rows], crossed[:, rows])
    if np.isnan(first).any():
        return Indices(first, total, *np.full((2, 2, first.size), np.nan))
    ends = np.nanquantile(resampled, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
    return Indices(first, total, ends[:, 0], ends[:, 1])


def shifts(scores: Floats, reference: Floats) -> Floats:
    """Return |rank - reference rank| of each area (N,), both counted among the areas that have both scores (N,).

    An area that has a score in one of the two only moves no other area. NaN for it.
    """
    shared = ~np.isnan(scores) & ~np.isnan(reference)
    ranks, others = (rank(np.where(shared, each, np.nan)) for each in (scores, reference))
    return np.abs(ranks - others)


def rank_shift(scores: Floats, reference: Floats) -> float:
    """Return the mean of `shifts` over the areas with both scores; NaN where none has.

    Source: Saisana, Saltelli and Tarantola (2005), eq. 3.
    """
    found = shifts(scores, reference)
    known = found[~np.isnan(found)]
    return float(known.mean()) if known.size else float("nan")


def rank_shift_model(values: Floats, tree: Tree) -> Evaluate:
    """Return the mean rank shift of `values` (N, Q) against `tree` itself, as a function of the choices of the model.

    Known names, each of which may be absent: `weights` (D,) of the themes; `inner` (Q,), those inside themes;
    `normalisation`, one of Normalisation;
    `power`; `missing`, the pair (min_theme_coverage, min_total_coverage); `left_out`, the index of an indicator or
    None. Raises ValueError for another name.
    """
    cached = {tree.normalisation: normalise(values, tree)}
    reference = _totals(cached[tree.normalisation], tree)

    def evaluate(choice: Mapping[str, Any]) -> float:
        how: str = choice.get("normalisation", tree.normalisation)
        if how not in cached:
            cached[how] = normalise(values, tree, how)
        return rank_shift(_totals(cached[how], _chosen(tree, choice)), reference)

    return evaluate


def leave_one_out(values: Floats, tree: Tree) -> LeaveOneOut:
    """Return how far the ranks of `values` (N, Q) shift without one indicator.

    The weight of the indicator goes to the rest of its theme.

    An area counts if it has a rank with and without it. NaN where no area does, and for the only indicator with weight.
    """
    normalised = normalise(values, tree)
    reference = _totals(normalised, tree)
    mean, largest = np.full((2, tree.weights.size), np.nan)
    for q in range(tree.weights.size):
        smaller = restricted(tree, np.arange(tree.weights.size) != q)
        if smaller is not None:
            totals = _totals(normalised, smaller)
            mean[q] = rank_shift(totals, reference)
            largest[q] = np.fmax.reduce(shifts(totals, reference), initial=-1.0)
    return LeaveOneOut(mean, np.where(largest < 0, np.nan, largest))


def _totals(normalised: Floats, tree: Tree) -> Floats:
    return total_scores(theme_scores(normalised, tree)[0], tree)[0]


def _chosen(tree: Tree, choice: Mapping[str, Any]) -> Tree:
    """Return the tree with the choices made."""
    unknown = choice.keys() - {"weights", "inner", "normalisation", "power", "missing", "left_out"}
    if unknown:
        raise ValueError(f"The model has no choice named {', '.join(sorted(unknown))}.")
    theme_coverage, total_coverage = choice.get("missing", (tree.min_theme_coverage, tree.min_total_coverage))
    changed = replace(
        tree,
        theme_weights=choice.get("weights", tree.theme_weights),
        weights=choice.get("inner", tree.weights),
        power=choice.get("power", tree.power),
        min_theme_coverage=theme_coverage,
        min_total_coverage=total_coverage,
    )
    left_out = choice.get("left_out")
    smaller = changed if left_out is None else restricted(changed, np.arange(tree.weights.size) != left_out)
    if smaller is None:
        raise ValueError("The only indicator cannot be left out.")
    return smaller


def _estimates(a: Floats, b: Floats, crossed: Floats) -> tuple[Floats, Floats]:
    both = np.concatenate([a, b])
    if np.ptp(both) == 0:
        return np.full(len(crossed), np.nan), np.full(len(crossed), np.nan)
    variance, middle = both.var(), both.mean()
    first = np.mean((b - middle) * (crossed - a), axis=1) / variance
    return first, np.mean((a - crossed) ** 2, axis=1) / (2 * variance)
