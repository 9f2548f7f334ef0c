"""Urgency through the years on fixed goalposts: a new year never moves an old one, and old figures are never news."""

from __future__ import annotations

import numpy as np
import pytest
from django.utils import translation
from pytest import approx  # noqa: PT013 -- the numbers should stand out

from datasets.models import Observation
from sia.models import ScoreModel
from sia.pages import area_trend
from sia.pipeline import explain
from sia.pipeline.trend import Trend, trend
from tests.factories import deliver, run_jobs
from tests.sia.six_squares import FIGURES, bring, newest, results

pytestmark = pytest.mark.django_db
URGENT = ("poverty", "lonely", "feels_safe")


def letters(city, found: Trend) -> dict[str, int]:
    return {letter: found.rows[result.area_id] for letter, result in results(city).items()}


def year_of(found: Trend, year: int):
    [wanted] = [each for each in found.years if each.year == year]
    return wanted


def test_the_last_year_is_the_score_and_the_reference_that_the_page_shows(city):
    found, rows = trend(newest(city)), letters(city, trend(newest(city)))
    [year] = found.years
    assert (year.year, year.new, found.indicators) == (2024, 3, 3)
    for letter, result in results(city).items():
        assert year.total[rows[letter]] == approx(result.urgency)
    assert year.city == approx(explain(newest(city)).reference)


def test_an_earlier_year_is_measured_with_the_goalposts_of_the_model_in_use(city):
    """Half the poverty of 20 % scores 50 on the posts 0 and 20, whatever the other areas were then."""
    bring(city, {code: FIGURES[code] for code in URGENT} | {"poverty": {"A": 10, "B": 8, "C": 6, "D": 2}}, year=2020)
    run_jobs(city)
    found = trend(newest(city))
    row = letters(city, found)["A"]
    assert [each.year for each in found.years] == [2020, 2024]
    assert year_of(found, 2020).themes[row, found.themes.index("social")] == approx(50)
    assert year_of(found, 2020).total[row] == approx(0.5 * 50 + 0.25 * 100 + 0.25 * 100)


def test_a_year_without_new_figures_is_left_out_and_one_with_some_counts_them(city):
    """2022 brings poverty alone: the other two keep their figures of 2020. Of 2021 there is nothing."""
    bring(city, {code: FIGURES[code] for code in URGENT}, year=2020)
    bring(city, {"poverty": dict.fromkeys("ABCDEF", 20)}, year=2022)
    run_jobs(city)
    assert [(each.year, each.new) for each in trend(newest(city)).years] == [(2020, 3), (2022, 1), (2024, 3)]


def test_a_year_of_a_few_areas_does_not_count_as_new(city):
    bring(city, {code: FIGURES[code] for code in URGENT}, year=2020)
    bring(city, {"poverty": {"A": 3}}, year=2022)
    run_jobs(city)
    assert [each.year for each in trend(newest(city)).years] == [2020, 2024]


def test_too_few_figures_give_no_score_rather_than_a_low_one(city):
    """Of 2020 poverty alone is known: half the weight, and three quarters are needed."""
    bring(city, {"poverty": FIGURES["poverty"]}, year=2020)
    run_jobs(city)
    early = year_of(trend(newest(city)), 2020)
    assert np.isnan(early.total).all()
    assert np.isnan(early.city)


def test_an_indicator_that_is_measured_later_is_no_movement_of_the_area(city):
    """Poverty and loneliness of A went up by twenty points each. Its good score for safety has no figure of 2020.

    All that is known would say that it fell from 80 to 75.
    """
    bring(city, {"feels_safe": FIGURES["feels_safe"] | {"A": 100}})
    bring(city, {"poverty": FIGURES["poverty"] | {"A": 16}, "lonely": FIGURES["lonely"] | {"A": 46}}, year=2020)
    run_jobs(city)
    with translation.override("en"):
        told = area_trend.page(newest(city), results(city)["A"].area_id)["trend"]
    assert told["lines"][0].values == approx([55, 75])
    assert told["words"] == (
        "Urgency rose by 20.0 points from 2020 to 2024. Most of it lies in: Social. The mean of the city rose by 4.0."
    )
    assert told["left_out"] == "Not in the change, for want of figures of 2020: Safety."
    safety = told["lines"][-1]
    assert (safety.values, safety.change) == ([None, 0], None)


def test_new_figures_are_seen_at_once(city):
    assert len(trend(newest(city)).years) == 1
    bring(city, {code: FIGURES[code] for code in URGENT}, year=2020)
    city.refresh_from_db()
    assert len(trend(newest(city)).years) == 2


def test_the_page_says_how_far_the_area_and_the_city_moved(city):
    """A had half its poverty in 2020: social 50 → 100 at half the weight. The city's mean moves by a sixth of that."""
    bring(city, {code: FIGURES[code] for code in URGENT} | {"poverty": FIGURES["poverty"] | {"A": 10}}, year=2020)
    run_jobs(city)
    with translation.override("en"):
        told = area_trend.page(newest(city), results(city)["A"].area_id)["trend"]
    assert told["words"] == (
        "Urgency rose by 25.0 points from 2020 to 2024. Most of it lies in: Social. The mean of the city rose by 4.2."
    )
    assert told["lines"][0].values == approx([75, 100])
    assert told["lines"][0].change.points == approx(25)
    assert len(told["chart"].area) == 2


def test_one_year_is_a_table_without_a_chart(city):
    told = area_trend.page(newest(city), results(city)["A"].area_id)["trend"]
    assert (told["chart"], told["words"], told["years"]) == (None, "", [2024])


def test_an_area_without_any_score_has_no_trend(city):
    Observation.objects.filter(area_id=results(city)["F"].area_id).exclude(indicator__code="clubs").delete()
    assert area_trend.page(newest(city), results(city)["F"].area_id) == {"trend": None}


def test_labels_at_the_ends_of_two_lines_never_touch():
    assert area_trend.apart(100, 100) == (92, 108)
    assert area_trend.apart(104, 100) == (110, 94)
    assert area_trend.apart(20, 100) == (20, 100)


def health_of(partnership, shared_data, *years: int) -> None:
    for year in years:
        table = shared_data / f"enschede/rivm_gezondheid_{year}_18plus_enschede.csv"
        assert deliver(partnership, table).state == "current"
    run_jobs(partnership)


@pytest.mark.full
def test_three_health_monitors_of_the_real_city_make_a_trend_that_ends_at_the_score(partnership, shared_data):
    deliver(partnership, shared_data / "enschede/cbs_buurten_2021_enschede.gpkg", "boundaries")
    health_of(partnership, shared_data, 2012, 2016)
    ScoreModel.objects.of(partnership).update(state="agreed", starter=False)
    assert [year.year for year in trend(newest(partnership)).years] == [2012, 2016]
    health_of(partnership, shared_data, 2020)
    partnership.refresh_from_db()
    after, run = trend(newest(partnership)), newest(partnership)
    assert [year.year for year in after.years] == [2012, 2016, 2020]
    for result in run.results.exclude(urgency=None):
        assert after.years[-1].total[after.rows[result.area_id]] == approx(result.urgency)
    scored = [np.count_nonzero(~np.isnan(year.total)) for year in after.years]
    assert min(scored) > 50, scored
    assert len({round(year.city, 3) for year in after.years}) == 3
