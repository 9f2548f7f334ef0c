"""Borders between areas: found in real drawings, which are never exact, and kept where a person corrected them."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from datasets import actions
from datasets.models import AreaLink
from tests.datasets.drawn import Ring, box, outlines
from tests.factories import deliver, square_city

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = "BU01530000", "BU01530001", "BU01530002"


def borders(partnership, rings: dict[str, Ring] | ContentFile) -> dict[str, float]:
    """Metres of shared border by the last signs of the two codes, "01" for the first and the second."""
    file = rings if isinstance(rings, ContentFile) else outlines(rings)
    assert deliver(partnership, file, "boundaries").state == "current"
    links = AreaLink.objects.filter(a__level="buurt").select_related("a", "b")
    return {"".join(sorted(link.a.code[-1] + link.b.code[-1])): round(link.border_m, 1) for link in links}


def test_two_squares_side_by_side_share_their_side(partnership):
    assert borders(partnership, {FIRST: box(0, 0, 1000, 1000), SECOND: box(1000, 0, 2000, 1000)}) == {"01": 1000}


def test_a_side_that_is_shared_in_part_counts_for_that_part(partnership):
    assert borders(partnership, {FIRST: box(0, 0, 1000, 1000), SECOND: box(1000, 400, 2000, 2000)}) == {"01": 600}


def test_squares_that_touch_in_a_corner_are_neighbours_without_a_border(partnership):
    assert borders(partnership, {FIRST: box(0, 0, 1000, 1000), SECOND: box(1000, 1000, 2000, 2000)}) == {"01": 0}


def test_a_millimetre_of_noise_on_one_drawing_leaves_the_border_whole(partnership):
    wobbly = [(1000.001, 0), (2000, 0), (2000, 1000), (999.999, 1000), (1000.001, 700), (999.999, 300)]
    found = borders(partnership, {FIRST: box(0, 0, 1000, 1000), SECOND: wobbly})
    assert found == {"01": pytest.approx(1000, abs=2)}


def test_a_sliver_of_half_a_metre_between_two_drawings_is_no_gap(partnership):
    found = borders(partnership, {FIRST: box(0, 0, 1000, 1000), SECOND: box(1000.5, 0, 2000, 1000)})
    assert found == {"01": pytest.approx(1000, abs=3)}


def test_an_overlap_of_half_a_metre_is_no_other_border(partnership):
    found = borders(partnership, {FIRST: box(0, 0, 1000, 1000), SECOND: box(999.5, 0, 2000, 1000)})
    assert found == {"01": pytest.approx(1000, abs=3)}


def test_a_gap_of_three_metres_is_a_gap(partnership):
    assert borders(partnership, {FIRST: box(0, 0, 1000, 1000), SECOND: box(1003, 0, 2000, 1000)}) == {}


def test_at_a_t_junction_each_pair_gets_its_own_part(partnership):
    """The long side of the first is one line; the two opposite it meet halfway, at a point that the first does not have."""
    rings = {FIRST: box(0, 0, 1000, 1000), SECOND: box(1000, 0, 2000, 500), THIRD: box(1000, 500, 2000, 1000)}
    assert borders(partnership, rings) == {"01": 500, "02": 500, "12": 1000}


def test_an_area_inside_another_shares_its_whole_outline(partnership):
    around = [(0, 0), (1000, 0), (1000, 1000), (600, 1000), (600, 400), (400, 400), (400, 1000), (0, 1000)]
    assert borders(partnership, {FIRST: around, SECOND: box(400, 400, 600, 1000)}) == {"01": 1400}


def test_the_square_city_has_seven_borders_and_four_corners(partnership):
    square_city(partnership)
    lengths = AreaLink.objects.filter(a__level="buurt").values_list("border_m", flat=True)
    assert sorted(lengths) == [0] * 4 + [1000] * 7


def test_a_border_that_a_person_corrected_survives_the_next_load(partnership, analyst):
    squares = {FIRST: box(0, 0, 1000, 1000), SECOND: box(1000, 0, 2000, 1000)}
    borders(partnership, squares)
    link = AreaLink.objects.get()
    actions.correct_link(link=link, by=analyst, border_m=800, barrier="motorway", permeability=0.4, crossings=2)
    taller = {FIRST: box(0, 0, 1000, 1200), SECOND: box(1000, 0, 2000, 1200)}
    assert borders(partnership, taller) == {"01": 800}
    link.refresh_from_db()
    assert (link.corrected, link.barrier, link.permeability, link.crossings) == (True, "motorway", 0.4, 2)


def test_a_border_that_nobody_corrected_follows_the_new_drawing(partnership):
    borders(partnership, {FIRST: box(0, 0, 1000, 1000), SECOND: box(1000, 0, 2000, 1000)})
    assert borders(partnership, {FIRST: box(0, 0, 1000, 1200), SECOND: box(1000, 0, 2000, 1200)}) == {"01": 1200}


@pytest.mark.full
def test_areas_that_no_longer_touch_are_no_neighbours_any_more(partnership):
    borders(partnership, {FIRST: box(0, 0, 1000, 1000), SECOND: box(1000, 0, 2000, 1000)})
    assert borders(partnership, {FIRST: box(0, 0, 950, 1000), SECOND: box(1000, 0, 2000, 1000)}) == {}


@pytest.mark.full
def test_loading_again_leaves_the_links_as_they_are(partnership, shared_data):
    for name in ("gpkg", "geojson"):
        deliver(partnership, shared_data / f"enschede/cbs_buurten_2021_enschede.{name}", "boundaries")
        links = AreaLink.objects.filter(a__level="buurt")
        assert (links.filter(border_m__gt=0).count(), links.count()) == (173, 211)


def test_links_join_areas_of_one_level_one_year_and_one_partnership(partnership, shared_data):
    square_city(partnership, vintage=2023)
    deliver(partnership, shared_data / "demo/enschede_buurten_2024.geojson", "boundaries")
    pairs = AreaLink.objects.values_list(*(f"{end}__{field}" for field in ("level", "vintage") for end in "ab"))
    assert all(levels[0] == levels[1] and levels[2] == levels[3] for levels in pairs)


def test_correcting_a_border_asks_for_new_scores(partnership, analyst):
    square_city(partnership)
    actions.correct_link(link=AreaLink.objects.first(), by=analyst, permeability=0)
    partnership.refresh_from_db()
    assert partnership.data_version == 1
    assert partnership.jobs.filter(kind="sia.recompute").count() == 1
