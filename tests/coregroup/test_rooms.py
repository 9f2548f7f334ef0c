"""The main menu: five rooms, and one more for administrators; each page lies in one of them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from accounts.models import Partnership, User
from coregroup.pages.rooms import ADMINISTRATION, AREAS, MEETINGS, MENU, PREFIX, ROOMS, START, room_at
from tests import factories
from tests.test_authorisation_matrix import addresses

pytestmark = pytest.mark.django_db


def page(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def segments() -> set[str]:
    """Return what the addresses of the pages of a partnership begin with, behind the partnership."""
    pages = [pattern for name, pattern in addresses(get_resolver().url_patterns) if not name.startswith("api-")]
    routes = [str(pattern.pattern).split("/") for pattern in pages]
    return {parts[2] for parts in routes if parts[:2] == PREFIX}


def test_every_page_of_a_partnership_lies_in_one_room():
    held = [segment for room in ROOMS.values() for segment in room.segments]
    assert sorted(held) == sorted(segments() - {"rooms"})


@pytest.mark.parametrize("room", [room for room in ROOMS.values() if room.entries], ids=lambda room: room.key)
def test_a_room_lists_only_pages_that_its_reader_may_open(partnership: Partnership, room):
    for role in ("administrator", "analyst", "viewer"):
        client = Client()
        client.force_login(factories.member(partnership, role))
        answer = client.get(room.address(partnership))
        if role != "administrator" and room is ADMINISTRATION:
            assert answer.status_code == 403
            continue
        listed = [address for _entry, address in answer.context["entries"]]
        hidden = [entry for entry in room.entries if reverse(entry.name, args=[partnership.slug]) not in listed]
        assert all(client.get(address).status_code == 200 for address in listed)
        assert all(client.get(reverse(entry.name, args=[partnership.slug])).status_code == 403 for entry in hidden)


def test_a_room_that_does_not_exist_is_not_found(partnership: Partnership):
    client = Client()
    client.force_login(factories.member(partnership, "administrator"))
    assert client.get(reverse("room", args=[partnership.slug, "attic"])).status_code == 404
    assert client.get(reverse("room", args=[partnership.slug, "start"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "room"), [("start", START), ("area_list", AREAS), ("decision_list", MEETINGS), ("home", None)]
)
def test_an_address_lies_in_its_room(partnership: Partnership, name, room):
    address = reverse(name, args=[] if name == "home" else [partnership.slug])
    assert room_at(resolve(address)) is room


def test_the_menu_marks_the_room_of_the_page(partnership: Partnership):
    html = page(factories.member(partnership, "viewer"), reverse("decision_list", args=[partnership.slug]))
    assert html.count('<li><a href="/p/') >= len(MENU)
    assert f'<a href="{MEETINGS.address(partnership)}" aria-current="true">Meetings</a>' in html
    assert f'<a href="{AREAS.address(partnership)}">Neighbourhoods</a>' in html


def test_administration_stands_in_the_bar_of_administrators_only(partnership: Partnership):
    address = reverse("area_list", args=[partnership.slug])
    assert ADMINISTRATION.address(partnership) in page(factories.member(partnership, "administrator"), address)
    assert ADMINISTRATION.address(partnership) not in page(factories.member(partnership, "analyst"), address)


def test_parties_and_people_are_for_who_may_open_the_admin(partnership: Partnership):
    administrator = factories.member(partnership, "administrator")
    assert reverse("admin:index") not in page(administrator, ADMINISTRATION.address(partnership))
    administrator.is_superuser = True
    administrator.save()
    administrator.refresh_from_db()  # the database counts up what its sessions rest on
    assert reverse("admin:index") in page(administrator, ADMINISTRATION.address(partnership))


def test_the_footer_says_whom_to_ask_and_which_version_this_is(partnership: Partnership, settings):
    settings.CONTACT_EMAIL = "hulp@stad.nl"
    html = page(factories.member(partnership, "viewer"), reverse("area_list", args=[partnership.slug]))
    assert 'href="mailto:hulp@stad.nl"' in html
    assert f"Samenwijk {settings.VERSION}" in html


@pytest.mark.parametrize("name", ["help", "accessibility", "privacy"])
def test_the_pages_of_the_footer_are_for_everybody(name, settings):
    settings.CONTACT_EMAIL = ""
    client = Client()
    client.cookies["django_language"] = "en"
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert "Ask the administrator of your partnership." in answer.content.decode()
