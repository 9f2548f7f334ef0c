"""The legs of potential: whether it rests on enough figures, and says something that urgency does not say already."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .coherence import correlation
from .ranking import ascending_places
from .tree import Floats, Tree

FEWEST_INDICATORS, FEWEST_THEMES = 3, 2
MOST_ALIKE = 0.8
FEWEST_AREAS = 7  # from here on a rank correlation of 0.8 is beyond chance (two-sided, 5 %)

type Lack = Literal["", "few", "alike"]


@dataclass(frozen=True, slots=True)
class Legs:
    """The basis of potential: so many `indicators` from so many `themes`.

    `rho` is its rank correlation with urgency over the areas that have both, NaN for fewer than seven of them.
    """

    indicators: int
    themes: int
    rho: float

    @property
    def lack(self) -> Lack:
        """Return what keeps potential from being held against a gate; empty where nothing does."""
        if self.indicators < FEWEST_INDICATORS or self.themes < FEWEST_THEMES:
            return "few"
        return "alike" if abs(self.rho) > MOST_ALIKE else ""


def find_legs(values: Floats, tree: Tree | None, urgency: Floats, potential: Floats) -> Legs:
    """Return the legs of a potential with the figures `values` (N, Q) under `tree`; None is a model without potential.

    An indicator is a leg where it has a weight and a figure of any area. `urgency` and `potential` (N,), from 0 to
    100, NaN without a score.
    """
    if tree is None:
        return Legs(0, 0, np.nan)
    counts = (tree.effective_weights > 0) & ~np.isnan(values).all(axis=0)
    enough = np.count_nonzero(~np.isnan(urgency + potential)) >= FEWEST_AREAS
    rho = spearman(urgency, potential) if enough else np.nan
    return Legs(int(np.count_nonzero(counts)), np.unique(tree.theme_of[counts]).size, rho)


def spearman(first: Floats, second: Floats) -> float:
    """Return Spearman's rho of two columns (N,) over the rows that have both; equal values share the mean place.

    NaN for fewer than three rows or without spread. Source: Spearman (1904), Am. J. Psychol. 15, 72-101.
    """
    known = ~np.isnan(first) & ~np.isnan(second)
    return correlation(ascending_places(first[known]), ascending_places(second[known]))
