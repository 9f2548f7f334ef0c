"""Whole amounts as people type them: 1250000, 1.250.000, 1,250,000, € 1.250,00 or 1 250 000,-."""

import math
import re

SIGNS = re.compile(r"[€\s\u00a0\u202f']")
NO_CENTS = re.compile(r"[.,](?:-+|–|0{1,2})$")
GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")


def whole(cell: str | float) -> int | None:
    """Return the amount, None for what is no whole number of 0 or more.

    A number from a spreadsheet is rounded to the unit.
    """
    if isinstance(cell, int | float):
        return round(cell) if math.isfinite(cell) and cell >= 0 else None
    text = NO_CENTS.sub("", SIGNS.sub("", cell))
    if GROUPED.fullmatch(text):
        text = re.sub("[.,]", "", text)
    return int(text) if text.isascii() and text.isdigit() else None


def decimal(cell: str | float) -> float | None:
    """Return a number of 0 or more with a comma or a point; None for anything else."""
    if isinstance(cell, str):
        try:
            cell = float(SIGNS.sub("", cell).replace(",", "."))
        except ValueError:
            return None
    return float(cell) if math.isfinite(cell) and cell >= 0 else None
