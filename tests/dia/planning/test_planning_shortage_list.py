"""The list of what is short: what is proved of its length, and what the search finds, against all plans of small agendas."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils.translation import override

from dia.pages.scenarios_words import shortlist
from dia.planning.agreement import agreed
from dia.planning.evaluate import Plan
from dia.planning.greedy import first_plan
from dia.planning.lexicographic import Run
from dia.planning.optimise import optimise
from dia.planning.shortage_list import fewest, length, shortened, whole
from dia.planning.solver import Limits
from tests.dia.planning.drawn_agendas import city
from tests.dia.planning.small_agendas import all_plans, drawn

SHORTEST = "This is proven to be the shortest list of what lacks, among all plans that lack this little."


def listing() -> Iterator[tuple[int, Run, list[Plan]]]:
    """Small agendas with two entries or more: from the longest list of all plans that lack no more than is allowed."""
    for seed in range(480):
        problem = drawn(seed)
        plans = [] if problem is None else list(all_plans(problem))
        if problem is None or not plans:
            continue
        run = Run(problem, min(plans, key=lambda plan: plan.shortage), Limits(seconds=60, gap=0.0))
        run.freeze_shortage()
        allowed = [plan for plan in plans if plan.shortage <= run.most_short]
        run.plan = max(allowed, key=length)
        if length(run.plan) > 1:
            run.list_entries()
            yield seed, run, allowed


@pytest.mark.full
def test_no_list_of_a_small_agenda_is_below_the_proof_or_longer_than_what_is_found_but_for_a_few() -> None:
    proved, reached, shorter, seen = 0, 0, 0, 0
    for seed, run, plans in listing():
        best, before = min(map(length, plans)), length(run.plan)
        least = fewest(run, 10)
        found = shortened(run, best, 0.5)
        assert least <= best <= length(found) <= before, seed
        assert run.is_no_worse(found), seed
        proved, reached = proved + (least == best), reached + (length(found) == best)
        shorter, seen = shorter + (length(found) < before), seen + 1
    assert seen > 50
    assert proved > seen / 2
    assert reached > seen * 0.9
    assert shorter > 5


def test_a_proof_for_which_there_is_no_time_promises_nothing() -> None:
    problem = city(40, 10, years=5, means=0.7)
    run = Run(problem, agreed(problem, first_plan(problem)), Limits(seconds=60))
    run.freeze_shortage()
    run.list_entries()
    hurried, patient = fewest(run, 0.0), fewest(run, 30.0)
    assert 0 <= hurried <= patient
    assert 0 < patient <= length(run.plan)


def test_a_count_is_a_bound_rounded_up() -> None:
    assert [whole(bound) for bound in (None, 0.0, 2.0000001, 2.1, 3.0)] == [0, 0, 2, 3, 3]


def test_where_nothing_lacks_there_is_no_list_to_prove() -> None:
    found = optimise(replace(city(40, 10, years=5), budgets={}), seconds=5)
    assert (found.shortages, found.fewest_short) == ((), 0)


@pytest.mark.parametrize(
    ("lines", "least", "text"),
    [
        (2, 2, SHORTEST),
        (1, 1, SHORTEST),
        (0, 0, ""),
        (2, 0, "Whether something has to lack is not known: more seconds may find a plan in which everything fits."),
        (3, None, ""),
        (
            9,
            4,
            "Lines with what lacks: 9. It is proven that at least 4 are needed; more seconds may find a shorter list.",
        ),
    ],
)
def test_the_screen_says_whether_the_list_is_the_shortest(lines: int, least: int | None, text: str) -> None:
    outcome = {"plan": {"shortages": [{}] * lines}, **({} if least is None else {"fewest_short": least})}
    with override("en"):
        assert shortlist(outcome) == text
