"""Opportunities and clashes on the map: between two works or at their spot, and of a confidential work only its area."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import Point, Polygon
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from datasets.models.areas import RD_NEW
from dia.models import Conflict, CouplingOpportunity, Work
from dia.pages.opportunities_map import step_of
from dia.pipeline.opportunities import find_opportunities
from tests import factories
from tests.dia.bundled import HEAT, Street, X, Y, opportunity_between, street, work
from tests.dia.works_city import browser

pytestmark = pytest.mark.django_db
MIDDLE = {"BU01530000": (255_500, 470_500), "BU01530001": (256_500, 470_500), "BU01530101": (256_500, 471_500)}


@pytest.fixture
def here(partnership) -> Street:
    factories.square_city(partnership)
    return street(partnership)


def asked(here: Street, query: str = "") -> dict[str, Any]:
    answer = browser(here.planner).get(reverse("coupling_list", args=[here.partnership.slug]) + query)
    assert answer.status_code == 200
    return answer.context["map_page"]


def marks(here: Street, query: str = "") -> dict[str, dict[str, Any]]:
    return {mark["id"]: mark for mark in asked(here, query)["on_map"]}


def mark_of(here: Street, opportunity: CouplingOpportunity) -> dict[str, Any]:
    return marks(here)[f"opportunity-{opportunity.pk}"]


def degrees(*places: tuple[float, float]) -> list[Any]:
    return [
        pytest.approx([*Point(*place, srid=RD_NEW).transform(4326, clone=True).coords], abs=1e-5) for place in places
    ]


def clash(here: Street, kind: str, *works: Work, **fields: Any) -> dict[str, Any] | None:
    facts = {"households": 1, "renewed": 2027, "free_from": 2033, "works": [each.pk for each in works], "site": 0}
    facts |= {"first_year": 2027, "then_year": 2028, "household_days": 1, "cap": 1, "over": 1}
    facts |= {"euros": 1, "allowed": 1}
    found = Conflict.objects.create(partnership=here.partnership, kind=kind, year=2028, facts=facts, **fields)
    found.works.set(works)
    return marks(here).get(f"conflict-{found.pk}")


def test_an_opportunity_is_the_shortest_line_between_its_works(here):
    find_opportunities(here.partnership)
    mark = mark_of(here, here.opportunity)
    assert mark["shape"]["type"] == "LineString"
    assert mark["shape"]["coordinates"] == degrees((X, Y), (X + 40, Y))
    assert (mark["letters"], mark["party"]) == ("48", "opportunity-2")
    assert mark["title"].startswith("Sewer 2027–2028 and heat grid 2028–2029 lie 40 m apart.")
    assert mark["href"] == reverse("coupling", args=[here.partnership.slug, here.opportunity.pk])


def test_works_that_overlap_have_their_opportunity_at_the_shared_spot(here):
    for each, east in ((here.sewer, 0), (here.heat, 50)):
        each.place = Polygon.from_bbox((X + east, Y, X + east + 100, Y + 100))
        each.place.srid = RD_NEW
        each.save()
    find_opportunities(here.partnership)
    shape = mark_of(here, here.opportunity)["shape"]
    assert shape["type"] == "Point"
    spot = Point(*shape["coordinates"], srid=4326).transform(RD_NEW, clone=True)
    assert X + 50 < spot.x < X + 100
    assert Y < spot.y < Y + 100


def test_without_places_an_opportunity_lies_in_its_area_or_between_two(here):
    one, same, other = (
        work(here.partnership, here.city, title, east=None, **{**HEAT, "kind": "social", "area_code": code})
        for title, code in (("Een", "BU01530000"), ("Twee", "BU01530000"), ("Drie", "BU01530001"))
    )
    inside, between = mark_of(here, opportunity_between(one, same)), mark_of(here, opportunity_between(one, other))
    assert inside["shape"]["type"] == "Point"
    assert [inside["shape"]["coordinates"]] == degrees(MIDDLE["BU01530000"])
    assert between["shape"]["coordinates"] == degrees(MIDDLE["BU01530000"], MIDDLE["BU01530001"])


@pytest.mark.parametrize("secret", ["sewer", "heat"])
def test_of_a_confidential_work_the_map_knows_the_area_only(here, secret):
    """The other work's place would be half of the secret: the line would point at it."""
    find_opportunities(here.partnership)
    Work.objects.filter(pk=here.heat.pk).update(place=Point(X + 333, Y + 77, srid=RD_NEW), area_code="BU01530101")
    Work.objects.filter(pk=getattr(here, secret).pk).update(confidential=True)
    mark = mark_of(here, here.opportunity)
    assert mark["shape"]["coordinates"] == degrees(MIDDLE["BU01530000"], MIDDLE["BU01530101"])
    assert "m apart" not in mark["title"]


