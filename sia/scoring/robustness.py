"""The robustness of ranks and advice: how far they move when the choices behind a score are drawn again and again.

Source: Saisana, Saltelli and Tarantola (2005), J. R. Statist. Soc. A 168(2); OECD/JRC (2008), step 7. Where nothing
varies every draw is the model itself: intervals have no width, and ranks are those of the unrounded scores.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .advice import AdviceClass, Thresholds
from .aggregate import score_tree
from .arithmetic import ratio
from .drawn_totals import BLOCK_CELLS, Block, Side, drawn_blocks
from .draws import Indexes, Uncertainty
from .normalise import FULL
from .ranking import rank
from .tranches import Ranks
from .tree import SLACK, Flags, Floats, Tree

type Counts = NDArray[np.int64]

LOW, HIGH = 0.05, 0.95
SUMMARY_CELLS = 2**22  # ranks that are summarised at once
KEY_BITS = 62  # of a packed score and place, so that the mark for no score fits as well
CLASSES = tuple(AdviceClass)  # the order of the columns of `ClassShares.chances`


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """The results of the draws for each area, all (N,).

    `mean_rank`; `low` and `high`, the smallest rank at or below which lie at least 5 % and 95 % of the draws: whole
    numbers, never between two ranks; `top_chance`, P(rank <= K). All are taken over the draws in which the area has a
    score, `ranked_share` of all: how urgent it is and how much is known of it are two things. All NaN for an area
    that never has a score, whose `ranked_share` is 0.
    """

    mean_rank: Floats
    low: Floats
    high: Floats
    top_chance: Floats
    ranked_share: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ClassShares:
    """How often each area has each class over the draws in which enough is known of it.

    `chances` (N, 5) of each class in the order of `CLASSES`, rows sum to 1; `enough` (N,), the share of all draws in
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


def simulate(
    values: Floats,
    tree: Tree,
    uncertainty: Uncertainty,
    standard_errors: Floats | None = None,
    sources: Indexes | None = None,
    *,
    block_cells: int = BLOCK_CELLS,
) -> Ranks:
    """Return the rank of each area in each draw: (draws, N), 0 without a score.

    In the smallest unsigned type that holds N. Ranks count among the areas that the model itself ranks: one of which
    a draw's missing rule says that too few figures are known still stands before those below it.

    `values` (N, Q) in the units of the goalposts, NaN where missing; `standard_errors` (N, Q) in the same units, and
    their `sources` (Q,) as in `drawn_totals.Side`.
    Ranks as in `ranking.rank`: 1 is the highest, ties share the lowest number. The same arguments give the same bytes
    (with the same numpy), whatever `block_cells`. Raises ValueError for combinations that cannot be.
    """
    ranks = _no_ranks(uncertainty.draws, values.shape[0])
    for block in drawn_blocks(Side(values, tree, uncertainty, standard_errors, sources), block_cells=block_cells):
        ranks[block.rows] = _rank_block(block)
    return ranks


