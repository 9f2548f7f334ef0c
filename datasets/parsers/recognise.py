"""Recognition of a table: its source, where the area codes are, which year, and what every column holds."""

import re
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from datasets.parsers.codes import CODE, LEVEL_WORDS, area_codes, lettered, plain_text, plain_texts
from datasets.parsers.largest import is_named_so
from datasets.parsers.mapping import Mapping, Shape
from datasets.parsers.names import Places
from datasets.parsers.numbers import parse_numbers
from datasets.parsers.periods import parse_period, year_in
from datasets.parsers.problems import Problem, refusal
from datasets.parsers.tables import Table
from datasets.sources import INDICATORS, SOURCES, Source
from datasets.sources.spec import compact, spellings

type Kind = Literal["number", "text", "empty", "code", "name", "period"]
CODE_NAME = re.compile(
    r"(.*[_ ])?(gwb|gm|wk|bu|stat|area|region?s?|gebieds?|wijk|buurt|gemeente|codering|wijkenenbuurten)"
    r"[_ -]?(codes?|id|nr|nummer)?[_ ]?\d*|codes?|.*code",
    re.IGNORECASE,
)
BARE_CODE = re.compile(r"[0-9]{3,8}|[0-9]{4}[0-9A-Z]{2,4}")
POSTCODE_NAME = re.compile(r"(pc|postcode|post_?code|postal_?code|zip)[_ ]?\w*|gbd|code", re.IGNORECASE)
POSTCODE = re.compile(r"[1-9]\d{3}( ?[A-Z]{2})?")
PERIOD_NAME = re.compile(r"(perioden?|period|jaar|year|verslagjaar|peiljaar|peildatum|date|datum)", re.IGNORECASE)
IDENTIFIERS = frozenset({"id", "fid", "ogc_fid", "objectid", "gml_id", "uuid", "index", "nr"})
NAME_NAME = re.compile(r".*(naam|name|regio).*", re.IGNORECASE)
LONG_NAMES: Dictionary[str, re.Pattern[str]] = {
    "indicator_column": re.compile(r"indicator(_?code)?|onderwerp|variabele|variable|topic|measure", re.IGNORECASE),
    "value_column": re.compile(r"waarde|value|cijfer", re.IGNORECASE),
    "numerator_column": re.compile(r"teller|numerator", re.IGNORECASE),
    "denominator_column": re.compile(r"noemer|denominator", re.IGNORECASE),
    "se_column": re.compile(r"standaardfout|standard[_ ]?error|se", re.IGNORECASE),
}
ENOUGH = 0.5  # of the filled cells of a column, for codes with a prefix and for numbers
NEARLY_ALL = 0.9  # of the filled cells, where cells say less: digits, words, postcodes
SAMPLE = 5_000  # rows that decide what a column is
NOWHERE = Places(())
HIGHEST_GEMEENTE = 2_500  # 1,992 in 2024; four digits above it are rather postcodes


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column: the indicator it is known to hold, if any, and what kind of cells it has."""

    column: str
    indicator: str | None
    kind: Kind


@dataclass(frozen=True)
class Recognised:
    """A proposal that a person may change. `period` is set when the whole table is of one period."""

    source: str | None
    shape: Shape
    code_column: str
    level_column: str | None
    period: str | None
    period_column: str | None
    columns: tuple[ColumnGuess, ...]
    long_columns: Dictionary[str, str]
    largest_column: str | None

    def mapping(self) -> Mapping:
        """Return how the table would be read as it is recognised: only columns with a known indicator."""
        known = {guess.column: guess.indicator for guess in self.columns if guess.indicator}
        proposed = Mapping(
            shape=self.shape,
            code_column=self.code_column,
            level_column=self.level_column,
            period_column=self.period_column,
            period=None if self.period_column else self.period,
            indicators=known if self.shape == "wide" else {},
            largest_column=self.largest_column,
        )
        return replace(proposed, **self.long_columns)  # type: ignore[arg-type]


def recognise(
    table: Table,
    sources: Dictionary[str, Source] = SOURCES,
    name: str = "",
    own: Collection[str] = (),
    places: Places = NOWHERE,
) -> Recognised | Problem:
    """Return what this table is: its source, its area codes, its period and its columns.

    `name` is what its user called the file, where the year may stand; `own` are the codes of the areas that the
    partnership drew itself; `places` those that a table without codes may name.

    Refusals: no_code_column, postcode_level (params-free; `column` says where the postcodes are).
    """
    sample = _rows_of_areas(table.frame.head(SAMPLE))
    source = next((source for source in sources.values() if source.matches(table.header)), None)
    code = _code_column(table.header, sample, source, own)
    postcodes = _postcodes(sample) if code is None else None
    code = code or (None if postcodes else places.column(sample))
    if code is None:
        return postcodes or refusal("no_code_column")
    level = _first(table.header, source.level_column if source else None) or _level_column(sample, code)
    period_column, period = _period(table, source, name)
    long = _long_columns(table.header) if source is None else {}
    taken: dict[str | None, Kind] = {code: "code", period_column: "period"}
    guesses = tuple(_guess(column, table.frame[column], source, taken.get(column)) for column in table.header)
    shape: Shape = "long" if long else "wide"
    key = source.key if source else None
    largest = None if source else next(filter(is_named_so, table.header), None)
    return Recognised(key, shape, code, level, period, period_column, guesses, long, largest)


def _rows_of_areas(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without those of one cell, such as a source below the table, unless no other is there."""
    several = (rows.notna() & (rows != "")).sum(axis=1) > 1
    return rows[several] if several.any() else rows


