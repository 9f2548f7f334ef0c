"""Two sets of figures beside each other, by their keys.

Which of them are in both, and how many there are of each indicator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datasets.pipeline.stored_figures import KEYS, MEASURES

type Bools = NDArray[np.bool_]
type Ints = NDArray[np.int64]
type Places = NDArray[np.intp]
type Columns = Mapping[str, NDArray[Any]]

TABLE = ("indicator_id", "period")
MOST = 2**63
DENSE = 4  # possible keys for each that is there


def matched(one: Columns, other: Columns) -> tuple[Places, Places]:
    """Return the places of the figures that are in both, side by side.

    No key is in one of them twice.
    """
    if not len(one["area_id"]) or not len(other["area_id"]):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    wanted, held = joined(KEYS, one, other)
    largest = max(int(wanted.max()), int(held.max()))
    if largest < DENSE * (len(wanted) + len(held)):  # then a place for each possible key is quicker than a search
        place_of = np.full(largest + 1, -1, dtype=np.intp)
        place_of[held] = np.arange(len(held))
        places = place_of[wanted]
        return np.flatnonzero(places >= 0), places[places >= 0]
    order = np.argsort(held, kind="stable")
    places = np.minimum(np.searchsorted(held, wanted, sorter=order), len(order) - 1)
    found = held[order[places]] == wanted
    return np.flatnonzero(found), order[places[found]]


def differing(one: Columns, other: Columns) -> Bools:
    """Return which of the figures side by side are not the same, in any measure that both have or in their flag."""
    differs: Bools = one["flag"] != other["flag"]
    for name in one.keys() & other.keys() & set(MEASURES):
        differs |= (one[name] != other[name]) & ~(np.isnan(one[name]) & np.isnan(other[name]))
    return differs


def joined(names: Sequence[str], *sets: Columns) -> list[Ints]:
    """Return one number for each key, the same in all sets; in the order of the names.

    Raises OverflowError where the ids lie too far apart for that, which takes a billion areas of a billion figures.
    """
    lows = [min(int(each[name].min()) for each in sets) for name in names]
    sizes = [max(int(each[name].max()) for each in sets) - low + 1 for name, low in zip(names, lows, strict=True)]
    if prod(sizes) > MOST:
        raise OverflowError(f"{prod(sizes)} possible keys")
    return [_joined(each, names, lows, sizes) for each in sets]


def _joined(columns: Columns, names: Sequence[str], lows: Sequence[int], sizes: Sequence[int]) -> Ints:
    """Compute the keys in place: a million are looked up in less time than room is made for them."""
    keys = columns[names[0]].astype(np.int64)
    keys -= lows[0]
    for name, low, size in list(zip(names, lows, sizes, strict=True))[1:]:
        keys *= size
        keys += columns[name]
        keys -= low
    return keys


def counted(ids: Ints) -> dict[int, int]:
    """Return how often each is there."""
    found, counts = np.unique(ids, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def picked(columns: Columns, which: NDArray[Any], names: Iterable[str] | None = None) -> dict[str, NDArray[Any]]:
    """Return the rows at these places, or where this is true; of all columns unless some are named."""
    return {name: columns[name][which] for name in names or columns}


def in_order(columns: Columns) -> Columns:
    """Sort by area, indicator and year, as the key of the store lies.

    So it grows at its end, or is walked through once.
    """
    keys = joined(KEYS, columns)[0] if len(columns["area_id"]) else np.zeros(0)
    return columns if (keys[:-1] < keys[1:]).all() else picked(columns, np.argsort(keys, kind="stable"))
