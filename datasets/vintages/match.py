"""The match of areas of a later year with those of a former one: by shape first, then by code and name.

Two files of one border seldom agree to the metre: they are cut to whole metres, simplified, or drawn anew. A simplified
outline keeps some of its corners (Douglas and Peucker 1973), so all of them lie on the outline that it was made of,
however large the surface between the two. So an area is the same when the surfaces agree to a hundredth, or when the
corners of the coarser drawing lie on the border of the finer one and the code or the name says the same; not when its
ground went to an area that did change. How near is "on" follows from the files: four times the middle distance over all
areas, since most borders stay where they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from datasets.vintages.names import alike, plain

DIFFERENT = 0.01  # of the surface: less is drawing, and no piece to share a figure out over
HALF = 0.5
SAID = 0.05  # what the same code, or the same name, is worth beside the overlap of two shapes (0 to 1)
COARSER = 0.8  # of the corners, in the middle over all areas
LEAST_M, MOST_M = 2.0, 100.0  # between these a corner may lie off the other's border
NOISE = 4  # times the middle distance
FEWEST = 5  # areas from which that distance can be told


class Kind(StrEnum):
    """The last four are changes; of the first three the area itself is as it was."""

    SAME = "same"
    RENAMED = "renamed"
    RECODED = "recoded"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    REDRAWN = "redrawn"


KEPT = (Kind.SAME, Kind.RENAMED, Kind.RECODED)


@dataclass(frozen=True, slots=True)
class Place:
    key: int
    level: str
    code: str
    name: str
    surface_m2: float


@dataclass(frozen=True, slots=True)
class Corners:
    """The corners of one outline: how many, and how far from the other's border, in metres.

    The middle one and the farthest.
    """

    count: int
    middle: float
    farthest: float


@dataclass(frozen=True, slots=True)
class Meeting:
    """A former and a later area that lie over one another; the corners are told where one could be the other."""

    before: int
    after: int
    shared_m2: float
    before_corners: Corners | None = None
    after_corners: Corners | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a former area (all of it where the area was kept) that lies in a later one."""

    before: int
    after: int
    kind: Kind
    shared_m2: float


@dataclass(slots=True)
class Match:
    """`new` and `gone` are keys; `reused` pairs of keys with one code for two places; `slivers` the pieces left out."""

    pieces: list[Piece] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    reused: list[tuple[int, int]] = field(default_factory=list)
    slivers: int = 0


def match(former: Iterable[Place], later: Iterable[Place], meetings: Sequence[Meeting]) -> Match:
    """Match areas of one former and one later year; meetings are between areas of one level."""
    return _Matching({p.key: p for p in former}, {p.key: p for p in later}, meetings).result()


