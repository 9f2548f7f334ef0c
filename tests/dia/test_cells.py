"""The address that the table posts to, and what a hand may type in a cell."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import Partnership
from dia.forms.cells import amount_of
from dia.models import Measure, MeasureYear, Pot
from dia.words.amounts import shown, typed
from tests import factories
from tests.dia.agenda_steps import address, browser, measured, opened, party, write

django_db = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("900", 900_000), ("12,5", 12_500), ("12.5", 12_500), ("1.250", 1_250_000), ("1,250", 1_250),
        ("€ 1.250.000,5", 1_250_000_500), ("0,001", 1), ("", 0), (" – ", 0), ("1 250", 1_250_000),
    ],
)  # fmt: skip
def test_a_dutch_hand_types_thousands_of_euros(text: str, euros: int):
    with translation.override("nl"):
        if euros > 1_000_000_000:
            pytest.raises(ValidationError, amount_of, text, "euros")
        else:
            assert amount_of(text, "euros") == euros


@pytest.mark.parametrize(
    ("text", "euros"), [("1,250", 1_250_000), ("1.250", 1_250), ("12,5", 12_500), ("12.5", 12_500)]
)
def test_an_english_hand_has_the_other_marks(text: str, euros: int):
    with translation.override("en"):
        assert amount_of(text, "euros") == euros


@pytest.mark.parametrize("text", ["veel", "-5", "1e9", "1.2.3", "1,2,3", "٣", "0,0001", "99999999", "=A1", "1/2"])
def test_what_is_no_amount_is_named(text: str):
    with translation.override("nl"), pytest.raises(ValidationError) as refusal:
        amount_of(text, "euros")
    assert text in refusal.value.messages[0]


def test_manpower_has_one_decimal():
    with translation.override("nl"):
        assert amount_of("2,5", "fte") == Decimal("2.5")
        with pytest.raises(ValidationError):
            amount_of("2,55", "fte")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("euros", [1, 999, 1_000, 1_234, 12_500, 1_234_567, 999_999_999])
def test_what_a_cell_offers_to_change_is_read_back_to_the_euro(language: str, euros: int):
    with translation.override(language):
        assert amount_of(typed(euros, "euros"), "euros") == euros


def test_a_cell_shows_thousands_and_never_nothing_for_something():
    with translation.override("nl"):
        assert [shown(each, "euros") for each in (0, 400, 500, 1_499, 1_234_567)] == ["", "<1", "1", "1", "1.235"]


@pytest.fixture
def measure(partnership: Partnership) -> Measure:
    town, homes = party(partnership, "Gemeente"), party(partnership, "Wonen Noord")
    agenda = opened(partnership, town, homes)
    planner = factories.member(partnership, "planner", party=homes)
    return measured(agenda, homes, "Renovatie", planner)


@pytest.fixture
def planner(measure: Measure):
    return measure.agenda.partnership.memberships.get(party=measure.work.party).user


def post(user, measure: Measure, *cells: dict[str, Any], unit: str = "euros", body: Any = None):
    content = body if body is not None else {"unit": unit, "cells": cells}
    return browser(user).post(address("agenda_cells", measure.agenda), json.dumps(content), "application/json")


def cell(measure: Measure, year: int, value: str, version: int) -> dict[str, Any]:
    return {"measure": measure.pk, "year": year, "value": value, "version": version}


@django_db
def test_a_change_answers_with_new_versions_and_every_sum(planner, measure):
    answer = post(planner, measure, cell(measure, 2028, "900", 1), cell(measure, 2029, "12.5", 0)).json()
    assert [(each["year"], each["text"], each["typed"], each["version"]) for each in answer["cells"]] == [
        (2028, "900", "900", 2),
        (2029, "13", "12.5", 1),
    ]
    assert answer["sums"]["total"] == answer["sums"][f"row-{measure.pk}"] == answer["sums"]["group-street"] == "913"
    assert answer["sums"]["group-street-2029"] == answer["sums"]["year-2029"] == "13"
    assert answer["sums"][f"unspread-{measure.pk}"] == "€ 87,500 not in a year yet"
    assert "Wonen Noord plans € 900,000 more than its frame in 2028." in answer["parts"]["attention"]
    assert "€ 912,500 unfunded" in answer["parts"]["alerts"]


@django_db
def test_a_cell_that_a_colleague_changed_answers_with_both_values_and_writes_nothing(planner, measure):
    colleague = factories.member(measure.agenda.partnership, "planner", party=measure.work.party)
    write(measure, colleague, 2028, 850_000, 1)
    answer = post(planner, measure, cell(measure, 2028, "900", 1), cell(measure, 2029, "5", 0))
    assert answer.status_code == 409
    [conflict] = answer.json()["conflicts"]
    assert (conflict["mine"], conflict["theirs"], conflict["version"]) == ("€ 900,000", "€ 850,000", 2)
    assert conflict["by"] == colleague.name
    assert not MeasureYear.objects.filter(year=2029).exists()


@django_db
def test_a_measure_of_another_party_is_refused_and_so_is_the_whole_block(planner, measure):
    town = measure.agenda.pots.exclude(party=measure.work.party).first().party
    theirs = measured(measure.agenda, town, "Riool", factories.member(town.partnerships.get(), "planner", party=town))
    answer = post(planner, measure, cell(measure, 2028, "1", 1), cell(theirs, 2028, "1", 1))
    assert answer.status_code == 403
    assert answer.json()["errors"] == ["“Riool” is of Gemeente. You can change measures of your own party."]
    assert MeasureYear.objects.get(measure=measure).euros == 1_000_000


@django_db
def test_one_wrong_cell_of_a_block_refuses_it_whole_and_names_each_fault(planner, measure):
    answer = post(
        planner, measure, cell(measure, 2028, "1", 1), cell(measure, 2029, "veel", 0), cell(measure, 2030, "-1", 0)
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == ["“veel” is not a number of 0 or more.", "“-1” is not a number of 0 or more."]
    assert MeasureYear.objects.get().euros == 1_000_000


@django_db
@pytest.mark.parametrize(
    "body",
    [[], {}, {"unit": "gold", "cells": []}, {"unit": "euros", "cells": []}, {"unit": "euros", "cells": [7]}, {"unit": "euros", "cells": [{}] * 501}, "x"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(planner, measure, body):
    answer = post(planner, measure, body=body)
    assert answer.status_code == 422
    assert answer.json()["errors"]


@django_db
def test_a_year_that_is_closed_or_not_on_the_agenda_is_refused(planner, measure):
    assert "2040 is not a year of this agenda." in post(planner, measure, cell(measure, 2040, "1", 0)).json()["errors"]
    Pot.objects.filter(party=measure.work.party, year=2028).update(closed=True)
    answer = post(planner, measure, cell(measure, 2028, "1", 1))
    assert answer.json()["errors"] == ["2028 is closed after its look-back. Nothing is changed."]


@django_db
@pytest.mark.parametrize("unit", ["euros", "fte"])
def test_a_block_with_one_cell_twice_is_refused_and_names_the_cell(planner, measure, unit):
    answer = post(planner, measure, cell(measure, 2029, "1", 0), cell(measure, 2029, "2", 0), unit=unit)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        "“Renovatie” in 2029 occurs twice in this block. Send each cell once. Nothing is changed."
    ]
    assert not MeasureYear.objects.filter(year=2029).exists()


@django_db
def test_a_measure_that_is_gone_is_told(planner, measure):
    gone = {**cell(measure, 2028, "1", 1), "measure": measure.pk + 1}
    assert "no longer on the agenda" in post(planner, measure, gone).json()["errors"][0]


@django_db
def test_manpower_and_money_of_a_cell_are_changed_apart(planner, measure):
    answer = post(planner, measure, cell(measure, 2028, "3.5", 1), unit="fte").json()
    assert answer["cells"][0]["text"] == "3.5"
    held = MeasureYear.objects.get()
    assert (held.euros, held.fte) == (1_000_000, Decimal("3.5"))


@django_db
def test_the_file_of_a_table_is_pasted_back_without_a_change(planner, measure):
    write(measure, planner, 2029, 12_345, 0)
    answer = browser(planner).get(address("agenda_file", measure.agenda))
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert head.split(";")[4:7] == ["2026", "2027", "2028"]
    values = dict(zip(head.split(";"), row.split(";"), strict=True))
    assert (values["Measure"], values["Party"], values["Total"]) == ("Renovatie", "Wonen Noord", "1012.345")
    cells = [cell(measure, year, values[str(year)], version) for year, version in ((2028, 1), (2029, 1))]
    assert post(planner, measure, *cells).status_code == 200
    assert list(measure.years.order_by("year").values_list("euros", flat=True)) == [1_000_000, 12_345]


@django_db
def test_a_row_form_writes_only_what_was_changed(planner, measure):
    page = browser(planner)
    fields = {f"{name}-{year}": "" for name in ("euros", "fte") for year in measure.agenda.years}
    fields |= {f"version-{year}": 0 for year in measure.agenda.years}
    fields |= {"group": "housing", "euros-2028": "1000", "fte-2028": "2", "version-2028": 1, "euros-2030": "7"}
    assert page.post(address("measure_edit", measure), fields).status_code == 302
    assert [(each.year, each.version) for each in measure.years.order_by("year")] == [(2028, 1), (2030, 1)]
    measure.refresh_from_db()
    assert measure.group == "housing"


@django_db
def test_a_row_form_that_was_overtaken_shows_both_and_counts_when_it_is_sent_again(planner, measure):
    colleague = factories.member(measure.agenda.partnership, "planner", party=measure.work.party)
    write(measure, colleague, 2028, 850_000, 1)
    fields = {"group": "street", "euros-2028": "900", "fte-2028": "2", "version-2028": "1"}
    answer = browser(planner).post(address("measure_edit", measure), fields)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "€ 850,000" in page
    assert 'name="euros-2028" value="900"' in page
    assert 'name="version-2028" value="2"' in page
    assert browser(planner).post(address("measure_edit", measure), fields | {"version-2028": "2"}).status_code == 302
    assert measure.years.get(year=2028).euros == 900_000


@django_db
def test_a_row_of_another_party_has_no_form(measure):
    town = measure.agenda.pots.exclude(party=measure.work.party).first().party
    other = factories.member(measure.agenda.partnership, "planner", party=town)
    assert browser(other).get(address("measure_edit", measure)).status_code == 403
