"""The invariants of the joint agenda hold whatever people ask, in whatever order, and a refusal leaves all as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.editing import StaleEdit
from accounts.models import Partnership
from dia import actions
from dia.actions.agendas_changed import terms_of
from dia.actions.bundles_moved import what_lacks
from dia.models import Bundle, JoinRequest, Work
from dia.pipeline.bundles import look
from dia.pipeline.bundles_places import common_cost
from tests import factories
from tests.days import in_days, this_year
from tests.dia.agenda_steps import measured, opened
from tests.dia.bundled import Street, fresh, joined, offered, say, street, talking, work
from tests.dia.lookback_steps import running
from tests.dia.walk import agendas, bundles, look_backs, money, scenarios, works
from tests.dia.walk.people import STEPS, A, B, People
from tests.dia.walk.rows import Step, rights, stored
from tests.dia.walk.rules import RULES, is_shown

pytestmark = pytest.mark.django_db
WALKS, LENGTH = 3, 300
WALKED = (works, agendas, look_backs, money, bundles, scenarios)  # each tells STEPS what can be asked
ACCEPTED, REFUSALS = "accepted", (ValidationError, PermissionDenied, StaleEdit)
# Where things come to on the way, so that what is checked there is really checked.
REACHED = {
    "work": {"programmed"},
    "bundle": {"consented", "programmed"},
    "joinrequest": {"agreed"},
    "scenario": {"adopted"},
    "lookback": {"closed"},
}
type Tally = Counter[tuple[str, str]]


def begin(partnership: Partnership, chance: Random) -> People:
    """Six works on an agenda whose first year is looked back on, two of them in a bundle."""
    here = People(partnership, chance)
    agenda = opened(partnership, *here.parties, first_year=this_year() - 2, last_year=this_year() + 4, areas=[A, B])
    for number, party in enumerate(here.parties * 2):
        years = {"earliest": this_year() - 2, "preferred": this_year() - number % 3, "latest": this_year() + 1}
        fields = {
            **years,
            "direct_cost": 500_000,
            "common_cost": 100_000 * number,
            "site": here.one(partnership.sites.order_by("pk")),
        }
        measured(agenda, party, f"Werk {here.next()}", here.people[party][0], **fields)
    actions.open_look_back(agenda=running(agenda), by=here.secretary, year=this_year() - 2)
    street = {"lead": here.parties[0], "name": f"Bundel {here.next()}", "year": this_year()}
    bundle = actions.create_bundle(partnership=partnership, by=here.people[here.parties[0]][0], **street)
    for version, each in enumerate(here.works()[:2], start=1):
        actions.add_to_bundle(bundle=bundle, work=each, by=here.people[each.party][0], version=version)
    return here


def walk(partnership: Partnership, chance: Random, seen: Tally) -> None:
    here = begin(partnership, chance)
    before, may = stored(), rights(partnership)
    for _ in range(LENGTH):
        kind, ask = here.choose()
        outcome, after = answer(ask), stored()
        seen[kind, outcome] += 1
        if outcome != ACCEPTED or here.stale:
            assert after == before, f"{kind} was {outcome} from {'an old' if here.stale else 'a'} page"
        else:
            check(Step(kind, before, after, *may), partnership, seen)
        before = after


def answer(ask: Callable[[], object]) -> str:
    """Accepted, or which refusal of our own. What PostgreSQL checks when a transaction ends, it checks at once."""
    try:
        ask()
    except REFUSALS as refusal:
        return next(each.__name__ for each in REFUSALS if isinstance(refusal, each))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return ACCEPTED


def check(step: Step, partnership: Partnership, seen: Tally) -> None:
    for rule in RULES:
        rule(step)
    if step.before != step.after:
        is_shown(step.now, partnership)
    for table in REACHED:
        for old, new in step.written(table):
            seen[table, new["state"]] += old is None or old["state"] != new["state"]
    seen["consent", "lapsed"] += step.kind != "consent" and any(new["lapsed_at"] for _, new in step.written("consent"))


@pytest.mark.full
def test_whatever_is_asked_the_invariants_hold_and_a_refusal_changes_nothing(partnership: Partnership):
    seen: Tally = Counter()

    # Hypothesis draws the walks from the source of this function: another name in it gives other walks, which may not
    # come to a programmed bundle in so few.
    @settings(max_examples=WALKS, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(chance=st.randoms(use_true_random=True))
    def walks(chance: Random) -> None:
        with transaction.atomic():
            walk(partnership, chance, seen)
            transaction.set_rollback(True)

    walks()
    assert not [kind for kind in STEPS if not seen[kind, ACCEPTED]]
    assert not [(table, state) for table, states in REACHED.items() for state in states if not seen[table, state]]
    assert seen["consent", "lapsed"]
    assert {each.__name__ for each in REFUSALS} <= {outcome for _, outcome in seen}


@pytest.fixture
def here(partnership: Partnership) -> Street:
    return street(partnership)


def asking_the_club(found: Street, bundle: Bundle, **fields: Any) -> JoinRequest:
    """A third party is asked to do its work in the same street."""
    club = factories.PartyFactory.create(name="Club")
    third = work(found.partnership, club, "Pleintje", east=20, kind="pavement", direct_cost=1, **SHORT, **fields)
    version = fresh(bundle).version
    asked = {"sender": found.city, "by": found.planner, "due": in_days(7), "version": version}
    return actions.ask_to_join(bundle=bundle, work=third, **asked)


SHORT = {"earliest": 2028, "latest": 2028, "preferred": 2028}


def test_nobody_agrees_to_a_share_that_counts_on_a_work_that_is_only_asked(here: Street):
    """With the square the city pays € 150.000 of € 300.000, without it € 180.000: more than 5 % above that."""
    bundle = offered(here)
    request = asking_the_club(here, bundle, common_cost=100_000)
    with pytest.raises(ValidationError, match="open"):
        say(here, bundle, here.planner, here.city)
    assert look(fresh(bundle)).shares[here.city.pk] == 150_000
    say(here, bundle, here.planner, here.city, "no")
    actions.withdraw_request(request=request, by=here.planner)
    assert say(here, bundle, here.planner, here.city).share == 180_000


def test_who_adds_a_work_that_was_asked_has_answered(here: Street):
    bundle = talking(here)
    now = fresh(bundle)
    actions.add_to_bundle(bundle=now, work=here.heat, by=here.operator, version=now.version)
    assert [each.title for each in look(now).works] == ["Riool Lambertuslaan", "Warmtenet eerste deel"]
    assert (look(now).asked, bundle.requests.get().state, bundle.requests.get().answered_by) == (
        [],
        "agreed",
        here.operator,
    )


def test_a_party_that_is_only_asked_is_named_where_it_would_pay_more_than_alone(here: Street):
    """In equal parts of € 300.000 the square, which costs € 50.000 alone, pays € 50.000 more."""
    bundle = offered(here)
    now = fresh(bundle)
    actions.change_bundle(bundle=now, by=here.planner, version=now.version, split="equal")
    asking_the_club(here, bundle, common_cost=50_000)
    assert [said for said in what_lacks(fresh(bundle), "consented") if "50.000" in said and "Club" in said]


def test_a_work_without_a_common_cost_pays_none_of_its_neighbours(here: Street):
    """Alone it pays nothing, so together nothing is saved on it; its share in equal parts is above that."""
    Work.objects.filter(pk=here.heat.pk).update(common_cost=0)
    found = look(joined(here))
    assert found.sheet.total.saving == 0
    assert found.shares == {here.city.pk: 300_000, here.grid.pk: 0}


def test_a_social_measure_pays_nothing_of_the_street_in_which_it_is(here: Street):
    site = here.partnership.sites.create(name="Laan", area_code="BU01530000", common_cost=350_000)
    club = work(here.partnership, here.grid, "Huiskamer", kind="social", direct_cost=1, site=site, **SHORT)
    assert common_cost(club) == 0


def test_a_party_with_a_year_that_is_closed_stays(partnership: Partnership):
    here = People(partnership, Random(1))  # noqa: S311 -- any order will do
    by = {"by": here.secretary}
    agenda = running(opened(partnership, *here.parties, first_year=this_year() - 1, last_year=this_year() + 4))
    held = actions.open_look_back(agenda=agenda, year=this_year() - 1, **by)
    actions.close_look_back(look_back=held, version=held.version, **by)
    fewer = {**terms_of(agenda), "parties": here.parties[:2]}
    with pytest.raises(ValidationError, match=rf"Wonen Noord .*{this_year() - 1}"):
        actions.change_agenda(agenda=agenda, version=agenda.version, **by, **fewer)
