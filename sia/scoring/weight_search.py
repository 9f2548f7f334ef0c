"""Which other weight of one theme would open or shut the gate of urgency: searched over the draws, as the gate asks.

The draws of a side are made once as scores of themes. Other weights of themes then only weigh them anew: every draw
keeps its place around the weights, so that a search over many weights costs what a few simulations do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import NamedTuple, Self

import numpy as np

from .aggregate import score_tree
from .area_errors import AreaErrors, possible_totals
from .arithmetic import ratio
from .drawn_totals import ROOM, Side, area_errors
from .draws import Drawn, Indexes, draw, noise, thresholds
from .normalise import FULL, normalise
from .tree import SLACK, Flags, Floats, Tree

MOST_AREAS = 1000  # the scores of themes in all draws have to stay in memory
REACH = 0.2  # by how much a weight may change: further is another model, and no change of this one
STEPS = 8  # halvings of the way to a border: 0.2 becomes less than a thousandth


class OtherWeight(NamedTuple):
    """A theme by its place, and the weight at which the gate turns, from 0 to 1."""

    theme: int
    weight: float


class _Group(NamedTuple):
    """Draws with one normalisation, missing rule and power: `themes` (B, D, N) raised to it, 0 where not `known`.

    `weights` (B, D) of the themes, `least` the share of them that a total needs, `errors` and `noise` (B, N) if drawn.
    """

    themes: Floats
    known: Floats
    weights: Floats
    least: float
    power: float
    errors: AreaErrors | None
    noise: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ThemeDraws:
    """The scores of themes in every draw, and the areas that the model itself ranks, `ranked` (N,)."""

    groups: tuple[_Group, ...]
    ranked: Flags

    @classmethod
    def of(cls, side: Side) -> Self:
        """Draw them. Raises ValueError for more than 1,000 areas."""
        if len(side.values) > MOST_AREAS:
            raise ValueError(f"Weights are searched for at most {MOST_AREAS} areas, not {len(side.values)}.")
        return cls(tuple(_groups(side)), ~np.isnan(score_tree(side.values, side.tree).total))

    def top_chance(self, area: int, count: int, ratios: Floats) -> float:
        """Return in which share of the draws `area` is among the first `count`, where each weight is `ratios` (D,) as large.

        Over the draws in which it has a score; NaN where it has none.
        """
        top, scored = 0, 0
        for group in self.groups:
            totals, short = _totals(group, ratios)
            totals[:, ~self.ranked] = np.nan
            mine = totals[:, area]
            counts = ~np.isnan(mine) & ~short[:, area]
            above = np.count_nonzero(totals > mine[:, np.newaxis], axis=1)
            top += int(np.count_nonzero(counts & (above < count)))
            scored += int(np.count_nonzero(counts))
        return top / scored if scored else float("nan")


def turning_weights(chance: Callable[[Floats], float], weights: Floats, threshold: float) -> list[OtherWeight]:
    """Return for each theme the nearest weight at which `chance` comes to lie on the other side of the `threshold`.

    `chance` of a gate that is open from `threshold` on, as a function of the ratios (D,) of new to old weights; of the
    `weights` (D,), sum 1, one changes by at most a fifth and the others give way in proportion. The nearest theme comes
    first; a theme without such a weight is left out, and so is one without weight or with all of it.
    """
    is_open = chance(np.ones(weights.size)) >= threshold

    def turns(theme: int, weight: float) -> bool:
        return (chance(ratios_for(weights, theme, weight)) >= threshold) != is_open

    ends = [
        (theme, end)
        for theme in np.flatnonzero((weights > SLACK) & (weights < 1 - SLACK)).tolist()
        for end in (min(float(weights[theme]) + REACH, 1.0), max(float(weights[theme]) - REACH, 0.0))
        if turns(theme, end)
    ]
    found = [OtherWeight(theme, _border(partial(turns, theme), float(weights[theme]), end)) for theme, end in ends]
    return sorted(found, key=lambda other: abs(other.weight - float(weights[other.theme])))


def ratios_for(weights: Floats, theme: int, weight: float) -> Floats:
    """Return new over old weights (D,) where one theme gets another `weight` and the others give way in proportion."""
    own = weights[theme]
    ratios = np.full(weights.size, (1 - weight) / (1 - own))
    ratios[theme] = weight / own
    return ratios


def _border(turns: Callable[[float], bool], own: float, end: float) -> float:
    """Return the weight nearest to `own` that turns, on the way to `end`, which does."""
    near, far = own, end
    for _ in range(STEPS):
        middle = (near + far) / 2
        near, far = (near, middle) if turns(middle) else (middle, far)
    return far


def _totals(group: _Group, ratios: Floats) -> tuple[Floats, Flags]:
    """Return totals raised to the power (B, N), and where too few figures are known."""
    weights = group.weights * ratios
    weights /= weights.sum(axis=1, keepdims=True)
    share = np.einsum("bd,bdn->bn", weights, group.known)
    totals = ratio(np.einsum("bd,bdn->bn", weights, group.themes), share)
    if group.errors is not None:
        errors = group.errors.errors(weights, group.power)
        totals = possible_totals(totals, errors, group.noise * errors)
    return totals, share < group.least - ROOM


def _groups(side: Side) -> Iterator[_Group]:
    tree, uncertainty = side.tree, side.uncertainty
    drawn, choices = draw(tree, uncertainty), uncertainty.choices(tree)
    for n, how in enumerate(choices[0]):
        scores = normalise(side.values, tree, how) / FULL
        errors = area_errors(side, scores, how) if uncertainty.data_error else None
        for (m, rule), (p, power) in product(enumerate(choices[1]), enumerate(choices[2])):
            rows = np.flatnonzero((drawn.normalisation == n) & (drawn.missing_rule == m) & (drawn.power == p))
            least_theme, least = thresholds(tree, rule)
            themes = _themes(scores, tree, drawn, rows, least_theme)
            known = ~np.isnan(themes)
            raised = np.where(known, themes, 0.0) ** power
            moved = noise(uncertainty, 0, rows, len(scores)) if errors is not None else np.zeros((0, 0))
            yield _Group(raised, known.astype(float), drawn.theme_weights[rows], least, power, errors, moved)


def _themes(scores: Floats, tree: Tree, drawn: Drawn, rows: Indexes, least: float) -> Floats:
    """Return the scores of themes (B, D, N) from 0 to 1 in these draws; NaN where less than `least` is known."""
    inner, there = drawn.indicator_weights(rows, tree), ~np.isnan(scores)
    found = np.full((rows.size, len(tree.themes), len(scores)), np.nan)
    for d, columns in enumerate(tree.columns):
        weights = inner[:, columns]
        whole, known = weights.sum(axis=1, keepdims=True), weights @ there[:, columns].T
        enough = (known >= (least - SLACK) * whole) & (known > 0)
        means = ratio(weights @ np.nan_to_num(scores[:, columns]).T, known)
        found[:, d] = np.where(enough, means, np.nan)
    return found
