"""Covenants in the meeting's reach: what waits for whom, and an item about one with its review and who looked."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from coregroup.forms.about import about, about_choices, fields_of
from coregroup.models import Item
from coregroup.pipeline.waiting import Kind, waiting
from datasets.models import AccessEvent
from tests.datasets.sealed import Sealed, covenant, sealed_city
from tests.factories import member

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def here(partnership) -> Sealed:
    return sealed_city(partnership)


def told(user: User, here: Sealed) -> list[tuple[str, str, bool]]:
    found = [each for each in waiting(user, here.partnership) if each.kind == Kind.COVENANT]
    return [(each.what, each.link, each.late) for each in found]


def test_a_signature_waits_for_the_party_that_has_not_signed(here: Sealed):
    made = covenant(here.partnership, here.dataset, [here.owner, here.town], signed=False)
    signer = member(here.partnership, "budget_holder", party=here.town)
    assert told(signer, here) == []
    made.parties.filter(party=here.owner).update(signed_at=timezone.now(), signed_by=here.keeper)
    page = reverse("covenant", args=[here.partnership.slug, made.pk])
    with_words = [("Onderteken convenant “Convenant wonen” namens Gemeente", page, False)]
    in_english = [("Sign covenant “Convenant wonen” for Gemeente", page, False)]
    assert told(signer, here) in (with_words, in_english)
    assert told(here.reader, here) == []


@pytest.mark.parametrize(("days", "late"), [(20, False), (-1, True), (40, None)])
def test_a_review_waits_for_who_draws_up_once_it_is_near(here: Sealed, days: int, late: bool | None):
    covenant(here.partnership, here.dataset, [here.owner, here.town], review_on=TODAY + timedelta(days=days))
    secretary = member(here.partnership, "secretary")
    assert [each[2] for each in told(secretary, here)] == ([] if late is None else [late])
    assert told(member(here.partnership, "planner"), here) == []


def test_a_question_waits_for_the_owner(here: Sealed):
    party = here.other.memberships.get().party
    here.partnership.access_requests.create(dataset=here.dataset, party=party, reason="x", asked_by=here.other)
    assert len(told(here.keeper, here)) == 1
    assert told(here.reader, here) == []


def test_an_item_about_a_covenant_shows_its_review_and_who_looked(here: Sealed):
    made = covenant(here.partnership, here.dataset, [here.owner, here.town])
    choice = f"covenant:{made.pk}"
    assert any((choice, "Convenant wonen") in group for _label, group in about_choices(here.partnership, here.reader) if isinstance(group, list))  # fmt: skip
    meeting = here.partnership.meetings.create(title="Mei", on=TODAY, begins=dt.time(9))
    item = Item.objects.create(partnership=here.partnership, meeting=meeting, title="Jaarlijks", **fields_of(choice))
    assert about(item) == choice
    looked = {"partnership": here.partnership, "user": here.reader, "party": here.town, "dataset": here.dataset}
    AccessEvent.objects.create(**looked, kind="exported", purpose="Woonvisie")
    client = Client()
    client.force_login(here.other)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("meeting", args=[here.partnership.slug, meeting.pk])).content.decode()
    assert "In force, review on" in page
    assert "Woonvisie (1)" in page
    assert here.reader.name not in page
