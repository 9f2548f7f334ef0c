"""Setting up a city through the screens: from a name to a first ranking, with files, without a command line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Partnership, User
from datasets.models import Area
from sia.models import ScoreRun
from tests.browser.conftest import NARROW, WIDE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.usefixtures("worker")]
LONG_MS = 240_000


@pytest.fixture
def keeper() -> User:
    return User.objects.create_superuser("beheer@enschede.example", "geheim-genoeg-1", name="Bo Beheerder")


class Clicks:
    """Counts what a person clicks, and looks at each page in both sizes."""

    def __init__(self, page: Page, accessible) -> None:
        self.page, self.accessible, self.count = page, accessible, 0

    def __call__(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name).first.click()
        self.count += 1

    def look(self) -> None:
        for size in (NARROW, WIDE):
            self.page.set_viewport_size(size)
            self.accessible(self.page)


@pytest.mark.full
def test_a_newcomer_gets_from_the_name_of_a_city_to_its_ranking(
    page, live_server, keeper, log_in, accessible, shared_data
):
    log_in(keeper)
    click = Clicks(page, accessible)
    page.goto(live_server.url)
    click("link", "Een stad opzetten")
    page.get_by_label("Gemeente").first.fill("enscheede")
    click("button", "Begin")
    expect(page.get_by_text("Bedoelt u Enschede?").first).to_be_visible()
    click.look()
    page.get_by_label("Gemeente").first.fill("enschede")
    click("button", "Begin")
    expect(page.get_by_role("heading", name="2. Grenzen")).to_be_visible()
    click.look()
    more = ("cbs_kwb_2020_84799NED_enschede.csv", "leefbaarometer3_scores_buurten_2020_2024_enschede.csv")
    files = [*(shared_data / "enschede").iterdir(), *(shared_data / "more" / name for name in more)]
    page.get_by_label("Of breng eigen bestanden").set_input_files(sorted(files))
    click("button", "Uploaden en laden")
    click.look()
    click("link", "Ga door met cijfers")
    expect(page.locator(".setup__sources").get_by_text("geladen").first).to_be_visible(timeout=LONG_MS)
    click("link", "Ga door met partijen")
    for party in ("Woonnoord", "Netbedrijf Oost"):
        page.get_by_label("Naam van de partij").fill(party)
        click("button", "Partij toevoegen")
        expect(page.get_by_role("rowheader", name=party)).to_be_visible()
    click.look()
    click("link", "Ga door met mensen")
    click.look()
    click("link", "Ga door met eerste ranglijst")
    expect(page.get_by_text("van de 70 zijn gerangschikt")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("wordt berekend")).to_have_count(0, timeout=LONG_MS)
    click.look()
    click("link", "Naar de kaart")
    expect(page.locator("tr[data-area]")).to_have_count(70, timeout=LONG_MS)
    partnership = Partnership.objects.get(slug="gm0153")
    assert Area.objects.of(partnership).at("buurt").filter(vintage=2021).count() == 70
    assert ScoreRun.objects.newest(partnership, "buurt").results.exclude(rank=None).count() >= 66
    assert click.count <= 25
