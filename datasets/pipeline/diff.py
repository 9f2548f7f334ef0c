"""Figures on their way in: compared as one set with what stands, and only the difference is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from numpy.typing import NDArray

from datasets.models import Area, Delivery
from datasets.pipeline.array_joins import TABLE, Columns, Ints, counted, differing, in_order, joined, matched, picked
from datasets.pipeline.binary_copy import copy_in
from datasets.pipeline.stored_figures import FLAGS, KEYS, MEASURES, Store

COLUMNS = ", ".join([*KEYS, *MEASURES, "flag"])
SAME = "(o.area_id, o.indicator_id, o.period) = (s.area_id, s.indicator_id, s.period)"
LARGEST = 50  # changes that a preview shows
KINDS = ("new", "changed", "unchanged", "vanished")


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """The changes that a load writes.

    Rows that are `new`, rows as they are `changed` into, and the keys of those that `vanished`. A measure that no row
    has may not be there.
    """

    new: Columns
    changed: Columns
    vanished: Columns

    def renumbered(self, made: Mapping[int, int]) -> Changes:
        """Replace the numbers that stood for indicators by the ids of those that were made meanwhile."""
        ids = self.new["indicator_id"].copy()
        for number, pk in made.items():
            ids[self.new["indicator_id"] == number] = pk
        return Changes({**self.new, "indicator_id": ids}, self.changed, self.vanished)


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """The numbers of figures that a load adds, changes, leaves and takes away.

    Per indicator id, and the largest changes.
    """

    totals: dict[str, int]
    per_indicator: dict[int, dict[str, int]]
    largest: list[dict[str, Any]]
    changes: Changes


def columns_of(rows: Iterable[tuple[Any, ...]]) -> dict[str, NDArray[Any]]:
    """Return columns of a few (area, indicator, period, value)."""
    table = np.array(list(rows), dtype=np.float64).reshape(-1, len(KEYS) + 1)
    keys = {name: table[:, at].astype(np.int64) for at, name in enumerate(KEYS)}
    return {**keys, "value": table[:, -1]}


def stage_columns(columns: Columns) -> None:
    """Copy KEYS, MEASURES and `flag` into the table `stage` of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("""
            DROP TABLE IF EXISTS stage;
            CREATE TEMPORARY TABLE stage (
                area_id bigint, indicator_id bigint, period smallint,
                value float8, numerator float8, denominator float8, standard_error float8, flag text NOT NULL DEFAULT ''
            ) ON COMMIT DROP
        """)
        copy_in("stage", {name: columns[name] for name in [*KEYS, *MEASURES, "flag"] if name in columns})
        cursor.execute("ANALYZE stage")


def compare(columns: Columns, store: Store, dataset_id: int | None) -> Difference:
    """Return what differs between the columns that come and what stands.

    A release replaces its dataset's figures for the same indicators, periods and levels: what it no longer has,
    vanishes.

    The columns have KEYS, the MEASURES that are there (NaN where missing), `flag` (places in FLAGS; 0 without) and
    `brought` (False for a figure that only goes along with the release; True without), and no key twice. The store
    holds what stands of these indicators and periods in their areas, and in all others of the same levels.
    """
    measures = [name for name in MEASURES if name in columns or name in store.measures]
    came, stood = _whole(columns, measures), store.columns(measures)
    came_at, stood_at = matched(came, stood)
    told = (*measures, "flag")
    differs = differing(*(picked(each, at, told) for each, at in ((came, came_at), (stood, stood_at))))
    is_new, alone = np.ones(len(came["area_id"]), dtype=bool), np.ones(len(stood["area_id"]), dtype=bool)
    is_new[came_at] = alone[stood_at] = False
    changed, old = picked(came, came_at[differs]), stood["value"][stood_at[differs]]
    vanished = _vanished(came, picked(stood, alone & (stood["dataset"] == (dataset_id or -1))))
    new = picked(came, is_new)
    per_indicator = _counts(*(each["indicator_id"] for each in (came, new, changed, vanished)))
    totals = {kind: sum(counts[kind] for counts in per_indicator.values()) for kind in KINDS}
    replaced = {**_joined(changed, vanished), "old": np.concatenate([old, vanished["value"]])}
    return Difference(totals, per_indicator, _largest(replaced), Changes(new, changed, vanished))


def _whole(columns: Columns, measures: Iterable[str]) -> Columns:
    count = len(columns["area_id"])
    missing = {name: np.full(count, np.nan) for name in measures if name not in columns}
    flag, brought = np.zeros(count, dtype=np.int8), np.ones(count, dtype=bool)
    return {"flag": flag, "brought": brought, **columns, **missing}


