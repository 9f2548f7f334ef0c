"""The system's Chromium against a live server; a page that breaks its own rules fails its test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

# Playwright's event loop runs in this thread; the ORM calls between its steps are not asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium")
# That something comes is tested here, how soon is measured in bench/: a machine that does other work too fails nothing.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
WIDE, NARROW = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
SIZES = [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow", marks=pytest.mark.full)]
# What lies half under a head or a bar that stays is no target that is too small, nor text without contrast: one scrolls.
# One call for all of it: each answer goes through two processes, and what is in order would be most of it.
FAULTS = """async (options) => {
    const all = [...document.querySelectorAll("*")];
    all.filter((each) => each.scrollTop).forEach((each) => each.scrollTo({ top: 0, behavior: "instant" }));
    const stuck = all.filter((each) => getComputedStyle(each).position === "sticky");
    stuck.forEach((each) => Object.assign(each.style, { position: "relative", inset: "auto" }));
    const { violations } = await axe.run(options);
    stuck.forEach((each) => Object.assign(each.style, { position: "", inset: "" }));
    return violations.map(({ id, nodes }) => [id, nodes.map((each) => [each.html, each.failureSummary]).slice(0, 3)]);
}"""
AXE = Axe().axe_script
# Of what is in order axe would otherwise write megabytes, which takes longer than finding it.
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Without a sandbox only as root, who cannot have one; no name is looked up outside this machine."""
    flags = [
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    # Where a run has a shifted clock, the browser stays in real time: its own timers and processes count on it.
    real_time = {name: value for name, value in os.environ.items() if not name.startswith(("LD_PRELOAD", "FAKETIME"))}
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": flags, "env": real_time}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": WIDE, "locale": "nl-NL"}


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Fails on script errors and on anything that the content security policy blocks."""
    page, faults = watched(context)
    yield page
    assert faults == []


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """A new page, and the list in which its faults come to stand."""
    faults: list[str] = []
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.extend(_faults(message)))
    return page, faults


def _faults(message: ConsoleMessage) -> list[str]:
    return (
        [message.text] if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text else []
    )


def follow(link_or_button: Locator) -> None:
    """Click, and wait until the page that it leads to has come: a click alone may return while the old page still stands."""
    with link_or_button.page.expect_navigation():
        link_or_button.click()


@pytest.fixture
def log_in(context: BrowserContext, live_server: LiveServer) -> Callable[[User], None]:
    """A session without the login form, which has a test of its own."""

    def go(user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    return go


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """axe finds nothing, and nothing scrolls sideways."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        found = page.evaluate(FAULTS, WCAG)
        assert [(name, [(html[:200], why[:300]) for html, why in nodes]) for name, nodes in found] == [], page.url
        fits(page)

    return check


def fits(page: Page) -> None:
    """Check that nothing scrolls sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} scrolls sideways"
