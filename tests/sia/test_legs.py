"""A potential without legs opens no gate: no advice, in no draw, and every screen says what to bring."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Partnership
from sia.models import ScoreRun
from sia.pages.sheet import advice
from sia.words.legs import lack_of_potential
from tests import factories
from tests.sia.six_squares import CODES, TREES, newest, results, six_squares

pytestmark = pytest.mark.django_db
SENTENCE = "potential needs three figures from two themes, and has 2 from 2. Bring figures about assets"


@pytest.fixture
def without_legs(partnership: Partnership) -> Partnership:
    """The six squares, without the third indicator of potential in the model."""
    six_squares(partnership, trees=TREES[:-1])
    return partnership


@pytest.fixture
def look(without_legs: Partnership) -> Any:
    clients = {}
    for role in ("viewer", "analyst"):
        clients[role] = Client()
        clients[role].cookies["django_language"] = "en"
        clients[role].force_login(factories.member(without_legs, role))
    return lambda verb, *args, role="viewer": clients[role].get(reverse(verb, args=[without_legs.slug, *args]))


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_six_squares_have_legs(city):
    assert newest(city).robustness["legs"] == {"indicators": 3, "themes": 2, "rho": None, "lack": ""}
    assert lack_of_potential(newest(city)) == ""


def test_without_legs_no_area_is_advised_but_all_are_ranked_and_scored(without_legs):
    found = results(without_legs)
    assert newest(without_legs).robustness["legs"]["lack"] == "few"
    assert {result.advice for result in found.values()} == {"insufficient"}
    assert {letter: result.rank for letter, result in found.items()}["A"] == 1
    assert (found["A"].potential, found["A"].potential_own) == (pytest.approx(27.5), 25)


def test_without_legs_the_gate_is_unknown_in_every_draw(without_legs):
    for result in results(without_legs).values():
        assert result.advice_chances["insufficient"] == 1
        assert result.gates["potential"] == {"value": None, "threshold": None, "open": None, "share": None}
        assert (result.priority, result.advice_order, result.start_year) == (None, None, None)


def test_every_screen_says_what_to_bring(look, without_legs):
    for verb, *args in [("advice",), ("area", CODES["A"]), ("start",), ("in_short",)]:
        assert SENTENCE in said(look(verb, *args)), verb
    assert SENTENCE in said(look("start", role="analyst"))
    assert "too few figures" in said(look("map"))


def test_the_method_page_works_out_an_area_without_that_gate(look, without_legs):
    page = look("method", newest(without_legs).model.version)
    assert page.status_code == 200
    assert 'data-row="gate-potential" data-open=""' in page.content.decode()


def test_the_sheet_of_an_area_says_it_in_place_of_the_class(without_legs):
    with translation.override("en"):
        told = advice(newest(without_legs), results(without_legs)["A"])
    assert (told["key"], SENTENCE in told["sentence"]) == ("insufficient", True)


def test_the_api_tells_what_potential_rests_on(look, without_legs):
    told = look("api-run", newest(without_legs).pk).json()
    assert told["potential_legs"] == {"indicators": 2, "themes": 2, "rho": None, "lack": "few"}


@pytest.mark.parametrize(
    ("legs", "said"),
    [
        ({"lack": "alike", "indicators": 4, "themes": 2, "rho": -0.93}, "potential has nearly the order of urgency"),
        ({"lack": "", "indicators": 4, "themes": 2, "rho": 0.1}, ""),
        (None, ""),
    ],
)
def test_the_sentence_follows_what_is_lacking(legs, said):
    with translation.override("en"):
        found = lack_of_potential(ScoreRun(robustness={} if legs is None else {"legs": legs}))
    assert said in found
    assert bool(found) is bool(said)
