"""Figures by the areas of a stored year before today's: kept for the areas of then, and carried over to those of today."""

from __future__ import annotations

import json

import pytest

from datasets.models import Area, Observation
from tests.datasets.tables import codes, unprotected
from tests.datasets.two_years import NOW, RENAMED, THEN, city, table
from tests.factories import PartnershipFactory, deliver, undo, upload

pytestmark = pytest.mark.django_db
PEOPLE = {short: 1000 + 100 * at for at, short in enumerate(THEN)}
FIGURES = {short: 20 + at for at, short in enumerate(THEN)}  # 13 is on the map of 2024 no more


def load(partnership, year: int, rings=THEN, **how) -> None:
    """Load the boundaries of a year; small numbers are a matter of other tests."""
    if not partnership.datasets.exists():
        unprotected(partnership, "low_income_households")
    assert deliver(partnership, city(year, rings, **how), "boundaries").state == "current"


def load_2024(partnership):
    load(partnership, 2024, NOW, names=RENAMED)


def bring(partnership, figures=FIGURES, year: int = 2021, **how):
    return deliver(partnership, table(year, "low_income_households", figures), period=year, **how)


def found(partnership) -> set[tuple]:
    """The figures of every year of boundaries, with all that is told of them."""
    fields = ("area__vintage", "area__code", "value", "numerator", "denominator", "flag")
    return set(Observation.objects.of(partnership).filter(indicator__code="low_income_households").values_list(*fields))


def test_a_file_of_the_division_of_before_comes_to_the_same_as_when_it_had_come_in_time(partnership):
    load(partnership, 2021, people=PEOPLE)
    load_2024(partnership)
    late = bring(partnership)
    assert (late.state, codes(late), late.recognised["division"]) == ("current", ["former_division"], 2021)

    in_time = PartnershipFactory.create(municipality_code=partnership.municipality_code)
    load(in_time, 2021, people=PEOPLE)
    bring(in_time)
    load_2024(in_time)
    assert found(partnership) == found(in_time)
    assert {vintage for vintage, *_ in found(partnership)} == {2021, 2024}
    assert {flag for vintage, *_, flag in found(partnership) if vintage == 2024} == {"", "apportioned"}


@pytest.mark.full
def test_figures_go_through_every_year_between(partnership):
    load(partnership, 2019, people=PEOPLE)
    load(partnership, 2021, people=PEOPLE)
    Area.objects.filter(vintage=2021, code="BU01530103").update(code="BU01530109")
    load_2024(partnership)
    late = bring(partnership, year=2019)
    assert (late.state, late.recognised["division"]) == ("current", 2019)
    assert {vintage for vintage, *_ in found(partnership)} == {2019, 2021, 2024}


@pytest.mark.full
def test_of_two_years_with_all_codes_the_one_nearest_to_the_figures_counts(partnership):
    load(partnership, 2019)
    load(partnership, 2021)
    load_2024(partnership)
    assert bring(partnership, year=2018).recognised["division"] == 2019
    assert bring(partnership, {**FIGURES, "00": 1}, year=2023).recognised["division"] == 2021


@pytest.mark.full
def test_an_undo_takes_away_what_was_carried(partnership):
    load(partnership, 2021)
    load_2024(partnership)
    first = bring(partnership)
    before = found(partnership)
    second = bring(partnership, dict.fromkeys(FIGURES, 70))
    assert found(partnership) != before
    undo(second, "de verkeerde tabel")
    assert found(partnership) == before
    undo(first, "nog een")
    assert found(partnership) == set()


def test_a_code_of_no_division_is_still_named(partnership):
    load(partnership, 2021)
    load_2024(partnership)
    refused = bring(partnership, {**FIGURES, "19": 3})
    assert (refused.state, codes(refused)) == ("refused", ["older_area_code"] * 2 + ["unknown_area_code"])
    assert found(partnership) == set()


def test_a_file_of_today_stays_of_today(partnership):
    load(partnership, 2021)
    load_2024(partnership)
    now = bring(partnership, dict.fromkeys(NOW, 30), year=2024)
    assert (now.state, codes(now), now.recognised["division"]) == ("current", [], None)
    assert {vintage for vintage, *_ in found(partnership)} == {2024}


@pytest.mark.full
def test_lelystad_gave_nearly_all_its_wijken_another_code(shared_data):
    """Real wijken of 2014 and 2022, of which nine of eleven codes are gone; the figures are made up."""
    lelystad = PartnershipFactory.create(municipality_code="GM0995")
    raw = json.loads((shared_data / "nl/cbs_wijken_2014_nl.geojson").read_text())
    raw["features"] = [each for each in raw["features"] if each["properties"]["statcode"].startswith("WK0995")]
    unprotected(lelystad, "laag")
    then = upload("wijken_2014.geojson", json.dumps(raw))
    coarse = deliver(lelystad, then, "boundaries", vintage=2014, accepted=["gaps_in_the_map"])
    assert coarse.state == "current"
    assert deliver(lelystad, shared_data / "nl/cbs_wijken_2022_nl.gpkg", "boundaries").state == "current"
    wijken = Area.objects.of(lelystad).at("wijk").filter(vintage=2014).order_by("code").values_list("code", flat=True)
    rows = [f"{code};{30 + at}" for at, code in enumerate(wijken)]
    delivery = deliver(lelystad, upload("laag.csv", "\n".join(["code;low_income_households", *rows])), period=2014)
    assert (codes(delivery), delivery.recognised["division"], len(rows)) == (["former_division"], 2014, 11)
    today = [(value, flag) for vintage, _code, value, *_, flag in found(lelystad) if vintage == 2022]
    assert len(today) > 5
    assert all(30 <= value <= 40 for value, _flag in today)
