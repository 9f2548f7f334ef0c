"""What PostgreSQL refuses of areas, borders, deliveries and figures, also when the Python code has a bug."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Partnership
from datasets.models import (
    Area,
    AreaLink,
    AreaMap,
    AreaOverlap,
    AreaRevision,
    Asset,
    Dataset,
    Delivery,
    DeliveryPromise,
    Indicator,
    Job,
    MappingProfile,
    Observation,
    ObservationRevision,
)
from tests import factories
from tests.constraints import named, refused_by
from tests.datasets.covenant_rules import COVENANT_RULES
from tests.weighed import centre_of, delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(partnership: Partnership) -> list[Area]:
    return factories.square_city(partnership)


@pytest.fixture
def figure(city: list[Area], partnership: Partnership) -> Observation:
    """Of the first area in 2024."""
    indicator = factories.IndicatorFactory.create(partnership=partnership)
    return Observation.objects.create(
        area=city[0], indicator=indicator, period=2024, value=1.5, delivery=delivered(partnership, "")
    )


def again(row: Any) -> Any:
    row.pk = None
    return row.save(force_insert=True)


def changed(row: Any, **values: Any) -> int:
    return type(row)._base_manager.filter(pk=row.pk).update(**values)


def link(area: Area) -> AreaLink:
    return AreaLink.objects.of(area.partnership).touching(area.pk).order_by("pk")[0]


def asset(area: Area, **values: Any) -> Asset:
    fields = {"partnership": area.partnership, "name": "Club", "kind": "pool", "point": centre_of(area)}
    return Asset.objects.create(**fields | values)


def job(area: Area, **values: Any) -> Job:
    return Job.objects.create(partnership=area.partnership, kind="note", key="1", **values)


def link_the_other_way(area: Area) -> None:
    found = link(area)
    changed(found, a=found.b_id, b=found.a_id)


def overlap(area: Area, **values: Any) -> AreaOverlap:
    shares = dict.fromkeys(("surface_share", "inhabitants_share", "dwellings_share"), 1.0)
    return AreaOverlap.objects.create(**{"before": area, "after": area, **shares} | values)


def profile(area: Area) -> MappingProfile:
    made = factories.member(area.partnership, "analyst").memberships.get()
    fields = {"party": made.party, "made_by": made.user, "name": "Onze huizen", "header": ["buurt"], "mapping": {}}
    return MappingProfile.objects.create(partnership=area.partnership, **fields)


def revision_twice(area: Area) -> None:
    delivery, indicator = (
        delivered(area.partnership, ""),
        factories.IndicatorFactory.create(partnership=area.partnership),
    )
    again(ObservationRevision.objects.create(replaced_by=delivery, area=area, indicator=indicator, period=2024))


def observed(area: Area, **values: Any) -> None:
    fields = {
        "indicator": factories.IndicatorFactory.create(partnership=area.partnership),
        "period": 2024,
        "value": 1.0,
    }
    Observation.objects.create(**{"area": area, "delivery": delivered(area.partnership, "")} | fields | values)


def indicator(area: Area, **values: Any) -> Indicator:
    return factories.IndicatorFactory.create(partnership=area.partnership, **values)


REFUSED: dict[str, Callable[[Area], object]] = {
    **COVENANT_RULES,
    "area_code_once_per_vintage": again,
    "area_vintage_is_a_year": lambda area: changed(area, vintage=24),
    "area_has_surface": lambda area: changed(area, surface_m2=0),
    "area_not_its_own_parent": lambda area: changed(area, parent=area),
    "area_link_once": lambda area: again(link(area)),
    "area_link_one_direction": link_the_other_way,
    "area_link_border_not_negative": lambda area: changed(link(area), border_m=-1),
    "area_link_barrier_share": lambda area: changed(link(area), barrier_share=1.01),
    "area_link_permeability": lambda area: changed(link(area), permeability=-0.01),
    "area_map_once": lambda area: again(AreaMap.objects.of(area.partnership)[0]),
    "area_overlap_once": lambda area: again(overlap(area)),
    "area_overlap_shares": lambda area: overlap(area, dwellings_share=1.01),
    "area_revision_once_per_delivery": lambda area: again(
        AreaRevision.objects.create(replaced_by=delivered(area.partnership, ""), what="area", row=area.pk)
    ),
    "asset_name_once": lambda area: again(asset(area)),
    "asset_reach_in_metres": lambda area: asset(area, reach_m=49),
    "dataset_key_once": lambda area: again(
        Dataset.objects.create(partnership=area.partnership, key="own", title="Eigen")
    ),
    "dataset_rounding_not_to_nothing": lambda area: Dataset.objects.create(
        partnership=area.partnership, key="own", title="Eigen", rounding=0
    ),
    "dataset_dominance_is_a_percentage": lambda area: Dataset.objects.create(
        partnership=area.partnership, key="own", title="Eigen", dominance=101
    ),
    "delivery_loaded_has_dataset_and_time": lambda area: changed(delivered(area.partnership, ""), loaded_at=None),
    "indicator_code_once": lambda area: again(indicator(area)),
    "indicator_direction_known": lambda area: indicator(area, direction=2),
    "indicator_scored_has_direction": lambda area: indicator(area, role="urgency", direction=0),
    "job_queued_once_per_kind_and_key": lambda area: again(job(area)),
    "job_done_within_total": lambda area: job(area, done=2, total=1),
    "mapping_profile_name_once": lambda area: again(profile(area)),
    "observation_period_is_a_year": lambda area: observed(area, period=24),
    "observation_value_is_finite": lambda area: observed(area, value=float("nan")),
    "observation_withheld_has_no_values": lambda area: observed(area, value=3, flag="withheld"),
    "promise_every_so_many_months": lambda area: DeliveryPromise.objects.create(
        partnership=area.partnership,
        dataset=delivered(area.partnership, "").dataset,
        party=factories.PartyFactory.create(),
        first_on="2027-01-31",
        every_months=0,
    ),
    "revision_once_per_delivery": revision_twice,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_what_the_constraint_forbids(name: str, city: list[Area]):
    assert refused_by(lambda: REFUSED[name](city[0])) == name


def test_every_constraint_of_the_models_is_tried():
    assert set(REFUSED) == named("datasets")


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), 1e300])
def test_a_figure_is_never_infinite(value: float, city: list[Area]):
    assert refused_by(lambda: observed(city[0], value=value)) == "observation_value_is_finite"


def test_a_figure_stands_once_per_area_indicator_and_year(figure: Observation):
    values = {"area": figure.area, "indicator": figure.indicator, "delivery": figure.delivery, "value": 2.5}
    assert refused_by(lambda: Observation.objects.create(**values, period=2024)) == "datasets_observation_pkey"
    Observation.objects.create(**values, period=2023)


@pytest.mark.parametrize("what", ["area", "indicator", "delivery"])
def test_a_figure_refers_to_what_exists(what: str, figure: Observation, city: list[Area]):
    """There is no row-wise foreign key: a trigger looks at each statement as a set."""
    others = {"area": city[1], "indicator": figure.indicator, "delivery": figure.delivery}
    values = {f"{name}_id": other.pk for name, other in others.items()} | {f"{what}_id": 10**9}
    with pytest.raises(IntegrityError, match="observation_references_exist"), transaction.atomic():
        Observation.objects.create(**values, period=2024, value=1)


def test_one_wrong_row_refuses_the_whole_load(figure: Observation, city: list[Area]):
    values = {"indicator": figure.indicator, "delivery": figure.delivery, "period": 2023, "value": 1.0}
    rows = [Observation(area=area, **values) for area in city] + [Observation(area_id=10**9, **values)]
    with pytest.raises(IntegrityError, match="observation_references_exist"), transaction.atomic():
        Observation.objects.bulk_create(rows)
    assert Observation.objects.count() == 1


@pytest.mark.parametrize("what", ["area", "indicator", "delivery"])
def test_a_figure_is_not_moved_to_what_does_not_exist(what: str, figure: Observation):
    with pytest.raises(IntegrityError, match="observation_references_exist"), transaction.atomic():
        Observation.objects.filter(area=figure.area).update(**{what: 10**9})


@pytest.mark.parametrize("table", ["area", "indicator", "delivery"])
def test_what_figures_refer_to_is_not_deleted(table: str, figure: Observation):
    AreaLink.objects.all().delete()
    with pytest.raises(IntegrityError, match="observed_rows_stay"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM datasets_{table} WHERE id = %s", [getattr(figure, f"{table}_id")])
    figure.refresh_from_db()
    assert figure.value == 1.5


def test_what_no_figure_refers_to_may_be_deleted(figure: Observation, city: list[Area]):
    city[5].delete()
    factories.IndicatorFactory.create(partnership=city[0].partnership).delete()
    Observation.objects.filter(area=figure.area).delete()
    figure.indicator.delete()
    assert Indicator.objects.count() == 0


def test_a_job_that_runs_does_not_stop_the_next_from_waiting(city: list[Area]):
    job(city[0], state=Job.State.RUNNING)
    job(city[0])
    job(city[0], state=Job.State.DONE)
    assert Job.objects.open().count() == 2


def test_a_delivery_on_its_way_needs_no_dataset(partnership: Partnership):
    Delivery.objects.create(partnership=partnership, kind="statistics", name="x.csv", sha256="0" * 64, size=1)
    refused = {"dataset": None, "loaded_at": timezone.now(), "state": "superseded"}
    assert refused_by(lambda: changed(delivered(partnership, ""), **refused)) == "delivery_loaded_has_dataset_and_time"
