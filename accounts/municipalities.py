"""The municipalities of the Netherlands by name, as of 1 January 2025 (CBS). A merger changes the file beside this module."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("municipalities.csv")
ALIKE, CLOSE = 3, 0.7  # how many names are offered for one that is not known, and how near they must be


@cache
def municipalities() -> Mapping[str, str]:
    """Return the name of each municipality by its code."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def code_of(text: str) -> str | None:
    """Return the code of a municipality that is written as its name or as its code, in whatever case."""
    said = text.strip().casefold()
    return next((code for code, name in municipalities().items() if said in {code.casefold(), name.casefold()}), None)


def alike(text: str) -> list[str]:
    """Return the names that somebody may have meant."""
    names = {name.casefold(): name for name in municipalities().values()}
    return [names[each] for each in get_close_matches(text.strip().casefold(), names, ALIKE, CLOSE)]
