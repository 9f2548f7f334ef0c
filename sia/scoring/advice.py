"""From scores to an advice that a person can recompute by hand.

Gates have three values: open (1), closed (0) or unknown (NaN), joined by Kleene's logic: what is known to be closed
decides, also beside something unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from .ranking import rank
from .tree import Flags, Floats


class AdviceClass(StrEnum):
    DIA = "dia"  # urgent, with corporation homes and with potential: an integrated agenda
    COUPLE = "couple"  # potential, but not urgent or few corporation homes: link works at a smaller scale
    WATCH = "watch"  # urgent, without potential: create potential, or use another instrument
    REGULAR = "regular"
    INSUFFICIENT = "insufficient"  # the class hangs on something unknown


GATES = ("urgent", "corporation", "potential")
# The gates that have to be open for each class, in the order in which the classes are tried; where none holds: regular.
RULES: dict[AdviceClass, tuple[str, ...]] = {
    AdviceClass.DIA: GATES,
    AdviceClass.COUPLE: ("potential",),
    AdviceClass.WATCH: ("urgent",),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds that open the gates; part of the model version.

    `top_share` of the scored areas counts as the top; an area is urgent if its chance of being there is at least
    `min_top_chance`; its location quotient must be at least `min_quotient` and its potential at least the
    `potential_quantile` of all; at most `max_running` agendas run at once (None: no limit). Where `fixed_top` or
    `fixed_potential` is given, that number of areas or that P* counts in the place of a share of the areas of today.
    """

    top_share: float = 0.25
    min_top_chance: float = 0.5
    min_quotient: float = 1.0
    potential_quantile: float = 0.5
    max_running: int | None = None
    fixed_top: int | None = None
    fixed_potential: float | None = None

    def __post_init__(self) -> None:
        for name in ("top_share", "min_top_chance", "potential_quantile"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"'{name}' must be a share from 0 to 1.")
        if self.max_running is not None and self.max_running < 1:
            raise ValueError("'max_running' must be 1 or more.")

    def top(self, scores: Floats) -> int:
        """Return K, the number of areas that counts as the top, for areas with these scores (N,)."""
        return top_count(scores, self.top_share) if self.fixed_top is None else self.fixed_top

    def least_potential(self, potential_star: Floats) -> float:
        """Return the P* that opens the gate for areas with these P* (N,); NaN where none is known."""
        if self.fixed_potential is not None:
            return self.fixed_potential
        return _quantile(potential_star, self.potential_quantile)


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A gate for each area: its `value` (N,), the `threshold` (at or above it is open), `open` (N,) 1, 0 or NaN."""

    value: Floats
    threshold: float
    open: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Advice:
    """The advice of N areas: its classes, the order of joint agendas, and the gates behind them.

    `classes` (N,) values of AdviceClass; `priority` (N,) D from 1 to 100, NaN where a part is unknown; `order` (N,) 1
    for the most urgent area with class dia, ties share, NaN for the others; `fits` (N,) whether the area and
    all that come no later fit within `max_running` at once; `gates` by name: urgent, corporation, potential.
    """

    classes: NDArray[np.str_]
    order: Floats
    priority: Floats
    fits: Flags
    gates: dict[str, Gate]


def advise(
    urgency: Floats,
    potential_star: Floats,
    corporation_quotient: Floats,
    top_chance: Floats,
    thresholds: Thresholds = Thresholds(),  # noqa: B008 -- frozen
) -> Advice:
    """Return the class of each area by the rules of the design, the order inside dia, and the gates behind them.

    All (N,): urgency U and potential P* from 0 to 100, the location quotient, the chance of a top rank from 0 to 1.
    Of dia, couple, watch, regular the first that holds counts; insufficient where that hangs on an unknown gate, and
    where U is missing. An area without P* is left out of the quantile.
    """
    gates = {
        "urgent": _gate(top_chance, thresholds.min_top_chance),
        "corporation": _gate(corporation_quotient, thresholds.min_quotient),
        "potential": _gate(potential_star, thresholds.least_potential(potential_star)),
    }
    classes = _classes(gates)
    classes = np.where(np.isnan(urgency), AdviceClass.INSUFFICIENT, classes)
    priority = _priority(urgency, potential_star, corporation_quotient)
    order = rank(np.where(classes == AdviceClass.DIA, urgency, np.nan))
    return Advice(classes, order, priority, _fits(order, thresholds.max_running), gates)


def top_count(scores: Floats, top_share: float) -> int:
    """Return K: the number of areas that counts as the top, a share of those with a score, rounded up."""
    scored = np.count_nonzero(~np.isnan(scores))
    return int(np.ceil(round(top_share * scored, 9)))  # 0.07 * 100 is 7, not the 7.000000000000001 of the machine


def top_chance(ranks: Floats, count: int) -> Floats:
    """Return the chance (N,) of a rank up to `count` where nothing is uncertain: 1 or 0, NaN without a rank."""
    return np.where(np.isnan(ranks), np.nan, (ranks <= count).astype(np.float64))


def location_quotient(area_share: Floats, city_share: float) -> Floats:
    """Return the share of corporation homes in the area (N,) over that of the city.

    NaN where unknown or the city has none.
    """
    return area_share / city_share if city_share > 0 else np.full(np.shape(area_share), np.nan)


def _gate(value: Floats, threshold: float) -> Gate:
    unknown = np.isnan(value) | np.isnan(threshold)
    return Gate(value, threshold, np.where(unknown, np.nan, (value >= threshold).astype(np.float64)))


def _quantile(values: Floats, share: float) -> float:
    known = values[~np.isnan(values)]
    return float(np.quantile(known, share)) if known.size else float("nan")


def _classes(gates: Mapping[str, Gate]) -> NDArray[np.str_]:
    """Walk down the rules: the first that holds counts, but one that may hold stops the walk."""
    rules = {name: reduce(_and, (gates[gate].open for gate in needed)) for name, needed in RULES.items()}
    conditions = [test for holds in rules.values() for test in (holds == 1, np.isnan(holds))]
    choices = [choice for name in rules for choice in (name, AdviceClass.INSUFFICIENT)]
    return np.select(conditions, [np.array(choice) for choice in choices], np.array(AdviceClass.REGULAR))


def _and(left: Floats, right: Floats) -> Floats:
    """Return Kleene's and: closed where one side is, else unknown where one side is, else open."""
    return np.where((left == 0) | (right == 0), 0.0, left * right)


def _priority(urgency: Floats, potential_star: Floats, quotient: Floats) -> Floats:
    """Return D = (max(U, 1) * max(P*, 1) * max(100 * min(LQ, 2) / 2, 1)) ^ (1/3).

    No part may be bought off by another.
    """
    homes = np.maximum(100 * np.minimum(quotient, 2) / 2, 1)
    return np.cbrt(np.maximum(urgency, 1) * np.maximum(potential_star, 1) * homes)


def _fits(order: Floats, most: int | None) -> Flags:
    """Return whether the areas up to and with this one number at most `most`.

    Areas that share a place fit together or not.
    """
    waiting = np.sort(order[~np.isnan(order)])
    up_to = np.searchsorted(waiting, order, side="right")
    return ~np.isnan(order) & (up_to <= (order.size if most is None else most))
