"""The robustness of ranks and advice: how far they move when the choices behind a score are drawn again and again.

Source: Saisana, Saltelli and Tarantola (2005), J. R. Statist. Soc. A 168(2); OECD/JRC (2008), step 7. Where nothing
varies every draw is the model itself: intervals have no width, and ranks are those of the unrounded scores.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arithmetic import ratio
from .drawn_totals import BLOCK_CELLS, Block, Side, drawn_blocks
from .draws import Indexes, Uncertainty
from .ranking import rank
from .tranches import Ranks
from .tree import Floats, Tree

type Counts = NDArray[np.int64]

LOW, HIGH = 0.05, 0.95
SUMMARY_CELLS = 2**22  # ranks that are summarised at once
KEY_BITS = 62  # of a packed score and place, so that the mark for no score fits as well


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
    ranks = no_ranks(uncertainty.draws, values.shape[0])
    for block in drawn_blocks(Side(values, tree, uncertainty, standard_errors, sources), block_cells=block_cells):
        ranks[block.rows] = rank_block(block)
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


def no_ranks(draws: int, areas: int) -> Ranks:
    return np.zeros((draws, areas), np.min_scalar_type(areas))


def rank_block(block: Block) -> Ranks:
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
