"""The map of the demo and what lies on it."""

from collections import Counter

from demo.areas import CAMPUS, KENNISPARK, PROFILES, STORY_BUURT, WIJKEN
from demo.geometry import MAP, borders, buurten
from demo.people import PARTIES
from demo.places import ASSETS, BARRIERS
from tests.demo.geometry import buurt_at, contains

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0))


def test_the_map_is_the_published_file_unchanged(shared_data):
    assert MAP.read_bytes() == (shared_data / "demo" / "enschede_buurten_2024.geojson").read_bytes()


def test_every_buurt_of_the_map_has_a_profile_and_a_named_wijk():
    assert [buurt.code for buurt in buurten()] == list(PROFILES)
    assert {buurt.wijk for buurt in buurten()} == set(WIJKEN)


def test_the_map_has_the_173_shared_borders_its_publisher_drew():
    assert len(borders()) == 173
    assert round(borders()[STORY_BUURT, KENNISPARK]) == 831


def test_a_point_inside_a_ring_is_told_from_one_outside():
    assert contains(SQUARE, (5, 5))
    assert not contains(SQUARE, (15, 5))
    assert not contains(SQUARE, (-5, 10))


def test_a_point_outside_the_city_lies_in_no_buurt():
    assert buurt_at((200_000, 400_000)) is None


def test_every_asset_lies_in_its_buurt():
    assert [asset.name for asset in ASSETS if buurt_at((asset.x, asset.y)) != asset.buurt] == []


def test_assets_have_their_own_names_and_a_reach_on_foot_or_by_bike():
    assert len({asset.name for asset in ASSETS}) == len(ASSETS) >= 40
    assert all(300 <= asset.reach_m <= 2000 for asset in ASSETS)


def test_owners_of_assets_are_parties_of_the_demo():
    assert {asset.owner for asset in ASSETS} - {None} <= {party.key for party in PARTIES}


def test_the_story_can_be_told_with_the_assets_there_are():
    kinds = {(asset.buurt, asset.kind) for asset in ASSETS}
    assert {(STORY_BUURT, "sports_club"), (STORY_BUURT, "community_centre"), (CAMPUS, "pool")} <= kinds


def test_kennispark_and_campus_are_the_richest_in_assets():
    assert {code for code, _ in Counter(asset.buurt for asset in ASSETS).most_common(2)} == {CAMPUS, KENNISPARK}


def test_every_barrier_lies_on_a_border_that_exists():
    assert [pair for barrier in BARRIERS if (pair := (barrier.first, barrier.second)) not in borders()] == []


def test_a_border_has_one_barrier():
    assert len({(barrier.first, barrier.second) for barrier in BARRIERS}) == len(BARRIERS)


def test_the_motorway_cuts_twekkelerveld_off_from_kennispark_and_campus():
    found = {(barrier.first, barrier.second): barrier for barrier in BARRIERS}
    for neighbour in (KENNISPARK, CAMPUS):
        barrier = found[STORY_BUURT, neighbour]
        assert barrier.kind == "motorway"
        assert barrier.permeability <= 0.1


def test_what_a_barrier_closes_and_leaves_open_is_the_whole_border():
    assert all(abs(barrier.share + barrier.permeability - 1) < 1e-9 and 0 < barrier.share < 1 for barrier in BARRIERS)


def test_there_are_barriers_of_road_rail_and_water():
    assert {barrier.kind for barrier in BARRIERS} == {"motorway", "rail", "water"}
