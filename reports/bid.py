"""The bid of one party for one year, and how much of its texts goes on its one page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypedDict, cast

from reports.fitting import ELLIPSIS, Limits, breakable
from reports.render import Labels, pdf, type_size


class Tile(TypedDict):
    label: str
    value: str


class Money(TypedDict):
    """One kind of money over the years; `sum` stands below a line."""

    label: str
    cells: list[str]
    sum: bool


class Work(TypedDict):
    subject: str
    title: str
    where: str
    years: str
    cost: str


class Figure(TypedDict):
    subject: str
    name: str
    own: str
    city: str
    source: str  # with its period


class Subject(TypedDict):
    key: str
    title: str
    sum: str
    text: str
    paragraphs: list[str]  # filled by fit(): as much of the text as there is room for
    empty: str  # what to say where nothing is written


class Bid(TypedDict):
    """Strings are ready to be shown; an empty string or list leaves its part out. Works and figures come by weight."""

    created: str  # ISO 8601 with offset
    partnership: str
    fictitious: bool
    party: str
    title: str  # "Bid for 2027"
    state: str  # "offered on 1 July 2026"
    tiles: list[Tile]
    years: list[str]
    money: list[Money]
    subjects: list[Subject]
    works: list[Work]
    figures: list[Figure]
    areas: list[str]
    together: list[str]
    sources: list[str]
    caveat: str
    seal: str  # "fingerprint 0f3a…"
    labels: Labels
    cut: list[str]  # filled by fit()


@dataclass(frozen=True, slots=True)
class Cut:
    """A text under a subject of which `shown` of `of` characters have a place on the page."""

    subject: str
    shown: int
    of: int


COUNTS = {
    "tiles": 4,
    "years": 5,
    "money": 7,
    "money.cells": 5,
    "works": 12,
    "figures": 10,
    "areas": 6,
    "together": 8,
    "sources": 5,
}
# The longest text per field, in characters; a field that stands in a list is named with it. A figure is never cut further.
VALUES = {
    "tiles.value": 18, "years": 6, "money.cells": 18, "works.years": 12, "works.cost": 18, "figures.own": 14, "figures.city": 14,
    "subjects.title": 40, "subjects.sum": 44, "subjects.empty": 80, "title": 24, "seal": 40,
}  # fmt: skip
NAMES = {
    "partnership": 60, "party": 60, "state": 44, "tiles.label": 28, "money.label": 30, "works.title": 60, "works.where": 30,
    "figures.name": 48, "figures.source": 40, "areas": 30, "together": 48, "sources": 56, "caveat": 140,
}  # fmt: skip
PART_OF = {
    "partnership": "bid", "title": "bid", "state": "bid", "caveat": "bid", "seal": "bid", "tiles": "facts", "years": "money",
    "subjects": "insight",
}  # fmt: skip
LEFT_ALONE = {
    "created", "labels", "cut", "subjects.key", "subjects.text", "subjects.paragraphs", "works.subject", "figures.subject",
}  # fmt: skip
LONGEST_TEXT = 1000
LEAST_TEXT = 300  # names are cut further before a text has less room than this
SHARES = (1, 0.75, 0.5, 0.35, 0.25)  # of the lengths of names
STEP = 20  # characters: as exactly as the room for texts is sought


def bid_sheet(bid: Bid, *, language: str) -> bytes:
    """Return the bid as a PDF of one page."""
    fitted, _cut = fit(bid, language=language)
    return pdf("bid", cast(dict[str, Any], fitted), language=language)


def fit(bid: Bid, *, language: str) -> tuple[Bid, list[Cut]]:
    """Return the bid as it fits on one page, in a type that can be read, and which texts are cut for that.

    Names and lists are kept to their limits first. Then every text gets the same room: as many characters as can be had
    before the page is full, so that a short text leaves its room to a long one. The bid itself says what was cut.
    """
    share, most = _room(json.dumps({**bid, "created": ""}, sort_keys=True), language)
    limited, _told = _limits(share).fit(bid)
    return cast(Bid, _written(limited, most)), _cuts(limited, most)


@lru_cache(maxsize=64)
def _room(content: str, language: str) -> tuple[float, int]:
    """Return the share of the lengths of names and the characters of each text that the page has room for.

    Remembered: a page that is too full is typeset some ten times to find them.
    """
    bid = json.loads(content)

    def fits(share: float, most: int) -> bool:
        limited, _told = _limits(share).fit(bid)
        return type_size("bid", _written(limited, most), language=language, least="yes") is not None

    if fits(SHARES[0], LONGEST_TEXT):
        return SHARES[0], LONGEST_TEXT
    share = next((each for each in SHARES if fits(each, LEAST_TEXT)), None)
    if share is None:
        share, low, high = SHARES[-1], 0, LEAST_TEXT
    elif fits(share, LONGEST_TEXT):
        return share, LONGEST_TEXT
    else:
        low, high = LEAST_TEXT, LONGEST_TEXT
    while high - low > STEP:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(share, middle) else (low, middle)
    return share, low


def _limits(share: float) -> Limits:
    lengths = VALUES | {name: int(length * share) for name, length in NAMES.items()}
    return Limits(counts=COUNTS, lengths=lengths, part_of=PART_OF, left_alone=LEFT_ALONE)


def _written(limited: dict[str, Any], most: int) -> dict[str, Any]:
    """Return the bid with its texts in paragraphs, none longer than `most`, and what that cuts told on the page."""
    subjects = [
        {
            **subject,
            "paragraphs": [breakable(line) for line in shortened(subject["text"], most).splitlines() if line.strip()],
        }
        for subject in limited["subjects"]
    ]
    titles = {subject["key"]: subject["title"] for subject in subjects}
    told = [f"{titles[each.subject]} {each.shown}/{each.of}" for each in _cuts(limited, most)]
    insight = [f"{limited['labels']['insight']}: {'; '.join(told)}"] if told else []
    return {**limited, "subjects": subjects, "cut": [*limited["cut"], *insight]}


def _cuts(bid: dict[str, Any], most: int) -> list[Cut]:
    texts = {subject["key"]: subject["text"].strip() for subject in bid["subjects"]}
    shown = {key: shortened(text, most) for key, text in texts.items()}
    return [
        Cut(key, len(shown[key].removesuffix(ELLIPSIS)), len(text)) for key, text in texts.items() if shown[key] != text
    ]


def shortened(text: str, most: int) -> str:
    """Return the whole text, or its first words with a sign that it goes on; never more than `most` characters."""
    text = text.strip()
    if len(text) <= most:
        return text
    if most <= 0:
        return ""
    start = text[: most - 1]
    words = start.rpartition(" ")[0] if text[most - 1 : most] != " " and " " in start[-30:] else start
    return words.rstrip() + ELLIPSIS
