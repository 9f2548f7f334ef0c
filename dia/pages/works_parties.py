"""The marks of parties on maps and in tables: a colour and letters, the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import Partnership

COLOURS = 8  # in tokens.css
WORD = re.compile(r"[^\W\d_]\w*|\d+")


@dataclass(frozen=True, slots=True)
class Mark:
    """`number` of the colour, 1 to 8; letters tell apart who share one."""

    number: int
    letters: str
    name: str


def marks(partnership: Partnership) -> dict[int, Mark]:
    """Return the mark per party id, in the order in which the parties came to the table; who left keeps its mark."""
    seats = partnership.seats.select_related("party").order_by("pk")
    found: dict[int, Mark] = {}
    for place, seat in enumerate(seats):
        taken = {mark.letters for mark in found.values()}
        found[seat.party_id] = Mark(place % COLOURS + 1, letters_of(seat.party.name, taken, place), seat.party.name)
    return found


def letters_of(name: str, taken: Collection[str], place: int) -> str:
    """Return the first letters of two words that are names rather than small words.

    Else the first free letter with a number.
    """
    words = [word for word in WORD.findall(re.sub(r"\(.*?\)", "", name)) if word[0].isupper() or word.isdigit()]
    parts = words or [name]
    tries = [parts[0][0] + other[0] for other in parts[1:]] + [parts[0][:2], parts[0][0]]
    return next((text.upper() for text in tries if text.upper() not in taken), f"{parts[0][0].upper()}{place + 1}")
