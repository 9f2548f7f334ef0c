"""Deliveries of figures: how the columns are read, which rows are the partnership's, and what loading them changes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from datasets.disclosure import OWN_TABLE, Kind, Rule, kind_of
from datasets.models import Area, Dataset, Delivery, Indicator, Observation
from datasets.parsers.files import FileKind
from datasets.parsers.problems import Problem, error, refusal
from datasets.pipeline import belonging, deliveries, held, quality, remembered, staging, withholding
from datasets.pipeline.meant import with_meaning
from datasets.pipeline.standing import MEASURES, Store
from datasets.sources import INDICATORS, SOURCES, IndicatorSpec

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from datasets.parsers.mapping import Mapping
    from datasets.parsers.ranges import Limits
    from datasets.parsers.recognise import Recognised
    from datasets.parsers.tables import Table

FIRST_ROWS = 10
MOST_SIGNS = 60  # of an indicator's code
SPEC_FIELDS = ["name_nl", "name_en", "theme", "role", "nature", "unit", "direction"]


@dataclass(frozen=True, slots=True)
class Read:
    """A file as far as it could be read; without a mapping a person has to name the columns, or the areas, first."""

    mapping: Mapping | None
    rows: pd.DataFrame | None = None
    problems: tuple[Problem, ...] = ()


def read(delivery: Delivery, path: Path, kind: FileKind) -> Read | Problem:
    from datasets.parsers.recognise import recognise
    from datasets.parsers.repairs import mended, of_plain
    from datasets.parsers.statistics import parse
    from datasets.parsers.tables import read_table

    table = read_table(path, kind)
    if isinstance(table, Problem):
        return table
    table = mended(table, of_plain(delivery.options.get("repairs", [])))
    own, places = held.own_codes(delivery.partnership), held.places(delivery.partnership)
    found = recognise(table, name=delivery.name, own=own, places=places)
    if isinstance(found, Problem):
        return found
    said = delivery.options.get("source")
    if said and said != found.source:
        return refusal("source_differs", said=said, found=found.source or "–")
    mapping, noticed = remembered.mapping_for(delivery, list(table.header), found, places)
    delivery.recognised = _recognised(kind, table, found, mapping)
    mapping = held.with_names(delivery, table.frame, mapping, places)
    if mapping is None:
        return Read(None)
    marks = SOURCES[found.source].missing_marks if found.source else ()
    parsed = parse(table, mapping, marks, own)
    if mapping.shape == "wide" and mapping.denominator_column:
        _without_people_of_counts(delivery, parsed.frame)
    delivery.counts |= parsed.counts
    two_ways = any(problem.code == "ambiguous_number" for problem in parsed.problems)  # nobody knows yet what they are
    fitting, unfit = _fitting(parsed.frame, mapping, {} if two_ways else _limits(delivery))
    inside, left_out = held.of_partnership(delivery, fitting)
    delivery.recognised |= _scope(inside)
    theirs = belonging.figures_of_others(delivery, inside)
    problems = [*noticed, *held.meant(parsed.problems, own), *unfit, *left_out, *theirs]
    return Read(mapping, inside, tuple(with_meaning(problems, table.frame, places)))


def check(delivery: Delivery, found: Read, progress: Any) -> None:
    if found.mapping is None or found.rows is None:
        delivery.state, delivery.problems = Delivery.State.UNMAPPED, []
        return
    progress(1, 3)
    delivery.mapping = {**delivery.mapping, **json.loads(found.mapping.to_json())}
    deliveries.note_problems(delivery, list(found.problems))
    delivery.dataset = belonging.dataset_of(delivery)
    delivery.quality = {}
    if delivery.state == Delivery.State.CHECKED:
        codes = dict(Indicator.objects.of(delivery.partnership).values_list("code", "pk"))
        unknown = [code for code in delivery.recognised["indicators"] if code not in codes]
        codes |= {code: -n for n, code in enumerate(unknown, start=1)}
        _, delivery.preview = _preview(delivery, found.rows, codes)
        progress(2, 3)
        delivery.quality = quality.report(delivery, found.rows, codes)
    progress(3, 3)


def load(delivery: Delivery, found: Read, progress: Any) -> bool:
    """Write the difference, inside the caller's transaction; whether there was any."""
    delivery.dataset = _dataset(delivery)
    codes = _indicators(delivery)
    progress(1, 4)
    difference, delivery.preview = _preview(delivery, found.rows, codes)
    progress(3, 4)
    staging.apply_difference(delivery, difference)
    _count_in_areas(delivery)
    progress(4, 4)
    return any(delivery.preview[change] for change in ("new", "changed", "vanished"))


def _count_in_areas(delivery: Delivery) -> None:
    """Inhabitants and dwellings, where the figures bring them, are also what averages over areas are weighted by. What
    they were is kept, for an undo."""
    for code in {"inhabitants", "dwellings"} & set(delivery.recognised["indicators"]):
        newest = (
            Observation.objects.filter(indicator__code=code, area=OuterRef("pk"))
            .order_by("-period")
            .values("value")[:1]
        )
        areas = Area.objects.of(delivery.partnership).current()
        before = dict(areas.values_list("pk", code))
        areas.update(**{code: Coalesce(Subquery(newest), F(code))})
        after = areas.values_list("pk", code)
        changed = {str(area): [before[area], count] for area, count in after if before[area] != count}
        delivery.preview.setdefault("areas", {})[code] = changed


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
    """Figures are kept per year, under a code: a quarter is not taken for its year, a sentence not for a code."""
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


