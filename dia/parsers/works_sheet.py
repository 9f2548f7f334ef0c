"""The cells of a file of works, and the same as JSON.

So they come from the child that read the file, and so they are kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from datasets.parsers.problems import Problem, RefusedError
from datasets.parsers.reading_child import ReadingChild, problem_of, refused

READER = "dia.parsers.works_reader"
MAX_WORKS = 5_000  # compared within one request
MOST_BYTES = 16 * 1024**2  # of all that is read of a file; ten times what 5,000 works with their places take
SHOWN, LONGEST = 5, 8_192  # rows, and characters of a cell, that are shown as they came

type Numbered = tuple[int, dict[str, Any], bytes | None, int | None]  # row, cells by column, WKB, EPSG number


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a file of works; `rows` count from 1 with the header, as the user sees them.

    `first_rows` are whole, the others may be without the columns that nothing is read from.
    """

    header: tuple[str, ...]
    rows: list[Numbered]
    problems: tuple[Problem, ...] = ()
    first_rows: tuple[list[Any], ...] = ()

    def only(self, columns: Collection[str]) -> Sheet:
        """Return the same with these columns alone, but for the first rows."""
        first = tuple([_shown(cell) for cell in cells.values()] for _row, cells, _shape, _srid in self.rows[:SHOWN])
        rows: list[Numbered] = [
            (row, {name: cell for name, cell in cells.items() if name in columns}, shape, srid)
            for row, cells, shape, srid in self.rows
        ]
        return replace(self, rows=rows, first_rows=first)

    @property
    def plain(self) -> dict[str, Any]:
        return {
            "header": self.header,
            "rows": [(row, cells, shape and shape.hex(), srid) for row, cells, shape, srid in self.rows],
            "problems": [problem.plain for problem in self.problems],
            "first_rows": self.first_rows,
        }


def read_apart(path: Path, name: str) -> Sheet | Problem:
    """Return what a child reads of a file; nothing of it is opened here. `name` is what the user called it."""
    try:
        with ReadingChild(READER, str(path.resolve()), name, most_bytes=MOST_BYTES) as child:
            return _sheet(child.answer()[0])
    except RefusedError as found:
        return found.problem


def as_json(found: Sheet | Problem) -> str:
    return json.dumps(refused(found) if isinstance(found, Problem) else found.plain)


def from_json(text: str) -> Sheet | Problem:
    plain = json.loads(text)
    return problem_of(plain["refused"]) if "refused" in plain else _sheet(plain)


def _sheet(plain: dict[str, Any]) -> Sheet:
    rows: list[Numbered] = [
        (row, cells, None if shape is None else bytes.fromhex(shape), srid) for row, cells, shape, srid in plain["rows"]
    ]
    problems = tuple(map(problem_of, plain["problems"]))
    return Sheet(tuple(plain["header"]), rows, problems, tuple(plain["first_rows"]))


def _shown(cell: Any) -> Any:
    return cell[:LONGEST] if isinstance(cell, str) else cell
