"""A difference between years is told as a change only where errors in the figures do not explain it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F
from django.utils import translation
from pytest import approx  # noqa: PT013 -- the numbers should stand out

from accounts.models import Partnership
from datasets.models import Area, Observation
from sia import pipeline
from sia.models import ScoreIndicator, ScoreModel, ScoreRun, ScoreTheme
from sia.pages import area_trend
from sia.pages.ranking.courses import courses
from sia.pipeline import imagine_anew
from tests.factories import IndicatorFactory, square_city
from tests.weighed import delivered

pytestmark = pytest.mark.django_db
THEMES = ("social", "health", "safety", "living_environment", "climate", "housing")
WEIGHTS = (0.154, 0.154, 0.154, 0.154, 0.154, 0.23)  # the last one is housing, which was not measured in 2020
# Of the five themes of both years; then housing, in 2024.
ROOMBEEK = (50.0, 52.0, 58.0, 60.0, 56.0), (57.9, 61.0, 54.5, 59.7, 59.8, 23.6)
BROEKHEURNE = (20.0, 18.0, 22.0, 21.0, 19.0), (21.0, 19.5, 23.5, 22.0, 20.0, 70.0)
STILL = (40.0, 42.0, 38.0, 44.0, 36.0), (40.0, 42.0, 38.0, 44.0, 36.0, 40.0)


@pytest.fixture
def squares(partnership: Partnership) -> list[Area]:
    """Six squares, of which the first two went as two real ones did; each figure has a published error of one point."""
    areas, delivery = square_city(partnership), delivered(partnership, "")
    model = ScoreModel.objects.create(partnership=partnership, version=1)
    for place, (theme, weight) in enumerate(zip(THEMES, WEIGHTS, strict=True)):
        indicator = IndicatorFactory.create(
            partnership=partnership, code=theme, theme=theme, role="urgency", direction=1
        )
        row = ScoreTheme.objects.create(model=model, tree="urgency", theme=theme, weight=weight)
        ScoreIndicator.objects.create(theme=row, indicator=indicator, weight=1, low=0, high=100, direction=1)
        rest = {"indicator": indicator, "delivery": delivery, "standard_error": 1.0}
        for area, years in zip(areas, (ROOMBEEK, BROEKHEURNE, *[STILL] * 4), strict=True):
            for period, values in zip((2020, 2024), years, strict=True):
                if place < len(values):
                    Observation.objects.create(area=area, period=period, value=values[place], **rest)
    model.state = ScoreModel.State.AGREED
    model.save(update_fields=["state"])
    return areas


def scored(partnership: Partnership) -> ScoreRun:
    run = pipeline.compute(partnership, ScoreModel.objects.get(partnership=partnership), "buurt")
    assert run is not None
    return run


def told(run: ScoreRun, area: Area) -> dict[str, Any]:
    with translation.override("en"):
        found: dict[str, Any] = area_trend.page(run, area.pk)["trend"]
    return found


def on_all_that_was_known(partnership: Partnership, area: Area) -> tuple[float, float]:
    """Return the urgency on the figures until 2020 and on those of today, whatever they are."""
    model = ScoreModel.objects.get(partnership=partnership)
    standings = (imagine_anew(model, "buurt", until=year) for year in (2020, None))
    first, last = (
        next(result.urgency for result in standing.results if result.area_id == area.pk)
        for standing in standings
        if standing
    )
    assert first is not None
    assert last is not None
    return first, last


def test_an_area_that_only_seems_to_fall_since_a_theme_appeared_is_told_to_rise(partnership, squares):
    roombeek = squares[0]
    first, last = on_all_that_was_known(partnership, roombeek)
    assert last - first < -4
    page = told(scored(partnership), roombeek)
    assert page["words"].startswith("Urgency rose by 3.4 points from 2020 to 2024. Most of it lies in: Social, Health.")
    assert page["left_out"] == "Not in the change, for want of figures of 2020: Housing."
    assert page["lines"][0].change.points == approx(3.38)
    assert page["lines"][-1].change is None


def test_a_rise_that_is_mostly_a_theme_that_appeared_is_too_small_to_be_a_change(partnership, squares):
    broekheurne = squares[1]
    first, last = on_all_that_was_known(partnership, broekheurne)
    assert last - first > 11
    page = told(scored(partnership), broekheurne)
    assert page["words"].startswith(
        "Urgency differs by 1.2 points from 2020 to 2024. That is too little to speak of a change"
    )
    assert page["left_out"] == "Not in the change, for want of figures of 2020: Housing."
    assert page["lines"][0].change.points == approx(1.2)


def test_the_list_and_the_city_are_told_by_the_same_numbers(partnership, squares):
    """The mean moved by (3.38 + 1.2) / 6. Its error is that of one area over the root of six."""
    run = scored(partnership)
    page, found = told(run, squares[0]), courses(run)
    assert [found[area.pk].unclear for area in squares] == [False, True, True, True, True, True]
    area, city = page["lines"][0].change, page["lines"][1].change
    assert area.error == approx((2 * (0.5 * 0.2 + 0.5)) ** 0.5)
    assert (city.points, city.error) == (approx(4.58 / 6), approx(area.error / 6**0.5))
    assert page["words"].endswith("The mean of the city rose by 0.8.")
    still = told(run, squares[2])
    assert still["words"].startswith("Urgency stayed the same from 2020 to 2024.")


def test_larger_errors_make_the_same_numbers_no_change(partnership, squares):
    Observation.objects.filter(area__in=squares).update(standard_error=F("standard_error") * 3)
    page = told(scored(partnership), squares[0])
    assert page["words"] == (
        "Urgency differs by 3.4 points from 2020 to 2024. That is too little to speak of a change: errors in the "
        "figures may explain it. The mean of the city differs too little to speak of a change."
    )


def test_without_published_errors_they_follow_from_how_the_figures_were_made(partnership, squares):
    """A register has 3 % of a figure or of the median: 1.2 points where the median counts, more above it."""
    Observation.objects.filter(area__in=squares).update(standard_error=None)
    page = told(scored(partnership), squares[1])
    assert page["lines"][2].change.error == approx((2 * 1.2**2) ** 0.5)


def test_figures_that_are_carried_have_no_change_and_no_error(partnership, squares):
    """Of the five themes only social was measured anew in 2024: the others keep their figures of 2020."""
    Observation.objects.filter(period=2024).exclude(indicator__code__in=("social", "housing")).delete()
    page = told(scored(partnership), squares[0])
    changes = [line.change for line in page["lines"][2:]]
    assert [(each.points, each.error) for each in changes[1:5]] == [(0, 0)] * 4
    assert changes[0].error == approx(2**0.5)
    assert page["lines"][0].change.error == approx(2**0.5 / 5)
