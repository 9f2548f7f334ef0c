"""A file of figures as far as it can be read.

What it is, its figures of the partnership's areas, and what is wrong with it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from datasets.disclosure import Kind, kind_of
from datasets.models import Delivery
from datasets.parsers.files import FileKind
from datasets.parsers.problems import Problem, Severity, error, refusal, warning
from datasets.pipeline import area_matching, asked, column_mapping, dataset_matching, rates
from datasets.pipeline.diff import Changes
from datasets.pipeline.reference_data import Known
from datasets.pipeline.repair_suggestions import add_suggestions
from datasets.pipeline.stored_figures import Store
from datasets.sources import INDICATORS, SOURCES, IndicatorSpec

if TYPE_CHECKING:
    import pandas as pd

    from datasets.parsers.mapping import Mapping
    from datasets.parsers.ranges import Limits
    from datasets.parsers.recognise import Recognised
    from datasets.parsers.statistics import Parsed
    from datasets.parsers.tables import Table

FIRST_ROWS = 10
MOST_SIGNS = 60  # of an indicator's code
SPEC_FIELDS = ["name_nl", "name_en", "theme", "role", "nature", "unit", "direction"]


@dataclass(frozen=True, slots=True)
class Read:
    """A file as far as it could be read, and what it was read beside.

    Without a mapping a person has to name the columns, or the areas, first.
    """

    mapping: Mapping | None
    known: Known
    rows: pd.DataFrame | None = None
    store: Store = field(default_factory=Store)  # of its years
    past: Store = field(default_factory=Store)  # of other years
    problems: tuple[Problem, ...] = ()
    changes: Changes | None = None  # where its check found them, and they still hold


def read(delivery: Delivery, path: Path, kind: FileKind) -> Read | Problem:
    from datasets.parsers.margins import parse_with_margins, rows_that_count
    from datasets.parsers.recognise import recognise
    from datasets.parsers.repairs import mended, of_plain
    from datasets.parsers.statistics import parse
    from datasets.parsers.tables import read_table

    known = Known.of(delivery.partnership)
    table = read_table(path, kind, delivery.options.get("sheet", ""), partial(_is_of_areas, delivery.name, known))
    if isinstance(table, Problem):
        return _ask_sheet(delivery, kind, table, known) if table.code in asked.SHEETS else table
    table = mended(table, of_plain(delivery.options.get("repairs", [])))
    found = recognise(table, name=delivery.name, own=known.own_codes, places=known.places)
    if isinstance(found, Problem):
        return found
    said = delivery.options.get("source")
    if said and said != found.source:
        return refusal("source_differs", said=said, found=found.source or "–")
    mapping, noticed = column_mapping.mapping_for(delivery, list(table.header), found, known.places)
    delivery.recognised = _recognised(kind, table, found, mapping)
    mapping = area_matching.with_names(delivery, table.frame, mapping, known.places)
    if mapping is None:
        return Read(None, known, problems=table.problems)
    source = SOURCES[found.source] if found.source else None
    counted = rows_that_count(table, source)
    if isinstance(counted, Problem):
        return counted
    marks = source.missing_marks if source else ()
    parsed = parse_with_margins(counted, source, lambda part: parse(part, mapping, marks, known.own_codes))
    judged = _judged(delivery, mapping, known, parsed, counted.frame)
    return replace(judged, problems=(*noticed, *add_suggestions(judged.problems, table.frame, known.places)))


def _is_of_areas(name: str, known: Known, table: Table) -> bool:
    """Return whether a sheet holds figures beside codes or names of areas."""
    from datasets.parsers.recognise import recognise

    found = recognise(table, name=name, own=known.own_codes, places=known.places)
    return not isinstance(found, Problem) and any(guess.kind == "number" for guess in found.columns)


def _ask_sheet(delivery: Delivery, kind: FileKind, problem: Problem, known: Known) -> Read:
    """Return the question which of several sheets is meant: the file is kept until a person says so."""
    from datasets.parsers.workbooks import BETWEEN

    delivery.recognised = {"file_kind": str(kind), "sheets": str(problem.params["sheets"]).split(BETWEEN)}
    return Read(None, known, problems=(replace(problem, severity=Severity.ERROR),))


def _judged(delivery: Delivery, mapping: Mapping, known: Known, parsed: Parsed, cells: pd.DataFrame) -> Read:
    """Return what can be figures of the partnership's, and all that is wrong."""
    if mapping.shape == "wide" and mapping.denominator_column:
        _without_people_of_counts(delivery, parsed.frame, known)
    delivery.counts |= parsed.counts
    two_ways = any(problem.code == "ambiguous_number" for problem in parsed.problems)  # nobody knows yet what they are
    limits = {} if two_ways else _limits(delivery, known)
    small = _small_shares(delivery, mapping, parsed.frame, cells, limits)
    fitting, unfit = _fitting(parsed.frame, mapping, limits)
    division = area_matching.division_of(delivery, fitting, known)
    known = known.of_year(delivery.partnership, division)
    inside, left_out = area_matching.of_partnership(delivery, fitting, known.by_code)
    inside, undivided = _rates(delivery, mapping, inside, known)
    delivery.recognised |= _scope(inside) | {"division": division}
    of_then = [] if division is None else [warning("former_division", value=str(division))]
    said = delivery.recognised
    stands = Store.of(known.area_ids, known.numbered(said["indicators"]).values())
    store, past = stands.parted(said["periods"])
    theirs = dataset_matching.figures_of_others(delivery, inside, known, store)
    strange = [
        *asked.future_years(parsed.frame["period"].unique(), mapping.period_column),
        *asked.hundredfold(inside, known.numbered(said["indicators"]), [*store, *past]),
    ]
    coded = area_matching.meant(parsed.problems, known.own_codes)
    found = (*of_then, *coded, *small, *unfit, *left_out, *undivided, *theirs)
    problems = (*found, *asked.unanswered(delivery, [] if small else strange))
    return Read(mapping, known, inside, store, past, problems)