def _code_column(
    header: Iterable[str], sample: pd.DataFrame, source: Source | None, own: Collection[str]
) -> str | None:
    for name in source.code_columns if source else ():
        column = _first(header, name)
        if column and not area_codes(sample[column], own=own)[1].all():
            return column
    scored = [(score, column) for column in header if (score := _code_score(column, sample[column], own))]
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _code_score(column: str, cells: pd.Series, own: Collection[str]) -> tuple[bool, int, int] | None:
    """Return how well a column serves as area code; None if not at all.

    Better with prefixes or known own codes, then with more different codes, then of a lower level.
    """
    named = CODE_NAME.fullmatch(column)
    if not named and not lettered(cells):
        return None
    counts = plain_texts(cells)
    prefixed = {text: count for text, count in counts.items() if text in own or CODE.fullmatch(text)}
    if counts and sum(prefixed.values()) >= ENOUGH * sum(counts.values()):
        return True, len(prefixed), len(next(iter(prefixed)))
    texts = [text for text in counts if text not in own]
    if not texts or not named or not all(BARE_CODE.fullmatch(text) for text in texts):
        return None
    codes = {code for code in area_codes(pd.Series(texts, dtype=object))[0] if code}
    real = [code for code in codes if int(code[2:6]) <= HIGHEST_GEMEENTE]
    only_four = {len(text) for text in texts} == {4} and not any(text.startswith("0") for text in texts)
    if len(real) < NEARLY_ALL * len(texts) or (only_four and POSTCODE_NAME.fullmatch(column)):
        return None
    return False, len(real), len(real[0])


def _postcodes(sample: pd.DataFrame) -> Problem | None:
    for column in sample.columns:
        counts = plain_texts(sample[column]) if POSTCODE_NAME.fullmatch(str(column)) else {}
        hits = sum(count for text, count in counts.items() if POSTCODE.fullmatch(text))
        if counts and hits >= NEARLY_ALL * sum(counts.values()):
            return refusal("postcode_level", column=column, value=next(iter(counts)))
    return None


def _level_column(sample: pd.DataFrame, code: str) -> str | None:
    for column in sample.columns.drop(code):
        words = filter(None, (plain_text(cell).lower() for cell in sample[column].unique()))
        if next(words, "") in LEVEL_WORDS and all(word in LEVEL_WORDS for word in words):
            return str(column)
    return None


def _period(table: Table, source: Source | None, name: str) -> tuple[str | None, str | None]:
    """Return the column of periods and, when there is one only, the period.

    Else the year that the sheet is called, or that is in the file's or a column's name, or in the title above the
    table.
    """
    named = source.period_column if source else None
    for column in table.header:
        if (named and compact(named) in spellings(column)) or PERIOD_NAME.fullmatch(column):
            periods = {parse_period(cell) for cell in table.frame[column].unique()} - {None}
            if periods:
                return column, periods.pop() if len(periods) == 1 else None
    years = {year for column in table.header if (year := year_in(column))}
    of_sheet = parse_period(table.sheet) if table.sheet and table.sheet.strip().isdecimal() else None
    return None, of_sheet or year_in(name) or (years.pop() if len(years) == 1 else None) or year_in(table.title)


def _long_columns(header: Iterable[str]) -> dict[str, str]:
    """Return columns of a long table by their part in the mapping; empty unless both indicator and value are there."""
    found: dict[str, str] = {}
    for column in header:
        for part, pattern in LONG_NAMES.items():
            if part not in found and pattern.fullmatch(column):
                found[part] = column
    return found if {"indicator_column", "value_column"} <= found.keys() else {}


def _guess(column: str, cells: pd.Series, source: Source | None, taken: Kind | None) -> ColumnGuess:
    kind: Kind = taken or _kind(column, cells.head(SAMPLE))
    kind = _kind(column, cells) if kind == "empty" else kind
    if source:
        spec = source.indicator(column)
        return ColumnGuess(column, spec.code if spec and not taken else None, kind)
    own = BY_NAME.get(_slug(column)) if kind in {"number", "empty"} else None
    return ColumnGuess(column, own, kind)


def _kind(column: str, cells: pd.Series) -> Kind:
    numbers = parse_numbers(cells)
    filled = int((~numbers.missing).sum())
    if not filled:
        return "empty"
    if column.strip().lower() in IDENTIFIERS:
        return "code"
    if int(np.isfinite(numbers.values).sum()) >= ENOUGH * filled:
        return "number"
    if sum(count for text, count in plain_texts(cells).items() if CODE.fullmatch(text)) >= ENOUGH * filled:
        return "code"
    return "name" if NAME_NAME.fullmatch(column) else "text"


def _first(header: Iterable[str], name: str | None) -> str | None:
    """Return the column with this name, in any case and with or without StatLine's number."""
    return next((column for column in header if name and compact(name) in spellings(column)), None)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


BY_NAME = {  # an own table that names its columns as this project names indicators is read without further ado
    # A name without a unit says little about a number ("Area": km² or ha?), so names count for percentages only.
    **{_slug(name): s.code for s in INDICATORS.values() if s.unit == "%" for name in (s.name_en, s.name_nl)},
    **{code: code for code in INDICATORS},
}
