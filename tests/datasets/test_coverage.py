"""Boundaries that are only a part, or lie over each other, are said; the finest level is one that covers all."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from accounts.models import Party
from datasets.models import Area
from datasets.pipeline.coverage import finest_level
from datasets.texts.problems import sentence
from tests.datasets.drawn import box, outlines
from tests.datasets.tables import codes
from tests.factories import deliver, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
SIX = {
    f"BU0153{row:02}{column:02}": box(column * 1000, row * 1000, column * 1000 + 1000, row * 1000 + 1000)
    for row in range(2)
    for column in range(3)
}
FIRST = {code: ring for code, ring in SIX.items() if code < "BU01530002"}  # two of the six
WIJKEN = {"WK015300": box(0, 0, 3000, 1000), "WK015301": box(0, 1000, 3000, 2000)}


def brought(partnership, rings, **options):
    return deliver(partnership, outlines(rings), "boundaries", load=False, **options)


def note(delivery):
    return sentence(delivery.problems[0]).note


def test_a_part_of_the_buurten_is_told_with_numbers_and_names(partnership):
    square_city(partnership, vintage=2023)
    delivery = brought(partnership, FIRST)
    assert (delivery.state, codes(delivery)) == ("refused", ["part_of_the_map"])
    params = delivery.problems[0]["params"]
    assert (params["count"], params["of"], params["share"]) == (2, 6, 33)
    assert params["names"] == "Buurt 02, Buurt 00, Buurt 01"
    assert Area.objects.filter(vintage=2024).count() == 0


def test_a_part_is_told_beside_the_wijken_of_its_own_file(partnership):
    delivery = brought(partnership, {**WIJKEN, **FIRST})
    assert codes(delivery) == ["part_of_the_map"]
    assert delivery.problems[0]["params"]["names"] == "Gebied 01"


def test_a_part_that_is_accepted_is_loaded_and_is_not_the_finest_level(partnership, client, steward):
    square_city(partnership, vintage=2023)
    Area.objects.filter(level="buurt").delete()
    assert finest_level(partnership) == "wijk"
    supplier = Party.objects.get(kind="municipality")
    delivery = brought(partnership, FIRST, supplier=supplier)
    client.force_login(steward)
    answered = {"accept-part_of_the_map": "on"}
    client.post(reverse("delivery_answer", args=[partnership.slug, delivery.pk]), answered)
    run_jobs(partnership, "datasets.check")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.problems) == ("checked", [])
    client.post(reverse("delivery_load", args=[partnership.slug, delivery.pk]))
    run_jobs(partnership, "datasets.load")
    assert Area.objects.filter(vintage=2024).count() == 2  # no wijk is made of a part
    assert finest_level(partnership) == "wijk"
    rest = brought(partnership, {code: ring for code, ring in SIX.items() if code not in FIRST})
    assert (rest.state, rest.problems) == ("checked", [])


def test_the_whole_is_the_finest_level(partnership):
    deliver(partnership, outlines({**WIJKEN, **SIX}), "boundaries")
    assert finest_level(partnership) == "buurt"


@pytest.mark.parametrize(("left", "asked"), [(0, []), (1, ["gaps_in_the_map"])])
def test_a_first_map_with_a_hole_is_asked(partnership, left, asked):
    rings = {
        f"BU015300{at:02}": box(x * 100, y * 100, x * 100 + 100, y * 100 + 100)
        for at, (x, y) in enumerate((x, y) for x in range(3) for y in range(3))
    }
    middle = [code for code in rings if rings[code] == box(100, 100, 200, 200)]
    assert codes(brought(partnership, {code: rings[code] for code in rings if not left or code not in middle})) == asked


def test_a_first_map_that_begins_at_a_later_wijk_is_asked(partnership):
    later = {code.replace("BU0153", "BU015303")[:8] + code[-2:]: ring for code, ring in FIRST.items()}
    assert codes(brought(partnership, later)) == ["gaps_in_the_map"]


def test_two_areas_with_the_same_outline_are_refused_with_both_names(partnership):
    delivery = brought(partnership, {**SIX, "BU01530199": SIX["BU01530102"]})
    assert (delivery.state, codes(delivery)) == ("refused", ["areas_overlap"])
    problem = delivery.problems[0]
    assert problem["value"] == "Gebied 99 (BU01530199)"
    assert problem["params"] == {"other": "Gebied 02 (BU01530102)", "share": 100}


def test_an_area_over_its_neighbours_is_refused_and_a_sliver_is_not(partnership):
    wide = {**SIX, "BU01530001": box(900, 0, 2100, 1000)}
    assert codes(brought(partnership, wide)) == ["areas_overlap", "areas_overlap"]
    sliver = {**SIX, "BU01530001": box(995, 0, 2005, 1000)}
    assert codes(brought(partnership, sliver)) == []


def test_an_area_over_a_stored_one_of_its_year_is_refused(partnership):
    deliver(partnership, outlines(SIX), "boundaries")
    delivery = brought(partnership, {"BU01530050": box(0, 0, 1500, 1000)})
    assert "areas_overlap" in codes(delivery)


def test_boundaries_of_a_year_to_come_are_asked(partnership):
    delivery = deliver(partnership, outlines(SIX, year=2099), "boundaries", load=False)
    assert codes(delivery) == ["future_year"]


@pytest.mark.full
@pytest.mark.parametrize("kept", [6, 40])
def test_a_part_of_the_real_buurten_is_told_beside_the_year_before(partnership, shared_data, kept):
    deliver(partnership, shared_data / "enschede/cbs_buurten_2021_enschede.gpkg", "boundaries")
    new = json.loads((shared_data / "demo/enschede_buurten_2024.geojson").read_text())
    new["features"] = new["features"][:kept]
    delivery = deliver(partnership, upload("buurten 2024.geojson", json.dumps(new)), "boundaries", load=False)
    assert codes(delivery) == ["part_of_the_map"]
    params = delivery.problems[0]["params"]
    assert (params["count"], params["of"]) == (kept, 70)


@pytest.mark.full
def test_real_boundaries_of_other_years_are_whole(partnership, shared_data):
    for file in (
        "cbs_wijken_2022_enschede.gpkg",
        "cbs_buurten_2021_enschede.gpkg",
        "cbs_buurten_2014_enschede_grof.geojson",
    ):
        delivery = deliver(partnership, shared_data / "enschede" / file, "boundaries")
        assert not {"areas_overlap", "part_of_the_map", "gaps_in_the_map"} & set(codes(delivery))
    assert finest_level(partnership) == "buurt"
