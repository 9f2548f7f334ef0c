"""Where scores lie together over the borders: Moran's I, local clusters, and areas that adjoin.

The libraries are imported where they are used: esda takes seconds, and neither a page nor a small city waits for it.

Sources: Moran (1950), Biometrika 37; Anselin (1995), Geographical Analysis 27(2), for the local form; Benjamini and
Hochberg (1995), J. R. Statist. Soc. B 57(1), for so many tests at once.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .draws import Indexes
from .neighbours import OUTSIDE, Borders
from .tree import Flags, Floats

if TYPE_CHECKING:
    from libpysal.graph import Graph

FEWEST = 20  # areas with a score and a neighbour that has one; with fewer a pattern says little
PERMUTATIONS = 9999
LEVEL = 0.05  # the share of clusters named that may be chance
SEED = 2018
HIGH = 1  # the quarter of Moran's scatter that is high among high


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Moran's I as `moran`, its value `expected` without a pattern, and the `chance` of an I as far from that.

    `high` (N,) tells which areas lie, with their neighbours, clearly above the others; `areas` is how many were compared.
    """

    moran: float
    expected: float
    chance: float
    high: Flags
    areas: int


def find_clusters(scores: Floats, borders: Borders) -> Clusters | None:
    """Return the clusters of `scores` (N,), NaN where missing; None where fewer than twenty areas can be compared.

    Each neighbour counts as much as any other, however long the border. An area without a score, or without a neighbour
    that has one, is left out. The `chance` is that of a normal I with the scores put in any order; an area belongs to a
    cluster where its own I is beyond nearly all random orders of the others, with at most one in twenty of those named
    expected to be chance.
    """
    first, second = _between(borders, ~np.isnan(scores))
    places = np.unique(np.concatenate([first, second]))
    compared = scores[places]
    if places.size < FEWEST or np.ptp(compared) == 0:
        return None

    from esda import Moran, Moran_Local, fdr

    graph = _graph(np.searchsorted(places, first), np.searchsorted(places, second)).transform("r")
    whole = Moran(compared, graph, permutations=0)
    local = Moran_Local(
        compared, graph, permutations=PERMUTATIONS, seed=SEED, n_jobs=1, keep_simulations=False, alternative="two-sided"
    )
    clear = local.p_sim <= fdr(local.p_sim, LEVEL)
    high = np.isin(np.arange(scores.size), places[clear & (local.q == HIGH)])
    return Clusters(float(whole.I), float(whole.EI), float(whole.p_rand), high, int(places.size))


def adjoining(chosen: Flags, borders: Borders) -> list[list[int]]:
    """Return the groups of two or more `chosen` areas (N,) that adjoin, as places in ascending order.

    Areas adjoin where they share a border that is not a wall, or through other areas that are chosen.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first, second = _between(borders, chosen, walls=False)
    graph = coo_array((np.ones(first.size), (first, second)), shape=(chosen.size, chosen.size))
    _count, labels = connected_components(graph, directed=False)
    return sorted(np.flatnonzero(labels == label).tolist() for label in np.unique(labels[first]))


def _between(borders: Borders, wanted: Flags, *, walls: bool = True) -> tuple[Indexes, Indexes]:
    """Return both ends of the borders between `wanted` areas, with those that nothing crosses or without."""
    inside = borders.second != OUTSIDE
    found = inside & wanted[borders.first] & wanted[borders.second] & (walls | (borders.permeability > 0))
    return borders.first[found], borders.second[found]


def _graph(first: Indexes, second: Indexes) -> "Graph":
    """Return the graph in which each border counts once in both directions; every area has one."""
    from libpysal.graph import Graph

    pairs = np.unique(np.concatenate([np.stack([first, second]), np.stack([second, first])], axis=1), axis=1)
    return Graph.from_arrays(*pairs, np.ones(pairs.shape[1]))
