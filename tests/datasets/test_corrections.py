"""The register of corrections: old beside new, also of what was undone; and nothing that the reader's covenant hides."""

from __future__ import annotations

import pytest
from django.urls import reverse

from datasets.models import Area, Indicator
from datasets.pages.corrections import Value, history, replaced_by
from datasets.pipeline.grants import Grant
from tests.datasets.tables import SQUARES, wide
from tests.factories import deliver, member, undo

pytestmark = pytest.mark.django_db


def old_and_new(delivery, page="1"):
    _shown, rows = replaced_by(delivery, Grant(), page)
    return [(row.area.code, row.old.value, row.new.value, row.new.known) for row in rows]


def test_a_delivery_tells_what_it_changed_and_what_it_took_away(city):
    deliver(city, wide("lonely", {"BU01530000": 40, "BU01530001": 41, "BU01530002": 42}))
    second = deliver(city, wide("lonely", {"BU01530000": 50, "BU01530002": 42}))
    assert old_and_new(second) == [("BU01530000", 40, 50, True), ("BU01530001", 41, None, False)]


def test_the_new_value_stays_the_one_of_then_when_it_is_replaced_in_its_turn(city):
    for value in (40, 50):
        second = deliver(city, wide("lonely", {"BU01530000": value}))
    third = deliver(city, wide("lonely", {"BU01530000": 60}))
    assert (old_and_new(second), old_and_new(third)) == (
        [("BU01530000", 40, 50, True)],
        [("BU01530000", 50, 60, True)],
    )


def test_the_history_of_a_figure_has_every_value_also_after_an_undo(city):
    first = deliver(city, wide("lonely", {"BU01530000": 40}))
    second = deliver(city, wide("lonely", {"BU01530000": 50}))
    undo(second, "Fout")
    area, lonely = Area.objects.get(code="BU01530000"), Indicator.objects.get(code="lonely")
    stood = [(each.value.value, each.delivery, each.replaced_by) for each in history(area, lonely, Grant())]
    assert stood == [(40, first, None), (40, first, second)]


@pytest.mark.full
def test_fifty_stand_on_a_page(city, client, steward):
    figures = {code: 40 + place for place, code in enumerate(SQUARES)}
    for year in range(2010, 2020):
        deliver(city, wide("lonely", figures, year=year, name="reeks.csv"))
    rows = [f"{code};{year};{value + 1}" for code, value in figures.items() for year in range(2010, 2020)]
    from tests.factories import upload

    whole = deliver(city, upload("reeks.csv", "\n".join(["gebiedscode;jaar;lonely", *rows])))
    assert (len(old_and_new(whole)), len(old_and_new(whole, "2"))) == (50, 10)
    client.force_login(steward)
    page = client.get(reverse("delivery_replaced", args=[city.slug, whole.pk]) + "?page=2").content.decode()
    assert page.count("<tr>") == 11


def test_what_a_covenant_covers_is_not_in_the_register_of_others(city, client):
    owner, other = member(city, "analyst"), member(city, "viewer")
    deliver(city, wide("lonely", {"BU01530000": 40}))
    second = deliver(city, wide("lonely", {"BU01530000": 50}))
    second.dataset.owner = owner.memberships.get().party
    second.dataset.covenant_required = True
    second.dataset.save()
    place = reverse("figure_history", args=[city.slug, "BU01530000", "lonely"])
    client.force_login(other)
    client.cookies["django_language"] = "en"
    hidden = client.get(place).content.decode()
    assert "not covered by your covenant" in hidden
    assert not {">40<", ">50<"} & {hidden[at : at + 4] for at in range(len(hidden))}
    assert client.get(reverse("delivery_replaced", args=[city.slug, second.pk])).status_code == 404
    client.force_login(owner)
    assert ">40" in client.get(place).content.decode().replace(" ", "").replace("\n", "")


def test_a_withheld_value_stays_withheld():
    assert Value(None, withheld=True).value is None


def test_an_area_or_indicator_that_is_not_there_is_not_found(city, client, steward):
    deliver(city, wide("lonely", {"BU01530000": 40}))
    client.force_login(steward)
    for code, indicator in (("BU01539999", "lonely"), ("BU01530000", "smokers")):
        assert client.get(reverse("figure_history", args=[city.slug, code, indicator])).status_code == 404
