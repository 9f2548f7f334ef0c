"""What the address can ask of the map: other weights, another year, another version, an earlier run. Nothing is stored."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership
from sia import actions, pipeline
from sia.models import AreaResult, ScoreModel, ScoreRun, ScoreTheme
from tests.factories import run_jobs
from tests.sia.six_squares import CODES, FIGURES, bring, newest, six_squares

pytestmark = pytest.mark.django_db
CHANGED = FIGURES["poverty"] | {"E": 20, "A": 0}
HTMX = {"HX-Request": "true", "HX-Target": "list"}


@pytest.fixture
def look(client: Client, city: Partnership, viewer):
    client.force_login(viewer)

    def go(headers: dict[str, str] | None = None, **query: object) -> str:
        answer = client.get(reverse("map", args=[city.slug]), query, headers=headers)
        assert answer.status_code == 200
        return answer.content.decode()

    return go


def ranks(page: str) -> dict[str, str]:
    letters = {code: letter for letter, code in CODES.items()}
    found = re.findall(r'<tr data-area="(\w+)"[^>]*data-rank="(\d*)"', page)
    return {letters[code]: rank for code, rank in found}


def counts() -> tuple[int, int, int]:
    return ScoreRun.objects.count(), AreaResult.objects.count(), ScoreModel.objects.count()


def test_other_weights_give_another_order_and_store_nothing(look, city):
    before = counts()
    usual, other = ranks(look()), ranks(look(w_social=0, w_health=100, w_safety=0))
    assert (usual["F"], other["F"]) == ("3", "")  # nobody asked there who is lonely
    assert other["B"] == other["D"] == "2"  # both 40 %
    assert counts() == before
    assert ranks(look()) == usual


def test_a_what_if_says_that_it_is_one_and_how_to_go_back(look):
    page = look(w_social=0, w_health=0, w_safety=100)
    assert "Back to the agreed weights" in page or "Terug naar de afgesproken" in page
    assert 'name="w_safety"' in page


@pytest.mark.parametrize("weights", [{"w_social": "kwart"}, {"w_social": "-3"}, {"w_social": "nan"}, {"w_": "5"}])
def test_what_is_no_weight_is_left_out(look, weights):
    assert ranks(look(**weights)) == ranks(look())


def test_weights_that_leave_nothing_are_refused_in_words_and_the_scores_stay(look):
    page = look(w_social=0, w_health=0, w_safety=0)
    assert 'role="alert"' in page
    assert ranks(page) == ranks(look())


def test_a_moved_slider_gets_the_list_the_reasons_the_chart_and_the_legend_and_no_more(look):
    answer = look(headers=HTMX, w_social=0, w_health=0, w_safety=100)
    assert "<!doctype" not in answer
    assert answer.count('hx-swap-oob="true"') == 3
    assert 'id="list"' in answer


def test_an_earlier_year_is_shown_with_todays_model_and_goalposts(look, city):
    bring(city, {"poverty": CHANGED}, year=2025)
    run_jobs(city)
    now, then = ranks(look()), ranks(look(year=2024))
    assert now["E"] < then["E"]
    assert then["A"] == "1"


def test_another_version_is_shown_on_todays_figures(look, city):
    draft = actions.new_version(model=ScoreModel.objects.in_use(city), by=None)
    ScoreTheme.objects.filter(model=draft).exclude(theme="safety").filter(tree="urgency").update(weight=0)
    assert ranks(look(model=draft.version)) == ranks(look(w_social=0, w_health=0, w_safety=100))


def test_an_earlier_run_is_shown_as_it_was(look, city):
    before, was = newest(city), ranks(look())
    bring(city, {"poverty": CHANGED})
    run_jobs(city)
    assert ranks(look()) != was
    assert ranks(look(run=before.pk)) == was


@pytest.mark.parametrize("query", [{"run": "999999"}, {"model": "77"}, {"year": "zoveel"}, {"against": "run:x"}])
def test_what_does_not_exist_gives_the_newest_scores(look, query):
    assert ranks(look(**query)) == ranks(look())


def test_an_arrow_says_how_far_and_why(look, city):
    bring(city, {"poverty": CHANGED})
    run_jobs(city)
    page = look()
    now, before = ranks(page), ranks(look(run=runs(city)[1].pk))
    assert len(re.findall(r'class="arrow"', page)) == sum(now[letter] != before[letter] for letter in now)
    assert set(re.findall(r'class="arrow" title="[^"]*: ([^"]+)"', page)) <= {
        "corrected figures",
        "verbeterde cijfers",
    }


def test_without_a_comparison_there_are_no_arrows(look, city):
    bring(city, {"poverty": CHANGED})
    run_jobs(city)
    assert 'class="arrow"' not in look(against="none")


def test_the_run_of_another_partnership_is_not_shown(look, city, stranger):
    other = stranger.memberships.get().partnership
    six_squares(other)
    bring(other, {"poverty": CHANGED})
    run_jobs(other)
    foreign = pipeline.stored(ScoreRun.objects.newest(other, "buurt")).run
    assert ranks(look(run=foreign.pk)) == ranks(look())


def test_an_indicator_is_shown_against_the_city_or_as_it_is(look):
    against, plain = look(layer="i:poverty"), look(layer="i:poverty", show="value")
    assert re.search(r'data-fill="d\d"', against)
    assert re.search(r'data-fill="u\d"', plain)
    assert re.search(r"20\s%", against)


def test_less_safety_is_worse_on_the_map(look):
    fills = dict(re.findall(r'<tr data-area="(\w+)" data-fill="(\w+)"', look(layer="i:feels_safe")))
    assert fills[CODES["A"]] == "d5"  # 50 %, the least
    assert fills[CODES["C"]] == "d1"  # 100 %


def runs(city: Partnership) -> list[ScoreRun]:
    return list(ScoreRun.objects.history(city, "buurt"))
