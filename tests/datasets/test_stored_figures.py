"""Figures into the store and out of it by the column, and two sets of them beside each other."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from datasets.models import Flag, Observation
from datasets.pipeline.array_joins import in_order, joined, matched
from datasets.pipeline.binary_copy import copy_in
from datasets.pipeline.stored_figures import FLAGS, KEYS, MEASURES, Store
from tests.datasets.tables import unprotected, wide
from tests.factories import IndicatorFactory, deliver, square_city

NUMBERS = st.one_of(st.none(), st.sampled_from([0.0, -1.5, 1 / 3, 1e9]))
FIGURES = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["", Flag.APPORTIONED]))
KEY_SETS = st.lists(st.tuples(st.integers(1, 4), st.integers(-2, 3), st.integers(2020, 2022)), unique=True, max_size=30)


def columns_of(keys: list[tuple[int, int, int]]) -> dict[str, np.ndarray]:
    table = np.array(keys, dtype=np.int64).reshape(-1, len(KEYS))
    return dict(zip(KEYS, table.T, strict=True))


@given(KEY_SETS, KEY_SETS)
def test_what_is_in_both_sets_is_found_side_by_side(one: list, other: list):
    here, there = matched(columns_of(one), columns_of(other))
    assert [one[at] for at in here] == [other[at] for at in there]
    assert {one[at] for at in here} == set(one) & set(other)


@given(KEY_SETS)
def test_rows_are_put_in_the_order_of_the_key(keys: list):
    found = in_order(columns_of(keys))
    assert list(zip(*(found[name].tolist() for name in KEYS), strict=True)) == sorted(keys)


def test_ids_too_far_apart_are_no_key():
    with pytest.raises(OverflowError):
        joined(KEYS, columns_of([(1, 1, 2020), (2**62, 2**61, 2021)]))


@pytest.fixture
def ground(partnership):
    """Areas and indicators to put figures in, and a delivery that they are of."""
    square_city(partnership)
    unprotected(partnership, "cijfers")
    delivery = deliver(partnership, wide("lonely", {"BU01530000": 1}))
    Observation.objects.all().delete()
    return (
        delivery,
        list(partnership.areas.values_list("pk", flat=True)),
        IndicatorFactory.create_batch(2, partnership=partnership),
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_figures_come_out_of_the_store_as_they_were_copied_into_it(ground, seed: int):
    delivery, areas, indicators = ground
    random = np.random.default_rng(seed)
    keys = [
        (area, each.pk, year) for area in areas for each in indicators for year in (2020, 2021) if random.random() < 0.7
    ]
    rows = columns_of([keys[at] for at in random.permutation(len(keys))])
    marked = random.random(len(keys)) < 0.3 * (seed % 2)
    for place, name in enumerate(MEASURES):
        cells = random.normal(size=len(keys)).round(3)
        cells[(random.random(len(keys)) < (0, 0.4, 1, 0.9)[(place + seed) % 4]) | marked] = np.nan
        rows[name] = cells
    rows["flag"] = np.where(marked, FLAGS.index("withheld"), 0).astype(np.int8)
    copy_in("datasets_observation", {**rows, "delivery_id": np.full(len(keys), delivery.pk)})
    stored = {row[:3]: row[3:] for row in Observation.objects.values_list(*KEYS, *MEASURES, "flag")}
    sent = zip(*(rows[name].tolist() for name in [*KEYS, *MEASURES, "flag"]), strict=True)
    assert stored == {
        row[:3]: (*(None if np.isnan(cell) else cell for cell in row[3:-1]), FLAGS[row[-1]]) for row in sent
    }
    found = Store.of(areas, [each.pk for each in indicators]).columns()
    assert set(found["dataset"].tolist()) == {delivery.dataset_id}
    here, there = matched(rows, found)
    assert len(here) == len(keys) == len(found["area_id"])
    for name in [*MEASURES, "flag"]:
        np.testing.assert_array_equal(rows[name][here], found[name][there])


@pytest.mark.django_db(transaction=True)
def test_of_the_store_only_what_is_asked_is_read(ground):
    delivery, areas, (one, other) = ground
    keys = [(area, each.pk, year) for area in areas for each in (one, other) for year in (2020, 2021)]
    rows = {
        **columns_of(keys),
        "value": np.arange(len(keys), dtype=np.float64),
        "flag": np.zeros(len(keys), dtype=np.int8),
    }
    copy_in("datasets_observation", {**rows, "delivery_id": np.full(len(keys), delivery.pk)})
    found = Store.of(areas[:2], [one.pk, -1], [2021]).columns()
    assert sorted(zip(*(found[name].tolist() for name in KEYS), strict=True)) == sorted(
        (a, one.pk, 2021) for a in areas[:2]
    )
    assert not Store.of(areas, [-1, -2])
    parts = Store.of(areas, [one.pk, other.pk]).parted([2021])
    assert [{each.period for each in part} for part in parts] == [{2021}, {2020}]


@pytest.mark.django_db(transaction=True)
def test_a_figure_of_an_area_that_is_not_there_cannot_be_copied_in(ground):
    delivery, areas, (one, _other) = ground
    rows = {**columns_of([(max(areas) + 1000, one.pk, 2020)]), "value": np.ones(1), "flag": np.zeros(1, dtype=np.int8)}
    with pytest.raises(IntegrityError, match="observation_references_exist"):
        copy_in("datasets_observation", {**rows, "delivery_id": np.full(1, delivery.pk)})
