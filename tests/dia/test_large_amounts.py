"""An amount a hundred times what it is for is asked before it is saved: in a pasted block, in a form, with and without scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Partnership
from dia.actions.large_amounts import AmountsAsked
from dia.models import Agenda, Commitment, Measure, MeasureYear
from tests.dia.agenda_steps import address, browser, committed, measured, opened, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
QUESTION = (
    "“Renovatie” in 2029: do you mean € 500,000? You typed 500,000 × € 1,000. In the register it costs € 1,500,000."
)


@pytest.fixture
def agenda(partnership: Partnership, homes) -> Agenda:
    return opened(partnership, homes)


@pytest.fixture
def measure(agenda: Agenda, homes, holder) -> Measure:
    """€ 1.500.000 in 2028."""
    return measured(agenda, homes, "Renovatie", holder, direct_cost=1_400_000)


def cells() -> dict[int, int]:
    return dict(MeasureYear.objects.filter(euros__gt=0).values_list("year", "euros"))


def post(user, measure: Measure, values: dict[int, str], meant: Any = None) -> Any:
    sent = [
        {"measure": measure.pk, "year": year, "value": text, "version": 1 if year == 2028 else 0}
        for year, text in values.items()
    ]
    body = {"unit": "euros", "cells": sent} | ({"meant": meant} if meant is not None else {})
    return browser(user).post(address("agenda_cells", measure.agenda), json.dumps(body), "application/json")


def test_euros_pasted_as_thousands_are_asked_and_saved_after_a_yes(measure, holder):
    asked = post(holder, measure, {2029: "500000"})
    assert asked.status_code == 422
    [question] = asked.json()["questions"]
    assert question["text"] == QUESTION
    assert question["yes"] == "Yes, I mean € 500,000,000 in 2029."
    assert cells() == {2028: 1_500_000}
    assert post(holder, measure, {2029: "500000"}, [question["key"]]).status_code == 200
    assert cells() == {2028: 1_500_000, 2029: 500_000_000}


def test_a_yes_counts_for_the_amount_that_was_asked(measure, holder):
    [question] = post(holder, measure, {2029: "500000"}).json()["questions"]
    assert post(holder, measure, {2029: "600000"}, [question["key"]]).status_code == 422
    assert post(holder, measure, {2029: "500000"}, "yes").status_code == 422
    assert cells() == {2028: 1_500_000}


def test_a_row_of_which_only_the_sum_is_too_large_is_asked_year_by_year(measure, holder):
    values = dict.fromkeys(range(2029, 2033), "100000")
    assert len(post(holder, measure, values).json()["questions"]) == 4
    assert cells() == {2028: 1_500_000}


@pytest.mark.parametrize("values", [{2029: "140000"}, {2028: "", 2029: "1500"}, {2028: "0"}])
def test_what_is_less_than_a_hundred_times_the_cost_is_not_asked(measure, holder, values):
    assert post(holder, measure, values).status_code == 200


def test_a_small_change_beside_a_large_amount_is_not_asked_again(measure, holder):
    MeasureYear.objects.create(measure=measure, year=2029, euros=500_000_000)
    assert post(holder, measure, {2030: "5"}).status_code == 200


def test_a_measure_without_a_cost_is_held_against_a_million(agenda, homes, holder):
    free = measured(agenda, homes, "Buurtfeest", holder, direct_cost=0, common_cost=0)
    with pytest.raises(AmountsAsked):
        write(free, holder, 2029, 100_000_000, 0)
    assert write(free, holder, 2029, 99_000_000, 0) == 1


def test_the_form_without_scripts_asks_with_a_box_to_tick(measure, holder):
    page, url = browser(holder), address("measure_edit", measure)
    sent = {"group": "street", "euros-2028": "1,500", "fte-2028": "2", "version-2028": "1", "euros-2029": "500,000"}
    asked = page.post(url, sent)
    text = asked.content.decode()
    assert asked.status_code == 422
    assert QUESTION in text
    assert "Yes, I mean € 500,000,000 in 2029." in text
    assert cells() == {2028: 1_500_000}
    [question] = asked.context["form"].questions
    assert f'name="meant" id="meant-1" value="{question.key}"' in " ".join(text.split())
    assert page.post(url, {**sent, "meant": question.key}).status_code == 302
    assert cells()[2029] == 500_000_000


def test_a_commitment_a_hundred_times_all_measures_is_asked(agenda, measure, homes, holder):
    url = address("commitment_edit", agenda, agenda.pots.get(party=homes, year=2028).pk, "regular")
    sent = {"state": "committed", "euros": "500.000.000", "fte": "0", "note": "", "seen": "0"}
    asked = browser(holder).post(url, sent)
    assert asked.status_code == 422
    assert (
        "Do you mean € 500,000 for 2028? You typed € 500,000,000. All measures of this agenda together cost € 1,500,000."
    ) in asked.content.decode()
    assert not Commitment.objects.exists()
    [question] = asked.context["form"].questions
    assert browser(holder).post(url, {**sent, "meant": question.key}).status_code == 302
    assert Commitment.objects.get().euros == 500_000_000


def test_a_usual_commitment_is_not_asked(agenda, measure, homes, holder):
    committed(agenda, homes, holder, 2028, 149_000_000)
    assert Commitment.objects.get().euros == 149_000_000


def test_the_question_is_asked_in_dutch(measure, holder):
    with translation.override("nl"), pytest.raises(AmountsAsked) as asked:
        write(measure, holder, 2029, 500_000_000, 0)
    [question] = asked.value.questions
    assert question.text == (
        "“Renovatie” in 2029: bedoelt u € 500.000? U typte 500.000 × € 1.000. In het register kost het € 1.500.000."
    )
    assert question.yes == "Ja, ik bedoel € 500.000.000 in 2029."
