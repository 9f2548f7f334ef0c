"""The rows of a published table that has more than one for an area: groups of people, and the margins of an estimate."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from datasets.parsers.problems import Problem, refusal
from datasets.parsers.statistics import KEY, Parsed
from datasets.parsers.tables import Table
from datasets.sources.spec import Source, compact, spellings

COLUMN = "marges"
# By the key that StatLine gives to a row of each kind, and by its title.
LOWER, UPPER = ("MOG0095", "Ondergrens 95%-interval"), ("MBG0095", "Bovengrens 95%-interval")
WIDTH = 2 * 1.959964  # of an interval of 95 %, in standard errors (normal distribution)


def rows_that_count(table: Table, source: Source | None) -> Table | Problem:
    """Return the table with the rows that its source says to read, margins included.

    Refusal: other_rows, where rows of parts are all that it has; column, value: the first of them.
    """
    for named, wanted in (source.only if source else {}).items():
        column = _column(table, named)
        rows = None if column is None else _is_one_of(table.frame[column], wanted)
        if rows is not None and not rows.any():
            return refusal("other_rows", column, str(table.frame[column].iloc[0]).strip(), wanted=wanted[-1])
        table = table if rows is None else replace(table, frame=table.frame[rows])
    return table


def parse_with_margins(table: Table, source: Source | None, parse: Callable[[Table], Parsed]) -> Parsed:
    """Return the figures of a table, with the standard error that the bounds of their 95 % intervals tell.

    That is (upper - lower) / (2 · 1.96), in the unit of the figure; NaN where a bound is missing. Rows of bounds are no
    figures. `parse` reads a table.
    """
    column = _column(table, COLUMN) if source else None
    if column is None:
        return parse(table)
    lower, upper = (_is_one_of(table.frame[column], kind) for kind in (LOWER, UPPER))
    read = parse(replace(table, frame=table.frame[~(lower | upper)]))
    if not (lower.any() and upper.any()):
        return read
    bounds = [parse(replace(table, frame=table.frame[rows], problems=())) for rows in (lower, upper)]
    low, high = (_beside(read.frame, each.frame) for each in bounds)
    errors = np.where(high >= low, (high - low) / WIDTH, np.nan)
    frame = read.frame.copy()
    frame.insert(len(frame.columns) - 1, "standard_error", errors)
    return Parsed(frame, [*read.problems, *(problem for each in bounds for problem in each.problems)], read.counts)


def _beside(rows: pd.DataFrame, bounds: pd.DataFrame) -> np.ndarray:
    """Return the bound of each row, NaN where there is none."""
    plain = [frame[KEY].astype(object) for frame in (rows, bounds)]
    found = plain[0].merge(plain[1].assign(bound=bounds["value"]), how="left", on=KEY)
    values: np.ndarray = found["bound"].to_numpy(dtype=float)
    return values


def _column(table: Table, name: str) -> str | None:
    return next((column for column in table.header if compact(name) in spellings(column)), None)


def _is_one_of(cells: pd.Series, wanted: tuple[str, ...]) -> np.ndarray:
    names = {name.lower() for name in wanted}
    known: Mapping[object, bool] = {cell: str(cell).strip().lower() in names for cell in cells.unique()}
    found: np.ndarray = np.array([known[cell] for cell in cells], dtype=bool)
    return found
