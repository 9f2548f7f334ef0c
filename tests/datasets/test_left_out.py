"""Codes that are not on the map are left out together, when a person says so; each of them is named."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Party
from datasets.models import Delivery
from tests.datasets.tables import codes, stored, whole_store, wide
from tests.factories import deliver, run_jobs

pytestmark = pytest.mark.django_db
FIGURES = {"BU01530000": 40, "BU01530001": 41, "BU01539998": 42, "BU01539999": 43}


@pytest.fixture
def desk(client, steward):
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    return client


def brought(city, figures=FIGURES):
    """Return the check of a file of an analyst of the municipality."""
    delivery = deliver(city, wide("lonely", figures), load=False)
    Delivery.objects.filter(pk=delivery.pk).update(supplier=Party.objects.get(kind="municipality"))
    return delivery


def address(city, delivery, name):
    return reverse(name, args=[city.slug, delivery.pk])


def test_one_tick_leaves_out_all_unknown_codes_and_names_each(city, desk):
    refused = brought(city)
    assert (refused.state, len(refused.problems)) == ("refused", 2)
    page = desk.get(address(city, refused, "delivery")).content.decode()
    assert "Leave out all rows with a code that is not on your map: BU01539998, BU01539999" in page
    assert desk.post(address(city, refused, "delivery_answer"), {"leave_out_unknown": "on"}).status_code == 302
    run_jobs(city, "datasets.check")
    checked = Delivery.objects.get(pk=refused.pk)
    assert (checked.state, codes(checked)) == ("checked", ["left_out_code"] * 2)
    assert [(problem["value"], problem["params"]["count"]) for problem in checked.problems] == [
        ("BU01539998", 1),
        ("BU01539999", 1),
    ]
    page = desk.get(address(city, refused, "delivery")).content.decode()
    assert "Left out, as these codes are not on your map:" in page
    listed = b"".join(desk.get(address(city, refused, "delivery_problems"))).decode()
    assert listed.count("BU0153999") == 2
    desk.post(address(city, refused, "delivery_load"))
    run_jobs(city, "datasets.load")
    assert stored(city, "lonely") == {"BU01530000": 40, "BU01530001": 41}


def test_without_the_tick_nothing_changes(city, desk):
    refused, before = brought(city), whole_store(city)
    assert desk.post(address(city, refused, "delivery_answer"), {}).status_code == 422
    assert Delivery.objects.get(pk=refused.pk).state == "refused"
    assert whole_store(city) == before


def test_a_file_of_unknown_codes_only_is_refused_though_they_are_left_out(city):
    before = whole_store(city)
    delivery = deliver(city, wide("lonely", {"BU01539999": 43}), leave_out_unknown=True)
    assert (delivery.state, codes(delivery)) == ("refused", ["nothing_left"])
    assert whole_store(city) == before


def test_the_command_leaves_them_out_on_request_and_names_each(city, tmp_path):
    path = tmp_path / "lonely_2024.csv"
    path.write_bytes(wide("lonely", FIGURES).read())
    with pytest.raises(CommandError):
        call_command("import_statistics", str(path), partnership=city.slug, stdout=StringIO())
    said = StringIO()
    call_command("import_statistics", str(path), "--leave-out-unknown", partnership=city.slug, stdout=said)
    assert "left out, as not on the map: BU01539998, BU01539999" in said.getvalue()
    assert stored(city, "lonely") == {"BU01530000": 40, "BU01530001": 41}
