"""The choice of figures that are withheld: by themselves, and so that no other can be worked out.

The method is that of cell suppression in tables with sums (Willenborg & De Waal 2001, *Elements of Statistical
Disclosure Control*, ch. 7): small cells first, then for every cell that is not protected enough the smallest beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from datasets.disclosure.tree import Bools, Floats, Tree, companions, guessed, ranges, untold

PROTECTION = 0.3  # of a hidden amount: the least width of what may still be known of it
SLIP = 1e-6  # in a sum of floats
COUNT_UNITS = frozenset({"aantal", "aantallen", "number", "count", "stuks", "pieces"})
PER_THOUSAND = ("per 1.000", "per 1000", "per 1,000")
NO_LIMIT = 101  # %: more than one contributor can bring


class Kind(StrEnum):
    """The kind of a value: how many there are, which part of them, how many per so many people, or a mean."""

    COUNT = "count"
    SHARE = "share"
    RATE = "rate"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of what a dataset may show; None where its publisher saw to it.

    `minimum_denominator` in people or dwellings behind a share, rate or mean; `minimum_count` and `rounding` in those
    that are counted; `dominance` in %: the largest part of a sum or a mean that one contributor may bring.
    """

    minimum_denominator: int | None = None
    minimum_count: int | None = None
    rounding: int | None = None
    dominance: int | None = None

    @property
    def protects(self) -> bool:
        return self != Rule()

    def is_eased_by(self, other: Rule) -> bool:
        """Return whether the other rule shows anything that this one does not."""
        pairs = ((self.minimum_denominator, other.minimum_denominator), (self.minimum_count, other.minimum_count))
        lower = any((new or 0) < (old or 0) for old, new in (*pairs, (self.rounding, other.rounding)))
        return lower or (other.dominance or NO_LIMIT) > (self.dominance or NO_LIMIT)


# Until its owner decides otherwise.
OWN_TABLE = Rule(minimum_denominator=100, minimum_count=10, rounding=5, dominance=30)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """One indicator in one year over N areas.

    `values` (N,) in the unit of the indicator, NaN without a figure; `people` (N,) behind each, NaN where nobody knows;
    `whole` is the value that stands for all of them (100 for %, 1000 per thousand); `largest` (N,) the part of each
    that its largest contributor brings, in %, NaN where nobody knows; None where that is not judged.
    """

    kind: Kind
    values: Floats
    people: Floats
    whole: float = 1.0
    largest: Floats | None = None

    @property
    def amounts(self) -> Floats:
        """Return (N,) what adds up over the parts of an area: the count, or the value times the people behind it."""
        return self.values if self.kind == Kind.COUNT else self.values * self.people / self.whole

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Return (N,) and (N,) what anybody knows of an amount.

        It is not below 0, nor above all people that there are, unless some figure says otherwise.
        """
        amounts = self.amounts
        least = 0.0 if np.nanmin(amounts, initial=0) >= 0 else -np.inf
        margin = -SLIP if self.kind == Kind.COUNT else SLIP  # a count of all people is not bound by itself
        is_part = self.kind != Kind.MEAN and not (amounts > self.people + margin).any()
        most = np.where(np.isnan(self.people), np.inf, self.people) if is_part else np.full(len(amounts), np.inf)
        return np.full(len(amounts), least), most


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Earlier releases of the same indicator and year.

    (N,) the figures that stand, NaN without, (N,) what was withheld and stays so, (N,) what was withheld and may be
    shown again, and (N,) which figures are this dataset's to withhold.
    """

    released: Floats
    kept: Bools
    eased: Bools
    ours: Bools

    @classmethod
    def none(cls, count: int) -> Past:
        never = np.zeros(count, dtype=bool)
        return cls(np.full(count, np.nan), never, never, ~never)


def kind_of(unit: str, values: Floats, people: Floats) -> tuple[Kind, float]:
    """Return what figures in this unit are, and the value that stands for all people.

    Without a unit: whole numbers of which the people behind them are not told, are counts.
    """
    plain = unit.strip().lower()
    if plain.startswith("%"):
        return Kind.SHARE, 100.0
    if plain.startswith(PER_THOUSAND):
        return Kind.RATE, 1000.0
    counted = not plain and np.isnan(people).all() and not (values % 1 > 0).any()
    return (Kind.COUNT if plain in COUNT_UNITS or counted else Kind.MEAN), 1.0


def is_density(unit: str) -> bool:
    """Return whether the unit says that figures are numbers per km²."""
    return unit.strip().lower().startswith(("per km²", "per km2"))


def counts_once(unit: str) -> bool:
    """Return whether the unit says that each counts once, in a count, a share or a rate.

    Of what else adds up, or is the mean of it, one household, company or connection may bring a large part.
    """
    plain = unit.strip().lower()
    return plain.startswith(("%", *PER_THOUSAND)) or plain in COUNT_UNITS


