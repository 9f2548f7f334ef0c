"""Cells of a workbook that its reader shows as empty though something stands there: an error such as #DIV/0!, and a formula
of which the program that wrote the file never stored the outcome. Empty they would be taken for missing figures."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path, PurePosixPath

CHUNK = 1024 * 1024
LONGEST = 80  # signs of a formula that are shown
CELL = re.compile(rb"<c\b([^>]*[^>/])>((?:(?!</c>).)*)</c>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
FORMULA, VALUE = re.compile(r"<f\b[^>]*?(?:/>|>([^<]*)</f>)"), re.compile(r"<v>([^<]*)</v>")

type Cells = dict[int, dict[int, str]]  # row → column → text, both counted from 0


def unread_cells(path: Path) -> list[Cells]:
    """For each sheet, in the order of the workbook, what stands in such cells."""
    with zipfile.ZipFile(path) as archive:
        return [_unread(archive, part) for part in _parts(archive)]


def _parts(archive: zipfile.ZipFile) -> Iterator[str]:
    """Where each sheet is kept; "" where the workbook does not tell."""
    names = set(archive.namelist())
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {tag["Id"]: tag.get("Target", "") for tag in _tags(relations, "Relationship") if "Id" in tag}
    for sheet in _tags(archive.read("xl/workbook.xml").decode("utf-8", "replace"), "sheet"):
        target = targets.get(sheet.get("r:id", ""), "")
        part = target.removeprefix("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        yield part if part in names else ""


def _tags(xml: str, name: str) -> list[dict[str, str]]:
    return [dict(ATTRIBUTE.findall(tag)) for tag in re.findall(rf"<{name}\b([^>]*)>", xml)]


def _unread(archive: zipfile.ZipFile, part: str) -> Cells:
    found: Cells = {}
    if not part:
        return found
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            text = rest + chunk
            end = text.rfind(b"<c ")
            rest, whole = (text[end:], text[:end]) if end > 0 else (b"", text)
            _collect(whole, found)
        _collect(rest, found)
    return found


def _collect(xml: bytes, found: Cells) -> None:
    if b"<f" not in xml and b't="e"' not in xml:
        return
    for attributes, content in CELL.findall(xml):
        kind = dict(ATTRIBUTE.findall(attributes.decode("utf-8", "replace")))
        text = _text(kind.get("t", ""), content.decode("utf-8", "replace"))
        place = PLACE.fullmatch(kind.get("r", ""))
        if text and place:
            found.setdefault(int(place[2]) - 1, {})[_column(place[1])] = text


def _text(kind: str, content: str) -> str | None:
    value, formula = VALUE.search(content), FORMULA.search(content)
    if kind == "e":
        return unescape(value[1]) if value else None
    if formula is None or kind == "str" or (value and value[1]):  # the outcome may be an empty text
        return None
    return f"={unescape(formula[1] or '')}"[:LONGEST]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
