"""Logging in and out, the first page and the language."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership, Seat, User
from config.settings import base
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "geheim-genoeg-1"
ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example",
    "\\\\elsewhere.example",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "http:elsewhere.example",
    " https://elsewhere.example",
    "https://testserver@elsewhere.example/",
    "https://testserver.elsewhere.example/",
]


def log_in(client: Client, email: str, password: str = PASSWORD, **query: str) -> Any:
    address = reverse("login") + (f"?{urlencode(query)}" if query else "")
    return client.post(address, {"username": email, "password": password, **query})


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("home")).get("Location", "").startswith("/p/")


def told(page: Any, email: str) -> str:
    """What a reader could learn from the page: without the token and without what was typed."""
    return re.sub(r'(?<=csrfmiddlewaretoken" value=")\w+', "", page.content.decode()).replace(email, "")


@pytest.mark.parametrize("change", [str.upper, str.title, lambda email: f"  {email} "])
def test_the_case_of_an_e_mail_address_does_not_matter(client: Client, viewer: User, change):
    assert log_in(client, change(viewer.email)).status_code == 302
    assert is_logged_in(client)


def test_the_case_of_a_password_does_matter(client: Client, viewer: User):
    assert log_in(client, viewer.email, PASSWORD.upper()).status_code == 200
    assert not is_logged_in(client)


def test_a_wrong_password_tells_no_more_than_an_unknown_address(client: Client, viewer: User):
    known = log_in(client, viewer.email, "niet-het-goede")
    unknown = log_in(client, "niemand@voorbeeld.nl", "niet-het-goede")
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert told(known, viewer.email) == told(unknown, "niemand@voorbeeld.nl")


def test_an_unknown_address_takes_the_same_work_as_a_known_one(client: Client, viewer: User, monkeypatch):
    """A password is hashed once in both cases, so that the clock tells nothing either."""
    work: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def noted(hasher: hashers.MD5PasswordHasher, password: str, salt: str) -> str:
        work.append("hashed")
        return encode(hasher, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", noted)
    for email in (viewer.email, "niemand@voorbeeld.nl"):
        work.clear()
        log_in(client, email, "niet-het-goede")
        assert work == ["hashed"]


def test_who_may_no_longer_log_in_is_refused_like_a_stranger(client: Client, viewer: User):
    User.objects.filter(pk=viewer.pk).update(is_active=False)
    refused = log_in(client, viewer.email)
    unknown = log_in(client, "niemand@voorbeeld.nl")
    assert not is_logged_in(client)
    assert told(refused, viewer.email) == told(unknown, "niemand@voorbeeld.nl")


def test_a_person_without_a_password_cannot_log_in(client: Client):
    User.objects.create_user("nieuw@voorbeeld.nl")
    for password in ("", "!", "None"):
        assert log_in(client, "nieuw@voorbeeld.nl", password).status_code == 200


@pytest.mark.parametrize(
    "email", ["", "geen-adres", "a" * 5000, "jan@voorbeeld.nl\x00", "'; DROP TABLE accounts_user; --"]
)
def test_nonsense_is_answered_with_the_form(client: Client, email: str):
    assert log_in(client, email).status_code == 200


def test_after_logging_in_one_comes_back_where_one_was(client: Client, viewer: User, partnership: Partnership):
    page = reverse("area_list", args=[partnership.slug])
    assert log_in(client, viewer.email, next=page)["Location"] == page


@pytest.mark.parametrize("away", ELSEWHERE)
def test_logging_in_never_leads_to_another_site(client: Client, viewer: User, away: str):
    assert log_in(client, viewer.email, next=away)["Location"] == reverse("home")


@pytest.mark.parametrize("away", ELSEWHERE)
def test_who_is_logged_in_is_not_led_to_another_site_either(client: Client, viewer: User, away: str):
    client.force_login(viewer)
    assert client.get(reverse("login"), {"next": away})["Location"] == reverse("home")


def test_a_session_that_somebody_planted_is_not_the_session_after_logging_in(client: Client, viewer: User):
    planted = client.session
    planted["left"] = "behind"
    planted.save()
    assert planted.session_key
    client.cookies[django_settings.SESSION_COOKIE_NAME] = planted.session_key
    log_in(client, viewer.email)
    assert client.session.session_key != planted.session_key
    assert not client.session.exists(planted.session_key)


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client: Client, viewer: User):
    cookie = log_in(client, viewer.email).cookies[django_settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")


def test_logging_out_ends_the_session_for_good(client: Client, viewer: User):
    log_in(client, viewer.email)
    kept = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert client.get(reverse("logout")).status_code == 405
    assert is_logged_in(client)
    assert client.post(reverse("logout"))["Location"] == reverse("login")
    client.cookies[django_settings.SESSION_COOKIE_NAME] = kept
    assert not is_logged_in(client)


def test_logging_in_and_out_and_choosing_a_language_ask_for_a_token(viewer: User):
    client = Client(enforce_csrf_checks=True)
    assert log_in(client, viewer.email).status_code == 403
    client.force_login(viewer)
    assert client.post(reverse("logout")).status_code == 403
    assert client.post(reverse("language"), {"language": "en"}).status_code == 403
    assert is_logged_in(client)


def test_extra_fields_in_the_login_form_change_nothing(client: Client, viewer: User):
    client.post(
        reverse("login"),
        {
            "username": viewer.email,
            "password": PASSWORD,
            "is_superuser": "on",
            "is_active": "",
            "role": "administrator",
        },
    )
    viewer.refresh_from_db()
    assert (viewer.is_superuser, viewer.is_active, viewer.memberships.get().role) == (False, True, "viewer")


def test_one_partnership_is_opened_at_once(client: Client, partnership: Partnership, viewer: User):
    client.force_login(viewer)
    assert client.get(reverse("home"))["Location"] == reverse("start", args=[partnership.slug])


def test_several_partnerships_are_a_choice(client: Client, partnership: Partnership, viewer: User):
    other = factories.PartnershipFactory.create(name="Andere stad")
    party = viewer.memberships.get().party
    Seat.objects.create(partnership=other, party=party)
    viewer.memberships.create(partnership=other, party=party, role="viewer")
    client.force_login(viewer)
    page = client.get(reverse("home"))
    assert list(page.context["partnerships"]) == sorted([partnership, other], key=str)
    assert reverse("start", args=[other.slug]) in page.content.decode()


def test_no_partnership_is_explained(client: Client):
    client.force_login(User.objects.create_user("nieuw@voorbeeld.nl"))
    page = client.get(reverse("home"))
    assert (page.status_code, list(page.context["partnerships"])) == (200, [])


def language_of(client: Client) -> str:
    page = client.get(reverse("home"), follow=True)
    assert f'<html lang="{page["Content-Language"]}"' in page.content.decode()
    return page["Content-Language"]


def test_a_visitor_reads_dutch_whatever_the_browser_asks(client: Client):
    page = client.get(reverse("login"), headers={"accept-language": "de, en"})
    assert page["Content-Language"] == "nl"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_person_reads_the_own_language(client: Client, viewer: User, language: str):
    User.objects.filter(pk=viewer.pk).update(language=language)
    client.force_login(viewer)
    assert language_of(client) == language


def test_what_is_chosen_on_the_screen_goes_before_the_own_language(client: Client, viewer: User):
    client.force_login(viewer)
    cookie = client.post(reverse("language"), {"language": "en"}).cookies[django_settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert language_of(client) == "en"
    client.post(reverse("language"), {"language": "nl"})
    assert language_of(client) == "nl"


def test_the_language_cookie_keeps_to_tls_where_the_page_does(client: Client):
    plain, secure = (client.post(reverse("language"), {"language": "en"}, secure=tls) for tls in (False, True))
    name = django_settings.LANGUAGE_COOKIE_NAME
    assert (bool(plain.cookies[name]["secure"]), bool(secure.cookies[name]["secure"])) == (False, True)


@pytest.mark.parametrize("language", ["de", "", "nl; Domain=elsewhere.example", "../../etc"])
def test_an_unknown_language_is_not_kept(client: Client, language: str):
    answer = client.post(reverse("language"), {"language": language})
    assert (answer.status_code, dict(answer.cookies)) == (302, {})


def test_a_language_cookie_that_somebody_wrote_is_not_believed(client: Client, viewer: User):
    client.force_login(viewer)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert language_of(client) == "nl"


def test_choosing_a_language_stays_on_the_same_page(client: Client):
    answer = client.post(reverse("language"), {"language": "en", "next": "/p/stad/map/?layer=both&area=BU01530000"})
    assert answer["Location"] == "/p/stad/map/?layer=both&area=BU01530000"


@pytest.mark.parametrize("away", [*ELSEWHERE, ""])
def test_choosing_a_language_never_leads_to_another_site(client: Client, away: str):
    assert client.post(reverse("language"), {"language": "en", "next": away})["Location"] == "/"


def test_outside_tests_passwords_are_kept_with_argon2():
    assert base.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    kept = hashers.Argon2PasswordHasher().encode(PASSWORD, "zout-voor-de-test")
    assert kept.startswith("argon2$argon2id$")
    assert hashers.Argon2PasswordHasher().verify(PASSWORD, kept)
