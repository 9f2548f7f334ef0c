"""What a plan costs, hinders and lacks, by hand."""

from dataclasses import replace

import pytest

from dia.planning.cost_sharing import opening_cost
from dia.planning.evaluate import Plan, Shortage, baseline, evaluate, left_over
from dia.planning.nuisance import days_of_opening
from dia.planning.problem import Problem
from dia.planning.rules import Broken
from dia.planning.works import Assumptions, Site, Work

YEARS = range(2027, 2031)
STREET = Site(key="street", area="north", households=10, shops=2, common_cost=100, setup_days=3)
SEWER = Work(
    key="sewer", party="city", site="street", earliest=2027, latest=2029, preferred=2027,
    direct_cost=500, common_cost=80, days=20, fte=0.5,
)  # fmt: skip
CABLE = Work(
    key="cable", party="grid", site="street", earliest=2027, latest=2030, preferred=2029,
    direct_cost=200, common_cost=40, days=16, severity=0.5, fte=0.25,
)  # fmt: skip
CLUB = Work(
    key="club", party="city", earliest=2027, latest=2030, preferred=2028, direct_cost=70, mandatory=False, value=90
)
WORKS = (SEWER, CABLE, CLUB)


def problem(**changes: object) -> Problem:
    return Problem(**{"works": WORKS, "sites": [STREET], "years": YEARS} | changes)


def plan(asked: Problem, sewer: int | None, cable: int | None, club: int | None = None) -> Plan:
    return evaluate(asked, {"sewer": sewer, "cable": cable, "club": club})


def test_days_of_an_opening_are_the_set_up_and_the_longer_of_the_longest_and_the_overlapped_sum() -> None:
    assert days_of_opening(3, [20, 16], 0.6) == pytest.approx(3 + 21.6)
    assert days_of_opening(3, [20, 4], 0.6) == 23
    assert days_of_opening(3, [20, 16], 1) == 39
    assert days_of_opening(3, [], 0.6) == 0


def test_a_joint_opening_is_paid_once_and_split_by_what_each_would_pay_alone() -> None:
    found = plan(problem(), 2028, 2028)
    (opening,) = found.openings
    assert (opening.cost, opening.alone) == (100, {"city": 80, "grid": 40})
    assert found.shares == {("street", 2028): {"city": 67, "grid": 33}}  # 66.67 and 33.33
    assert found.money == {"city": {2028: 567}, "grid": {2028: 233}}
    assert found.labour == {"city": {2028: 0.5}, "grid": {2028: 0.25}}
    assert found.cost == 800


def test_days_count_by_severity_in_household_days_and_plainly_on_the_calendar() -> None:
    (opening,) = plan(problem(), 2028, 2028).openings
    assert opening.days == pytest.approx(3 + 0.6 * 36)
    assert opening.household_days == 10 * (3 + 20)  # 0.6 x (20 + 8) is less than the longest, 20
    assert opening.shop_days == 2 * (3 + 20)


def test_apart_each_pays_its_own_and_the_site_is_set_up_twice() -> None:
    found = plan(problem(), 2027, 2029)
    assert found.money == {"city": {2027: 580}, "grid": {2029: 240}}
    assert found.household_days == {"north": {2027: 10 * 23.0, 2029: 10 * 11.0}}
    assert found.total_household_days == 340


def test_an_opening_costs_no_more_than_apart_and_no_less_than_its_dearest_work() -> None:
    assert opening_cost(STREET, [SEWER]) == 80
    assert opening_cost(STREET, [CABLE, replace(CABLE, key="other")]) == 80
    assert opening_cost(STREET, [SEWER, CABLE]) == 100
    assert opening_cost(STREET, [replace(SEWER, common_cost=130), CABLE]) == 130
    assert opening_cost(STREET, [replace(SEWER, common_cost=None)]) == 100  # states none: the site's


def test_the_objective_adds_nuisance_and_shift_at_their_rates_and_takes_off_the_value() -> None:
    asked = problem(nuisance_rate=2, shift_rate=50)
    found = plan(asked, 2028, 2028, 2028)
    assert found.shifts == {"sewer": 1, "cable": 1, "club": 0}
    assert found.objective == 870 - 90 + 2 * 230 + 50 * 2
    assert plan(asked, 2028, 2028).objective == 800 + 2 * 230 + 50 * 2


def test_another_split_may_be_given_and_must_sum_to_the_cost() -> None:
    asked, years = problem(), {"sewer": 2028, "cable": 2028}
    assert evaluate(asked, years, lambda _: {"city": 60, "grid": 40}).money["grid"] == {2028: 240}
    with pytest.raises(ValueError, match="do not sum to 100"):
        evaluate(asked, years, lambda _: {"city": 60, "grid": 41})


