"""The pages of the look-backs: what a meeting reads, and what each party can do there."""

from __future__ import annotations

import pytest

from dia.models import Agenda
from tests.days import last_year, this_year
from tests.dia.agenda_steps import address, browser
from tests.dia.lookback_steps import (
    place,
)

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


# The pages


def test_the_list_shows_the_years_that_have_begun_and_opens_one(agenda, renovation, secretary, holder):
    url = address("look_back_list", agenda)
    page = browser(secretary).get(url).content.decode()
    assert f"Look back on {last_year()}" in page
    assert f"Look back on {this_year() + 1}" not in page
    assert f"Look back on {last_year()}" not in browser(holder).get(url).content.decode()
    answer = browser(secretary).post(address("look_back_open", agenda, last_year()))
    assert answer["Location"] == address("look_back", agenda, last_year())
    assert "open since" in browser(holder).get(url).content.decode()


def test_the_list_tells_of_a_closed_year_what_became_of_it(closed, holder):
    page = browser(holder).get(address("look_back_list", closed.agenda)).content.decode()
    assert "Of 2 measures: 1 was done as agreed, 1 comes later." in page


def test_an_agenda_without_a_past_says_so(agenda, secretary):
    Agenda.objects.update(state="opened")
    assert "still being drawn up" in browser(secretary).get(address("look_back_list", agenda)).content.decode()
    Agenda.objects.update(state="agreed", first_year=this_year() + 1)
    page = browser(secretary).get(address("look_back_list", agenda)).content.decode()
    assert f"The first year of this agenda is {this_year() + 1}." in page


def test_the_agenda_leads_to_its_look_backs_and_names_a_closed_year(closed, holder):
    page = browser(holder).get(address("agenda", closed.agenda)).content.decode()
    assert f'href="{address("look_back_list", closed.agenda)}"' in page
    assert "closed after its look-back" in page


def test_one_press_confirms_what_went_as_planned(look_back, renovation, sewer, holder, treasurer):
    assert "Renovatie: done as agreed" in browser(holder).get(place("look_back", look_back)).content.decode()
    page = browser(treasurer).get(place("look_back", look_back)).content.decode()
    assert "Renovatie: done as agreed" not in page
    assert "Riool: done as agreed" not in page
    assert "Say what became of it" in page


def test_a_year_without_a_look_back_does_not_exist(agenda, secretary):
    assert browser(secretary).get(address("look_back", agenda, last_year())).status_code == 404
