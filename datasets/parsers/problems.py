"""Problems of a file, as data: a code, where it is and what a sentence needs. Sentences live in Django."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MAX_VALUE = 80  # characters of a user's cell that a problem carries


class Severity(StrEnum):
    """The severity of a problem: how far it reaches."""

    REFUSAL = "refusal"  # nothing of the file can be read
    ERROR = "error"  # this row cannot be loaded, so the whole delivery waits until it is mended
    WARNING = "warning"  # the file loads; something was skipped or deserves a look


FILE_CODES: Mapping[str, str] = {
    "empty_file": "the file has no bytes, or nothing but blanks",
    "too_large": "more than 50 MB",
    "zip_bomb": "a zip (or xlsx) that unpacks to too many entries, too many bytes or too high a ratio",
    "unsafe_zip": "a zip with a password, a nested zip or an entry that points outside its folder",
    "old_excel": "an .xls workbook of before 2007",
    "unknown_kind": "none of csv, xlsx, gpkg, shapefile zip, geojson, topojson",
    "name_and_content_differ": "the extension says one kind, the bytes say another; params: name_kind, content_kind",
    "damaged_file": "the right kind, but its reader cannot open it",
    "too_heavy": "the reader needs more memory or time than a file may take",
    "view_in_map": "a layer that is a query, worked out as it is read; value: its name",
    "instruction_in_map": "a virtual table, trigger or computed column in a GeoPackage; value: its name",
    "points_elsewhere": "a GeoJSON of which the system of coordinates lies at another address",
    "shapefile_incomplete": "a zip without a whole shapefile; params: missing (extensions)",
    "several_shapefiles": "a zip with more than one shapefile",
    "wrong_encoding": "not UTF-8, UTF-16 or Windows-1252",
    "personal_data": "columns that hold personal data; column: their names, never a value; params: kinds",
}
TABLE_CODES: Mapping[str, str] = {
    "password_protected": "a workbook that asks a password",
    "no_table": "no header with rows below it was found",
    "no_header": "the first row holds figures, not the names of the columns",
    "too_many_rows": "params: limit; value: of a workbook, the sheet and its last cell",
    "too_many_columns": "params: limit, found; value: of a workbook, the sheet and its last cell",
    "too_many_cells": "rows times columns; params: limit; value: of a workbook, the sheet and its last cell",
    "cell_too_long": "params: limit; row of the first such cell",
    "row_too_long": "a row has more cells than the header; params: expected, found",
    "duplicate_header": "a column name occurs twice; the later one was renamed; params: renamed",
    "empty_header": "a column with values has no name; params: renamed",
    "several_sheets": "several sheets of a workbook hold a table that may be meant; params: sheets",
    "no_such_sheet": "the sheet that was named holds no table, or is hidden; value: its name; params: sheets",
    "hidden_table": "only hidden sheets hold a table; params: sheets",
    "other_sheets": "other sheets hold a table too, which are not read; value: the sheet that is; params: sheets",
    "formulas_without_outcome": "formulas of which the outcome is not stored, so they are not read; column; params: count",
}
STATISTICS_CODES: Mapping[str, str] = {
    "no_code_column": "no column holds codes or names of gemeenten, wijken or buurten",
    "postcode_level": "the figures are per postcode, not per gemeente, wijk or buurt; column",
    "missing_column": "the mapping names a column that the file does not have; column",
    "no_value_columns": "no column is read as a figure",
    "no_period": "neither a column nor the user says which year the figures are of",
    "wrong_period": "a period that is no year, quarter or month",
    "missing_code": "a row with figures has no area code",
    "unusable_code": "not a code of a gemeente, wijk or buurt",
    "lost_leading_zero": "codes lost their leading zero and got it back; params: count",
    "missing_indicator": "a row of a long table names no indicator",
    "not_a_number": "text where a figure should be",
    "negative_denominator": "a denominator or standard error below zero",
    "denominator_missing": "a numerator without its denominator",
    "ambiguous_number": "1.234 may be 1234 or 1,234, and nothing in the file tells; column",
    "sign_of_others": "1.234 in a column was read with the decimal sign of the other columns; params: sign",
    "not_a_largest_part": "the part of the largest contributor is not above 0 and at most 100 %",
    "percent_or_fraction": "0.45 as the part of the largest contributor may be 0.45 or 45 %; column",
    "duplicate_row": "the same area, indicator and period twice; params: first_row",
    "no_rows_of_partnership": "all rows are about areas of other municipalities; params: rows, example",
    "nothing_left": "rows of the municipality are there, and all of them are left out; params: rows, example",
    "empty_map": "the partnership has no boundaries yet; params: rows, example",
    "unknown_area_code": "a code in the partnership's municipality that its map does not have; params: suggestion",
    "older_area_code": "a code in the partnership's municipality of a stored vintage before today's; params: vintage",
    "newer_area_code": "an unknown code in the partnership's municipality, for a year after its map; params: suggestion",
    "former_division": "all codes of the municipality are of a stored vintage before today's; value: that year",
    "left_out_code": "a code that the map does not have, left out as a person chose; value: it; params: count",
    "no_buurten_on_map": "buurten of the municipality, of which the map has none; params: count",
    "no_wijken_on_map": "wijken of the municipality, of which the map has none; params: count",
    "no_gemeente_on_map": "the municipality as a whole, which the map does not have; params: count",
    "unknown_area_name": "a name that no area of the partnership has; its rows are left out",
    "vanished_column": "a column that was read the last time is not there; column",
    "added_column": "figures in a column that was not there the last time; column",
    "out_of_range": "a figure larger than any area can have",
    "not_a_share": "a percentage below 0 or above 100",
    "below_zero": "a count, or a number per so many, below 0",
    "figure_of_another": "another party has figures of the same areas, indicator and year; params: count, dataset, party",
    "share_or_percent": "all shares of a column are 1 or less: 0.11 may be 0.11 % or 11 %; column; params: indicator",
    "hundredfold": "figures are about a hundred times what is stored; column; params: indicator, factor",
    "future_year": "a year that is yet to come; value: the year",
    "no_figures": "no cell holds a figure of an area; params: cells",
    "not_divided": "counts of areas of which nobody knows the inhabitants, or dwellings; column; params: count",
    "other_rows": "a known table of parts only, such as one age group; column; value: the first; params: wanted",
    "source_differs": "the file is of another source than was said; params: said, found",
}
BOUNDARY_CODES: Mapping[str, str] = {
    "no_map_codes": "no column of a map, or of one layer of it (value), holds codes of gemeenten, wijken or buurten",
    "which_code_column": "several columns of a map hold codes, all of unknown names; params: columns",
    "code_column_found": "codes stand in a column of an unknown name; column",
    "no_areas": "no boundary of a gemeente, wijk or buurt in the file",
    "no_geometry": "an area without a boundary; value: its code",
    "not_a_polygon": "a point or line where a boundary should be; value: its code",
    "open_outline": "a ring that does not end where it began, or has less than three corners; value: its code",
    "duplicate_code": "the same area twice; params: first_row",
    "unknown_projection": "the coordinates are in no system that is known",
    "no_vintage": "the file does not tell which year its boundaries are of",
    "vintage_unknown": "neither the file nor the user says which year the boundaries are of",
    "no_geometry_in_file": "a csv or xlsx without a column of outlines where a map layer is needed",
    "no_areas_of_partnership": "no area lies in the partnership's municipality; params: municipality, rows",
    "no_surface": "an outline of which nothing is left, or outside the Netherlands; value: its code",
    "no_own_code_column": "no column holds codes of own areas",
    "unusable_own_code": "not a code that an own area may have",
    "no_buurten_yet": "own areas without a buurt or wijk to lie in",
    "outside_your_map": "an own area that lies for less than half in one buurt or wijk; value: its code",
    "own_areas_overlap": "an own area that lies over another; value: its code; params: other",
    "part_of_the_map": "the areas of a level cover only a part; params: level, count, of, share, names",
    "gaps_in_the_map": "areas of a level leave holes, or begin at a later wijk than the first; value: the level",
    "areas_overlap": "an area lies over another of its level; value: its code; params: other, share",
    "outline_mended": "an outline that crossed itself; value: its code",
}
CODES: Mapping[str, str] = {**FILE_CODES, **TABLE_CODES, **STATISTICS_CODES, **BOUNDARY_CODES}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `row` is the line as the user sees it (header counted, from 1); None: the whole file."""

    code: str
    severity: Severity
    row: int | None = None
    column: str | None = None
    value: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.value is not None and len(self.value) > MAX_VALUE:
            object.__setattr__(self, "value", self.value[: MAX_VALUE - 1] + "…")

    @property
    def plain(self) -> dict[str, Any]:
        """Return the problem as it is kept with its delivery."""
        return asdict(self) | {"params": dict(self.params)}

    @property
    def blocks(self) -> bool:
        """Return whether the delivery cannot be loaded while this stands."""
        return self.severity is not Severity.WARNING


class RefusedError(Exception):
    """Carries a refusal out of the reading of a file."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def refusal(
    code: str, column: str | None = None, value: str | None = None, row: int | None = None, **params: str | int
) -> Problem:
    """Return a problem of the whole file: nothing can be read; `row` is where that was seen."""
    return Problem(code, Severity.REFUSAL, row, column, value, params)


def error(
    code: str, row: int | None = None, column: str | None = None, value: str | None = None, **params: str | int
) -> Problem:
    """Return a problem of one row (or column) that must be mended before loading."""
    return Problem(code, Severity.ERROR, row, column, value, params)


def warning(
    code: str, row: int | None = None, column: str | None = None, value: str | None = None, **params: str | int
) -> Problem:
    """Return something to know; the file loads."""
    return Problem(code, Severity.WARNING, row, column, value, params)


def any_blocks(problems: Iterable[Problem]) -> bool:
    """Return whether one of these keeps the delivery from being loaded."""
    return any(problem.blocks for problem in problems)
