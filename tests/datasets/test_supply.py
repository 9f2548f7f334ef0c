"""The delivery calendar: who promised what, who is late, who may change it, and what waits at the start page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from coregroup.pipeline.waiting import waiting
from datasets.forms.supply import promise_stamp
from datasets.models import Dataset, Delivery, DeliveryPromise
from datasets.pipeline.supply import promises
from tests.days import today
from tests.factories import PartyFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def supplier(partnership):
    return PartyFactory.create(name="Woonnoord")


@pytest.fixture
def dataset(partnership, supplier):
    return Dataset.objects.create(partnership=partnership, key="huur", title="Huurachterstand", owner=supplier)


@pytest.fixture
def owner(partnership, supplier):
    return member(partnership, "analyst", party=supplier)


def promised(dataset, days):
    """Due this many days from now, and every year."""
    first = today() + dt.timedelta(days=days)
    return DeliveryPromise.objects.create(
        partnership=dataset.partnership, dataset=dataset, party=dataset.owner, first_on=first
    )


def came(dataset, days, state="current"):
    found = Delivery.objects.create(
        partnership=dataset.partnership,
        dataset=dataset,
        kind="statistics",
        state=state,
        name="huur.csv",
        size=1,
        loaded_at=timezone.now(),
    )
    Delivery.objects.filter(pk=found.pk).update(created_at=timezone.now() + dt.timedelta(days=days))
    return found


def said(user, partnership):
    with translation.override("en"):
        return [(each.what, each.late) for each in waiting(user, partnership)]


@pytest.mark.parametrize(
    ("days", "stands"), [(-3, "late"), (0, "soon"), (30, "soon"), (31, "later")], ids=["past", "today", "near", "far"]
)
def test_how_a_promise_stands(dataset, days, stands):
    promised(dataset, days)
    [row] = promises(dataset.partnership, today())
    assert (row.standing, row.days_late) == (stands, max(0, -days))


@pytest.mark.parametrize(("state", "stands"), [("current", "later"), ("approved", "later"), ("checked", "late")])
def test_what_its_supplier_approved_counts_as_delivered(dataset, state, stands):
    promised(dataset, -3)
    delivery = came(dataset, -2, state)
    [row] = promises(dataset.partnership, today())
    assert row.standing == stands
    assert [(due.days_late, each) for due, each in row.last] == ([] if stands == "late" else [(1, delivery)])


def test_who_is_late_is_told_at_the_start_and_so_is_the_steward(dataset, owner, steward):
    promised(dataset, -3)
    late = ("“Huurachterstand” of Woonnoord is 3 days late", True)
    assert late in said(owner, dataset.partnership)
    assert late in said(steward, dataset.partnership)
    assert late not in said(member(dataset.partnership, "analyst"), dataset.partnership)


def test_what_is_due_soon_is_told_to_its_supplier_only(dataset, owner, steward):
    promised(dataset, 10)
    assert ("Deliver “Huurachterstand” for Woonnoord", False) in said(owner, dataset.partnership)
    assert said(steward, dataset.partnership) == []


def test_an_approved_delivery_waits_for_the_steward_and_a_returned_one_for_its_supplier(dataset, owner, steward):
    partnership = dataset.partnership
    delivery = came(dataset, 0, "approved")
    Delivery.objects.filter(pk=delivery.pk).update(supplier=dataset.owner)
    assert (said(owner, partnership), said(steward, partnership)) == ([], [("Accept or return “huur.csv”", False)])
    Delivery.objects.filter(pk=delivery.pk).update(state="returned")
    assert said(owner, partnership) == [("huur.csv: returned to the supplier", False)]
    assert said(steward, partnership) == []


def test_the_owner_promises_changes_and_drops(client, dataset, owner, supplier):
    client.force_login(owner)
    slug = dataset.partnership.slug
    form = {"dataset": dataset.pk, "party": supplier.pk, "first_on": "2027-01-31", "every_months": "12"}
    assert client.post(reverse("promise_add", args=[slug]), form).status_code == 302
    kept = DeliveryPromise.objects.get()
    place = reverse("promise_edit", args=[slug, kept.pk])
    seen = client.get(place).context["form"].initial["seen"]
    changed = form | {"every_months": "3", "seen": seen}
    assert client.post(place, changed).status_code == 302
    assert client.post(place, changed).status_code == 409
    assert DeliveryPromise.objects.get().every_months == 3
    remove = reverse("promise_remove", args=[slug, kept.pk])
    assert client.post(remove, {"seen": seen}).status_code == 409
    assert client.post(remove, {"seen": client.get(place).context["form"].initial["seen"]}).status_code == 302
    assert not DeliveryPromise.objects.exists()


@pytest.mark.parametrize("field", ["dataset", "party", "first_on", "every_months"])
def test_a_promise_without_a_part_is_refused_with_422(client, dataset, owner, supplier, field):
    client.force_login(owner)
    form = {"dataset": dataset.pk, "party": supplier.pk, "first_on": "2027-01-31", "every_months": "12"} | {field: ""}
    assert client.post(reverse("promise_add", args=[dataset.partnership.slug]), form).status_code == 422


def test_nobody_promises_for_a_dataset_of_another_party_except_administrators(client, dataset, supplier):
    slug = dataset.partnership.slug
    kept = promised(dataset, 10)
    for role, status in (("analyst", 404), ("administrator", 302)):
        client.force_login(member(dataset.partnership, role))
        data = {"seen": promise_stamp(kept)}
        assert client.post(reverse("promise_remove", args=[slug, kept.pk]), data).status_code == status
    assert not DeliveryPromise.objects.exists()
