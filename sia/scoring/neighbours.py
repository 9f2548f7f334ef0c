"""Potential across the borders: the assets of the neighbours, and what barriers keep out."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .tree import Flags, Floats

OUTSIDE = -1
RHO = 0.25
HIGHEST = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Borders:
    """Shared borders between areas, each named once.

    `first` and `second` (L,) are indexes of areas; `second` may be -1 for an area outside the city. `length_m` (L,)
    is the shared length in metres, >= 0; `permeability` (L,) from 0 (a wall) to 1 (open). Raises ValueError.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    length_m: Floats
    permeability: Floats

    def __post_init__(self) -> None:
        for name, dtype in (("first", np.intp), ("second", np.intp), ("length_m", float), ("permeability", float)):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype))
        if len({self.first.shape, self.second.shape, self.length_m.shape, self.permeability.shape}) != 1:
            raise ValueError("Give two areas, a length and a permeability for each border.")
        if np.any(self.first < 0) or np.any(self.second < OUTSIDE) or np.any(self.first == self.second):
            raise ValueError("A border joins two different areas; only the second may be -1, outside the city.")
        if not np.all(np.isfinite(self.length_m) & (self.length_m >= 0)):
            raise ValueError("The length of a border must be 0 metres or more.")
        if not np.all((self.permeability >= 0) & (self.permeability <= 1)):
            raise ValueError("The permeability of a border must be from 0 to 1.")


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """The part of the neighbours in each area.

    `potential` (N,) from 0 to 100; `island` (N,) marks areas without a border with another area, whose potential is 0;
    `uncertain` (N,) marks areas with a reachable neighbour of unknown assets, whose potential is the least it can be.
    """

    potential: Floats
    island: Flags
    uncertain: Flags


class Gains(NamedTuple):
    """The worth of crossing each border to its `first` and to its `second` area, (L,) points of potential."""

    first: Floats
    second: Floats


def neighbour_potential(
    assets: Floats, borders: Borders, outside_length: Floats | None = None, outside_assets: Floats | None = None
) -> Neighbourhood:
    """Return N_i = sum over neighbours j of A_j * l_ij * permeability_ij / (all borders of i, open or closed).

    `assets` (N,) is A, the assets score from 0 to 100. `outside_assets` (L,) is A of the area outside where
    `borders.second` is -1. `outside_length` (N,) is further border in metres with nothing across, such as water: it
    counts among all borders and brings nothing. Dividing by all borders is on purpose: a barrier lowers the sum.

    A neighbour of unknown assets (NaN) brings nothing and flags the area as uncertain, unless the border is closed:
    the result is then a lower bound, since no potential may be made up. Raises ValueError where an index lies
    outside `assets`.
    """
    across_first, across_second, length_first, length_second = _sides(assets, borders, outside_length, outside_assets)
    openness = borders.length_m * borders.permeability
    gathered = _at_ends(
        borders,
        _share(openness * np.nan_to_num(across_first), length_first),
        _share(openness * np.nan_to_num(across_second), length_second),
        assets.size,
    )
    unknown = _at_ends(
        borders, (openness > 0) & np.isnan(across_first), (openness > 0) & np.isnan(across_second), assets.size
    )
    return Neighbourhood(gathered, border_lengths(borders, assets.size) == 0, unknown > 0)


def unlocked(
    assets: Floats,
    borders: Borders,
    rho: float = RHO,
    outside_length: Floats | None = None,
    outside_assets: Floats | None = None,
) -> Gains:
    """Return the unlocked potential of each border, for both sides.

    It is rho * (l_ij / all borders of i) * (1 - permeability) * A_j: how many points of potential each side would win
    if the barrier went. Parameters as in `neighbour_potential`. NaN where the assets across are unknown, and for the
    second side where that lies outside the city.
    """
    across_first, across_second, length_first, length_second = _sides(assets, borders, outside_length, outside_assets)
    closed = rho * borders.length_m * (1 - borders.permeability)
    second = np.where(borders.second == OUTSIDE, np.nan, _share(closed * across_second, length_second))
    return Gains(_share(closed * across_first, length_first), second)


def with_neighbours(potential: Floats, neighbour: Floats, rho: float = RHO) -> Floats:
    """Return P* = min(100, P + rho * N), elementwise; an area without its own potential P stays NaN."""
    return np.minimum(HIGHEST, potential + rho * neighbour)


def _sides(
    assets: Floats, borders: Borders, outside_length: Floats | None, outside_assets: Floats | None
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return for each border (L,) the assets across seen from first and from second, and the whole border of each."""
    if np.any(np.maximum(borders.first, borders.second) >= assets.size):
        raise ValueError(f"A border points at an area beyond the {assets.size} given.")
    beyond = np.full(borders.first.shape, np.nan) if outside_assets is None else np.asarray(outside_assets, float)
    inside = borders.second != OUTSIDE
    lengths = border_lengths(borders, assets.size, outside_length)
    second = np.where(inside, borders.second, borders.first)  # any valid index: unused where outside
    return np.where(inside, assets[second], beyond), assets[borders.first], lengths[borders.first], lengths[second]


def border_lengths(borders: Borders, areas: int, outside_length: Floats | None = None) -> Floats:
    """Return the metres of border (N,) of each area, with those of `outside_length` (N,) where nothing is across."""
    lengths = _at_ends(borders, borders.length_m, borders.length_m, areas)
    return lengths if outside_length is None else lengths + outside_length


def _at_ends(borders: Borders, for_first: Floats | Flags, for_second: Floats | Flags, areas: int) -> Floats:
    """Return sums (N,) over the borders of each area of what they hold for their first and their second side."""
    inside = borders.second != OUTSIDE
    sums = np.bincount(borders.first, weights=for_first, minlength=areas)
    return sums + np.bincount(borders.second[inside], weights=for_second[inside], minlength=areas)


def _share(amounts: Floats, lengths: Floats) -> Floats:
    return amounts / np.where(lengths > 0, lengths, 1.0)
