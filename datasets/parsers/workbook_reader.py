"""Read the cells of a workbook in a process of its own, with limits on memory and time.

What a file does to its reader ends here.

Run by workbooks.py: python -m datasets.parsers.workbook_reader PATH. The first answer is a Sheet
for each sheet, or the code of a refusal. After that each line of its input, the place of a sheet, is answered by that
sheet's rows in batches and an empty batch.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from pathlib import Path
from xml.etree.ElementTree import ParseError  # noqa: S405 -- the fault alone
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from datasets.parsers import ods_cells, wire
from datasets.parsers.confinement import confine
from datasets.parsers.problems import refusal
from datasets.parsers.reading_child import refused
from datasets.parsers.workbook_cells import Cell, Percent, Seen, Sheet, seen_cells, to_wire

MOST_MEGABYTES = 1_024  # of address space: three times what ten million cells take
MOST_SECONDS = 120
BATCH = 2_000  # rows


def rows_of(book: CalamineWorkbook, name: str, seen: Seen) -> Iterator[list[Cell]]:
    """Yield every row from the first, each from its first column."""
    sheet = book.get_sheet_by_name(name)
    before: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    for at, (row, percents) in enumerate(zip(sheet.iter_rows(), seen.percents.by_row(), strict=False)):
        cells = before + [_cell(cell) for cell in row]
        for column, text in seen.unread.get(at, {}).items():
            if column < len(cells):
                cells[column] = text
        for column in percents:
            if column < len(cells):
                cells[column] = _as_shown(cells[column])
        yield cells


def sheets_of(book: CalamineWorkbook, seen: Sequence[Seen], shown: Sequence[bool]) -> list[Sheet]:
    """Return a Sheet for each sheet, in the order of the workbook."""
    each = zip(book.sheet_names, seen, shown, strict=False)
    return [Sheet(name, of.rows, of.columns, visible, of.comments) for name, of, visible in each]


def _as_shown(cell: Cell) -> Cell:
    """Return a figure in a cell of percentages as its reader sees it: 0.11 is 11 %."""
    return Percent(f"{cell * 100:.15g}") if isinstance(cell, int | float) else cell


def _cell(cell: object) -> Cell:
    """Return whole numbers as int, dates and times as ISO text."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    return cell if isinstance(cell, str) else str(cell)


def _seen(path: Path) -> tuple[list[Seen], list[bool]]:
    """Return what is seen of each sheet, and which are shown where their reader cannot tell."""
    with ZipFile(path) as archive:
        is_open_document = "content.xml" in archive.namelist()
    return ods_cells.seen_cells(path) if is_open_document else (seen_cells(path), [])


def _answers(path: Path, asked: Iterable[str]) -> Iterator[object]:
    try:
        seen, shown = _seen(path)
        with CalamineWorkbook.from_path(str(path)) as book:
            seen += [Seen()] * (len(book.sheet_names) - len(seen))
            shown = shown or [sheet.visible == SheetVisibleEnum.Visible for sheet in book.sheets_metadata]
            yield sheets_of(book, seen, shown)
            for line in asked:
                at = json.loads(line)
                for batch in batched(rows_of(book, book.sheet_names[at], seen[at]), BATCH):
                    yield [to_wire(row) for row in batch]
                yield []
    except MemoryError:
        yield refused(refusal("too_heavy"))
    except PasswordError:
        yield refused(refusal("password_protected"))
    except (CalamineError, KeyError, BadZipFile, ParseError):  # or a part of it
        yield refused(refusal("damaged_file"))


def main() -> None:
    path = Path(sys.argv[1])
    confine(path, megabytes=MOST_MEGABYTES, seconds=MOST_SECONDS)
    for answer in _answers(path, sys.stdin):
        wire.send(sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()
