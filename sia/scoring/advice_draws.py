"""The robustness of the advice: how often each area has each class, when the choices behind both scores are drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .advice import RULES, AdviceClass, Thresholds
from .aggregate import score_tree
from .arithmetic import ratio
from .drawn_totals import BLOCK_CELLS, Block, Side, drawn_blocks
from .normalise import FULL
from .robustness import no_ranks, rank_block
from .tranches import Ranks
from .tree import SLACK, Flags, Floats

type Counts = NDArray[np.int64]

CLASSES = tuple(AdviceClass)  # the order of the columns of `ClassShares.chances`


@dataclass(frozen=True, slots=True, eq=False)
class ClassShares:
    """How often each area has each class over the draws in which enough is known of it.

    `chances` (N, one for each) of each class in the order of `CLASSES`, rows sum to 1; `enough` (N,), the share of all draws in
    which urgency and potential have a score, where the model has one; `potential_open` (N,), in which share of those
    the potential gate is open, NaN where that is unknown. Where `enough` is 0 the class is insufficient.
    """

    chances: Floats
    enough: Floats
    potential_open: Floats

    def most_frequent(self, own: NDArray[np.str_]) -> NDArray[np.str_]:
        """Return the class (N,) with the highest chance; of equal ones the class `own` (N,) if it is among them."""
        best = self.chances.max(axis=1, keepdims=True)
        among = self.chances >= best - SLACK
        places = np.array([CLASSES.index(AdviceClass(each)) for each in own.tolist()], np.intp)
        rows = np.arange(places.size)
        return np.array(CLASSES)[np.where(among[rows, places], places, among.argmax(axis=1))]


@dataclass(frozen=True, slots=True, eq=False)
class AdviceDraws:
    """The results of the draws for the advice: `shares` of the classes, `ranks` (draws, N) of urgency, 0 without one."""

    shares: ClassShares
    ranks: Ranks


def draw_advice(
    urgency: Side,
    potential: Side | Floats,
    corporation_quotient: Floats,
    thresholds: Thresholds = Thresholds(),  # noqa: B008 -- frozen
    *,
    lift: Floats | float = 0.0,
    block_cells: int = BLOCK_CELLS,
) -> AdviceDraws:
    """Return ranks of urgency, and how often each class holds by the rules of `advice.advise`.

    The class of each area is found in each draw in which enough is known of it.

    The gate `urgent` is open where the rank in the draw is at most K, fixed or a share of the areas that the model
    itself scores; the P* that opens the gate of potential is found in each draw, see `_Bars`. `potential` is drawn
    jointly, or P* (N,) as it is; `lift` (N,) is what the neighbours add to it, rho * N.
    Raises ValueError unless both sides have as many areas, and the same seed, number of draws and choices.
    """
    _check_sides(urgency, potential)
    draws, areas = urgency.uncertainty.draws, urgency.values.shape[0]
    bars = _Bars.of(thresholds, score_tree(urgency.values, urgency.tree).total, _own_star(potential, lift))
    ranks, counts = no_ranks(draws, areas), _Counts.none(areas)
    for joint in _joint_blocks(urgency, potential, lift, block_cells):
        rows = joint.urgency.rows
        ranks[rows] = rank_block(joint.urgency)
        counts.add(ranks[rows], corporation_quotient, joint, bars)
    return AdviceDraws(counts.shares(draws), ranks)


@dataclass(frozen=True, slots=True, eq=False)
class _Joint:
    """Some draws of both sides together: a block of `urgency`, and P* `star` (B, N).

    `star_short` (B, N) tells where the missing rule of the draw finds too few figures for a potential that the model
    itself has.
    """

    urgency: Block
    star: Floats
    star_short: Flags


def _joint_blocks(urgency: Side, potential: Side | Floats, lift: Floats | float, block_cells: int) -> Iterator[_Joint]:
    """Yield the draws of both sides together."""
    others = iter(()) if not isinstance(potential, Side) else drawn_blocks(potential, 1, block_cells=block_cells)
    for block in drawn_blocks(urgency, block_cells=block_cells):
        if isinstance(potential, Side):
            other = next(others)
            drawn, short = other.totals(), other.short
        else:
            drawn, short = potential, np.zeros(block.placed.shape, np.bool_)
        star = np.broadcast_to(np.minimum(FULL, drawn + lift), block.placed.shape)
        yield _Joint(block, star, short & ~np.isnan(star))


def _check_sides(urgency: Side, potential: Side | Floats) -> None:
    areas = urgency.values.shape[0]
    if not isinstance(potential, Side):
        if potential.shape != (areas,):
            raise ValueError(f"Give one potential for each of the {areas} areas.")
        return
    one, other = (
        (side.values.shape[0], side.uncertainty.seed, side.uncertainty.draws, side.uncertainty.choices(side.tree))
        for side in (urgency, potential)
    )
    if one != other:
        raise ValueError(
            "Urgency and potential are drawn jointly: they need the same areas, seed, number of draws and choices of "
            "normalisation, missing rule and power."
        )


def _own_star(potential: Side | Floats, lift: Floats | float) -> Floats:
    """Return P* (N,) of the model itself."""
    own = score_tree(potential.values, potential.tree).total if isinstance(potential, Side) else potential
    return np.minimum(FULL, own + lift)


@dataclass(frozen=True, slots=True)
class _Bars:
    """The thresholds of the gates in every draw: K, `count`, and the P* of the model, `above` its mean P*.

    A draw has a scale of its own, on which the P* is set by linear equating (Kolen and Brennan 2014, section 2.4): as
    many standard deviations from the mean of the draw as from that of the model. What changes in one area then moves
    the threshold of the others hardly, as a quantile of the draw would.
    """

    count: int
    min_quotient: float
    above: float

    @classmethod
    def of(cls, thresholds: Thresholds, totals: Floats, star: Floats) -> Self:
        """Return the bars for areas with these totals of urgency and P* of the model itself, both (N,)."""
        [mean], [spread] = _moments(star[np.newaxis])
        away = thresholds.least_potential(star) - mean
        return cls(thresholds.top(totals), thresholds.min_quotient, float(ratio(away, spread)) if spread > 0 else away)

    def potential(self, star: Floats) -> Floats:
        """Return the P* (B, 1) that opens the gate in each of these draws (B, N); NaN where none is known."""
        mean, spread = _moments(star)
        return (mean + self.above * spread)[:, np.newaxis]


def _moments(table: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation (B,) of the known values in each row of `table` (B, N); NaN without any."""
    known = ~np.isnan(table)
    areas = np.count_nonzero(known, axis=1)
    filled = np.where(known, table, 0.0)
    mean = ratio(filled.sum(axis=1), areas)
    apart = np.where(known, table - mean[:, np.newaxis], 0.0)
    return mean, np.sqrt(ratio(np.einsum("bn,bn->b", apart, apart), areas))


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """In how many draws each area has each of `classes` (one for each, N), has `enough` known (N,), and its potential gate `open`.

    `unknown` (N,) counts the draws in which that gate is unknown.
    """

    classes: Counts
    enough: Counts
    open: Counts
    unknown: Counts

    @classmethod
    def none(cls, areas: int) -> Self:
        return cls(np.zeros((len(CLASSES), areas), np.int64), *np.zeros((3, areas), np.int64))

    def add(self, ranks: Ranks, quotient: Floats, joint: _Joint, bars: _Bars) -> None:
        """Count the draws of a block, with the ranks (B, N) in it.

        Each gate is a pair, surely open and possibly open; they differ where it is unknown. Walk down the rules as
        `advise` does: the first that surely holds counts, but one that may hold stops the walk.
        """
        star = joint.star
        enough = (ranks > 0) & ~joint.star_short
        unknown, chance = np.isnan(star), star >= bars.potential(star)
        urgent = ranks <= bars.count
        gates = {
            "urgent": (urgent, urgent),
            "corporation": (quotient >= bars.min_quotient, ~(quotient < bars.min_quotient)),
            "potential": (chance, chance | unknown),
        }
        open_still, found = enough, []
        for needed in RULES.values():
            surely, possibly = (reduce(and_, (gates[name][side] for name in needed)) for side in (0, 1))
            found.append(np.count_nonzero(open_still & surely, axis=0))
            open_still = open_still & ~possibly
        found.append(np.count_nonzero(open_still, axis=0))
        known = np.count_nonzero(enough, axis=0)
        self.classes[:] += np.array([*found, known - np.sum(found, axis=0)])
        self.enough[:] += known
        self.open[:] += np.count_nonzero(enough & chance, axis=0)
        self.unknown[:] += np.count_nonzero(enough & unknown, axis=0)

    def shares(self, draws: int) -> ClassShares:
        never = self.enough == 0
        chances = ratio(self.classes, self.enough)
        chances[:, never] = (np.array(CLASSES) == AdviceClass.INSUFFICIENT)[:, np.newaxis]
        opened = np.where(self.unknown > 0, np.nan, ratio(self.open, self.enough))
        return ClassShares(chances.T, self.enough / draws, opened)
