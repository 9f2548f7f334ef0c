"""The quality report as it is stored at the check, shown, and taken along."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from tests.datasets.tables import SQUARES, wide
from tests.factories import deliver, square_city, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(partnership):
    square_city(partnership, columns=4, rows=3)
    return partnership


def every(start, **others):
    codes = [f"BU0153{row:02}{column:02}" for row in range(3) for column in range(4)]
    return {code: start + place for place, code in enumerate(codes)} | others


def findings(delivery):
    return [(each["kind"], each["indicator"], each["areas"], each["count"]) for each in delivery.quality["findings"]]


def test_the_check_stores_coverage_and_what_stands_out_and_no_figure(city):
    deliver(city, wide("lonely", every(40), year=2023))
    second = deliver(city, wide("lonely", every(41, BU01530000=97.5)), load=False)
    [line] = second.quality["coverage"]
    assert (line["areas"], line["held"], line["year"]) == (12, 12, 2024)
    assert findings(second) == [
        ("outlier", "lonely", ["Buurt 00"], 1),
        ("jump", "lonely", ["Buurt 00"], 1),
    ]
    assert "97.5" not in str(second.quality)


def test_columns_of_a_new_table_are_compared_with_each_other(city):
    rows = "".join(f"{code};{n};{n};7\n" for n, code in enumerate(SQUARES[:3], start=10))
    delivery = deliver(city, upload("x.csv", f"buurtcode;lonely;smokers;overweight\n{rows}"), load=False, period=2024)
    assert {(each["kind"], each["indicator"], each["other"]) for each in delivery.quality["findings"]} == {
        ("double", "smokers", "lonely"),
        ("constant", "overweight", ""),
    } or {(each["kind"], each["indicator"], each["other"]) for each in delivery.quality["findings"]} == {
        ("double", "lonely", "smokers"),
        ("constant", "overweight", ""),
    }


def test_the_report_is_read_in_words_and_taken_along(city, client, steward):
    deliver(city, wide("lonely", every(40), year=2023))
    delivery = deliver(city, wide("lonely", every(41, BU01530000=97.5, BU01530001=96.5)), load=False)
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("delivery", args=[city.slug, delivery.pk])).content.decode()
    assert "Buurt 00 and Buurt 01 lie far from the rest of the city." in page
    assert "more than six robust standard deviations" in page
    answer = client.get(reverse("delivery_quality", args=[city.slug, delivery.pk]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:5] == ["indicator", "level", "year", "areas with a figure", "areas on the map"]
    assert rows[1][1:5] == ["buurt", "2024", "12", "12"]
    assert {row[6] for row in rows[2:]} == {
        "Buurt 00 and Buurt 01 lie far from the rest of the city.",
        "Buurt 00 and Buurt 01 jump.",
    }


def test_a_mended_or_refused_reading_leaves_no_report_of_another(city):
    refused = deliver(city, wide("lonely", every(41, BU01530000="veel")), load=False)
    assert (refused.state, refused.quality) == ("refused", {})
