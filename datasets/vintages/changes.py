"""The changes between two years of boundaries, as a reader wants it: together what was divided together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from datasets.vintages.match import FEWEST, KEPT, Kind

WAYS = (*Kind, "new", "gone", "reused")
MOST_COARSE = 0.5


@dataclass(frozen=True, slots=True)
class Named:
    key: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a former area in a later one; the shares are of the former area."""

    level: str
    kind: str
    before: Named
    after: Named
    surface: float
    inhabitants: float
    dwellings: float


@dataclass(slots=True)
class Group:
    """Areas that are one change: a split with its parts, two areas with a border that moved, an area with its new name."""

    kind: str
    parts: list[Part] = field(default_factory=list)

    @property
    def befores(self) -> list[Named]:
        return sorted({part.before for part in self.parts}, key=lambda named: named.code)

    @property
    def afters(self) -> list[Named]:
        return sorted({part.after for part in self.parts}, key=lambda named: named.code)

    @property
    def is_kept(self) -> bool:
        return self.kind in KEPT


@dataclass(slots=True)
class Comparison:
    """Two years of one level.

    `parts` leaves out what stayed the same; `same` counts it. `figures` says how many went which way
    (`datasets.pipeline.carry_over.WAYS`); empty where nothing was carried.
    """

    level: str
    before: int
    after: int
    same: int = 0
    parts: list[Part] = field(default_factory=list)
    new: list[Named] = field(default_factory=list)
    gone: list[Named] = field(default_factory=list)
    reused: list[tuple[Named, Named]] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)  # key of an area → its outline as the path of an SVG

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        parts = [
            Part(**{**part, "before": Named(**part["before"]), "after": Named(**part["after"])})
            for part in plain["parts"]
        ]
        named = {side: [Named(**each) for each in plain[side]] for side in ("new", "gone")}
        reused = [(Named(**before), Named(**after)) for before, after in plain["reused"]]
        return cls(**{**plain, **named, "parts": parts, "reused": reused})

    @property
    def groups(self) -> list[Group]:
        """Return the groups, the widest change first, then by code."""
        order = list(Kind)
        found = grouped(self.parts)
        return sorted(found, key=lambda group: (-order.index(Kind(group.kind)), group.afters[0].code))

    @property
    def counts(self) -> dict[str, int]:
        """Count later areas by what happened, former ones that are gone, and codes that were given out again.

        Only what there is.
        """
        found = Counter(
            {Kind.SAME.value: self.same, "new": len(self.new), "gone": len(self.gone), "reused": len(self.reused)}
        )
        for group in self.groups:
            found[group.kind] += len(group.afters)
        return {way: found[way] for way in map(str, WAYS) if found[way]}

    @property
    def is_changed(self) -> bool:
        return bool(self.parts or self.new or self.gone or self.reused)

    @property
    def looks_coarse(self) -> bool:
        """Return whether most borders seem to have moved: rather a coarse drawing than a city that was divided anew."""
        moved = sum(len(group.afters) for group in self.groups if group.kind in {Kind.MOVED, Kind.REDRAWN})
        return moved >= FEWEST and moved > MOST_COARSE * sum(self.counts.values())


def grouped(parts: Iterable[Part]) -> list[Group]:
    """Group parts that share a former or a later area, directly or through others."""
    groups: list[Group] = []
    for part in parts:
        touching = [g for g in groups if any(part.before == p.before or part.after == p.after for p in g.parts)]
        joined = [part, *(other for group in touching for other in group.parts)]
        groups = [group for group in groups if group not in touching]
        groups.append(Group(_kind(joined), sorted(joined, key=lambda p: (p.before.code, p.after.code))))
    return groups


def _kind(parts: list[Part]) -> str:
    """Return the kind of a group of parts.

    A moved border beside a split or a merger goes without saying; both of these in one are an area divided anew.
    """
    kinds = {part.kind for part in parts} - {Kind.MOVED}
    return next(iter(kinds)) if len(kinds) == 1 else Kind.REDRAWN.value if kinds else Kind.MOVED.value
