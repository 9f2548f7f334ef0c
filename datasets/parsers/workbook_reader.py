"""Reads the cells of a workbook in a process of its own, with limits on memory and time: what a file does to its reader ends here.

Run by workbooks.py, which it answers in pickles: python -m datasets.parsers.workbook_reader PATH. The first answer is a Sheet
for each sheet, or the code of a refusal. After that each line of its input, the place of a sheet, is answered by that
sheet's rows in batches and an empty batch.
"""

import pickle
import resource
import sys
from collections.abc import Iterable, Iterator
from itertools import batched
from pathlib import Path
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from datasets.parsers.workbook_cells import Cell, Cells, Seen, Sheet, seen_cells

MOST_MEMORY = 1024**3  # bytes of address space: three times what ten million cells take
MOST_SECONDS = 120  # of the processor
BATCH = 2_000  # rows


def rows_of(book: CalamineWorkbook, name: str, unread: Cells) -> Iterator[list[Cell]]:
    """Every row from the first, each from its first column."""
    sheet = book.get_sheet_by_name(name)
    before: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    for at, row in enumerate(sheet.iter_rows()):
        cells = before + [_cell(cell) for cell in row]
        for column, text in unread.get(at, {}).items():
            if column < len(cells):
                cells[column] = text
        yield cells


def _cell(cell: object) -> Cell:
    """Whole numbers as int, dates and times as ISO text."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    return cell if isinstance(cell, str) else str(cell)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answers(path: Path, asked: Iterable[str]) -> Iterator[object]:
    try:
        seen = seen_cells(path)
        with CalamineWorkbook.from_path(str(path)) as book:
            seen += [Seen()] * (len(book.sheet_names) - len(seen))
            yield [Sheet(name, of.rows, of.columns) for name, of in zip(book.sheet_names, seen, strict=False)]
            for line in asked:
                at = int(line)
                for batch in batched(rows_of(book, book.sheet_names[at], seen[at].unread), BATCH):
                    yield list(batch)
                yield []
    except MemoryError:
        yield "too_heavy"
    except PasswordError:
        yield "password_protected"
    except (CalamineError, KeyError, BadZipFile):  # or a part of it
        yield "damaged_file"


def main() -> None:
    _limit()
    for answer in _answers(Path(sys.argv[1]), sys.stdin):
        pickle.dump(answer, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
