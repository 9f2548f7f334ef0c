"""A table on its way out: columns with their types, rows, and where all of it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from datasets.exports.origin import Origin
from datasets.exports.places import Placed

type Kind = Literal["text", "number", "whole", "truth", "code", "words", "shape"]
type Value = str | float | int | bool | Decimal | Withheld | None  # a day is text: 2026-11-27
type Labels = Mapping[Any, str | Promise]
type Teller = Callable[[Value], Value]
LABEL = "_label"  # ends the key of each column in the language of the reader


class Withheld:
    """In the place of a number that may not be shown: a word where words fit, absent where only numbers do."""

    key = "withheld"  # for programs, in every language

    def __str__(self) -> str:
        return _("withheld")


WITHHELD = Withheld()


@dataclass(frozen=True, slots=True)
class Column:
    """`title` is for people and in their language; `key` is for machines and never changes.

    A "code" or "truth" holds what is stored; `labels` says what people read instead, also of a number. "words" are a
    text in the language of the reader that no code stands for: their key ends in `_label`. A "shape" is a place as
    text.
    """

    key: str
    title: str
    kind: Kind = "text"
    labels: Labels = field(default_factory=dict)

    def label_of(self, value: Value) -> Value:
        """Return what people read instead of a code; a code that has no label as it is."""
        return str(self.labels[value]) if value in self.labels else value

    @property
    def parts(self) -> Iterator[tuple[Column, Teller | None]]:
        """Yield the columns for programs: the value, and the label of what has labels; a truth needs no words."""
        yield self, None
        if self.labels and self.kind != "truth":
            yield Column(f"{self.key}{LABEL}", self.title, "words"), self.label_of


def file_name(noun: str | Promise, *rest: object) -> str | Promise:
    """Return the name of a file that begins with a word: the reader's for people, the English one for programs."""
    return format_lazy("{}-{}", noun, "-".join(str(part) for part in rest if part))


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` may be read once only; `count` says how many there are. A value that is absent is None.

    `name` is the file's name without its ending, and the layer's. Values are codes and truths: a writer takes the table
    `for_people` or `for_programs`. Where the rows lie somewhere, `keys` holds the number of each row's place, and
    `places` finds them. `closed` is what it holds of datasets under a covenant: (dataset, level, indicator), and
    `rests_on` gives all that it is made of, open today or not; `places_of` the parties of which it holds confidential
    places. `rows_read` says how many rows of something else are read to make it, where these may be more.
    """

    name: str | Promise
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
        """Return how much work it is to make."""
        return max(self.count, self.rows_read) * len(self.columns)

    def for_people(self) -> Table:
        """Return the table with labels in the place of codes and truths, in the language of this moment."""
        told = [(column, column.label_of if column.labels else None) for column in self.columns]
        return replace(self._told([(at, *each) for at, each in enumerate(told)]), name=str(self.name))

    def for_programs(self) -> Table:
        """Return the table, the same in every language but for titles and the columns whose key ends in `_label`."""
        told = [(at, *part) for at, column in enumerate(self.columns) for part in column.parts]
        with translation.override("en"):
            return replace(self._told(told), name=str(self.name))

    def _told(self, parts: Sequence[tuple[int, Column, Teller | None]]) -> Table:
        """Return the table with these columns, whose values are told as the tellers say."""
        rows = ([tell(row[at]) if tell else row[at] for at, _column, tell in parts] for row in self.rows)
        columns = [replace(column, labels={}) for _at, column, _tell in parts]
        return replace(self, columns=columns, rows=rows)

    def beside_places(self) -> Table:
        """Return the table without the columns that say in words what a map format draws."""
        kept = [at for at, column in enumerate(self.columns) if column.kind != "shape"]
        rows = ([row[at] for at in kept] for row in self.rows)
        return replace(self, columns=[self.columns[at] for at in kept], rows=rows)

    def with_progress(self, progress: Callable[[int, int], None]) -> Table:
        """Return a copy that reports (rows read, total) while it is iterated."""

        def rows() -> Iterator[Sequence[Value]]:
            for done, row in enumerate(self.rows, start=1):
                yield row
                progress(done, self.count)

        return replace(self, rows=rows())