def rounded(counts: Floats, rule: Rule) -> Floats:
    """Round counts (N,) to the nearest multiple; parts and whole each for itself, so that they need not add up."""
    return counts if rule.rounding is None else rule.rounding * np.round(counts / rule.rounding)


def small(cells: Cells, rule: Rule) -> Bools:
    """Return (N,) which figures are about too few people by themselves, or for a large part about one contributor.

    A count of 0 is small too: that nobody in a small area has something tells of everybody there; and so does a share
    of all people. Where nobody knows how many people there are, they may be few; nor how large a part is, it may be
    large.
    """
    few = np.zeros(len(cells.values), dtype=bool)
    if rule.minimum_denominator is not None and cells.kind != Kind.COUNT:
        few |= ~(cells.people >= rule.minimum_denominator)
    if rule.minimum_count is not None and cells.kind != Kind.MEAN:
        few |= cells.amounts < rule.minimum_count - SLIP
        if cells.kind == Kind.SHARE:
            few |= cells.people - cells.amounts < rule.minimum_count - SLIP
    if rule.dominance is not None and cells.largest is not None:
        few |= ~(cells.largest <= rule.dominance)
    return few & ~np.isnan(cells.values)


def withheld(cells: Cells, tree: Tree, rule: Rule, past: Past) -> Bools:
    """Return (N,) which figures are not shown.

    These are the small ones, those that were withheld before, and the fewest others that keep each of them unknown by
    PROTECTION of its amount; of a whole, of what the parts that are shown do not tell of it.

    What was shown before and is the same now is known and protects nothing; nor does what was withheld before in a
    whole that was shown, since two releases give the sum of it. Only where these leave no way out are they hidden as
    well.
    """
    hidden = (small(cells, rule) | past.kept) & past.ours
    if not hidden.any():
        return hidden
    shown_before = ~np.isnan(past.released)
    shown_now = rounded(cells.values, rule) if cells.kind == Kind.COUNT else cells.values
    same = shown_before & np.isclose(past.released, shown_now, rtol=0, atol=SLIP)
    former = past.kept & tree.lies_in(shown_before)
    whole = _guessed(cells, hidden, tree)
    for settled in (same, same | former, np.zeros_like(same)):
        hidden = _protected(whole, tree, rule, past, hidden=hidden, settled=settled)
    return hidden


def _guessed(cells: Cells, hidden: Bools, tree: Tree) -> Cells:
    """Return the cells with people for each area, where they are told of any, and a value for what is not kept.

    What was withheld before and is not brought again is not kept anywhere.
    """
    people = cells.people
    if cells.kind != Kind.COUNT:
        usual = 1.0 if np.isnan(people).all() else np.nanmedian(people)
        people = np.where(np.isnan(people), usual, people)
    amounts = guessed(replace(cells, people=people).amounts, hidden, tree)
    values = amounts if cells.kind == Kind.COUNT else amounts * cells.whole / np.maximum(people, 1)
    return replace(cells, people=people, values=np.where(np.isnan(cells.values), values, cells.values))


def _protected(cells: Cells, tree: Tree, rule: Rule, past: Past, *, hidden: Bools, settled: Bools) -> Bools:
    """Hide one more figure as long as there is one that is not protected and has a companion."""
    hidden, amounts, (low, high) = hidden.copy(), cells.amounts, cells.bounds
    floor = np.minimum(PROTECTION * (rule.minimum_count or 0), (high - low) / 2)
    there = ~np.isnan(amounts)
    through = tree.holds(there) & ~there
    while True:
        free = hidden & ~settled & there
        own = np.abs(untold(amounts, there & ~hidden, tree))
        enough = np.maximum(np.maximum(PROTECTION * own, floor), SLIP * (1 + np.abs(amounts)))
        known = ranges(amounts, low, high, free, tree)
        tight, told_inside = (free & (width < enough * (1 - SLIP)) for width in (known.width, known.inside))
        may_go = there & ~hidden & ~settled & past.ours
        # Who is told by its own parts comes first: as long as it is, it protects nothing beside it.
        order = sorted(np.flatnonzero(tight).tolist(), key=lambda place: (not told_inside[place], -tree.depth[place]))
        found = (list(companions(place, bool(told_inside[place]), tree, may_go, through)) for place in order)
        choice = next(filter(None, found), None)
        if choice is None:
            return hidden
        hidden[_least(choice, cells, past, known.parts)] = True


def _least(choice: Sequence[int], cells: Cells, past: Past, parts: Floats) -> int:
    """Return the choice that its own parts do not tell, that was withheld in the former release, and is the smallest.

    The smallest has the fewest people, or is the smallest count.
    """
    size = np.abs(cells.amounts) if cells.kind == Kind.COUNT else cells.people
    return min(choice, key=lambda place: (parts[place] <= SLIP, not past.eased[place], size[place], place))
