"""The daily mail: only when something new waits, only who wants it, in the own language, with nothing confidential."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from celery.schedules import crontab
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from config.celery import app
from coregroup.models import Digest, Meeting
from coregroup.pipeline.digest import SENTENCES
from coregroup.pipeline.waiting import Kind
from coregroup.tasks import send_digest, send_digests
from dia.models import JoinRequest
from tests import factories
from tests.coregroup.table import Table
from tests.dia.bundled import Street, street, talking

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
SECRETS = [
    "Riool Lambertuslaan",
    "Warmtenet eerste deel",
    "geheime tekst",
    "BU01530000",
    "Buurt 00",
    "500.000",
    "500,000",
]


@pytest.fixture
def here(partnership) -> Street:
    """The operator is asked to join; titles, areas and amounts are nobody's business outside."""
    factories.square_city(partnership)
    found = street(partnership)
    talking(found)
    JoinRequest.objects.update(text="geheime tekst")
    found.operator.language = "en"
    found.operator.save()
    return found


def later(here: Street) -> Meeting:
    return Table(here.partnership).meeting(on=timezone.localdate() + dt.timedelta(days=30))


def test_who_has_something_waiting_gets_one_mail_with_counts_and_a_link(here, settings):
    settings.PUBLIC_ADDRESS = "https://samenwijk.voorbeeld.nl"
    send_digests()
    [sent] = mail.outbox
    assert sent.to == [here.operator.email]
    assert "1 request to join waits for your party's answer" in sent.body
    assert f"https://samenwijk.voorbeeld.nl{reverse('start', args=[here.partnership.slug])}" in sent.body
    assert f"https://samenwijk.voorbeeld.nl{reverse('digest')}" in sent.body


def test_nothing_confidential_leaves_the_house(here):
    bundle = JoinRequest.objects.get().bundle
    here.partnership.memberships.create(user=here.operator, party=here.grid, role="secretary")
    meeting = Table(here.partnership).meeting(state="open", on=timezone.localdate(), title="geheim overleg")
    meeting.tasks.create(text="geheime actie", party=here.grid, due=timezone.localdate())
    meeting.decisions.create(partnership=here.partnership, text="geheim besluit")
    meeting.attendance.create(party=here.grid, present=True, votes=True)
    send_digest(here.operator)
    [sent] = mail.outbox
    whole = f"{sent.subject} {sent.body}"
    assert [word for word in [*SECRETS, bundle.name, "geheim"] if word in whole] == []
    assert whole.count("\n- ") >= 3


def test_the_same_is_told_once_and_something_new_again(here):
    send_digests()
    send_digests()
    assert len(mail.outbox) == 1
    later(here).tasks.create(text="Bellen", party=here.grid, due=timezone.localdate())
    send_digest(here.operator)
    assert "1 action of your party is open" in mail.outbox[-1].body
    assert len(mail.outbox) == 2


def test_what_becomes_late_is_news(here):
    meeting = later(here)
    meeting.tasks.create(text="Bellen", party=here.grid, due=timezone.localdate())
    send_digest(here.operator)
    meeting.tasks.update(due=timezone.localdate() - dt.timedelta(days=1))
    send_digest(here.operator)
    assert len(mail.outbox) == 2
    assert "1 of these is late" in mail.outbox[-1].body


def test_what_went_and_came_back_is_told_again(here):
    send_digest(here.operator)
    request = JoinRequest.objects.get()
    JoinRequest.objects.update(state="withdrawn")
    send_digest(here.operator)
    JoinRequest.objects.filter(pk=request.pk).update(state="sent")
    send_digest(here.operator)
    assert len(mail.outbox) == 2


def test_who_does_not_want_it_or_left_gets_none(here):
    Digest.objects.create(user=here.operator, wanted=False)
    send_digests()
    assert mail.outbox == []
    Digest.objects.update(wanted=True)
    here.partnership.seats.filter(party=here.grid).update(
        since=timezone.localdate() - dt.timedelta(days=9), until=timezone.localdate() - dt.timedelta(days=1)
    )
    send_digests()
    assert mail.outbox == []


def test_who_may_not_log_in_gets_none(here):
    User.objects.filter(pk=here.operator.pk).update(is_active=False)
    send_digests()
    assert mail.outbox == []


def test_each_reads_it_in_the_own_language(here):
    send_digest(here.operator)
    here.operator.language = "nl"
    Digest.objects.update(told=[])
    send_digest(here.operator)
    english, dutch = mail.outbox
    assert "1 request to join waits for your party's answer" in english.body
    assert "1 koppelverzoek wacht op antwoord van uw partij" in dutch.body
    assert dutch.subject == "Samenwijk: er wacht iets op u"


class Broken(BaseEmailBackend):
    """The border of the process: a mail server that knows one address only."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if message.to != ["wel@voorbeeld.nl"]:
                raise OSError("no such address")
        return len(messages)


def test_a_mail_that_did_not_arrive_is_not_taken_for_told_and_keeps_nobody_else_from_theirs(here, settings):
    other = factories.member(here.partnership, "planner", party=here.grid)
    User.objects.filter(pk=other.pk).update(email="wel@voorbeeld.nl")
    settings.MAILERS = {"default": {"BACKEND": "tests.coregroup.test_digest.Broken"}}
    with pytest.raises(ExceptionGroup, match="did not reach everybody"):
        send_digests()
    assert not Digest.objects.filter(user=here.operator).exists()
    assert Digest.objects.get(user=other).told


def test_every_kind_of_waiting_has_a_sentence():
    assert set(SENTENCES) == set(Kind)


def test_beat_rings_for_it_once_a_day():
    entry = app.conf.beat_schedule["send-digests"]
    assert app.tasks[entry["task"]] == send_digests
    assert entry["schedule"] == crontab(hour="5", minute="0")


def test_a_person_switches_it_off_and_on(here, client: Client):
    client.force_login(here.operator)
    assert "checked" in client.get(reverse("digest")).content.decode()
    assert client.post(reverse("digest"), {}).status_code == 302
    assert Digest.objects.get(user=here.operator).wanted is False
    client.post(reverse("digest"), {"wanted": "on"})
    assert Digest.objects.get(user=here.operator).wanted is True
