import csv
import datetime as dt
import io
import json

import pytest
from django.utils import translation
from openpyxl import load_workbook

from accounts.models import Partnership
from datasets.exports import FORMATS
from sia.models import ScoreRun
from sia.pages import exports
from sia.pipeline import stored
from tests import factories
from tests.shared_city import fresh_copy
from tests.weighed import City, weighed_city

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture(scope="module")
def made(module_db: None) -> City:
    """Once for all tests of this file."""
    return weighed_city(factories.PartnershipFactory.create())


@pytest.fixture
def city(made: City, db: None) -> City:
    return fresh_copy(made)


@pytest.fixture
def partnership(city: City) -> Partnership:
    return city.partnership


def ranked(city, form="csv") -> bytes:
    out = io.BytesIO()
    FORMATS[form].write(exports.ranking_table(city.partnership, stored(city.run)), out)
    return out.getvalue()


def rows_of(city, form="csv", delimiter=";"):
    return list(csv.DictReader(io.StringIO(ranked(city, form).decode("utf-8-sig")), delimiter=delimiter))


def test_the_file_opens_in_dutch_excel(city):
    text = ranked(city).decode()
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == len(city.areas) + 1


def test_numbers_come_back_to_the_bit_with_the_decimal_sign_of_the_language(city):
    expected = {result.area.code: result.urgency for result in city.run.results.ranked()}
    with translation.override("nl"):
        rows = list(csv.reader(io.StringIO(ranked(city).decode("utf-8-sig")), delimiter=";"))
    assert any("," in row[3] for row in rows[1:])
    assert {row[1]: float(row[3].replace(",", ".")) if row[3] else None for row in rows[1:]} == expected


def test_the_form_for_programs_has_points_commas_and_names_that_do_not_change_with_the_language(city):
    with translation.override("nl"):
        rows = rows_of(city, "data", ",")
    expected = {result.area.code: result.urgency for result in city.run.results.ranked()}
    assert {row["code"]: float(row["urgency"]) if row["urgency"] else None for row in rows} == expected


def test_an_area_without_a_score_has_empty_cells_and_never_a_zero(city):
    with translation.override("en"):
        last = rows_of(city)[-1]
    found = (last["code"], last["rank"], last["urgency"], last["advice"])
    assert found == (city.areas[-1].code, "", "", "insufficient data")


@pytest.mark.parametrize("name", ["=1+1", "+31", "-x", "@sum", "\tx"])
def test_a_name_that_excel_would_run_is_made_plain_text(city, name):
    city.areas[0].name = name
    city.areas[0].save(update_fields=["name"])
    assert f"'{name}" in {row["name"] for row in rows_of(city, "data", ",")}
    cells = {row[2].value: row[2] for row in load_workbook(io.BytesIO(ranked(city, "xlsx"))).worksheets[0]}
    assert (cells[name].data_type, cells[name].quotePrefix) == ("s", True)


def test_every_form_names_model_run_deliveries_date_and_licence(city):
    delivery = f"Kerncijfers: {city.delivery.name}"
    with translation.override("en"):
        told = json.loads(ranked(city, "geojson"))["origin"]
        about = dict(load_workbook(io.BytesIO(ranked(city, "xlsx"))).worksheets[1].values)
        row = rows_of(city)[0]
        assert about["Model version"] == f"{city.model.version} ({city.model.get_state_display()})"
    assert (told["model"], told["model_state"]) == (str(city.model.version), city.model.state)
    assert (told["run"], about["Run"]) == (str(city.run.pk), f"{city.run.pk} of {told['run_date']}")
    assert told["deliveries"].startswith(delivery)
    assert (about["Licence"], row["licence"], told["licence_label"]) == ("for use within the partnership",) * 3
    assert about["Deliveries"] == row["deliveries"] == told["deliveries"]
    assert (row["run"], row["model version"]) == (str(city.run.pk), str(city.model.version))


def test_the_file_of_a_run_of_after_midnight_bears_the_new_day(city):
    ScoreRun.objects.filter(pk=city.run.pk).update(created_at=dt.datetime(2027, 1, 31, 23, 30, tzinfo=dt.UTC))
    assert exports.ranking(city.partnership, None, {}).name.endswith("-2027-02-01")


def test_the_advice_can_be_had_as_a_map_with_a_colour_for_each_class(city, viewer):
    table = exports.advice(city.partnership, viewer, {})
    assert table is not None
    assert table.places is not None
    labels = {row[0] for row in table.rows}
    assert labels <= {each.value for each in table.places.style.classes}
    assert len(table.keys) == len(city.areas)
