"""Files with personal data through the screens and the worker: deleted, with no value left in any place."""

from __future__ import annotations

import json
import logging

import pytest
from django.core import serializers
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation

from datasets import actions
from datasets.models import Delivery, Job
from datasets.pipeline import deliveries
from datasets.texts.problems import sentence
from dia.models import Work
from tests.datasets.parsers.map_files import square
from tests.dia.works_city import at, browser, works_city
from tests.factories import deliver, member, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
PEOPLE = "BU01530001;Jan de Vries;123456782;1,5\nBU01530002;Kees Bakker;111222333;2,5"
LIST = f"buurtcode;achternaam;bsn;lonely\n{PEOPLE}"
VALUES = ("Vries", "Bakker", "123456782", "111222333")


@pytest.fixture
def city(partnership):
    square_city(partnership)
    return partnership


@pytest.fixture(autouse=True)
def _no_older_files() -> None:
    """Delete what earlier tests left, which an upload would sweep on the way."""
    for name in kept_files("works"):
        default_storage.delete(f"works/{name}")


def kept_files(room: str) -> list[str]:
    return default_storage.listdir(room)[1] if default_storage.exists(room) else []


def all_that_is_stored() -> str:
    return serializers.serialize("json", [*Delivery.objects.all(), *Job.objects.all()])


@pytest.mark.parametrize("kind", ["statistics", "boundaries"])
def test_the_file_is_deleted_and_no_value_is_left_anywhere(kind, city, caplog):
    caplog.set_level(logging.DEBUG)
    before = kept_files("deliveries")
    file = (
        upload("lijst.csv", LIST)
        if kind == "statistics"
        else upload("kaart.geojson", json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "geometry": square(), "properties": {"buurtcode": "BU01530001", "achternaam": "de Vries", "bsn": 123456782}}
        ]}))
    )  # fmt: skip
    delivery = deliver(city, file, kind)
    assert (delivery.state, delivery.file.name, kept_files("deliveries")) == ("refused", "", before)
    [problem] = delivery.problems
    assert (problem["code"], problem["column"], problem["value"]) == ("personal_data", "achternaam, bsn", None)
    assert (delivery.recognised, delivery.preview, delivery.mapping) == ({}, {}, {})
    stored = all_that_is_stored() + caplog.text
    assert not [value for value in VALUES if value in stored]


def test_the_page_says_which_columns_in_both_languages(city):
    delivery = deliver(city, upload("lijst.csv", LIST))
    page = (
        browser(member(city, "administrator")).get(reverse("delivery", args=[city.slug, delivery.pk])).content.decode()
    )
    assert "achternaam, bsn" in page
    assert "citizen service number (BSN)" in page
    assert not [value for value in VALUES if value in page]
    with translation.override("nl"):
        assert sentence(delivery.problems[0]).place == "Kolom achternaam, bsn"


def test_a_worker_that_dies_before_the_file_is_gone_takes_it_up_again(city, monkeypatch):
    delivery = actions.receive_file(
        partnership=city, by=None, upload=upload("lijst.csv", LIST), kind="statistics", options={}
    )
    deliveries.check(delivery, lambda done, total: None)
    delivery.refresh_from_db()
    Delivery.objects.filter(pk=delivery.pk).update(file="deliveries/left-behind")
    default_storage.save("deliveries/left-behind", upload("x", LIST))
    run_jobs(city, "datasets.check")
    delivery.refresh_from_db()
    assert (delivery.file.name, default_storage.exists("deliveries/left-behind")) == ("", False)
    assert delivery.problems[0]["code"] == "personal_data"


def test_what_could_not_be_read_is_not_kept_and_what_can_be_mended_here_is(city):
    unreadable = deliver(city, upload("oud.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)))
    assert (unreadable.state, unreadable.file.name) == ("refused", "")
    mendable = deliver(city, upload("x.csv", "buurtcode;lonely\nBU01530000;40"))
    assert (mendable.state, mendable.problems[0]["code"]) == ("refused", "no_period")
    assert default_storage.exists(mendable.file.name)


def test_the_same_list_again_is_refused_again(city):
    first = deliver(city, upload("lijst.csv", LIST))
    second = deliver(city, upload("lijst.csv", LIST))
    assert first.pk != second.pk
    assert {first.state, second.state} == {"refused"}


def works_table(column: str, cell: str) -> str:
    return f"titel;soort;gebiedscode;jaar;kosten;{column}\nRiool Laan;riool;BU01530000;2028;800000;{cell}"


@pytest.mark.parametrize(
    ("column", "cell"),
    [("contactpersoon", "Jan de Vries"), ("toelichting", "bel j.devries@voorbeeld.example"), ("huisnummer", "12")],
)
def test_a_file_of_works_with_persons_is_not_kept_and_says_which_column(column, cell, partnership, caplog):
    caplog.set_level(logging.DEBUG)
    city = works_city(partnership)
    before = kept_files("works")
    answer = browser(city.planner).post(
        at("works_upload", partnership), {"file": upload("werken.csv", works_table(column, cell))}
    )
    page = answer.content.decode()
    assert (answer.status_code, kept_files("works"), Work.objects.count()) == (422, before, 0)
    assert f"Column {column} (it looks like" in page
    assert "We did not keep it" in page
    assert len(cell) < 3 or not [text for text in (page, caplog.text) if cell in text]


def test_a_map_of_works_with_persons_is_not_kept(partnership):
    city = works_city(partnership)
    before = kept_files("works")
    file = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": square(), "properties": {"titel": "Riool", "telefoon": "06-12345678"}}
            ],
        }
    )
    answer = browser(city.planner).post(at("works_upload", partnership), {"file": upload("werken.geojson", file)})
    assert (answer.status_code, kept_files("works")) == (422, before)


def test_a_file_of_works_without_persons_is_kept_as_before(partnership):
    city = works_city(partnership)
    before = len(kept_files("works"))
    answer = browser(city.planner).post(
        at("works_upload", partnership), {"file": upload("werken.csv", works_table("toelichting", "in de zomer"))}
    )
    assert (answer.status_code, len(kept_files("works"))) == (302, before + 1)
