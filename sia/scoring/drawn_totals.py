"""The total of each area in each draw, exactly and in bounded memory.

A draw is a matrix product, and the BLAS behind that sums in an order that differs with the size of a block, the number
of threads and the machine. So scores and weights are rounded to whole steps of 2^-26 first: their products and sums
stay below 2^53 and are exact in float64 in any order. Equal areas then tie in every draw, an area never passes one
that is at least as high on everything, and the same seed gives the same bytes. Values with noise go another way to the
same end, see `noisy_scores`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Self

import numpy as np

from .aggregate import score_tree
from .area_errors import AreaErrors, possible_totals, score_errors
from .arithmetic import ratio
from .draws import Drawn, Indexes, Uncertainty, draw, noise, thresholds
from .noisy_scores import NoisyScores, NoisyTable
from .normalise import FULL, normalise
from .tree import SLACK, Flags, Floats, Tree

type Totals = Callable[[Indexes], tuple[Floats, Flags]]  # from the numbers of some draws (B,) to `placed` and `short`
type Moved = Callable[[_Model, Indexes, Floats, Floats], Floats]  # by how much errors move the totals (B, N) of draws

STEPS = float(2**26)
ROOM = 1e-6  # coverage is compared with this much room, since the weights are rounded to steps
MOST_BY_FIGURE = 300  # areas; beyond it errors are drawn for each area and not for each figure
BLOCK_CELLS = 2**20  # areas times draws that are worked on at once: what keeps memory bounded


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One tree to draw: raw `values` (N, Q), `tree`, `uncertainty` and standard errors (N, Q) or None.

    Where a single standard error is NaN, none is known and that value is taken as it is. `sources` (Q,) numbers the
    sources of the figures, whose errors go together; None for one source of all. Raises ValueError where the parts
    cannot go together.
    """

    values: Floats
    tree: Tree
    uncertainty: Uncertainty
    standard_errors: Floats | None = None
    sources: Indexes | None = None

    def __post_init__(self) -> None:
        self.uncertainty.check(self.tree, self.values.shape, self.standard_errors)

    @property
    def errors(self) -> Floats:
        """Return the standard errors (N, Q), 0 where none is known."""
        return np.zeros(self.values.shape) if self.standard_errors is None else np.nan_to_num(self.standard_errors)

    @property
    def origin(self) -> Indexes:
        """Return the numbers of the sources (Q,)."""
        return np.zeros(self.tree.weights.size, np.intp) if self.sources is None else self.sources


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some draws: their numbers `rows` (B,) and the totals `placed` (B, N) from 0 to 1, raised to `power`.

    Every area with a score in the model itself keeps a place in each draw; the others have NaN. `short` (B, N) tells
    where the missing rule of the draw says that too few figures are known: that place is no score, it only keeps the
    others where they are. `same` tells that nothing varies: every row is the score of the model itself.
    """

    rows: Indexes
    placed: Floats
    short: Flags
    power: float
    same: bool = False

    def totals(self) -> Floats:
        """Return the totals (B, N) from 0 to 100."""
        return FULL * (self.placed if self.power == 1 else self.placed ** (1 / self.power))


def drawn_blocks(
    side: Side, part: int = 0, *, block_cells: int = BLOCK_CELLS, by_figure: int = MOST_BY_FIGURE
) -> Iterator[Block]:
    """Yield the totals of all draws, in blocks that share the normalisation, the missing rule and the power.

    Two trees with the same choices, seed and numbers of draws and areas give blocks of the same draws; `part` keeps
    their other streams apart. What a draw gives does not depend on `block_cells`. Errors are drawn for each figure, and
    for each area where there are more than `by_figure` areas.
    """
    tree, uncertainty = side.tree, side.uncertainty
    step = max(1, block_cells // max(1, side.values.shape[0]))
    drawn = draw(tree, uncertainty, part)
    choices = uncertainty.choices(tree)
    own = score_tree(side.values, tree).total / FULL
    varies, unranked = uncertainty.varies(tree), np.isnan(own)
    for n, how in enumerate(choices[0]):
        totals_of = _totals_by_group(side, part, how, by_figure)
        for (m, rule), (p, power) in product(enumerate(choices[1]), enumerate(choices[2])):
            rows = np.flatnonzero((drawn.normalisation == n) & (drawn.missing_rule == m) & (drawn.power == p))
            if varies:
                totals = totals_of(_Model(tree, drawn, power, *thresholds(tree, rule)))
                lenient = partial(totals_of, _Model(tree, drawn, power, 0.0, 0.0))
            for start in range(0, rows.size, step):
                some = rows[start : start + step]
                if varies:
                    yield _block(some, totals, lenient, unranked, power)
                else:
                    placed = np.broadcast_to(own, (some.size, own.size))
                    yield Block(some, placed, np.isnan(placed), 1.0, same=True)


def total_errors(side: Side) -> Floats:
    """Return the standard error (N,) of the score of each area in the model itself, in points; 0 without a score."""
    tree = side.tree
    scores = normalise(side.values, tree, tree.normalisation) / FULL
    areas = area_errors(side, scores, tree.normalisation)
    raised = areas.errors(tree.theme_weights[np.newaxis], tree.power)[0]
    own = np.nan_to_num(score_tree(side.values, tree).total) / FULL
    slope = tree.power * own ** (tree.power - 1)  # of the total raised to the power
    found: Floats = FULL * np.divide(raised, slope, out=np.zeros(own.shape), where=slope > 0)
    return found


def _block(rows: Indexes, totals: Totals, lenient: Callable[[], Totals], unranked: Flags, power: float) -> Block:
    """Return the block in which areas without any theme left by the missing rule stand where all figures put them.

    Few blocks have such an area, so that the `lenient` totals are made only then.
    """
    placed, short = totals(rows)
    placed[:, unranked] = np.nan
    lost = np.isnan(placed) & ~unranked
    if lost.any():
        placed[lost] = lenient()(rows)[0][lost]
    return Block(rows, placed, short | lost | unranked, power)


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The tree, its draws, and what draws in one group share: the power and the two coverage thresholds."""

    tree: Tree
    drawn: Drawn
    power: float
    least_theme: float
    least_total: float


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Scores in whole steps, (n, N), 0 where missing; `holes` (n',) the areas that miss some, `known` (n, n')."""

    steps: Floats
    holes: Indexes
    known: Floats

    @classmethod
    def of(cls, scores: Floats) -> Self:
        """Return the table of scores (n, N) of 0 to 1."""
        steps = scores * STEPS
        holes = np.flatnonzero(np.isnan(steps.sum(axis=0)))
        missing = np.isnan(steps[:, holes])
        steps[:, holes] = np.where(missing, 0.0, steps[:, holes])
        return cls(np.rint(steps, out=steps), holes, 1.0 - missing)

    @property
    def areas(self) -> int:
        return int(self.steps.shape[1])

    def means(self, weights: Floats, least: float) -> Floats:
        """Return weighted means (B, N) of what is known, for each row of `weights` (B, n) >= 0.

        NaN where less than the share `least` of the weight is known, and in a row without any weight.
        """
        found, short = self.lenient_means(weights, least)
        found[short] = np.nan
        return found

    def lenient_means(self, weights: Floats, least: float) -> tuple[Floats, Flags]:
        """Return weighted means (B, N) of what is known, NaN where nothing is, and where less than `least` is known."""
        with np.errstate(invalid="ignore"):
            points = np.rint(weights / weights.sum(axis=1, keepdims=True) * STEPS)
        whole = points.sum(axis=1, keepdims=True)
        found = points @ self.steps
        found /= whole * STEPS
        short = np.zeros(found.shape, np.bool_)
        if self.holes.size:
            share = (points @ self.known) / whole
            found[:, self.holes] = ratio(found[:, self.holes], share)
            short[:, self.holes] = share < least - ROOM
        return found, short


def _totals_by_group(side: Side, part: int, how: str, by_figure: int) -> Callable[[_Model], Totals]:
    """Return what gives the totals of the draws with one normalisation, in each group of them."""
    scores = normalise(side.values, side.tree, how) / FULL
    tables = [_Table.of(scores[:, columns].T) for columns in side.tree.columns]
    if not side.uncertainty.data_error:
        return partial(_exact, tables)
    areas = area_errors(side, scores, how)
    if len(side.values) > by_figure:
        numbers = partial(noise, side.uncertainty, part)
        moved: Moved = lambda _, rows, placed, errors: numbers(rows, placed.shape[1]) * errors  # noqa: E731
    else:
        noisy = NoisyScores.of(side.values, side.errors, side.origin, side.tree, how)
        some = partial(noisy.tables, side.uncertainty, part)
        moved = lambda model, rows, placed, _: _noisy(some, noisy.at_once, model, rows) - placed  # noqa: E731
    return lambda model: partial(_with_errors, _exact(tables, model), areas, partial(moved, model), model)


def area_errors(side: Side, scores: Floats, how: str) -> AreaErrors:
    """Return the errors of the theme scores, for scores (N, Q) from 0 to 1 with the normalisation `how`."""
    found = score_errors(side.values, scores, side.errors, side.tree, how)
    return AreaErrors.of(scores, found, side.origin, side.tree, side.uncertainty.error_correlation)


def _with_errors(
    totals: Totals, areas: AreaErrors, moved: Callable[[Indexes, Floats, Floats], Floats], model: _Model, rows: Indexes
) -> tuple[Floats, Flags]:
    """Return totals that are possible with the errors of the figures."""
    placed, short = totals(rows)
    errors = areas.errors(model.drawn.theme_weights[rows], model.power)
    return possible_totals(placed, errors, moved(rows, placed, errors)), short


def _noisy(tables: Callable[[Indexes], list[NoisyTable]], at_once: int, model: _Model, rows: Indexes) -> Floats:
    """Return totals (B, N) of values with noise, which each draw has of its own."""
    totals = [
        _from_indicators(tables(rows[start : start + at_once]), model, rows[start : start + at_once])[0]
        for start in range(0, rows.size, at_once)
    ]
    return np.concatenate(totals)


def _exact(tables: list[_Table], model: _Model) -> Totals:
    """Return the function that totals scores which all draws of a group share."""
    if model.drawn.inner is None:
        return partial(_from_variants, _variants(tables, model), model)
    return partial(_from_indicators, tables, model)


def _variants(tables: list[_Table], model: _Model) -> _Table:
    """Return theme scores raised to the power: D rows with every indicator, then Q rows with that indicator left out.

    With the weights inside themes fixed there are no others, and a draw only has to weigh these rows. A row for an
    indicator whose theme goes with it stays 0: no draw gives it weight.
    """
    tree = model.tree
    rows = np.zeros((len(tree.themes) + tree.weights.size, tables[0].steps.shape[1]))
    for d, (table, weights) in enumerate(zip(tables, tree.theme_indicator_weights, strict=True)):
        leavable = np.flatnonzero(weights < 1 - SLACK)
        sets = np.tile(weights, (1 + leavable.size, 1))
        sets[1 + np.arange(leavable.size), leavable] = 0.0
        found = table.means(sets, model.least_theme)
        if model.power != 1:
            found **= model.power
        rows[d] = found[0]
        rows[len(tree.themes) + np.flatnonzero(tree.theme_of == d)[leavable]] = found[1:]
    return _Table.of(rows if (model.drawn.left_out >= 0).any() else rows[: len(tree.themes)])


def _from_variants(table: _Table, model: _Model, rows: Indexes) -> tuple[Floats, Flags]:
    themes = model.drawn.theme_weights.shape[1]
    weights = np.zeros((rows.size, table.steps.shape[0]))
    weights[:, :themes] = model.drawn.theme_weights[rows]
    left_out = model.drawn.left_out[rows]
    out = np.flatnonzero(left_out >= 0)
    theme = model.tree.theme_of[left_out[out]]
    weights[out, themes + left_out[out]] = weights[out, theme]
    weights[out, theme] = 0.0
    return table.lenient_means(weights, model.least_total)


def _from_indicators(tables: Sequence[_Table | NoisyTable], model: _Model, rows: Indexes) -> tuple[Floats, Flags]:
    """Sum over the themes one by one: always in the same order, so that equal areas keep equal totals."""
    inner = model.drawn.indicator_weights(rows, model.tree)
    sums = np.zeros((rows.size, tables[0].areas))
    share: Floats = np.zeros((rows.size, 1))
    for d, (table, columns) in enumerate(zip(tables, model.tree.columns, strict=True)):
        raised = table.means(inner[:, columns], model.least_theme)
        weight = model.drawn.theme_weights[rows, d, np.newaxis]
        if model.power != 1:
            raised **= model.power
        missing = np.isnan(raised)
        if missing.any():
            raised[missing] = 0.0
            share = share + np.where(missing, 0.0, weight)
        else:
            share = share + weight
        raised *= weight
        sums += raised
    short = np.broadcast_to(share < model.least_total - ROOM, sums.shape)
    return ratio(sums, share), short
