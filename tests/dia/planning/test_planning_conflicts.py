"""What cannot go as planned, by hand: the street renewed in 2028 that opens again in 2029, and the other kinds."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dia.models import Conflict as StoredConflict
from dia.planning.conflicts import (
    Conflict,
    Planned,
    SiteFacts,
    lacking_means,
    overloads,
    reopenings,
    wrong_orders,
)
from dia.planning.kinds import KINDS, Layer, in_wrong_order

SEWER = Planned(key="sewer", kind="sewer", party="municipality", year=2028, area="BU01", site="lane")
HEAT = Planned(key="heat", kind="heat_grid", party="grid operator", year=2029, area="BU01", site="lane")
PAVING = replace(SEWER, key="paving", kind="pavement", year=2027)
CLUB = Planned(key="club", kind="social", party="municipality", year=2029, area="BU01")
LANE = SiteFacts(key="lane", households=206)

PLANNED = st.builds(
    Planned,
    key=st.uuids().map(str),
    kind=st.sampled_from(list(KINDS)),
    party=st.just("municipality"),
    year=st.integers(2026, 2036),
    area=st.just("BU01"),
    site=st.sampled_from([None, "lane", "street"]),
)


def for_any(*strategies: st.SearchStrategy[object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return lambda test: settings(deadline=None, database=None)(given(*strategies)(test))


def test_a_street_renewed_in_2028_that_opens_again_in_2029_meets_206_households_twice() -> None:
    assert reopenings([SEWER, HEAT], [LANE]) == [
        Conflict(
            kind="reopening",
            year=2029,
            who="lane",
            works=("heat", "sewer"),
            amounts={"renewed": 2028, "years": 1, "rest_years": 5, "households": 206, "free_from": 2033},
        )
    ]


@pytest.mark.parametrize(("year", "clashes"), [(2023, False), (2024, True), (2027, True), (2028, False)])
def test_a_street_is_free_again_five_years_after_it_was_renewed(year: int, clashes: bool) -> None:
    found = reopenings([replace(HEAT, year=year)], [replace(LANE, renewed=2023)])
    assert [one.works for one in found] == ([("heat",)] if clashes else [])


@pytest.mark.parametrize(("year", "free_from"), [(2028, 2030), (2029, 2030), (2030, None)])
def test_a_street_that_stays_closed_is_not_opened_before_its_last_year_is_over(
    year: int, free_from: int | None
) -> None:
    found = reopenings([replace(HEAT, year=year)], [replace(LANE, closed_until=2029)])
    told = {"households": 206, "closed_until": 2029, "free_from": free_from}
    assert [one.amounts for one in found] == ([told] if free_from else [])


def test_a_street_renewed_and_closed_is_free_after_the_longer_of_the_two() -> None:
    [found] = reopenings([HEAT], [replace(LANE, renewed=2027, closed_until=2034)])
    assert (found.amounts["renewed"], found.amounts["free_from"]) == (2027, 2035)


def test_works_in_one_year_open_a_street_once() -> None:
    assert reopenings([SEWER, replace(HEAT, year=2028)], [LANE]) == []


def test_each_opening_counts_for_the_next_and_not_for_the_one_after() -> None:
    works = [replace(SEWER, year=2026), HEAT, replace(HEAT, key="cable", year=2033)]
    found = reopenings(works, [LANE])
    assert [(one.amounts["renewed"], one.year) for one in found] == [(2026, 2029), (2029, 2033)]


def test_what_opens_no_ground_or_lies_elsewhere_opens_no_street_again() -> None:
    renovation = replace(HEAT, kind="renovation")
    elsewhere = replace(HEAT, site="street")
    assert reopenings([SEWER, renovation, elsewhere, CLUB], [LANE, SiteFacts(key="street")]) == []


def test_a_site_can_have_a_rest_of_its_own() -> None:
    assert reopenings([SEWER, HEAT], [replace(LANE, rest_years=1)]) == []
    with pytest.raises(ValueError, match="at least one year"):
        replace(LANE, rest_years=0)


def test_paving_before_the_sewer_is_paving_broken_up() -> None:
    assert wrong_orders([SEWER, PAVING]) == [
        Conflict(
            kind="order",
            year=2028,
            who="lane",
            works=("paving", "sewer"),
            amounts={"first_year": 2027, "then_year": 2028},
        )
    ]


def test_paving_after_the_sewer_in_the_same_year_or_at_another_site_is_in_order() -> None:
    assert wrong_orders([SEWER, replace(PAVING, year=2029)]) == []
    assert wrong_orders([SEWER, replace(PAVING, year=2028)]) == []
    assert wrong_orders([SEWER, replace(PAVING, site="street")]) == []
    assert wrong_orders([replace(SEWER, site=None), replace(PAVING, site=None)]) == []


def test_works_far_apart_in_time_have_no_order() -> None:
    assert wrong_orders([replace(PAVING, year=2018), SEWER]) != []
    assert wrong_orders([replace(PAVING, year=2017), SEWER]) == []
    assert wrong_orders([PAVING, replace(SEWER, year=2029)], within=1) == []


def test_the_order_is_deep_shallow_surface_green_and_the_rest_has_none() -> None:
    walk = ["sewer", "gas", "pavement", "greening"]
    assert [KINDS[kind].layer for kind in walk] == list(Layer)
    for place, later in enumerate(walk):
        for earlier in walk[:place]:
            assert in_wrong_order(later, earlier)
            assert not in_wrong_order(earlier, later)
    assert not in_wrong_order("gas", "heat_grid")
    assert not in_wrong_order("renovation", "sewer")


def test_an_area_with_more_household_days_than_its_cap_is_overloaded() -> None:
    days = {"BU01": {2028: 24_000.0, 2029: 18_000.0}, "BU02": {2029: 99_000.0}}
    found = overloads(days, {"BU01": {2028: 24_000, 2029: 15_000}}, [SEWER, HEAT, CLUB])
    assert found == [
        Conflict(
            kind="overload",
            year=2029,
            who="BU01",
            works=("heat",),
            amounts={"household_days": 18_000.0, "cap": 15_000, "over": 3_000.0},
        )
    ]


def test_a_cap_of_zero_bears_nothing_and_no_cap_bears_all() -> None:
    assert len(overloads({"BU01": {2028: 1.0}}, {"BU01": {2028: 0}})) == 1
    assert overloads({"BU01": {2028: 1.0}}, {"BU01": {}}) == []
    assert overloads({}, {"BU01": {2028: 0}}) == []


def test_rounding_is_no_overload() -> None:
    assert overloads({"BU01": {2028: 0.1 + 0.2}}, {"BU01": {2028: 0.3}}) == []


def test_a_grid_operator_that_needs_280_thousand_more_than_it_has() -> None:
    """1,280 of 1,000 thousand euros in 2028."""
    works = [replace(HEAT, year=2028), replace(HEAT, key="cable", kind="electricity", year=2028), SEWER]
    found = lacking_means(
        "euros", {"grid operator": {2028: 1_280_000}}, {"grid operator": {2028: 1_000_000, 2029: 0}}, works
    )
    assert found == [
        Conflict(
            kind="means",
            year=2028,
            who="grid operator",
            works=("cable", "heat"),
            amounts={"euros": 1_280_000, "allowed": 1_000_000, "over": 280_000},
        )
    ]


def test_labour_is_counted_in_fte() -> None:
    (found,) = lacking_means("fte", {"municipality": {2028: 2.5}}, {"municipality": {2028: 2.0}})
    assert found.amounts == {"fte": 2.5, "allowed": 2.0, "over": 0.5}


def test_an_unknown_kind_of_work_is_refused() -> None:
    with pytest.raises(ValueError, match="'tunnel' is not a kind of work"):
        replace(SEWER, kind="tunnel")


def test_the_kinds_of_conflict_are_those_that_are_stored() -> None:
    found = [
        *reopenings([SEWER, HEAT], [LANE]),
        *wrong_orders([SEWER, PAVING]),
        *overloads({"BU01": {2028: 1.0}}, {"BU01": {2028: 0}}),
        *lacking_means("fte", {"a": {2028: 1.0}}, {"a": {2028: 0}}),
    ]
    assert [one.kind for one in found] == StoredConflict.Kind.values


@for_any(st.lists(PLANNED, max_size=8))
def test_conflicts_do_not_hang_on_the_order_of_the_works(works: list[Planned]) -> None:
    sites = [LANE, SiteFacts(key="street", renewed=2025)]
    assert reopenings(works[::-1], sites) == reopenings(works, sites)
    assert wrong_orders(works[::-1]) == wrong_orders(works)


@for_any(st.lists(PLANNED, max_size=8))
def test_without_a_reopening_openings_lie_five_years_apart(works: list[Planned]) -> None:
    at = sorted({work.year for work in works if work.site == "lane" and KINDS[work.kind].opens_ground})
    close = [year for before, year in zip(at, at[1:], strict=False) if year - before < 5]
    assert [one.year for one in reopenings(works, [LANE])] == close
