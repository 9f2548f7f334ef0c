"""Every arrow has exactly one reason, and it is the one that moved the area most."""

from __future__ import annotations

import pytest

from accounts.models import Partnership
from datasets.models import Area
from sia import actions, pipeline
from sia.models import ScoreModel, ScoreRun, ScoreTheme
from sia.pipeline.moves import moves
from sia.scoring.moves import Cause
from tests.datasets.drawn import box, outlines
from tests.datasets.tables import unprotected
from tests.factories import deliver, run_jobs, upload
from tests.sia.six_squares import CODES, FIGURES, bring, newest

pytestmark = pytest.mark.django_db
LETTERS = {code: letter for letter, code in CODES.items()}


def since(city: Partnership, before: ScoreRun) -> dict[str, tuple[int, Cause]]:
    """By letter the places and the reason since that run."""
    letters = {area.pk: LETTERS[area.code] for area in Area.objects.of(city).plain() if area.code in LETTERS}
    found = moves(pipeline.stored(before), pipeline.stored(newest(city)))
    return {letters[area]: (move.places, move.cause) for area, move in found.items()}


def test_the_same_scores_have_no_arrows(city):
    assert since(city, newest(city)) == {}


def test_figures_of_a_new_year_are_new_figures(city):
    before = newest(city)
    poverty = FIGURES["poverty"] | {"E": 20, "D": 4}
    bring(city, {"poverty": poverty}, year=2025)
    run_jobs(city)
    found = since(city, before)
    assert found["E"][0] > 0
    assert found["D"][0] < 0
    assert {cause for _places, cause in found.values()} == {Cause.FIGURES}


def test_other_values_of_the_same_year_are_a_correction(city):
    before = newest(city)
    bring(city, {"poverty": FIGURES["poverty"] | {"E": 20, "D": 4}})
    run_jobs(city)
    found = since(city, before)
    assert found["E"][0] > 0
    assert {cause for _places, cause in found.values()} == {Cause.CORRECTION}


def test_a_value_that_was_missing_is_a_new_figure_and_not_a_correction(city):
    before = newest(city)
    bring(city, {"lonely": FIGURES["lonely"] | {"F": 30}})
    run_jobs(city)
    found = since(city, before)
    assert found["F"][0] < 0
    assert {cause for _places, cause in found.values()} == {Cause.FIGURES}


def test_other_weights_are_the_reason_when_only_they_changed(city):
    before = newest(city)
    draft = actions.new_version(model=ScoreModel.objects.in_use(city), by=None)
    ScoreTheme.objects.filter(model=draft, theme="social").update(weight=0)
    ScoreModel.objects.filter(pk=draft.pk).update(state="agreed")
    run_jobs(city)
    pipeline.compute(city, ScoreModel.objects.get(pk=draft.pk), "buurt")
    assert {cause for _places, cause in since(city, before).values()} == {Cause.WEIGHTS}


def test_an_older_method_that_gave_other_ranks_is_named(city):
    before = newest(city)
    a, b = before.results.get(area__code=CODES["A"]), before.results.get(area__code=CODES["D"])
    ScoreRun.objects.filter(pk=before.pk).update(engine_version="1", input_hash="x")
    for result, other in ((a, b), (b, a)):
        before.results.filter(pk=result.pk).update(rank=other.rank)
    pipeline.compute(city, ScoreModel.objects.in_use(city), "buurt")
    assert since(city, ScoreRun.objects.get(pk=before.pk)) == {"A": (1, Cause.METHOD), "D": (-1, Cause.METHOD)}


def test_after_a_change_of_boundaries_only_what_changed_names_it(city):
    """Square D is cut in two; E, which stayed under another code, has other figures."""
    before = newest(city)
    squares = {CODES[letter]: box(x * 1000, y * 1000, x * 1000 + 1000, y * 1000 + 1000) for letter, x, y in PLACES}
    cut = {CODES["D"]: box(0, 1000, 500, 2000), "BU01530107": box(500, 1000, 1000, 2000)}
    recoded = {"BU01530108": squares.pop(CODES["E"])}
    deliver(city, outlines(squares | cut | recoded, year=2025), "boundaries")
    rows = {"BU01530108": 20, CODES["D"]: 16, "BU01530107": 6} | {CODES[x]: FIGURES["poverty"][x] for x in "ABCF"}
    lines = ["gebiedscode;indicator;jaar;waarde", *(f"{code};poverty;2025;{value}" for code, value in rows.items())]
    unprotected(city, "poverty")
    assert deliver(city, upload("poverty.csv", "\n".join(lines))).state == "current"
    run_jobs(city)
    found = moves(pipeline.stored(before), pipeline.stored(newest(city)))
    codes = dict(Area.objects.of(city).filter(vintage=2025).values_list("pk", "code"))
    causes = {codes[area]: (move.up, move.cause) for area, move in found.items()}
    assert causes["BU01530108"] == (True, Cause.FIGURES)  # found again under its new code
    assert causes["BU01530107"] == (False, Cause.BOUNDARIES)  # part of D, which was second


PLACES = [(letter, place % 3, place // 3) for place, letter in enumerate("ABCDEF")]


def test_where_nobody_kept_what_became_of_the_areas_the_code_has_to_do(city):
    before = newest(city)
    old = {area.code: area for area in Area.objects.of(city)}
    for code, letter in LETTERS.items():
        area = old[code]
        area.pk, area.vintage, area.name = None, 2025, f"Nieuw {letter}"
        area.save(force_insert=True)
    bring(city, FIGURES | {"poverty": FIGURES["poverty"] | {"E": 20, "D": 4}})
    run_jobs(city)
    assert newest(city).vintage == 2025
    assert {cause for _places, cause in since(city, before).values()} == {Cause.BOUNDARIES}


def test_of_two_changes_at_once_each_area_names_the_one_that_moved_it_most(city):
    before = newest(city)
    draft = actions.new_version(model=ScoreModel.objects.in_use(city), by=None)
    ScoreTheme.objects.filter(model=draft, theme="safety").update(weight=0)
    ScoreModel.objects.filter(pk=draft.pk).update(state="agreed")
    bring(city, {"poverty": FIGURES["poverty"] | {"E": 20}})
    run_jobs(city)
    causes = since(city, before)
    assert causes["E"][1] == Cause.CORRECTION
    assert all(isinstance(cause, Cause) for _places, cause in causes.values())
