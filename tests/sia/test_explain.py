"""Why an area stands where it stands: contributions that add up, evidence, and what lies across the borders."""

from __future__ import annotations

import pytest
from django.utils import translation
from pytest import approx  # noqa: PT013 -- the numbers should stand out

from datasets.models import Area, Indicator
from sia.pipeline import explain, neighbours
from tests.factories import deliver, run_jobs
from tests.sia.six_squares import CODES, FIGURES, bring, newest, results, six_squares

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_city(partnership):
    """As `city`, but F is as lonely as E."""
    six_squares(partnership, FIGURES | {"lonely": FIGURES["lonely"] | {"F": 35}})
    return partnership


def points(explanation, area_id: int) -> dict[str, float]:
    return {reason["theme"]: reason["points"] for reason in explanation.contributions(area_id)}


def test_contributions_are_weighted_distances_to_the_mean_of_the_city(full_city):
    """Means: social 50, health (100 + 50 + 0 + 50 + 25 + 25) / 6, safety 310 / 6."""
    found = explain(newest(full_city))
    area = results(full_city)["A"].area_id
    assert points(found, area) == approx(
        {"social": 0.5 * (100 - 50), "health": 0.25 * (100 - 250 / 6), "safety": 0.25 * (100 - 310 / 6)}
    )
    assert found.reference == approx(0.5 * 50 + 0.25 * 250 / 6 + 0.25 * 310 / 6)


def test_contributions_come_largest_first(full_city):
    found = explain(newest(full_city)).contributions(results(full_city)["A"].area_id)
    assert [reason["theme"] for reason in found] == ["social", "health", "safety"]


@pytest.mark.parametrize("lonely_of_f", [None, 35])
def test_contributions_add_up_to_the_distance_to_the_reference(partnership, lonely_of_f):
    lonely = FIGURES["lonely"] if lonely_of_f is None else FIGURES["lonely"] | {"F": lonely_of_f}
    six_squares(partnership, FIGURES | {"lonely": lonely})
    found = explain(newest(partnership))
    for result in results(partnership).values():
        reasons = found.contributions(result.area_id)
        assert sum(reason["points"] for reason in reasons) == approx(result.urgency - found.reference, abs=1e-9)


@pytest.mark.full
def test_contributions_of_the_real_city_add_up_per_theme_and_per_indicator(partnership, shared_data):
    deliver(partnership, shared_data / "enschede/cbs_buurten_2021_enschede.gpkg", "boundaries")
    deliver(partnership, shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv")
    run_jobs(partnership)
    found = explain(newest(partnership))
    for result in newest(partnership).results.exclude(rank=None):
        reasons = found.contributions(result.area_id)
        assert sum(reason["points"] for reason in reasons) == approx(result.urgency - found.reference, abs=1e-9)
        for reason in reasons:
            assert sum(e["points"] for e in reason["evidence"]) == approx(reason["points"], abs=1e-9)


def test_the_evidence_shows_the_figure_the_city_and_where_it_is_from(full_city):
    bring(full_city, {"poverty": FIGURES["poverty"] | {"GM0153": 11}})
    run_jobs(full_city)
    [social] = [
        r for r in explain(newest(full_city)).contributions(results(full_city)["A"].area_id) if r["theme"] == "social"
    ]
    [evidence] = social["evidence"]
    assert (evidence["value"], evidence["city"], evidence["period"], evidence["unit"]) == (20, 11, 2024, "%")
    assert evidence["points"] == approx(social["points"])


def test_without_a_figure_of_its_own_the_city_is_the_mean_of_its_areas(full_city):
    [social] = [
        r for r in explain(newest(full_city)).contributions(results(full_city)["A"].area_id) if r["theme"] == "social"
    ]
    assert social["evidence"][0]["city"] == approx(10)


def test_a_missing_figure_is_shown_as_missing(city):
    reasons = explain(newest(city)).contributions(results(city)["F"].area_id)
    [health] = [reason for reason in reasons if reason["theme"] == "health"]
    assert (health["score"], health["evidence"][0]["value"]) == (None, None)


def test_potential_is_explained_by_its_own_themes(full_city):
    found = explain(newest(full_city))
    for result in results(full_city).values():
        reasons = found.potential_contributions(result.area_id)
        total = sum(reason["points"] for reason in reasons)
        assert total == approx(result.potential_own - found.trees["potential"].reference, abs=1e-9)


def test_labels_and_names_follow_the_language(full_city):
    area = results(full_city)["A"].area_id
    Indicator.objects.filter(code="poverty").update(name_nl="Armoede", name_en="Poverty")
    bring(full_city, {"poverty": FIGURES["poverty"] | {"A": 19}})
    run_jobs(full_city)
    for language, name in (("nl", "Armoede"), ("en", "Poverty")):
        with translation.override(language):
            assert explain(newest(full_city)).contributions(area)[0]["evidence"][0]["name"] == name


def test_each_border_tells_what_it_brings_and_what_it_keeps_out(city):
    """A has 1,000 m with B (assets 100, open for 0.4), 1,000 m with D (assets 0) and a corner with E."""
    area = Area.objects.get(code=CODES["A"])
    rows = neighbours(explain(newest(city)), area)
    letters = {code: letter for letter, code in CODES.items()}
    assert {letters[row["area"].code]: (row["assets"], row["gain"], row["locked"]) for row in rows} == {
        "B": (100, approx(2.5), approx(3.75)),
        "D": (0, 0, 0),
        "E": (0, 0, 0),
    }
    assert rows[-1]["link"].border_m == 0  # corners come last


def test_the_borders_of_an_area_add_up_to_its_stored_gain(city):
    for result in results(city).values():
        rows = neighbours(explain(newest(city)), result.area)
        assert sum(row["gain"] for row in rows) == approx(result.neighbour_gain)
        assert sum(row["locked"] for row in rows) == approx(result.locked_gain)
