"""A table or map layer of works to rows and problems; and whether a row, with what stands already, is a whole work.

An empty cell says nothing: of a new work it takes what is usual, of a known one it leaves what stands.
"""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from datasets.parsers.problems import Problem, error, refusal, warning
from dia.parsers.works_columns import FIELD_BY_NAME, FIELDS, slug
from dia.parsers.works_sheet import MAX_WORKS, Sheet

YEARS = ("earliest", "preferred", "latest")
POINTS = (("x", "y"), ("longitude", "latitude"))
ONLY_READ = {"x", "y", "longitude", "latitude", "party"}
GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
BEGINS_AS = ("idea", "planned")
LARGE_COST = 1_000_000_000  # euros, direct and common together: asked, for it may be in cents or counted twice
LONG_OVER = 2  # years after its window that a work may still be told of without a question

CODES: Mapping[str, str] = {
    "no_title_column": "no column holds titles of works",
    "unknown_kind_of_work": "a kind of work that is not known",
    "unknown_state_of_work": "a state that is not known",
    "not_a_year": "not a year from 1900 to 2100",
    "not_whole": "not a whole number of 0 or more, or too large; params: limit",
    "not_decimal": "not a number of 0 or more, or too large; params: limit",
    "not_a_severity": "a severity that is not from 0 to 1",
    "not_yes_no": "neither yes nor no",
    "text_too_long": "params: limit",
    "another_party": "a row of another party of the partnership; params: own",
    "unknown_party": "a party that is not in the partnership; params: own",
    "half_a_place": "one of two coordinates is missing",
    "title_missing": "a row without title",
    "title_twice": "the same title in an earlier row; params: first_row",
    "kind_missing": "a new work without kind",
    "year_missing": "a new work without any year",
    "cost_missing": "a new work without direct cost",
    "window_reversed": "the earliest year comes after the latest; params: earliest, latest",
    "preferred_outside": "the preferred year is not in the window; params: earliest, latest",
    "new_begins_as": "a new work in a state that it cannot begin in",
    "state_stays": "another state than the work has, which an upload does not change",
    "area_missing": "neither an area nor a place",
    "area_unknown": "no area of the partnership has this code or name",
    "site_unknown": "no site of the partnership has this name",
    "number_unknown": "no work of the own party has this number",
    "work_is_over": "a finished or cancelled work that the file would change",
    "place_refused": "a place that cannot be; params: why",
    "place_elsewhere": "the place does not touch the area that is named",
    "title_taken": "another work of the party has this title",
    "cost_is_large": "a cost above LARGE_COST",
    "window_is_past": "a window that ended LONG_OVER years ago or more",
}


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a work, as the file says it: WKT or WKB; `srid` where the file names its system."""

    shape: str | bytes
    srid: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A work as one row says it.

    `fields` holds only what is filled in, under the names of works_columns.FIELDS, and `wrong` the names of what is
    filled in and cannot be.
    """

    row: int
    fields: dict[str, Any]
    wrong: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Works:
    """All rows, what is wrong, and which column was read as what (None: left out)."""

    rows: list[Row]
    problems: list[Problem]
    columns: list[tuple[str, str | None]]
    sheet: Sheet = field(repr=False)


def read_works(sheet: Sheet, own: str, others: Collection[str]) -> Works | Problem:
    """Read the works of a sheet.

    `own` is the name of the party whose works these are, `others` those of the other parties.

    Refusal: no_title_column. Errors of rows: see CODES.
    """
    columns = recognised(sheet.header)
    if "title" not in columns.values():
        return refusal("no_title_column", limit=MAX_WORKS)
    reader = _Reader(columns, own, others)
    rows = [reader.read(*numbered) for numbered in sheet.rows]
    problems = [*sheet.problems, *reader.problems, *_twice(rows)]
    return Works(rows, problems, [(name, columns.get(name)) for name in sheet.header], sheet)


def recognised(header: Iterable[str]) -> dict[str, str]:
    """Return column → field; of two columns for one field the first."""
    found: dict[str, str] = {}
    for name in header:
        key = FIELD_BY_NAME.get(slug(re.sub(r"\(.*?\)", "", name)))
        if key and key not in found.values():
            found[name] = key
    return found


