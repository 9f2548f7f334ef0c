"""A workbook to one of its tables.

Every sheet is looked at for personal data, also one that is hidden or holds no table.

The cells are read in a child (workbook_reader.py). When it dies of its limits, that is a refusal and no more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from datasets.parsers.personal import PERSONAL, personal_in_comments, personal_in_rows, personal_refusal
from datasets.parsers.problems import Problem, RefusedError, refusal, warning
from datasets.parsers.reading_child import ReadingChild
from datasets.parsers.tables import MAX_CELLS, Fits, Table, assemble, check_size
from datasets.parsers.workbook_cells import Cell, Sheet, from_wire, name_of

READER = "datasets.parsers.workbook_reader"
BETWEEN = " / "  # of the names of sheets that a problem tells; none of these signs is in such a name
UNCOMPUTED = 0.5  # of the filled cells of a column: so many formulas without an outcome are told once, of the column


def read_workbook(path: Path, sheet: str, fits: Fits) -> Table:
    """Return the table of the visible sheet of this name; with "", the one table that fits.

    Raises RefusedError, for personal data in any sheet too.
    """
    with _Reader(path) as reader:
        read = [(_sheet(reader, at), each.visible) for at, each in enumerate(reader.sheets)]
    tables = [_with_formulas(table) for table, visible in read if visible and isinstance(table, Table)]
    if not tables:
        raise RefusedError(_without_table(read))
    chosen = _choose(tables, sheet, fits)
    others = [table for table in tables if table is not chosen and (fits(table) or _has_numbers(table))]
    noticed = [warning("other_sheets", value=chosen.sheet, sheets=_names(others))] if others else []
    return replace(chosen, problems=(*chosen.problems, *noticed))


def _without_table(read: Sequence[tuple[Table | Problem, bool]]) -> Problem:
    hidden = BETWEEN.join(str(table.sheet) for table, _ in read if isinstance(table, Table))
    if hidden:
        return refusal("hidden_table", sheets=hidden)
    return next((problem for problem, visible in read if visible and isinstance(problem, Problem)), refusal("no_table"))


def _choose(tables: Sequence[Table], sheet: str, fits: Fits) -> Table:
    """Choose a table; never one of several without somebody who says which."""
    if sheet:
        named = next((table for table in tables if table.sheet == sheet), None)
        if named is None:
            raise RefusedError(refusal("no_such_sheet", value=sheet, sheets=_names(tables)))
        return named
    fitting = [table for table in tables if fits(table)] if len(tables) > 1 else tables
    if len(fitting) > 1:
        raise RefusedError(refusal("several_sheets", sheets=_names(fitting)))
    return fitting[0] if fitting else tables[0]


def _names(tables: Sequence[Table]) -> str:
    return BETWEEN.join(str(table.sheet) for table in tables)


def _has_numbers(table: Table) -> bool:
    """Return whether a sheet that does not fit may hold data; a page of words explains the other sheets."""
    return any(isinstance(cell, (int, float)) for column in table.header for cell in table.frame[column])


def _with_formulas(table: Table) -> Table:
    """Tell of columns that are dropped as text, for no outcome of their formulas is stored."""
    noticed = []
    for column in table.header:
        filled = [cell for cell in table.frame[column] if cell not in {"", None}]
        formulas = sum(isinstance(cell, str) and cell.startswith("=") for cell in filled)
        if formulas and formulas >= UNCOMPUTED * len(filled):
            noticed.append(warning("formulas_without_outcome", column=column, count=formulas))
    return replace(table, problems=(*table.problems, *noticed))


def _sheet(reader: "_Reader", at: int) -> Table | Problem:
    """Return the table in a sheet, or why there is none."""
    sheet = reader.sheets[at]
    corner = f"{sheet.name}!{name_of(sheet.rows, sheet.columns)}"
    if sheet.rows * sheet.columns > MAX_CELLS:
        raise RefusedError(refusal("too_many_cells", value=corner, limit=MAX_CELLS))
    told = personal_in_comments(sheet.comments, sheet.name)
    if told:
        raise RefusedError(told)
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
        self._child = ReadingChild(READER, str(path.resolve()))
        self._answering = False

    def __enter__(self) -> Self:
        try:
            self.sheets = [Sheet(*sheet) for sheet in self._child.answer()[0]]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        self._child.__exit__(*raised)

    def rows(self, at: int) -> Iterator[list[Cell]]:
        """Yield all rows of a sheet; what was left of the sheet before is passed over."""
        while self._answering:
            self._answering = bool(self._child.answer()[0])
        self._child.tell(at)
        self._answering = True
        while batch := self._child.answer()[0]:
            yield from map(from_wire, batch)
        self._answering = False
