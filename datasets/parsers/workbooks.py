"""A workbook to its first table; every sheet is looked at for personal data, also one that is hidden or holds no table.

The cells are read in a child (workbook_reader.py). When it dies of its limits, that is a refusal and no more.
"""

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any, Self

from datasets.parsers.personal import PERSONAL, personal_in_rows, personal_refusal
from datasets.parsers.problems import Problem, RefusedError, refusal
from datasets.parsers.tables import MAX_CELLS, Table, assemble, check_size
from datasets.parsers.workbook_cells import Cell, Sheet, name_of

ROOT = Path(__file__).resolve().parents[2]  # where the reader finds this package
READER = "datasets.parsers.workbook_reader"


def read_workbook(path: Path) -> Table:
    """The first sheet with a table; raises RefusedError, for personal data in any sheet too."""
    with _Reader(path) as reader:
        found = [_sheet(reader, at) for at in range(len(reader.sheets))]
    tables = [sheet for sheet in found if isinstance(sheet, Table)]
    refused = [sheet for sheet in found if isinstance(sheet, Problem)]
    if tables:
        return tables[0]
    raise RefusedError(refused[0] if refused else refusal("no_table"))


def _sheet(reader: "_Reader", at: int) -> Table | Problem:
    """The table in a sheet, or why there is none."""
    sheet = reader.sheets[at]
    corner = f"{sheet.name}!{name_of(sheet.rows, sheet.columns)}"
    if sheet.rows * sheet.columns > MAX_CELLS:
        raise RefusedError(refusal("too_many_cells", value=corner, limit=MAX_CELLS))
    try:
        check_size(sheet.rows, sheet.columns, corner)
        table = assemble(reader.rows(at), sheet=sheet.name)
    except RefusedError as refused:
        personal = refused.problem.code == PERSONAL
        found = refused.problem if personal else personal_in_rows(reader.rows(at), sheet.name)
        if found:
            raise RefusedError(found) from refused
        return refused.problem
    found = personal_refusal(table.frame, sheet.name, table.aside)
    if found:
        raise RefusedError(found)
    return table


class _Reader:
    """The child that reads, and what it was told of each sheet."""

    sheets: list[Sheet]

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-m", READER, str(path.resolve())]
        # No surroundings: what reads a stranger's file has no need of the keys of this application.
        self._child = Popen(command, cwd=ROOT, env={}, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)  # noqa: S603 -- our own module
        self._answering = False

    def __enter__(self) -> Self:
        try:
            self.sheets = self._answer()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_raised: object) -> None:
        self._child.kill()
        self._child.communicate()

    def rows(self, at: int) -> Iterator[list[Cell]]:
        """All rows of a sheet; what was left of the sheet before is passed over."""
        while self._answering:
            self._answering = bool(self._answer())
        self._child.stdin.write(b"%d\n" % at)  # type: ignore[union-attr]
        self._child.stdin.flush()  # type: ignore[union-attr]
        self._answering = True
        while batch := self._answer():
            yield from batch
        self._answering = False

    def _answer(self) -> Any:
        """The next answer; RefusedError where it is a refusal, and where the child died."""
        try:
            found = pickle.load(self._child.stdout)  # type: ignore[arg-type]  # noqa: S301 -- of our own child
        except (EOFError, pickle.UnpicklingError) as fault:
            raise RefusedError(refusal("too_heavy" if self._child.wait() < 0 else "damaged_file")) from fault
        if isinstance(found, str):
            raise RefusedError(refusal(found))
        return found
