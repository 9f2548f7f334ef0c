"""The order of two areas, and where the draws give no reason to tell areas apart.

`ranks` (draws, N) everywhere as from `robustness.simulate`: 1 is first, 0 is no rank.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arithmetic import ratio
from .tree import Floats

type Ranks = NDArray[np.unsignedinteger[Any]]

CERTAIN = 0.75  # from this chance on, one area may be shown before another
MOST_FOR_PAIRS = 1000  # a city; beyond it a table of all pairs has no reader


def before(ranks: Ranks, first: int, second: int) -> float:
    """Return P(first comes before second) over the draws in which both have a rank.

    Ties count half; NaN without any such draw.
    """
    return float(_chances(ranks[:, first], ranks[:, [second]].T)[0])


def tranches(ranks: Ranks, mean_rank: Floats, threshold: float = CERTAIN) -> Floats:
    """Return the tranche of each area (N,), 1 for the first; NaN where `mean_rank` (N,) is NaN.

    Walks down the mean rank, equal ones in the order given. A new tranche starts at the area i for which P(j before i)
    >= `threshold` for any j of the tranche: beyond 1,000 areas, where that would be millions of pairs, for its first
    one. Raises ValueError unless the threshold is above 1/2 and at most 1.
    """
    _check(threshold)
    found = np.full(mean_rank.shape, np.nan)
    walk = np.argsort(mean_rank, kind="stable")[: np.count_nonzero(~np.isnan(mean_rank))]
    columns = np.ascontiguousarray(ranks[:, walk].T)
    number, first = 0, 0
    for place, area in enumerate(walk.tolist()):
        last = place if walk.size <= MOST_FOR_PAIRS else first + 1
        members = columns[first:last]
        if not place or (1 - _chances(columns[place], members) >= threshold).any():
            number, first = number + 1, place
        found[area] = number
    return found


def mixing(ranks: Ranks, found: Floats, threshold: float = CERTAIN) -> dict[int, list[int]]:
    """Return the tranches that do not certainly come after the ones before: {tranche: earlier ones it may mix with}.

    `found` (N,) as from `tranches`. A tranche mixes with an earlier one where an area of that one comes before an area
    of it with a chance below `threshold`. Empty for more than 1,000 areas, of which no table of pairs is made.
    """
    _check(threshold)
    if ranks.shape[1] > MOST_FOR_PAIRS:
        return {}
    columns = np.ascontiguousarray(ranks.T)
    first, last = _ends(columns, (1 - threshold) / 2)
    mixes: dict[int, set[int]] = {}
    for area in np.flatnonzero(~np.isnan(found)).tolist():
        mine = mixes.setdefault(int(found[area]), set())
        asked = (found < found[area]) & (last >= first[area]) & ~np.isin(found, list(mine))
        others = np.flatnonzero(asked)
        unsure = 1 - _chances(columns[area], columns[others]) < threshold
        mine.update(found[others[unsure]].astype(int).tolist())
    return {later: sorted(earlier) for later, earlier in sorted(mixes.items()) if earlier}


def _ends(columns: Ranks, tail: float) -> tuple[Floats, Floats]:
    """Return between which ranks an area (N, draws) lies but for a share `tail` of the draws at either side, (N,) twice.

    Of two areas that do not overlap, one comes before the other with a chance of 1 - 2 * tail or more. An area that
    is not ranked in every draw overlaps with all.
    """
    ordered = np.sort(columns, axis=1, kind="stable")  # a radix sort for 8 and 16 bits
    draws = columns.shape[1]
    out = int(tail * draws)
    holes = ordered[:, 0] == 0
    ends = ordered[:, out].astype(float), ordered[:, draws - 1 - out].astype(float)
    return np.where(holes, -np.inf, ends[0]), np.where(holes, np.inf, ends[1])


def _chances(first: Ranks, others: Ranks) -> Floats:
    """Return P(first (draws,) before each of `others` (n, draws)), (n,)."""
    wins = np.count_nonzero(first < others, axis=1) + np.count_nonzero(first == others, axis=1) / 2
    met = np.full(wins.shape, first.size)
    holes = np.flatnonzero(~(others.all(axis=1) & first.all()))
    if holes.size:
        both = (first > 0) & (others[holes] > 0)
        met[holes] = np.count_nonzero(both, axis=1)
        less, same = (first < others[holes]) & both, (first == others[holes]) & both
        wins[holes] = np.count_nonzero(less, axis=1) + np.count_nonzero(same, axis=1) / 2
    return ratio(wins, met)


def _check(threshold: float) -> None:
    if not 0.5 < threshold <= 1:  # noqa: PLR2004 -- up to an even chance, each could be shown before the other
        raise ValueError(f"The threshold must be above 1/2 and at most 1, not {threshold}.")
