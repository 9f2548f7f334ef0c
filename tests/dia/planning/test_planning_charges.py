"""Who bears what of a work, and when: gifts of others, cost over several years, and what stands whatever the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dia.planning.evaluate import Shortage, baseline, evaluate
from dia.planning.optimise import optimise
from dia.planning.problem import Problem
from dia.planning.problem_errors import Contradiction
from dia.planning.works import Charge, Site, Work

YEARS = range(2027, 2031)
GRID = Work(
    key="grid",
    party="operator",
    earliest=2027,
    latest=2029,
    preferred=2027,
    direct_cost=100,
    fte=3.0,
    charges=(
        Charge(party="operator", euros=50, fte=2.0),
        Charge(party="operator", later=1, euros=35, fte=1.0),
        Charge(party="city", later=1, euros=15),
    ),
)


def asked(**fields: object) -> Problem:
    return Problem(**{"works": [GRID], "sites": [], "years": YEARS, **fields})


def test_each_party_pays_its_part_in_its_year_and_the_years_go_along_with_the_work() -> None:
    plan = evaluate(asked(), {"grid": 2028})
    assert plan.money == {"operator": {2028: 50, 2029: 35}, "city": {2029: 15}}
    assert plan.labour["operator"] == {2028: 2.0, 2029: 1.0}
    assert plan.cost == 100


def test_a_giver_that_lacks_the_money_moves_the_work() -> None:
    """The city has its 15 in 2030 only: the work is done the year before."""
    found = optimise(asked(budgets={"city": {2028: 0, 2029: 0, 2030: 15}}), seconds=5)
    assert (found.plan.years, found.plan.shortages) == ({"grid": 2029}, ())


def test_who_is_given_to_is_not_short_of_what_others_pay() -> None:
    found = optimise(asked(budgets={"operator": dict.fromkeys(YEARS, 50), "city": dict.fromkeys(YEARS, 15)}), seconds=5)
    assert found.plan.shortages == ()
    alone = replace(GRID, charges=())
    assert optimise(asked(works=[alone], budgets={"operator": dict.fromkeys(YEARS, 50)}), seconds=5).shortages == (
        Shortage(means="money", who="operator", year=2027, amount=50),
    )


def test_labour_counts_in_the_years_in_which_it_is_needed() -> None:
    found = optimise(asked(labour={"operator": {2027: 1.0, 2028: 1.0, 2029: 2.0}}), seconds=5)
    assert (found.plan.years, found.plan.shortages) == ({"grid": 2029}, ())


def test_all_that_a_work_asks_lies_within_the_agenda() -> None:
    late = replace(GRID, earliest=2029, preferred=2030, latest=2030)
    assert asked(works=[late]).allowed == {"grid": (2029,)}
    with pytest.raises(Contradiction, match="part of its cost then lies outside"):
        asked(works=[late], pins={"grid": 2030})
    with pytest.raises(Contradiction, match="no year of the agenda 2027-2030 suits"):
        asked(works=[replace(late, earliest=2030)])
    assert [one.rule for one in evaluate(asked(works=[late]), {"grid": 2030}).broken] == ["window"]


def test_what_stands_counts_in_money_and_labour_and_not_in_the_cost() -> None:
    problem = asked(
        budgets={"operator": dict.fromkeys(YEARS, 60), "city": {2028: 15}},
        labour={"operator": {2027: 2.0}},
        standing={"operator": {2027: 20}, "city": {2028: 4}},
        standing_labour={"operator": {2027: 0.5}},
    )
    plan = baseline(problem)
    assert (plan.money["operator"][2027], plan.labour["operator"][2027], plan.cost) == (70, 2.5, 100)
    assert [(one.means, one.who, one.year, one.amount) for one in plan.shortages] == [
        ("labour", "operator", 2027, 0.5),
        ("money", "city", 2028, 4),
        ("money", "operator", 2027, 10),
    ]
    assert optimise(problem, seconds=5).plan.years == {"grid": 2028}


def test_what_stands_and_is_too_much_by_itself_is_short_in_every_plan() -> None:
    problem = asked(
        budgets={"city": {2030: 1}},
        labour={"city": {2030: 0.0}},
        standing={"city": {2030: 9}},
        standing_labour={"city": {2030: 1.0}},
    )
    found = optimise(problem, seconds=5)
    assert [(one.means, one.amount) for one in found.shortages] == [("labour", 1.0), ("money", 8)]
    assert found.proven
    assert found.fewest_short == 2


def test_money_that_is_given_too_early_can_be_kept_where_the_party_may() -> None:
    """Others give 40 a year before the work costs 40; only who carries has it then."""
    work = replace(
        GRID,
        direct_cost=0,
        fte=0.0,
        latest=2029,
        charges=(
            Charge(party="operator", euros=-40),
            Charge(party="city", euros=40),
            Charge(party="operator", later=1, euros=40),
            Charge(party="city", later=1, euros=-40),
        ),
    )
    budgets = {"operator": dict.fromkeys(YEARS, 0)}
    assert [one.amount for one in optimise(asked(works=[work], budgets=budgets), seconds=5).shortages] == [40]
    assert optimise(asked(works=[work], budgets=budgets, carry=["operator"]), seconds=5).shortages == ()


def test_a_work_that_costs_nothing_at_a_site_pays_nothing_for_its_opening() -> None:
    street = Site(key="street", area="north", common_cost=80)
    free, sewer = (
        replace(GRID, key=key, party=key, charges=(), direct_cost=0, fte=0.0, site="street", common_cost=common)
        for key, common in (("free", 0), ("sewer", None))
    )
    plan = evaluate(asked(works=[free, sewer], sites=[street]), {"free": 2027, "sewer": 2027})
    assert {party: years[2027] for party, years in plan.money.items()} == {"free": 0, "sewer": 80}


@pytest.mark.parametrize(
    ("charges", "sentence"),
    [
        ((Charge(party="city", euros=99, fte=3.0),), "sum to the direct cost"),
        ((Charge(party="city", euros=100, fte=2.0),), "sum to the labour"),
        ((Charge(party="city", euros=50, fte=3.0), Charge(party="city", euros=50)), "once in a year"),
    ],
)
def test_charges_that_do_not_sum_are_refused(charges: tuple[Charge, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(GRID, charges=charges)
