"""Cells to numbers. The decimal sign is decided per column; a mark for "missing" never becomes a number."""

import math
import re
from collections.abc import Container, Iterable, Sequence
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from datasets.parsers.cells import different

MISSING = ("", ".", "..", "x", "*", "-", "na", "n/a", "n.v.t.", "nvt", "nan", "null", "none", "afgeschermd", "withheld")
MISSING_NUMBERS = (-99995.0, -99997.0, -99999999.0)  # CBS: not published, suppressed, not available
MISSING_TEXT = re.compile(
    r"-(?:99995|99997|99999999)(?:[.,]0*)?"
)  # the same as text, whatever the column's decimal sign
NUMBER = re.compile(r"[+-]?(?:[0-9][0-9.,]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
ONE_SIGN = re.compile(r"[+-]?([0-9]*)([.,])([0-9]*)(?:[eE].*)?")
UNREADABLE = str.maketrans({"\u2212": "-", **dict.fromkeys(" \t\u00a0\u2009\u202f'\u2019%€", "")})
# Different cells of a column, a line each: whole numbers, and such with this decimal sign and nothing that groups thousands.
PLAIN = {sign: re.compile(rf"(?:-?[0-9]+(?:[{sign}][0-9]+)?\n)*+") for sign in ",."}
DECIMALS = {sign: re.compile(rf"[{sign}](?:[0-9]{{1,2}}|[0-9]{{4,}})\n") for sign in ",."}  # no group of thousands
EXACT = "\0"  # marks a cell that is a number already; text loses this sign, which no reader lets through anyway
THOUSAND = 3  # digits in a group


class Numbers(NamedTuple):
    """One column. `values` is float64 with NaN where `missing` or `bad` (text that is no number).

    `decimal` is the sign found, None when no cell has one; `ambiguous` when every sign may as well mark thousands.
    """

    values: np.ndarray
    bad: np.ndarray
    missing: np.ndarray
    decimal: str | None
    ambiguous: bool


def parse_numbers(cells: pd.Series, missing_marks: Iterable[str] = (), decimal: str | None = None) -> Numbers:
    """Read text, ints and floats mixed in one column; `decimal` decides only where the column itself does not.

    An undecided "1.234" is read as Dutch writes it: a point marks thousands, a comma decimals.
    """
    codes, uniques = different(cells)
    marks = {*MISSING, *(mark.strip().casefold() for mark in missing_marks)}
    values, wrong, absent, sign, ambiguous = _plain(uniques, marks) or _careful(uniques, marks, decimal)
    absent |= np.isin(values, [*MISSING_NUMBERS, *_as_numbers(marks)])
    values[absent] = math.nan
    return Numbers(values[codes], wrong[codes], absent[codes], sign, ambiguous)


def _plain(cells: Sequence[object], marks: Container[object]) -> Numbers | None:
    """Read cells that are all marks, numbers already, or digits with a decimal sign that is beyond doubt, as a whole.

    That takes a tenth of the time. None where one has to be looked at by itself.
    """
    bare = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
    filled = np.array([cell is not None and cell not in marks for cell in bare], dtype=bool)
    words: list[Any] = list(compress(bare, filled))
    kinds = set(map(type, words))
    sign = None
    if kinds == {str}:
        text = "\n".join([*words, ""])
        sign = next((sign for sign in PLAIN if sign in text), None)
        if text.count("\n") != len(words) or MISSING_TEXT.search(text) or not PLAIN[sign or "."].fullmatch(text):
            return None
        if sign and not DECIMALS[sign].search(text):
            return None
        words = text.replace(",", ".").split()
    elif not kinds <= {int, float}:
        return None
    values = np.full(len(cells), math.nan)
    values[filled] = list(map(float, words))
    bad = filled & ~np.isfinite(values)
    values[bad] = math.nan
    return Numbers(values, bad, ~filled, sign, ambiguous=False)


def _careful(cells: Sequence[object], marks: Container[str], decimal: str | None) -> Numbers:
    """Read the numbers cell by cell."""
    texts = [None if _is_mark(cell, marks) else _tidy(cell) for cell in cells]
    written = [text for text in texts if text is not None and NUMBER.fullmatch(text)]
    found, ambiguous = _decimal_sign(written)
    sign = decimal or "," if ambiguous else found
    absent = np.array([text is None for text in texts], dtype=bool)
    parsed = np.array([math.nan if text is None else _value(text, sign) for text in texts], dtype=np.float64)
    return Numbers(parsed, np.isnan(parsed) & ~absent, absent, sign if found or ambiguous else None, ambiguous)


def _is_mark(cell: object, marks: Container[str]) -> bool:
    return (
        cell is None
        or isinstance(cell, str)
        and (cell.strip().casefold() in marks or bool(MISSING_TEXT.fullmatch(cell.strip())))
    )


def _tidy(cell: object) -> str:
    """Return a cell as a bare number text: no padding, percent or euro sign, or spaces between thousands."""
    if isinstance(cell, str):
        return cell.strip().strip("\"'").translate(UNREADABLE).replace(EXACT, "")
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or math.isinf(cell):
        return str(cell)
    return f"{EXACT}{cell!r}"  # a number already: no sign to decide


def _decimal_sign(texts: Sequence[str]) -> tuple[str | None, bool]:
    """Return the sign of a column and whether that is a guess.

    A cell that can be read in one way outvotes all that cannot.
    """
    votes = [vote for text in texts if (vote := _vote(text)) is not None]
    certain = [vote for vote in votes if vote != "?"]
    if certain:
        return max((",", "."), key=certain.count), False
    return None, bool(votes)


def _vote(text: str) -> str | None:
    """Return what one cell says: "," or "." for certain, "?" when it may be thousands, None without any sign."""
    commas, points = text.count(","), text.count(".")
    if commas and points:
        return "," if text.rfind(",") > text.rfind(".") else "."
    if commas + points > 1:
        return "." if commas else ","
    match = ONE_SIGN.fullmatch(text)
    if match is None:
        return None
    before, sign, after = match.groups()
    groups = len(after) == THOUSAND and 0 < len(before) <= THOUSAND and not before.startswith("0")
    return "?" if groups and "e" not in text.lower() else sign


def _value(text: str, decimal: str | None) -> float:
    """Return the number in a text; NaN for what is none, also when its thousands do not come in groups of three."""
    if text.startswith(EXACT):
        return float(text[1:])
    if not NUMBER.fullmatch(text):
        return math.nan
    thousands = "." if decimal == "," else ","
    whole, point, rest = text.partition(decimal or ".")
    first, *groups = whole.lstrip("+-").split(thousands)
    if thousands in rest or (groups and not (0 < len(first) <= THOUSAND and all(len(g) == THOUSAND for g in groups))):
        return math.nan
    try:
        number = float(whole.replace(thousands, "") + ("." + rest if point else ""))
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _as_numbers(marks: Iterable[str]) -> list[float]:
    return [float(mark) for mark in marks if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", mark)]
