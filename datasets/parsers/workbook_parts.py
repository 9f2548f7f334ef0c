"""Read which cells of a workbook are shown as percentages, and its comments: a reader of cells gives neither."""

import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath

PERCENT_FORMATS = {"9", "10"}  # built into every workbook: 0% and 0.00%
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # of a number format: what is shown as it is written
CELL_FORMATS = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
FORMATTED = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"'])(?=[^>]*\ss=[\"'](\d{1,6})[\"'])", re.ASCII
)
COMMENT = re.compile(
    r"<(?:\w+:)?(?:comment|threadedComment)\s([^>]*)>(.*?)</(?:\w+:)?(?:comment|threadedComment)>", re.DOTALL
)
TAG, ATTRIBUTE = re.compile(r"<[^>]*>"), re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")


@dataclass(slots=True)
class PercentCells:
    """The cells of one sheet in a format of percentages, by column and row from 0.

    Per column the first and last row of each run.
    """

    styles: frozenset[bytes]
    runs: dict[int, array[int]] = field(default_factory=dict)

    def note(self, xml: bytes) -> None:
        """Take a piece of the sheet, in order."""
        if not self.styles:
            return
        for letters, number, style in FORMATTED.findall(xml):
            if style in self.styles:
                row, runs = int(number) - 1, self.runs.setdefault(column_of(letters.decode()), array("q"))
                if runs and runs[-1] == row - 1:
                    runs[-1] = row
                else:
                    runs.extend((row, row))

    def by_row(self) -> Iterator[frozenset[int]]:
        """Yield the columns of these cells in each row, from the first row and without an end."""
        waiting = {column: iter(sorted(zip(runs[::2], runs[1::2], strict=True))) for column, runs in self.runs.items()}
        current = {column: next(runs) for column, runs in waiting.items()}
        row, columns, changes_at = 0, frozenset[int](), 0
        while True:
            if row >= changes_at:
                for column in [column for column, (_, last) in current.items() if last < row]:
                    current[column] = next(waiting[column], (_NEVER, _NEVER))
                columns = frozenset(column for column, (first, _) in current.items() if first <= row)
                ends = [last + 1 if first <= row else first for first, last in current.values()]
                changes_at = max(min(ends, default=_NEVER), row + 1)
            yield columns
            row += 1


_NEVER = 2**40


def percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Return the numbers of the styles of which the number format shows 0.11 as 11 %."""
    try:
        xml = archive.read("xl/styles.xml").decode("utf-8", "replace")
    except KeyError:
        return frozenset()
    formats = {tag.get("numFmtId", ""): unescape(tag.get("formatCode", "")) for tag in tags(xml, "numFmt")}
    percents = PERCENT_FORMATS | {number for number, code in formats.items() if "%" in LITERAL.sub("", code)}
    used = CELL_FORMATS.search(xml)
    styles = tags(used.group(), "xf") if used else []
    return frozenset(str(at).encode() for at, tag in enumerate(styles) if tag.get("numFmtId") in percents)


def comments(archive: zipfile.ZipFile, sheet: str) -> dict[str, str]:
    """Return the text of the comments and notes of a sheet, by the name of their cell.

    The sheet is kept at `sheet` in the archive.
    """
    path = PurePosixPath(sheet)
    names = {name.lower(): name for name in archive.namelist()}
    relations = names.get(f"{path.parent}/_rels/{path.name}.rels".lower())
    found: dict[str, str] = {}
    for tag in tags(archive.read(relations).decode("utf-8", "replace"), "Relationship") if relations else []:
        part = names.get(_absolute(path.parent, tag.get("Target", "")).lower())
        if part and tag.get("Type", "").lower().endswith(("/comments", "/threadedcomment")):
            for cell, text in _comments_in(archive.read(part).decode("utf-8", "replace")):
                found[cell] = f"{found[cell]}\n{text}" if cell in found else text
    return found


def _comments_in(xml: str) -> Iterator[tuple[str, str]]:
    for attributes, content in COMMENT.findall(xml):
        yield dict(ATTRIBUTE.findall(attributes)).get("ref", ""), unescape(TAG.sub("", content))


def _absolute(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target.removeprefix("/")
    parts = list(folder.parts)
    for part in PurePosixPath(target).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def tags(xml: str, name: str) -> list[dict[str, str]]:
    """Return the attributes of every tag of this name."""
    return [dict(ATTRIBUTE.findall(tag)) for tag in re.findall(rf"<(?:\w+:)?{name}\b([^>]*)>", xml)]


def column_of(letters: str) -> int:
    """Return the place, from 0, of the column with these letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
