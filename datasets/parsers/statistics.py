"""A table of figures per area to observations, with every problem on the way."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass

import numpy as np
import pandas as pd

from datasets.parsers.cells import category, different, each
from datasets.parsers.codes import code_column, had_zero_restored, plain_text
from datasets.parsers.largest import may_be_fractions, outside
from datasets.parsers.mapping import Mapping, Shape
from datasets.parsers.names import name_keys
from datasets.parsers.numbers import Numbers, parse_numbers
from datasets.parsers.periods import parse_period
from datasets.parsers.problems import Problem, any_blocks, error, refusal, warning
from datasets.parsers.recognise import ColumnGuess, Kind, Recognised, recognise
from datasets.parsers.tables import Table

__all__ = ["ColumnGuess", "Kind", "Mapping", "Parsed", "Recognised", "Shape", "parse", "recognise"]

MAX_PROBLEMS = 10_000  # kept; the rest is counted in "problems_left_out"
WATER = frozenset({"JA", "B"})  # map rows of water and of what lies abroad
KEY = ["area_code", "indicator", "period"]
EXTRAS = {
    "numerator_column": "numerator",
    "denominator_column": "denominator",
    "se_column": "standard_error",
    "largest_column": "largest",
}
OF_ROWS = ("denominator_column", "largest_column")  # what a wide table tells of all figures in a row
NOT_BELOW_ZERO = ("denominator", "standard_error")


@dataclass(frozen=True)
class Parsed:
    """The content of a table.

    `frame`: one row per observation with area_code, indicator, period (categories of text), value (float64), row (in
    the file) and, where the mapping names them, numerator, denominator, standard_error and largest (in %; NaN where
    missing). Rows with an error are not in it, nor are missing values. `counts`: rows (of the table), cells (of
    figures, in rows of areas), missing (of those), observations, country_rows, water_rows, empty_columns (figures that
    are all missing), problems_left_out; where areas are named also unheld_rows and unheld_areas, which no area of the
    partnership is called.
    """

    frame: pd.DataFrame
    problems: list[Problem]
    counts: dict[str, int]


def parse(
    table: Table, mapping: Mapping, missing_marks: Iterable[str] = (), own: Collection[str] = frozenset()
) -> Parsed:
    """Return observations of a table that is read as `mapping` says, with every problem on the way.

    `missing_marks` come on top of the usual ones; `own` are the codes of the areas that the partnership drew itself.

    Never raises on what is in the table. Country and water rows are skipped and counted.
    """
    refused = _refusals(table, mapping)
    if refused:
        return Parsed(_empty_frame(mapping), [*table.problems, *refused], {"rows": len(table.frame)})
    reading = _Reading(table, mapping, tuple(missing_marks), own)
    reading.read_areas()
    reading.read_periods()
    frame = reading.wide() if mapping.shape == "wide" else reading.long()
    frame = reading.without_duplicates(frame)
    reading.counts["observations"] = len(frame)
    if frame.empty and not any_blocks(reading.problems):
        reading.problems.append(error("no_figures", cells=reading.counts["cells"]))
    problems = sorted(reading.problems, key=lambda problem: problem.row or 0)
    reading.counts["problems_left_out"] = max(0, len(problems) - MAX_PROBLEMS)
    return Parsed(frame, problems[:MAX_PROBLEMS], reading.counts)


def _refusals(table: Table, mapping: Mapping) -> list[Problem]:
    absent = [column for column in mapping.used_columns() if column not in table.header]
    if absent:
        return [refusal("missing_column", column=column) for column in absent]
    figures = mapping.indicators if mapping.shape == "wide" else mapping.indicator_column and mapping.value_column
    if not figures:
        return [refusal("no_value_columns")]
    if mapping.period_column is None and parse_period(mapping.period) is None:
        return [refusal("no_period")]
    return []


def _empty_frame(mapping: Mapping) -> pd.DataFrame:
    extras = [name for part, name in EXTRAS.items() if getattr(mapping, part)]
    columns = {**dict.fromkeys(KEY, object), "value": float, **dict.fromkeys(extras, float), "row": int}
    return pd.DataFrame({name: np.array([], dtype=kind) for name, kind in columns.items()})


class _Reading:
    """One table being read: the rows that are of areas, their codes and periods, and what was found wrong so far."""

    def __init__(self, table: Table, mapping: Mapping, marks: Sequence[str], own: Collection[str]) -> None:
        self.mapping, self.marks, self.own = mapping, marks, own
        self.problems = list(table.problems)
        self.counts = {"rows": len(table.frame), "country_rows": 0, "water_rows": 0}
        self.frame = table.frame
        self.codes = self.periods = category(np.array([], dtype=int), [])
        self.blocked = np.zeros(len(table.frame), dtype=bool)  # rows with an error: nothing of them is loaded

    def read_areas(self) -> None:
        """Keep rows of areas and tell of codes that are none."""
        self._keep(~self._water(), "water_rows")
        cells = (
            self._coded(self.mapping.areas) if self.mapping.areas is not None else self.frame[self.mapping.code_column]
        )
        level = self.mapping.level_column
        self.codes = code_column(cells, None if level is None else self.frame[level], self.own)
        bad = self.codes.isna()
        restored = int(had_zero_restored(cells, self.codes).sum())
        if restored:
            self.problems.append(warning("lost_leading_zero", column=self.mapping.code_column, count=restored))
        bare = bad & self._without_figures() if bad.any() else bad
        for at in np.flatnonzero(bad).tolist():
            tell = (
                warning if bare[at] else error
            )  # a row without figures, such as a source below the table, is passed over
            text = plain_text(cells.iloc[at])
            code = "unusable_code" if text else "missing_code"
            self.problems.append(tell(code, self._row(at), self.mapping.code_column, text or None))
        self.blocked = bad & ~bare
        country = each(self.codes, lambda code: code.startswith("NL"), missing=False)
        self._keep(~bare, None)
        self._keep(~country[~bare], "country_rows")

    def _coded(self, areas: Dictionary[str, str]) -> pd.Series:
        """Return codes for names; rows of other names are left out, and told unless a person left the name out."""
        column, level = self.mapping.code_column, self.mapping.level_column
        keys = pd.Series(name_keys(self.frame[column], self.frame[level] if level else None), index=self.frame.index)
        codes = keys.map(lambda key: areas.get(key, ""))
        unheld = ((codes == "") & (keys != "")).to_numpy()
        bare = unheld & self._without_figures()
        unheld = unheld & ~bare
        new = keys[unheld & ~keys.isin(areas).to_numpy()].drop_duplicates()
        self.problems += [
            warning("unknown_area_name", int(row), column, str(self.frame[column].loc[row]).strip())
            for row in new.index
        ]
        self.counts["unheld_areas"] = int(keys[unheld].nunique())
        self._keep(~bare, None)
        self._keep(~unheld[~bare], "unheld_rows")
        return codes[self.frame.index]

    def read_periods(self) -> None:
        """Read a period for every row; rows whose cell holds none are told and not loaded."""
        column = self.mapping.period_column
        if column is None:
            self.periods = category(np.zeros(len(self.frame), dtype=int), [parse_period(self.mapping.period)])
            return
        places, cells = different(self.frame[column])
        self.periods = category(places, [parse_period(cell) for cell in cells])
        wrong = self.periods.isna() & ~self.blocked
        self._tell("wrong_period", wrong, column)
        self.blocked |= wrong

    def wide(self) -> pd.DataFrame:
        """Return observations of a table with a column per indicator; others may tell of all figures in a row."""
        columns = list(self.mapping.indicators)
        extras = {EXTRAS[part]: column for part in OF_ROWS if (column := getattr(self.mapping, part))}
        numbers = self._numbers(dict.fromkeys([*columns, *extras.values()]))
        self._count(numbers[column] for column in columns)
        self._check_extras({name: numbers[column] for name, column in extras.items()})
        parts, codes = [], list(self.mapping.indicators.values())
        for at, column in enumerate(columns):
            usable = np.isfinite(numbers[column].values) & ~self.blocked
            indicator = category(np.full(int(usable.sum()), at), codes)
            part = self._observations(usable, indicator, numbers[column].values)
            for name, extra in extras.items():
                part.insert(len(part.columns) - 1, name, numbers[extra].values[usable])
            parts.append(part)
        return pd.concat(parts, ignore_index=True) if parts else _empty_frame(self.mapping)

    def long(self) -> pd.DataFrame:
        """Return observations of a table with a row per indicator."""
        mapping = self.mapping
        places, cells = different(self.frame[mapping.indicator_column])
        words = ["" if cell is None else str(cell).strip() for cell in cells]
        nameless = np.array([not word for word in words], dtype=bool)[places] & ~self.blocked
        self._tell("missing_indicator", nameless, mapping.indicator_column)
        self.blocked |= nameless
        extras = {name: column for part, name in EXTRAS.items() if (column := getattr(mapping, part))}
        numbers = self._numbers([str(mapping.value_column), *extras.values()])
        value = numbers[str(mapping.value_column)]
        self._count([value])
        self._check_extras({name: numbers[column] for name, column in extras.items()})
        usable = np.isfinite(value.values) & ~self.blocked
        codes = [mapping.indicators.get(word, word) for word in words]
        frame = self._observations(usable, category(places[usable], codes), value.values)
        for at, (name, column) in enumerate(extras.items(), start=len(frame.columns) - 1):
            frame.insert(at, name, numbers[column].values[usable])
        return frame

    def without_duplicates(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Keep the first of every area, indicator and period; each later row is told once, with the first."""
        twice = frame.duplicated(KEY, keep="first")
        if not twice.any():
            return frame
        first = frame.drop_duplicates(KEY).rename(columns={"row": "first_row"})[[*KEY, "first_row"]]
        pairs = frame[twice].merge(first, on=KEY)[["row", "first_row", "area_code"]].drop_duplicates()
        column = self.mapping.code_column
        self.problems += [
            error("duplicate_row", int(row), column, code, first_row=int(first_row))
            for row, first_row, code in pairs.itertuples(index=False)
        ]
        return frame[~twice].reset_index(drop=True)

    def _observations(self, usable: np.ndarray, indicator: pd.Categorical, values: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "area_code": self.codes[usable],
                "indicator": indicator,
                "period": self.periods[usable],
                "value": values[usable],
                "row": self.frame.index.to_numpy()[usable],
            }
        )

    def _numbers(self, columns: Iterable[str]) -> dict[str, Numbers]:
        """Read columns as numbers; where one leaves its decimal sign open, the mapping or the other columns decide."""
        read = {column: parse_numbers(self.frame[column], self.marks) for column in columns}
        signs = {numbers.decimal for numbers in read.values() if numbers.decimal and not numbers.ambiguous}
        sign = self.mapping.decimal or (signs.pop() if len(signs) == 1 else None)
        for column, numbers in read.items():
            if numbers.ambiguous and sign:
                read[column] = parse_numbers(self.frame[column], self.marks, decimal=sign)
                if not self.mapping.decimal:
                    self.problems.append(
                        warning("sign_of_others", column=column, value=self._example(column), sign=sign)
                    )
            elif numbers.ambiguous:
                self.problems.append(error("ambiguous_number", column=column, value=self._example(column)))
            self._tell("not_a_number", numbers.bad & ~self.blocked, column)
        return read

    def _check_extras(self, extras: dict[str, Numbers]) -> None:
        none = np.full(len(self.frame), np.nan)
        values = {name: extras[name].values if name in extras else none for name in EXTRAS.values()}
        for part, name in EXTRAS.items():
            if name in NOT_BELOW_ZERO:
                self._tell("negative_denominator", (values[name] < 0) & ~self.blocked, getattr(self.mapping, part))
        lonely = np.isfinite(values["numerator"]) & ~np.isfinite(values["denominator"]) & ~self.blocked
        self._tell("denominator_missing", lonely, self.mapping.denominator_column or self.mapping.numerator_column)
        self.blocked |= lonely | (values["denominator"] < 0) | (values["standard_error"] < 0)
        for numbers in extras.values():
            self.blocked |= numbers.bad
        if "largest" in extras:
            self._check_largest(str(self.mapping.largest_column), values["largest"])

    def _check_largest(self, column: str, values: np.ndarray) -> None:
        if any(problem.code == "ambiguous_number" for problem in self.problems):
            return  # nobody knows yet what they are
        if may_be_fractions(column, self.frame[column], values):
            value = str(self.frame[column].iloc[np.flatnonzero(np.isfinite(values))[0]]).strip()
            self.problems.append(error("percent_or_fraction", column=column, value=value))
            return
        wrong = outside(values) & ~self.blocked
        self._tell("not_a_largest_part", wrong, column)
        self.blocked |= wrong

    def _tell(self, code: str, where: np.ndarray, column: str | None) -> None:
        for at in np.flatnonzero(where)[:MAX_PROBLEMS].tolist():
            cell = None if column is None else self.frame[column].iloc[at]
            text = None if pd.isna(cell) or str(cell).strip() == "" else str(cell).strip()
            self.problems.append(error(code, self._row(at), column, text))

    def _count(self, numbers: Iterable[Numbers]) -> None:
        read = list(numbers)
        self.counts["cells"] = len(read) * len(self.frame)
        self.counts["missing"] = sum(int(column.missing.sum()) for column in read)
        self.counts["empty_columns"] = sum(bool(column.missing.all()) for column in read)

    def _keep(self, rows: np.ndarray, counted_as: str | None) -> None:
        if counted_as:
            self.counts[counted_as] = int((~rows).sum())
        if rows.all():
            return
        self.frame = self.frame[rows]
        self.blocked = self.blocked[rows]
        self.codes = self.codes[rows] if len(self.codes) else self.codes

    def _water(self) -> np.ndarray:
        column = next((name for name in self.frame.columns if name.lower() == "water"), None)
        return np.zeros(len(self.frame), bool) if column is None else self.frame[column].isin(WATER).to_numpy()

    def _without_figures(self) -> np.ndarray:
        mapping = self.mapping
        columns = list(mapping.indicators) if mapping.shape == "wide" else [str(mapping.value_column)]
        missing: np.ndarray = np.logical_and.reduce(
            [parse_numbers(self.frame[column], self.marks).missing for column in columns]
        )
        return missing

    def _example(self, column: str) -> str:
        return next(str(cell).strip() for cell in self.frame[column] if "." in str(cell) or "," in str(cell))

    def _row(self, at: int) -> int:
        return int(self.frame.index[at])
