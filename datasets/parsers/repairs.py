"""Cells that a person said are to be read as something else: kept with the delivery, while the file stays as it came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import pandas as pd

    from datasets.parsers.tables import Table

NUMBER = re.compile(r"(?<![\d.,])-?\d+(?:[.,\s\u00a0]\d+)*")
GROUPED = re.compile(r"[-+]?\d{1,3}(?:[.,]\d{3})+")  # 1.234 may be 1234 or 1,234
WIDTHS = {"GM": 4, "WK": 6, "BU": 8}


@dataclass(frozen=True, slots=True)
class Repair:
    """Every cell of `column` with this text is read as `into`, "" for nothing; None leaves the whole row out."""

    column: str
    value: str
    into: str | float | None

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        return cls(str(plain["column"]), str(plain["value"]), plain["into"])


def of_plain(plain: Iterable[Mapping[str, Any]]) -> list[Repair]:
    return [Repair.from_plain(each) for each in plain]


def merged(earlier: Iterable[Repair], later: Iterable[Repair]) -> list[Repair]:
    """Return one repair for every column and text: what was said last."""
    return list({(repair.column, repair.value): repair for repair in [*earlier, *later]}.values())


def mended(table: Table, repairs: Sequence[Repair]) -> Table:
    """Return the table as it is to be read; row numbers stay those of the file.

    Columns that it does not have are passed over.
    """
    frame = table.frame
    for column in dict.fromkeys(repair.column for repair in repairs if repair.column in frame):
        frame = _mend(frame, column, {repair.value: repair.into for repair in repairs if repair.column == column})
    return replace(table, frame=frame)


def _mend(frame: pd.DataFrame, column: str, answers: Mapping[str, str | float | None]) -> pd.DataFrame:
    """Replace the cells of a column, and drop rows that are left out.

    Never without any row: a table with nothing in it could not be read at all.
    """
    texts = frame[column].map(text_of)
    found = texts.isin(answers)
    cells = frame[column].astype(object).where(~found, texts.map(answers))
    gone = found & texts.map(lambda text: answers.get(text, "") is None)
    mended = frame.assign(**{column: cells})
    return mended if gone.all() else mended[~gone]


def text_of(cell: object) -> str:
    """Return a cell as its problem quotes it."""
    return "" if cell is None or cell != cell else str(cell).strip()  # noqa: PLR0124 -- NaN is no text


def number_in(text: str) -> str | None:
    """Return the one number in a text such as "ca. 40" or "12,5 stuks".

    None where there is none, more than one, or one that can be read in two ways.
    """
    found = [re.sub(r"[\s\u00a0]", "", number) for number in NUMBER.findall(text)]
    return found[0] if len(found) == 1 and not GROUPED.fullmatch(found[0]) else None


def padded(code: str) -> list[str]:
    """Return what may be meant by a code that lost its zeros, its prefix or got signs between.

    "BU 1530301" is BU01530301.
    """
    bare = re.sub(r"[^A-Za-z0-9]", "", code).upper()
    prefix, digits = (bare[:2], bare[2:]) if bare[:2] in WIDTHS else ("", bare)
    if not digits.isdecimal():
        return []
    kinds = {prefix: WIDTHS[prefix]} if prefix else WIDTHS
    return [f"{kind}{digits.zfill(width)}" for kind, width in kinds.items() if len(digits) <= width]
