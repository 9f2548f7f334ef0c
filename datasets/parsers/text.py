"""Bytes of a text file to rows of cells: encoding, delimiter and the row that names the columns."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from datasets.parsers.codes import CODE, plain_text
from datasets.parsers.problems import Problem, refusal

DELIMITERS = ";\t,|"  # in order of preference when they fit equally well
SAMPLE = 65_536  # characters that the delimiter is decided on
LOOK_AHEAD = 40  # rows among which the header is sought
FIGURE = re.compile(r"[-+]?[\d.,% ]+|[.*x-]")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(raw: bytes) -> tuple[str, str] | Problem:
    """Return the text and the name of its encoding: by byte order mark, else strict UTF-8, else strict Windows-1252.

    Nothing is guessed from word frequencies. "empty_file" for nothing or blanks; "wrong_encoding" for NUL or bytes that
    no character has.
    """
    marked = next((name for bom, name in BOMS if raw.startswith(bom)), None)
    for encoding in (marked,) if marked else ("utf-8", "windows-1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return (text, encoding) if text.lstrip() else refusal("empty_file")
    return refusal("wrong_encoding")


def detect_delimiter(text: str) -> str:
    """Return the sign that cuts the most rows of the beginning into the same number of cells, two or more; else ";"."""

    def fit(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in _sample(text, delimiter) if row)
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (rows / widths.total(), width) if width > 1 else (0.0, 0)

    return max(DELIMITERS, key=fit)


def split_rows(raw: bytes, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """Yield every row, blank ones as []; a quoted cell may hold delimiters and line ends.

    Raises csv.Error for an endless cell. Decodes as it goes, since the whole text takes up to four times the room of
    its bytes.
    """
    return csv.reader(io.TextIOWrapper(io.BytesIO(raw), encoding=encoding, newline=""), delimiter=delimiter)


def header_index(rows: Sequence[Sequence[object]]) -> int | None:
    """Return which of the first rows names the columns: the first that fills half as many cells as the fullest.

    It fills at least two.

    Names may stand over groups of columns: then it is the fullest such row above the rows with an area code or, where
    no cell is known as one, the last of the rows of words that are fuller each time. Rows above it are titles. None
    when there is none.
    """
    filled = [sum(cell not in {"", None} for cell in row) for row in rows]
    enough = max(2, max(filled, default=0) / 2)
    first = next((i for i, count in enumerate(filled) if count >= enough), None)
    coded = next((i for i, row in enumerate(rows) if looks_like_data(row)), 0)
    above = filled[:coded]
    if above and max(above) >= enough:
        return above.index(max(above))
    while first is not None and first + 1 < len(rows) and filled[first + 1] > filled[first] and _words(rows[first + 1]):
        first += 1
    return first


def looks_like_data(header: Sequence[object]) -> bool:
    """Return whether this "header" holds an area code, so that the file has no row of names."""
    return any(isinstance(cell, str) and CODE.fullmatch(plain_text(cell)) for cell in header)


def _words(row: Sequence[object]) -> bool:
    """Return whether every filled cell is a word, and not a figure."""
    return all(isinstance(cell, str) and not FIGURE.fullmatch(cell.strip()) for cell in row if cell not in {"", None})


def _sample(text: str, delimiter: str) -> list[list[str]]:
    cut = text[:SAMPLE]
    whole = cut if len(cut) == len(text) else cut[: cut.rfind("\n") + 1] or cut
    try:
        return list(islice(csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter), LOOK_AHEAD))
    except csv.Error:
        return []
