"""What every answer carries, errors and files included; and that Django's own checks find nothing on a server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse
from pytest_django import Settings

from accounts.models import User
from config.urls import urlpatterns as our_patterns
from tests import factories
from tests.alive import signs_of_life
from tests.effort import DAILY_SHARE, FULL
from tests.test_authorisation_matrix import address as address_of
from tests.test_authorisation_matrix import addresses
from tests.weighed import City, weighed_city

ROOT = Path(__file__).resolve().parents[1]
ALLOWED_SOURCES = re.compile(r"^('self'|'none'|'nonce-[\w+/=-]{20,}')$")
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "".join(chr(48 + number * 7 % 75) for number in range(60)),
    "ALLOWED_HOSTS": "samenwijk.voorbeeld.nl",
}


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("on purpose")


urlpatterns = [*our_patterns, path("broken/", broken)]


@pytest.fixture(scope="module")
def made(module_db: None) -> City:
    return weighed_city(factories.PartnershipFactory.create())


@pytest.fixture(scope="module")
def paths(made: City) -> dict[str, str]:
    names = [name for name, _ in addresses(get_resolver().url_patterns)]
    return {name: address_of(name, made, made) for name in names}


@pytest.fixture(scope="module")
def some(paths: dict[str, str]) -> dict[str, str]:
    """Return every address with --full, every day a quarter of them."""
    return {
        name: path
        for place, (name, path) in enumerate(paths.items())
        if FULL or place % DAILY_SHARE == 0 or name == "api-map"
    }


@pytest.fixture(scope="module")
def pages(made: City, some: dict[str, str]) -> dict[str, Any]:
    """Return the answers to an administrator at these addresses, with every change rolled back."""
    with transaction.atomic(), signs_of_life("worker", "beat"):
        administrator = browser_of(factories.member(made.partnership, "administrator"))
        found = {name: administrator.get(path) for name, path in some.items()}
        transaction.set_rollback(True)
    return found


@pytest.fixture
def city(made: City, db: None) -> City:
    return deepcopy(made)


@pytest.fixture
def administrator(city: City) -> Iterator[Client]:
    with signs_of_life("worker", "beat"):
        yield browser_of(factories.member(city.partnership, "administrator"))


def browser_of(user: User | None = None, *, enforce_csrf_checks: bool = False) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=enforce_csrf_checks)
    if user:
        client.force_login(user)
    return client


def policy(response: Any) -> dict[str, list[str]]:
    directives = [part.split() for part in response["Content-Security-Policy"].split(";") if part.strip()]
    return {name: sources for name, *sources in directives}


def faults(response: Any) -> Iterator[str]:
    """What is missing from an answer that anybody may get."""
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    for name, value in wanted.items():
        if response.get(name) != value:
            yield f"{name}: {response.get(name)}"
    if "no-store" not in response.get("Cache-Control", ""):
        yield f"Cache-Control: {response.get('Cache-Control')}"
    yield from (f"{name} is sent" for name in response.headers if name.startswith("Access-Control-"))
    yield from policy_faults(policy(response))


def policy_faults(sources: dict[str, list[str]]) -> Iterator[str]:
    for directive in ("default-src", "script-src", "style-src", "connect-src", "form-action"):
        if not all(ALLOWED_SOURCES.match(source) for source in sources.get(directive, ["absent"])):
            yield f"{directive}: {sources.get(directive)}"
    for directive in ("object-src", "base-uri", "frame-ancestors"):
        if sources.get(directive) != ["'none'"]:
            yield f"{directive}: {sources.get(directive)}"
    if sources.get("img-src") != ["'self'", "data:"]:
        yield f"img-src: {sources.get('img-src')}"


@pytest.mark.full
def test_every_page_sends_every_header(pages: dict[str, Any]):
    assert [name for name, page in pages.items() if page.status_code >= 500] == []
    wrong = {name: list(faults(page)) for name, page in pages.items() if name not in {"api-map", "residents"}}
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("method", ["POST", pytest.param("DELETE", marks=pytest.mark.full)])
def test_every_address_sends_every_header(method: str, some: dict[str, str], administrator: Client):
    """POST is sent empty: forms that are explained again, redirects; DELETE is refused everywhere."""
    wrong = {}
    for name, address in some.items():
        if (name, method) != ("logout", "POST"):
            response = administrator.generic(method, address)
            assert response.status_code < 500, address
            wrong[name] = list(faults(response))
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.django_db
def test_a_visitor_gets_the_same_headers(paths: dict[str, str]):
    asked = {name: address for name, address in paths.items() if name != "residents"}
    wrong = {name: list(faults(browser_of().get(address))) for name, address in asked.items()}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_logging_out_sends_every_header(administrator: Client):
    response = administrator.post(reverse("logout"))
    assert (response.status_code, list(faults(response))) == (302, [])


def test_outlines_are_kept_by_the_readers_own_browser_for_good_and_by_nobody_else(pages: dict[str, Any]):
    response = pages["api-map"]
    assert set(response["Cache-Control"].split(", ")) == {"private", "immutable", "max-age=31536000"}
    assert [fault for fault in faults(response) if not fault.startswith("Cache-Control")] == []


@pytest.mark.django_db
def test_the_page_for_residents_may_be_kept_and_is_asked_for_again_each_time(paths: dict[str, str]):
    response = browser_of().get(paths["residents"])
    assert set(response["Cache-Control"].split(", ")) == {"public", "no-cache"}
    assert [fault for fault in faults(response) if not fault.startswith("Cache-Control")] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "address"),
    [
        (404, "/there-is-no-such-page/"),
        (404, "/p/elsewhere/"),
        (301, "/p/elsewhere"),
        (404, "/api/v1/p/elsewhere/runs/1/"),
    ],
)
def test_what_does_not_exist_sends_every_header(status: int, address: str):
    response = browser_of(factories.member(factories.PartnershipFactory.create(), "viewer")).get(address)
    assert (response.status_code, list(faults(response))) == (status, [])


def test_a_missing_role_sends_every_header(city: City, paths: dict[str, str]):
    response = browser_of(factories.member(city.partnership, "viewer")).get(paths["upload"])
    assert (response.status_code, list(faults(response))) == (403, [])


@pytest.mark.django_db
def test_a_form_without_its_token_sends_every_header():
    response = browser_of(enforce_csrf_checks=True).post(reverse("login"), {"username": "a@b.nl", "password": "c"})
    assert (response.status_code, list(faults(response))) == (403, [])


@pytest.mark.django_db
def test_a_foreign_host_name_is_refused_with_every_header():
    response = browser_of().get("/", headers={"host": "elsewhere.example"})
    assert (response.status_code, list(faults(response))) == (400, [])


@pytest.mark.django_db
@pytest.mark.urls("tests.test_headers")
def test_a_fault_of_ours_sends_every_header_and_tells_nothing():
    response = browser_of().get("/broken/")
    assert (response.status_code, list(faults(response))) == (500, [])
    assert b"ZeroDivisionError" not in response.content


@pytest.mark.django_db
def test_a_static_file_may_be_kept_and_read_by_our_own_pages_only(settings: Settings):
    settings.WHITENOISE_USE_FINDERS = True  # nothing is collected for tests
    response: Any = browser_of().get("/static/css/tokens.css")
    assert response.status_code == 200
    assert (response["X-Content-Type-Options"], response["X-Frame-Options"]) == ("nosniff", "DENY")
    assert b"".join(response.streaming_content).startswith((b"/*", b":root", b"@"))
    assert "no-store" not in response["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response


def test_another_site_gets_no_leave_to_read(paths: dict[str, str], administrator: Client):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    for method in ("GET", "OPTIONS"):
        for name in ("start", "api-run"):
            response = administrator.generic(method, paths[name], headers=asked)
            assert [header for header in response.headers if header.startswith("Access-Control-")] == []


def test_pages_have_nothing_that_the_policy_would_block(pages: dict[str, Any]):
    """No style attribute, no inline script or style, no handler in an attribute, nothing from another host."""
    blocked = re.compile(
        r"<[^>]*\s(style|on[a-z]+|hx-on[\w:-]*)=|<style|<script(?![^>]*(\ssrc=|application/json))|(src|href)=[\"'](https?:)?//"
    )
    ours = {name: page for name, page in pages.items() if not name.startswith("api-")}
    html = {name: page.content.decode() for name, page in ours.items() if "text/html" in page.get("Content-Type", "")}
    assert {name: found[0] for name, text in html.items() if (found := blocked.search(text))} == {}
    assert len(html) > 10


def run_in_production(folder: Path, *command: str, without: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL") if name in os.environ}
    settings = {name: value for name, value in PRODUCTION.items() if name != without} | {"STATIC_ROOT": str(folder)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_checks_for_a_server_find_nothing(tmp_path: Path):
    done = run_in_production(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "DEBUG")
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (2 silenced)."), done.stderr


def test_a_server_does_not_start_without_a_secret_key(tmp_path: Path):
    done = run_in_production(tmp_path, "-c", "import config.wsgi", without="SECRET_KEY")
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_a_server_talks_tls_only_and_keeps_its_cookies_to_itself(tmp_path: Path):
    script = """
import django; django.setup()
from django.conf import settings
from django.test import Client
away = Client().get("/login/", headers={"host": "samenwijk.voorbeeld.nl"})
print(away.status_code, away["Location"])
home = Client().get("/", secure=True, headers={"host": "samenwijk.voorbeeld.nl"})
print(home["Strict-Transport-Security"])
print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY)
print(settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE)
print(settings.PASSWORD_HASHERS)
"""
    done = run_in_production(tmp_path, "-c", script)
    assert done.stdout.splitlines() == [
        "301 https://samenwijk.voorbeeld.nl/login/",
        "max-age=31536000",
        "__Host-session True True",
        "__Host-csrf True",
        "['django.contrib.auth.hashers.Argon2PasswordHasher']",
    ], done.stderr
