"""One function between a dictionary and a PDF."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

ROOM = Path(__file__).parent
# What the fonts inside typst can draw: Latin, Greek, Cyrillic, punctuation, money, arrows, arithmetic, shapes.
DRAWN = [
    (0x20, 0x2AF),
    (0x300, 0x4FF),
    (0x1E00, 0x1EFF),
    (0x2000, 0x2040),
    (0x2070, 0x20C0),
    (0x2190, 0x22FF),
    (0x2500, 0x25FF),
]
BREAKS = {"\u00ad", "\u200b"}  # where a long word may be broken
NARROW = {"\u00a0", "\u202f"}  # spaces that keep a number and its unit together
NOT_DRAWN = "□"

# Every word of a sheet that is not a value, in the language of its reader, under the name that the template gives it.
type Labels = Mapping[str, str]


def pdf(template: str, data: dict[str, Any], *, language: str) -> bytes:
    """Render the template of that name filled with `data`, as PDF/UA-1 (tagged, with title and language).

    Strings are shown as they are: nothing in them is read as markup. A character that no font of ours has becomes □.
    `data["created"]`, an ISO 8601 time, is the only date in the file, so that the same data give the same bytes.
    KeyError without it; typst.TypstError where the template misses another key.
    """
    return typst.compile(
        ROOM / f"{template}.typ",
        root=ROOM,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(drawable(data)), "language": language},
        pdf_standards=["ua-1"],
        timestamp=datetime.fromisoformat(data["created"]),
    )


def type_size(template: str, data: Any, *, language: str, **inputs: str) -> float | None:
    """Return the size of the running text of a page, in points; None where it is full even in the smallest type."""
    given = {"data": json.dumps(drawable(data)), "language": language, **inputs}
    found = typst.query(
        ROOM / f"{template}.typ", "<type>", field="value", root=ROOM, ignore_system_fonts=True, sys_inputs=given
    )
    [size] = json.loads(found)
    return None if size == "none" else float(size.removesuffix("pt"))


def drawable(value: Any) -> Any:
    """Return the same value with each string on one line and only characters that can be drawn."""
    if isinstance(value, str):
        return "".join(map(_drawn, unicodedata.normalize("NFC", value)))
    if isinstance(value, dict):
        return {key: drawable(part) for key, part in value.items()}
    return [drawable(part) for part in value] if isinstance(value, list | tuple) else value


def _drawn(character: str) -> str:
    if character.isspace() and character not in NARROW:
        return " "
    known = any(first <= ord(character) <= last for first, last in DRAWN)
    usual = not unicodedata.category(character).startswith("C") or character in BREAKS
    return character if known and usual else NOT_DRAWN
