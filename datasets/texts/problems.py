"""Texts on what is wrong and how to mend it, in sentences: one text for every code of datasets.parsers.problems.

`what` and `mend` may use the params that are the same for the whole file; what differs per row stands in `note`.
Each text may also use %(column)s and %(value)s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from datasets.texts.area_codes import AREA_CODES
from datasets.texts.asked import ASKED
from datasets.texts.boundaries import BOUNDARIES
from datasets.texts.largest import LARGEST
from datasets.texts.personal import KINDS, PERSONAL
from datasets.texts.sheets import SHEETS
from datasets.texts.text import Lazy, Text


@dataclass(frozen=True, slots=True)
class Sentence:
    """One problem as a person reads it."""

    code: str
    severity: str
    row: int | None
    column: str
    value: str
    place: str
    what: str
    mend: str
    note: str


FILES = {
    "empty_file": Text(
        _("The file is empty."), _("Open the file and see whether it holds rows. Save it again and choose it again.")
    ),
    "too_large": Text(
        _("The file is larger than 50 MB."),
        _("Leave out the columns or areas that you do not need, or split the file in two."),
    ),
    "zip_bomb": Text(
        _("The file unpacks to far more than we accept."),
        _("Save only the sheet or the map layer that you need, as a new file."),
    ),
    "unsafe_zip": Text(
        _("The zip has a password, a zip or a link inside it, or a file outside its own folder."),
        _("Make a new zip without a password, with only the files of one map layer."),
    ),
    "old_excel": Text(
        _("This is an Excel file of the old kind (.xls)."),
        _("Open it in Excel and save it as “Excel workbook (.xlsx)” or as CSV."),
    ),
    "unknown_kind": Text(
        _("We do not know this kind of file."),
        _(
            "Choose a CSV, Excel (.xlsx) or OpenDocument (.ods) file with figures, or a GeoPackage, GeoJSON, TopoJSON or zipped Shapefile with areas."
        ),
    ),
    "name_and_content_differ": Text(
        _("The name of the file ends in “%(name_kind)s”, but what is in it is “%(content_kind)s”."),
        _("Save the file again in the program that made it, with the right ending of the name."),
    ),
    "damaged_file": Text(
        _("The file is damaged: we cannot open it."),
        _("Open it yourself to see whether it is whole. Then save or download it again."),
    ),
    "too_heavy": Text(
        _("Reading this file takes more memory or time than one file may take."),
        _("Save only the sheet and the columns that you need, as a new file."),
    ),
    "view_in_map": Text(
        _("A layer of this GeoPackage is a view: a query that runs each time that it is read."),
        _("Save the layer as a new GeoPackage in your map program, and choose that file."),
    ),
    "instruction_in_map": Text(
        _("This GeoPackage holds more than a map: “%(value)s” would be run as the file is read."),
        _("Save the layer as a new GeoPackage in your map program, and choose that file."),
    ),
    "points_elsewhere": Text(
        _("This GeoJSON takes its system of coordinates from another address. We open nothing but the file itself."),
        _("Save the layer as a new GeoJSON in your map program, and choose that file."),
    ),
    "shapefile_incomplete": Text(
        _("Parts of the Shapefile are missing: %(missing)s."),
        _("Make a zip with all files of the layer: .shp, .shx, .dbf and .prj."),
    ),
    "several_shapefiles": Text(_("The zip holds more than one Shapefile."), _("Make one zip for each map layer.")),
    "wrong_encoding": Text(
        _("The letters in the file cannot be read."), _("Save the file again and choose “CSV UTF-8” as its kind.")
    ),
}
TABLES = {
    "no_table": Text(
        _("We found no table: no row with column names and rows below it."),
        _("Put the column names in one row, and the figures directly below it."),
    ),
    "password_protected": Text(
        _("The workbook asks for a password."), _("Save a copy without a password and choose that one.")
    ),
    "no_header": Text(
        _("The first row holds figures, not the names of the columns."),
        _("Put a row with the names of the columns on top."),
    ),
    "too_many_rows": Text(
        _("The file has more than %(limit)s rows."), _("Leave out other cities and other years, or split the file.")
    ),
    "too_many_columns": Text(
        _("The file has %(found)s columns; we read at most %(limit)s."),
        _("Leave out the columns that you do not need."),
    ),
    "too_many_cells": Text(
        _("The table is larger than ten million cells, empty ones between included."),
        _("Delete what stands far away in the sheet, or leave out rows and columns that you do not need."),
    ),
    "cell_too_long": Text(
        _("A cell holds more text than we accept."),
        _("Shorten the text. Long remarks do not belong in a table of figures."),
    ),
    "row_too_long": Text(
        _("A row has more cells than there are column names."),
        _("See whether a comma or semicolon too many stands in this row. Put text with one between double quotes."),
        _("%(found)s cells, %(expected)s column names"),
    ),
    "duplicate_header": Text(
        _("A column name occurs twice."),
        _("We gave the second column another name. Give each column its own name if that is not what you want."),
        _("now called “%(renamed)s”"),
    ),
    "empty_header": Text(
        _("A column with values has no name."),
        _("We gave the column a name. Name it yourself if that is not what you want."),
        _("now called “%(renamed)s”"),
    ),
}
STATISTICS = {
    "no_code_column": Text(
        _("No column holds codes or names of areas that are on your map."),
        _("Add a column with codes such as GM0153, WK015303 or BU01530301, or with the names of the areas."),
    ),
    "postcode_level": Text(
        _("The figures are per postcode."), _("Ask the supplier for the same figures per buurt, wijk or gemeente.")
    ),
    "missing_column": Text(
        _("A column that you chose is not in this file."),
        _("Choose another column below, or put the column back into the file."),
    ),
    "no_value_columns": Text(_("No column is read as figures."), _("Choose an indicator for at least one column.")),
    "no_period": Text(
        _("We do not know of which year the figures are."),
        _("Fill in the year: with the columns below, or when you upload the file again."),
    ),
    "wrong_period": Text(_("This is not a year."), _("Write the period as a year, such as 2024.")),
    "missing_code": Text(
        _("A row with figures has no code of an area."), _("Fill in the code of the area, or delete the row.")
    ),
    "unusable_code": Text(
        _("This is not a code of a gemeente, wijk or buurt."),
        _("Write the code as CBS does: GM0153, WK015303 or BU01530301."),
    ),
    "lost_leading_zero": Text(
        _("Codes had lost the zero at their beginning."),
        _("We put the zero back. Store the column as text in Excel, then it stays."),
        _("%(count)s codes"),
    ),
    "missing_indicator": Text(
        _("A row does not say which indicator its figure is of."), _("Fill in the indicator, or delete the row.")
    ),
    "not_a_number": Text(
        _("Here stands text where a figure should be."),
        _("Write a figure, such as 12,5. Leave the cell empty if there is no figure."),
    ),
    "negative_denominator": Text(
        _("A number of people or dwellings, or a margin, is below zero."),
        _("Fill in a figure of 0 or more, or leave the cell empty."),
    ),
    "denominator_missing": Text(
        _("The total that belongs to this number is missing."),
        _("Fill in the total (the denominator), or leave out the number."),
    ),
    "ambiguous_number": Text(
        _("Figures such as 1.234 may mean 1234 or 1,234. Nothing in the file tells which."),
        _("Choose what they mean. What you choose counts for all such columns of the file."),
    ),
    "sign_of_others": Text(
        _("Figures such as 1.234 may mean 1234 or 1,234. We read them with the decimal sign of the other columns."),
        _("See whether the figures are right. If not, choose the decimal sign below."),
        _("decimal sign “%(sign)s”"),
    ),
    "vanished_column": Text(
        _("A column that was read the last time is not in this file. Its figures stay as they are."),
        _("Put the column back into the file, or choose another column below."),
    ),
    "added_column": Text(
        _("This column was not there the last time. It is not read."),
        _("Say below what it is, if you want to load it too."),
    ),
    "out_of_range": Text(
        _("This figure is larger than any figure of an area can be."),
        _("Correct the figure. Perhaps a comma or a thousands sign was misread."),
    ),
    "not_a_share": Text(
        _("A percentage is from 0 to 100; this figure is not."),
        _("Correct the figure. If it is a change or a growth, say so in the name of the indicator."),
    ),
    "below_zero": Text(
        _("This figure counts something, and it is below zero."),
        _("Correct the figure. If it is a change or a balance, say so in the name of the indicator."),
    ),
    "not_divided": Text(
        _("Numbers of this column cannot be divided: we do not know how many people or dwellings the areas have."),
        _("Load figures with inhabitants or dwellings first, such as the key figures of CBS. Then upload this again."),
        _("number of figures left out: %(count)s"),
    ),
    "other_rows": Text(
        _("This table has no rows of “%(wanted)s”. What it has is about a part only, such as “%(value)s”."),
        _("Download the table again with the rows of “%(wanted)s” and upload that file."),
    ),
    "source_differs": Text(
        _("The file is not of the source that was named (%(said)s)."),
        _("Choose the file of that source, or leave the source out: the columns tell it."),
    ),
    "figure_of_another": Text(
        _("%(count)s figures are already there, from “%(dataset)s” of %(party)s. They are not yours to replace."),
        _("Give your column a name of its own, or ask that party to deliver them. Known here as “%(value)s”."),
    ),
    "duplicate_row": Text(
        _("The same area, indicator and year occur twice."),
        _("Keep one of the two rows and delete the other."),
        _("also in row %(first_row)s"),
    ),
}
TEXTS: dict[str, Text] = {
    **FILES, **PERSONAL, **TABLES, **SHEETS, **STATISTICS, **AREA_CODES, **LARGEST, **ASKED, **BOUNDARIES,
}  # fmt: skip
SEVERITY_NAMES = {"refusal": _("refused"), "error": _("to mend"), "warning": _("to know")}
UNKNOWN = Text(
    _("Something in the file is not as expected (%(code)s)."),
    _("Ask your administrator, and name the code of this message."),
)


def sentence(problem: dict[str, Any]) -> Sentence:
    """Return a row of Delivery.problems in the language of the moment; a code without text still says where it is."""
    text = TEXTS.get(problem["code"], UNKNOWN)
    column, value = problem.get("column") or "", problem.get("value") or ""
    params = {**(problem.get("params") or {}), "code": problem["code"], "column": column, "value": value}
    if "kinds" in params:
        params["kinds"] = ", ".join(str(KINDS[kind]) for kind in params["kinds"].split())
    row = problem.get("row")
    return Sentence(
        code=problem["code"],
        severity=problem["severity"],
        row=row,
        column=column,
        value=value,
        place=place(row, column, value),
        what=filled(text.what, params),
        mend=filled(text.mend, params),
        note=filled(text.note, params) or suggestion(params),
    )


def place(row: int | None, column: str, value: str) -> str:
    """Return “Row 14, column Value: 1.234”, with the parts that are known."""
    parts = []
    if row is not None:
        parts.append(gettext("Row %(row)s") % {"row": row})
    if column:
        parts.append(pgettext("within a sentence", "column %(column)s") % {"column": column})
    start = ", ".join(parts)
    start = start[:1].upper() + start[1:]
    return f"{start}: “{value}”" if start and value else start or (f"“{value}”" if value else "")


def filled(text: Lazy, params: dict[str, Any]) -> str:
    """Return the text with its params; an absent param leaves its name, since a message must never fail."""
    return str(text) % Shown(params)


def suggestion(params: dict[str, Any]) -> str:
    return gettext("Do you mean %(suggestion)s?") % params if params.get("suggestion") else ""


class Shown(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return key
