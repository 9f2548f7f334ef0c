"""The main job, through the screens: from an empty partnership to a ranked map of a real city."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from datasets.models import Area, AreaLink, Observation
from sia.models import AreaResult, ScoreRun
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.usefixtures("worker")]
PASSWORD = "geheim-genoeg-1"
IN_TIME = 60_000


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(url)
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()


def upload(page: Page, url: str, file: Path) -> None:
    page.goto(url)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Uploaden en controleren").click()


def load(page: Page) -> None:
    page.get_by_role("button", name="Laad deze").click(timeout=IN_TIME)
    expect(page.get_by_role("link", name="Naar de kaart")).to_be_visible(timeout=IN_TIME)


def test_from_an_empty_partnership_to_a_ranked_map(page, live_server, partnership, steward, shared_data, accessible):
    sign_in(page, live_server.url, steward.email)
    start = f"{live_server.url}/p/{partnership.slug}/"
    expect(page).to_have_url(start)
    accessible(page)
    enschede = shared_data / "enschede"
    upload(page, start + "data/upload/", enschede / "cbs_buurten_2021_enschede.gpkg")
    load(page)
    accessible(page)
    assert Area.objects.filter(level="buurt").count() == 70
    assert Area.objects.filter(level="wijk").count() == 10
    assert round(sum(Area.objects.filter(level="buurt").values_list("surface_m2", flat=True)) / 1e6, 1) == 142.7
    borders = AreaLink.objects.filter(a__level="buurt")
    assert (borders.filter(border_m__gt=0).count(), borders.count()) == (173, 211)
    for year in (2012, 2016, 2020):
        upload(page, start + "data/upload/", enschede / f"rivm_gezondheid_{year}_18plus_enschede.csv")
        load(page)
    assert set(Observation.objects.values_list("period", flat=True)) == {2012, 2016, 2020}
    page.goto(start + "map/")
    expect(page.locator("tr[data-area]")).to_have_count(70, timeout=IN_TIME)
    expect(page.locator(".leaflet-container path.leaflet-interactive")).to_have_count(70)
    accessible(page)


@pytest.mark.full
def test_one_changed_value_changes_the_ranks_and_the_same_file_changes_nothing(
    page, live_server, partnership, steward, log_in, worker, tmp_path
):
    factories.square_city(partnership)
    log_in(steward)
    address = f"{live_server.url}/p/{partnership.slug}/data/upload/"
    first, second = tmp_path / "eenzaam 2024.csv", tmp_path / "eenzaam 2024 verbeterd.csv"
    rows = [(f"BU0153{r:02}{c:02}", 40 + 3 * r + c) for r in range(2) for c in range(3)]
    table = "\n".join(["gebiedscode;jaar;lonely;overweight", *(f"{code};2024;{value};50" for code, value in rows)])
    first.write_text(table)
    second.write_text(table.replace("BU01530000;2024;40", "BU01530000;2024;60"))
    upload(page, address, first)
    load(page)
    wait_for_run(page, partnership, runs=1)
    assert last_rank("BU01530000") == 6
    upload(page, address, second)
    expect(page.get_by_text("40", exact=False).first).to_be_visible(timeout=IN_TIME)
    load(page)
    wait_for_run(page, partnership, runs=2)
    assert last_rank("BU01530000") == 1
    upload(page, address, second)
    expect(page.get_by_text("Er is niets veranderd", exact=False).first).to_be_visible(timeout=IN_TIME)


def wait_for_run(page: Page, partnership, runs: int) -> None:
    for _ in range(200):
        partnership.refresh_from_db()
        newest = ScoreRun.objects.of(partnership).filter(level="buurt")
        if newest.count() == runs and newest.latest("pk").data_version == partnership.data_version:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"no run number {runs}")


def last_rank(code: str) -> int:
    return AreaResult.objects.filter(area__code=code).latest("pk").rank
