"""The order of a list that people shift by one place at a time."""

from __future__ import annotations

from typing import Protocol


class Placed(Protocol):
    position: int


def shift[Row: Placed](rows: list[Row], row: Row, *, up: bool) -> list[Row]:
    """Move `row` one place earlier or later among `rows`, all numbered anew.

    The first does not rise, the last does not fall.
    """
    rest = [each for each in rows if each != row]
    now = rows.index(row)
    rest.insert(max(now - 1, 0) if up else now + 1, row)
    for place, each in enumerate(rest, start=1):
        each.position = place
    return rest
