"""The changes between two years of boundaries, read from the overlaps that the load kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from datasets import states
from datasets.models import Area, AreaOverlap, Delivery, Level
from datasets.pipeline.vintage_links import DRAWN, draw
from datasets.vintages.changes import Comparison, Group, Named, Part
from datasets.vintages.match import HALF, Kind

LABELS: dict[str, str | Promise] = {
    **dict(AreaOverlap.Kind.choices),
    "new": _("new"),
    "gone": _("gone"),
    "reused": _("code used again"),
}
FINEST_FIRST = [Level.BUURT, Level.WIJK, Level.GEMEENTE]
MARGIN = 0.06  # of a drawing, around the outlines


@dataclass(frozen=True, slots=True)
class Choice:
    level: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Line:
    """The part of a former area that went to a later one; shares of that area in percent."""

    before: Named
    after: Named
    surface: float
    inhabitants: float
    dwellings: float

    @property
    def is_even(self) -> bool:
        """Return whether ground, people and dwellings went in the same measure, as far as one sees it."""
        return round(self.surface) == round(self.inhabitants) == round(self.dwellings)


@dataclass(frozen=True, slots=True)
class Row:
    """A group of areas with its drawing: the box of the SVG, the outlines of before and of after."""

    group: Group
    label: str | Promise
    box: str
    before: list[str]
    after: list[str]

    @property
    def lines(self) -> list[Line]:
        """Return a line for each part; none where areas went over whole: one with a new name, or some into one."""
        if len(self.group.afters) == 1:
            return []
        return [
            Line(part.before, part.after, *(100 * share for share in (part.surface, part.inhabitants, part.dwellings)))
            for part in self.group.parts
        ]


@dataclass(frozen=True, slots=True)
class Shown:
    """A comparison as a template shows it."""

    about: Comparison

    @property
    def counts(self) -> list[tuple[str | Promise, int]]:
        return [(LABELS[way], number) for way, number in self.about.counts.items()]

    @property
    def rows(self) -> list[Row]:
        return [self._row(group) for group in self.about.groups]

    def _row(self, group: Group) -> Row:
        before, after = (self._outlines(side) for side in (group.befores, group.afters))
        return Row(group, LABELS[group.kind], box_of([*before, *after]), before, after)

    def _outlines(self, areas: Iterable[Named]) -> list[str]:
        return [path for area in areas if (path := self.about.drawn.get(str(area.key)))]


def box_of(paths: Iterable[str]) -> str:
    """Return the viewBox around paths of absolute points, with a margin; "" without any."""
    numbers = [[float(n) for n in path.translate(NO_LETTERS).split()] for path in paths]
    xs, ys = ([n for found in numbers for n in found[start::2]] for start in (0, 1))
    if not xs:
        return ""
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    margin = MARGIN * max(width, height)
    return f"{min(xs) - margin:.0f} {min(ys) - margin:.0f} {width + 2 * margin:.0f} {height + 2 * margin:.0f}"


NO_LETTERS = str.maketrans("MLZz,", "     ")


def of_delivery(delivery: Delivery) -> list[Shown]:
    """Return what loading it changes, or changed; levels that stay as they were are left out."""
    found = map(Comparison.from_plain, delivery.preview.get("years", []))
    told = [Shown(each) for each in found if each.is_changed or each.figures]
    return sorted(told, key=lambda shown: FINEST_FIRST.index(Level(shown.about.level)))


def page(partnership: Partnership, level: str, year: str) -> dict[str, Any]:
    """Return one level of one year beside the year before it: those asked for, else the newest of the finest level."""
    choices = choices_of(partnership)
    wanted = [each for each in choices if level in {"", each.level} and year in {"", str(each.after)}]
    chosen = next(iter(wanted or choices), None)
    shown = Shown(compare(partnership, chosen)) if chosen else None
    return {"choices": choices, "chosen": chosen, "shown": shown}


def choices_of(partnership: Partnership) -> list[Choice]:
    held: dict[str, list[int]] = {level: [] for level in FINEST_FIRST}
    years = Area.objects.of(partnership).filter(level__in=FINEST_FIRST).order_by("-vintage")
    for level, year in years.values_list("level", "vintage").distinct():
        held[level].append(year)
    return [
        Choice(level, before, after)
        for level, found in held.items()
        for after, before in zip(found, found[1:], strict=False)
    ]


def compare(partnership: Partnership, chosen: Choice) -> Comparison:
    pieces = AreaOverlap.objects.of(partnership).filter(before__vintage=chosen.before, after__vintage=chosen.after)
    fields = ("kind", "before_id", "after_id", "surface_share", "inhabitants_share", "dwellings_share")
    rows = list(pieces.filter(after__level=chosen.level).order_by("before__code", "after__code").values_list(*fields))
    former, later = (places(partnership, chosen.level, year) for year in (chosen.before, chosen.after))
    parts = [
        Part(chosen.level, kind, former[one].named, later[other].named, *shares)
        for kind, one, other, *shares in rows
        if kind != Kind.SAME
    ]
    near = {(one, other) for _kind, one, other, share, *_rest in rows if is_near(share, former[one], later[other])}
    found = Comparison(chosen.level, chosen.before, chosen.after, len(rows) - len(parts), parts)
    befores, afters = {row[1] for row in rows}, {row[2] for row in rows}
    found.gone = [place.named for key, place in former.items() if key not in befores]
    found.new = [place.named for key, place in later.items() if key not in afters]
    by_code = {place.named.code: place.named for place in later.values()}
    same_code = [(place.named, by_code[place.named.code]) for place in former.values() if place.named.code in by_code]
    found.reused = [(one, other) for one, other in same_code if (one.key, other.key) not in near]
    found.figures = figures_of(partnership, chosen)
    found.drawn = draw(drawable(parts), "(SELECT id AS key, geometry FROM datasets_area)")
    return found


@dataclass(frozen=True, slots=True)
class Place:
    named: Named
    surface_m2: float


def places(partnership: Partnership, level: str, year: int) -> dict[int, Place]:
    found = Area.objects.of(partnership).at(level).filter(vintage=year).order_by("code")
    rows = found.values_list("pk", "code", "name", "surface_m2")
    return {pk: Place(Named(pk, code, name), surface) for pk, code, name, surface in rows}


def is_near(share: float, before: Place, after: Place) -> bool:
    """Return whether the two overlap for half of the smaller one."""
    return share * before.surface_m2 >= HALF * min(before.surface_m2, after.surface_m2)


def drawable(parts: Iterable[Part]) -> list[int]:
    changed = [part for part in parts if not Group(part.kind).is_kept]
    return [named.key for part in changed for named in (part.before, part.after)][:DRAWN]


def figures_of(partnership: Partnership, chosen: Choice) -> dict[str, int]:
    """Return how many figures went which way when the later year was last loaded."""
    loads = Delivery.objects.of(partnership).filter(kind=Delivery.Kind.BOUNDARIES, recognised__vintage=chosen.after)
    for preview in loads.filter(state__in=states.LIVE).order_by("-loaded_at").values_list("preview", flat=True):
        for plain in preview.get("years", []):
            if (plain["level"], plain["before"]) == (chosen.level, chosen.before):
                figures: dict[str, int] = plain["figures"]
                return figures
    return {}
