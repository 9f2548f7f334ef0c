"""Figures that stand, out of the store by the column: a value takes eight bytes on its way here, instead of a row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import compress
from operator import not_
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from numpy.typing import NDArray

from datasets.models import Flag

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

KEYS = ("area_id", "indicator_id", "period")
MEASURES = ("value", "numerator", "denominator", "standard_error")
FLAGS = ("", *Flag.values)  # a column of flags holds places in this row
RARE = MEASURES[1:]  # most figures have a value alone


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The figures of one indicator and year that came with one delivery.

    A measure that none of them has is not there.
    """

    indicator: int
    period: int
    dataset: int | None
    loaded_at: datetime | None
    areas: Ints
    measures: Mapping[str, Floats]
    flags: NDArray[np.int8]

    def measure(self, name: str) -> Floats:
        return self.measures[name] if name in self.measures else np.full(len(self.areas), np.nan)


class Store(list[Standing]):
    """The stored figures of some indicators, years and areas; each figure once."""

    @classmethod
    def of(cls, areas: Collection[int], indicators: Collection[int], periods: Collection[int] | None = None) -> Store:
        """Read the figures that stand; `periods` None for all that there are.

        Indicators below 0 do not exist yet.
        """
        known = [indicator for indicator in indicators if indicator > 0]
        if not known:
            return cls()
        years = None if periods is None else list(periods)
        asked = {"areas": list(areas), "known": known, "years": years}
        with psycopg.Cursor(_raw()) as cursor:
            cursor.execute(_ALONE)
            cursor.execute(_SQL, asked, binary=True)
            found = map(_standing, cursor)
            return cls(sorted(found, key=lambda each: (each.indicator, each.period)))

    def parted(self, periods: Collection[int]) -> tuple[Store, Store]:
        """Return what stands in these years, and in the others."""
        inside = [each.period in periods for each in self]
        return Store(compress(self, inside)), Store(compress(self, map(not_, inside)))

    @cached_property
    def by_table(self) -> Mapping[tuple[int, int], list[Standing]]:
        """Return the figures by indicator and year."""
        found: dict[tuple[int, int], list[Standing]] = {}
        for each in self:
            found.setdefault((each.indicator, each.period), []).append(each)
        return found

    @property
    def measures(self) -> set[str]:
        """Return the measures that any figure has."""
        return {name for each in self for name in each.measures}

    def columns(self, measures: Collection[str] = MEASURES) -> dict[str, NDArray[Any]]:
        """Return all of it: KEYS, these measures (NaN where missing), `flag`, and `dataset` (0 without one)."""
        numbers = {"indicator_id": "indicator", "period": "period", "dataset": "dataset"}
        sizes = [len(each.areas) for each in self]
        found = {
            name: np.repeat(np.array([getattr(each, field) or 0 for each in self], dtype=np.int64), sizes)
            for name, field in numbers.items()
        }
        parts = {name: [each.measure(name) for each in self] for name in measures}
        return {
            **found,
            "area_id": np.concatenate([np.zeros(0, dtype=np.int64), *(each.areas for each in self)]),
            **{name: np.concatenate([np.zeros(0), *cells]) for name, cells in parts.items()},
            "flag": np.concatenate([np.zeros(0, dtype=np.int8), *(each.flags for each in self)]),
        }


def _raw() -> psycopg.Connection:
    connection.ensure_connection()
    raw: psycopg.Connection = connection.connection
    return raw


def _standing(row: tuple[Any, ...]) -> Standing:
    indicator, period, dataset, loaded_at, areas, values, *rest = row
    ids = _ints(areas)
    order = np.argsort(ids)
    measures = {"value": _floats(values)}
    for name, where, cells in zip(RARE, rest[::2], rest[1::2], strict=False):
        if cells is not None:
            measures[name] = np.full(len(ids), np.nan)
            measures[name][_places(ids, order, _ints(where))] = _floats(cells)
    flags = np.zeros(len(ids), dtype=np.int8)
    for code, where in enumerate(rest[2 * len(RARE) :], start=1):
        if where is not None:
            flags[_places(ids, order, _ints(where))] = code
    return Standing(indicator, period, dataset, loaded_at, ids, measures, flags)


def _places(ids: Ints, order: NDArray[np.intp], wanted: Ints) -> NDArray[np.intp]:
    return order[np.searchsorted(ids, wanted, sorter=order)]


def _ints(sent: bytes) -> Ints:
    return np.frombuffer(sent, dtype=">i8").astype(np.int64)


def _floats(sent: bytes) -> Floats:
    return np.frombuffer(sent, dtype=">f8").astype(np.float64)


def _joined(what: str, where: str = "true") -> str:
    return f"string_agg({what}, ''::bytea) FILTER (WHERE {where})"


# Parallel workers take half as much of the processor again to put their parts of these bytes together.
_ALONE = "SELECT set_config('max_parallel_workers_per_gather', '0', true)"
_PARTS = [
    _joined("int8send(area_id)"),
    _joined("float8send(coalesce(value, 'NaN'))"),
    *(_joined(what, f"{name} IS NOT NULL") for name in RARE for what in ("int8send(area_id)", f"float8send({name})")),
    *(_joined("int8send(area_id)", f"flag = '{flag}'") for flag in FLAGS[1:]),
]
_SQL = f"""
    SELECT indicator_id, period, d.dataset_id, d.loaded_at, {", ".join(f"part_{n}" for n in range(len(_PARTS)))} FROM (
        SELECT indicator_id, period, delivery_id, {", ".join(f"{part} AS part_{n}" for n, part in enumerate(_PARTS))}
        FROM datasets_observation
        WHERE area_id = ANY(%(areas)s::bigint[]) AND indicator_id = ANY(%(known)s::bigint[])
            AND (%(years)s::int[] IS NULL OR period = ANY(%(years)s::int[]))
        GROUP BY indicator_id, period, delivery_id
    ) found JOIN datasets_delivery d ON d.id = delivery_id
"""  # noqa: S608 -- names of our own
