"""The fewest entries that are short where each may lack any amount: against all plans of small agendas, and on a city's."""

from dataclasses import replace
from functools import partial

import pytest
from django.utils.translation import override

from dia.pages import scenarios_words as words
from dia.planning.evaluate import Plan
from dia.planning.fewest_shortages import Concentrated
from dia.planning.lexicographic import TOLERANCE, Run
from dia.planning.optimise import Result, optimise
from dia.planning.problem import Problem
from dia.planning.shortage_choice import with_few
from dia.planning.shortage_list import length
from dia.planning.solver import Limits
from dia.planning.windows import too_full
from dia.planning.works import Work
from tests.dia.planning.drawn_agendas import city
from tests.dia.planning.small_agendas import all_plans, drawn
from tests.effort import FULL

CENT = 0.01


def concentrated(found: Result) -> Concentrated:
    assert found.concentrated is not None
    return found.concentrated


def works(*costs: int) -> list[Work]:
    return [
        Work(key=f"w{place}", party="city", earliest=2027, latest=2029, preferred=2027, direct_cost=cost)
        for place, cost in enumerate(costs)
    ]


@pytest.mark.full
@pytest.mark.parametrize("hundred", range(4 if FULL else 1))
def test_no_plan_of_a_small_agenda_has_fewer_entries_and_none_with_so_few_lacks_less(hundred: int) -> None:
    seen, fewer = 0, 0
    for seed in range(hundred * 120, (hundred + 1) * 120):
        problem = drawn(seed)
        plans = [] if problem is None else list(all_plans(problem))
        if problem is None or not plans or not min(plan.shortage for plan in plans):
            continue
        found = optimise(problem, gap=0.0)
        few = concentrated(found)
        fewest = min(map(length, plans))
        least = min(plan.shortage for plan in plans if length(plan) == fewest)
        assert length(few.plan) == few.least == fewest, seed
        assert least - CENT <= few.plan.shortage <= least * (1 + TOLERANCE) + CENT, seed
        assert not few.plan.broken, seed
        seen, fewer = seen + 1, fewer + (length(few.plan) < len(found.shortages))
    assert seen > 20
    assert fewer > 0


def test_what_lacks_may_be_less_in_more_lines_or_more_in_one() -> None:
    """60 a year for works of 70, 70 and 70: each year lacks 10, or one of them 140 + 10 with the other two empty."""
    found = optimise(
        Problem(
            works=works(70, 70, 70),
            years=range(2027, 2030),
            sites=[],
            budgets={"city": dict.fromkeys(range(2027, 2030), 60)},
        ),
        gap=0.0,
    )
    few = concentrated(found)
    assert [one.amount for one in found.shortages] == [10, 10, 10]
    assert [one.amount for one in few.plan.shortages] == [150]
    assert few.least == 1


def test_money_that_lacks_in_one_year_is_not_lent_to_the_next() -> None:
    """Who may keep money could lack all in the first year and keep it: what is short has nothing to keep."""
    pinned = [
        Work(key=f"w{year}", party="city", earliest=year, latest=year, preferred=year, direct_cost=70)
        for year in range(2027, 2030)
    ]
    found = optimise(
        Problem(
            works=pinned,
            years=range(2027, 2030),
            sites=[],
            budgets={"city": dict.fromkeys(range(2027, 2030), 60)},
            carry=["city"],
        ),
        gap=0.0,
    )
    assert [one.amount for one in concentrated(found).plan.shortages] == [10, 10, 10]
    assert concentrated(found).least == 3


def test_where_everything_fits_there_is_nothing_to_concentrate() -> None:
    assert optimise(Problem(works=works(50), years=range(2027, 2030), sites=[]), gap=0.0).concentrated is None


def listing() -> list[tuple[int, Run, list[Plan]]]:
    """Small agendas from their longest list, without a limit on what is short."""
    found = []
    for seed in range(480):
        problem = drawn(seed)
        plans = [] if problem is None else list(all_plans(problem))
        if problem is not None and plans and min(map(length, plans)) < max(map(length, plans)):
            run = Run(problem, max(plans, key=length), Limits(seconds=60, gap=0.0))
            run.list_entries()
            found.append((seed, run, plans))
    return found


@pytest.mark.full
def test_the_parts_for_large_agendas_are_right_on_small_ones_too() -> None:
    """Full windows are never more than the fewest entries, and the choice of entries leads to those but for a few."""
    runs, reached, proved = listing()[:60], 0, 0
    for seed, run, plans in runs:
        best, full, before = min(map(length, plans)), len(too_full(run.problem)), length(run.plan)
        found = with_few(run, best, 0.5)
        assert full <= best <= length(found) <= before, seed
        assert run.is_no_worse(found), seed
        reached, proved = reached + (length(found) == best), proved + (full == best)
    assert reached > len(runs) * 0.8
    assert proved > len(runs) / 4


def test_a_window_is_too_full_where_its_works_need_more_than_it_has() -> None:
    """Two works of 70 have until 2028 for 60 a year; one more has 2029 to itself."""
    early = [replace(work, latest=2028) for work in works(70, 70)]
    late = replace(works(70)[0], key="late", earliest=2029, preferred=2029)
    problem = partial(
        Problem, years=range(2027, 2030), sites=[], budgets={"city": dict.fromkeys(range(2027, 2030), 60)}
    )
    assert too_full(problem(works=[*early, late])) == [("money", "city", 2027), ("money", "city", 2029)]
    assert too_full(problem(works=[*early, late], carry=["city"])) == [("money", "city", 2027)]
    assert too_full(problem(works=[*early, late]), {"late"}) == [("money", "city", 2027)]
    assert too_full(problem(works=[early[0], late], carry=["city"])) == []


@pytest.mark.full
def test_of_four_hundred_works_the_fewest_entries_are_between_what_is_proved_and_what_is_found() -> None:
    found = optimise(city(400, 80, means=0.7), seconds=16, gap=1e-3)
    few = concentrated(found)
    assert few.least <= found.fewest_short <= len(found.shortages)
    assert 6 <= few.least <= length(few.plan) <= len(found.shortages)
    assert not few.plan.broken


ENOUGH = "Lines that are enough if each may lack more: 1, instead of 2."
PROVEN = "It is proven that fewer are not enough."


@pytest.mark.parametrize(
    ("lines", "few", "least", "text"),
    [
        ([5, 5], [12], 1, f"{ENOUGH} {PROVEN} In all €\xa012 is then missing, instead of €\xa010."),
        ([5, 5], [10], 1, f"{ENOUGH} {PROVEN}"),
        ([5, 5], [10], 0, ENOUGH),
        (
            [4, 3, 3],
            [5, 5],
            1,
            "Lines that are enough if each may lack more: 2, instead of 3."
            " It is proven that at least 1 are needed; more seconds may find fewer.",
        ),
        ([5, 5], [5, 5], 2, ""),
        ([5, 5], None, 0, ""),
        ([], None, 0, ""),
    ],
)
def test_the_screen_says_that_fewer_lines_are_enough_only_where_that_is_so(
    lines: list[int], few: list[int] | None, least: int, text: str
) -> None:
    short = {} if few is None else {"shortages": [_money(euros) for euros in few], "least": least}
    outcome = {"plan": {"shortages": [_money(euros) for euros in lines]}, "concentrated": short}
    with override("en"):
        assert words.concentrated(outcome) == text


def _money(euros: int) -> dict[str, object]:
    return {"means": "money", "who": "1", "year": 2027, "amount": euros}
