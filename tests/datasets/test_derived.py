"""Figures that the application counts itself: assets inside each area, stored like any other delivery."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from accounts.models import Partnership
from datasets import actions
from datasets.models import Asset, Delivery, Indicator, Observation, ObservationRevision
from datasets.pipeline.derived import ASSETS_IN_AREA, observe_assets, store_derived
from tests.datasets.drawn import X, Y
from tests.datasets.tables import stored
from tests.factories import square_city

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def city(partnership):
    square_city(partnership)
    return partnership


def add(partnership: Partnership, name: str, x: float, y: float) -> Asset:
    point = Point(X + x, Y + y, srid=28992)
    return actions.add_asset(
        partnership=partnership, by=None, name=name, kind="sports_club", point=point, reach_m=800, owner=None
    )


def counted(partnership: Partnership) -> dict[str, float]:
    return stored(partnership, "assets_in_area", timezone.localdate().year)


def test_an_asset_counts_in_its_buurt_and_its_wijk_and_every_other_area_has_none(city):
    add(city, "Club", 500, 500)
    add(city, "Bad", 1500, 500)
    add(city, "School", 1600, 500)
    assert counted(city) == {
        "BU01530000": 1,
        "BU01530001": 2,
        "BU01530002": 0,
        "BU01530100": 0,
        "BU01530101": 0,
        "BU01530102": 0,
        "WK015300": 3,
        "WK015301": 0,
    }


def test_a_place_in_degrees_is_kept_in_rd(city):
    degrees = Point(X + 500, Y + 500, srid=28992)
    degrees.transform(4326)
    asset = actions.add_asset(partnership=city, by=None, name="Club", kind="pool", point=degrees, reach_m=800)
    asset.refresh_from_db()
    assert (asset.point.srid, round(asset.point.x), round(asset.point.y)) == (28992, X + 500, Y + 500)
    assert counted(city)["BU01530000"] == 1


def test_adding_an_asset_counts_as_a_change_and_asks_for_new_scores(city):
    add(city, "Club", 500, 500)
    city.refresh_from_db()
    assert (city.data_version, [job.kind for job in city.jobs.all()]) == (1, ["dia.observe", "sia.recompute"])


def test_counting_again_changes_nothing(city):
    add(city, "Club", 500, 500)
    deliveries = Delivery.objects.count()
    observe_assets(city)
    assert (Delivery.objects.count(), ObservationRevision.objects.count()) == (deliveries, 0)


def test_each_count_can_be_traced_to_a_delivery_and_the_former_is_superseded(city):
    add(city, "Club", 500, 500)
    add(city, "Bad", 500, 600)
    first, second = Delivery.objects.filter(kind="derived").order_by("pk")
    assert (first.state, second.state) == ("superseded", "current")
    assert Observation.objects.get(area__code="BU01530000").delivery == second
    assert Observation.objects.get(area__code="BU01530001").delivery == first


def test_a_value_that_is_no_longer_given_vanishes(city):
    areas = dict(city.areas.values_list("code", "pk"))
    store_derived(city, ASSETS_IN_AREA, 2024, [(areas["BU01530000"], 1.0), (areas["BU01530001"], 2.0)])
    assert store_derived(city, ASSETS_IN_AREA, 2024, [(areas["BU01530001"], 2.0)])
    assert stored(city, "assets_in_area") == {"BU01530001": 2}


def test_what_stood_is_kept_also_where_no_value_is_left_at_all(city):
    area = city.areas.get(code="BU01530000")
    store_derived(city, ASSETS_IN_AREA, 2024, [(area.pk, 3.0)])
    first = Delivery.objects.get(kind="derived")
    assert store_derived(city, ASSETS_IN_AREA, 2024, [], emptied=[area.pk])
    assert stored(city, "assets_in_area") == {}
    kept = ObservationRevision.objects.get()
    assert (kept.area, kept.value, kept.delivery) == (area, 3, first)
    assert (kept.replaced_by.state, kept.replaced_by.counts["vanished"]) == ("current", 1)


def test_what_is_counted_is_potential_of_the_theme_assets(city):
    add(city, "Club", 500, 500)
    found = Indicator.objects.get(code="assets_in_area")
    assert (found.theme, found.role, found.direction) == ("assets", "potential", 1)


def test_without_areas_nothing_is_counted(partnership):
    add(partnership, "Club", 500, 500)
    assert not Observation.objects.exists()
