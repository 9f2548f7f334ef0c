import csv
import io

import pytest
from django.utils import translation

from sia import exports
from sia.pipeline import stored
from tests.weighed import weighed_city

pytestmark = pytest.mark.django_db


def read(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


@pytest.fixture
def city(partnership):
    return weighed_city(partnership)


def test_the_file_opens_in_dutch_excel(city):
    text = exports.ranking_csv(stored(city.run))
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == len(city.areas) + 1


def test_numbers_come_back_to_the_bit_with_the_decimal_sign_of_the_language(city):
    expected = {result.area.code: result.urgency for result in city.run.results.ranked()}
    with translation.override("nl"):
        rows = list(csv.reader(io.StringIO(exports.ranking_csv(stored(city.run))), delimiter=";"))
    read_back = {row[1]: float(row[3].replace(",", ".")) if row[3] else None for row in rows[1:]}
    assert read_back == expected


def test_an_area_without_a_score_has_empty_cells_and_never_a_zero(city):
    with translation.override("en"):
        last = read(exports.ranking_csv(stored(city.run)))[-1]
    assert (last["code"], last["rank"], last["urgency"], last["advice"]) == (
        city.areas[-1].code,
        "",
        "",
        "insufficient data",
    )


@pytest.mark.parametrize("name", ["=1+1", "+31", "-x", "@sum", "\tx"])
def test_a_name_that_excel_would_run_is_made_plain_text(city, name):
    city.areas[0].name = name
    city.areas[0].save(update_fields=["name"])
    rows = list(csv.reader(io.StringIO(exports.ranking_csv(stored(city.run))), delimiter=";"))
    assert f"'{name}" in {row[2] for row in rows}


def test_a_negative_number_stays_a_number():
    with translation.override("nl"):
        assert exports.cell(-1.5) == "-1,5"