def test_a_work_that_is_not_in_the_problem_is_refused() -> None:
    with pytest.raises(ValueError, match="Not among the works of this problem: pipe"):
        evaluate(problem(), {"pipe": 2028})


def test_who_lacks_what_in_which_year() -> None:
    asked = problem(
        budgets={"city": {2028: 500}, "grid": {2028: 233}},
        labour={"city": {2028: 0.25}},
        nuisance_caps={"north": {2028: 200}},
        short_fte_rate=1000,
        short_day_rate=2,
    )
    found = plan(asked, 2028, 2028)
    assert found.shortages == (
        Shortage(means="labour", who="city", year=2028, amount=0.25),
        Shortage(means="money", who="city", year=2028, amount=67),
        Shortage(means="nuisance", who="north", year=2028, amount=30),
    )
    assert found.shortage == 67 + 250 + 60


def test_no_figure_is_no_cap_and_0_is_0() -> None:
    assert plan(problem(budgets={"city": {2027: 0}}), 2028, 2028).shortages == ()
    (short,) = plan(problem(budgets={"city": {2028: 0}}), 2028, 2028).shortages
    assert short.amount == 567


def test_what_is_left_stays_only_where_the_party_may_carry() -> None:
    budgets = {"city": {2027: 300, 2028: 200, 2029: 100, 2030: 50}}
    kept = problem(budgets=budgets, carry=["city"])
    assert plan(kept, 2028, 2028).shortages == (Shortage(means="money", who="city", year=2028, amount=67),)
    assert left_over(kept, "city", {2028: 567}) == {2027: 300, 2028: -67, 2029: 100, 2030: 150}
    assert plan(problem(budgets=budgets), 2028, 2028).shortages[0].amount == 367


def test_the_baseline_is_every_work_alone_in_its_preferred_year() -> None:
    found = baseline(problem(nuisance_rate=1))
    assert found.years == {"sewer": 2027, "cable": 2029, "club": 2028}
    assert found.cost == 500 + 80 + 200 + 40 + 70
    assert found.objective == 890 - 90 + 340


def test_in_the_baseline_nothing_is_shared_in_the_same_year_either() -> None:
    same = problem(works=[SEWER, replace(CABLE, preferred=2027)])
    found = baseline(same)
    assert found.shares == {("street", 2027): {"city": 80, "grid": 40}}
    assert len(found.openings) == 2
    assert found.total_household_days == 340
    assert evaluate(same, found.years).objective < found.objective


def test_hard_rules_that_do_not_hold_are_named() -> None:
    asked = problem(
        sites=[replace(STREET, closed_until=2027, rest_years=3)],
        sequence=[("cable", "sewer")],
        together=[("sewer", "cable")],
    )
    assert plan(asked, 2028, 2030).broken == (
        Broken(rule="rest", works=("sewer", "cable"), year=2030),
        Broken(rule="together", works=("sewer", "cable")),
        Broken(rule="sequence", works=("cable", "sewer"), year=2028),
    )
    assert plan(asked, 2027, 2027).broken == (Broken(rule="closed", works=("sewer", "cable"), year=2027),)
    assert plan(asked, None, None).broken == (
        Broken(rule="missing", works=("sewer",)),
        Broken(rule="missing", works=("cable",)),
    )


def test_own_rules_and_pairs_are_named_too() -> None:
    both = [("sewer", "cable")]
    asked = problem(apart=both, vetoes=both, pins={"cable": 2028}, exclusions={"sewer": [2029]})
    assert [one.rule for one in plan(asked, 2029, 2029).broken] == ["excluded", "pin", "apart", "veto"]
    assert plan(asked, 2030, 2028).broken == (Broken(rule="window", works=("sewer",), year=2030),)
    assert plan(problem(consents={"sewer": [2030]}), 2030, 2028).broken == ()


def test_without_households_there_is_no_nuisance() -> None:
    quiet = problem(sites=[replace(STREET, households=0, shops=0)], assumptions=Assumptions(overlap=1))
    assert plan(quiet, 2028, 2028).total_household_days == 0


def test_a_plan_with_equal_parts_gives_the_odd_euro_to_the_first_name() -> None:
    unstated = [replace(SEWER, common_cost=None), replace(CABLE, common_cost=None)]
    found = evaluate(problem(works=unstated, sites=[replace(STREET, common_cost=101)]), {"sewer": 2028, "cable": 2028})
    assert found.shares["street", 2028] == {"city": 51, "grid": 50}
