"""Mend in the browser: alike cells once, the file as it came, a mended file in its place; each time the worker checks again."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Party
from datasets.forms.mending import lines_of
from datasets.models import Delivery
from tests.datasets.tables import SQUARES, codes, stored
from tests.factories import deliver, member, run_jobs, upload
from tests.html import markup

pytestmark = pytest.mark.django_db
HEAD = "buurt;jaar;lonely\n"


@pytest.fixture
def desk(client, steward):
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    return client


def faulty(city, *rows):
    """A table with these rows below some that are in order."""
    good = [f"{code};2024;{number},5" for number, code in enumerate(SQUARES[3:], start=50)]
    delivery = deliver(city, upload("eenzaam.csv", HEAD + "\n".join([*good, *rows])), load=False)
    return of_steward(delivery)


def of_steward(delivery):
    """As when an analyst of the municipality had brought it."""
    Delivery.objects.filter(pk=delivery.pk).update(supplier=Party.objects.get(kind="municipality"))
    return Delivery.objects.select_related("partnership").get(pk=delivery.pk)


def post(desk, delivery, name, **data):
    return desk.post(reverse(name, args=[delivery.partnership.slug, delivery.pk]), data)


def checked_again(delivery):
    run_jobs(delivery.partnership, "datasets.check")
    return Delivery.objects.get(pk=delivery.pk)


def answers(delivery, **said):
    """By text of the cell: what it is read as, or None to leave it out."""
    keys = {line.value: line.key for line in lines_of(delivery)}
    return {f"{'out' if into is None else 'into'}-{keys[value]}": into or "on" for value, into in said.items()}


def test_a_text_that_stands_for_a_figure_is_mended_once_for_all_its_cells(city, desk):
    refused = faulty(city, "BU01530000;2024;veel", "BU01530001;2024;40,5", "BU01530002;2024;veel")
    [line] = lines_of(refused)
    assert (line.value, line.column, line.rows, line.suggestion) == ("veel", "lonely", [5, 7], "")
    page = desk.get(reverse("delivery", args=[city.slug, refused.pk])).content.decode()
    assert "Apply to all alike" in page
    assert post(desk, refused, "delivery_mend", **answers(refused, veel="90,5")).status_code == 302
    mended = checked_again(refused)
    assert (mended.state, mended.problems) == ("checked", [])
    post(desk, mended, "delivery_load")
    run_jobs(city, "datasets.load")
    assert stored(city, "lonely") == dict(zip(SQUARES, [90.5, 40.5, 90.5, 50.5, 51.5, 52.5], strict=True))
    assert "veel" in Path(mended.file.path).read_text()


def test_the_table_can_be_taken_along_with_problem_and_repair_beside_each_row(city, client, desk):
    refused = faulty(city, "BU01530000;2024;veel", "BU01530001;2024;4")
    address = reverse("delivery_table", args=[city.slug, refused.pk])
    text = desk.get(address).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0] == ["buurt", "jaar", "lonely", "problem", "repair"]
    assert [row[3:] for row in rows[1:4]] == [["", ""]] * 3
    assert rows[4] == [
        "BU01530000",
        "2024",
        "veel",
        "lonely: Here stands text where a figure should be.",
        "Write a figure, such as 12,5. Leave the cell empty if there is no figure.",
    ]
    mended = SimpleUploadedFile("eenzaam.csv", text.replace(";veel;", ";9;").encode())
    assert post(desk, refused, "delivery_anew", file=mended).status_code == 302
    assert checked_again(refused).state == "checked"
    client.force_login(member(city, "analyst"))
    assert client.get(address).status_code == 403


def test_wrong_codes_numbers_in_words_and_years_come_with_what_is_probably_meant(city, steward):
    refused = faulty(
        city, "BU 1530000;2024;1,5", "BU01530001;najaar 2024;2,5", "BU01530002;2024;ca. 40", "BU01539000;2024;3"
    )
    assert {line.value: line.suggestion for line in lines_of(refused)} == {
        "BU 1530000": "BU01530000",
        "najaar 2024": "2024",
        "ca. 40": "40",
        "BU01539000": "BU01530000",
    }


def test_rows_are_left_out_and_cells_emptied_on_request(city, desk):
    refused = faulty(city, "BU01539999;2024;3", "BU01530000;2024;veel", "BU01530001;2024;4")
    said = answers(refused, BU01539999=None, veel=None)
    post(desk, refused, "delivery_mend", **said)
    mended = checked_again(refused)
    assert (mended.state, mended.recognised["levels"], mended.counts["missing"]) == ("checked", {"buurt": 4}, 1)


def test_what_is_left_open_stays_wrong_and_what_was_said_before_stays_said(city, desk):
    refused = faulty(city, "BU01530000;2024;veel", "BU01530001;2024;weinig", "BU01530002;2024;4")
    post(desk, refused, "delivery_mend", **answers(refused, veel="9"))
    half = checked_again(refused)
    assert [line.value for line in lines_of(half)] == ["weinig"]
    post(desk, half, "delivery_mend", **answers(half, weinig="1"))
    assert checked_again(half).state == "checked"


@pytest.mark.parametrize(
    ("row", "value", "said", "says"),
    [
        ("BU01530000;2024;veel", "veel", "heel veel", "Write a figure, such as 12,5."),
        ("BU01530000;2024;veel", "veel", "1.234", "Is this 1234?"),
        ("BU01539999;2024;1", "BU01539999", "BU01538888", "is not on your map"),
        ("BU01530000;ooit;1", "ooit", "toen", "Write a year, such as 2024."),
    ],
)
def test_an_answer_that_cannot_be_is_said_beside_its_field_and_changes_nothing(city, desk, row, value, said, says):
    refused = faulty(city, row, "BU01530001;2024;4")
    page = post(desk, refused, "delivery_mend", **answers(refused, **{value: said}))
    assert page.status_code == 422
    assert says in page.content.decode()
    assert Delivery.objects.get(pk=refused.pk).options == {}


def test_nothing_filled_in_is_said_and_changes_nothing(city, desk):
    refused = faulty(city, "BU01530000;2024;veel")
    assert post(desk, refused, "delivery_mend").status_code == 422
    assert Delivery.objects.get(pk=refused.pk).state == "refused"


def test_the_file_can_be_read_as_it_came_again(city, desk):
    refused = faulty(city, "BU01530000;2024;veel", "BU01530001;2024;4")
    post(desk, refused, "delivery_mend", **answers(refused, veel="9"))
    mended = checked_again(refused)
    assert post(desk, mended, "delivery_forget_repairs").status_code == 302
    again = checked_again(mended)
    assert (again.state, again.options, codes(again)) == ("refused", {}, ["not_a_number"])


def test_a_mended_file_takes_the_place_of_the_old_one_and_keeps_what_was_said(
    city, desk, django_capture_on_commit_callbacks
):
    table = "buurt;klachten\nBU01530000;veel\nBU01530001;4"
    refused = of_steward(deliver(city, upload("eigen.csv", table), load=False, period=2023))
    mapping = {"title": "Klachten", "shape": "wide", "code_column": "buurt", "indicators": {"klachten": "lonely"}}
    Delivery.objects.filter(pk=refused.pk).update(mapping=mapping)
    former = refused.file
    file = SimpleUploadedFile("eigen beter.csv", table.replace("veel", "5").encode())
    with django_capture_on_commit_callbacks(execute=True):
        assert post(desk, refused, "delivery_anew", file=file).status_code == 302
    again = checked_again(refused)
    assert (again.state, again.name, again.options) == ("checked", "eigen beter.csv", {"period": 2023})
    assert (again.mapping["title"], again.recognised["periods"]) == ("Klachten", [2023])
    assert not former.storage.exists(former.name)


def test_no_file_in_its_place_is_said_with_422(city, desk):
    refused = faulty(city, "BU01530000;2024;veel")
    page = post(desk, refused, "delivery_anew")
    assert page.status_code == 422
    assert "Choose a file first." in page.content.decode()


def test_another_party_mends_nothing(city, client, desk):
    refused = faulty(city, "BU01530000;2024;veel")
    client.force_login(member(city, "analyst"))
    for name in ("delivery_mend", "delivery_anew", "delivery_forget_repairs", "delivery_mapping"):
        assert post(client, refused, name).status_code == 403


def test_a_file_that_was_mended_and_loaded_is_known_when_it_comes_again(city, desk):
    rows = ("BU01530000;2024;veel", "BU01530001;2024;4")
    refused = faulty(city, *rows)
    post(desk, refused, "delivery_mend", **answers(refused, veel="9"))
    post(desk, checked_again(refused), "delivery_load")
    run_jobs(city, "datasets.load")
    assert (faulty(city, *rows).pk, Delivery.objects.filter(kind="statistics").count()) == (refused.pk, 1)


def test_the_files_hold_every_problem_also_those_that_the_page_does_not(city, desk):
    """1.012 rows of areas that nobody knows: a thousand are kept, and all can be taken along."""
    refused = faulty(city, *(f"BU0153{5000 + number};2024;1,5" for number in range(1_012)))
    assert (len(refused.problems), refused.counts["problems"]["error"]) == (1000, 1012)
    page = markup(desk.get(reverse("delivery", args=[city.slug, refused.pk])))
    assert "12 more problems are not on this page. The files above list all." in page
    for name in ("delivery_problems", "delivery_table"):
        text = desk.get(reverse(name, args=[city.slug, refused.pk])).content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
        assert (name, sum(row[-1] != "" for row in rows)) == (name, 1012)
    refused.refresh_from_db()
    assert len(refused.problems) == 1000
