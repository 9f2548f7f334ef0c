"""The sheet of one area, and how it is kept to one page."""

from __future__ import annotations

from typing import Any, Literal, TypedDict, cast

from reports.fitting import Limits
from reports.render import Labels, pdf


class Rank(TypedDict):
    """The group stands first and large; the rank never without its interval. Numbers only place the bar."""

    words: str
    group: str
    order: str  # that areas of one group stand in no certain order
    chance: str  # of the first K, "92 %"
    low: int
    high: int
    mean: float
    of: int


class Score(TypedDict):
    """`size` and `mean` are 0 to 100."""

    value: str
    city: str
    size: float
    mean: float | None


class Advice(TypedDict):
    key: str
    words: str
    sentence: str


class Gate(TypedDict):
    label: str
    value: str
    needed: str
    outcome: str
    open: bool | None


class Step(TypedDict):
    """One bar of the waterfall from `start` to `end`, both 0 to 100."""

    kind: Literal["start", "part", "end"]
    label: str
    points: str
    start: float
    end: float


class Figure(TypedDict):
    name: str
    value: str
    city: str
    period: str
    source: str
    old: str  # the word for old; empty for a recent figure


class Pair(TypedDict):
    label: str
    facts: str
    perception: str


class Item(TypedDict):
    """A name with some words about it: an asset, a part of the area."""

    name: str
    words: str


class Note(TypedDict):
    kind: str
    text: str
    party: str


class Picture(TypedDict):
    svg: str
    alt: str
    legend: str


class Head(TypedDict):
    """The head of the sheet: which area, when and by which model."""

    created: str  # ISO 8601 with offset
    partnership: str
    fictitious: bool
    area: str
    kind: str  # level and code
    parent: str
    facts: list[str]  # inhabitants, dwellings, surface
    scored: str  # "scores as of 3 March 2026"
    model: str  # "model 2 · agreed"
    empty: str  # what to say where there are no scores


class Standing(TypedDict):
    """All that rests on a score."""

    rank: Rank | None
    urgency: Score | None
    potential: Score | None
    advice: Advice | None
    gates: list[Gate]
    steps: list[Step]
    pairs: list[Pair]


class Sheet(Head, Standing):
    """Strings are ready to be shown; an empty string, an empty list or None leaves its part out."""

    figures: list[Figure]
    border: str
    assets: list[Item]
    notes: list[Note]
    children: list[Item]
    sources: list[str]
    caveat: str
    map: Picture | None
    labels: Labels
    cut: list[str]  # filled by fit()


COUNTS = {"gates": 8, "steps": 12, "figures": 12, "pairs": 6, "assets": 5, "notes": 3, "children": 3, "sources": 5}
# The longest text per field, in characters; a field that stands in a list is named with it.
LENGTHS = {
    "partnership": 60, "area": 72, "kind": 40, "parent": 60, "scored": 60, "model": 40, "empty": 200, "border": 160, "caveat": 240,
    "rank.words": 60, "rank.group": 14, "rank.order": 80, "rank.chance": 10,
    "urgency.value": 8, "urgency.city": 30, "potential.value": 8, "potential.city": 30,
    "advice.words": 30, "advice.sentence": 140,
    "gates.label": 32, "gates.value": 12, "gates.needed": 14, "gates.outcome": 12,
    "steps.label": 34, "steps.points": 8,
    "figures.name": 64, "figures.value": 16, "figures.city": 16, "figures.period": 9, "figures.source": 50, "figures.old": 8,
    "pairs.label": 28, "pairs.facts": 8, "pairs.perception": 8,
    "assets.name": 40, "assets.words": 40, "children.name": 40, "children.words": 40,
    "notes.kind": 28, "notes.text": 200, "notes.party": 36,
    "facts": 40, "sources": 64, "map.legend": 90,
}  # fmt: skip
PART_OF = {
    "partnership": "sheet", "kind": "sheet", "parent": "sheet", "scored": "sheet", "model": "sheet", "empty": "sheet",
    "facts": "sheet", "caveat": "sheet", "steps": "waterfall", "gates": "advice",
}  # fmt: skip
LEFT_ALONE = {"created", "labels", "cut", "advice.key", "steps.kind", "map.svg", "map.alt"}
LIMITS = Limits(counts=COUNTS, lengths=LENGTHS, part_of=PART_OF, left_alone=LEFT_ALONE)


def area_sheet(sheet: Sheet, *, language: str) -> tuple[bytes, list[str]]:
    """Return the sheet as a PDF of one page, and what had to be cut for that."""
    fitted, cut = fit(sheet)
    return pdf("area_sheet", cast(dict[str, Any], fitted), language=language), cut


def fit(sheet: Sheet) -> tuple[Sheet, list[str]]:
    """Return the sheet with lists and texts that fit on one page, and what was cut.

    The latter as "Key figures 12/14" or, of texts, "Sources …". The template may set the type smaller, never leave more
    out.
    """
    fitted, cut = LIMITS.fit(sheet)
    return cast(Sheet, fitted), cut