def test_an_opportunity_in_an_area_that_is_on_no_map_is_in_the_list_alone(here):
    one, other = (
        work(here.partnership, here.city, title, east=None, **{**HEAT, "area_code": "BU99999999"})
        for title in ("Een", "Twee")
    )
    opportunity = opportunity_between(one, other)
    page = browser(here.planner).get(reverse("coupling_list", args=[here.partnership.slug]))
    assert page.context["map_page"]["on_map"] == []
    assert f'data-work="opportunity-{opportunity.pk}"' in page.content.decode()
    assert "data-works-map" not in page.content.decode()


@pytest.mark.parametrize(("score", "step"), [(0, 1), (39, 1), (40, 2), (59, 2), (60, 3), (100, 3)])
def test_a_mark_grows_with_its_score_in_three_steps(score, step):
    assert step_of(score) == step


def test_a_clash_of_works_lies_where_they_do_and_has_a_sign_of_its_own(here):
    mark = clash(here, "order", here.sewer, area_code="BU01530000")
    assert mark is not None
    assert (mark["letters"], mark["party"]) == ("!", "clash")
    assert [mark["shape"]["coordinates"]] == degrees((X, Y))
    page = browser(here.planner).get(reverse("coupling_list", args=[here.partnership.slug])).content.decode()
    assert mark["href"] == f"#{mark['id']}"
    assert f'id="{mark["id"]}"' in page


def test_too_much_hindrance_lies_in_its_area_and_too_little_money_nowhere(here):
    overload = clash(here, "overload", here.sewer, area_code="BU01530001")
    assert overload is not None
    assert [overload["shape"]["coordinates"]] == degrees(MIDDLE["BU01530001"])
    assert clash(here, "means", here.sewer, party=here.city) is None


def test_an_area_that_is_chosen_stands_out_with_its_opportunities(here):
    find_opportunities(here.partnership)
    elsewhere = work(here.partnership, here.city, "Elders", **{**HEAT, "area_code": "BU01530101"})
    opportunity_between(here.heat, elsewhere)
    chosen = asked(here, "?area=BU01530101")
    assert [each["code"] for each in chosen["outlined"]] == ["BU01530101"]
    assert len(chosen["on_map"]) == 1
    assert asked(here)["outlined"] == []


def test_other_citys_opportunities_are_on_no_map_of_ours(here):
    there, party = factories.PartnershipFactory.create(), factories.PartyFactory.create()
    opportunity_between(*(work(there, party, title, **HEAT) for title in ("Een", "Twee")))
    find_opportunities(here.partnership)
    assert set(marks(here)) == {f"opportunity-{here.opportunity.pk}"}


def test_forty_opportunities_cost_no_query_more_than_one(here):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            asked(here)
        return len(queries)

    find_opportunities(here.partnership)
    asked(here)
    before = count()
    for number in range(40):
        opportunity_between(here.heat, work(here.partnership, here.city, f"Gas {number}", **HEAT))
    assert len(marks(here)) == 41
    assert count() == before
