"""A load writes what its check found, without reading the file again, for as long as all that the check looked at is as it was.

In these tests the file is spoilt after its check: whoever reads it again refuses it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.db import connection

from accounts.models import Partnership
from datasets import actions
from datasets.models import Area, Dataset, Delivery, Indicator, Observation
from datasets.pipeline import check_cache
from tests.datasets.tables import SQUARES, changes, stored, unprotected, wide
from tests.effort import sampled
from tests.factories import PartyFactory, deliver, run_jobs, square_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(partnership):
    square_city(partnership)
    unprotected(partnership, "cijfers")
    deliver(partnership, wide("lonely", {SQUARES[0]: 40, SQUARES[1]: 41, SQUARES[2]: 42}))
    return partnership


def spoilt(partnership: Partnership) -> Delivery:
    """Checked and accepted: one figure new, one changed, one the same and one gone; then its file is no longer what it was."""
    table = wide("lonely", {SQUARES[0]: 40, SQUARES[1]: 51, SQUARES[3]: 43}, name="cijfers.csv")
    delivery = deliver(partnership, table, load=False)
    assert changes(delivery) == (1, 1, 1, 1)
    Path(delivery.file.path).write_text("dit;is\ngeen;tabel\n")
    actions.load(delivery=delivery, by=None)
    return delivery


def loaded(delivery: Delivery) -> Delivery:
    run_jobs(delivery.partnership, "datasets.load")
    delivery.refresh_from_db()
    return delivery


def path_of(delivery: Delivery) -> Path:
    return Path(delivery.file.storage.path(f"kept/{delivery.pk}.npz"))


def test_a_load_writes_what_its_check_found_and_then_that_is_gone(city):
    delivery = spoilt(city)
    before = delivery.preview
    assert path_of(delivery).exists()
    assert loaded(delivery).state == Delivery.State.CURRENT
    assert (stored(city, "lonely"), delivery.preview) == ({SQUARES[0]: 40, SQUARES[1]: 51, SQUARES[3]: 43}, before)
    assert {row.area.code: row.value for row in delivery.revisions.all()} == {SQUARES[1]: 41, SQUARES[2]: 42}
    assert not path_of(delivery).exists()


def test_of_an_indicator_that_is_new_the_figures_are_kept_as_well(city):
    delivery = deliver(city, wide("smokers", {SQUARES[0]: 20}), load=False)
    Path(delivery.file.path).write_text("dit;is\ngeen;tabel\n")
    actions.load(delivery=delivery, by=None)
    assert (loaded(delivery).state, stored(city, "smokers")) == (Delivery.State.CURRENT, {SQUARES[0]: 20})


def figure_written(city: Partnership) -> None:
    Observation.objects.filter(area__code=SQUARES[0]).update(value=39)


def figure_taken_away(city: Partnership) -> None:
    Observation.objects.get(area__code=SQUARES[0]).delete()


def figure_moved(city: Partnership) -> None:
    """From this indicator to another one, by nothing but SQL."""
    other = Indicator.objects.create(
        partnership=city, code="other", name_nl="x", theme="social", role="context", direction=0
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE datasets_observation SET indicator_id = %s WHERE value = 40", [other.pk])


def area_renamed(city: Partnership) -> None:
    Area.objects.filter(code=SQUARES[5]).update(name="Anders")


def fewer_inhabitants(city: Partnership) -> None:
    Area.objects.filter(code=SQUARES[5]).update(inhabitants=3)


def other_unit(city: Partnership) -> None:
    Indicator.objects.filter(code="lonely").update(unit="aantal")


def stricter_rule(city: Partnership) -> None:
    Dataset.objects.filter(key="cijfers").update(minimum_denominator=100)


def other_largest_part(city: Partnership) -> None:
    Dataset.objects.filter(key="cijfers").update(dominance=30)


def other_owner(city: Partnership) -> None:
    Dataset.objects.filter(key="cijfers").update(owner=PartyFactory.create())


@pytest.mark.parametrize(
    "happens",
    sampled(
        [
            figure_written,
            figure_taken_away,
            figure_moved,
            area_renamed,
            fewer_inhabitants,
            other_unit,
            stricter_rule,
            other_largest_part,
            other_owner,
        ]
    ),
)
def test_the_file_is_read_again_where_anything_that_the_check_looked_at_has_changed(city, happens: Callable):
    delivery = spoilt(city)
    happens(city)
    assert loaded(delivery).state == Delivery.State.REFUSED
    assert not path_of(delivery).exists()


def test_figures_of_other_indicators_change_nothing(city):
    delivery = spoilt(city)
    deliver(city, wide("smokers", {SQUARES[0]: 20}))
    assert loaded(delivery).state == Delivery.State.CURRENT


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive"])
def test_what_was_kept_and_cannot_be_read_is_passed_over(city, content: bytes):
    delivery = deliver(city, wide("lonely", {SQUARES[0]: 44}), load=False)
    path_of(delivery).write_bytes(content)
    actions.load(delivery=delivery, by=None)
    assert (loaded(delivery).state, stored(city, "lonely")) == (Delivery.State.CURRENT, {SQUARES[0]: 44})


def test_another_version_of_the_program_reads_the_file_itself(city, monkeypatch):
    delivery = spoilt(city)
    monkeypatch.setattr(check_cache, "PROGRAM", b"newer")
    assert loaded(delivery).state == Delivery.State.REFUSED


def test_a_delivery_that_is_withdrawn_or_refused_keeps_nothing(city):
    delivery = deliver(city, wide("lonely", {SQUARES[0]: 44}), load=False)
    actions.withdraw(delivery=delivery, by=None)
    refused = deliver(city, wide("lonely", {SQUARES[0]: "veel"}), load=False)
    assert refused.state == Delivery.State.REFUSED
    assert not path_of(delivery).exists()
    assert not path_of(refused).exists()


def test_what_is_withheld_is_not_kept(partnership):
    square_city(partnership)
    partnership.areas.filter(code=SQUARES[0]).update(inhabitants=20, dwellings=9)
    delivery = deliver(partnership, wide("lonely", dict.fromkeys(SQUARES, 41.25) | {SQUARES[0]: 77.75}), load=False)
    assert delivery.preview["withheld"] > 0
    with np.load(path_of(delivery), allow_pickle=False) as file:
        held = dict(file.items())
    assert held["new area_id"].size == len(SQUARES)
    assert not any((cells == 77.75).any() for cells in held.values() if cells.dtype.kind == "f")
