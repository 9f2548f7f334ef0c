"""The optimiser charges parties what the agenda's table charges them: for the plan as in the table, the same sums."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from accounts.models import Partnership, Party, User
from dia.models import Agenda, Contribution, Measure, MeasureYear, Pot, Site
from dia.pipeline.agenda_lines import frames_of, lines_of, measures_of
from dia.pipeline.scenarios import Settings, question_of
from dia.pipeline.sums import overspent, sum_up
from dia.planning.evaluate import Plan, baseline, evaluate
from tests import factories
from tests.dia.agenda_steps import FIRST, LAST, committed, give, measured, opened, party, work_of, write

pytestmark = pytest.mark.django_db
type Sums = dict[tuple[str, int], float]


def table_of(agenda: Agenda, unit: str) -> Sums:
    borne = sum_up(lines_of(measures_of(agenda), unit), agenda.years).borne
    return flat({str(party): by_year for party, by_year in borne.items()})


def flat(amounts: Mapping[str, Mapping[int, Any]]) -> Sums:
    return {(who, year): float(one) for who, years in amounts.items() for year, one in years.items() if one}


def assert_the_same(agenda: Agenda) -> Plan:
    plan = baseline(question_of(agenda, Settings()).problem)
    assert flat(plan.money) == table_of(agenda, "euros")
    assert flat(plan.labour) == pytest.approx(table_of(agenda, "fte"))
    return plan


@pytest.fixture
def homes(partnership: Partnership) -> Party:
    return party(partnership, "Woningcorporatie")


@pytest.fixture
def city(partnership: Partnership) -> Party:
    return party(partnership, "Gemeente", "municipality")


@pytest.fixture
def agenda(partnership: Partnership, homes: Party, city: Party) -> Agenda:
    return opened(partnership, homes, city)


def purse(agenda: Agenda, owner: Party) -> User:
    return factories.member(agenda.partnership, "budget_holder", party=owner)


def test_what_another_party_gives_is_charged_to_the_giver(agenda: Agenda, homes: Party, city: Party):
    """A work of € 1.000.000, of which the municipality brings 15 %: nobody is short where the table shows it covered."""
    own, other = purse(agenda, homes), purse(agenda, city)
    grid = measured(agenda, homes, "Warmtenet", own)
    for owner, by, euros in ((homes, own, 850_000), (city, other, 150_000)):
        committed(agenda, owner, by, 2028, euros)
        give(grid, owner, by, 2028, euros)
    plan = assert_the_same(agenda)
    assert plan.shortages == ()
    assert flat(plan.money) == {(str(homes.pk), 2028): 850_000, (str(city.pk), 2028): 150_000}


def test_a_gift_goes_along_with_the_work(agenda: Agenda, homes: Party, city: Party):
    own, other = purse(agenda, homes), purse(agenda, city)
    grid = measured(agenda, homes, "Warmtenet", own)
    committed(agenda, city, other, 2028, 150_000)
    give(grid, city, other, 2028, 150_000)
    problem = question_of(agenda, Settings()).problem
    moved = evaluate(problem, {str(grid.work_id): 2029})
    assert flat(moved.money) == {(str(homes.pk), 2029): 850_000, (str(city.pk), 2029): 150_000}
    assert [(one.who, one.year) for one in moved.shortages if one.means == "money"] == [(str(city.pk), 2029)]


def test_cost_and_manpower_over_several_years_are_charged_in_those_years(agenda: Agenda, homes: Party):
    own = purse(agenda, homes)
    slow = measured(agenda, homes, "Renovatie", own)
    write(slow, own, 2028, 400_000, 1)
    write(slow, own, 2029, 600_000, 0)
    write(slow, own, 2029, Decimal("1.5"), 1, "fte")
    plan = assert_the_same(agenda)
    assert {year: one for (_, year), one in flat(plan.money).items()} == {2028: 400_000, 2029: 600_000}
    later = evaluate(question_of(agenda, Settings()).problem, {str(slow.work_id): 2030})
    assert {year: one for (_, year), one in flat(later.money).items()} == {2030: 400_000, 2031: 600_000}
    assert {year: one for (_, year), one in flat(later.labour).items()} == {2030: 2.0, 2031: 1.5}


def test_works_that_are_finished_or_that_no_year_suits_go_on_asking_their_money(agenda: Agenda, homes: Party):
    own = purse(agenda, homes)
    done, gone = (measured(agenda, homes, title, own) for title in ("Klaar", "Voorbij"))
    work_state(done, state="finished")
    work_state(gone, earliest=2024, preferred=2024, latest=2024)
    question = question_of(agenda, Settings())
    assert question.left_out == [gone.work]
    assert flat(assert_the_same(agenda).money) == {(str(homes.pk), 2028): 2_000_000}


def work_state(measure: Measure, **fields: Any) -> None:
    type(measure.work).objects.filter(pk=measure.work_id).update(**fields)


def test_a_work_that_fills_all_years_of_the_agenda_stays_where_it_is(agenda: Agenda, homes: Party):
    own = purse(agenda, homes)
    long = measured(agenda, homes, "Wijkteam", own)
    for year in agenda.years:
        write(long, own, year, 1_000, 1 if year == 2028 else 0)
    assert question_of(agenda, Settings()).problem.allowed == {str(long.work_id): (2028,)}
    assert_the_same(agenda)


def test_what_the_table_says_nothing_of_yet_costs_what_the_register_says(agenda: Agenda, homes: Party):
    bare = Measure.objects.create(agenda=agenda, work=work_of(agenda.partnership, homes, "Riool"))
    plan = baseline(question_of(agenda, Settings()).problem)
    assert flat(plan.money) == {(str(homes.pk), bare.work.preferred): 1_000_000}
    assert flat(plan.labour) == {(str(homes.pk), bare.work.preferred): 2}


@pytest.mark.parametrize("seed", range(25))
def test_any_agenda_asks_of_parties_what_its_table_asks(partnership: Partnership, seed: int):
    agenda = drawn(partnership, Random(seed))  # noqa: S311 - not a secret
    plan = assert_the_same(agenda)
    table, frames = sum_up(lines_of(measures_of(agenda), "euros"), agenda.years).borne, frames_of(agenda, "euros")
    brought = {party for (party, _), amount in frames.items() if amount}
    short = {(str(one.party), one.year, one.over) for one in overspent(table, frames) if one.party in brought}
    assert {(one.who, one.year, one.amount) for one in plan.shortages if one.means == "money"} == short


def drawn(partnership: Partnership, draw: Random) -> Agenda:
    """Three parties, some works at one street, cells in any years, gifts in any years, some works over or cancelled."""
    parties = [party(partnership, name) for name in ("A", "B", "C")]
    agenda = opened(partnership, *parties)
    street = Site.objects.create(
        partnership=partnership, name="Laan", area_code="BU01530000", common_cost=draw.choice([0, 70, 500])
    )
    for number in range(draw.randrange(1, 7)):
        _measure(agenda, draw, f"Werk {number}", draw.choice(parties), draw.choice([street, street, None]))
    return agenda


def _measure(agenda: Agenda, draw: Random, title: str, owner: Party, street: Site | None) -> None:
    preferred = draw.randrange(FIRST, LAST + 1)
    fields = {"earliest": FIRST - 1, "preferred": preferred, "latest": LAST, "site": street, "direct_cost": 1_000}
    fields |= {"state": draw.choice(["idea", "planned", "planned", "finished", "cancelled"])}
    work = work_of(agenda.partnership, owner, title, common_cost=draw.choice([0, 30, 400]), **fields)
    measure = Measure.objects.create(agenda=agenda, work=work)
    for year in draw.sample(agenda.years, draw.randrange(1, 4)):
        cell = {"euros": draw.randrange(1, 900), "fte": Decimal(draw.randrange(0, 30)) / 10}
        MeasureYear.objects.create(measure=measure, year=year, **cell)
    for pot in draw.sample(list(Pot.objects.filter(agenda=agenda)), draw.randrange(0, 3)):
        given = {"euros": draw.randrange(0, 500), "fte": Decimal(draw.randrange(0, 10)) / 10}
        pot.commitments.create(**given, state="committed", version=pot.commitments.count() + 1, funding=_kind(pot))
        Contribution.objects.create(pot=pot, measure=measure, **given)


def _kind(pot: Pot) -> str:
    """One that this pot has not yet."""
    return ["regular", "forward", "back", "additional", "subsidy"][pot.commitments.count()]
