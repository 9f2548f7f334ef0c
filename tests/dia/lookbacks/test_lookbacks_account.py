"""The account of a year: by hand on a small agenda, and what must hold for every one."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Partnership, Party, User
from dia import actions
from dia.models import Agenda, LookBack, Work
from dia.pipeline.lookbacks import account_of
from dia.pipeline.lookbacks_account import (
    Account,
    Effort,
    Figure,
    MeasureLine,
    Reading,
    Street,
    propose,
    read_account,
    sum_parties,
    total,
)
from sia.models import ScoreRun, Snapshot
from tests import factories
from tests.days import last_year
from tests.dia.agenda_steps import browser, committed, give, opened, write
from tests.dia.lookback_steps import looking_back, of_last_year, place, running, spent
from tests.sia.six_squares import CODES, bring, six_squares

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


# Sums of the year


def test_per_party_what_was_planned_committed_contributed_and_done(
    look_back, agenda, renovation, homes, town, holder, treasurer
):
    committed(agenda, homes, holder, last_year(), 1_200_000)
    committed(agenda, town, treasurer, last_year(), 300_000)
    give(renovation, town, treasurer, last_year(), 200_000)
    found = {each.name: each for each in account_of(look_back).parties}
    sums = {name: (each.planned.euros, each.committed, each.given, each.done.euros) for name, each in found.items()}
    assert sums == {"Wonen Noord": (1_000_000, 1_200_000, 0, 950_000), "Gemeente": (500_000, 300_000, 200_000, 0)}
    assert found["Wonen Noord"].planned == Effort(1_000_000, Decimal(2))


def test_hindrance_is_planned_and_real_household_days(look_back, renovation):
    """Planned 100 × 20 × 0,5 of each of the two; really 100 × 40 × 0,5 of the one that said its days."""
    street = account_of(look_back).street
    assert (street.planned_days, street.done_days, street.unsaid) == (2000, 2000, 1)


def test_works_at_one_site_share_their_opening_also_afterwards(found, agenda, homes, holder):
    """5 + the larger of 20 and 0,6 × (20 + 10) days, times 100 households; and 2.000 of the renovation."""
    site = agenda.partnership.sites.create(name="Straat", area_code="BU01530000", households=100, setup_days=5)
    for title, days in (("Riool", 40), ("Warmte", 20)):
        spent(of_last_year(agenda, homes, title, holder, site=site), holder, 1_000_000, days=days)
    assert account_of(looking_back(found)).street.done_days == 4500


def test_works_that_were_to_end_are_counted_and_those_that_did(found, renovation, sewer, treasurer):
    write(sewer, treasurer, last_year() + 1, 5, 0)
    Work.objects.filter(pk=renovation.work_id).update(state="finished")
    street = account_of(looking_back(found)).street
    assert (street.to_finish, street.finished) == (1, 1)


# What the figures propose, and the sums of every year

efforts = st.builds(Effort, st.integers(0, 10_000_000), st.integers(0, 500).map(lambda number: Decimal(number) / 10))
open_states = st.sampled_from(
    [state for state in Work.State.values if state not in {"finished", "cancelled", "suspended"}]
)
SAID = {"measure": 1, "title": "Riool", "days": None, "differs": "", "proposed": "kept"}
accounts = st.lists(st.builds(MeasureLine, **{name: st.just(value) for name, value in SAID.items()}, party=st.integers(1, 4),
    planned=efforts, done=st.none() | efforts, outcome=st.sampled_from(["", "kept", "late", "dropped"])), max_size=30)  # fmt: skip


@settings(deadline=None)
@given(planned=efforts, done=efforts, more=efforts, state=open_states)
def test_more_done_never_makes_a_worse_proposal(planned, done, more, state):
    before, after = (propose(planned, each, state=state, shifted=False) for each in (done, done + more))
    assert (before, after) != ("kept", "late")


@settings(deadline=None)
@given(planned=efforts, done=st.none() | efforts, state=open_states)
def test_a_proposal_is_kept_from_nine_tenths_on_and_never_where_the_year_was_shifted(planned, done, state):
    spent = done or Effort()
    enough = 10 * spent.euros >= 9 * planned.euros if planned.euros else 10 * spent.fte >= 9 * planned.fte
    assert (propose(planned, done, state=state, shifted=False) == "kept") == enough
    assert propose(planned, done, state=state, shifted=True) == "late"


@settings(deadline=None)
@given(planned=efforts, done=st.none() | efforts, shifted=st.booleans())
def test_what_is_over_is_proposed_by_its_state_alone(planned, done, shifted):
    assert propose(planned, done, state="finished", shifted=shifted) == "kept"
    assert propose(planned, done, state="cancelled", shifted=shifted) == "dropped"


@settings(deadline=None)
@given(found=accounts)
def test_the_sums_of_the_parties_are_those_of_the_measures_and_survive_being_kept(found):
    parties = sum_parties(found, {party: f"Partij {party}" for party in range(1, 6)}, {1: 5}, {2: 7})
    account = Account(tuple(found), parties, Street(0, 0, 0, 0, 0), ())
    assert total(party.planned for party in parties) == account.planned
    assert total(party.done for party in parties) == account.done
    assert sum(party.committed for party in parties) + sum(party.given for party in parties) == 12
    assert read_account(json.loads(json.dumps(account.to_plain(), cls=DjangoJSONEncoder))) == account
    assert sum(line.left for line in found) == sum(
        max(line.planned.euros - line.spent.euros, 0) for line in found if line.outcome == "late"
    )


MOVES = [  # direction, the area then and now, the city then and now, what is said of it
    (1, 20, 15, 10, 10, "better"),
    (1, 20, 15, 10, 5, "alike"),
    (1, 20, 20, 10, 5, "worse"),
    (-1, 50, 60, 70, 70, "better"),
    (-1, 50, 50, 70, 80, "worse"),
    (1, 20, 20.05, 10, 10, "alike"),
    (1, 3, 3, 0, 0, "alike"),
]


@pytest.mark.parametrize(("direction", "area_then", "area_now", "city_then", "city_now", "said"), MOVES)
def test_a_figure_is_compared_with_what_the_city_did(direction, area_then, area_now, city_then, city_now, said):
    then, now = Reading(2024, area_then, city_then), Reading(2025, area_now, city_now)
    assert Figure("x", "", "%", direction, then, now).course == said
    assert Figure("x", "", "%", direction, now, now).course == ""
    assert Figure("x", "", "%", direction, None, now).course == ""


# The figures of the areas


@pytest.fixture
def weighed(partnership: Partnership, homes: Party, secretary: User) -> LookBack:
    """An agenda for area A; in its second year poverty fell there from 20 to 15, and in the other areas stayed."""
    six_squares(partnership)
    agenda = running(opened(partnership, homes, name="A", areas=[CODES["A"]], first_year=2024, last_year=2031))
    poverty = {"A": 15, "B": 10, "C": 0, "D": 16, "E": 4, "F": 10}
    bring(partnership, {"poverty": poverty}, year=2025)
    factories.run_jobs(partnership)
    return actions.open_look_back(agenda=agenda, by=secretary, year=2024)


def test_figures_stand_at_the_start_and_now_each_beside_the_city(weighed):
    """The mean of six areas was 60 / 6 = 10, and is 55 / 6: A came 5 points down, the city 0,83."""
    [effect] = account_of(weighed).effects
    figures = {each.name_nl: each for each in effect.figures}
    poverty = figures["Poverty"]
    assert (poverty.then.period, poverty.then.value, poverty.then.city) == (2024, 20, 10)
    assert (poverty.now.period, poverty.now.value, poverty.now.city) == (2025, 15, pytest.approx(55 / 6))
    assert (poverty.course, figures["Lonely"].course) == ("better", "")


def test_the_score_of_both_years_is_on_one_ruler(weighed):
    """Poverty is half the weight: 100 of its goalposts of 0 to 20 % became 75, so 100 became 87,5."""
    [effect] = account_of(weighed).effects
    assert [(reading.period, reading.value) for reading in (effect.urgency.then, effect.urgency.now)] == [
        (2024, 100),
        (2025, 87.5),
    ]
    assert effect.urgency.course == "better"


def test_a_score_that_errors_in_the_figures_may_explain_went_neither_better_nor_worse(weighed, partnership, secretary):
    """Half a point of poverty is 1.25 points of urgency, with a standard error of 1.5 in each of two years."""
    bring(partnership, {"poverty": {"A": 19.5, "B": 10, "C": 0, "D": 16, "E": 4, "F": 10}}, year=2025)
    factories.run_jobs(partnership)
    [effect] = account_of(weighed).effects
    assert (effect.urgency.now.value, effect.urgency.course) == (98.75, "unclear")
    assert "no clear difference from the city" in browser(secretary).get(place("look_back", weighed)).content.decode()


def test_the_page_says_that_a_figure_is_no_proof(weighed, secretary):
    page = browser(secretary).get(place("look_back", weighed)).content.decode()
    assert "This is a signal, not a cause" in page
    assert "Of 1 figure that is newer than the start of the agenda, 1 went better than the city" in page


def test_the_start_is_what_the_adopted_advice_rested_on(weighed, partnership):
    """A run of its own: later figures under an old year do not change it."""
    runs = ScoreRun.objects.of(partnership).filter(level="buurt").order_by("pk")
    snapshot = Snapshot.objects.create(partnership=partnership, run=runs[0], title="Maart")
    Agenda.objects.filter(pk=weighed.agenda_id).update(snapshot=snapshot)
    bring(partnership, {"poverty": {"A": 2, "B": 2, "C": 2, "D": 2, "E": 2, "F": 2}}, year=2024)
    [effect] = account_of(LookBack.objects.get(pk=weighed.pk)).effects
    assert next(each.then.value for each in effect.figures if each.name_nl == "Poverty") == 20


def test_without_scores_there_is_nothing_to_compare(look_back, secretary):
    assert (
        "There are no scores of these areas" in browser(secretary).get(place("look_back", look_back)).content.decode()
    )
