"""Boundaries: from a file that CBS, PDOK or a user made to areas with parents, borders and a map."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.urls import reverse

from datasets.models import Area, AreaLink, AreaMap, Delivery
from tests.datasets.drawn import box, outlines
from tests.factories import PartnershipFactory, deliver, square_city, upload
from tests.html import markup

pytestmark = pytest.mark.django_db
BUURTEN_2021 = "enschede/cbs_buurten_2021_enschede"
TWO_SQUARES = {"BU01530000": box(0, 0, 1000, 1000), "BU01530100": box(1000, 0, 2000, 1000)}


def held(partnership, **which) -> dict[str, int]:
    found = Area.objects.of(partnership).filter(**which)
    return {level: found.filter(level=level).count() for level in ("buurt", "wijk", "gemeente")}


def pairs(level: str = "buurt") -> tuple[int, int]:
    """Pairs that share a border, and pairs that touch at all."""
    links = AreaLink.objects.filter(a__level=level)
    return links.filter(border_m__gt=0).count(), links.count()


def codes(delivery: Delivery) -> list[str]:
    return [problem["code"] for problem in delivery.problems]


@pytest.mark.parametrize(
    "file",
    [
        f"{BUURTEN_2021}.gpkg",
        *(
            pytest.param(other, marks=pytest.mark.full)
            for other in (f"{BUURTEN_2021}_shp.zip", f"{BUURTEN_2021}.geojson", "demo/enschede_buurten_2024.geojson")
        ),
    ],
)
def test_the_buurten_of_enschede_bring_their_wijken_and_their_gemeente(partnership, shared_data, file):
    delivery = deliver(partnership, shared_data / file, "boundaries")
    assert (delivery.state, delivery.problems) == ("current", [])
    assert held(partnership) == {"buurt": 70, "wijk": 10, "gemeente": 1}
    assert delivery.preview["derived"] == {"wijk": 10, "gemeente": 1}
    surfaces = {level: sum(a.surface_km2 for a in Area.objects.at(level)) for level in ("buurt", "wijk", "gemeente")}
    assert surfaces == pytest.approx(dict.fromkeys(surfaces, 142.7), abs=0.05)
    assert (pairs(), pairs("wijk")) == ((173, 211), (23, 23))


@pytest.mark.full
def test_every_buurt_lies_in_its_wijk_and_every_wijk_in_the_gemeente(partnership, shared_data):
    deliver(partnership, shared_data / f"{BUURTEN_2021}.gpkg", "boundaries")
    kennispark = Area.objects.select_related("parent__parent").get(code="BU01530703")
    assert (kennispark.name, kennispark.parent.code, kennispark.parent.parent.code) == (
        "Kennispark",
        "WK015307",
        "GM0153",
    )
    assert Area.objects.filter(parent=None).count() == 1


def test_inhabitants_of_a_wijk_are_the_sum_of_its_buurten(partnership, shared_data):
    deliver(partnership, shared_data / f"{BUURTEN_2021}.gpkg", "boundaries")
    gemeente = Area.objects.get(level="gemeente")
    assert gemeente.inhabitants == 159_655  # CBS rounds per buurt: 159,732 in truth
    assert sum(Area.objects.at("wijk").values_list("inhabitants", flat=True)) == 159_655


def test_the_map_holds_every_area_once_in_degrees(partnership, shared_data):
    deliver(partnership, shared_data / f"{BUURTEN_2021}.gpkg", "boundaries")
    features = json.loads(AreaMap.objects.get(level="buurt").body)["features"]
    assert len({feature["id"] for feature in features}) == 70
    longitude, latitude = features[0]["geometry"]["coordinates"][0][0][0]
    assert (round(longitude, 1), round(latitude, 1)) == (6.9, 52.2)


def test_a_file_with_wijken_only_brings_wijken_and_a_gemeente(partnership, shared_data):
    delivery = deliver(partnership, shared_data / "enschede/cbs_wijken_2022_enschede.gpkg", "boundaries")
    assert delivery.recognised["levels"] == {"wijk": 10}
    assert held(partnership) == {"buurt": 0, "wijk": 10, "gemeente": 1}
    assert Area.objects.get(code="WK015303").name == "Wijk 03 Twekkelerveld - T.H.T."


def test_the_file_of_problems_holds_all_of_them_also_those_that_postgis_finds(partnership, client, steward):
    """700 areas without a boundary, and 400 whose boundary crosses itself: the page lists a thousand."""
    crossed = [(0, 0), (100, 100), (100, 0), (0, 100)]
    rings = {f"BU0153{1000 + n}": crossed for n in range(1_100)}
    file = json.loads(outlines(rings).read())
    for feature in file["features"][:700]:
        feature["geometry"] = None
    refused = deliver(partnership, upload("kaart.geojson", json.dumps(file)), "boundaries")
    assert (refused.state, refused.counts["problems"]) == ("refused", {"refusal": 0, "error": 700, "warning": 400})
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    text = client.get(reverse("delivery_problems", args=[partnership.slug, refused.pk])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    assert Counter(row[4] for row in rows) == Counter(rings.keys())
    page = markup(client.get(reverse("delivery", args=[partnership.slug, refused.pk])))
    assert "100 more problems are not on this page. The files above list all." in page


WIJKEN_2022 = "enschede/cbs_wijken_2022_enschede.gpkg"
BUURTEN = f"{BUURTEN_2021}.gpkg"


@pytest.mark.full
@pytest.mark.parametrize("order", [(WIJKEN_2022, BUURTEN), (BUURTEN, WIJKEN_2022)], ids=["before", "after"])
def test_derived_wijken_take_their_names_from_wijken_of_another_year(partnership, shared_data, order):
    for file in order:
        deliver(partnership, shared_data / file, "boundaries")
    derived = Area.objects.get(code="WK015303", vintage=2021)
    assert derived.name == "Wijk 03 Twekkelerveld - T.H.T."
    drawn = json.loads(AreaMap.objects.get(level="wijk", vintage=2021).body)["features"]
    assert drawn[3]["properties"]["name"] == derived.name


def test_wijken_of_their_own_year_replace_the_derived_ones_and_stay(partnership, shared_data):
    deliver(partnership, shared_data / f"{BUURTEN_2021}.gpkg", "boundaries")
    own = deliver(partnership, shared_data / "enschede/wijken_2021_enschede_afgeleid.gpkg", "boundaries")
    deliver(partnership, shared_data / f"{BUURTEN_2021}.geojson", "boundaries")
    assert Area.objects.get(code="WK015303", vintage=2021).delivery == own


def test_a_new_year_stands_beside_the_old_one(partnership, shared_data):
    deliver(partnership, shared_data / f"{BUURTEN_2021}.gpkg", "boundaries")
    deliver(partnership, shared_data / "demo/enschede_buurten_2024.geojson", "boundaries")
    assert (
        held(partnership, vintage=2021) == held(partnership, vintage=2024) == {"buurt": 70, "wijk": 10, "gemeente": 1}
    )
    assert set(Area.objects.of(partnership).current().values_list("vintage", flat=True)) == {2024}


def test_the_national_file_is_cut_to_the_municipality_and_says_how_much_was_left_out(partnership, shared_data):
    delivery = deliver(partnership, shared_data / "nl/cbs_wijken_2022_nl.gpkg", "boundaries")
    assert (delivery.counts["rows"], delivery.counts["areas"], delivery.counts["left_out_rows"]) == (3340, 10, 3330)
    assert held(partnership) == {"buurt": 0, "wijk": 10, "gemeente": 1}


@pytest.mark.full
def test_the_national_file_is_loaded_whole_when_asked(partnership, shared_data):
    delivery = deliver(partnership, shared_data / "nl/cbs_wijken_2022_nl.gpkg", "boundaries", whole_file=True)
    assert (delivery.counts["areas"], delivery.counts["left_out_rows"]) == (3340, 0)
    assert held(partnership) == {"buurt": 0, "wijk": 3340, "gemeente": 345}


def test_the_coarse_buurten_of_2014_are_refused_with_their_codes_and_nothing_is_stored(partnership, shared_data):
    """Two of its outlines are lines that go back along themselves: no surface is left."""
    delivery = deliver(partnership, shared_data / "enschede/cbs_buurten_2014_enschede_grof.geojson", "boundaries")
    assert delivery.state == "refused"
    assert [(p["code"], p["value"], p["row"]) for p in delivery.problems] == [
        ("no_surface", "BU01530609", 48),
        ("no_surface", "BU01530900", 62),
    ]
    assert not Area.objects.exists()


def test_an_outline_that_crosses_itself_is_mended_with_a_warning(partnership, data_files):
    delivery = deliver(partnership, data_files / "boundaries_bowtie.geojson", "boundaries")
    assert (delivery.state, codes(delivery), delivery.counts["repaired"]) == ("current", ["outline_mended"], 1)
    assert Area.objects.get(level="buurt").surface_m2 == pytest.approx(5000)  # two triangles of 100 × 50 / 2


@pytest.mark.parametrize(
    ("file", "problems"),
    [
        ("boundaries_axes_swapped", ["unknown_projection"]),
        ("boundaries_duplicate_code", ["duplicate_code"]),
        ("boundaries_null_geometry", ["no_geometry", "no_geometry"]),
        ("boundaries_points", ["not_a_polygon", "not_a_polygon"]),
        ("boundaries_that_name_another_file", ["damaged_file"]),
        ("boundaries_unusable_codes", ["unusable_code", "missing_code"]),
        ("boundaries_without_codes", ["no_map_codes"]),
        ("boundaries_zero_area", ["no_surface"]),
    ],
)
def test_a_bad_map_is_refused_by_name_and_leaves_the_areas_as_they_were(partnership, data_files, file, problems):
    square_city(partnership)
    before = list(Area.objects.order_by("pk").values_list("code", "geometry", "delivery"))
    delivery = deliver(partnership, data_files / f"{file}.geojson", "boundaries")
    assert (delivery.state, codes(delivery)) == ("refused", problems)
    assert list(Area.objects.order_by("pk").values_list("code", "geometry", "delivery")) == before


def test_water_is_counted_and_not_loaded(partnership, data_files):
    delivery = deliver(partnership, data_files / "boundaries_with_water.geojson", "boundaries")
    assert (delivery.counts["water"], held(partnership)["buurt"]) == (2, 1)


def test_a_map_of_another_municipality_is_refused(partnership):
    elsewhere = outlines({"BU03440000": box(0, 0, 1000, 1000)})
    delivery = deliver(partnership, elsewhere, "boundaries")
    assert (delivery.state, codes(delivery)) == ("refused", ["no_areas_of_partnership"])


def test_a_fault_in_another_municipality_does_not_stop_ours(partnership):
    line = [(0, 2000), (1000, 2000), (500, 2000)]
    delivery = deliver(partnership, outlines({**TWO_SQUARES, "BU03440000": line}), "boundaries")
    assert (delivery.state, delivery.counts["left_out_rows"]) == ("current", 1)


def test_a_map_without_a_year_asks_for_it_and_takes_it_from_the_user(partnership):
    asked = deliver(partnership, outlines(TWO_SQUARES, jaar=None), "boundaries")
    assert (asked.state, "vintage_unknown" in codes(asked)) == ("refused", True)
    answered = deliver(partnership, outlines(TWO_SQUARES, jaar=None), "boundaries", vintage=2023)
    assert (answered.state, codes(answered)) == ("current", [])
    assert set(Area.objects.values_list("vintage", flat=True)) == {2023}


def test_only_the_level_that_was_asked_for_is_loaded(partnership):
    both = outlines({**TWO_SQUARES, "WK015300": box(0, 0, 1000, 1000)})
    deliver(partnership, both, "boundaries", level="wijk")
    assert held(partnership) == {"buurt": 0, "wijk": 1, "gemeente": 1}


def test_loading_the_same_boundaries_again_from_another_file_changes_nothing(partnership):
    deliver(partnership, outlines(TWO_SQUARES), "boundaries")
    partnership.refresh_from_db()
    before = (partnership.data_version, list(Area.objects.order_by("pk").values_list("pk", "delivery", "geometry")))
    again = deliver(partnership, outlines(TWO_SQUARES, name="nog_eens.geojson", omgevings=1), "boundaries")
    partnership.refresh_from_db()
    assert {k: again.preview[k] for k in ("new", "changed", "unchanged", "vanished")} == {
        "new": 0,
        "changed": 0,
        "unchanged": 5,
        "vanished": 0,
    }
    assert (
        partnership.data_version,
        list(Area.objects.order_by("pk").values_list("pk", "delivery", "geometry")),
    ) == before


def test_inhabitants_that_came_with_figures_do_not_make_the_same_boundaries_look_changed(partnership):
    deliver(partnership, outlines(TWO_SQUARES), "boundaries")
    Area.objects.filter(code="BU01530000").update(inhabitants=640, dwellings=300)
    again = deliver(partnership, outlines(TWO_SQUARES, name="nog_eens.geojson", omgevings=1), "boundaries")
    assert (again.preview["changed"], Area.objects.get(code="BU01530000").inhabitants) == (0, 640)


def test_the_preview_of_boundaries_says_what_loading_does(partnership):
    deliver(partnership, outlines(TWO_SQUARES), "boundaries")
    moved = {"BU01530000": box(0, 0, 1000, 1100), "BU01530200": box(0, 1100, 1000, 2000)}
    checked = deliver(partnership, outlines(moved), "boundaries", load=False)
    expected = {name: checked.preview[name] for name in ("new", "changed", "vanished")}
    assert expected == {
        "new": 2,
        "changed": 3,
        "vanished": 2,
    }  # buurt and wijk 02 come; buurt, wijk 00, gemeente change
    loaded = deliver(partnership, outlines(moved), "boundaries")
    assert {name: loaded.preview[name] for name in expected} == expected


def test_a_name_longer_than_an_area_keeps_is_cut_and_loads(partnership):
    delivery = deliver(partnership, outlines(TWO_SQUARES, statnaam="N" * 500), "boundaries")
    assert (delivery.state, len(Area.objects.get(code="BU01530000").name)) == ("current", 120)


@pytest.mark.full
def test_two_partnerships_hold_the_same_city_apart(partnership, shared_data):
    other = PartnershipFactory.create()
    for one in (partnership, other):
        deliver(one, shared_data / "demo/enschede_buurten_2024.geojson", "boundaries")
    assert held(partnership) == held(other) == {"buurt": 70, "wijk": 10, "gemeente": 1}
    assert pairs() == (2 * 173, 2 * 211)


def test_a_csv_of_names_is_no_map(partnership, shared_data):
    delivery = deliver(partnership, Path(shared_data / "nl/voorbeeld_baarn/cbs_baarn_buurten.csv"), "boundaries")
    assert codes(delivery) == ["no_geometry_in_file"]
