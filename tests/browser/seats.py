"""Somebody at a screen of their own: what they do there, and what it means that something is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import Party
from datasets.models import Job
from tests.worker import wait_until

FORBIDDEN, CONFLICT = 403, 409
NO_TOKEN = "Voor uw veiligheid"  # noqa: S105 -- how the page begins that refuses a missing CSRF token


@dataclass(frozen=True, slots=True)
class Seat:
    """A party at the table: somebody who has signed in for it, in a browser of their own, in Dutch."""

    party: Party
    page: Page
    slug: str

    def at(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.slug, *args])

    def go(self, name: str, *args: Any) -> None:
        assert self.page.goto(self.at(name, *args)).status == 200

    def follow(self, link: str, within: Locator | None = None) -> None:
        (within or self.page.locator("body")).get_by_role("link", name=link, exact=True).first.click()

    def fill(self, **fields: Any) -> None:
        for name, value in fields.items():
            self.page.locator(f"#id_{name}").fill(str(value))

    def press(self, button: str, then: str) -> None:
        """Sends a form, and reads on the page that comes what came of it."""
        self.page.get_by_role("button", name=button, exact=True).click()
        self.sees(then)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def is_refused(self, forbidden: str, *, on: str, status: int = FORBIDDEN, **answers: Any) -> None:
        """The page `on` has no form or link for it; sent all the same, it answers `status`, and not a row changes.

        Sent with the token of the own page, so that it is not for want of a token that it is refused.
        """
        rest()
        assert self.page.goto(on).status == 200
        ways = f"form[action='{forbidden}'], a[href='{forbidden}'], a[href^='{forbidden}?'], a[href^='{forbidden}#']"
        expect(self.page.locator(ways)).to_have_count(0)
        token = self.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        form, headers = {**answers, "csrfmiddlewaretoken": token}, {"Referer": self.page.url}
        stood = everything()
        answer = self.page.request.post(forbidden, form=form, headers=headers, max_redirects=0)
        assert (answer.status, NO_TOKEN in answer.text()) == (status, False), forbidden
        assert everything() == stood


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of works, agendas, bundles and scenarios, as it stands."""
    models = apps.get_app_config("dia").get_models()
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def rest() -> None:
    """Until the worker has done all that was asked of it."""
    wait_until(lambda: not Job.objects.open().exists(), 60, lambda: str(list(Job.objects.open().values())))
