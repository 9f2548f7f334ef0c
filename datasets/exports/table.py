"""A table on its way out: columns with their types, rows, and where all of it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from datasets.exports.origin import Origin
from datasets.exports.places import Placed

type Kind = Literal["text", "number", "whole", "shape"]
type Value = str | float | int | Decimal | Withheld | None  # a day is text: 2026-11-27


class Withheld:
    """In the place of a number that may not be shown: a word where words fit, absent where only numbers do."""

    key = "withheld"  # for programs, in every language

    def __str__(self) -> str:
        return _("withheld")


WITHHELD = Withheld()


@dataclass(frozen=True, slots=True)
class Column:
    """`title` is for people and in their language; `key` is for machines and never changes. A "shape" is a place as text."""

    key: str
    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` may be read once only; `count` says how many there are. A value that is absent is None.

    `name` is the file's name without its ending, and the layer's. Where the rows lie somewhere, `keys` holds the number of
    each row's place, and `places` finds them. `closed` is what it holds of datasets under a covenant: (dataset, level,
    indicator), and `rests_on` gives all that it is made of, open today or not; `places_of` the parties of which it holds confidential places. `rows_read` says how many rows of something
    else are read to make it, where these may be more.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    count: int
    origin: Origin
    keys: Sequence[int] = ()
    places: Placed | None = None
    closed: Sequence[tuple[int, str, int]] = ()
    rests_on: Callable[[], Iterable[Sequence[int | str]]] = tuple
    places_of: Sequence[int] = ()
    rows_read: int = 0

    @property
    def cells(self) -> int:
        """How much work it is to make."""
        return max(self.count, self.rows_read) * len(self.columns)

    def beside_places(self) -> Table:
        """Without the columns that say in words what a map format draws."""
        kept = [at for at, column in enumerate(self.columns) if column.kind != "shape"]
        rows = ([row[at] for at in kept] for row in self.rows)
        return replace(self, columns=[self.columns[at] for at in kept], rows=rows)

    def watched(self, progress: Callable[[int, int], None]) -> Table:
        """The same table, which tells how far its reader is."""

        def rows() -> Iterator[Sequence[Value]]:
            for done, row in enumerate(self.rows, start=1):
                yield row
                progress(done, self.count)

        return replace(self, rows=rows())
