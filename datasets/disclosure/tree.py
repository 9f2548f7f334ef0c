"""Bounds that the sums over an area and its parts still give to an amount that is hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """The parts `members` that cover the area `parent` once."""

    parent: int
    members: Ints


@dataclass(frozen=True, eq=False)
class Tree:
    """N areas by place, each with the area around it.

    `parent` (N,) is the place of the area around each, -1 without one; areas with the same parent and the same `part`
    (N,) cover it once, so that an area can be divided in more than one way. Raises ValueError on a circle.
    """

    parent: Ints
    part: Ints

    @cached_property
    def depth(self) -> Ints:
        """Return (N,) the depth of each area: 0 without one around it."""
        depth, above = np.zeros(len(self.parent), dtype=np.int64), self.parent
        for _ in range(len(self.parent) + 1):
            inside = above >= 0
            if not inside.any():
                return depth
            depth += inside
            above = np.where(inside, self.parent[above], -1)
        raise ValueError("an area lies inside itself")

    @cached_property
    def groups(self) -> list[Group]:
        """Return the groups, the deepest first."""
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        for place, key in enumerate(zip(self.parent.tolist(), self.part.tolist(), strict=True)):
            if key[0] >= 0:
                found[key].append(place)
        ordered = sorted(found, key=lambda key: (-self.depth[key[0]], key))
        return [Group(key[0], np.array(found[key])) for key in ordered]

    def of(self, parent: int) -> list[Group]:
        """Return the ways in which this area is divided."""
        return self._divided.get(parent, [])

    def around(self, place: int) -> Group | None:
        """Return the parts among which this area is one."""
        return self._beside.get(place)

    def holds(self, there: Bools) -> Bools:
        """Return (N,) the areas with one of `there` (N,) in them, or that are one."""
        held = there.copy()
        for group in self.groups:
            held[group.parent] |= held[group.members].any()
        return held

    def lies_in(self, there: Bools) -> Bools:
        """Return (N,) the areas that lie inside one of `there` (N,)."""
        inside = np.zeros(len(there), dtype=bool)
        for group in reversed(self.groups):
            inside[group.members] = inside[group.parent] | there[group.parent]
        return inside

    @cached_property
    def _divided(self) -> dict[int, list[Group]]:
        found: dict[int, list[Group]] = defaultdict(list)
        for group in self.groups:
            found[group.parent].append(group)
        return dict(found)

    @cached_property
    def _beside(self) -> dict[int, Group]:
        return {place: group for group in self.groups for place in group.members.tolist()}


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """The room of each amount (N,) below (≤ 0) and above (≥ 0) what it is, for somebody who knows all that is shown.

    `inside` (N,) is the width that its parts leave to it, `parts` (N,) the same if nothing else were known: infinite
    without.
    """

    below: Floats
    above: Floats
    inside: Floats
    parts: Floats

    @property
    def width(self) -> Floats:
        return self.above - self.below


def ranges(amounts: Floats, low: Floats, high: Floats, free: Bools, tree: Tree) -> Ranges:
    """Return the ranges of the `free` (N,) amounts.

    All others are known, and so is what the parts of an area lack to its whole.

    `amounts` (N,) in units that add up, NaN without a figure; `low` and `high` (N,) bound a free one, infinite where
    nothing does. An area without a figure passes on the sum of its parts; without any figure in it, it counts as known.

    Exact: every sum shares no more than one amount with another, so that narrowing each amount by the sums it is in,
    from the parts up and from the whole down, gives what a linear programme gives (Freuder 1982, on constraints without
    circles).
    """
    there = ~np.isnan(amounts)
    held = tree.holds(there)
    known = np.where(there, amounts, 0.0)
    rooms = np.abs([low - known, high - known])[:, free]
    most = 4 * (np.abs(known).sum() + rooms[np.isfinite(rooms)].sum() + 1)  # further than all of them together can move
    below = np.where(free, np.maximum(low - known, -most), 0.0)
    above = np.where(free, np.minimum(high - known, most), 0.0)
    through = held & ~there
    below[through], above[through] = -most, most
    return _narrowed(below, above, tree, held)


def _narrowed(below: Floats, above: Floats, tree: Tree, held: Bools) -> Ranges:
    """Narrow the ranges from the parts up, then from the whole down."""
    own_below, own_above, sums = below.copy(), above.copy(), {}
    parts = np.full(len(below), np.inf)
    groups = [group for group in tree.groups if held[group.members].any()]
    for group in groups:
        total = below[group.members].sum(), above[group.members].sum()
        sums[id(group)] = total
        parts[group.parent] = min(parts[group.parent], total[1] - total[0])
        below[group.parent] = max(below[group.parent], total[0])
        above[group.parent] = min(above[group.parent], total[1])
    inside = above - below
    outer_below, outer_above = np.full(len(below), -np.inf), np.full(len(above), np.inf)
    for group in reversed(groups):
        whole, total = group.parent, sums[id(group)]
        others = [sums[id(other)] for other in tree.of(whole) if other is not group and id(other) in sums]
        least = max(own_below[whole], outer_below[whole], *(pair[0] for pair in others))
        most = min(own_above[whole], outer_above[whole], *(pair[1] for pair in others))
        outer_below[group.members] = least - (total[1] - above[group.members])
        outer_above[group.members] = most - (total[0] - below[group.members])
    return Ranges(np.maximum(below, outer_below), np.minimum(above, outer_above), inside, parts)


def companions(place: int, inside: bool, tree: Tree, shown: Bools, through: Bools) -> Iterator[int]:
    """Yield the shown areas whose hiding widens what is known of `place`.

    Its parts where the sum over them is what tells, else those beside it, and only then the area around it. Of an area
    without a figure (`through`) its parts, or what is around it.
    """
    if inside:
        for division in tree.of(place):
            yield from _parts(division.members, tree, shown, through)
        return
    group = tree.around(place)
    if group is None:
        return
    beside = list(_parts(group.members[group.members != place], tree, shown, through))
    if beside:
        yield from beside
    elif shown[group.parent]:
        yield group.parent
    elif through[group.parent]:
        yield from companions(group.parent, False, tree, shown, through)


def _parts(members: Ints, tree: Tree, shown: Bools, through: Bools) -> Iterator[int]:
    for place in members.tolist():
        if shown[place]:
            yield place
        elif through[place]:
            for group in tree.of(place):
                yield from _parts(group.members, tree, shown, through)


def untold(amounts: Floats, shown: Bools, tree: Tree) -> Floats:
    """Return (N,) what of each amount is not told by the `shown` (N,) parts in it, at whatever depth.

    NaN where `amounts` is.
    """
    told = np.where(shown, amounts, 0.0)
    below = np.zeros(len(amounts))
    for group in tree.groups:
        sums = np.where(shown[group.members], told[group.members], below[group.members]).sum()
        below[group.parent] = max(below[group.parent], sums, key=abs)
    return amounts - below


def guessed(amounts: Floats, hidden: Bools, tree: Tree) -> Floats:
    """Return `amounts` (N,) with a guess for those of `hidden` (N,) that are NaN, as good as the sums allow.

    The guess is the sum of the parts, else an even part of what the whole has left, else 1.
    """
    found = amounts.copy()
    for group in tree.groups:
        parts = found[group.members]
        if hidden[group.parent] and np.isnan(found[group.parent]) and not np.isnan(parts).all():
            found[group.parent] = np.nansum(parts)
    for group in reversed(tree.groups):
        unknown = group.members[hidden[group.members] & np.isnan(found[group.members])]
        if unknown.size and not np.isnan(found[group.parent]):
            found[unknown] = max(found[group.parent] - np.nansum(found[group.members]), 0) / unknown.size
    return np.where(hidden & np.isnan(found), 1.0, found)
