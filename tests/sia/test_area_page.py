"""The page of an area: where it stands out, what facts and people say, what a barrier keeps out, and what beside it differs."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest import approx  # noqa: PT013 -- the numbers should stand out

from accounts.models import Partnership, User
from datasets.models import Area, Indicator, Observation
from sia import actions
from sia.models import AreaResult, ScoreModel
from sia.pages import area as area_screen
from sia.pages import area_beside, area_borders, area_natures
from sia.pipeline import compute, explain
from sia.pipeline.pairs import chance_before
from sia.scoring.draws import Uncertainty
from sia.scoring.robustness import simulate
from sia.scoring.tranches import before
from tests.factories import run_jobs
from tests.html import markup
from tests.sia.six_squares import CODES, FIGURES, bring, newest, results, six_squares

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    """F is as lonely as E, so that nothing is missing."""
    six_squares(module_partnership, FIGURES | {"lonely": FIGURES["lonely"] | {"F": 35}})
    return module_partnership


@pytest.fixture
def look(client: Client, viewer: User, partnership: Partnership):
    client.force_login(viewer)
    client.cookies["django_language"] = "en"

    def get(name: str, *letters: str, **query: str) -> str:
        codes = [CODES.get(letter, letter) for letter in letters]
        response = client.get(reverse(name, args=[partnership.slug, *codes]), query, follow=True)
        assert response.status_code == 200
        return markup(response)

    return get


def area(letter: str) -> Area:
    return Area.objects.select_related("parent", "partnership").get(code=CODES.get(letter, letter))


# Facts, perception, peaks


def test_facts_and_perception_alone_are_shown_with_the_gap_and_how_they_are_joined(partnership, look):
    """Lonely is what people say. Facts: poverty 50, safety 25 → of D (80 · 50 + 80 · 25) / 75 = 80; lonely 50."""
    six_squares(partnership, FIGURES | {"lonely": FIGURES["lonely"] | {"F": 35}})
    Indicator.objects.filter(code="lonely").update(nature="perception")
    compute(partnership, ScoreModel.objects.get(), "buurt")
    page = look("area", "D")
    assert "Urgency by facts alone</dt><dd>80.0<" in page
    assert "What residents say is 30.0 points better than what is counted." in page
    assert "The urgency joins both by weight: facts 75\u00a0%, perception 25\u00a0%." in page


@pytest.mark.parametrize(
    ("facts", "perception", "words"),
    [
        (50.0, 54.9, "What residents say and what is counted agree."),
        (50.0, 55.0, "What residents say is 5.0 points worse than what is counted."),
        (50.0, 45.0, "What residents say is 5.0 points better than what is counted."),
        (None, 45.0, "There are too few facts for a score of facts alone."),
        (50.0, None, "There is too little perception for a score of its own."),
    ],
)
def test_the_gap_between_facts_and_perception_in_words(facts, perception, words):
    with translation.override("en"):
        assert area_natures.gap_words(AreaResult(facts=facts, perception=perception)) == words


def test_where_an_area_is_in_the_top_tenth_stands_as_chips(city, look):
    """Of six areas the top tenth is one: A is the worst in all three themes."""
    page = look("area", "A")
    assert re.findall(r'chip--peak">([^<]+)<', page) == [
        "Social", "Health", "Safety", "Poverty", "Lonely", "Feels safe",
    ]  # fmt: skip
    assert "In the top tenth" not in look("area", "B")


# Figures as they are and as they counted


def test_a_small_number_that_was_pulled_to_the_wijk_shows_both_figures(city, look):
    """Poverty of A, 20 % with an error, is drawn towards the 10 % of the wijk."""
    wijk = area("WK015300")
    bring(city, {"poverty": {"WK015300": 10, "WK015301": 10}})
    Observation.objects.filter(indicator__code="poverty", area__code=CODES["A"]).update(standard_error=8)
    draft = actions.new_version(model=ScoreModel.objects.get(), by=None)
    draft.shrink = True
    draft.save()
    run = compute(city, draft, "buurt")
    [evidence] = [
        each for reason in explain(run).contributions(area("A").pk) for each in reason["evidence"]
        if each["indicator"] == "poverty"
    ]  # fmt: skip
    assert evidence["kept"] < 1
    assert evidence["scored"] == approx(evidence["kept"] * 20 + (1 - evidence["kept"]) * 10)
    page = look("area", "A")
    assert f'20\u00a0%<br><span class="muted">counted as {evidence["scored"]:.1f}\u00a0%</span>' in page
    assert page.count("counted as") == 1
    assert "counted as" not in look("area", wijk.code)


def test_a_figure_on_a_logarithm_shows_no_second_figure():
    newest_row = SimpleNamespace(period=2024)
    scored = {"period": 2024, "value": 90.0, "scored": 4.5, "treatment": "logged"}
    assert area_screen.counted_of(scored, newest_row) is None
    assert area_screen.counted_of(scored | {"treatment": "winsorised"}, newest_row) == 4.5
    assert area_screen.counted_of(scored | {"treatment": "winsorised", "period": 2020}, newest_row) is None


# Borders


def test_the_strongest_barrier_stands_above_the_borders_by_name(city, look):
    """The motorway between A and B keeps 3.75 points from A; B has assets of 100, A none."""
    assert "The motorway to Buurt 01 keeps out 3.8 points of potential." in look("area", "A")
    assert "points of potential." not in look("area", "C")


def test_a_border_without_a_barrier_that_keeps_nothing_out_is_not_named():
    assert area_borders.strongest([]) == ""


# Two areas side by side


def test_the_choice_offers_every_ranked_area_and_the_next_in_rank_first(city, look):
    """By urgency: A 100, D 72.5, B 50, F 46.25, E 21.25, C 0."""
    page = look("area", "B")
    assert re.findall(r'<option value="(\w+)"', page) == [CODES[letter] for letter in "ADFEC"]
    assert f'<option value="{CODES["F"]}" selected>' in page
    assert f'<option value="{CODES["E"]}" selected>' in look("area", "C")


def test_a_choice_gets_an_address_of_its_own(city, client, viewer):
    client.force_login(viewer)
    choose = reverse("area_beside_choose", args=[city.slug, CODES["A"]])
    assert client.get(choose, {"other": CODES["B"]})["Location"] == reverse(
        "area_beside", args=[city.slug, CODES["A"], CODES["B"]]
    )
    assert client.get(choose)["Location"] == reverse("area", args=[city.slug, CODES["A"]])
    for nowhere in ("BU99999999", "a/b"):
        assert client.get(choose, {"other": nowhere}).status_code == 404


def test_the_themes_that_set_two_areas_apart_come_largest_first_and_add_up(city):
    """D − B: social 0.5 · (80 − 50) = 15, health 0, safety 0.25 · (80 − 50) = 7.5."""
    page = area_beside.page(city, area("D"), area("B"))
    assert [(row.points, row.first.score, row.second.score) for row in page["rows"]] == [
        (15.0, 80, 50),
        (7.5, 80, 50),
        (0.0, 50, 50),
    ]
    assert sum(row.points for row in page["rows"]) == page["difference"] == 22.5


def test_the_chance_is_that_of_the_draws_that_the_run_keeps(city):
    run = newest(city)
    explanation = explain(run)
    tree = explanation.trees["urgency"]
    settings = Uncertainty.from_settings(run.robustness["settings"])
    values, errors = (each[:, tree.columns] for each in (explanation.treated.values, explanation.treated.errors))
    ranks = simulate(values, tree.tree, settings, errors, explanation.treated.origin[tree.columns])
    rows = explanation.rows
    for one in run.area_ids:
        for other in run.area_ids:
            assert chance_before(run, one, other) == approx(before(ranks, rows[one], rows[other]))


def test_the_order_of_two_areas_is_told_only_where_three_quarters_of_the_draws_agree(city):
    run, by_letter = newest(city), results(city)
    for first, second in (("A", "C"), ("C", "A"), ("B", "F"), ("D", "B")):
        mine, other = by_letter[first], by_letter[second]
        with translation.override("en"):
            found = area_beside.certainty(run, mine, other)
        chance = chance_before(run, mine.area_id, other.area_id)
        assert found["sure"] == (max(chance, 1 - chance) >= 0.75)
        assert ("too few for an order" in found["words"]) != found["sure"]
    assert area_beside.certainty(run, by_letter["C"], by_letter["A"])["words"].startswith(by_letter["A"].area.name)


def test_the_smallest_change_of_weights_that_makes_two_areas_equal_is_told(city):
    """B leads F by 3.75: health 50 against 25, safety 50 against 60. A third of 0.25 moved from health to safety:
    25 · (0.25 − m) = 10 · (0.25 + m), so m = 3.75 / 35 = 10.7 points of 100."""
    explanation = explain(newest(city))
    with translation.override("en"):
        assert area_beside.flip_words(explanation, area("B"), area("F")) == (
            "Both score the same once 10.7 of the 100 points of weight move from Health to Safety."
        )
        assert area_beside.flip_words(explanation, area("A"), area("B")) == (
            "No other weights of the themes would swap the two."
        )


def test_two_that_cannot_be_compared_say_why(city, look):
    for other in ("WK015300", "A"):
        assert "These two cannot be compared" in look("area_beside", "A", other)


def test_both_are_shown_with_their_figures(city, look):
    page = look("area_beside", "A", "B")
    assert "Buurt 00 beside Buurt 01" in page
    assert re.search(r"Poverty</th><td class=\"num\">20\u00a0%</td><td class=\"num\">10\u00a0%</td>", page)


# The page as a whole


def test_the_line_of_links_names_only_what_is_there(city, look):
    assert re.findall(r'<li><a href="#(\w+)">', look("area", "A")) == [
        "advice", "why", "interpretation", "opportunities", "trend", "figures", "borders", "assets", "inside",
    ]  # fmt: skip
    assert re.findall(r'<li><a href="#(\w+)">', look("area", "GM0153")) == [
        "interpretation", "opportunities", "figures", "assets", "inside",
    ]  # fmt: skip


def test_every_link_of_that_line_has_its_section(city, look):
    for letter in ("A", "WK015300", "GM0153"):
        page = look("area", letter)
        for key in re.findall(r'<li><a href="#(\w+)">', page):
            assert f'id="{key}"' in page, (letter, key)


def test_the_trend_stands_on_the_page_with_a_table(city, look):
    bring(city, {code: FIGURES[code] for code in ("poverty", "lonely", "feels_safe")}, year=2020)
    run_jobs(city)
    page = look("area", "A")
    assert "Urgency stayed the same from 2020 to 2024." in page
    assert "New figures, of 3 indicators" in page
    assert "trend__chart" in page


def test_the_list_of_areas_leads_to_the_pockets(city, look):
    assert reverse("pocket_list", args=[city.slug]) in look("area_list")
    assert "No pockets" in look("pocket_list")


def test_numbers_of_a_stored_run_do_not_change_by_looking(city, look):
    before = newest(city).inputs
    for letter in "AB":
        look("area", letter)
    assert np.array_equal(bytes(newest(city).inputs), bytes(before))