def _vanished(came: Columns, alone: Columns) -> Columns:
    """Return, of stored figures that are not brought again, those that the release speaks of."""
    if not len(alone["area_id"]) or not len(came["area_id"]):
        return picked(alone, np.zeros(0, dtype=np.intp))
    spoken_of, held = joined(TABLE, came, alone)
    brought = came["area_id"][came["brought"]]
    ids = np.union1d(brought, alone["area_id"])
    found = _areas(ids).order_by("pk").values_list("level", "vintage")
    level = np.unique([f"{level} {vintage}" for level, vintage in found], return_inverse=True)[1]
    levels = np.unique(level[np.searchsorted(ids, brought)])
    same_level = np.isin(level[np.searchsorted(ids, alone["area_id"])], levels)
    return picked(alone, np.isin(held, spoken_of) & same_level)


def _areas(ids: Ints) -> QuerySet[Area]:
    """Return the areas with these ids, sent as one value.

    A query with a thousand of them takes long to put together.
    """
    return Area.objects.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [ids.tolist()]))


def _joined(changed: Columns, vanished: Columns) -> dict[str, NDArray[Any]]:
    """Return both, as they will be: of what vanishes, nothing."""
    gone = {
        "value": np.full(len(vanished["area_id"]), np.nan),
        "flag": np.zeros(len(vanished["area_id"]), dtype=np.int8),
    }
    return {name: np.concatenate([changed[name], {**vanished, **gone}[name]]) for name in [*KEYS, "value", "flag"]}


def _counts(*indicators: Ints) -> dict[int, dict[str, int]]:
    """Return the counts of all that come, of the new, of the changed and of the vanished ones."""
    staged, added, other, gone = map(counted, indicators)
    found = {}
    for indicator in sorted(staged | gone):
        fresh, differs = added.get(indicator, 0), other.get(indicator, 0)
        same = staged.get(indicator, 0) - fresh - differs
        numbers = (fresh, differs, same, gone.get(indicator, 0))
        found[indicator] = dict(zip(KINDS, numbers, strict=True))
    return found


def _largest(replaced: Columns) -> list[dict[str, Any]]:
    """Return the largest changes, in parts of what stood; then by area, indicator and year."""
    old = np.where(replaced["old"] == 0, np.nan, replaced["old"])
    share = np.abs(replaced["value"] - old) / np.abs(old)
    first = _smallest(-share)
    some, share = picked(replaced, first), share[first]
    ids, place = np.unique(some["area_id"], return_inverse=True)
    areas = {pk: row for pk, *row in _areas(ids).values_list("pk", "code", "name")}
    by_code = np.unique([areas[area][0] for area in ids.tolist()], return_inverse=True)[1]
    order = np.lexsort((some["period"], some["indicator_id"], by_code[place], -share))[:LARGEST]
    rows = picked(some, order)
    names = [areas[area] for area in rows["area_id"].tolist()]
    numbers = zip(*(rows[name].tolist() for name in ("indicator_id", "period", "old", "value", "flag")), strict=True)
    return [
        {
            "area": code,
            "area_name": name,
            "indicator": indicator,
            "period": period,
            "old": None if isnan(old) else old,
            "new": None if isnan(new) else new,
            "flag": FLAGS[flag],
        }
        for (code, name), (indicator, period, old, new, flag) in zip(names, numbers, strict=True)
    ]


def _smallest(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return where the first LARGEST in order are, with all that equal the last of them; NaN comes last."""
    if len(values) <= LARGEST:
        return np.arange(len(values))
    ordered = np.where(np.isnan(values), np.inf, values)
    return np.flatnonzero(ordered <= np.partition(ordered, LARGEST - 1)[LARGEST - 1])


def apply(delivery: Delivery, changes: Changes) -> None:
    """Write the changes and keep every value that it replaces: an undo is a load of what stood before."""
    if len(changes.vanished["area_id"]):
        _keep_former(delivery, changes.vanished)
        _execute(f"DELETE FROM datasets_observation o USING stage s WHERE {SAME}")
    if len(changes.changed["area_id"]):
        _keep_former(delivery, changes.changed)
        values = ", ".join(f"{name} = s.{name}" for name in [*MEASURES, "flag"])
        _execute(f"UPDATE datasets_observation o SET {values}, delivery_id = %s FROM stage s WHERE {SAME}", delivery.pk)
    count = len(changes.new["area_id"])
    if count:
        told = {name: changes.new[name] for name in [*KEYS, *MEASURES, "flag"] if name in changes.new}
        copy_in("datasets_observation", {**in_order(told), "delivery_id": np.full(count, delivery.pk)})


def _keep_former(delivery: Delivery, rows: Columns) -> None:
    """Keep the stored rows in the place of these, which are staged."""
    stage_columns(in_order(rows))
    _execute(
        f"""
        INSERT INTO datasets_observationrevision ({COLUMNS}, delivery_id, replaced_by_id)
        SELECT {", ".join(f"o.{name}" for name in [*KEYS, *MEASURES, "flag"])}, o.delivery_id, %s
        FROM datasets_observation o JOIN stage s ON {SAME} ON CONFLICT DO NOTHING
        """,
        delivery.pk,
    )


def _execute(sql: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
