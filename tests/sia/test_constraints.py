"""What PostgreSQL refuses of models, runs and results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import Partnership, Party
from sia.models import (
    AreaResult,
    Ballot,
    Bottleneck,
    Deviation,
    Division,
    Interpretation,
    Opportunity,
    ScoreIndicator,
    ScoreTheme,
    Snapshot,
    Vote,
)
from tests import factories
from tests.constraints import named, refused_by
from tests.shared_city import fresh_copy
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(module_db: None) -> City:
    """Once for all tests of this file."""
    return weighed_city(factories.PartnershipFactory.create())


@pytest.fixture
def city(made: City, db: None) -> City:
    return fresh_copy(made)


@pytest.fixture
def partnership(city: City) -> Partnership:
    return city.partnership


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


def party(city: City) -> Party:
    return Party.objects.get_or_create(name="Woonbedrijf")[0]


def opened(city: City) -> Ballot:
    return Ballot.objects.create(model=city.model)


def voted(city: City) -> Vote:
    return Vote.objects.create(ballot=city.model.ballots.first() or opened(city), party=party(city))


def divided(city: City, **values: Any) -> Division:
    vote = Vote.objects.first() or voted(city)
    usual = {"tree": "urgency", "members": ["social", "health"], "points": [60, 40]}
    return Division.objects.create(vote=vote, **(usual | values))


def bottleneck(city: City) -> Bottleneck:
    return Bottleneck.objects.create(area=city.areas[0], party=party(city), text="Weinig plekken om te spelen")


def snapshot(city: City, **values: Any) -> Snapshot:
    return Snapshot.objects.create(partnership=city.partnership, run=city.run, title="November", **values)


def deviation(city: City) -> Deviation:
    return Deviation.objects.create(snapshot=snapshot(city), area=city.areas[0], advice="watch", reason="Loopt al.")


REFUSED: dict[str, Callable[[City], object]] = {
    "score_model_version_once": lambda city: again(city.model),
    "score_model_normalisation_known": lambda city: changed(city.model, normalisation="ranks"),
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
    "area_result_ranked_share": lambda city: changed(result(city), ranked_share=-0.1),
    "area_result_rank_with_urgency": lambda city: changed(result(city), rank=None),
    "score_model_quantile": lambda city: changed(city.model, min_potential_quantile=1.5),
    "score_model_agenda_years": lambda city: changed(city.model, agenda_years=4),
    "score_model_max_running": lambda city: changed(city.model, max_running=0),
    "ballot_one_at_a_time": lambda city: [opened(city), opened(city)],
    "ballot_closed_before_decided": lambda city: changed(opened(city), decided_at=timezone.now(), method="mean"),
    "ballot_decided_by_a_method": lambda city: changed(
        opened(city), closed_at=timezone.now(), decided_at=timezone.now()
    ),
    "ballot_other_needs_reason": lambda city: changed(
        opened(city), closed_at=timezone.now(), decided_at=timezone.now(), method="other"
    ),
    "vote_once_per_party": lambda city: again(voted(city)),
    "division_once": lambda city: [divided(city), divided(city)],
    "division_points_for_each_member": lambda city: divided(city, members=["social"]),
    "division_sums_to_100": lambda city: divided(city, points=[60, 41]),
    "interpretation_has_text": lambda city: Interpretation.objects.create(area=city.areas[0], party=party(city)),
    "bottleneck_has_text": lambda city: Bottleneck.objects.create(area=city.areas[0], party=party(city)),
    "opportunity_has_text": lambda city: Opportunity.objects.create(bottleneck=bottleneck(city)),
    "snapshot_adopted_with_hash_and_decision": lambda city: snapshot(city, state="adopted", adopted_at=timezone.now()),
    "snapshot_replaced_by_another": lambda city: snapshot(
        city, state="replaced", adopted_at=timezone.now(), sha256="a" * 64, decision="Akkoord."
    ),
    "deviation_once_per_area": lambda city: again(deviation(city)),
    "deviation_has_reason": lambda city: changed(deviation(city), reason=""),
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
