"""What two or more parties plan in an area, in euros per dwelling, near works counting more."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Party
from datasets.models import Area, Delivery, Indicator, Job
from datasets.pipeline.deliveries import data_changed
from dia.models import Work
from dia.pipeline import observe_investments
from tests.datasets.tables import stored
from tests.factories import PartnershipFactory, PartyFactory, run_jobs, square_city

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
A, B, WIJK = "BU01530000", "BU01530001", "WK015300"


@pytest.fixture
def city(partnership):
    """Every area has 500 dwellings."""
    square_city(partnership)
    return partnership


@pytest.fixture
def parties(db) -> tuple[Party, Party]:
    return PartyFactory.create(), PartyFactory.create()


def plan(partnership, party: Party, area: str, *, in_years: int = 0, direct: int = 0, common: int = 0) -> Work:
    year = timezone.localdate().year + in_years
    return Work.objects.create(
        partnership=partnership,
        party=party,
        area_code=area,
        title=f"Werk {Work.objects.count()}",
        kind="street",
        earliest=year,
        latest=year + 1,
        preferred=year,
        direct_cost=direct,
        common_cost=common,
    )


def observed(partnership) -> dict[str, float]:
    observe_investments(partnership)
    return stored(partnership, "joint_investment_per_dwelling", timezone.localdate().year)


def test_costs_of_two_parties_are_divided_over_the_dwellings_next_year_for_ninety_percent(city, parties):
    """(100,000 + 50,000 + 0.9 · 500,000) / 500 dwellings."""
    plan(city, parties[0], A, direct=100_000, common=50_000)
    plan(city, parties[1], A, in_years=1, direct=500_000)
    assert observed(city)[A] == pytest.approx(1200)


def test_a_work_in_ten_years_counts_for_a_third_and_one_after_that_for_nothing(city, parties):
    plan(city, parties[0], A, in_years=10, direct=500_000)
    plan(city, parties[1], A, in_years=10, direct=500_000)
    plan(city, parties[1], A, in_years=11, direct=9_000_000)
    assert observed(city)[A] == pytest.approx(2000 * 0.9**10)


def test_what_one_party_plans_alone_opens_no_window(city, parties):
    plan(city, parties[0], A, direct=100_000)
    plan(city, parties[0], A, direct=200_000)
    assert observed(city)[A] == 0


def test_a_second_party_beyond_the_horizon_makes_no_window(city, parties):
    plan(city, parties[0], A, direct=100_000)
    plan(city, parties[1], A, in_years=11, direct=200_000)
    assert observed(city)[A] == 0


def test_a_wijk_counts_the_works_of_its_buurten(city, parties):
    plan(city, parties[0], A, direct=100_000)
    plan(city, parties[1], B, direct=150_000)
    found = observed(city)
    assert (found[A], found[B], found[WIJK], found["WK015301"]) == (0, 0, 500, 0)


def test_an_area_without_dwellings_has_no_figure(city, parties):
    Area.objects.filter(code=A).update(dwellings=0)
    Area.objects.filter(code=B).update(dwellings=None)
    assert observed(city).keys() & {A, B} == set()


def test_works_of_another_partnership_do_not_count(city, parties):
    other = PartnershipFactory.create()
    for party in parties:
        plan(other, party, A, direct=100_000)
    assert observed(city) == {}


def test_where_no_works_are_registered_nothing_is_observed(city):
    assert not observe_investments(city)
    assert observed(city) == {}


def test_observing_again_changes_nothing(city, parties):
    for party in parties:
        plan(city, party, A, direct=100_000)
    assert observe_investments(city)
    assert not observe_investments(city)
    assert Delivery.objects.get().state == "current"


def test_a_changed_plan_is_a_new_delivery(city, parties):
    works = [plan(city, party, A, direct=100_000) for party in parties]
    observe_investments(city)
    Work.objects.filter(pk=works[0].pk).update(direct_cost=150_000)
    assert observe_investments(city)
    assert stored(city, "joint_investment_per_dwelling", timezone.localdate().year)[A] == 500
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["superseded", "current"]


def test_what_is_observed_is_potential_of_the_investment_window(city, parties):
    plan(city, parties[0], A, direct=100_000)
    observe_investments(city)
    found = Indicator.objects.get()
    assert (found.theme, found.role, found.direction, found.unit) == ("investment_window", "potential", 1, "euro")


@pytest.mark.django_db(transaction=True)
def test_other_dwellings_are_followed_by_a_recount_that_ends_by_itself(city, parties):
    for party in parties:
        plan(city, party, A, direct=100_000)
    with transaction.atomic():
        observe_investments(city)
        Area.objects.filter(code=A).update(dwellings=250)
        data_changed(city)
    for _ in range(3):
        run_jobs(city)
    year = timezone.localdate().year
    assert stored(city, "joint_investment_per_dwelling", year)[A] == 800
    assert not Job.objects.open().exists()
