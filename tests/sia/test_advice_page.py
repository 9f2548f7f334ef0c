"""The page of the advice: lists, distances, flips and the city, with numbers a person can work out."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Partnership
from datasets.models import Area
from sia.models import AreaResult, ScoreRun
from sia.pages import advice, advice_city
from sia.pages.advice_flip import flip_of, page
from sia.pages.advice_words import apart, distance
from sia.pages.groups import groups_of, mixes_with
from sia.pages.ranking import Choice
from tests.sia.six_squares import CODES, FIGURES, newest, results, six_squares
from tests.weighed import weighed_city

pytestmark = pytest.mark.django_db
FULL = FIGURES | {"lonely": FIGURES["lonely"] | {"B": 50, "F": 30}}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def reader(viewer) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(viewer)
    return client


def sections(city: Partnership) -> dict[str, advice.Section]:
    shown = advice.page(city, Choice())
    return {section.key: section for section in [*shown["main"], *shown["rest"]]}


def letters(section: advice.Section) -> str:
    back = {code: letter for letter, code in CODES.items()}
    return "".join(back[case.result.area.code] for group in section.groups for case in group.rows)


def result(name: str, key: str, **fields) -> AreaResult:
    usual = {"gates": {}, "advice_chances": {}, "rank": 1, "urgency": 50.0, "urgency_coverage": 1.0, "priority": 50.0}
    return AreaResult(area=Area(name=name, code=name), advice=key, **(usual | fields))


def test_each_area_stands_in_the_list_of_its_class(city):
    """Most urgent first, whatever the class."""
    found = {key: letters(section) for key, section in sections(city).items()}
    assert found == {"dia": "D", "couple": "BF", "watch": "A", "regular": "EC"}


def test_areas_of_one_group_share_their_places_and_are_listed_by_name():
    drawn = [result("Zuid", "dia", tranche=1), result("West", "dia", tranche=4), result("Oost", "dia", tranche=4)]
    groups = groups_of([*drawn, result("Leeg", "insufficient")], lambda each: each, {"mixes": {"rank": {"4": [1]}}})
    shown = [(g.letter, g.mixes, g.first, g.last, [each.area.name for each in g.rows]) for g in groups]
    assert shown == [("A", "", 1, 1, ["Zuid"]), ("D", "A", 2, 3, ["Oost", "West"]), ("", "", 4, 4, ["Leeg"])]


def test_a_group_that_may_mix_with_several_earlier_ones_names_them_all():
    assert mixes_with({"mixes": {"rank": {"4": [2, 3]}}}, 4) == "B and C"
    assert mixes_with({"mixes": {"rank": {"4": 2}}}, 4) == "B"  # as runs before engine 4 kept it
    assert mixes_with({}, 4) == ""


@pytest.mark.parametrize(
    ("order", "weighing", "start"),
    [(1, {"max_running": 2}, "fits"), (2, {"max_running": 2}, "fits"), (3, {"max_running": 2}, "waits"), (1, {}, "")],
)
def test_without_a_first_year_a_joint_agenda_fits_or_waits(order, weighing, start):
    assert advice.start_of(result("Zuid", "dia", advice_order=order), weighing) == start


def test_a_group_that_the_starts_split_says_so():
    drawn = [result(name, "dia", tranche=1, advice_order=at) for at, name in enumerate("AB", start=1)]
    [group] = groups_of([case(each, 1) for each in drawn], lambda each: each.result, {})
    assert group.split
    [group] = groups_of([case(each, 2) for each in drawn], lambda each: each.result, {})
    assert not group.split


def case(result: AreaResult, most: int) -> advice.Case:
    result.gates = {name: {"value": 1, "threshold": 1, "open": True} for name in ("urgent", "corporation", "potential")}
    result.potential = 50
    return advice.case_of(result, {"max_running": most})


def test_one_sentence_says_how_far_the_next_class_is(city):
    """A lacks potential alone; B lacks urgency alone; C and E would couple with more potential."""
    found = {case.result.area.code: case.distance for s in sections(city).values() for g in s.groups for case in g.rows}
    assert found[CODES["A"]] == "One gate from a joint agenda: potential 27.5, needed 43.8."
    assert found[CODES["B"]].startswith("One gate from a joint agenda: share of the calculations among the most urgent")
    assert found[CODES["C"]] == found[CODES["E"]] == "One gate from coupling: potential 37.5, needed 43.8."


def test_a_joint_agenda_says_which_gate_shuts_first(city):
    """D has 50 of the 43.75 that are needed: with less it is watched."""
    [case] = sections(city)["dia"].groups[0].rows
    assert case.distance == "One gate from watching: potential 50.0, shut below 43.8."


def test_an_area_without_a_score_says_what_is_missing():
    gates = {"data": {"value": 0.5, "threshold": 0.75, "open": False}}
    unknown = result("Leeg", "insufficient", rank=None, urgency=None, urgency_coverage=0.5, gates=gates)
    expected = "Too few figures: 50\u00a0% of the weight is known, 75\u00a0% is needed."
    assert advice.case_of(unknown, {}).distance == expected


@pytest.mark.parametrize(
    ("key", "value", "threshold", "shown"),
    [
        ("urgent", 0.49, 0.5, ("49\u00a0%", "50\u00a0%")),
        ("urgent", 0.4996, 0.5, ("49.96\u00a0%", "50.00\u00a0%")),
        ("potential", 47.96, 48.0, ("47.96", "48.00")),
        ("potential", 48.0, 48.0, ("48.0", "48.0")),
        ("corporation", None, 1.0, ("–", "1.00×")),
    ],
)
def test_a_value_and_its_threshold_get_the_decimals_that_tell_them_apart(key, value, threshold, shown):
    assert apart(key, value, threshold) == shown


def test_other_weights_that_open_the_gate_are_told_for_one_theme_at_a_time(partnership):
    """B scores 50, 100, 50 on social, health and safety: a heavier health brings it among the first two."""
    six_squares(partnership, FULL)
    shown = page(partnership, results(partnership)["B"].area)
    assert (shown["urgent"], shown["top"], shown["times"]) == (False, 2, "50 of the 100 calculations")
    first = shown["weights"][0]
    assert (str(first.label), first.now) == ("Health", "25.0\u00a0%")
    assert 25 < float(first.then.split("\u00a0")[0]) <= 45


def test_where_no_weights_change_it_the_page_says_so(partnership):
    """A has the highest score on every theme."""
    six_squares(partnership, FULL)
    shown = page(partnership, results(partnership)["A"].area)
    words = "No theme changes this with a weight of at most 20 points more or less."
    assert (shown["weights"], shown["no_flip"]) == ([], words)


def test_where_urgency_does_not_matter_to_the_advice_no_weights_are_searched(city):
    one = results(city)["B"]
    one.gates["urgent"]["open"], one.gates["corporation"]["open"], one.gates["potential"]["open"] = False, False, True
    words = "Whether urgent or not, by its other gates this area keeps this advice."
    assert flip_of(newest(city), one) == ([], words)


def test_the_flip_is_a_part_for_htmx_and_a_page_without(city, reader):
    address = reverse("advice_flip", args=[city.slug, CODES["A"]])
    whole, part = reader.get(address), reader.get(address, headers={"HX-Request": "true"})
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]
    assert "One gate from a joint agenda: potential 27.5, needed 43.8." in part.content.decode()


def test_an_area_that_was_never_weighed_has_no_flip(city, reader):
    assert reader.get(reverse("advice_flip", args=[city.slug, "GM0153"])).status_code == 404
    assert reader.get(reverse("advice_flip", args=[city.slug, "BU99999999"])).status_code == 404


def test_who_is_reached_is_told_in_people_of_a_hundred(city, reader):
    """D is the one joint agenda, with 1,000 of 6,000 inhabitants; lonely, of which F has no figure: 40 of 195."""
    shown = advice.page(city, Choice())
    assert [(row.name, row.inside, row.outside) for row in shown["reach"]] == [
        ("Poverty", 27, 73),
        ("Lonely", 21, 79),
    ]
    assert shown["reach_people"] in {17, 18}
    text = reader.get(reverse("advice", args=[city.slug])).content.decode()
    assert "Who is reached" in text


def test_without_a_joint_agenda_nobody_is_reached_and_nothing_is_said(city, reader):
    newest(city).results.update(advice="watch")
    assert advice.page(city, Choice())["reach"] == []
    assert "Who is reached" not in reader.get(reverse("advice", args=[city.slug])).content.decode()


def test_the_city_counts_areas_people_and_dwellings_of_each_class(city):
    """Every square has 1,000 inhabitants and 500 dwellings; nobody said how many are of corporations."""
    found = advice.page(city, Choice())["city"]
    couple = next(total for total in found["totals"] if total.key == "couple")
    assert (couple.areas, couple.inhabitants, couple.dwellings, couple.corporation_dwellings) == (2, 2000, 1000, None)
    assert (found["all"].areas, found["all"].missing) == (6, 6)
    assert sum((found["top"].surely, found["top"].perhaps, found["top"].never)) == 6


def test_surely_perhaps_and_surely_not_follow_from_the_interval():
    intervals = [(1, 2), (2, 3), (3, 4), (None, None)]
    drawn = [result(str(at), "regular", rank_low=low, rank_high=high) for at, (low, high) in enumerate(intervals)]
    assert advice_city.top(drawn, 2) == advice_city.Top(surely=1, perhaps=1, never=1)


def test_the_page_shows_all_that_is_needed_to_recompute_the_advice(city, reader):
    text = reader.get(reverse("advice", args=[city.slug])).content.decode()
    for words in (
        "The top holds 2 areas: 25\u00a0% of the 6 with a score",
        "≥ 43.8",
        "Joint agendas start in the groups of urgency.",
    ):
        assert words in text, words


def test_the_wijken_have_an_advice_of_their_own(city, reader):
    answer = reader.get(reverse("advice", args=[city.slug]) + "?level=wijk")
    assert answer.status_code == 200
    assert answer.context["run"].level == "wijk"


def test_without_scores_the_page_says_what_to_do_and_there_is_no_file(partnership, reader):
    answer = reader.get(reverse("advice", args=[partnership.slug]))
    assert "No scores yet" in answer.content.decode()
    assert reader.get(reverse("advice_file", args=[partnership.slug])).status_code == 404


def test_the_file_has_the_areas_in_the_order_of_the_page_with_every_gate(city, reader):
    text = reader.get(reverse("advice_file", args=[city.slug])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["code"] for row in rows] == [CODES[letter] for letter in "DBFAEC"]
    assert (rows[0]["advice"], rows[0]["first place of the group"], rows[0]["urgency"]) == ("joint agenda", "1", "72.5")
    assert (rows[3]["potential: value"], rows[3]["potential: needed"], rows[3]["potential: open"]) == (
        "27.5",
        "43.75",
        "shut",
    )


def test_a_name_that_a_spreadsheet_would_run_gets_a_quote(partnership, reader):
    weighed_city(partnership)
    Area.objects.filter(code="BU01530000").update(name="=1+1")
    text = reader.get(reverse("advice_file", args=[partnership.slug])).content.decode("utf-8-sig")
    assert ";'=1+1;" in text


def test_a_start_year_is_shown_where_the_model_has_a_first_year(city, reader):
    run = ScoreRun.objects.newest(city, "buurt")
    run.results.filter(advice="dia").update(start_year=2028)
    assert "2028" in reader.get(reverse("advice", args=[city.slug])).content.decode()


GATES = {
    "data": {"value": 1.0, "threshold": 0.75, "open": True},
    "urgent": {"value": 0.46, "threshold": 0.5, "open": False},
    "corporation": {"value": 1.2, "threshold": 1.0, "open": True},
    "potential": {"value": 60.0, "threshold": 50.0, "open": True},
}


@pytest.mark.parametrize(
    ("chances", "near"),
    [
        ({"dia": 0.6, "couple": 0.4}, ""),
        ({"dia": 0.55, "couple": 0.2, "watch": 0.25}, "watch"),
        ({"dia": 1.0}, ""),
        ({}, ""),
    ],
)
def test_an_advice_that_holds_in_few_calculations_names_the_class_next_to_it(chances: dict[str, float], near: str):
    assert result("Oost", "dia", advice_chances=chances).borders_on == near


def test_an_advice_that_the_gates_deny_says_so_first():
    told = result("Oost", "dia", gates=GATES, advice_chances={"dia": 0.54, "couple": 0.46})
    with translation.override("en"):
        assert distance(told) == (
            "By the gates alone this would be coupling, as in 46 of the 100 calculations. It is a joint agenda in 54 of "
            "the 100 calculations."
        )
        assert "By the gates alone" not in distance(result("Oost", "couple", gates=GATES, advice_chances={"couple": 1}))


def test_the_share_with_too_few_figures_stands_apart_and_only_where_there_is_one():
    assert result("Oost", "dia", ranked_share=0.79).short_share == pytest.approx(0.21)
    assert result("Oost", "dia", ranked_share=0.999).short_share == 0
    assert result("Oost", "insufficient", rank=None, urgency=None, ranked_share=0.0).short_share == 0
