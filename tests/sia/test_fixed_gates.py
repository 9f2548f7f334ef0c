"""The thresholds of an agreed version stay: what changes in one area moves the gate of no other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.utils import timezone
from numpy.testing import assert_array_equal

from datasets.models import Dataset, Delivery, Observation
from datasets.pipeline.grants import shared
from sia import actions, pipeline
from sia.models import ScoreModel, ScoreRun
from sia.scoring.advice import Thresholds, advise
from sia.scoring.advice_draws import draw_advice
from sia.scoring.drawn_totals import Side
from sia.scoring.draws import Uncertainty
from sia.scoring.tree import Tree
from tests import factories
from tests.weighed import City, weighed_city

NAN = float("nan")


def test_a_fixed_top_and_a_fixed_potential_take_the_place_of_shares():
    scores = np.array([10.0, 20.0, 30.0, 40.0, NAN])
    assert Thresholds(top_share=0.5).top(scores) == 2
    assert Thresholds(top_share=0.5, fixed_top=3).top(scores) == 3
    assert Thresholds().least_potential(scores) == 25
    assert Thresholds(fixed_potential=40).least_potential(scores) == 40
    top, quotient = np.ones(5), np.full(5, 2.0)
    classes = advise(scores, scores, quotient, top, Thresholds(fixed_potential=30)).classes
    assert classes.tolist() == ["watch", "watch", "dia", "dia", "insufficient"]


def sides(values: np.ndarray) -> tuple[Side, Side]:
    tree = Tree.from_weights(
        ["a", "b"], [0.5, 0.5], [0, 0, 1, 1], [0.5, 0.5, 0.5, 0.5], low=[0] * 4, high=[100] * 4, direction=[1] * 4
    )
    uncertainty = Uncertainty(seed=1, draws=400, concentration=20.0, inner_concentration=20.0)
    return Side(values[:, :4], tree, uncertainty), Side(values[:, 4:], tree, uncertainty)


def drawn(values: np.ndarray, thresholds: Thresholds):
    urgency, potential = sides(values)
    return draw_advice(urgency, potential, np.full(len(values), 2.0), thresholds).shares


def test_fixed_where_they_are_they_change_no_draw():
    values = np.random.default_rng(5).uniform(0, 100, (30, 8))
    star = values[:, 4:].reshape(30, 2, 2).mean(axis=2).mean(axis=1)
    own = Thresholds().least_potential(star)
    free, fixed = drawn(values, Thresholds()), drawn(values, Thresholds(fixed_top=8, fixed_potential=own))
    assert_array_equal(free.chances, fixed.chances)
    assert_array_equal(free.potential_open, fixed.potential_open)


def test_assets_in_one_area_leave_the_shares_of_the_others_nearly_as_they_are():
    values = np.random.default_rng(6).uniform(0, 100, (30, 8))
    star = values[:, 4:].reshape(30, 2, 2).mean(axis=2).mean(axis=1)
    fixed = Thresholds(fixed_top=8, fixed_potential=Thresholds().least_potential(star))
    poorest = int(np.argmin(star))
    more = values.copy()
    more[poorest, 4:] = 100
    others = np.arange(30) != poorest
    before = drawn(values, Thresholds()).potential_open
    loose, held = (drawn(more, each).potential_open for each in (Thresholds(), fixed))
    assert np.abs(held - before)[others].max() <= 0.04
    assert np.abs(loose - before)[others].max() >= 0.06


def test_a_higher_bar_is_as_much_higher_in_each_draw():
    values = np.random.default_rng(7).uniform(0, 100, (30, 8))
    low, high = (drawn(values, Thresholds(fixed_potential=bar)).potential_open for bar in (20.0, 80.0))
    assert low.mean() > 0.95
    assert high.mean() < 0.05


@pytest.fixture
def city(db) -> City:
    """Eight buurten, seven with figures; potential rests on three figures of two themes, in no order of urgency."""
    made = weighed_city(factories.PartnershipFactory.create(), columns=4)
    factories.member(made.partnership, "viewer")
    other = Dataset.objects.create(partnership=made.partnership, key="more", title="Meer")
    delivery = Delivery.objects.create(
        partnership=made.partnership, dataset=other, kind="statistics", state="current", name="meer.csv",
        sha256="1" * 64, size=1, loaded_at=timezone.now(),
    )  # fmt: skip
    for code, values in (("volunteers", (9, 2, 7, 4, 8, 1, 5)), ("members", (30, 80, 20, 70, 10, 60, 40))):
        indicator = factories.IndicatorFactory.create(
            partnership=made.partnership, code=code, theme="organised_residents", role="potential"
        )
        about = {"indicator": indicator, "period": 2024, "delivery": delivery}
        Observation.objects.bulk_create(
            Observation(area=area, value=value, **about) for area, value in zip(made.areas, values, strict=False)
        )
    for area, clubs in zip(made.areas, (6, 1, 8, 3, 9, 2, 4), strict=False):
        Observation.objects.filter(area=area, indicator__code="clubs").update(value=clubs)
    model = pipeline.refresh_starter(made.partnership)
    ScoreModel.objects.filter(pk=model.pk).update(state="agreed", starter=False)
    model.refresh_from_db()
    return replace(made, model=model)


def run_of(city: City) -> ScoreRun:
    return pipeline.compute(city.partnership, city.model, "buurt")


def fixed(run: ScoreRun) -> tuple[int | None, float | None]:
    return run.weighing.get("fixed_top"), run.weighing.get("fixed_potential")


def potential_gates(run: ScoreRun) -> dict[int, tuple[float, bool]]:
    return {
        each.area_id: (each.gates["potential"]["threshold"], each.gates["potential"]["open"])
        for each in run.results.all()
    }


def test_a_version_that_is_not_agreed_fixes_nothing(city):
    draft = actions.new_version(model=city.model, by=None)
    assert fixed(pipeline.compute(city.partnership, draft, "buurt")) == (None, None)


def test_an_agreed_version_fixes_at_its_first_run_which_is_repeated_as_it_is(city):
    run = run_of(city)
    top, potential = fixed(run)
    assert top == run.robustness["top"] == 2
    assert potential == pytest.approx(run.results.first().gates["potential"]["threshold"])
    assert run_of(city) == run
    again = {each.area_id: each.gates for each in pipeline.rerun(run).results}
    assert again == {each.area_id: each.gates for each in run.results.all()}


def test_assets_that_come_in_one_area_move_no_gate_of_another(city):
    run = run_of(city)
    poor = min(run.results.exclude(potential=None), key=lambda each: each.potential)
    Observation.objects.filter(area=poor.area_id, delivery__dataset__key="more").update(value=1000)
    later = run_of(city)
    assert later.pk != run.pk
    before, after = potential_gates(run), potential_gates(later)
    assert not before.pop(poor.area_id)[1]
    assert after.pop(poor.area_id)[1]
    assert after == before


def test_the_top_stays_where_areas_drop_out_until_there_is_a_new_version(city):
    run = run_of(city)
    Observation.objects.filter(area__in=[area.pk for area in city.areas[:4]]).delete()
    later = run_of(city)
    assert (run.scored, later.scored) == (7, 3)
    assert fixed(later) == fixed(run)
    draft = actions.new_version(model=city.model, by=None)
    ScoreModel.objects.filter(pk=city.model.pk).update(state="retired")
    ScoreModel.objects.filter(pk=draft.pk).update(state="agreed")
    draft.refresh_from_db()
    assert fixed(pipeline.compute(city.partnership, draft, "buurt"))[0] == 1


def test_what_rests_on_figures_that_were_closed_since_holds_no_longer(city):
    run, own = run_of(city), factories.PartyFactory.create()
    Observation.objects.filter(area=city.areas[0]).update(value=50)
    later = run_of(city)
    assert fixed(later) == fixed(run)
    Dataset.objects.filter(partnership=city.partnership, key="more").update(covenant_required=True, owner=own)
    closed = run_of(city)
    assert fixed(closed)[1] is None
    assert not ScoreRun.objects.filter(pk=later.pk).readable_by(shared(city.partnership)).exists()


def test_a_run_is_closed_with_what_its_thresholds_rest_on_though_it_reads_that_no_more(city):
    run_of(city)
    Observation.objects.filter(delivery__dataset__key="more").delete()
    later = run_of(city)
    assert fixed(later)[1] is not None
    Dataset.objects.filter(partnership=city.partnership, key="more").update(
        covenant_required=True, owner=factories.PartyFactory.create()
    )
    assert not ScoreRun.objects.filter(pk=later.pk).readable_by(shared(city.partnership)).exists()
