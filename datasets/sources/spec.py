"""The declaration of a source. Pure: no Django, no files."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

type Theme = Literal[
    "income",
    "social",
    "health",
    "housing",
    "safety",
    "living_environment",
    "climate",
    "assets",
    "investment_window",
    "organised_residents",
    "population",
]
STATLINE_NUMBER = re.compile(r"_\d+$")  # StatLine ends names with a number that differs between versions of a table
UNIT = re.compile(r"\s*\([^()]*\)\s*$")  # a StatLine download ends names with their unit


@dataclass(frozen=True, slots=True)
class IndicatorSpec:
    """An indicator as the project proposes it; a partnership may decide otherwise.

    `direction`: +1 more is more urgent (or more potential), -1 less is, 0 for context, which is never scored.
    """

    code: str
    name_nl: str
    name_en: str
    theme: Theme
    role: Literal["urgency", "potential", "context"]
    nature: Literal["fact", "perception"]
    unit: str
    direction: int


@dataclass(frozen=True)
class Source:
    """A published table that is recognised. The year is data of a file, never part of a declaration.

    `signatures`: any one proves the source when all its columns are there; "!name" must be absent. Column names are in
    lower case; those of StatLine without their number. `code_columns` and the like are in order of preference. `only`
    names, by column, the cells of the rows that count in a table that has rows of parts beside those of the whole.
    """

    key: str
    title_nl: str
    title_en: str
    publisher: str
    licence: str
    attribution: str
    url_name: str
    missing_marks: tuple[str, ...]
    signatures: tuple[frozenset[str], ...]
    code_columns: tuple[str, ...]
    columns: Mapping[str, IndicatorSpec] = field(repr=False)
    level_column: str | None = None
    period_column: str | None = None
    kind: Literal["register", "survey", "estimate"] = "register"  # how its figures are made, which tells their error
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @property
    def code_column(self) -> str:
        """Return the column of area codes that is looked for first."""
        return self.code_columns[0]

    @property
    def signature(self) -> frozenset[str]:
        """Return every column that some form of this source is known by."""
        return frozenset(name for form in self.signatures for name in form if not name.startswith("!"))

    def matches(self, header: Iterable[str]) -> bool:
        """Return whether a table with these columns is of this source."""
        names = {spelling for name in header for spelling in spellings(name)}
        return any(
            all((compact(name) not in names) if name.startswith("!") else (compact(name) in names) for name in form)
            for form in self.signatures
        )

    def indicator(self, column: str) -> IndicatorSpec | None:
        """Return what a column holds, None for columns that are no figures."""
        return next((self._by_name[name] for name in spellings(column) if name in self._by_name), None)

    @cached_property
    def _by_name(self) -> dict[str, IndicatorSpec]:
        return {compact(name): spec for name, spec in self.columns.items()}


def compact(name: str) -> str:
    """Return a name in lower case without accents and without anything but letters and digits."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def spellings(column: str) -> tuple[str, ...]:
    """Return the compact names by which a declaration may know this column, the most exact first.

    These are with and without StatLine's number and unit, and with ever less of the header path before it.
    """
    plain = column.strip()
    forms = [plain, STATLINE_NUMBER.sub("", plain)]
    while (shorter := UNIT.sub("", forms[-1])) != forms[-1]:
        forms.append(shorter)
    parts = forms[-1].split("/")
    forms += ["/".join(parts[at:]) for at in range(1, len(parts))]
    return tuple(name for name in dict.fromkeys(map(compact, forms)) if name)
