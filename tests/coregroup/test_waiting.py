"""What waits for a person: by role and party, derived each time; what another party has to do is not there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Partnership, User
from coregroup.models import Agreement, Bid, KeyDate, Meeting
from coregroup.pipeline.waiting import Waiting, waiting
from datasets.models import Delivery
from dia import actions
from dia.models import JoinRequest, LookBack
from sia.models import Ballot, ScoreModel, ScoreRun
from tests import factories
from tests.coregroup.table import HASH, Table, laid
from tests.days import today
from tests.dia.agenda_steps import measured, opened
from tests.dia.bundled import fresh, joined, offered, say, scenario_of, street, talking
from tests.weighed import renewed, weighed_city

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def table(partnership: Partnership) -> Table:
    found = laid(partnership)
    found.meeting(on=today() + dt.timedelta(days=30), title="Later")
    return found


def of(user: User, partnership: Partnership) -> list[Waiting]:
    with translation.override("en"):
        return waiting(User.objects.get(pk=user.pk), partnership)


def texts(user: User, partnership: Partnership) -> list[str]:
    return [each.what for each in of(user, partnership)]


def seated(meeting: Meeting, table: Table) -> None:
    """As when the meeting is opened: every party is on the list, with its vote."""
    for party in table.parties.values():
        votes = table.partnership.seats.get(party=party).votes
        meeting.attendance.create(party=party, present=True, votes=votes)


def test_nothing_waits_for_who_only_looks(table):
    meeting = table.meeting(state="open", on=today())
    meeting.decisions.create(partnership=table.partnership, text="Wij beginnen.")
    meeting.tasks.create(text="Bellen", party=table.parties["Huurdersbelang"], due=today())
    assert of(table.people["viewer"], table.partnership) == []


def test_a_request_waits_for_the_party_that_is_asked_until_it_answers(partnership):
    here = street(partnership)
    talking(here)
    [each] = of(here.operator, partnership)
    request = JoinRequest.objects.get()
    assert (each.kind, each.due, each.late) == ("request", request.due, False)
    assert each.what == f"Gemeente asks whether “Warmtenet eerste deel” can join “{request.bundle}”"
    assert each.link == reverse("request_answer", args=[partnership.slug, request.bundle_id, request.pk])
    assert of(here.planner, partnership) == []
    actions.answer_request(request=request, by=here.operator, answer="agreed")
    assert of(here.operator, partnership) == []


def test_a_bundle_on_offer_waits_for_each_party_that_has_not_consented(partnership):
    here = street(partnership)
    bundle = joined(here)
    assert of(here.operator, partnership) == []
    bundle = actions.move_bundle(bundle=bundle, by=here.planner, to="offered", version=bundle.version)
    say(here, bundle, here.planner, here.city)
    assert texts(here.operator, partnership) == [f"Bundle “{bundle}” waits for the consent of Netbeheerder"]
    assert of(here.planner, partnership) == []


def test_a_consent_that_lapsed_is_asked_anew(partnership):
    here = street(partnership)
    bundle = offered(here)
    say(here, bundle, here.operator, here.grid)
    assert of(here.operator, partnership) == []
    now = fresh(bundle)
    actions.change_bundle(bundle=now, by=here.planner, version=now.version, year=2029)
    assert [each.kind for each in of(here.operator, partnership)] == ["bundle"]


def test_a_planner_is_not_asked_for_consent(partnership):
    here = street(partnership)
    offered(here)
    assert of(factories.member(partnership, "planner", party=here.grid), partnership) == []


def test_a_scenario_waits_for_the_purse_of_the_party_whose_work_moves(partnership):
    """The sewer moves from 2027 to 2029, the heat grid stays."""
    here = street(partnership)
    scenario = scenario_of(opened(partnership, here.city, here.grid), here.sewer)
    assert [each.kind for each in of(here.planner, partnership)] == ["scenario"]
    assert of(here.operator, partnership) == []
    assert of(factories.member(partnership, "planner", party=here.city), partnership) == []
    actions.respond_to_scenario(scenario=scenario, party=here.city, by=here.planner, agrees=True)
    assert of(here.planner, partnership) == []


def test_a_scenario_that_somebody_refused_waits_for_nobody(partnership):
    here = street(partnership)
    scenario = scenario_of(opened(partnership, here.city, here.grid), here.sewer)
    scenario.consents.create(party=here.grid, agrees=False, reason="Te laat")
    assert of(here.planner, partnership) == []


def test_actions_of_the_own_party_wait_and_the_late_one_comes_first(table):
    meeting = table.meeting(state="open", on=today())
    for text, days in (("Straks", 2), ("Te laat", -2)):
        meeting.tasks.create(text=text, party=table.parties["Woonnoord"], due=today() + dt.timedelta(days=days))
    meeting.tasks.create(text="Van een ander", party=table.parties["Gemeente"], due=today())
    found = of(table.people["manager"], table.partnership)
    assert [(each.what, each.late) for each in found] == [("Te laat", True), ("Straks", False)]
    assert found[0].key.endswith(":late")


def test_a_proposed_decision_waits_for_each_voting_party_while_the_meeting_is_open(table):
    planned = table.meeting(on=today() + dt.timedelta(days=20))
    decision = planned.decisions.create(partnership=table.partnership, text="Wij beginnen.")
    assert of(table.people["tenant"], table.partnership) == []
    planned.rules, planned.state, planned.opened_at = table.rules(), "open", timezone.now()
    planned.save()
    seated(planned, table)
    assert texts(table.people["tenant"], table.partnership) == ["Huurdersbelang has not answered: Wij beginnen."]
    decision.answers.create(party=table.parties["Huurdersbelang"], kind="yes")
    assert of(table.people["tenant"], table.partnership) == []


def test_a_party_without_a_vote_is_not_asked_for_decisions_or_weights(table):
    guest = table.person("guest", table.party("Waterschap", "water_board", votes=False), "planner")
    meeting = table.meeting(state="open", on=today())
    seated(meeting, table)
    meeting.decisions.create(partnership=table.partnership, text="Wij beginnen.")
    Ballot.objects.create(model=ScoreModel.objects.create(partnership=table.partnership, version=1))
    assert of(guest, table.partnership) == []


def test_a_ballot_waits_until_the_own_party_has_voted(table):
    model = ScoreModel.objects.create(partnership=table.partnership, version=7)
    ballot = Ballot.objects.create(model=model, due=today() - dt.timedelta(days=1))
    [each] = of(table.people["manager"], table.partnership)
    assert (each.what, each.late) == ("Vote on the weights of model 7", True)
    ballot.votes.create(party=table.parties["Woonnoord"])
    assert of(table.people["manager"], table.partnership) == []
    assert len(of(table.people["tenant"], table.partnership)) == 1


def test_files_wait_for_the_analyst_of_the_party_that_brought_them(table):
    analyst = table.person("analyst", table.parties["Woonnoord"], "analyst")
    other = table.person("other", table.parties["Gemeente"], "analyst")
    fields: dict[str, Any] = {"partnership": table.partnership, "kind": "statistics", "sha256": "1" * 64, "size": 1}
    for state in ("unmapped", "refused", "received"):
        Delivery.objects.create(name=f"{state}.csv", state=state, created_by=analyst, **fields)
    assert set(texts(analyst, table.partnership)) == {"unmapped.csv: columns to be named", "refused.csv: refused"}
    assert of(other, table.partnership) == []
    Delivery.objects.update(created_at=timezone.now() - dt.timedelta(days=40))
    assert texts(analyst, table.partnership) == ["unmapped.csv: columns to be named"]


def test_an_agreement_waits_for_the_signature_of_the_party(table):
    agreement = Agreement.objects.create(partnership=table.partnership, year=2027, title="Wonen", state="signing")
    for name in ("Woonnoord", "Gemeente"):
        agreement.signatories.create(party=table.parties[name])
    assert texts(table.people["manager"], table.partnership) == ["Sign “Wonen 2027” for Woonnoord"]
    agreement.signatories.filter(party=table.parties["Woonnoord"]).update(signed_at=timezone.now())
    assert of(table.people["manager"], table.partnership) == []


def test_a_draft_of_the_own_bid_waits_once_a_date_of_the_year_is_near(table):
    bid = Bid.objects.create(partnership=table.partnership, party=table.parties["Woonnoord"], year=2027)
    assert of(table.people["manager"], table.partnership) == []
    near = today() + dt.timedelta(days=10)
    KeyDate.objects.create(partnership=table.partnership, title="Bod", month=near.month, day=near.day, remind=30)
    found = of(table.people["manager"], table.partnership)
    assert [(each.what, each.due) for each in found] == [("Offer the bid of Woonnoord for 2027", None), ("Bod", near)]
    assert texts(table.people["secretary"], table.partnership) == ["Bod"]
    assert of(table.people["tenant"], table.partnership) == []
    Bid.objects.filter(pk=bid.pk).update(state="offered", offered_at=timezone.now(), sha256=HASH)
    assert texts(table.people["manager"], table.partnership) == ["Bod"]


def test_old_figures_wait_for_analysts_as_one_thing(partnership):
    city = renewed(weighed_city(partnership))
    analyst = factories.member(partnership, "analyst")
    assert of(analyst, partnership) == []
    ScoreRun.objects.filter(pk=city.run.pk).update(sources=[s | {"period": 2001} for s in city.run.sources])
    assert texts(analyst, partnership) == ["3 indicators of the scores are older than two years"]


def test_an_open_look_back_waits_as_long_as_a_measure_has_no_outcome(table):
    manager, party = table.people["manager"], table.parties["Woonnoord"]
    measure = measured(opened(table.partnership, party), party, "Renovatie", manager)
    plan = {"measures": {str(measure.pk): {"effort": {"euros": 1, "fte": "0"}, "ends": True}}}
    back = LookBack.objects.create(agenda=measure.agenda, year=2028, plan=plan)
    assert texts(manager, table.partnership) == ["Look-back 2028 of Agenda Twekkelerveld: 1 measure without an outcome"]
    assert of(table.people["tenant"], table.partnership) == []
    back.lines.create(measure=measure, outcome="kept")
    assert of(manager, table.partnership) == []


def test_the_secretary_plans_prepares_completes_and_closes(partnership):
    table = laid(partnership)
    secretary = table.people["secretary"]
    assert texts(secretary, partnership) == ["No next meeting is planned"]
    soon = table.meeting(on=today() + dt.timedelta(days=3), title="Straks")
    assert [each.link for each in of(secretary, partnership)] == [reverse("meeting", args=[partnership.slug, soon.pk])]
    soon.items.create(partnership=partnership, title="Opening")
    assert of(secretary, partnership) == []
    held = table.meeting(state="open", on=today() - dt.timedelta(days=1), title="Gisteren")
    held.attendance.create(party=table.parties["Gemeente"], present=True)
    found = of(secretary, partnership)
    assert [each.late for each in found] == [True, False]
    assert "is not closed" in found[0].what
    assert "1 party is there, 2 are needed" in found[1].what


def test_the_order_is_what_the_role_came_for(table):
    """A budget holder reads of signatures first, an analyst of ballots."""
    agreement = Agreement.objects.create(partnership=table.partnership, year=2027, title="Wonen", state="signing")
    agreement.signatories.create(party=table.parties["Woonnoord"])
    model = ScoreModel.objects.create(partnership=table.partnership, version=1)
    Ballot.objects.create(model=model, due=today() + dt.timedelta(days=1))
    analyst = table.person("analyst", table.parties["Woonnoord"], "analyst")
    meeting = table.meeting(state="open", on=today())
    meeting.tasks.create(text="Bellen", party=table.parties["Woonnoord"], due=today())
    assert [each.kind for each in of(table.people["manager"], table.partnership)] == ["agreement", "action", "ballot"]
    assert [each.kind for each in of(analyst, table.partnership)] == ["ballot", "action"]


def test_nothing_of_another_partnership_waits_here(table):
    other = factories.PartnershipFactory.create()
    other.seats.create(party=table.parties["Woonnoord"])
    meeting = Table(other).meeting(state="open", on=today())
    meeting.tasks.create(text="Elders", party=table.parties["Woonnoord"], due=today())
    assert of(table.people["manager"], table.partnership) == []


def test_the_page_lists_everything_that_waits(table, client: Client):
    meeting = table.meeting(state="open", on=today())
    for number in range(12):
        meeting.tasks.create(text=f"Actie {number}", party=table.parties["Woonnoord"], due=today())
    client.force_login(table.people["manager"])
    client.cookies["django_language"] = "en"
    short = client.get(reverse("start", args=[table.partnership.slug])).content.decode()
    assert "All 12 things that wait for you" in short
    assert client.get(reverse("waiting", args=[table.partnership.slug])).content.decode().count("Actie ") == 12
