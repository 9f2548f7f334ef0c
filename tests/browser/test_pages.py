"""Every page of the demo, wide and narrow, in both languages: axe finds nothing, nothing scrolls sideways or is blocked."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Partnership, User
from datasets.models import AreaLink, Delivery
from tests import factories
from tests.browser.conftest import NARROW, WIDE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
DEMO_FILES = Path(__file__).resolve().parents[2] / "demo" / "files"


@pytest.fixture
def demo(settings) -> Partnership:
    call_command("load_demo", verbosity=0)
    return Partnership.objects.get(slug="enschede-demo")


def addresses(demo: Partnership) -> list[str]:
    """All pages, and of a delivery each state that a user meets."""
    refused = factories.deliver(demo, DEMO_FILES / "fout_tekst_in_getal.csv")
    checked = factories.deliver(demo, DEMO_FILES / "cijfers_goed.csv", load=False)
    unmapped = factories.deliver(
        demo, factories.upload("eigen.csv", "gebiedscode;iets\nBU01530301;1,5\nBU01530302;2,5")
    )
    waiting = factories.upload("wacht.csv", "gebiedscode;jaar;lonely\nBU01530301;2023;1,5")
    received = factories.actions.receive_file(partnership=demo, by=None, upload=waiting, kind="statistics", options={})
    loaded = Delivery.objects.of(demo).filter(state="current", kind="boundaries").get()
    link = AreaLink.objects.filter(a__code="BU01530301").first()
    area = {"code": "BU01530301"}
    pages = [
        ("start", {}),
        ("map", {}),
        ("area_list", {}),
        ("area", area),
        ("area", {"code": "WK015303"}),
        ("model", {}),
        ("data", {}),
        ("upload", {}),
        ("asset_list", {}),
        ("asset_add", {}),
        ("link_edit", {**area, "link": link.pk}),
        *(("delivery", {"delivery": d.pk}) for d in (refused, checked, unmapped, received, loaded)),
    ]
    found = [reverse(name, kwargs={"partnership": demo.slug, **which}) for name, which in pages]
    layers = ["?layer=potential", "?layer=both", "?layer=advice", "?layer=social", "?level=wijk", "?area=BU01530406"]
    return [*found, *(reverse("map", kwargs={"partnership": demo.slug}) + layer for layer in layers)]


@pytest.mark.parametrize(("size", "language"), [(WIDE, "nl"), (NARROW, "en")], ids=["wide, Dutch", "narrow, English"])
def test_every_page_is_accessible_and_fits(demo, page, live_server, log_in, accessible, size, language):
    log_in(User.objects.get(email="data@gemeente.demo"))
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size(size)
    for address in addresses(demo):
        answer = page.goto(live_server.url + address)
        assert answer.status == 200, address
        if page.locator("[data-map]").count():
            page.locator("[data-map][data-ready=yes]").wait_for()
            # A row that is scrolled half under the list's head is no target that is too small.
            page.locator(".heart__list").evaluate("list => list.scrollTo(0, 0)")
        accessible(page)


def test_the_login_page_is_accessible_and_says_what_is_wrong(db, page, live_server, accessible):
    page.goto(f"{live_server.url}/login/")
    accessible(page)
    page.get_by_label("E-mailadres").fill("niemand@voorbeeld.nl")
    page.get_by_label("Wachtwoord").fill("fout")
    page.get_by_role("button", name="Inloggen").click()
    page.locator(".error-summary, [role=alert]").first.wait_for()
    accessible(page)


def test_an_empty_partnership_says_what_to_do_next(partnership, page, live_server, analyst, log_in, accessible):
    log_in(analyst)
    for name in ("start", "map", "area_list", "model", "data", "asset_list"):
        page.goto(live_server.url + reverse(name, kwargs={"partnership": partnership.slug}))
        accessible(page)
        assert page.locator("main a[href*='/data/']").count() >= 1, name