def _rates(
    delivery: Delivery, mapping: Mapping, rows: pd.DataFrame, known: Known
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the figures with what is counted divided: for a known source as it declares, else as a person said."""
    if delivery.recognised["source"]:
        return rates.with_rates(rows, known), []
    return rates.divided(rows, mapping, known) if mapping.per else (rows, [])


def _small_shares(
    delivery: Delivery, mapping: Mapping, rows: pd.DataFrame, cells: pd.DataFrame, limits: dict[str, Limits]
) -> list[Problem]:
    """Return the problems of small shares; none for a publisher's table, whose units are declared.

    Of an own table a share of 0.11 may be 11 %.
    """
    if delivery.recognised["source"]:
        return []
    return asked.read_shares(rows, cells, mapping, limits, delivery.options.get("shares", {}))


def _recognised(kind: FileKind, table: Table, found: Recognised, mapping: Mapping | None) -> dict[str, Any]:
    first = table.frame.head(FIRST_ROWS).astype(object)
    return {
        "file_kind": str(kind),
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "source": found.source,
        "shape": found.shape,
        "code_column": found.code_column,
        "level_column": found.level_column,
        "period_column": found.period_column,
        "header": list(table.header),
        "first_row": table.first_row,
        "first_rows": [["" if cell is None else str(cell) for cell in row] for row in first.itertuples(index=False)],
        "columns": [asdict(guess) for guess in found.columns],
        "mapping": json.loads((mapping or found.mapping()).to_json()),
        "periods": [],
        "indicators": [],
    }


def _fitting(rows: pd.DataFrame, mapping: Mapping, limits: dict[str, Limits]) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the figures that can be kept, and what is wrong with the others.

    Figures are kept per year, under a code: a quarter is not taken for its year, a sentence not for a code.
    """
    from datasets.parsers.ranges import check_ranges

    yearly = rows["period"].str.isdecimal().astype(bool)
    coded = (rows["indicator"].str.len() <= MOST_SIGNS).astype(bool)
    columns = {code: column for column, code in mapping.indicators.items()} if mapping.shape == "wide" else {}
    long = dict.fromkeys(rows["indicator"].unique(), mapping.value_column)
    sensible, wrong = check_ranges(rows, limits, columns or long)
    other, sentences = rows[~yearly].drop_duplicates("row"), rows[~coded]
    problems = [
        error("wrong_period", row=int(row), column=mapping.period_column, value=period)
        for row, period in zip(other["row"], other["period"], strict=True)
    ]
    if len(sentences):
        row, word = int(sentences["row"].iloc[0]), sentences["indicator"].iloc[0]
        problems.append(refusal("cell_too_long", mapping.indicator_column, word, limit=MOST_SIGNS, row=row))
    return rows[yearly & coded & sensible], [*problems, *wrong]


def _without_people_of_counts(delivery: Delivery, rows: pd.DataFrame, known: Known) -> None:
    """Drop the people behind counts, in place: a count is judged by itself.

    One column tells the people behind all figures of a wide table.
    """
    units = {indicator.code: indicator.unit for indicator in known.indicators}
    for code, values in ((str(code), values) for code, values in rows.groupby("indicator")["value"]):
        unit = units[code] if code in units else spec_of(delivery, code).get("unit", "")
        if kind_of(unit, values.to_numpy(), np.full(len(values), np.nan))[0] == Kind.COUNT:
            rows.loc[values.index, "denominator"] = np.nan


def _limits(delivery: Delivery, known: Known) -> dict[str, Limits]:
    """Return the limits of all indicators that a figure may be of.

    As the partnership has them, as declared, or as they will be made.
    """
    from datasets.parsers.ranges import limits_of

    fields = ("unit", "code", "name_nl", "name_en")
    new = delivery.mapping.get("new_indicators", {})
    made = {code: (said.get("unit") or "", code, said.get("name_nl") or "") for code, said in new.items()}
    declared = {code: tuple(getattr(spec, name) for name in fields) for code, spec in INDICATORS.items()}
    there = {row.code: (row.unit, row.code, row.name_nl, row.name_en) for row in known.indicators}
    return {code: limits_of(unit, names) for code, (unit, *names) in (made | declared | there).items()}


def _scope(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "periods": sorted(int(period) for period in rows["period"].unique()),
        "indicators": sorted(rows["indicator"].unique()),
        "levels": dict(sorted(rows.drop_duplicates("area_id")["level"].value_counts().items())) if len(rows) else {},
    }


def spec_of(delivery: Delivery, code: str) -> dict[str, Any]:
    declared: IndicatorSpec | None = INDICATORS.get(code)
    if declared is not None:
        return {name: getattr(declared, name) for name in SPEC_FIELDS}
    plain = {"name_nl": code.replace("_", " ").capitalize(), "theme": "population", "role": "context", "direction": 0}
    options: dict[str, Any] = plain | delivery.mapping.get("new_indicators", {}).get(code, {})
    return {name: value for name, value in options.items() if name in SPEC_FIELDS}
