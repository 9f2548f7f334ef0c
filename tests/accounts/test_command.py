"""The command that founds a partnership on a new installation."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Partnership, Party, User
from tests import factories

pytestmark = pytest.mark.django_db


def found(name: str = "Enschede", **changes: Any) -> str:
    options = {
        "slug": "enschede",
        "municipality": "GM0153",
        "party": "Gemeente Enschede",
        "administrator": "Beheer@Voorbeeld.nl",
    }
    out = StringIO()
    call_command("create_partnership", name, **(options | changes), stdout=out)
    return out.getvalue()


def test_it_makes_a_partnership_with_a_party_and_an_administrator():
    told = found()
    partnership = Partnership.objects.get(slug="enschede")
    user = User.objects.get(email="beheer@voorbeeld.nl")
    assert user.roles_in(partnership) == {"administrator"}
    assert list(partnership.parties.values_list("name", "kind")) == [("Gemeente Enschede", "municipality")]
    assert "changepassword beheer@voorbeeld.nl" in told
    assert "/p/enschede/" in told


def test_nobody_can_log_in_before_a_password_is_set(client: Client):
    found()
    user = User.objects.get()
    assert not user.has_usable_password()
    user.set_password("geheim-genoeg-1")
    user.save()
    assert client.login(username="beheer@voorbeeld.nl", password="geheim-genoeg-1")
    assert client.get(reverse("start", args=["enschede"])).status_code == 200


def test_a_person_and_a_party_that_are_known_are_used_again():
    known = factories.member(
        factories.PartnershipFactory.create(), "viewer", party=factories.PartyFactory.create(name="gemeente ENSCHEDE")
    )
    found(administrator=known.email.upper())
    assert User.objects.get() == known
    assert set(known.memberships.values_list("role", flat=True)) == {"viewer", "administrator"}
    assert Party.objects.get().name == "gemeente ENSCHEDE"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "met spaties"),
        ("slug", ""),
        ("municipality", "153"),
        ("municipality", "GM153"),
        ("party", ""),
        ("administrator", "geen-adres"),
        ("administrator", ""),
    ],
)
def test_what_is_not_well_formed_is_refused_in_words_and_leaves_nothing(field: str, value: str):
    with pytest.raises(CommandError, match=r"\w+: \w+"):
        found(**{field: value})
    assert not any(model.objects.exists() for model in (Partnership, Party, User, Membership))


def test_an_address_that_is_taken_is_refused_in_words():
    found()
    with pytest.raises(CommandError, match="slug"):
        found(name="Nog een Enschede")
    assert Partnership.objects.count() == 1
