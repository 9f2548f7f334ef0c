"""What the database refuses of people and parties, and what a membership gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Membership, Partnership, Party, Role, Seat, User
from accounts.permissions import PERMISSIONS, P, acts_for, may
from tests import factories
from tests.constraints import named, refused_by

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def party_with_the_same_name_in_capitals() -> None:
    for name in ("De Woonplaats", "DE WOONPLAATS"):
        factories.PartyFactory.create(name=name)


def same_seat_twice() -> None:
    partnership, party = factories.PartnershipFactory.create(), factories.PartyFactory.create()
    for _ in range(2):
        Seat.objects.create(partnership=partnership, party=party)


def seat_that_ends_before_it_begins() -> None:
    today = timezone.localdate()
    Seat.objects.create(
        partnership=factories.PartnershipFactory.create(),
        party=factories.PartyFactory.create(),
        until=today - timedelta(days=1),
    )


def same_membership_twice() -> None:
    once = factories.member(factories.PartnershipFactory.create(), "viewer").memberships.get()
    once.pk = None
    once.save(force_insert=True)


def unknown_role() -> None:
    factories.member(factories.PartnershipFactory.create(), "emperor")


def token(**more: object) -> None:
    user = factories.member(factories.PartnershipFactory.create(), "viewer")
    kept = {"name": "QGIS", "purpose": "Kaart", "digest": "0" * 64, "until": timezone.localdate()}
    user.access_tokens.create(partnership=user.memberships.get().partnership, **kept | more)


REFUSED: dict[str, Callable[[], object]] = {
    "partnership_municipality_code_form": lambda: factories.PartnershipFactory.create(municipality_code="153"),
    "party_name_once": party_with_the_same_name_in_capitals,
    "seat_once_per_partnership": same_seat_twice,
    "seat_ends_after_it_begins": seat_that_ends_before_it_begins,
    "user_email_lower_case": lambda: User.objects.create(email="Jan@voorbeeld.nl"),
    "membership_once": same_membership_twice,
    "membership_role_known": unknown_role,
    "access_token_kept_as_a_hash": lambda: token(digest="samenwijk_geheim"),
    "access_token_ends_within_a_year": lambda: token(until=timezone.localdate() + timedelta(days=366)),
    "access_token_has_a_purpose": lambda: token(purpose=""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_what_the_constraint_forbids(name: str):
    assert refused_by(REFUSED[name]) == name


def test_every_constraint_of_the_models_is_tried():
    assert set(REFUSED) == named("accounts")


def test_an_address_of_a_partnership_is_used_once():
    factories.PartnershipFactory.create(slug="enschede")
    assert "slug" in refused_by(lambda: factories.PartnershipFactory.create(slug="enschede"))


def test_an_e_mail_address_belongs_to_one_person_whatever_its_case():
    User.objects.create_user("jan@voorbeeld.nl")
    assert "email" in refused_by(lambda: User.objects.create_user(" Jan@Voorbeeld.NL "))


def test_a_party_with_people_is_not_deleted(viewer: User):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        Party.objects.get(memberships__user=viewer).delete()


def test_a_person_may_hold_several_roles_but_only_where_they_were_given(partnership: Partnership, viewer: User):
    party = viewer.memberships.get().party
    Membership.objects.create(user=viewer, partnership=partnership, party=party, role=Role.ANALYST)
    elsewhere = factories.PartnershipFactory.create()
    assert viewer.roles_in(partnership) == {"analyst", "viewer"}
    assert may(viewer, P.DELIVER, partnership)
    assert not may(viewer, P.OVERSEE, partnership)
    assert not may(viewer, P.READ, elsewhere)


def test_who_is_not_logged_in_holds_no_permission(partnership: Partnership):
    assert not any(may(AnonymousUser(), permission, partnership) for permission in P)


def test_a_permission_for_no_party_is_held_by_nobody(viewer: User, partnership: Partnership):
    party = viewer.memberships.get().party
    assert acts_for(viewer, P.READ, partnership, party)
    assert not acts_for(viewer, P.READ, partnership, None)
    assert not acts_for(viewer, P.READ, partnership, factories.PartyFactory.create())


def test_each_permission_is_held_by_a_role_and_all_by_the_administrator():
    assert PERMISSIONS.keys() == set(Role)
    assert set().union(*PERMISSIONS.values()) == set(P) == PERMISSIONS[Role.ADMINISTRATOR]
    assert PERMISSIONS[Role.VIEWER] == {P.READ}


def test_roles_cost_one_query_per_request(viewer: User, partnership: Partnership, django_assert_num_queries):
    with django_assert_num_queries(1):
        for permission in P:
            may(viewer, permission, partnership)


def test_a_superuser_has_no_role_in_a_partnership(partnership: Partnership):
    assert not User.objects.create_superuser("beheer@voorbeeld.nl").roles_in(partnership)


def test_only_a_superuser_is_staff(viewer: User):
    assert not viewer.is_staff
    assert User(is_superuser=True).is_staff


def test_a_membership_for_a_party_without_a_seat_is_not_well_formed(partnership: Partnership):
    loose = Membership(partnership=partnership, party=factories.PartyFactory.create(), role="viewer")
    with pytest.raises(ValidationError, match="zetel"):
        loose.clean()


@pytest.mark.parametrize(("days", "current"), [(-1, False), (0, True), (1, True)])
def test_a_seat_counts_up_to_and_including_its_last_day(partnership: Partnership, days: int, current: bool):
    today = timezone.localdate()
    Seat.objects.create(
        partnership=partnership,
        party=factories.PartyFactory.create(),
        since=today - timedelta(days=30),
        until=today + timedelta(days=days),
    )
    assert Seat.objects.current().exists() == current


def test_names_say_who_is_meant(partnership: Partnership, viewer: User):
    membership = viewer.memberships.get()
    assert str(partnership) == partnership.name
    assert str(viewer) == viewer.name
    assert str(User(email="jan@voorbeeld.nl")) == "jan@voorbeeld.nl"
    assert str(membership.party.seats.get()) == f"{membership.party.name} – {partnership.name}"
    assert viewer.name in str(membership)
