"""The pages around the rooms: log in, choose a partnership, and what went wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Partnership, Seat, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def test_a_wrong_password_is_told_on_top_and_the_address_stays(english):
    page = english.post(reverse("login"), {"username": "a@b.nl", "password": "wrong"}).content.decode()
    assert 'class="errors" role="alert"' in page
    assert 'value="a@b.nl"' in page


def test_the_language_switch_leads_back_to_the_same_page(english):
    page = english.get(reverse("login") + "?next=/p/x/").content.decode()
    assert '<html lang="en">' in page
    assert 'name="next" value="/login/?next=/p/x/"' in page


def test_who_is_in_two_partnerships_chooses_one(english, partnership, viewer):
    other: Partnership = factories.PartnershipFactory.create(fictitious=True)
    seat = Membership.objects.get(user=viewer)
    Seat.objects.create(partnership=other, party=seat.party)
    Membership.objects.create(user=viewer, partnership=other, party=seat.party, role="viewer")
    english.force_login(viewer)
    page = english.get(reverse("home")).content.decode()
    assert reverse("start", args=[partnership.slug]) in page
    assert reverse("start", args=[other.slug]) in page
    assert page.count("made-up figures") == 1


def test_who_is_in_none_is_told_whom_to_ask(english):
    english.force_login(User.objects.create_user("los@voorbeeld.nl", "geheim-genoeg-1"))
    assert "Ask the administrator of your city" in english.get(reverse("home")).content.decode()


def test_what_a_role_may_not_do_is_said_in_words(english, partnership, viewer):
    english.force_login(viewer)
    response = english.post(reverse("recompute", args=[partnership.slug]))
    assert response.status_code == 403
    assert "You may not do this" in response.content.decode()


def test_the_page_for_a_fault_of_ours_needs_no_request():
    assert "Dat ligt niet aan u" in render_to_string("500.html")
