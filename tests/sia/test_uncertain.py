"""A run says how sure its ranks are: intervals, tranches and chances that can be repeated from what it stored."""

from __future__ import annotations

import pytest

from sia import actions, pipeline
from sia.models import AreaResult, ScoreModel, ScoreRun
from sia.pipeline.inputs import Inputs
from sia.pipeline.weighing import Weighing
from sia.scoring.draws import Uncertainty
from sia.scoring.robustness import simulate, summarise

pytestmark = pytest.mark.django_db


def results(city) -> list[AreaResult]:
    return list(AreaResult.objects.filter(run=ScoreRun.objects.newest(city, "buurt")).ranked())


def again(city, **changes: object) -> list[AreaResult]:
    """What a draft with these changes would say."""
    draft = actions.new_version(model=ScoreModel.objects.of(city).get(version=1), by=None)
    ScoreModel.objects.filter(pk=draft.pk).update(**changes)
    pipeline.compute(city, ScoreModel.objects.get(pk=draft.pk), "buurt")
    return results(city)


def test_an_area_that_is_worst_at_everything_is_first_in_every_draw(city):
    first = results(city)[0]
    assert (first.rank, first.rank_low, first.rank_high, first.mean_rank, first.top_chance) == (1, 1, 1, 1.0, 1.0)


def test_every_rank_has_an_interval_and_its_mean_lies_inside(city):
    for result in results(city):
        assert result.rank_low <= round(result.mean_rank) <= result.rank_high
        assert sum(result.advice_chances.values()) == pytest.approx(1)


def test_tranches_go_up_with_the_mean_rank(city):
    tranches = [result.tranche for result in sorted(results(city), key=lambda result: result.mean_rank)]
    assert tranches == sorted(tranches)
    assert tranches[0] == 1


def test_the_draws_are_repeated_to_the_byte_from_what_the_run_stored(city):
    run = ScoreRun.objects.newest(city, "buurt")
    weighing, inputs = Weighing.from_plain(run.weighing), Inputs.unpack(run.inputs)
    stored, columns = Uncertainty.from_settings(run.robustness["settings"]), weighing.columns("urgency")
    values, errors = (table[:, columns] for table in (inputs.values, inputs.errors))
    ranks = simulate(values, weighing.tree("urgency"), stored, errors, inputs.origin[columns])
    found = dict(zip(run.area_ids, summarise(ranks, run.robustness["top"]).mean_rank, strict=True))
    assert found == {result.area_id: result.mean_rank for result in results(city)}


def test_the_intervals_widen_when_parties_may_differ_more(city):
    def width(found: list[AreaResult]) -> int:
        return sum(result.rank_high - result.rank_low for result in found)

    assert width(again(city, assumed_spread=0.05)) < width(again(city, assumed_spread=0.9))


def test_the_gate_of_urgency_is_the_chance_of_a_top_rank(city):
    for result in results(city):
        assert result.gates["urgent"]["value"] == result.top_chance


def test_a_second_run_on_the_same_figures_draws_the_same(city):
    before = [(r.area_id, r.mean_rank, r.rank_low, r.rank_high, r.advice_chances) for r in results(city)]
    ScoreRun.objects.of(city).delete()
    pipeline.compute(city, ScoreModel.objects.of(city).get(), "buurt")
    after = results(city)
    assert [(r.area_id, r.mean_rank, r.rank_low, r.rank_high, r.advice_chances) for r in after] == before
