"""A model that measures areas by each other: what its run says and keeps, and what no screen compares any more."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from django.contrib.gis.geos import Polygon
from django.test import Client
from django.urls import reverse
from pytest import approx  # noqa: PT013 -- the numbers should stand out

from accounts.models import Partnership
from datasets.actions import draw_sub_area
from datasets.models.areas import RD_NEW
from sia import actions, pipeline
from sia.models import ScoreModel, ScoreRun
from sia.pipeline import pockets, snapshots
from sia.pipeline.inputs import Inputs, Reading, input_hash
from sia.pipeline.trend import trend
from sia.pipeline.weighing import Weighing
from sia.scoring.neighbours import Borders
from sia.scoring.tree import Normalisation
from tests.factories import ORIGIN, member, run_jobs
from tests.sia.six_squares import CODES, FIGURES, bring, newest, results
from tests.sia.snapshot_steps import adopted, client_of

pytestmark = pytest.mark.django_db
NO_COMPARING = "This model measures the areas by each other, so scores of different years or levels do not compare."
# A run of engine 4 from before there was a choice: its model as text, and the fingerprint of what went in.
BEFORE: dict[str, Any] = {
    "branches": [
        {
            "tree": "urgency",
            "theme": "social",
            "weight": 1.0,
            "counted": [
                {
                    "indicator": 7, "code": "poverty", "unit": "%", "nature": "fact",
                    "weight": 1.0, "low": 0.0, "high": 20.0, "direction": 1,
                }
            ],
        }
    ],
    "power": 1.0, "neighbour_share": 0.25, "top_share": 0.25, "min_top_chance": 0.5, "min_quotient": 1.0,
    "min_potential_quantile": 0.5, "max_running": None, "first_year": None, "agenda_years": 8,
    "shrink": False, "tame_outliers": False, "draw_errors": True,
    "spread": {tree: {"between": None, "inside": None, "parties": 0} for tree in ("urgency", "potential")},
}  # fmt: skip
HASH_BEFORE = "d5aa844c786ef72ad512338b32ef6f38e3aca7082380c60561562fb40109b29c"
# B: poverty half-way, lonely in place 3.5 of 5, the third safest of 6. z: (10 - 10) / 7.376, 1 / 7.416, 0.833 / 18.55.
EXPECTED: dict[str, dict[str, float]] = {
    "minmax": {"A": 100, "B": 50, "C": 0, "D": 72.5},  # the six squares run from post to post
    "percentile": {"A": 100, "B": 50.625, "C": 0, "D": 75.625},
    "zscore": {"A": 63.744, "B": 50.225, "C": 36.706, "D": 56.314},
    "simd": {"A": 100, "C": 4.365},
}


def agreed_on(city: Partnership, way: str) -> ScoreRun:
    """The parties agree on the same model with this way, and the scores are made anew."""
    draft = actions.new_version(model=ScoreModel.objects.in_use(city), by=None)
    ScoreModel.objects.filter(pk=draft.pk).update(normalisation=way)
    actions.agree(model=ScoreModel.objects.get(pk=draft.pk), by=None, reason="Akkoord.")
    run_jobs(city, "sia.recompute")
    return newest(city)


def test_the_choices_of_a_model_are_the_ways_of_the_engine():
    assert set(ScoreModel.Normalisation.values) == set(Normalisation)


def test_a_run_from_before_there_was_a_choice_keeps_its_text_and_its_fingerprint():
    weighing = Weighing.from_plain(json.loads(json.dumps(BEFORE)))
    assert (weighing.normalisation, json.loads(json.dumps(weighing.to_plain()))) == ("goalposts", BEFORE)
    table, alone, nothing = np.array([[20.0], [10.0]]), np.array([1.5, 0.5]), np.empty(0)
    borders, origin = Borders(nothing, nothing, nothing, nothing), np.zeros(table.shape[1], int)
    inputs = Inputs(table, table, np.zeros(table.shape, bool), table, alone, borders, alone, origin)
    assert input_hash("4", weighing, Reading([1, 2], inputs, [])) == HASH_BEFORE


def test_a_run_in_each_way_is_what_a_person_works_out_and_is_repeated_to_the_byte(city):
    secretary = member(city, "secretary")
    for way, expected in EXPECTED.items():
        run = agreed_on(city, way)
        found = {letter: result.urgency for letter, result in results(city).items() if letter in expected}
        assert found == approx(expected, abs=0.002), way
        assert run.weighing["normalisation"] == way
        assert set(run.robustness["settings"]["normalisations"]) == {"goalposts", "minmax", "percentile", way}
        assert snapshots.again(adopted(city, secretary)) == []
        explanation = pipeline.explain(run)
        for result in results(city).values():
            points = sum(row["points"] or 0 for row in explanation.contributions(result.area_id))
            assert explanation.reference + points == approx(result.urgency, abs=1e-9)
            assert result.rank_low <= round(result.mean_rank) <= result.rank_high
        other = Weighing.from_plain(run.weighing).reweighed({"social": 0})
        assert pipeline.imagine(run, other).run.weighing["normalisation"] == way


def test_a_snapshot_on_goalposts_says_nothing_of_them_and_is_repeated_beside_later_choices(city):
    snapshot = adopted(city, member(city, "secretary"))
    agreed_on(city, "zscore")
    assert "normalisation" not in snapshot.run.weighing
    assert snapshots.again(snapshot) == []


def test_what_does_not_compare_is_said_in_a_sentence_and_not_shown(city, viewer):
    bring(city, {code: FIGURES[code] for code in ("poverty", "lonely", "feels_safe")}, year=2020)
    x, y = ORIGIN
    outline = Polygon.from_bbox((x + 1400, y + 400, x + 1600, y + 600))
    outline.srid = RD_NEW
    own = draw_sub_area(partnership=city, by=None, name="Flats", outline=outline)
    run_jobs(city, "sia.recompute")
    assert len(trend(newest(city)).years) == 2
    run = agreed_on(city, "minmax")
    assert trend(run).years == ()
    known = pockets.levels(city)
    assert (known.same, pockets.score_own(run, [own]), pockets.in_the_city(city, known)) == (frozenset(), [], [])
    browser = client_of(viewer)
    area = read(browser, city, "area", CODES["A"])
    assert f"{NO_COMPARING} The figures themselves do" in area
    assert NO_COMPARING in read(browser, city, "area", "WK015300")
    assert "Your partnership drew this area itself, so it is not among them" in read(browser, city, "area", own.code)
    assert "No pockets can be told" in read(browser, city, "pocket_list")
    assert NO_COMPARING in read(browser, city, "map", query="?year=2020")
    assert "Their places do" in read(browser, city, "rank_history", query="?by=years")
    assert NO_COMPARING not in read(browser, city, "map")
    model = read(browser, city, "model")
    assert "This version makes figures comparable from the lowest to the highest area (min–max)." in model
    assert "Scores 0 to 100 between" not in model


def read(browser: Client, city: Partnership, name: str, *more: str, query: str = "") -> str:
    response = browser.get(reverse(name, args=[city.slug, *more]) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())
