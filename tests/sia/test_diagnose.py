"""What an order depends on: figures that a person can check, and a job that may come twice."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from pytest import approx  # noqa: PT013 -- the numbers should stand out

from datasets.models import Job
from sia import actions, tasks
from sia.models import Diagnosis, ScoreRun
from sia.pages import ranking
from sia.pipeline.diagnose import diagnose
from sia.pipeline.inputs import Inputs
from sia.pipeline.spread import Spread
from sia.pipeline.weighing import Branch, Counted, Weighing
from sia.scoring.neighbours import Borders
from tests.factories import PartnershipFactory, deliver, run_jobs
from tests.sia.six_squares import FIGURES, bring, newest, six_squares

NAN = float("nan")
POSTS = (0.0, 100.0)
ALIKE = Spread(None, None, 0)


def inputs(*columns: list[float]) -> Inputs:
    """One list of figures for each indicator; no errors, borders or corporation shares."""
    values = np.array(columns, np.float64).T
    unknown = np.full(values.shape, NAN)
    nothing = np.empty(0)
    borders, alone = Borders(nothing, nothing, nothing, nothing), np.full(len(values), NAN)
    known = np.zeros(values.shape, np.bool_)
    return Inputs(
        values, unknown, known, unknown, alone, borders, np.zeros(len(values)), np.zeros(values.shape[1], int)
    )


def weighing(*themes: tuple[str, float, int], spread: Spread = ALIKE, **changes: Any) -> Weighing:
    """Themes of urgency as (name, weight, number of indicators), called a, b, c in order; posts 0 and 100."""
    codes, branches = iter("abcdefgh"), []
    low, high = changes.pop("posts", POSTS)
    for theme, weight, count in themes:
        inside = tuple(Counted(0, next(codes), "%", "fact", 1.0, low, high, 1) for _ in range(count))
        branches.append(Branch("urgency", theme, weight, inside))
    usual: dict[str, Any] = {"power": 1.0, "neighbour_share": 0.25, "top_share": 0.25, "min_top_chance": 0.5}
    usual |= {"min_quotient": 1.0, "min_potential_quantile": 0.5, "max_running": None, "first_year": None}
    usual |= {"agenda_years": 8, "shrink": False, "tame_outliers": False, "draw_errors": True}
    return Weighing(branches=tuple(branches), spread={"urgency": spread, "potential": spread}, **usual | changes)


def test_a_theme_of_a_quarter_that_does_a_tenth_is_flagged():
    """Of two themes without any link, of 3/4 and 1/4, the first makes 9/16 / (9/16 + 1/16) = 0.9 of the variance."""
    found = diagnose(
        inputs([0, 0, 100, 100], [0, 100, 0, 100]), weighing(("social", 3, 1), ("health", 1, 1)), sensitivity=False
    )
    social, health = found["urgency"]["themes"]
    assert social == {
        "theme": "social",
        "nominal": 0.75,
        "r_squared": approx(0.9),
        "share": approx(0.9),
        "ratio": approx(1.2),
        "flagged": False,
    }
    assert (health["nominal"], health["share"], health["ratio"], health["flagged"]) == (
        0.25,
        approx(0.1),
        approx(0.4),
        True,
    )
    assert found["sensitivity"] is None


def test_what_says_the_same_twice_and_what_cancels_out_are_named():
    """b is a again, c turns it round. One indicator has no alpha; a sum that never varies has none either."""
    first = [10.0, 20.0, 60.0, 90.0]
    found = diagnose(
        inputs(first, first, first, [100 - x for x in first], first),
        weighing(("social", 1, 2), ("health", 1, 2), ("safety", 1, 1)),
        sensitivity=False,
    )["urgency"]
    assert found["pairs"] == [
        {"theme": "health", "first": "c", "second": "d", "r": approx(-1), "kind": "opposed"},
    ]
    assert found["groups"] == [
        {"theme": "social", "indicators": ["a", "b"]},
        {"theme": "health", "indicators": ["c", "d"]},
    ]
    assert found["first_component"] == approx(1)
    assert found["alpha"] == {"social": approx(1), "health": None, "safety": None}


def test_indicators_with_more_than_a_tenth_of_the_areas_on_a_post_are_named():
    """a: 2 of 10 on a post, b: 1 of 10, c: 1 of the 4 that are known."""
    steps = [float(x) for x in range(10, 100, 10)]
    columns = [[0, 100, *steps[:8]], [0, *steps], [100, 10, 20, 30, *[NAN] * 6]]
    found = diagnose(inputs(*columns), weighing(("social", 1, 3)), sensitivity=False)
    assert found["posts"] == [{"indicator": "c", "share": 0.25}, {"indicator": "a", "share": 0.2}]


def test_under_goalposts_nobody_moves_when_the_last_area_leaves():
    found = diagnose(
        inputs([90, 60, 30, 0], [10, 50, 70, 0]), weighing(("social", 1, 1), ("health", 1, 1)), sensitivity=False
    )
    assert (found["reversals"], found["cycles"]) == (0, 0)


def test_areas_that_are_measured_by_each_other_may_change_place_when_the_last_one_leaves():
    """80, 90, 70 and 0 in both ways. Without the last one a runs from 80 and b from 50: 60, 50 and 25."""
    four = inputs([100, 80, 90, 0], [60, 100, 50, 0])
    how = {way: weighing(("social", 1, 1), ("health", 1, 1), normalisation=way) for way in ("goalposts", "minmax")}
    found = {way: diagnose(four, model, sensitivity=False) for way, model in how.items()}
    assert (found["goalposts"]["reversals"], found["goalposts"]["cycles"]) == (0, 0)
    assert (found["minmax"]["reversals"], found["minmax"]["cycles"]) == (2, None)
    assert (len(found["goalposts"]["posts"]), found["minmax"]["posts"]) == (2, [])


def test_outliers_that_are_held_back_make_places_depend_on_the_area_that_leaves():
    """One area at -1000 puts a on a logarithm, where 0 lies 13 points under 8; without it that is 0.8 point. The area
    with 0 has 10.7 points more on b: with the outlier it comes behind the one with 8, without it before."""
    a, b = [-1000.0, 0, 8, 1, 2, 3, 4, 5, 6, 7], [-1000.0, 8, -100, *range(-800, -100, 100)]
    model = weighing(("social", 1, 1), ("health", 1, 1), tame_outliers=True, posts=(-1000.0, 8.0))
    assert diagnose(inputs(a, b), model, sensitivity=False)["reversals"] == 2
    plain = weighing(("social", 1, 1), ("health", 1, 1), posts=(-1000.0, 8.0))
    assert diagnose(inputs(a, b), plain, sensitivity=False)["reversals"] == 0


def test_more_than_three_hundred_areas_are_not_compared_two_by_two():
    figures = np.linspace(0, 100, 301).tolist()
    assert diagnose(inputs(figures), weighing(("social", 1, 1)), sensitivity=False)["cycles"] is None


def test_without_potential_there_is_nothing_to_say_of_it():
    assert diagnose(inputs([0, 50]), weighing(("social", 1, 1)), sensitivity=False)["potential"] is None


def test_an_order_that_no_choice_moves_depends_on_nothing():
    """One indicator: whatever the scale or the power, the highest comes first."""
    found = diagnose(inputs([10, 20, 30, 40]), weighing(("social", 1, 1)), sensitivity=True)["sensitivity"]
    assert found["most"] is None
    assert {row["choice"] for row in found["choices"]} == {"normalisation", "power", "missing"}
    assert all(row["total"] is None for row in found["choices"])
    assert found["left_out"] == [{"indicator": "a", "shift": None}]


@pytest.mark.full
def test_an_order_that_hangs_on_the_weights_says_so():
    """The first theme reverses the second, and parties are far apart on which counts."""
    rising = [float(x) for x in range(5, 100, 10)]
    apart = weighing(("social", 0.6, 1), ("health", 0.4, 1), spread=Spread(2.0, None, 3))
    falling = rising[::-1]
    found = diagnose(inputs(rising, falling), apart, sensitivity=True)["sensitivity"]
    assert {row["choice"] for row in found["choices"]} == {"weights", "normalisation", "power", "missing", "left_out"}
    weights = next(row for row in found["choices"] if row["choice"] == "weights")
    assert weights["first_low"] <= weights["first"] <= weights["first_high"]
    assert weights["total_low"] <= weights["total"] <= weights["total_high"]
    assert weights["total"] > 0.3
    totals = [row["total"] for row in found["choices"]]
    assert totals == sorted(totals, reverse=True)
    assert found["most"] == found["choices"][0]["choice"]


@pytest.mark.full
def test_an_indicator_that_no_area_has_does_not_spoil_the_rest():
    """Health is empty: whatever weight it is drawn, the areas keep their order on the other two."""
    empty = [NAN] * 4
    model = weighing(("social", 0.4, 1), ("safety", 0.4, 1), ("health", 0.2, 1), spread=Spread(4.0, None, 0))
    found = diagnose(inputs([10, 30, 60, 90], [80, 20, 30, 10], empty), model, sensitivity=True)
    assert all(row["total"] is not None for row in found["sensitivity"]["choices"])
    [health] = [theme for theme in found["urgency"]["themes"] if theme["theme"] == "health"]
    assert (health["nominal"], health["r_squared"], health["share"], health["flagged"]) == (0.2, None, None, False)


def test_a_model_without_urgency_has_nothing_to_diagnose():
    with pytest.raises(ValueError, match="at least one theme of urgency"):
        diagnose(inputs([0, 50]), weighing(), sensitivity=False)


@pytest.fixture
def city(partnership, transactional_db):
    six_squares(partnership)
    return partnership


def of(run: ScoreRun) -> dict[str, Any]:
    return diagnose(Inputs.unpack(run.inputs), Weighing.from_plain(run.weighing), sensitivity=True)


def test_the_six_squares_shift_as_a_person_works_out(city):
    """Order A D F B E C. Without poverty, or without safety, F knows too little; the other five stay as they stood."""
    found = of(newest(city))["sensitivity"]["left_out"]
    assert {row["indicator"]: row["shift"] for row in found} == {"poverty": 0, "feels_safe": 0, "lonely": 0}


def test_an_indicator_that_swaps_two_areas_comes_before_one_that_swaps_none(city):
    """With much poverty E stands third, above B. Without poverty it is below B, without safety above D: 2 of 5 move."""
    bring(city, {"poverty": FIGURES["poverty"] | {"E": 20}})
    run_jobs(city)
    found = of(newest(city))["sensitivity"]["left_out"]
    assert {row["indicator"]: row["shift"] for row in found} == {"poverty": 0.4, "feels_safe": 0.4, "lonely": 0}
    assert found[-1]["indicator"] == "lonely"


@pytest.mark.full
def test_the_six_squares_have_a_potential_to_say_something_of(city):
    found = of(newest(city))
    assert [theme["theme"] for theme in found["potential"]["themes"]] == ["assets", "organised_residents"]
    assert {row["indicator"]: row["share"] for row in found["posts"]}["clubs"] == approx(5 / 6)


def test_a_diagnosis_is_plain_json_and_the_same_each_time(city):
    first, second = (json.dumps(of(newest(city)), allow_nan=False) for _ in range(2))
    assert first == second


def test_the_scores_do_not_wait_for_the_diagnosis_which_comes_in_a_job_of_its_own(city):
    waiting = Job.objects.of(city).filter(kind="sia.diagnose")
    assert set(waiting.values_list("key", "state")) == {(str(run.pk), "queued") for run in ScoreRun.objects.of(city)}
    assert not Diagnosis.objects.exists()
    run_jobs(city, "sia.diagnose")
    assert set(waiting.values_list("state", flat=True)) == {"done"}
    assert Diagnosis.objects.get(run=newest(city)).content == of(newest(city))


@pytest.mark.full
def test_a_diagnosis_is_made_once(city):
    run = newest(city)
    for _ in range(2):
        tasks.diagnose(city, str(run.pk), lambda done, total: None)
    before = Diagnosis.objects.get()
    actions.recompute(partnership=city, by=None)
    run_jobs(city, "sia.recompute")
    assert Diagnosis.objects.get() == before
    assert Job.objects.filter(kind="sia.diagnose", key=str(run.pk)).count() == 1


def test_a_run_of_others_or_one_that_is_gone_is_left_alone(city):
    other = PartnershipFactory.create()
    tasks.diagnose(other, str(newest(city).pk), lambda done, total: None)
    tasks.diagnose(city, "0", lambda done, total: None)
    assert not Diagnosis.objects.exists()


@pytest.mark.parametrize("state", ["queued", "running", "failed"])
def test_the_map_does_not_say_that_scores_are_on_their_way_because_of_a_diagnosis(city, state):
    Job.objects.filter(kind="sia.diagnose").update(state=state)
    assert ranking.open_job(city) is None


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_the_real_city_is_diagnosed(partnership, shared_data):
    """Most figures say one thing, and the volunteers say it the other way round."""
    deliver(partnership, shared_data / "enschede/cbs_buurten_2021_enschede.gpkg", "boundaries")
    deliver(partnership, shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv")
    run_jobs(partnership)
    run_jobs(partnership, "sia.diagnose")
    found = Diagnosis.objects.get(run=newest(partnership)).content
    assert sum(theme["share"] for theme in found["urgency"]["themes"]) == approx(1)
    assert found["urgency"]["alpha"]["health"] > 0.8
    assert found["urgency"]["first_component"] > 0.6
    assert found["rho"] < -0.8  # volunteers alone
    assert (found["reversals"], found["cycles"]) == (0, 0)
    assert found["sensitivity"]["most"] in {row["choice"] for row in found["sensitivity"]["choices"]}
    assert len(found["sensitivity"]["left_out"]) == 8
