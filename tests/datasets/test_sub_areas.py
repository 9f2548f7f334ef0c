"""Areas of the partnership's own: drawn or uploaded, inside a buurt or wijk, with figures under their own code."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon
from django.core.exceptions import ValidationError
from django.utils import translation

from datasets import actions
from datasets.models import Area, AreaLink, AreaMap, Dataset, Delivery, Job, Observation
from tests.datasets.drawn import Ring, X, Y, box, outlines
from tests.datasets.tables import codes, stored, unprotected, version, wide
from tests.factories import PartnershipFactory, deliver, square_city, upload

pytestmark = pytest.mark.django_db
BUURTEN = {"BU01530000": box(0, 0, 1000, 1000), "BU01530100": box(1000, 0, 2000, 1000)}
BLOCK, YARD = box(100, 100, 300, 300), box(500, 500, 700, 700)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def city(partnership):
    """Three buurten side by side in wijk 00, three more north of them in wijk 01."""
    square_city(partnership)
    unprotected(partnership, "cijfers", "x")
    return partnership


def outline(ring: Ring, srid: int = 4326) -> GEOSGeometry:
    """Metres from the corner of the city, as the map sends them: longitude and latitude."""
    shape = Polygon([(X + x, Y + y) for x, y in [*ring, ring[0]]], srid=28992)
    shape.transform(srid)
    return shape


def draw(partnership, ring: Ring, name: str = "Laarmaten", inside: str = "") -> Area:
    return actions.draw_sub_area(partnership=partnership, by=None, name=name, outline=outline(ring), inside=inside)


def refusal(partnership, ring: Ring, **which: str) -> str:
    """The sentence; and nothing is kept."""
    before = set(Area.objects.values_list("pk", flat=True))
    with pytest.raises(ValidationError) as refused:
        draw(partnership, ring, **which)
    assert set(Area.objects.values_list("pk", flat=True)) == before
    return refused.value.messages[0]


def add_club(partnership) -> None:
    """In the middle of BLOCK."""
    place = Point(X + 200, Y + 200, srid=28992)
    actions.add_asset(partnership=partnership, by=None, name="Club", kind="sports_club", point=place, reach_m=800)


def own(partnership) -> dict[str, str | None]:
    """Code of the parent by code."""
    found = Area.objects.of(partnership).at("deelgebied").current()
    return dict(found.order_by("code").values_list("code", "parent__code"))


def bring(partnership, rings: dict[str, Ring], **more) -> Delivery:
    load = more.pop("load", True)
    return deliver(partnership, outlines(rings, **more), "boundaries", level="deelgebied", load=load)


# drawing


def test_a_drawn_area_lies_in_its_buurt_in_rd_new_under_the_first_code(city):
    area = draw(city, BLOCK)
    assert (area.code, area.level, area.vintage, area.parent.code) == ("DG000001", "deelgebied", 2024, "BU01530000")
    area.refresh_from_db()
    assert (area.geometry.srid, area.geometry.geom_type) == (28992, "MultiPolygon")
    assert area.surface_m2 == pytest.approx(40_000, rel=1e-3)  # 200 × 200 m
    assert area.geometry.extent == pytest.approx((X + 100, Y + 100, X + 300, Y + 300), abs=0.1)


def test_no_score_is_recomputed_for_a_drawing(city):
    before = version(city)
    draw(city, BLOCK)
    assert (version(city), Job.objects.count()) == (before, 0)


def test_codes_go_on_per_partnership(city):
    other = PartnershipFactory.create()
    square_city(other)
    assert [draw(city, BLOCK).code, draw(city, YARD, "Hof").code, draw(other, BLOCK).code] == [
        "DG000001",
        "DG000002",
        "DG000001",
    ]


def test_an_outline_may_come_in_rd_new(city):
    area = actions.draw_sub_area(partnership=city, by=None, name="Hof", outline=outline(BLOCK, 28992))
    assert area.surface_m2 == pytest.approx(40_000)


def test_an_outline_across_two_buurten_lies_in_their_wijk(city):
    assert draw(city, box(800, 100, 1200, 300)).parent.code == "WK015300"


def test_an_outline_a_little_over_the_border_lies_in_the_buurt(city):
    assert draw(city, box(510, 100, 1010, 300)).parent.code == "BU01530000"  # 10 of its 500 m: 98 % inside


def test_who_names_the_wijk_gets_the_wijk(city):
    assert draw(city, BLOCK, inside="WK015300").parent.code == "WK015300"


@pytest.mark.parametrize(
    ("ring", "inside", "sentence"),
    [
        (box(100, 100, 109, 109), "", "The outline holds 81 m². Draw at least 100 m²."),
        ([(100, 100), (300, 300), (300, 100), (100, 300)], "", "crosses itself"),
        (box(-5000, 0, -4000, 1000), "", "The outline lies outside your buurten."),
        (box(100, 800, 300, 1400), "", "It lies in: Noord (67%), Buurt 00 (33%)."),
        (box(-300, 100, 300, 300), "", "It lies in: Buurt 00 (50%)."),
        (box(800, 100, 1200, 300), "BU01530000", "Only 50% of the outline lies inside Buurt 00."),
        (BLOCK, "BU01530102", "Only 0% of the outline lies inside Buurt 02."),
    ],
)
def test_an_outline_that_will_not_do_is_refused_with_a_sentence(city, ring, inside, sentence):
    Area.objects.filter(code="BU01530100").update(name="Noord")
    assert sentence in refusal(city, ring, inside=inside)


@pytest.mark.parametrize(
    ("wkt", "sentence"),
    [
        ("POINT(6.88 52.22)", "encloses nothing"),
        ("POLYGON EMPTY", "encloses nothing"),
        ("POLYGON((52.22 6.87, 52.22 6.88, 52.23 6.88, 52.22 6.87))", "outside the Netherlands"),
        ("POLYGON((-70 -40, -60 -40, -60 -30, -70 -40))", "outside the Netherlands"),
    ],
)
def test_what_is_no_area_in_the_netherlands_is_refused(city, wkt, sentence):
    with pytest.raises(ValidationError, match=sentence):
        actions.draw_sub_area(partnership=city, by=None, name="x", outline=GEOSGeometry(wkt, srid=4326))


def test_without_buurten_there_is_nothing_to_draw_in(partnership):
    assert "Load the boundaries first." in refusal(partnership, BLOCK)


def test_an_overlap_of_more_than_five_percent_is_refused_with_the_name_of_the_other(city):
    draw(city, BLOCK, "Laarmaten")
    assert "overlaps sub-area “Laarmaten” for 50%" in refusal(city, box(200, 100, 400, 300))
    assert "for 100%" in refusal(city, box(150, 150, 200, 200))  # of the smaller of the two
    assert draw(city, box(295, 100, 495, 300), "Ernaast").code == "DG000002"  # 5 of 200 m: 2.5 %


def test_the_own_areas_of_another_partnership_are_not_in_the_way(city):
    other = PartnershipFactory.create()
    square_city(other)
    draw(other, BLOCK)
    assert draw(city, BLOCK).code == "DG000001"


def test_own_areas_get_borders_and_a_map(city):
    draw(city, BLOCK, "Een")
    draw(city, box(300, 100, 500, 300), "Twee")
    assert AreaLink.objects.get(a__level="deelgebied").border_m == pytest.approx(200, abs=1)
    drawn = json.loads(AreaMap.objects.of(city).newest("deelgebied").body)["features"]
    assert [(feature["id"], feature["properties"]["name"]) for feature in drawn] == [
        ("DG000001", "Een"),
        ("DG000002", "Twee"),
    ]


def test_the_assets_of_a_drawn_area_are_counted(city):
    add_club(city)
    draw(city, BLOCK)
    draw(city, YARD, "Hof")
    year = Observation.objects.latest("period").period
    counted = stored(city, "assets_in_area", year)
    assert (counted["DG000001"], counted["DG000002"], counted["BU01530000"]) == (1, 0, 1)


# staying beside the buurten


def test_own_areas_stand_beside_the_buurten_and_move_along_with_the_next_year(partnership):
    deliver(partnership, outlines(BUURTEN, year=2024), "boundaries")
    area = draw(partnership, BLOCK)
    unprotected(partnership, "cijfers")
    deliver(partnership, wide("lonely", {"DG000001": 40}))
    deliver(partnership, outlines(BUURTEN, year=2025), "boundaries")
    current = Area.objects.of(partnership).current().order_by("code").values_list("code", "vintage")
    assert list(current) == [
        (code, 2025) for code in ("BU01530000", "BU01530100", "DG000001", "GM0153", "WK015300", "WK015301")
    ]
    area.refresh_from_db()
    assert (area.parent.code, area.parent.vintage) == ("BU01530000", 2025)
    assert Observation.objects.get(area=area).value == 40
    assert [kept.vintage for kept in AreaMap.objects.filter(level="deelgebied")] == [2025]


@pytest.mark.full
def test_when_the_buurten_are_drawn_anew_an_own_area_lies_in_the_one_that_holds_it_now(partnership):
    deliver(partnership, outlines(BUURTEN, year=2024), "boundaries")
    draw(partnership, box(700, 100, 900, 300))
    moved = {"BU01530000": box(0, 0, 600, 1000), "BU01530100": box(600, 0, 2000, 1000)}
    deliver(partnership, outlines(moved, year=2025), "boundaries")
    assert own(partnership) == {"DG000001": "BU01530100"}


@pytest.mark.full
def test_a_choice_for_the_wijk_survives_the_next_year(partnership):
    deliver(partnership, outlines(BUURTEN, year=2024), "boundaries")
    draw(partnership, BLOCK, inside="WK015300")
    deliver(partnership, outlines(BUURTEN, year=2025), "boundaries")
    assert own(partnership) == {"DG000001": "WK015300"}


@pytest.mark.full
def test_an_older_year_of_buurten_leaves_own_areas_alone(partnership):
    deliver(partnership, outlines(BUURTEN, year=2024), "boundaries")
    draw(partnership, BLOCK)
    deliver(partnership, outlines(BUURTEN, year=2020), "boundaries")
    assert Area.objects.get(code="DG000001").vintage == 2024


# uploading


def test_an_upload_keeps_its_own_codes_and_finds_its_parents(city):
    delivery = bring(city, {"noord-1": BLOCK, "DE-ES": box(1900, 100, 2300, 300)}, jaar=None)
    assert (delivery.state, delivery.problems) == ("current", [])
    assert (delivery.preview["new"], delivery.recognised["levels"]) == (2, {"deelgebied": 2})
    assert own(city) == {"DE-ES": "WK015300", "NOORD-1": "BU01530000"}  # 100 of 400 m in buurt 01, the rest in 02


def test_an_upload_leaves_the_buurten_as_they_were_and_current(city):
    before = list(Area.objects.order_by("pk").values_list("pk", "code", "geometry", "delivery", "parent"))
    squares = {
        f"BU0153{row:02}{at:02}": box(1000 * at, 1000 * row, 1000 * at + 1000, 1000 * row + 1000)
        for row in range(2)
        for at in range(3)
    }
    brought = deliver(city, outlines(squares), "boundaries", load=False)
    assert brought.state == "checked"
    bring(city, {"NOORD-1": BLOCK})
    assert (
        list(
            Area.objects.exclude(level="deelgebied")
            .order_by("pk")
            .values_list("pk", "code", "geometry", "delivery", "parent")
        )
        == before
    )
    levels = set(Area.objects.of(city).current().values_list("level", "vintage"))
    assert levels == {("gemeente", 2024), ("wijk", 2024), ("buurt", 2024), ("deelgebied", 2024)}


def test_an_upload_is_a_dataset_of_its_own_and_retires_no_boundaries(partnership):
    buurten = deliver(partnership, outlines(BUURTEN), "boundaries")
    mine = bring(partnership, {"NOORD-1": BLOCK})
    buurten.refresh_from_db()
    assert (buurten.state, mine.state) == ("current", "current")
    assert [dataset.key for dataset in Dataset.objects.order_by("key")] == ["boundaries", "sub-areas"]


def test_a_second_file_with_other_areas_stands_beside_the_first_and_one_with_the_same_replaces_it(city):
    first = bring(city, {"NOORD-1": BLOCK})
    bring(city, {"ZUID-1": YARD})
    first.refresh_from_db()
    assert (first.state, own(city)) == ("current", {"NOORD-1": "BU01530000", "ZUID-1": "BU01530000"})
    larger = bring(city, {"NOORD-1": box(1100, 100, 1400, 400)})
    first.refresh_from_db()
    assert (first.state, larger.preview["changed"]) == ("superseded", 1)
    assert own(city) == {"NOORD-1": "BU01530001", "ZUID-1": "BU01530000"}


@pytest.mark.full
def test_the_same_file_again_changes_nothing_but_brings_back_what_was_deleted(city):
    bring(city, {"NOORD-1": BLOCK, "ZUID-1": YARD})
    assert bring(city, {"NOORD-1": BLOCK, "ZUID-1": YARD}).pk == Delivery.objects.latest("pk").pk
    assert Delivery.objects.filter(kind="boundaries").count() == 1
    actions.remove_sub_area(area=Area.objects.get(code="ZUID-1"), by=None)
    again = bring(city, {"NOORD-1": BLOCK, "ZUID-1": YARD})
    assert (again.preview["new"], sorted(own(city))) == (1, ["NOORD-1", "ZUID-1"])


@pytest.mark.parametrize(
    "code", ["BU01530000", "GM0153", "BU99999999", "1530000", "7511AB", "N", "A" * 21, "NOORD 1", "=1+1", "-A", "É1"]
)
def test_a_code_that_might_be_another_is_refused_by_its_row(city, code):
    delivery = bring(city, {"NOORD-1": BLOCK, code: YARD})
    assert [(problem["code"], problem["row"]) for problem in delivery.problems] == [("unusable_own_code", 2)]
    assert own(city) == {}


def test_an_upload_must_lie_at_least_half_in_one_buurt_or_wijk(city):
    delivery = bring(city, {"NOORD-1": box(-300, 0, 200, 200), "ZUID-1": YARD})
    assert [(p["code"], p["value"]) for p in delivery.problems] == [("outside_your_map", "NOORD-1")]


def test_an_upload_may_not_lie_over_another_own_area(city):
    draw(city, BLOCK, "Laarmaten")
    delivery = bring(city, {"NOORD-1": box(200, 100, 400, 300), "ZUID-1": YARD, "ZUID-2": box(600, 500, 800, 700)})
    assert [(p["code"], p["value"], p["params"]["other"]) for p in delivery.problems] == [
        ("own_areas_overlap", "NOORD-1", "Laarmaten"),
        ("own_areas_overlap", "ZUID-2", "Gebied -1"),
    ]


def test_an_upload_before_the_buurten_is_refused(partnership):
    assert codes(bring(partnership, {"NOORD-1": BLOCK})) == ["no_buurten_yet"]


def test_an_upload_without_codes_says_which_column_is_missing(city):
    nameless = json.loads(outlines({"NOORD-1": BLOCK}).read())
    nameless["features"][0]["properties"] = {"soort": "hof"}
    file = upload("hof.geojson", json.dumps(nameless))
    assert codes(deliver(city, file, "boundaries", level="deelgebied")) == ["no_own_code_column"]


def test_columns_of_own_areas_may_be_called_after_them(city):
    named = json.loads(outlines({"NOORD-1": BLOCK}).read())
    named["features"][0]["properties"] = {
        "deelgebiedcode": "hof",
        "deelgebiednaam": "Het Hof",
        "buurtcode": "BU01530000",
    }
    deliver(city, upload("hof.geojson", json.dumps(named)), "boundaries", level="deelgebied")
    assert Area.objects.get(code="HOF").name == "Het Hof"


# figures


def test_figures_load_onto_own_codes_and_leave_the_buurt_alone(city):
    deliver(city, wide("lonely", {"BU01530000": 30}))
    draw(city, BLOCK)
    bring(city, {"NOORD-1": YARD})
    delivery = deliver(city, wide("lonely", {"DG000001": 40, "noord-1": 50}))
    assert (delivery.state, delivery.problems, delivery.recognised["levels"]) == ("current", [], {"deelgebied": 2})
    assert stored(city, "lonely") == {"BU01530000": 30, "DG000001": 40, "NOORD-1": 50}


def test_a_table_may_hold_buurten_and_own_areas_with_their_level(city):
    draw(city, BLOCK)
    table = "gebiedscode;niveau;jaar;lonely\n01530000;Buurt;2024;30\nDG000001;Deelgebied;2024;40\n0153;Gemeente;2024;35"
    assert deliver(city, upload("x.csv", table)).state == "current"
    assert stored(city, "lonely") == {"BU01530000": 30, "DG000001": 40, "GM0153": 35}


def test_inhabitants_of_an_own_area_are_kept_with_it(city):
    draw(city, BLOCK)
    deliver(city, wide("inhabitants", {"DG000001": 250}))
    assert Area.objects.get(code="DG000001").inhabitants == 250
    assert set(Area.objects.at("buurt").values_list("inhabitants", flat=True)) == {1000}


def test_an_own_code_that_is_not_known_is_refused_with_the_one_that_was_meant(city):
    draw(city, BLOCK)
    delivery = deliver(city, wide("lonely", {"DG000001": 40, "DG000007": 41, "BU01530000": 30}))
    assert [(p["code"], p["row"], p["value"], p["params"]) for p in delivery.problems] == [
        ("unusable_code", 3, "DG000007", {"cell": "DG000007", "suggestion": "DG000001"})
    ]
    assert stored(city, "lonely") == {}


def test_own_codes_of_another_partnership_are_not_known_here(city):
    other = PartnershipFactory.create()
    square_city(other)
    draw(other, BLOCK)
    assert codes(deliver(city, wide("lonely", {"BU01530000": 30, "DG000001": 40}))) == ["unusable_code"]


def test_an_unknown_buurt_is_refused_as_before(city):
    draw(city, BLOCK)
    delivery = deliver(city, wide("lonely", {"DG000001": 40, "BU01530009": 41}))
    assert [(p["code"], p["params"]) for p in delivery.problems] == [
        ("unknown_area_code", {"cell": "BU01530009"})  # of three codes that are as near none is the one that was meant
    ]


# deleting


def test_an_own_area_without_figures_can_be_deleted(city):
    add_club(city)
    area = draw(city, BLOCK)  # with a figure that Samenwijk counted itself
    actions.remove_sub_area(area=area, by=None)
    assert own(city) == {}
    assert json.loads(AreaMap.objects.of(city).newest("deelgebied").body)["features"] == []


def test_figures_keep_an_own_area_also_when_a_later_file_left_them_out(city):
    area = draw(city, BLOCK)
    draw(city, YARD, "Hof")
    deliver(city, wide("lonely", {"DG000001": 40, "DG000002": 41}))
    with pytest.raises(ValidationError, match="figures were loaded for it"):
        actions.remove_sub_area(area=area, by=None)
    deliver(city, wide("lonely", {"DG000002": 41}))
    assert stored(city, "lonely") == {"DG000002": 41}
    with pytest.raises(ValidationError, match="figures were loaded for it"):
        actions.remove_sub_area(area=area, by=None)
    assert sorted(own(city)) == ["DG000001", "DG000002"]


def test_a_buurt_cannot_be_deleted_as_an_own_area(city):
    with pytest.raises(ValueError, match="not the partnership's own"):
        actions.remove_sub_area(area=Area.objects.get(code="BU01530000"), by=None)
