"""What the preview says is what the load does: for any tables, after one another, counted and beside a store of plain Python."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Partnership
from datasets import actions
from datasets.models import Dataset, Delivery, Flag, Observation
from tests.datasets.tables import CHANGES, SQUARES
from tests.effort import examples
from tests.factories import PartnershipFactory, deliver, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
INDICATORS = ["lonely", "smokers"]
AREAS = [*SQUARES, "WK015300", "WK015301"]
type Key = tuple[str, str, int]  # area, indicator, year


@dataclass
class Table:
    """A file as a party might bring it; its rows by area and year, each with a figure or nothing per indicator."""

    dataset: str
    indicators: list[str]
    rows: dict[tuple[str, int], list[float | None]]
    others: int  # rows of areas elsewhere
    twice: bool  # one row stands in it twice

    @property
    def figures(self) -> dict[Key, float]:
        return {
            (area, indicator, year): value
            for (area, year), cells in self.rows.items()
            for indicator, value in zip(self.indicators, cells, strict=True)
            if value is not None
        }

    def text(self, unique: int) -> str:
        lines = [[area, str(year), *map(written, cells)] for (area, year), cells in self.rows.items()]
        lines += [[f"BU034400{n:02}", "2024", *["9" for _ in self.indicators]] for n in range(self.others)]
        lines += lines[:1] if self.twice else []
        header = ["gebiedscode", "jaar", *self.indicators, f"kenmerk {unique}"]
        return "\n".join(";".join(line) for line in [header, *([*line, "-"] for line in lines)])


def written(value: float | None) -> str:
    return "." if value is None else f"{value:g}".replace(".", ",")


FIGURES = st.one_of(st.none(), st.sampled_from([0, 1, 40, 41, 41.5, 60, 99.5]))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    indicators = draw(st.sampled_from([INDICATORS, INDICATORS[::-1], INDICATORS[:1], INDICATORS[1:]]))
    keys = draw(
        st.lists(st.tuples(st.sampled_from(AREAS), st.sampled_from([2023, 2024])), min_size=1, max_size=9, unique=True)
    )
    rows = {key: [draw(FIGURES) for _ in indicators] for key in keys}
    return Table(
        dataset=draw(st.sampled_from(["cijfers", "cijfers", "andere"])),
        indicators=indicators,
        rows=rows,
        others=draw(st.sampled_from([0, 0, 2])),
        twice=draw(st.integers(0, 9)) == 0 and any(cell is not None for cell in next(iter(rows.values()))),
    )


@dataclass
class Store:
    """What should stand: the value of each figure and the dataset that brought it."""

    held: dict[Key, tuple[float, str]] = field(default_factory=dict)

    def load(self, table: Table) -> dict[str, Counter[str]]:
        """Take the table in; per kind of change how many figures of each indicator."""
        brought = table.figures
        about = {(indicator, year) for _area, indicator, year in brought}
        levels = {area[:2] for area, _indicator, _year in brought}
        vanished = {
            key
            for key, (_value, dataset) in self.held.items()
            if key not in brought and key[1:] in about and key[0][:2] in levels and dataset == table.dataset
        }
        new = brought.keys() - self.held.keys()
        changed = {key for key in brought.keys() & self.held.keys() if self.held[key][0] != brought[key]}
        self.held = {key: kept for key, kept in self.held.items() if key not in vanished}
        self.held |= {key: (brought[key], table.dataset) for key in new | changed}
        found = {"new": new, "changed": changed, "unchanged": brought.keys() - new - changed, "vanished": vanished}
        return {kind: Counter(key[1] for key in keys) for kind, keys in found.items()}


def figures_of(partnership: Partnership) -> dict[Key, tuple]:
    fields = ("area__code", "indicator__code", "period", "value", "flag")
    return {row[:3]: row[3:] for row in Observation.objects.of(partnership).values_list(*fields)}


def said(delivery: Delivery) -> dict[str, Counter[str]]:
    """The preview per kind of change and indicator; its totals are the sums of that."""
    rows = delivery.preview["indicators"]
    assert {kind: sum(row[kind] for row in rows) for kind in CHANGES} == {k: delivery.preview[k] for k in CHANGES}
    return {kind: +Counter({row["code"]: row[kind] for row in rows}) for kind in CHANGES}


def seen(before: dict[Key, tuple], after: dict[Key, tuple]) -> dict[str, Counter[str]]:
    """What changed in the store, counted in the store itself."""
    found = {
        "new": after.keys() - before.keys(),
        "changed": {key for key in before.keys() & after.keys() if before[key] != after[key]},
        "vanished": before.keys() - after.keys(),
    }
    return {kind: Counter(key[1] for key in keys) for kind, keys in found.items()}


def city(rule: bool) -> Partnership:
    partnership = PartnershipFactory.create()
    square_city(partnership)
    if not rule:
        for key in ("cijfers", "andere"):
            Dataset.objects.create(partnership=partnership, key=key, title=key)
    return partnership


def checked_then_loaded(partnership: Partnership, table: Table, unique: int) -> tuple[Delivery, dict, dict]:
    """The delivery as it was checked, and what the store held before its load and after."""
    delivery = deliver(partnership, upload(f"{table.dataset}.csv", table.text(unique)), load=False)
    before = figures_of(partnership)
    if delivery.state == Delivery.State.CHECKED:
        actions.load(delivery=delivery, by=None)
        run_jobs(partnership, "datasets.load")
        loaded = Delivery.objects.get(pk=delivery.pk)
        assert loaded.state == Delivery.State.CURRENT
        assert said(loaded) == said(delivery)
    return delivery, before, figures_of(partnership)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(tables(), min_size=2, max_size=3))
def test_the_preview_counts_what_the_load_writes_and_the_store_is_that_of_plain_python(brought: list[Table]):
    partnership, store, unique = city(rule=False), Store(), count()
    for table in brought:
        delivery, before, after = checked_then_loaded(partnership, table, next(unique))
        if table.twice or not table.figures:
            assert delivery.state == Delivery.State.REFUSED
            assert after == before
            continue
        expected = store.load(table)
        assert said(delivery) == expected
        assert seen(before, after) == {kind: expected[kind] for kind in ("new", "changed", "vanished")}
        assert {key: value for key, (value, _flag) in after.items()} == {k: v for k, (v, _) in store.held.items()}


@pytest.mark.full
@settings(max_examples=examples(20), deadline=None)
@given(st.lists(tables(), min_size=2, max_size=3))
def test_figures_that_are_withheld_are_previewed_as_they_are_stored(brought: list[Table]):
    partnership, unique = city(rule=True), count()
    square = partnership.areas.get(code=SQUARES[0])
    partnership.areas.filter(pk=square.pk).update(inhabitants=20, dwellings=9)
    for table in brought:
        delivery, before, after = checked_then_loaded(partnership, table, next(unique))
        if delivery.state == Delivery.State.REFUSED:
            assert after == before
            continue
        expected = said(delivery)
        assert seen(before, after) == {kind: expected[kind] for kind in ("new", "changed", "vanished")}
        few = {key: found for key, found in after.items() if key[0] == SQUARES[0]}
        assert set(few.values()) <= {(None, Flag.WITHHELD)}
        assert delivery.preview["withheld"] >= len([key for key in table.figures if key[0] == SQUARES[0]])
