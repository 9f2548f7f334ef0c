"""What PostgreSQL refuses of models, runs and results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import ProtectedError

from accounts.models import Partnership
from sia.models import AreaResult, ScoreIndicator, ScoreTheme
from tests.constraints import named, refused_by
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(partnership: Partnership) -> City:
    return weighed_city(partnership)


def again(row: Any) -> None:
    row.pk = None
    row.save(force_insert=True)


def changed(row: Any, **values: Any) -> int:
    return type(row)._base_manager.filter(pk=row.pk).update(**values)


def theme(city: City) -> ScoreTheme:
    return city.model.themes.all()[0]


def scored(city: City) -> ScoreIndicator:
    return theme(city).indicators.all()[0]


def result(city: City, place: int = 0) -> AreaResult:
    return city.run.results.get(area=city.areas[place])


REFUSED: dict[str, Callable[[City], object]] = {
    "score_model_version_once": lambda city: again(city.model),
    "score_model_power": lambda city: changed(city.model, power=0.9),
    "score_model_shares": lambda city: changed(city.model, top_share=1.1),
    "score_theme_once": lambda city: again(theme(city)),
    "score_theme_weight": lambda city: changed(theme(city), weight=1.1),
    "score_indicator_once": lambda city: again(scored(city)),
    "score_indicator_weight": lambda city: changed(scored(city), weight=-0.1),
    "score_indicator_goalposts": lambda city: changed(scored(city), low=3, high=3),
    "area_result_once": lambda city: again(result(city)),
    "area_result_urgency_range": lambda city: changed(result(city), urgency=100.1),
    "area_result_potential_range": lambda city: changed(result(city), potential=-0.1),
    "score_model_assumed_spread": lambda city: changed(city.model, assumed_spread=1.1),
    "area_result_interval_in_order": lambda city: changed(result(city), rank_low=3, rank_high=2),
    "area_result_top_chance": lambda city: changed(result(city), top_chance=1.1),
    "area_result_rank_with_urgency": lambda city: changed(result(city), rank=None),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_what_the_constraint_forbids(name: str, city: City):
    assert refused_by(lambda: REFUSED[name](city)) == name


def test_every_constraint_of_the_models_is_tried():
    assert set(REFUSED) == named("sia")


@pytest.mark.parametrize("change", [{"rank": 1}, {"rank": 0, "urgency": 5.0}, {"urgency": 5.0}])
def test_an_area_has_a_rank_exactly_where_it_has_an_urgency(city: City, change: dict[str, float]):
    without = result(city, -1)
    assert (without.rank, without.urgency) == (None, None)
    assert refused_by(lambda: changed(without, **change)) == "area_result_rank_with_urgency"


@pytest.mark.parametrize("share", ["top_share", "min_top_chance", "neighbour_share"])
def test_every_share_of_a_model_lies_between_none_and_all(city: City, share: str):
    assert refused_by(lambda: changed(city.model, **{share: -0.01})) == "score_model_shares"


def test_areas_may_share_a_rank(city: City):
    changed(result(city, 0), rank=1)
    changed(result(city, 1), rank=1)


def test_a_model_that_a_run_rests_on_is_not_deleted(city: City):
    with pytest.raises(ProtectedError):
        city.model.delete()


def test_an_indicator_that_a_model_weighs_is_not_deleted(city: City):
    with pytest.raises(ProtectedError):
        scored(city).indicator.delete()
