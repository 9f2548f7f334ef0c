"""The years of a work as a bar on an axis that a whole table shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dia.models import Work

YEAR = 10  # wide
LONGEST = 25  # years on one axis


@dataclass(frozen=True, slots=True)
class Bar:
    """In a box of `years` × 10 by 12: the window, the preferred year in it, and the years that it may move outside."""

    x: int
    width: int
    preferred: int
    flex_x: int
    flex_width: int
    box: str
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    first: int
    last: int

    @property
    def width(self) -> int:
        return YEAR * (self.last - self.first + 1)

    @property
    def box(self) -> str:
        return f"0 0 {self.width} 12"

    def at(self, year: int) -> int:
        """Return the left of a year, never outside the axis."""
        return YEAR * (min(max(year, self.first), self.last + 1) - self.first)

    def bar(self, work: Work) -> Bar:
        begin, end = self.at(work.earliest), self.at(work.latest + 1)
        loose, until = self.at(work.earliest - work.flexibility), self.at(work.latest + work.flexibility + 1)
        return Bar(begin, end - begin, self.at(work.preferred), loose, until - loose, self.box, spoken(work))


def axis(works: Sequence[Work]) -> Axis:
    """Return an axis from the first year of all works to the last, at most LONGEST."""
    if not works:
        return Axis(0, 0)
    first = min(work.earliest for work in works)
    return Axis(first, min(max(work.latest for work in works), first + LONGEST - 1))


def spoken(work: Work) -> str:
    words = _("%(earliest)s–%(latest)s, preferred %(preferred)s") if work.earliest < work.latest else "%(preferred)s"
    text = words % {"earliest": work.earliest, "latest": work.latest, "preferred": work.preferred}
    return text + (_(", may move %(years)s years") % {"years": work.flexibility} if work.flexibility else "")
