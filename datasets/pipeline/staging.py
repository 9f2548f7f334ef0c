"""Figures on their way in: copied into a temporary table, compared as one set, and only the difference is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from datasets.models import Delivery

KEYS = ["area_id", "indicator_id", "period"]
MEASURES = ["value", "numerator", "denominator", "standard_error"]
COLUMNS = ", ".join([*KEYS, *MEASURES, "flag"])
BLOCK = 50_000  # rows that are put into binary form at once
COPY_HEADER, COPY_TRAILER = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"


@dataclass(frozen=True, slots=True)
class Difference:
    """How many figures a load adds, changes, leaves and takes away; per indicator id, and the largest changes."""

    totals: dict[str, int]
    per_indicator: dict[int, dict[str, int]]
    largest: list[dict[str, Any]]


def stage(rows: Iterable[tuple]) -> None:
    """A few (area, indicator, period, value, numerator, denominator, standard error); None where a measure is missing."""
    table = np.array(list(rows), dtype=np.float64).reshape(-1, len(KEYS) + len(MEASURES))
    stage_columns(dict(zip([*KEYS, *MEASURES], table.T, strict=True)))


def stage_columns(columns: Mapping[str, NDArray]) -> None:
    """Copy KEYS, the MEASURES that are there (NaN where missing), `flag` (text; '' without one) and `brought` (False for a
    figure that only goes along with the release; True without one) into a table of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("""
            DROP TABLE IF EXISTS stage, difference;
            CREATE TEMPORARY TABLE stage (
                area_id bigint, indicator_id bigint, period smallint,
                value float8, numerator float8, denominator float8, standard_error float8,
                flag text NOT NULL DEFAULT '', brought boolean NOT NULL DEFAULT true
            ) ON COMMIT DROP
        """)
        present = [name for name in [*KEYS, *MEASURES, "flag", "brought"] if name in columns]
        with cursor.copy(f"COPY stage ({', '.join(present)}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(COPY_HEADER)
            for start in range(0, len(columns["area_id"]), BLOCK):
                copy.write(_binary({name: columns[name][start : start + BLOCK] for name in present}))
            copy.write(COPY_TRAILER)
        cursor.execute("ANALYZE stage")


def _binary(columns: Mapping[str, NDArray]) -> bytes:
    """Rows as COPY reads them: the number of columns, then of each its length and its bytes; NULL has length -1 and none."""
    layout = [(f"{name} {part}", kind) for name in columns for part, kind in (("length", ">i4"), ("cell", _kind(name)))]
    rows = np.empty(len(columns["area_id"]), dtype=[("columns", ">i2"), *layout])
    rows["columns"] = len(columns)
    sent = np.ones((len(rows), rows.itemsize), dtype=bool)
    fields: Mapping[str, Any] = rows.dtype.fields or {}
    for name, cells in columns.items():
        rows[f"{name} cell"] = cells
        kind, place = fields[f"{name} cell"][:2]
        if name == "flag":
            rows["flag length"] = np.strings.str_len(rows["flag cell"])
            unused = np.arange(kind.itemsize) >= rows["flag length"][:, np.newaxis]
            sent[:, place : place + kind.itemsize] = ~unused
            continue
        missing = np.isnan(cells)
        rows[f"{name} length"] = np.where(missing, -1, kind.itemsize)
        sent[missing, place : place + kind.itemsize] = False
    return rows.view(np.uint8).reshape(sent.shape)[sent].tobytes()


def _kind(name: str) -> str:
    return {"period": ">i2", "flag": "S12", "brought": "?"}.get(name, ">f8" if name in MEASURES else ">i8")


def compare(dataset_id: int | None) -> Difference:
    """Find what differs between the stage and what stands. A release replaces its dataset's figures for the same
    indicators, periods and levels: what it no longer has, vanishes."""
    changed = " OR ".join(f"s.{name} IS DISTINCT FROM o.{name}" for name in [*MEASURES, "flag"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_nestloop = off"
        )  # whole sets are compared: right after a first load the planner cannot know
        cursor.execute(
            f"""
            CREATE TEMPORARY TABLE difference ON COMMIT DROP AS
            WITH levels AS (SELECT DISTINCT a.level, a.vintage, a.partnership_id FROM stage s JOIN datasets_area a ON a.id = s.area_id
                            WHERE s.brought),
            standing AS (
                SELECT o.* FROM datasets_observation o
                JOIN datasets_area a ON a.id = o.area_id
                JOIN levels USING (level, vintage, partnership_id)
                JOIN (SELECT DISTINCT indicator_id, period FROM stage) scope USING (indicator_id, period)
            )
            SELECT coalesce(s.area_id, o.area_id) AS area_id, coalesce(s.indicator_id, o.indicator_id) AS indicator_id,
                   coalesce(s.period, o.period) AS period, o.value AS old, s.value AS new, coalesce(s.flag, '') AS new_flag,
                   CASE WHEN o.area_id IS NULL THEN 'new' WHEN s.area_id IS NULL THEN 'vanished' ELSE 'changed' END AS change
            FROM stage s FULL JOIN standing o USING (area_id, indicator_id, period)
            LEFT JOIN datasets_delivery d ON d.id = o.delivery_id
            WHERE o.area_id IS NULL OR (s.area_id IS NULL AND d.dataset_id = %s) OR (s.area_id IS NOT NULL AND ({changed}))
            """,
            [dataset_id],
        )
        cursor.execute("ANALYZE difference; SET LOCAL enable_nestloop = on")
        return _summary(cursor)


def _summary(cursor: Any) -> Difference:
    cursor.execute("""
        SELECT indicator_id, coalesce(new, 0), coalesce(changed, 0), coalesce(vanished, 0), coalesce(staged, 0)
        FROM (SELECT indicator_id, count(*) FILTER (WHERE change = 'new') AS new,
                     count(*) FILTER (WHERE change = 'changed') AS changed, count(*) FILTER (WHERE change = 'vanished') AS vanished
              FROM difference GROUP BY 1) d
        FULL JOIN (SELECT indicator_id, count(*) AS staged FROM stage GROUP BY 1) s USING (indicator_id)
    """)
    per_indicator = {
        indicator: {"new": new, "changed": changed, "unchanged": staged - new - changed, "vanished": vanished}
        for indicator, new, changed, vanished, staged in cursor.fetchall()
    }
    kinds = ("new", "changed", "unchanged", "vanished")
    totals = {kind: sum(counts[kind] for counts in per_indicator.values()) for kind in kinds}
    cursor.execute("""
        SELECT a.code, a.name, d.indicator_id, d.period, d.old, d.new, d.new_flag
        FROM difference d JOIN datasets_area a ON a.id = d.area_id WHERE change <> 'new'
        ORDER BY abs(d.new - d.old) / nullif(abs(d.old), 0) DESC NULLS LAST, a.code, d.indicator_id, d.period LIMIT 50
    """)
    names = ("area", "area_name", "indicator", "period", "old", "new", "flag")
    return Difference(totals, per_indicator, [dict(zip(names, row, strict=True)) for row in cursor.fetchall()])


def apply_difference(delivery: Delivery) -> None:
    """Write the difference and keep every value that it replaces: an undo is a load of what stood before."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO datasets_observationrevision ({COLUMNS}, delivery_id, replaced_by_id)
            SELECT area_id, indicator_id, period, o.value, o.numerator, o.denominator, o.standard_error, o.flag, o.delivery_id, %s
            FROM difference JOIN datasets_observation o USING (area_id, indicator_id, period) WHERE change <> 'new'
            ON CONFLICT DO NOTHING
            """,
            [delivery.pk],
        )
        cursor.execute("""
            DELETE FROM datasets_observation o USING difference d WHERE d.change = 'vanished'
            AND (o.area_id, o.indicator_id, o.period) = (d.area_id, d.indicator_id, d.period)
        """)
        changes = ", ".join(f"{name} = s.{name}" for name in [*MEASURES, "flag"])
        cursor.execute(
            f"""
            UPDATE datasets_observation o SET {changes}, delivery_id = %s
            FROM stage s JOIN difference d USING (area_id, indicator_id, period)
            WHERE d.change = 'changed' AND (o.area_id, o.indicator_id, o.period) = (s.area_id, s.indicator_id, s.period)
            """,
            [delivery.pk],
        )
        cursor.execute(
            f"""
            INSERT INTO datasets_observation ({COLUMNS}, delivery_id)
            SELECT {COLUMNS}, %s FROM stage JOIN difference USING (area_id, indicator_id, period) WHERE change = 'new'
            """,
            [delivery.pk],
        )