class _Reader:
    """Cells of one file to fields; collects the problems."""

    def __init__(self, columns: Mapping[str, str], own: str, others: Collection[str]) -> None:
        self.columns, self.own = columns, own
        self.parties = {slug(own): None, **{slug(name): "another_party" for name in others if slug(name) != slug(own)}}
        self.problems: list[Problem] = []

    def read(self, number: int, cells: Mapping[str, Any], shape: bytes | None, srid: int | None) -> Row:
        fields: dict[str, Any] = {}
        bad: set[str] = set()
        for column, key in self.columns.items():
            cell = tidy(cells[column])
            if cell == "":
                continue
            value, wrong, params = self._value(key, cell)
            if wrong:
                bad.add(key)
                self.problems.append(error(wrong, number, column, str(cell), **params))
            else:
                fields[key] = value
        place = self._place(number, fields, shape, srid)
        fields |= {"place": place} if place else {}
        return Row(number, {key: value for key, value in fields.items() if key not in ONLY_READ}, frozenset(bad))

    def _value(self, key: str, cell: Any) -> tuple[Any, str | None, dict[str, Any]]:
        """Return the value, or which problem it is with its params."""
        if key == "party":
            return None, self.parties.get(slug(cell), "unknown_party"), {"own": self.own}
        value, wrong = FIELDS[key].read(cell)
        limit = FIELDS[key].most
        return value, wrong, {"limit": limit} if wrong and limit else {}

    def _place(self, number: int, fields: dict[str, Any], shape: bytes | None, srid: int | None) -> Place | None:
        """Return the place: the layer's own shape comes first, then a column with WKT, then coordinates."""
        if shape is not None:
            return Place(shape, srid)
        if "place" in fields:
            return Place(fields["place"])
        given = [pair for pair in POINTS if pair[0] in fields or pair[1] in fields]
        if given and not all(name in fields for name in given[0]):
            self.problems.append(error("half_a_place", number))
            return None
        return Place("POINT ({} {})".format(*(fields[name] for name in given[0]))) if given else None


def tidy(cell: Any) -> Any:
    """Strip padding, and the mark that an export puts before what a spreadsheet would run as a formula."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    return text[1:] if text.startswith(GUARDED) else text


def _twice(rows: Sequence[Row]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in rows:
        title = row.fields.get("title")
        if title is None:
            continue
        first = seen.setdefault(title, row.row)
        if first != row.row:
            yield error("title_twice", row.row, value=title, first_row=first)


def completed(row: Row, stored: Mapping[str, Any] | None) -> tuple[dict[str, Any], list[Problem]]:
    """Return the fields of the work as it would stand, over `stored` for a known one, and what keeps it from that."""
    fields, number = {**(stored or {}), **row.fields}, row.row
    problems = []
    if stored is None:
        there = fields.keys() | row.wrong
        problems += [error(code, number) for key, code in REQUIRED.items() if key not in there]
        fields |= _usual_years(fields)
        if not there & {*YEARS}:
            problems.append(error("year_missing", number))
        if fields.get("state", "planned") not in BEGINS_AS:
            problems.append(error("new_begins_as", number, value=fields["state"]))
    elif fields.get("state") != stored.get("state"):
        problems.append(warning("state_stays", number, value=fields["state"]))
        fields["state"] = stored["state"]
    return fields, [*problems, *_window(fields, number)]


REQUIRED = {"title": "title_missing", "kind": "kind_missing", "direct_cost": "cost_missing"}


def _usual_years(fields: Mapping[str, Any]) -> dict[str, int]:
    """Return the usual years: one year is all three; without a preferred year the first one is preferred."""
    given = [fields[key] for key in YEARS if key in fields]
    if not given:
        return {}
    found = {"earliest": fields.get("earliest", min(given)), "latest": fields.get("latest", max(given))}
    return {**found, "preferred": fields.get("preferred", found["earliest"])}


UNLIKELY = {"cost_is_large", "window_is_past"}


def unlikely(fields: Mapping[str, Any], stored: Mapping[str, Any] | None, row: int | None, today: int) -> list[Problem]:
    """Return warnings for what can be and seldom is, of a new work or where it changes; `today` is this year."""
    before = stored or {}
    cost, latest = (_cost(fields), fields.get("latest"))
    found = []
    if cost > LARGE_COST and cost != _cost(before):
        found.append(warning("cost_is_large", row, value=str(cost)))
    if latest is not None and latest <= today - LONG_OVER and latest != before.get("latest"):
        found.append(warning("window_is_past", row, value=str(latest)))
    return found


def _cost(fields: Mapping[str, Any]) -> int:
    return int((fields.get("direct_cost") or 0) + (fields.get("common_cost") or 0))


def _window(fields: Mapping[str, Any], number: int) -> list[Problem]:
    if not all(key in fields for key in YEARS):
        return []
    earliest, preferred, latest = (fields[key] for key in YEARS)
    window = {"earliest": earliest, "latest": latest}
    if earliest > latest:
        return [error("window_reversed", number, value=f"{earliest}–{latest}", **window)]
    inside = earliest <= preferred <= latest
    return [] if inside else [error("preferred_outside", number, value=str(preferred), **window)]
