"""A closed meeting, a signed agreement, an offered bid: nobody changes them, whatever way they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from coregroup.models import (
    Agreement,
    Answer,
    Article,
    Attendance,
    Bid,
    Decision,
    Item,
    Meeting,
    RulesOfPlay,
    Signatory,
    Task,
)
from sia.models import ScoreRun, Snapshot
from tests.coregroup.table import HASH, Table, laid

TODAY = dt.date(2026, 11, 26)


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


@pytest.fixture
def closed(table: Table) -> Meeting:
    meeting, city = table.meeting("open"), table.parties["Gemeente"]
    Attendance.objects.create(meeting=meeting, party=city, present=True)
    item = Item.objects.create(partnership=table.partnership, meeting=meeting, title="Oost")
    decision = Decision.objects.create(partnership=table.partnership, meeting=meeting, item=item, text="Oost eerst.")
    Answer.objects.create(decision=decision, party=city, kind="yes")
    Task.objects.create(meeting=meeting, text="Bellen", party=city, due=TODAY, by=table.people["planner"])
    Meeting.objects.filter(pk=meeting.pk).update(state="closed", closed_at=timezone.now(), sha256=HASH, body="{}")
    meeting.refresh_from_db()
    return meeting


def fresh(meeting: Meeting) -> Decision:
    return Decision(partnership=meeting.partnership, meeting=meeting, text="Later bedacht.")


CHANGES: dict[str, Callable[[Meeting, Table], object]] = {
    "its title": lambda m, t: Meeting.objects.filter(pk=m.pk).update(title="Anders"),
    "back in session": lambda m, t: Meeting.objects.filter(pk=m.pk).update(state="open", closed_at=None, sha256=""),
    "its minutes": lambda m, t: Meeting.objects.filter(pk=m.pk).update(body="{1}"),
    "who was there": lambda m, t: m.attendance.update(present=False),
    "one more party": lambda m, t: m.attendance.create(party=t.parties["Woonnoord"]),
    "what was said": lambda m, t: m.items.update(said="Iets anders"),
    "an item less": lambda m, t: m.items.all()._raw_delete("default"),
    "an item taken out": lambda m, t: m.items.update(meeting=None),
    "an item moved in": lambda m, t: Item.objects.create(partnership=m.partnership, title="X", meeting=m),
    "a decision": lambda m, t: m.decisions.update(text="Anders"),
    "one more decision": lambda m, t: fresh(m).save(),
    "a decision less": lambda m, t: m.decisions.all().delete(),
    "an answer": lambda m, t: Answer.objects.update(kind="abstain"),
    "one more answer": lambda m, t: m.decisions.get().answers.create(party=t.parties["Woonnoord"], kind="yes"),
    "what an action says": lambda m, t: m.tasks.update(text="Niet bellen"),
    "one more action": lambda m, t: m.tasks.create(text="X", party=t.parties["Gemeente"], due=TODAY),
    "all of it": lambda m, t: m.delete(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_a_closed_meeting_refuses_every_change(closed: Meeting, table: Table, change: str):
    with pytest.raises(IntegrityError, match="a closed meeting is fixed"), transaction.atomic():
        CHANGES[change](closed, table)


@pytest.mark.django_db
def test_the_admin_has_no_door_to_what_is_fixed(closed: Meeting, client: Client):
    """Nor to an adopted advice: whoever runs the installation changes people and parties there, and no decisions."""
    client.force_login(User.objects.create_superuser(email="beheer@example.org", password="geheim"))  # noqa: S106
    assert client.get("/admin/").status_code == 200
    for model in (*apps.get_app_config("coregroup").get_models(), Snapshot, ScoreRun):
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert {client.get(address).status_code, client.post(f"{address}{closed.pk}/change/").status_code} == {404}


@pytest.mark.django_db
def test_an_action_can_be_done_after_the_meeting(closed: Meeting):
    assert closed.tasks.update(done_at=timezone.now(), outcome="Gebeld") == 1


@pytest.mark.django_db
def test_a_later_decision_may_replace_one_of_a_closed_meeting(closed: Meeting, table: Table):
    later = table.meeting("open", on=dt.date(2026, 12, 10))
    newer = fresh(later)
    newer.replaces = closed.decisions.get()
    newer.save()
    assert closed.decisions.get().replaced_by == newer


@pytest.mark.django_db
def test_who_did_it_may_leave_without_a_trace_in_what_was_said(closed: Meeting, table: Table):
    table.people["planner"].delete()
    assert closed.tasks.get().by is None


@pytest.mark.django_db
def test_a_version_of_the_rules_of_play_is_never_changed(table: Table):
    rules = table.rules()
    for change in (lambda: RulesOfPlay.objects.update(text="Anders"), rules.delete):
        with pytest.raises(IntegrityError, match="rules of play is fixed"), transaction.atomic():
            change()


def signed(table: Table) -> Agreement:
    agreement = Agreement.objects.create(partnership=table.partnership, year=2027, title="Prestatieafspraken")
    Article.objects.create(agreement=agreement, subject="supply", text="50 woningen")
    Signatory.objects.create(agreement=agreement, party=table.parties["Gemeente"], signed_at=timezone.now())
    Agreement.objects.filter(pk=agreement.pk).update(state="running")
    return agreement


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda a: Article.objects.update(text="40 woningen"),
        lambda a: a.articles.create(subject="supply", text="Nog iets"),
        lambda a: Signatory.objects.update(signed_at=None),
        lambda a: Agreement.objects.update(title="Anders"),
        lambda a: Agreement.objects.update(state="draft"),
        lambda a: a.delete(),
    ],
    ids=["an article", "one more article", "a signature", "its title", "back to draft", "all of it"],
)
def test_a_signed_agreement_refuses_every_change(table: Table, change: Callable[[Agreement], object]):
    agreement = signed(table)
    with pytest.raises(IntegrityError, match="a signed agreement is fixed"), transaction.atomic():
        change(agreement)
    assert Agreement.objects.update(state="ended") == 1


def offered(table: Table) -> Bid:
    return Bid.objects.create(
        partnership=table.partnership, party=table.parties["Woonnoord"], year=2027, state="offered", body="{}",
        sha256=HASH, offered_at=timezone.now(),
    )  # fmt: skip


@pytest.mark.django_db
def test_an_offered_bid_keeps_its_figures_but_may_be_taken_back_whole(table: Table):
    bid = offered(table)
    for change in ({"body": "{1}"}, {"year": 2028}):
        with pytest.raises(IntegrityError, match="an offered bid is fixed"), transaction.atomic():
            Bid.objects.filter(pk=bid.pk).update(**change)
    assert Bid.objects.filter(pk=bid.pk).update(state="discussed") == 1
    assert Bid.objects.filter(pk=bid.pk).update(state="draft", offered_at=None, body="", sha256="") == 1


@pytest.mark.django_db
def test_a_bid_that_was_taken_up_is_not_taken_back(table: Table):
    bid, agreement = offered(table), Agreement.objects.create(partnership=table.partnership, year=2027, title="P")
    assert Bid.objects.filter(pk=bid.pk).update(state="absorbed", agreement=agreement) == 1
    with pytest.raises(IntegrityError, match="an offered bid is fixed"), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(state="draft", offered_at=None, sha256="", agreement=None)


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_while_the_meeting_closes_is_refused(table: Table):
    """Closing holds the meeting's row; the answer waits for it, and then finds the meeting closed."""
    meeting = table.meeting("open")
    decision = Decision.objects.create(partnership=table.partnership, meeting=meeting, text="Oost eerst.")
    closing, party = Event(), table.parties["Gemeente"]

    def answer() -> str:
        closing.wait()
        try:
            Answer.objects.create(decision=decision, party=party, kind="yes")
        except IntegrityError as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(state="closed", closed_at=timezone.now(), sha256=HASH)
            late = pool.submit(answer)
            closing.set()
        assert "a closed meeting is fixed" in late.result(timeout=10)


@pytest.mark.django_db
def test_only_what_is_made_up_can_be_erased(closed: Meeting, table: Table):
    erase = "SELECT coregroup_erase_fictitious(%s)"
    with connection.cursor() as cursor:
        with pytest.raises(Exception, match="only a fictitious partnership"), transaction.atomic():
            cursor.execute(erase, [table.partnership.pk])
        type(table.partnership).objects.update(fictitious=True)
        signed(table)
        offered(table)
        cursor.execute(erase, [table.partnership.pk])
    assert not Meeting.objects.exists()
    assert not Agreement.objects.exists()
    assert not Bid.objects.exists()