def summarise(ranks: Ranks, count: int) -> Robustness:
    """Return mean, interval and the chance of a rank up to `count` (K) of each area, from `ranks` (draws, N).

    Of an area without a score in a draw, that draw does not count.
    """
    draws, areas = ranks.shape
    found = np.full((5, areas), np.nan)
    step = max(1, SUMMARY_CELLS // draws)
    for start in range(0, areas, step):
        found[:, start : start + step] = _summary(np.array(ranks[:, start : start + step].T, order="C"), count)
    return Robustness(*found)


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
    itself scores; the P* that opens the gate of potential is found in each draw, see `_Bars`. `potential` is drawn jointly, or P* (N,) as it is; `lift` (N,) is what the neighbours add to it, rho * N.
    Raises ValueError unless both sides have as many areas, and the same seed, number of draws and choices.
    """
    _check_sides(urgency, potential)
    draws, areas = urgency.uncertainty.draws, urgency.values.shape[0]
    bars = _Bars.of(thresholds, score_tree(urgency.values, urgency.tree).total, _own_star(potential, lift))
    ranks, counts = _no_ranks(draws, areas), _Counts.none(areas)
    for joint in _joint_blocks(urgency, potential, lift, block_cells):
        rows = joint.urgency.rows
        ranks[rows] = _rank_block(joint.urgency)
        counts.add(ranks[rows], corporation_quotient, joint, bars)
    return AdviceDraws(counts.shares(draws), ranks)


def rank_rows(scores: Floats) -> Ranks:
    """Return rank 1 for the highest in each row of `scores` (B, N) from 0 to 1, ties share the lowest, 0 for NaN.

    Score and place in the row are packed in one whole number, so that a plain sort also orders the areas. For 14,500
    areas that leaves 48 bits of score: two that differ by less than 4e-15 may tie.
    """
    areas = scores.shape[1]
    bits = np.uint64(areas.bit_length())
    most = np.uint64(1) << (np.uint64(KEY_BITS) - bits)
    unknown = np.isnan(scores)
    keys = most - (np.where(unknown, 0.0, scores) * float(most)).astype(np.uint64)
    keys[unknown] = most + np.uint64(1)
    keys <<= bits
    keys |= np.arange(areas, dtype=np.uint64)
    keys.sort(axis=1)
    index = (keys & ((np.uint64(1) << bits) - np.uint64(1))).view(np.int64)
    keys >>= bits
    ranks = np.empty(scores.shape, np.min_scalar_type(areas))
    np.put_along_axis(ranks, index, _places(keys, ranks.dtype), axis=1)
    ranks[unknown] = 0
    return ranks


def _places(ordered: Ranks, dtype: np.dtype) -> Ranks:
    """Return the place from 1 of each item in sorted rows, equal ones share the lowest.

    The shape is (1, N) where no row has equal items, else (B, N).
    """
    places = np.arange(1, ordered.shape[1] + 1, dtype=dtype)[np.newaxis]
    tied = ordered[:, 1:] == ordered[:, :-1]
    if not tied.any():
        return places
    places = np.tile(places, (ordered.shape[0], 1))
    places[:, 1:][tied] = 0
    return np.maximum.accumulate(places, axis=1, out=places)


def _no_ranks(draws: int, areas: int) -> Ranks:
    return np.zeros((draws, areas), np.min_scalar_type(areas))


def _rank_block(block: Block) -> Ranks:
    """Return the ranks (B, N) of the draws of a block, 0 where there is no score."""
    if not block.same:
        ranks = rank_rows(block.placed)
        ranks[block.short] = 0
        return ranks
    areas = block.placed.shape[1]
    ranks = np.nan_to_num(rank(block.placed[0])).astype(np.min_scalar_type(areas))
    return np.broadcast_to(ranks, block.placed.shape)


def _summary(columns: Ranks, count: int) -> Floats:
    """Return the fields of Robustness (5, n) from the ranks (n, draws), which are sorted in place."""
    areas, draws = columns.shape
    columns.sort(axis=1, kind="stable")  # a radix sort for 8 and 16 bits
    ranked = np.count_nonzero(columns, axis=1)
    top = np.count_nonzero(columns <= count, axis=1) - (draws - ranked)
    low, high = (
        columns[np.arange(areas), np.clip(draws - ranked + _order(ranked, share) - 1, 0, draws - 1)]
        for share in (LOW, HIGH)
    )
    with np.errstate(invalid="ignore"):
        mean = columns.sum(axis=1, dtype=np.uint64) / ranked
    found = np.array([mean, low, high, ratio(top, ranked), ranked / draws])
    found[:4, ranked == 0] = np.nan
    return found


def _order(ranked: Counts, share: float) -> Counts:
    """Return which of the sorted values is the quantile: 0.05 * 40 is 2, not the 2.0000000000000004 of the machine."""
    return np.ceil(np.round(share * ranked, 9)).astype(np.int64)


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
    """In how many draws each area has each of `classes` (5, N), has `enough` known (N,), and its potential gate `open`.

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
        urgent = ranks <= bars.count
        homes, homes_may = quotient >= bars.min_quotient, ~(quotient < bars.min_quotient)
        unknown = np.isnan(star)
        chance = star >= bars.potential(star)
        chance_may = chance | unknown
        rules = (
            (urgent & homes & chance, urgent & homes_may & chance_may),
            (chance & ~(urgent & homes_may), chance_may & ~(urgent & homes)),
            (urgent & ~(homes_may & chance_may), urgent & ~(homes & chance)),
        )
        open_still, found = enough, []
        for surely, possibly in rules:
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
