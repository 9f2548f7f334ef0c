"""The change of scores between two years, on the same goalposts and the same figures, beside the error of it."""

from collections.abc import Sequence
from dataclasses import replace
from math import erfc, sqrt
from typing import NamedTuple

import numpy as np

from .aggregate import TreeScores, score_tree
from .area_errors import AreaErrors, score_errors
from .arithmetic import ratio
from .draws import Indexes
from .explain import parts
from .normalise import FULL
from .tree import Flags, Floats, Tree

FALSE_DISCOVERIES = 0.1  # of the changes that are called one
GREAT_PART = 1 / 3  # of the change of an area: a theme that brought less did not make it
FEWEST, MARGIN = 20, 2.0  # areas that tell how far differences spread; standard errors of that spread
TINY = 1e-9  # points: less is no part of any change
FLOOR = 0.01  # of the scale: nearer to 0 a power mean has no useful slope


class Measured(NamedTuple):
    """The figures of a year: `values` (N, Q) with their standard `errors`, NaN where unknown, in the unit of `tree`.

    `periods` (Q,) are the years that the columns are from, `sources` (Q,) number where they are from.
    """

    values: Floats
    errors: Floats
    periods: Indexes
    sources: Indexes
    tree: Tree

    def select(self, areas: Flags) -> "Measured":
        """Return the figures of these areas (N,)."""
        return self._replace(values=self.values[areas], errors=self.errors[areas])


class Difference(NamedTuple):
    """The later scores less the earlier ones, in points: `total` (N,) and `themes` (N, D), each with standard errors.

    `parts` (N, D) are the points of the total that each theme brought, 0 for one without a score.
    """

    total: Floats
    themes: Floats
    parts: Floats
    total_error: Floats
    theme_errors: Floats


def like_for_like(early: Measured, late: Measured, correlation: float) -> Difference:
    """Return what moved between two years over the figures that each area has in both.

    The trees differ in their goalposts at most. NaN where the shared figures are too few for a score. So an indicator
    that is measured in one of the years only is never taken for a movement of the area. A column of the same period in
    both years was measured once: it has no change and no error. Errors of different years are independent, as far as
    `bounded` leaves them; those of one source in one area and year have the `correlation`, on the scale of the scores.
    """
    shared = ~np.isnan(early.values) & ~np.isnan(late.values)
    before, after = (score_tree(np.where(shared, year.values, np.nan), year.tree) for year in (early, late))
    anew = early.periods != late.periods
    (total, themes), (late_total, late_themes) = (
        _errors(year._replace(errors=np.where(anew, year.errors, 0.0)), scores, correlation)
        for year, scores in ((early, before), (late, after))
    )
    moved, moved_themes = after.total - before.total, after.themes - before.themes
    return Difference(
        moved,
        moved_themes,
        parts(after.themes, late.tree) - parts(before.themes, early.tree),
        bounded(moved, np.hypot(total, late_total)),
        bounded(moved_themes, np.hypot(themes, late_themes)),
    )


def bounded(points: Floats, errors: Floats) -> Floats:
    """Return `errors` (N, ...) that are on the whole no larger than the changes in `points` (N, ...) allow.

    What an area errs in both years alike, as a model estimate does, is not in a change. Changes of areas spread by
    what is left of the errors and by what really differs, so that their variance, at the upper end of its own margin,
    bounds the mean of the squared errors. As they are where fewer than twenty areas were measured anew.
    """
    told = ~np.isnan(points) & (errors > 0)
    count = np.maximum(np.count_nonzero(told, axis=0), 1)
    apart = np.where(told, points - np.where(told, points, 0.0).sum(axis=0) / count, 0.0)
    most = (apart**2).sum(axis=0) * (1 + MARGIN * np.sqrt(2 / count))
    share = np.sqrt(np.fmin(ratio(most, (np.where(told, errors, 0.0) ** 2).sum(axis=0)), 1.0))
    return errors * np.where(count < FEWEST, 1.0, share)


def called(points: Floats, errors: Floats) -> Flags:
    """Return which changes, of any one shape, are called one: of those that are, 10 % on average are none.

    By |change| / standard error on a normal scale, over all that was measured anew. NaN is never called, and not
    counted; nor is a change of 0 without an error.
    """
    measured = ~np.isnan(points) & ~np.isnan(errors) & ((errors > 0) | (points != 0))
    apart = np.abs(points[measured])
    steps = np.divide(apart, errors[measured], out=np.full(apart.shape, np.inf), where=errors[measured] > 0)
    found = np.zeros(points.shape, np.bool_)
    found[measured] = discoveries([erfc(step / sqrt(2)) for step in steps.tolist()], FALSE_DISCOVERIES)
    return found


def discoveries(chances: Sequence[float], rate: float) -> Flags:
    """Return which of the p-values `chances` (M,) are found at a false discovery `rate` from 0 to 1.

    Source: Benjamini and Hochberg (1995), J. R. Statist. Soc. B 57(1), 289-300.
    """
    given = np.asarray(chances, np.float64)
    ordered = np.sort(given)
    held = np.flatnonzero(ordered <= rate * np.arange(1, given.size + 1) / max(given.size, 1))
    return given <= (ordered[held[-1]] if held.size else -1.0)


def movers(moved: Difference, changed: Flags) -> Flags:
    """Return which of the `changed` themes (N, D) made the change of their area: a third of it or more, its way."""
    share = moved.parts * np.sign(moved.total)[:, np.newaxis]
    great: Flags = share >= np.maximum(GREAT_PART * np.abs(moved.total), TINY)[:, np.newaxis]
    return great & changed


def _errors(year: Measured, scores: TreeScores, correlation: float) -> tuple[Floats, Floats]:
    """Return the standard errors of the totals (N,) and themes (N, D), in points, NaN where there is no score.

    First order: weights times the slopes of the goalposts and of the power mean. A score at a goalpost keeps its slope,
    so that the error there is rather too large than too small.
    """
    tree = year.tree
    counted = ~np.isnan(scores.normalised) & ~np.isnan(scores.themes[:, tree.theme_of])
    placed = np.where(counted, scores.normalised / FULL, np.nan)
    errors = score_errors(year.values, placed, np.nan_to_num(year.errors), tree, tree.normalisation)
    areas = AreaErrors.of(placed, errors, year.sources, tree, correlation)
    themes = np.sqrt(areas.own + (areas.common**2).sum(axis=0)).T * FULL
    held = replace(areas, themes=np.maximum(areas.themes, FLOOR))
    slope = np.maximum(scores.total / FULL, FLOOR) ** (1 - tree.power) / tree.power
    total = held.errors(tree.theme_weights[np.newaxis], tree.power)[0] * slope * FULL
    return total, np.where(np.isnan(scores.themes), np.nan, themes)
