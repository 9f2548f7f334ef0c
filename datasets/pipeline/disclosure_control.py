"""Figures that may not be shown, taken out before they are stored.

The rule of their dataset is applied to what comes and stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datasets import disclosure
from datasets.disclosure import Cells, Kind, Past, Rule, Tree
from datasets.models import Dataset, Flag, Indicator, Level
from datasets.models.areas import SQUARE_METRES
from datasets.models.indicators import Theme
from datasets.pipeline.array_joins import TABLE, joined
from datasets.pipeline.reference_data import KnownArea
from datasets.pipeline.stored_figures import FLAGS, KEYS, MEASURES, RARE, Standing, Store

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
HIDDEN = FLAGS.index(Flag.WITHHELD)
COVERED = 0.9  # of an area's surface: own areas in it that fill less do not add up to it


def rule_of(dataset: Dataset) -> Rule:
    return Rule(dataset.minimum_denominator, dataset.minimum_count, dataset.rounding, dataset.dominance)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of the figures of an indicator: their unit, and of what."""

    unit: str
    theme: str

    @classmethod
    def of(cls, indicator: Indicator) -> Meaning:
        return cls(indicator.unit, indicator.theme)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Columns as `staging.compare` takes them, without any value that is withheld; and of how many figures that was.

    Per indicator; of how many of those nobody knows how many people they are about (`unknown`), or what part their
    largest contributor brings (`untold`); and how many are shown without being judged by that part, since the table
    does not tell it.
    """

    columns: Mapping[str, NDArray[Any]]
    withheld: Mapping[int, int] = field(default_factory=dict)
    unknown: int = 0
    untold: int = 0
    unjudged: int = 0


@dataclass(frozen=True, eq=False)
class Ground:
    """Areas in the order of their ids, and how they lie in each other."""

    ids: NDArray[np.int64]
    levels: NDArray[np.str_]
    tree: Tree
    inhabitants: Floats
    dwellings: Floats
    km2: Floats

    @classmethod
    def of(cls, areas: Iterable[KnownArea]) -> Ground:
        rows = sorted(areas, key=lambda area: area.pk)
        place: dict[int | None, int] = {row.pk: at for at, row in enumerate(rows)}
        parent = np.array([place.get(row.parent, -1) for row in rows], dtype=np.int64)
        own = np.array([row.level == Level.DEELGEBIED for row in rows], dtype=bool)
        numbers = ((row.inhabitants, row.dwellings, row.surface_m2) for row in rows)
        inhabitants, dwellings, surface = np.array(list(numbers), dtype=np.float64).reshape(-1, 3).T
        filled = np.bincount(parent[own & (parent >= 0)], surface[own & (parent >= 0)], len(rows))
        parent[own & (parent >= 0) & (filled[parent] < COVERED * surface[parent])] = -1
        ids = np.array([row.pk for row in rows], dtype=np.int64)
        levels = np.array([row.level for row in rows], dtype=np.str_)
        tree = Tree(parent, own.astype(np.int64))
        return cls(ids, levels, tree, inhabitants, dwellings, surface / SQUARE_METRES)

    def places(self, areas: NDArray[Any]) -> NDArray[np.int64]:
        return np.searchsorted(self.ids, areas)

    def people(self, theme: str, told: Floats) -> Floats:
        """Return the people behind each figure, as its file tells.

        Else who live there, or for housing what stands there.
        """
        first, second = (
            (self.dwellings, self.inhabitants) if theme == Theme.HOUSING else (self.inhabitants, self.dwellings)
        )
        return np.where(np.isnan(told), np.where(np.isnan(first), second, first), told)


def protected(
    areas: Iterable[KnownArea],
    dataset: Dataset | None,
    rule: Rule,
    columns: Mapping[str, NDArray[Any]],
    meanings: Mapping[int, Meaning],
    *,
    store: Store,
    largest: Floats | None = None,
    anew: bool = False,
) -> Outcome:
    """Return what may be stored of these columns, and which figures that stand have to go with them.

    What was withheld before stays so in later releases of the same indicator and year, since two of them could be
    subtracted, until the rule was eased after it was loaded. With `anew` the columns are what stands already, and are
    judged as if nobody had seen them yet. Areas must hold those of the columns; the store holds what stands in the
    areas of the same indicators and years. `largest` is the part of each row's figure that its largest contributor
    brings, in %: it decides, and is in no column that comes out.
    """
    if not rule.protects or not len(columns["area_id"]):
        return Outcome(columns)
    ground = Ground.of(areas)
    withheld: Counter[int] = Counter()
    parts, told = [], []
    for table in _tables(ground, dataset, rule, columns, meanings, store=store, largest=largest, anew=anew):
        withheld[table.indicator] += int(table.hidden.sum())
        parts.append(table.columns())
        told.append((table.unknown, table.untold, table.unjudged))
    names = [*KEYS, *MEASURES, "flag", "brought"]
    every = {name: np.concatenate([part.pop(name) for part in parts]) for name in names}
    there = {name: cells for name, cells in every.items() if name not in RARE or not np.isnan(cells).all()}
    return Outcome(there, +withheld, *map(sum, zip(*told, strict=True)))


def _tables(
    ground: Ground,
    dataset: Dataset | None,
    rule: Rule,
    columns: Mapping[str, NDArray[Any]],
    meanings: Mapping[int, Meaning],
    *,
    store: Store,
    largest: Floats | None,
    anew: bool,
) -> Iterator[_Table]:
    _, first, which = np.unique(joined(TABLE, columns)[0], return_index=True, return_inverse=True)
    rows_of = np.split(np.argsort(which, kind="stable"), np.cumsum(np.bincount(which))[:-1])
    pairs = zip(columns["indicator_id"][first].tolist(), columns["period"][first].tolist(), strict=True)
    for (indicator, period), rows in zip(pairs, rows_of, strict=True):
        brought = {name: cells[rows] for name, cells in columns.items()}
        stored = store.by_table.get((indicator, period), [])
        told = None if largest is None else largest[rows]
        yield _Table(ground, dataset, rule, meanings[indicator], indicator, period, brought, stored, told, anew)


@dataclass(frozen=True, eq=False)
class _Table:
    """One indicator in one year: what a delivery brings of it, beside what stands.

    Arrays are over the areas of the ground.
    """

    ground: Ground
    dataset: Dataset | None
    rule: Rule
    meaning: Meaning
    indicator: int
    period: int
    brought: Mapping[str, NDArray[Any]]
    stored: list[Standing]
    told_largest: Floats | None
    anew: bool

    @cached_property
    def measures(self) -> dict[str, Floats]:
        """Return what is brought, else what stands."""
        found = {name: np.full(len(self.ground.ids), np.nan) for name in MEASURES}
        for name in MEASURES:
            found[name][self.stored_at] = self._stored([each.measure(name) for each in self.stored])
            found[name][self.brought_at] = self.brought.get(name, np.nan)
        return found

    @cached_property
    def brought_at(self) -> NDArray[np.int64]:
        return self.ground.places(self.brought["area_id"])

    @cached_property
    def stored_at(self) -> NDArray[np.int64]:
        return self.ground.places(self._stored([each.areas for each in self.stored]).astype(np.int64))

    def _stored(self, parts: list[NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate(parts) if parts else np.zeros(0)

    @cached_property
    def is_brought(self) -> Bools:
        return self._marked(self.brought_at, np.ones(len(self.brought_at), dtype=bool))

    @cached_property
    def past(self) -> Past:
        sizes = [len(each.areas) for each in self.stored]
        ours_by = [self.dataset is not None and each.dataset == self.dataset.pk for each in self.stored]
        eased_at = self.dataset.eased_at if self.dataset else None
        before_by = [bool(eased_at and each.loaded_at and each.loaded_at < eased_at) for each in self.stored]
        own, before = (np.repeat(np.array(marks, dtype=bool), sizes) for marks in (ours_by, before_by))
        hidden = own & (self._stored([each.flags for each in self.stored]) == HIDDEN)
        eased = self._marked(self.stored_at, hidden & before) & self.is_brought & ~np.isnan(self.measures["value"])
        released = np.full(len(self.ground.ids), np.nan)
        released[self.stored_at] = np.where(
            own & self.anew, np.nan, self._stored([each.measure("value") for each in self.stored])
        )
        released *= self.km2
        ours = self._marked(self.stored_at, own) | self.is_brought
        return Past(released, self._marked(self.stored_at, hidden) & ~eased, eased, ours)

    def _marked(self, at: NDArray[np.int64], which: Bools) -> Bools:
        found = np.zeros(len(self.ground.ids), dtype=bool)
        found[at] = which
        return found

    @property
    def km2(self) -> Floats | float:
        """Return what makes a number of each figure: its surface, where it is one per km²; else 1."""
        return self.ground.km2 if disclosure.is_density(self.meaning.unit) else 1.0

    @cached_property
    def cells(self) -> Cells:
        value, numerator, denominator, _spread = self.measures.values()
        people = self.ground.people(self.meaning.theme, denominator)
        if disclosure.is_density(self.meaning.unit):  # anybody multiplies by a surface: it is judged as the number
            return Cells(Kind.COUNT, value * self.km2, people, largest=self._largest())
        kind, whole = disclosure.kind_of(self.meaning.unit, value, denominator)
        told = ~np.isnan(numerator) & (denominator > 0)
        rate = np.divide(numerator * whole, denominator, out=value.copy(), where=told & (kind != Kind.COUNT))
        return Cells(kind, rate, people, whole, self._largest())

    def _largest(self) -> Floats | None:
        """Return the largest part (N,) of each figure, None where no table tells.

        0 where it was judged before or each counts once.
        """
        if self.told_largest is None:
            return None
        untold = 0.0 if disclosure.counts_once(self.meaning.unit) else np.nan
        found = np.zeros(len(self.ground.ids))
        found[self.brought_at] = np.where(np.isnan(self.told_largest), untold, self.told_largest)
        return found

    @cached_property
    def hidden(self) -> Bools:
        """Return which figures are withheld, of those that come and those that stand."""
        return disclosure.withheld(self.cells, self.ground.tree, self.rule, self.past)

    @property
    def unknown(self) -> int:
        """Count the figures that are withheld since nobody knows how many people they are about."""
        without = np.isnan(self.cells.people) & (self.cells.kind != Kind.COUNT) & ~np.isnan(self.cells.values)
        return int((self.hidden & without).sum())

    @property
    def untold(self) -> int:
        """Count those withheld since nobody knows what part of them the largest contributor brings."""
        if self.rule.dominance is None or self.cells.largest is None:
            return 0
        return int((self.hidden & self.is_brought & np.isnan(self.cells.largest)).sum())

    @property
    def unjudged(self) -> int:
        """Count the sums and means that are shown though the table tells no such part and the rule asks for it."""
        if self.rule.dominance is None or self.told_largest is not None or self.cells.kind != Kind.MEAN:
            return 0
        return int((self.is_brought & ~self.hidden & ~np.isnan(self.cells.values)).sum())

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the rows that are brought, those withheld beside them, and those elsewhere that go with them.

        With no measure of one that is withheld.
        """
        beside = np.isin(self.ground.levels, self.ground.levels[self.brought_at])
        at = np.flatnonzero(self.is_brought | self.hidden & (beside | ~self.past.kept))
        hidden = self.hidden[at]
        shown = {name: np.where(hidden, np.nan, cells[at]) for name, cells in self._rounded().items()}
        keys = {"indicator_id": self.indicator, "period": self.period}
        same = {name: np.full(len(at), value) for name, value in keys.items()}
        told = {"flag": np.where(hidden, np.int8(HIDDEN), np.int8(0)), "brought": self.is_brought[at]}
        return {"area_id": self.ground.ids[at], **same, **shown, **told}

    def _rounded(self) -> dict[str, Floats]:
        """Round counts, and the people behind a share; how many of them it were then follows from the share alone."""
        if self.rule.rounding is None:
            return self.measures
        value, numerator, denominator, spread = self.measures.values()
        if self.cells.kind == Kind.COUNT:
            value = disclosure.rounded(self.cells.values, self.rule) / self.km2
            numerator = disclosure.rounded(numerator, self.rule)
        else:
            value, numerator = self.cells.values, np.full(len(value), np.nan)
        denominator = disclosure.rounded(denominator, self.rule)
        return dict(zip(MEASURES, (value, numerator, denominator, spread), strict=True))
