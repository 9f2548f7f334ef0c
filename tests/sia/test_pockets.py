"""What an average hides: areas far worse than the area around them, own areas too, in numbers that a person can check."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import Polygon
from pytest import approx  # noqa: PT013 -- the numbers should stand out

from accounts.models import Partnership
from datasets import actions as data_actions
from datasets.models import Area
from datasets.models.areas import RD_NEW
from sia.models import ScoreRun
from sia.pages import area_inside
from sia.pipeline import pockets
from tests.factories import ORIGIN, run_jobs
from tests.sia.six_squares import CODES, FIGURES, bring, newest, six_squares

pytestmark = pytest.mark.django_db
WIJK = "WK015300"  # A, B and C
# The wijk: poverty 10 → 50, lonely 40 → 50, feels safe 75 → 50: in all 50. A scores 100 on everything, B 50, C 0.
OF_THE_WIJK = {"poverty": {WIJK: 10}, "lonely": {WIJK: 40}, "feels_safe": {WIJK: 75}}
WORST = {"poverty": 20, "lonely": 50, "feels_safe": 50}


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    """The wijk of A, B and C has figures of its own."""
    six_squares(module_partnership, {code: values | OF_THE_WIJK.get(code, {}) for code, values in FIGURES.items()})
    return module_partnership


@pytest.fixture
def own(city) -> Area:
    """A square of 200 m in B, which scores 50 on everything."""
    x, y = ORIGIN
    outline = Polygon.from_bbox((x + 1400, y + 400, x + 1600, y + 600))
    outline.srid = RD_NEW
    return data_actions.draw_sub_area(partnership=city, by=None, name="Flats", outline=outline)


def area(code: str) -> Area:
    return Area.objects.select_related("parent", "partnership").get(code=CODES.get(code, code))


def told(found: list[pockets.Pocket]) -> dict[tuple[str, str], float]:
    names = {code: letter for letter, code in CODES.items()}
    return {(names.get(each.area.code, each.area.name), each.theme): round(each.points, 6) for each in found}


def in_the_city(city) -> list[pockets.Pocket]:
    return pockets.in_the_city(city, pockets.levels(city))


def test_a_buurt_at_least_ten_points_above_its_wijk_is_a_pocket_in_total_and_by_theme(city):
    assert told(in_the_city(city)) == {
        ("A", ""): 50,
        ("A", "social"): 50,
        ("A", "health"): 50,
        ("A", "safety"): 50,
    }


def test_ten_points_are_enough_and_nine_are_not(city):
    """Poverty of 12 % scores 60 against 50; 11.8 % scores 59."""
    for poverty, found in ((12, {("B", "social"): 10}), (11.8, {})):
        bring(city, {"poverty": FIGURES["poverty"] | OF_THE_WIJK["poverty"] | {"A": 10, "B": poverty}})
        bring(city, {"lonely": {"A": 40, WIJK: 40}, "feels_safe": {"A": 75, WIJK: 75}})
        run_jobs(city)
        assert told(in_the_city(city)) == found


def test_without_figures_of_the_wijk_nobody_knows_what_its_average_hides(partnership):
    six_squares(partnership)
    assert in_the_city(partnership) == []


def test_before_anything_is_scored_there_is_no_list(partnership):
    assert in_the_city(partnership) == []
    assert area_inside.pocket_list(partnership, "")["scored"] is False


def test_an_own_area_is_scored_on_its_own_figures_with_the_goalposts_of_the_run(city, own):
    """Poverty 15 % → 75, lonely 45 % → 75, feels safe 50 % → 100."""
    bring(city, {"poverty": {own.code: 15}, "lonely": {own.code: 45}, "feels_safe": {own.code: 50}})
    run_jobs(city)
    [scored] = pockets.score_own(newest(city), [own])
    assert scored.scores == {"": approx(81.25), "social": 75, "health": 75, "safety": 100}
    assert scored.result is None


def test_an_own_area_with_too_few_figures_has_no_total_but_the_theme_that_is_known_counts(city, own):
    """Poverty alone is half the weight, and three quarters are needed."""
    bring(city, {"poverty": {own.code: 15}})
    run_jobs(city)
    [scored] = pockets.score_own(newest(city), [own])
    assert scored.scores == {"": None, "social": 75, "health": None, "safety": None}
    assert {key: points for key, points in told(in_the_city(city)).items() if key[0] == "Flats"} == {
        ("Flats", "social"): 25
    }


def test_an_own_area_is_a_pocket_of_the_buurt_it_lies_in(city, own):
    bring(city, {code: {own.code: value} for code, value in WORST.items()})
    run_jobs(city)
    assert {key: points for key, points in told(in_the_city(city)).items() if key[0] == "Flats"} == {
        ("Flats", ""): 50,
        ("Flats", "social"): 50,
        ("Flats", "health"): 50,
        ("Flats", "safety"): 50,
    }
    [row] = area_inside.kin(city, area("B"))["children"]
    assert (row["child"].own, row["child"].difference, row["result"]) == (True, approx(50), None)


def test_the_wijk_shows_its_buurten_by_rank_with_their_difference(city):
    rows = [row["child"] for row in area_inside.kin(city, area(WIJK))["children"]]
    assert [(child.area.code, child.difference) for child in rows] == [
        (CODES["A"], 50),
        (CODES["B"], 0),
        (CODES["C"], -50),
    ]


def test_the_buurt_says_of_which_wijk_it_is_a_pocket_in_one_sentence(city):
    sentence = area_inside.kin(city, area("A"))["pocket_of"]
    assert sentence.startswith("Buurt 00: ")
    assert sentence.count("50") == 4
    assert area_inside.kin(city, area("B"))["pocket_of"] == ""


def test_levels_scored_with_other_goalposts_are_not_compared(city):
    """A run of the wijken on another model stands for a moment beside the buurten of the new one."""
    run = newest(city, "wijk")
    run.weighing["branches"][0]["counted"][0]["high"] = 25
    ScoreRun.objects.filter(pk=run.pk).update(weighing=run.weighing)
    assert in_the_city(city) == []
    rows = [row["child"] for row in area_inside.kin(city, area(WIJK))["children"]]
    assert [(child.urgency, child.difference) for child in rows] == [(100, None), (50, None), (0, None)]


def test_the_list_names_each_area_once_and_a_theme_shows_its_scores(city):
    found = area_inside.pocket_list(city, "")
    assert [(row["area"].code, len(row["parts"])) for row in found["areas"]] == [(CODES["A"], 4)]
    health = area_inside.pocket_list(city, "health")
    assert [(each.score, each.around) for each in health["pockets"]] == [(100, 50)]
    assert area_inside.pocket_list(city, "nonsense")["chosen"] == ""