def _without_people_of_counts(delivery: Delivery, rows: pd.DataFrame) -> None:
    """One column tells the people behind all figures of a wide table; a count is judged by itself."""
    held = dict(Indicator.objects.of(delivery.partnership).values_list("code", "unit"))
    for code, values in ((str(code), values) for code, values in rows.groupby("indicator")["value"]):
        unit = held[code] if code in held else _spec(delivery, code).get("unit", "")
        if kind_of(unit, values.to_numpy(), np.full(len(values), np.nan))[0] == Kind.COUNT:
            rows.loc[values.index, "denominator"] = np.nan


def _limits(delivery: Delivery) -> dict[str, Limits]:
    """Of all indicators that a figure may be of: as the partnership has them, as declared, or as they will be made."""
    from datasets.parsers.ranges import limits_of

    fields = ("unit", "code", "name_nl", "name_en")
    new = delivery.mapping.get("new_indicators", {})
    made = {code: (said.get("unit") or "", code, said.get("name_nl") or "") for code, said in new.items()}
    declared = {code: tuple(getattr(spec, name) for name in fields) for code, spec in INDICATORS.items()}
    held = Indicator.objects.of(delivery.partnership).values_list(*fields)
    known = made | declared | {code: (unit, code, *names) for unit, code, *names in held}
    return {code: limits_of(unit, names) for code, (unit, *names) in known.items()}


def _scope(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "periods": sorted(int(period) for period in rows["period"].unique()),
        "indicators": sorted(rows["indicator"].unique()),
        "levels": {level: int(count) for level, count in rows.groupby("level")["area_id"].nunique().items()}
        if len(rows)
        else {},
    }


def _preview(
    delivery: Delivery, rows: pd.DataFrame | None, codes: dict[str, int]
) -> tuple[staging.Difference, dict[str, Any]]:
    """What loading changes, and how that is told."""
    assert rows is not None  # noqa: S101 -- a checked delivery has rows
    dataset = belonging.dataset_of(delivery)
    rule = withholding.rule_of(dataset) if dataset else _usual_rule(delivery)
    areas = Area.objects.of(delivery.partnership).current()
    columns = _columns(rows, codes)
    indicators = [codes[code] for code in delivery.recognised["indicators"]]
    store = Store.of(areas.values_list("pk", flat=True), indicators, delivery.recognised["periods"])
    kept = withholding.protected(areas, dataset, rule, columns, _meanings(delivery, codes), store=store)
    difference = staging.compare(kept.columns, store, dataset.pk if dataset else None)
    known = {pk: code for code, pk in codes.items()}
    return difference, {
        **difference.totals,
        "withheld": sum(kept.withheld.values()),
        "of_unknown_people": kept.unknown,
        "indicators": [
            {"code": known[pk], **counts, "withheld": kept.withheld.get(pk, 0)}
            for pk, counts in sorted(difference.per_indicator.items())
        ],
        "largest": [{**change, "indicator": known[change["indicator"]]} for change in difference.largest],
    }


def _usual_rule(delivery: Delivery) -> Rule:
    """A publisher has seen to what may be shown; of an own table nobody has yet."""
    return (
        Rule() if delivery.recognised["source"] else replace(OWN_TABLE, minimum_count=delivery.partnership.minimum_cell)
    )


def _meanings(delivery: Delivery, codes: dict[str, int]) -> dict[int, withholding.Meaning]:
    """Of indicators that are there as the partnership has them, else as they will be made."""
    stored = Indicator.objects.filter(pk__in=codes.values()).values_list("pk", "unit", "theme")
    there = {pk: withholding.Meaning(unit, theme) for pk, unit, theme in stored}
    specs = {pk: _spec(delivery, code) for code, pk in codes.items() if pk not in there}
    return there | {pk: withholding.Meaning(spec.get("unit", ""), spec["theme"]) for pk, spec in specs.items()}


def _columns(rows: pd.DataFrame, codes: dict[str, int]) -> dict[str, NDArray]:
    return {
        "area_id": rows["area_id"].to_numpy(dtype="int64"),
        "indicator_id": rows["indicator"].map(codes).to_numpy(dtype="int64"),
        "period": rows["period"].map(int).to_numpy(dtype="int64"),
        **{name: rows[name].to_numpy(dtype="float64") for name in MEASURES if name in rows},
    }


def _spec(delivery: Delivery, code: str) -> dict[str, Any]:
    declared: IndicatorSpec | None = INDICATORS.get(code)
    if declared is not None:
        return {name: getattr(declared, name) for name in SPEC_FIELDS}
    plain = {"name_nl": code.replace("_", " ").capitalize(), "theme": "population", "role": "context", "direction": 0}
    return plain | delivery.mapping.get("new_indicators", {}).get(code, {})


def _indicators(delivery: Delivery) -> dict[str, int]:
    """Ids of the delivery's indicators by code; those that the partnership does not have yet are made."""
    return {
        code: Indicator.objects.get_or_create(
            partnership=delivery.partnership, code=code, defaults=_spec(delivery, code)
        )[0].pk
        for code in delivery.recognised["indicators"]
    }


def _dataset(delivery: Delivery) -> Dataset:
    if found := belonging.dataset_of(delivery):
        return found
    source = SOURCES.get(delivery.recognised["source"] or "")
    described: dict[str, Any] = (
        {"title": source.title_nl, "publisher": source.publisher, "licence": source.licence}
        if source
        else {"title": belonging.title(delivery), "owner": delivery.supplier, **asdict(_usual_rule(delivery))}
    )
    return Dataset.objects.create(partnership=delivery.partnership, key=belonging.new_key(delivery), **described)
