"""Rights hold where they were given, and end at the next request after they end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Partnership, Role, Seat, User
from accounts.querysets import ScopedQuerySet
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
SCOPED = [model for model in apps.get_models() if isinstance(model._default_manager.all(), ScopedQuerySet)]


def status(client: Client, partnership: Partnership, name: str = "area_list") -> int:
    return client.get(reverse(name, args=[partnership.slug])).status_code


def seat_of(user: User) -> Seat:
    return Seat.objects.get(party=user.memberships.get().party)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_every_scoped_table_can_be_read_for_a_person_and_for_a_partnership(model, partnership, viewer):
    """A path that leads to no partnership would fail here."""
    assert list(model._default_manager.of(partnership)) == list(model._default_manager.visible_to(viewer))
    assert not model._default_manager.visible_to(AnonymousUser()).exists()


def test_every_table_that_belongs_to_a_partnership_is_scoped():
    ours = [model for model in apps.get_models() if any(f.related_model is Partnership for f in model._meta.fields)]
    assert {model.__name__ for model in ours if not hasattr(model._default_manager, "visible_to")} == set()
    assert len(ours) >= 10


def test_a_person_sees_the_own_partnership_only(partnership: Partnership, viewer: User, stranger: User):
    assert Partnership.objects.visible_to(viewer).get() == partnership
    assert partnership not in Partnership.objects.visible_to(stranger)
    assert not Partnership.objects.visible_to(AnonymousUser()).exists()


def test_two_roles_show_a_row_once(partnership: Partnership, viewer: User):
    membership = viewer.memberships.get()
    viewer.memberships.create(partnership=partnership, party=membership.party, role="analyst")
    factories.IndicatorFactory.create(partnership=partnership)
    assert partnership.indicators.visible_to(viewer).count() == 1
    assert Partnership.objects.visible_to(viewer).count() == 1


@pytest.mark.parametrize("role", Role.values)
def test_every_role_may_look(client: Client, partnership: Partnership, role: str):
    client.force_login(factories.member(partnership, role))
    assert status(client, partnership) == 200


def test_who_is_not_logged_in_goes_to_the_login_and_comes_back(client: Client, partnership: Partnership):
    page = reverse("area_list", args=[partnership.slug]) + "?q=noord"
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer["Location"] == f"/login/?next=/p/{partnership.slug}/areas/%3Fq%3Dnoord"


def test_a_foreign_and_an_absent_partnership_give_the_same_answer(client: Client, partnership, stranger):
    client.force_login(stranger)
    absent = client.get(reverse("area_list", args=["bestaat-niet"]))
    foreign = client.get(reverse("area_list", args=[partnership.slug]))
    assert (absent.status_code, foreign.status_code) == (404, 404)
    assert partnership.name not in foreign.content.decode()
    assert without_names(absent, "bestaat-niet") == without_names(foreign, partnership.slug)


def without_names(page: Any, slug: str) -> str:
    return re.sub(r'(?<=csrfmiddlewaretoken" value=")\w+', "", page.content.decode().replace(slug, ""))


def logged_in_again(user: User) -> Client:
    """As it is in the database by now."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_a_membership_that_is_taken_away_ends_at_the_next_request(client: Client, partnership, viewer):
    client.force_login(viewer)
    assert status(client, partnership) == 200
    viewer.memberships.all().delete()
    assert status(client, partnership) == 302
    assert status(logged_in_again(viewer), partnership) == 404


def test_a_role_that_is_taken_away_ends_at_the_next_request(client: Client, partnership, analyst):
    client.force_login(analyst)
    assert status(client, partnership, "upload") == 200
    analyst.memberships.update(role="viewer")
    assert status(client, partnership, "upload") == 302
    assert status(logged_in_again(analyst), partnership, "upload") == 403


def test_a_party_that_leaves_takes_its_people_along(client: Client, partnership, analyst):
    client.force_login(analyst)
    yesterday = timezone.localdate() - timedelta(days=1)
    Seat.objects.filter(pk=seat_of(analyst).pk).update(since=yesterday, until=yesterday)
    assert status(client, partnership) == 302
    assert status(logged_in_again(analyst), partnership) == 404
    assert not User.objects.get(pk=analyst.pk).roles_in(partnership)


def test_a_party_that_joins_next_week_waits_until_then(client: Client, partnership, analyst):
    client.force_login(analyst)
    Seat.objects.filter(pk=seat_of(analyst).pk).update(since=timezone.localdate() + timedelta(days=7))
    assert status(client, partnership) == 302
    assert status(logged_in_again(analyst), partnership) == 404


def test_a_person_who_also_sits_for_another_party_stays(partnership, analyst):
    yesterday = timezone.localdate() - timedelta(days=1)
    Seat.objects.filter(pk=seat_of(analyst).pk).update(since=yesterday, until=yesterday)
    other = factories.PartyFactory.create()
    Seat.objects.create(partnership=partnership, party=other)
    analyst.memberships.create(partnership=partnership, party=other, role="viewer")
    again = logged_in_again(analyst)
    assert status(again, partnership) == 200
    assert status(again, partnership, "upload") == 403


def test_a_person_who_may_no_longer_log_in_is_out_at_the_next_request(client: Client, partnership, viewer):
    client.force_login(viewer)
    User.objects.filter(pk=viewer.pk).update(is_active=False)
    assert status(client, partnership) == 302


def test_a_new_password_ends_the_other_sessions(client: Client, partnership, viewer):
    client.force_login(viewer)
    viewer.set_password("een-heel-ander-geheim")
    viewer.save()
    assert status(client, partnership) == 302


def test_the_page_of_a_missing_role_says_what_to_do(client: Client, partnership, viewer):
    client.force_login(viewer)
    page = client.get(reverse("upload", args=[partnership.slug]), headers={"accept-language": "en"})
    assert page.status_code == 403
    assert reverse("home") in page.content.decode()
