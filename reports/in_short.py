"""The page for alderman and director on one A4: where, why, with what money, what is to be decided, what came of it."""

from __future__ import annotations

from typing import Any, TypedDict, cast

from reports.fitting import Limits
from reports.render import Labels, pdf, type_size


class Money(TypedDict):
    agenda: str
    committed: str
    unfunded: str


class Place(TypedDict):
    group: str  # with what is uncertain of it
    name: str
    reasons: list[str]
    money: list[Money]


class LookBack(TypedDict):
    title: str
    counts: str
    summary: str


class Short(TypedDict):
    """Strings are ready to be shown; where there is nothing to show, `labels` say so."""

    created: str  # ISO 8601 with offset
    partnership: str
    fictitious: bool
    title: str
    basis: str  # whether it was adopted, and when
    scored: str  # of which day the scores are, and by which model
    places: list[Place]
    no_places: str
    asks: list[str]
    no_asks: str
    agreements: list[str]
    look_back: LookBack | None
    caveat: str
    labels: Labels
    cut: list[str]  # filled by fit()


COUNTS = {"places": 3, "places.reasons": 3, "places.money": 3, "asks": 8, "agreements": 6}
# The longest text per field, in characters; a field that stands in a list or part is named with it. Money is never cut further.
VALUES = {"places.money.committed": 18, "places.money.unfunded": 18, "no_places": 80, "no_asks": 80}
WORDS = {
    "partnership": 60, "title": 80, "basis": 120, "scored": 90, "caveat": 140,
    "places.group": 150, "places.name": 72, "places.reasons": 120, "places.money.agenda": 70,
    "asks": 180, "agreements": 90, "look_back.title": 90, "look_back.counts": 80, "look_back.summary": 260,
}  # fmt: skip
PART_OF = {
    "partnership": "sheet", "title": "sheet", "basis": "sheet", "scored": "sheet", "caveat": "sheet", "places": "where", "no_places": "where",
    "places.reasons": "where", "places.money": "money", "no_asks": "asks", "agreements": "running", "look_back": "back",
}  # fmt: skip
LEFT_ALONE = {"created", "labels", "cut"}
SHARES = (1, 0.75, 0.5, 0.35)  # of the lengths of words, until the page has room for all


def in_short(short: Short, *, language: str) -> bytes:
    """Return the page as a PDF of one page."""
    return pdf("in_short", cast(dict[str, Any], fit(short, language=language)), language=language)


def fit(short: Short, *, language: str) -> Short:
    """Return the page as it fits on one A4, in a type that can be read; the page itself says what was cut for that."""
    tries = [_limits(share).fit(short)[0] for share in SHARES]
    fitting = (each for each in tries if type_size("in_short", each, language=language) is not None)
    return cast(Short, next(fitting, tries[-1]))


def _limits(share: float) -> Limits:
    lengths = VALUES | {name: int(length * share) for name, length in WORDS.items()}
    return Limits(counts=COUNTS, lengths=lengths, part_of=PART_OF, left_alone=LEFT_ALONE)
