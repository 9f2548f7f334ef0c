"""Rows of a text file that quotes nothing and whose rows all have as many cells.

They are read column by column instead of cell by cell.

What it gives is what `text.split_rows` gives; what it cannot read so, it leaves to that.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

LINE_END, RETURN = ord("\n"), ord("\r")
WORD = 8  # bytes that are compared at once
LOW_BYTES = np.array([(1 << 8 * count) - 1 for count in range(WORD + 1)], dtype="<u8")
BLOCK = 1 << 24  # bytes that are searched at once
LARGEST = np.iinfo(np.int32).max  # bytes, so that a place takes four
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "windows-1252": "windows-1252",
}  # a delimiter is one byte; how a cell is read

type Bytes = NDArray[np.uint8]
type Ints = NDArray[np.integer]


class Rows(NamedTuple):
    """Cells by column (categories of str), and the number of each row in the file.

    Rows without a filled cell are left out.
    """

    columns: list[pd.Categorical]
    numbers: Ints


def read_rows(raw: bytes, encoding: str, delimiter: str, *, after: int, width: int, longest: int) -> Rows | None:
    """Read the rows below the first `after` ones, at least one, column by column.

    None where a cell is quoted or has more than `longest` bytes, or where a row that is not blank has another number of
    cells than `width`.
    """
    if encoding not in ENCODINGS or len(raw) > LARGEST or b'"' in raw:
        return None
    if b"\r" in raw and raw.count(b"\r") != raw.count(b"\r\n"):
        return None
    signs = np.frombuffer(raw + b"\n" * (not raw.endswith(b"\n")) + bytes(WORD), dtype=np.uint8)
    found = _cells(signs, ord(delimiter), after, width)
    if found is None or (found.lengths > longest).any():
        return None
    filled = found.lengths.any(axis=1)
    if not filled.all():
        found = _Cells(*(part[filled] for part in found))
    windows = sliding_window_view(signs, WORD)
    cells = (map(np.ascontiguousarray, (found.starts[:, at], found.lengths[:, at])) for at in range(width))
    columns = [_column(windows, raw, ENCODINGS[encoding], *each) for each in cells]
    return Rows(columns, found.numbers)


class _Cells(NamedTuple):
    """The cells of a table: where each begins and its length in bytes, (rows, columns), and the numbers of the rows."""

    starts: Ints
    lengths: Ints
    numbers: Ints


def _cells(signs: Bytes, delimiter: int, after: int, width: int) -> _Cells | None:
    ends = _places(signs, delimiter)
    lines = np.flatnonzero(signs[ends] == LINE_END)  # which of the ends are those of a line
    begins = _after(ends[lines])
    blank = ends[lines] - begins == (signs[begins] == RETURN)
    cells = np.diff(lines, prepend=-1)
    numbers = after + 1 + np.flatnonzero(~blank[after:])
    if (cells[numbers - 1] != width).any():
        return None
    first = cells[:after].sum()
    kept = np.repeat(~blank[after:], cells[after:]) if blank[after:].any() else slice(None)
    starts = _after(ends)[first:][kept].reshape(-1, width)
    lengths = ends[first:][kept].reshape(-1, width) - starts
    last = lengths[:, -1]
    last -= (last > 0) & (signs[ends[lines[numbers - 1]] - 1] == RETURN)
    return _Cells(starts, lengths, numbers)


def _after(ends: Ints) -> Ints:
    """Return where each cell begins: after the end of the one before."""
    begins = np.zeros_like(ends)
    begins[1:] = ends[:-1] + 1
    return begins


def _places(signs: Bytes, delimiter: int) -> Ints:
    """Return the places of all delimiters and line ends."""
    found = []
    for begin in range(0, len(signs), BLOCK):
        block = signs[begin : begin + BLOCK]
        found.append((np.flatnonzero((block == delimiter) | (block == LINE_END)) + begin).astype(np.int32))
    return np.concatenate(found)


def _column(windows: Bytes, raw: bytes, encoding: str, starts: Ints, lengths: Ints) -> pd.Categorical:
    places, first = _different(windows, starts, lengths)
    cells = [raw[begin : begin + length].decode(encoding) for begin, length in zip(*first, strict=True)]
    return pd.Categorical.from_codes(places, categories=pd.Index(cells, dtype=object))


def _different(windows: Bytes, starts: Ints, lengths: Ints) -> tuple[Ints, tuple[list[int], list[int]]]:
    """Return which of the different cells each is; where each of these begins, and its length.

    Text holds no byte 0, so that a cell that is filled up with them to whole words equals no other.
    """
    places: Ints
    places, found = pd.factorize(_words(windows, starts, lengths))
    if lengths.max(initial=0) > WORD:
        places = _by_all_words(windows, starts, lengths, places, len(found))
    first = np.flatnonzero(np.diff(np.maximum.accumulate(places), prepend=-1))  # they are numbered as they appear
    return places, (starts[first].tolist(), lengths[first].tolist())


def _by_all_words(windows: Bytes, starts: Ints, lengths: Ints, same: Ints, count: int) -> Ints:
    """Return which of the different cells each is, where `same` tells that of the `count` different first words."""
    longer = np.flatnonzero(lengths > WORD)
    for at in range(WORD, int(lengths.max(initial=0)), WORD):
        longer = longer[lengths[longer] > at]
        words, found = pd.factorize(_words(windows, starts[longer] + at, lengths[longer] - at))
        codes, pairs = pd.factorize(same[longer] * len(found) + words)
        same[longer], count = count + codes, count + len(pairs)
    return pd.factorize(same)[0]


def _words(windows: Bytes, starts: Ints, lengths: Ints) -> NDArray[np.uint64]:
    """Return the first eight bytes of each cell, or as many as it has."""
    words: NDArray[np.uint64] = windows[starts].view("<u8")[:, 0] & LOW_BYTES[np.minimum(lengths, WORD)]
    return words
