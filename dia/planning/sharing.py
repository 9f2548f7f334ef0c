"""Splitting an amount of whole euros among parties: in proportion, in equal parts, or by what each brings (Shapley).

Every split sums to the amount to the euro and does not hang on the order in which the parties are given.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb, floor, isfinite
from typing import Literal

type Method = Literal["proportional", "equal", "shapley"]
type Number = int | float | Fraction
type CostOf = Callable[[frozenset[str]], Number]  # what some of the parties would pay together (euros)

MOST_FOR_SHAPLEY = 8  # 256 groups of parties; beyond that nobody follows how an amount came about


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """`shares`: what each party pays (whole euros, in order of name); `above_alone`: who pays how much more."""

    shares: dict[str, int]
    above_alone: dict[str, int]


def split(method: Method, joint: int, alone: Mapping[str, int], cost_of: CostOf | None = None) -> Split:
    """Share `joint` euros among the parties of `alone` {party: what it would pay by itself}.

    proportional: in proportion to `alone`. equal: as many parts as parties. shapley: the average of what a party adds
    to the others; `cost_of` says what any of them would pay together. Unless `joint` is more than the sum of `alone`,
    the first never asks more than alone; nor does the last where joining a group never costs more than going alone.
    Raises ValueError for another method, shapley without `cost_of` or with one in which all pay something else.
    """
    match method:
        case "proportional":
            shares = proportional(joint, alone)
        case "equal":
            shares = equal(joint, alone)
        case "shapley":
            shares = _by_shapley(joint, alone, cost_of)
        case _:
            raise ValueError(f"Split by 'proportional', 'equal' or 'shapley', not '{method}'.")
    above = {party: share - alone[party] for party, share in shares.items() if share > alone[party]}
    return Split(shares=shares, above_alone=above)


def proportional(joint: int, alone: Mapping[str, int]) -> dict[str, int]:
    """Share in proportion to what each would pay alone; in equal parts if nobody would pay anything."""
    parties = sorted(alone)
    return dict(zip(parties, largest_remainder(joint, [alone[party] for party in parties]), strict=True))


def equal(joint: int, parties: Iterable[str]) -> dict[str, int]:
    """Share in equal parts; the euros that are left go to the first in order of name."""
    names = _names(parties)
    return dict(zip(names, largest_remainder(joint, [1] * len(names)), strict=True))


def shapley(cost_of: CostOf, parties: Iterable[str]) -> dict[str, Fraction]:
    """Return what each party adds to the cost of those before it, averaged over all orders; exact.

    These are all orders in which they can join.

    The sum is `cost_of` all of them. Nobody costs nothing: `cost_of` is not asked about an empty group. Below 0 for a
    party that makes it cheaper for the others. Raises ValueError above 8 parties and for a party that is named twice.
    Source: Shapley (1953), A value for n-person games.
    """
    names = _names(parties)
    if len(names) > MOST_FOR_SHAPLEY:
        raise ValueError(
            f"A split by Shapley is for at most {MOST_FOR_SHAPLEY} parties, not {len(names)}: choose another split."
        )
    groups = [frozenset(group) for size in range(len(names) + 1) for group in combinations(names, size)]
    cost = {group: _exact(cost_of(group)) if group else Fraction(0) for group in groups}
    return {party: _average_step(party, len(names), cost) for party in names}


def largest_remainder(total: int, weights: Sequence[Number]) -> list[int]:
    """Split `total` >= 0 into whole parts in proportion to `weights` >= 0 (equal parts if all are 0); the sum is exact.

    Each part is its exact share rounded down or up: what is left after rounding down goes to the largest remainders,
    equal ones in the order given. Raises ValueError for an amount or a weight below 0 or not finite, and for an amount
    that nobody shares.
    """
    exact = [_exact(weight) for weight in weights]
    if total < 0 or any(weight < 0 for weight in exact):
        raise ValueError("An amount to split and its weights must be 0 or more.")
    if total and not exact:
        raise ValueError(f"There is nobody to share {total} euros.")
    if not any(exact):
        exact = [Fraction(1)] * len(exact)
    return _whole([total * weight / sum(exact) for weight in exact])


def _by_shapley(joint: int, alone: Mapping[str, int], cost_of: CostOf | None) -> dict[str, int]:
    if cost_of is None:
        raise ValueError("A split by Shapley needs what each group of parties would pay together.")
    values = shapley(cost_of, alone)
    if sum(values.values()) != joint:
        raise ValueError(f"All parties together pay {float(sum(values.values())):g} euros, not {joint}.")
    return dict(zip(values, _whole(list(values.values())), strict=True))


def _average_step(party: str, count: int, cost: Mapping[frozenset[str], Fraction]) -> Fraction:
    """Return the mean over all orders of what `party` adds.

    A group of s stands before it in 1 of count * C(count - 1, s).
    """
    steps = ((len(group), cost[group | {party}] - cost[group]) for group in cost if party not in group)
    return sum((step / (count * comb(count - 1, size)) for size, step in steps), Fraction(0))


def _whole(values: Sequence[Fraction]) -> list[int]:
    """Round `values` whose sum is whole, each down or up so that the sum stays: up for the largest remainders."""
    parts = [floor(value) for value in values]
    left = int(sum(values, Fraction(0)) - sum(parts))
    for place in sorted(range(len(parts)), key=lambda place: parts[place] - values[place])[:left]:
        parts[place] += 1
    return parts


def _names(parties: Iterable[str]) -> list[str]:
    names = sorted(parties)
    if len(set(names)) < len(names):
        raise ValueError("A party shares once: name each party once.")
    return names


def _exact(number: Number) -> Fraction:
    if not isfinite(number):
        raise ValueError("Amounts and weights must be finite numbers.")
    return Fraction(number)
