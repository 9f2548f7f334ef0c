"""What ends somebody's access ends their sessions and tokens at the next request, and for good, whichever way it came."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import AccessToken, Membership, Partnership, Role, Seat, User
from tests import factories
from tests.days import in_days

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
PASSWORD, OTHER = "een lang wachtwoord 1", "een ander wachtwoord 2"


@dataclass
class Person:
    """Somebody who is logged in and has a token."""

    user: User
    partnership: Partnership
    browser: Client
    token: str

    @property
    def session(self) -> int:
        return self.browser.get(reverse("token_list")).status_code

    @property
    def program(self) -> int:
        address = reverse("api-ogc", args=[self.partnership.slug])
        return Client().get(address, headers={"authorization": f"Bearer {self.token}"}).status_code


def enter(user: User, partnership: Partnership) -> Person:
    """Log in with the user as it is in the database, and make a token."""
    now, browser = User.objects.get(pk=user.pk), Client()
    browser.force_login(now)
    until = in_days(9)
    _made, token = actions.make_token(by=now, partnership=partnership, name="QGIS", purpose="Kaart", until=until)
    return Person(now, partnership, browser, token)


@pytest.fixture
def person(partnership: Partnership) -> Person:
    """A planner who is a viewer as well, and keeps that."""
    user = factories.member(partnership, Role.PLANNER)
    user.memberships.create(partnership=partnership, party=user.memberships.get().party, role=Role.VIEWER)
    user.set_password(PASSWORD)
    user.save()
    return enter(user, partnership)


def planner_roles(person: Person) -> Any:
    return Membership.objects.filter(user=person.user, role=Role.PLANNER)


def give_role(person: Person) -> None:
    party = person.user.memberships.all()[0].party
    Membership.objects.create(user=person.user, partnership=person.partnership, party=party, role=Role.PLANNER)


def seats(person: Person) -> Any:
    return Seat.objects.filter(partnership=person.partnership, party__memberships__user=person.user)


def move_seat(person: Person, **days: Any) -> None:
    Seat.objects.filter(pk__in=seats(person).values("pk")).update(**days)


def users(person: Person) -> Any:
    return User.objects.filter(pk=person.user.pk)


def save_password(person: Person) -> None:
    user = users(person).get()
    user.set_password(OTHER)
    user.save()


def delete_in_sql(person: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_membership WHERE user_id = %s AND role = 'planner'", [person.user.pk])


def nothing(person: Person) -> None:
    """A new password does not come back."""


type Step = Callable[[Person], Any]
ENDS: dict[str, tuple[Step, Step]] = {
    "a new password is saved": (save_password, nothing),
    "a new password is written in bulk": (lambda one: users(one).update(password="!"), nothing),
    "a role is removed": (lambda one: planner_roles(one)[0].delete(), give_role),
    "roles are removed in bulk": (lambda one: planner_roles(one)._raw_delete("default"), give_role),
    "a role is removed in SQL": (delete_in_sql, give_role),
    "all roles are removed": (lambda one: Membership.objects.filter(user=one.user).delete(), nothing),
    "a role is changed": (
        lambda one: planner_roles(one).update(role=Role.ANALYST),
        lambda one: Membership.objects.filter(user=one.user, role=Role.ANALYST).update(role=Role.PLANNER),
    ),
    "the seat ends": (
        lambda one: move_seat(one, since=in_days(-1), until=in_days(-1)),
        lambda one: move_seat(one, until=None),
    ),
    "the seat begins later": (
        lambda one: move_seat(one, since=in_days(7)),
        lambda one: move_seat(one, since=in_days(-1)),
    ),
    "the person may not log in": (
        lambda one: users(one).update(is_active=False),
        lambda one: users(one).update(is_active=True),
    ),
    "the person runs the installation no longer": (
        lambda one: users(one).update(is_superuser=False),
        lambda one: users(one).update(is_superuser=True),
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_sessions_and_tokens_end_and_stay_ended_when(end: str, person: Person):
    if "installation" in end:
        users(person).update(is_superuser=True)
        person = enter(person.user, person.partnership)
    assert (person.session, person.program) == (200, 200)
    ends, comes_back = ENDS[end]
    ends(person)
    comes_back(person)
    assert (person.session, person.program) == (302, 401)


@pytest.mark.parametrize("end", ENDS)
def test_sessions_and_tokens_are_ended_at_the_next_request_when(end: str, person: Person):
    if "installation" in end:
        users(person).update(is_superuser=True)
        person = enter(person.user, person.partnership)
    ENDS[end][0](person)
    assert (person.session, person.program) == (302, 401)


def test_who_comes_back_logs_in_and_makes_a_new_token(person: Person):
    planner_roles(person).delete()
    give_role(person)
    again = enter(person.user, person.partnership)
    assert (again.session, again.program) == (200, 200)
    assert (person.session, person.program) == (302, 401)


def test_the_command_for_passwords_ends_sessions_and_tokens(person: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(getpass, "getpass", lambda prompt="": OTHER)
    call_command("changepassword", person.user.email, verbosity=0)
    assert (person.session, person.program) == (302, 401)


def test_a_new_password_of_ones_own_keeps_this_session_and_ends_the_others(person: Person):
    users(person).update(is_superuser=True)
    here, elsewhere = enter(person.user, person.partnership), enter(person.user, person.partnership)
    form = {"old_password": PASSWORD, "new_password1": OTHER, "new_password2": OTHER}
    assert here.browser.post(reverse("admin:password_change"), form).status_code == 302
    assert (here.session, elsewhere.session) == (200, 302)
    assert (here.program, elsewhere.program) == (401, 401)


def test_the_admin_ends_access_by_removing_a_role(person: Person):
    chief = User.objects.create_superuser("chef@hier.nl", PASSWORD, name="Chef")
    browser, prefix = Client(), "memberships"
    browser.force_login(chief)
    held = list(Membership.objects.filter(user=person.user).order_by("pk"))
    form: dict[str, Any] = {"email": person.user.email, "name": "Naam", "language": "nl", "is_active": "on"}
    form |= {f"{prefix}-TOTAL_FORMS": len(held), f"{prefix}-INITIAL_FORMS": len(held)}
    for at, one in enumerate(held):
        row = {"id": one.pk, "user": one.user_id, "partnership": one.partnership_id, "party": one.party_id}
        form |= {f"{prefix}-{at}-{name}": value for name, value in (row | {"role": one.role}).items()}
    address = reverse("admin:accounts_user_change", args=[person.user.pk])
    assert browser.post(address, form).status_code == 302
    assert (person.session, person.program) == (200, 200)  # another name ends nothing
    form |= {f"{prefix}-0-DELETE": "on"}
    assert browser.post(address, form).status_code == 302
    assert Membership.objects.filter(user=person.user).count() == 1
    assert (person.session, person.program) == (302, 401)


def test_others_keep_their_sessions_and_tokens(person: Person, analyst: User):
    colleague = enter(analyst, person.partnership)
    save_password(person)
    planner_roles(person).delete()
    assert (colleague.session, colleague.program) == (200, 200)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: users(one).update(name="Anders", language="en", last_login=timezone.now()),
        lambda one: move_seat(one, votes=False, until=in_days(30)),
        lambda one: planner_roles(one).update(role=Role.PLANNER),
        lambda one: Membership.objects.create(
            user=one.user,
            partnership=one.partnership,
            party=one.user.memberships.all()[0].party,
            role=Role.SECRETARY,
        ),
    ],
)
def test_what_ends_no_access_ends_no_session(change: Step, person: Person):
    change(person)
    assert (person.session, person.program) == (200, 200)


def test_saving_a_person_as_read_before_brings_no_session_back(person: Person):
    before = users(person).get()
    planner_roles(person).delete()
    give_role(person)
    before.name = "Nieuw"
    before.save()
    assert person.session == 302


def test_a_session_that_ended_makes_no_token(person: Person):
    before = users(person).get()
    save_password(person)
    until = in_days(9)
    with pytest.raises(PermissionDenied):
        actions.make_token(by=before, partnership=person.partnership, name="x", purpose="x", until=until)
    assert AccessToken.objects.count() == 1