class _Matching:
    def __init__(self, former: dict[int, Place], later: dict[int, Place], meetings: Sequence[Meeting]) -> None:
        self.former, self.later, self.meetings = former, later, meetings
        self.pairs = self._pairs()
        self.drawing = _Drawing(self.pairs.values())
        self.of_after = {meeting.after: before for before, meeting in self.pairs.items()}
        self.parts_of = self._inside()
        self.kept = {before: kind for before in self.pairs if (kind := self._kept(before))}
        for before in self._reopened():
            del self.kept[before]

    def result(self) -> Match:
        kept = [Piece(b, self.pairs[b].after, kind, self.pairs[b].shared_m2) for b, kind in self.kept.items()]
        pieces = [Piece(m.before, m.after, self._kind(m), m.shared_m2) for m in self.meetings if self._counts(m)]
        found = [*kept, *pieces]
        befores, afters = {piece.before for piece in found}, {piece.after for piece in found}
        return Match(
            found,
            [key for key in self.later if key not in afters],
            [key for key in self.former if key not in befores],
            self._reused(),
            len(self.meetings) - len(found),
        )

    def _pairs(self) -> dict[int, Meeting]:
        """Return the pairs: each area at most once, those that overlap most first.

        Between two that come near, code and name decide.
        """
        pairs: dict[int, Meeting] = {}
        taken: set[int] = set()
        for meeting in sorted(filter(self._near, self.meetings), key=self._likeness, reverse=True):
            if meeting.before not in pairs and meeting.after not in taken:
                pairs[meeting.before] = meeting
                taken.add(meeting.after)
        return pairs

    def _near(self, meeting: Meeting) -> bool:
        smaller = min(self.former[meeting.before].surface_m2, self.later[meeting.after].surface_m2)
        return meeting.shared_m2 >= HALF * smaller

    def _likeness(self, meeting: Meeting) -> float:
        before, after = self.former[meeting.before], self.later[meeting.after]
        return self._overlap(meeting) + SAID * (before.code == after.code) + SAID * _same_name(before, after)

    def _overlap(self, meeting: Meeting) -> float:
        """Return what both hold as a share of what either holds."""
        before, after = self.former[meeting.before], self.later[meeting.after]
        return meeting.shared_m2 / (before.surface_m2 + after.surface_m2 - meeting.shared_m2)

    def _inside(self) -> dict[int, list[Meeting]]:
        """Return per pair (by its former area) the areas without a counterpart that lie in it for the greater part."""
        found: dict[int, list[Meeting]] = {}
        for meeting in self.meetings:
            before, after = self.former[meeting.before], self.later[meeting.after]
            paired = meeting.before in self.pairs, meeting.after in self.of_after
            if paired == (True, False) and meeting.shared_m2 >= HALF * after.surface_m2:
                found.setdefault(meeting.before, []).append(meeting)
            elif paired == (False, True) and meeting.shared_m2 >= HALF * before.surface_m2:
                found.setdefault(self.of_after[meeting.after], []).append(meeting)
        return found

    def _kept(self, key: int) -> Kind | None:
        """Return how the area goes on; None where it changed."""
        meeting = self.pairs[key]
        before, after = self.former[key], self.later[meeting.after]
        if key in self.parts_of:
            return None
        said = before.code == after.code or _same_name(before, after)
        if self._overlap(meeting) < 1 - DIFFERENT and not (said and self.drawing.follows(meeting)):
            return None
        if before.code != after.code:
            return Kind.RECODED
        known = alike(plain(before.name, before.code), plain(after.name, after.code))
        return Kind.SAME if known else Kind.RENAMED

    def _reopened(self) -> set[int]:
        """Return areas kept for their corners alone, that yet hold ground which a changed area gave or took."""
        found = set()
        for meeting in self.meetings:
            given, taken = self._is_kept(meeting.before), self._is_kept_after(meeting.after)
            if given != taken and self._matters(meeting):
                found.add(meeting.before if given else self.of_after[meeting.after])
        return {before for before in found if self._overlap(self.pairs[before]) < 1 - DIFFERENT}

    def _is_kept(self, before: int) -> bool:
        return before in self.kept

    def _is_kept_after(self, after: int) -> bool:
        return self.of_after.get(after) in self.kept

    def _counts(self, meeting: Meeting) -> bool:
        changed = not self._is_kept(meeting.before) and not self._is_kept_after(meeting.after)
        return changed and self._matters(meeting)

    def _matters(self, meeting: Meeting) -> bool:
        smaller = min(self.former[meeting.before].surface_m2, self.later[meeting.after].surface_m2)
        return meeting.shared_m2 >= DIFFERENT * smaller

    def _kind(self, meeting: Meeting) -> Kind:
        """Return what happened in the pair that both belong to.

        A piece that went from one pair to another is a moved border.
        """
        ours, theirs = self._home_of_before(meeting.before), self._home_of_after(meeting.after)
        if ours is None or theirs is None:
            return Kind.REDRAWN
        if ours != theirs:
            return Kind.MOVED
        parts = self.parts_of.get(ours, [])
        split = any(part.after not in self.of_after for part in parts)
        merged = any(part.before not in self.pairs for part in parts)
        return Kind.REDRAWN if split and merged else Kind.SPLIT if split else Kind.MERGED if merged else Kind.MOVED

    def _home_of_before(self, key: int) -> int | None:
        homes = (home for home, parts in self.parts_of.items() if any(part.before == key for part in parts))
        return key if key in self.pairs else next(homes, None)

    def _home_of_after(self, key: int) -> int | None:
        homes = (home for home, parts in self.parts_of.items() if any(part.after == key for part in parts))
        return self.of_after[key] if key in self.of_after else next(homes, None)

    def _reused(self) -> list[tuple[int, int]]:
        """Return codes that stand for another place than before: the two do not overlap for half of the smaller one."""
        afters = {(place.level, place.code): place.key for place in self.later.values()}
        near = {(meeting.before, meeting.after) for meeting in self.meetings if self._near(meeting)}
        both = ((place.key, afters.get((place.level, place.code))) for place in self.former.values())
        return [(before, after) for before, after in both if after is not None and (before, after) not in near]


class _Drawing:
    """The difference between two files of the same borders: which is coarser, and how far off its corners lie."""

    def __init__(self, pairs: Iterable[Meeting]) -> None:
        told = [m for m in pairs if m.before_corners and m.after_corners]
        ratios = [m.after_corners.count / m.before_corners.count for m in told if m.after_corners and m.before_corners]
        ratio = median(ratios) if ratios else 1.0
        self.after_is_coarser, self.before_is_coarser = ratio < COARSER, ratio > 1 / COARSER
        middles = [median(corners.middle for corners in self._tested(meeting)) for meeting in told]
        noise = median(middles) if len(middles) >= FEWEST else 0.0
        self.tolerance_m = min(max(NOISE * noise, LEAST_M), MOST_M)

    def follows(self, meeting: Meeting) -> bool:
        tested = self._tested(meeting)
        return bool(tested) and all(corners.farthest <= self.tolerance_m for corners in tested)

    def _tested(self, meeting: Meeting) -> list[Corners]:
        """Return the corners of the coarser drawing; of both where neither is."""
        sides = [(meeting.before_corners, self.after_is_coarser), (meeting.after_corners, self.before_is_coarser)]
        return [corners for corners, other_is_coarser in sides if corners and not other_is_coarser]


def _same_name(before: Place, after: Place) -> bool:
    name = plain(before.name, before.code)
    return bool(name) and name == plain(after.name, after.code)


def counts(pieces: Iterable[Piece]) -> Counter[Kind]:
    """Count how many later areas went each way.

    An area with pieces of several kinds counts once, as the furthest of them.
    """
    order = list(Kind)
    furthest: dict[int, Kind] = {}
    for piece in pieces:
        held = furthest.get(piece.after, Kind.SAME)
        furthest[piece.after] = max(held, piece.kind, key=order.index)
    return Counter(furthest.values())
