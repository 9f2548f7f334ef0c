"""Covenants in the meeting's reach: what waits for whom, an item about one with its review and who looked, and one about a closed dataset."""

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
from tests.coregroup.table import Table
from tests.datasets.sealed import Sealed, covenant, sealed_city
from tests.datasets.test_covenant_channels import SHOWN
from tests.days import today
from tests.factories import member
from tests.html import markup

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
PAGES_OF_A_MEETING = ("meeting", "meeting_screen", "presentation", "minutes_txt")


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
    covenant(here.partnership, here.dataset, [here.owner, here.town], review_on=today() + timedelta(days=days))
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
    meeting = here.partnership.meetings.create(title="Mei", on=today(), begins=dt.time(9))
    item = Item.objects.create(partnership=here.partnership, meeting=meeting, title="Jaarlijks", **fields_of(choice))
    assert about(item) == choice
    looked = {"partnership": here.partnership, "user": here.reader, "party": here.town, "dataset": here.dataset}
    AccessEvent.objects.create(**looked, kind="exported", purpose="Woonvisie")
    client = Client()
    client.force_login(here.other)
    client.cookies["django_language"] = "en"
    page = markup(client.get(reverse("meeting", args=[here.partnership.slug, meeting.pk])))
    assert "In force, review on" in page
    assert "Woonvisie (1)" in page
    assert here.reader.name not in page


def test_an_item_about_a_closed_dataset_tells_its_title_and_that_it_is_closed_to_whoever_looks(here: Sealed):
    """As the catalogue does: whoever may not read it finds its page, who has it and how to ask, and no figure."""
    lead = member(here.partnership, "secretary", party=here.other.memberships.get().party)
    choice, title = f"dataset:{here.dataset.pk}", "Huurachterstanden"
    assert any((choice, title) in group for _label, group in about_choices(here.partnership, lead) if isinstance(group, list))  # fmt: skip
    meeting = Table(here.partnership).meeting("open")
    item = Item.objects.create(partnership=here.partnership, meeting=meeting, title="Achterstand", **fields_of(choice))
    assert about(item) == choice
    client = Client()
    client.force_login(lead)
    client.cookies["django_language"] = "en"
    address = reverse("dataset", args=[here.partnership.slug, here.dataset.pk])
    at = {name: reverse(name, args=[here.partnership.slug, meeting.pk]) for name in PAGES_OF_A_MEETING}
    for name in ("meeting", "meeting_screen"):
        page = markup(client.get(at[name], {"item": item.pk}))
        assert f'href="{address}">{title}</a><span class="muted">Only under a covenant</span>' in page
    led = client.post(at["presentation"], {"address": address})["Location"]
    page = client.get(led).content.decode()
    assert "Back to the meeting" in page
    assert not any(secret in page for secret in SHOWN)
    assert f"1. Achterstand (Dataset: {title})" in client.get(at["minutes_txt"]).content.decode()
