"""The course of each area's urgency in the ranked list: one scale for all, comparable years only, no query per area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from datasets.models import Observation
from sia.pages.ranking.courses import Course, courses
from sia.pipeline import imagine, imagine_anew
from sia.pipeline.trend import trend
from sia.pipeline.weighing import Weighing
from tests.factories import PartnershipFactory, member
from tests.shared_city import fresh_copy
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db
UNCLEAR = ": geen duidelijke verandering"


@pytest.fixture(scope="module")
def made(module_db: None) -> City:
    """Scores 0, 17, 39, 83 and 100 in 2023 and 2024 alike, but the last was at 50 in 2023; the fourth had no figures then."""
    found = weighed_city(PartnershipFactory.create())
    before = Observation.objects.filter(period=2023)
    before.filter(area=found.areas[4]).update(value=14.5)
    before.filter(area=found.areas[3]).delete()
    return found


@pytest.fixture
def city(made: City, db: None) -> City:
    return fresh_copy(made)


def words(city: City, found: Mapping[int, Course]) -> list[str]:
    """Of each area from the south-west; nothing where it has no line."""
    return [found[area.pk].words if area.pk in found else "" for area in city.areas]


def test_the_course_says_the_score_of_each_year_where_two_years_are_known(city):
    found = courses(city.run)
    stayed = [f"2023 {score}, 2024 {score}{UNCLEAR}" for score in (0, 17, 39)]
    assert words(city, found) == [*stayed, "", "2023 50, 2024 100", ""]
    last = city.run.results.get(area=city.areas[4])
    assert last.urgency == 100


def test_all_lines_are_on_the_scale_of_the_one_that_moved_most(city):
    """The last rose by 50, which is the whole height from 15 to 3; one that stayed lies in the middle, whatever its score."""
    found = courses(city.run)
    assert [found[city.areas[place].pk].spark.points for place in (0, 2, 4)] == ["3,9 29,9", "3,9 29,9", "3,15 29,3"]


def test_what_is_imagined_is_drawn_as_it_is_imagined(city):
    """Other weights give other scores of then too; figures up to a year end there; a ruler of each year's own compares none."""
    Observation.objects.filter(area=city.areas[4], period=2023, indicator__code="loneliness").update(value=17.0)
    weighing = Weighing.from_plain(city.run.weighing)
    assert words(city, courses(city.run))[4] == f"2023 75, 2024 100{UNCLEAR}"
    poor = imagine(city.run, weighing.reweighed({"social": 1, "health": 0})).run
    assert words(city, courses(poor))[4] == "2023 50, 2024 100"
    then = imagine_anew(city.model, "buurt", until=2023)
    assert then is not None
    assert [each.year for each in trend(then.run).years] == [2023]
    assert courses(then.run) == {}
    ranked = imagine(city.run, replace(weighing, normalisation="percentile")).run
    assert courses(ranked) == {}


def test_all_years_of_all_areas_are_one_read_and_once_for_each_version_of_the_data(city):
    """Which datasets are closed, which years there are, the figures and their sources: as much for three years as two."""
    partnership = city.run.partnership
    for years in (2, 3):
        with CaptureQueriesContext(connection) as asked:
            assert len(trend(city.run).years) == years
        assert len(asked) == 4
        with CaptureQueriesContext(connection) as asked:
            assert len(courses(city.run)) == 4
        assert len(asked) == 1
        same = {"period": 2022, "value": 12.0, "delivery": city.delivery}
        held = Observation.objects.filter(period=2023).values_list("area", "indicator")
        Observation.objects.bulk_create(
            [Observation(area_id=area, indicator_id=indicator, **same) for area, indicator in held],
            ignore_conflicts=True,
        )
        partnership.data_version += 1


def test_the_list_tells_the_course_in_words_and_only_where_there_is_one(city):
    client = Client()
    client.force_login(member(city.partnership, "viewer"))
    page = client.get(reverse("map", args=[city.partnership.slug])).content.decode()
    assert page.count('class="spark"') == 1
    assert page.count('class="spark spark--unclear"') == 3
    assert "<title>2023 50, 2024 100</title>" in page
