"""Requests to join a bundle: sent, answered by the party itself, withdrawn, expired."""

from __future__ import annotations

import datetime as dt

import pytest
from celery.schedules import crontab
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from config.celery import app
from dia import actions
from dia.models import JoinRequest
from dia.pipeline.bundles import look
from dia.tasks import expire_overdue_requests, find_opportunities
from tests import factories
from tests.days import in_days
from tests.dia.bundled import Street, fresh, street, talking

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


def answer(here: Street, said: str, text: str = "") -> JoinRequest:
    request = JoinRequest.objects.select_related("bundle__partnership", "to").latest("pk")
    return actions.answer_request(request=request, by=here.operator, answer=said, text=text)


def ask(here: Street, bundle, **options):
    options = {"due": in_days(7), "by": here.planner, "sender": here.city, **options}
    return actions.ask_to_join(bundle=bundle, work=here.heat, version=fresh(bundle).version, **options)


def test_the_sheet_shows_the_asked_work_before_it_is_answered(here: Street):
    found = look(fresh(talking(here)))
    assert [work.title for work in found.asked] == ["Warmtenet eerste deel"]
    assert found.sheet.total.saving == 200_000


def test_a_yes_puts_the_work_in_the_bundle(here: Street):
    bundle = talking(here)
    assert answer(here, "agreed").state == "agreed"
    assert {member.work for member in bundle.members.all()} == {here.sewer, here.heat}


def test_a_condition_or_a_no_says_why(here: Street):
    bundle = talking(here)
    for said in ("conditional", "refused"):
        with pytest.raises(ValidationError):
            answer(here, said, "  ")
    assert answer(here, "conditional", "Na de zomer").answer == "Na de zomer"
    assert bundle.members.count() == 2


def test_a_no_frees_the_opportunity_for_later(here: Street):
    bundle = talking(here)
    answer(here, "refused", "Geen geld")
    assert bundle.members.count() == 1
    assert here.opportunity.state == "detected"


def test_only_the_asked_party_answers_and_only_the_sender_withdraws(here: Street):
    request = talking(here).requests.get()
    with pytest.raises(PermissionDenied):
        actions.answer_request(request=request, by=here.planner, answer="agreed")
    with pytest.raises(PermissionDenied):
        actions.withdraw_request(request=request, by=here.operator)
    assert actions.withdraw_request(request=request, by=here.planner).state == "withdrawn"


def test_an_answer_is_given_once(here: Street):
    talking(here)
    answer(here, "agreed")
    with pytest.raises(ValidationError):
        answer(here, "refused", "Toch niet")


def test_a_request_past_its_day_expires_and_can_be_asked_anew(here: Street):
    bundle = talking(here)
    JoinRequest.objects.update(due=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(ValidationError):
        answer(here, "agreed")
    ask(here, bundle)
    assert sorted(JoinRequest.objects.values_list("state", flat=True)) == ["expired", "sent"]


def test_a_request_past_its_day_blocks_nothing_and_its_opportunity_stands_again(here: Street):
    bundle = talking(here)
    JoinRequest.objects.update(due=timezone.localdate() - dt.timedelta(days=1))
    assert look(fresh(bundle)).asked == []
    find_opportunities(here.partnership, "all", lambda done, total: None)
    assert JoinRequest.objects.get().state == "expired"
    assert here.opportunity.state == "detected"


def test_a_request_expires_by_itself_in_the_night_after_its_day(here: Street):
    talking(here)
    here.partnership.jobs.all().delete()
    expire_overdue_requests()
    assert JoinRequest.objects.get().state == "sent"
    JoinRequest.objects.update(due=timezone.localdate())
    expire_overdue_requests()
    assert (JoinRequest.objects.get().state, here.partnership.jobs.count()) == ("sent", 0)
    JoinRequest.objects.update(due=timezone.localdate() - dt.timedelta(days=1))
    expire_overdue_requests()
    assert (JoinRequest.objects.get().state, here.opportunity.state) == ("expired", "talk")
    factories.run_jobs(here.partnership, "dia.find_opportunities")
    assert here.opportunity.state == "detected"


def test_a_second_ring_in_one_night_changes_nothing(here: Street):
    talking(here)
    JoinRequest.objects.update(due=timezone.localdate() - dt.timedelta(days=1))
    expire_overdue_requests()
    factories.run_jobs(here.partnership, "dia.find_opportunities")
    done = here.partnership.jobs.count()
    expire_overdue_requests()
    assert (JoinRequest.objects.get().state, here.partnership.jobs.count()) == ("expired", done)


def test_beat_rings_for_it_once_a_day():
    entry = app.conf.beat_schedule["expire-requests"]
    assert app.tasks[entry["task"]] == expire_overdue_requests
    assert entry["schedule"] == crontab(hour="3", minute="0")


def test_the_same_work_is_not_asked_twice_at_once(here: Street):
    bundle = talking(here)
    with pytest.raises(ValidationError):
        ask(here, bundle)


def test_a_day_that_has_passed_is_refused(here: Street):
    bundle = talking(here)
    actions.withdraw_request(request=bundle.requests.get(), by=here.planner)
    with pytest.raises(ValidationError):
        ask(here, bundle, due=timezone.localdate() - dt.timedelta(days=1))


def test_a_party_outside_the_bundle_asks_nobody(here: Street):
    bundle = talking(here)
    with pytest.raises(ValidationError):
        ask(here, bundle, by=here.operator, sender=here.grid)


def test_an_open_request_keeps_the_bundle_from_being_offered(here: Street):
    bundle = fresh(talking(here))
    with pytest.raises(ValidationError):
        actions.move_bundle(bundle=bundle, by=here.planner, to="offered", version=bundle.version)
