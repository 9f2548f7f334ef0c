"""A corporation brings its workbook for the first time, and the next month: counted in what a hand does."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from datasets import actions
from datasets.models import Delivery, Indicator, MappingProfile
from tests import factories
from tests.browser.conftest import SIZES
from tests.datasets.tables import stored
from tests.worker import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.usefixtures("worker")]
IN_TIME = 60_000
# Every press of a button or link, and every choice, file and typed field, on whichever page of this tab.
COUNTER = """
for (const kind of ["pointerdown", "change"]) addEventListener(kind, () => {
    sessionStorage.done = Number(sessionStorage.done || 0) + 1;
}, true);
"""
GROUPS = ["", "", "Voorraad", "Bewoners", "Verhuur"]
NAMES = ["Buurtcode", "Buurt", "Aantal woningen", "Klachten", "Mutatiegraad %"]
SQUARES = [1530000, 1530001, 1530002, 1530100, 1530101, 1530102]  # Excel took the zero in front


def workbook(path: Path, month: str, complaints: list[int]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([f"Woonstede – cijfers per buurt, {month} 2026"])
    sheet.append([])
    sheet.append(GROUPS)
    sheet.append(NAMES)
    for at, (code, count) in enumerate(zip(SQUARES, complaints, strict=True)):
        sheet.append([code, f"Buurt {at}", 200 + at, count, 6.5 + at / 2])
    sheet.append([])
    sheet.append(["Bron: Woonstede, primair systeem"])
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("C3:D3")
    book.save(path)
    return path


def done(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.done || 0)"))


def upload(page: Page, file: Path) -> None:
    page.get_by_role("link", name="Bestand uploaden").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Uploaden en controleren").click()


def preview_of(page: Page) -> None:
    expect(page.get_by_role("heading", name="Wat er zou veranderen", exact=True)).to_be_visible(timeout=IN_TIME)


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
def test_the_first_workbook_takes_six_clicks_at_most_and_the_next_one_no_question(
    page, live_server, partnership, log_in, accessible, tmp_path, size
):
    factories.square_city(partnership)
    corporation = factories.PartyFactory.create(name="Woonstede")
    log_in(factories.member(partnership, "analyst", party=corporation))
    page.set_viewport_size(size)
    page.add_init_script(COUNTER)
    data = f"{live_server.url}/p/{partnership.slug}/data/"

    page.goto(data)
    upload(page, workbook(tmp_path / "Buurtcijfers januari 2026.xlsx", "januari", [120, 150, 70, 310, 50, 90]))
    check = page.get_by_role("button", name="Controleer met deze kolommen")
    expect(check).to_be_visible(timeout=IN_TIME)
    accessible(page)
    check.click()
    preview_of(page)
    assert 4 <= done(page) <= 6
    accessible(page)
    first = Delivery.objects.get()
    assert [first.preview[change] for change in ("new", "changed", "vanished")] == [18, 0, 0]

    actions.load(delivery=first, by=None)
    wait_until(lambda: Delivery.objects.filter(state="current").exists(), 60)
    assert set(Indicator.objects.values_list("name_nl", "unit", "theme", "role")) == {
        ("Aantal woningen", "", "housing", "context"),
        ("Klachten", "", "housing", "context"),
        ("Mutatiegraad", "%", "housing", "context"),
    }
    complaints = Indicator.objects.get(name_nl="Klachten").code
    assert stored(partnership, complaints, 2026)["BU01530100"] == 310

    page.goto(data)
    before = done(page)
    upload(page, workbook(tmp_path / "Buurtcijfers februari 2026.xlsx", "februari", [120, 160, 70, 300, 50, 90]))
    preview_of(page)
    assert done(page) - before == 3  # the door, the file and the button: nothing is asked
    second = Delivery.objects.latest("pk")
    assert [second.preview[change] for change in ("new", "changed", "unchanged", "vanished")] == [0, 2, 16, 0]
    assert {problem["code"] for problem in second.problems} == {"lost_leading_zero", "unusable_code"}  # told, not asked
    assert second.mapping["title"] == first.mapping["title"] == "Buurtcijfers"


@pytest.mark.full
def test_a_way_of_reading_is_kept_under_a_name_and_chosen_for_another_file(
    page, live_server, partnership, log_in, accessible, tmp_path
):
    factories.square_city(partnership)
    log_in(factories.member(partnership, "analyst"))
    data = f"{live_server.url}/p/{partnership.slug}/data/"
    page.goto(data)
    upload(page, workbook(tmp_path / "Buurtcijfers 2026.xlsx", "januari", [120, 150, 70, 310, 50, 90]))
    page.get_by_label("Bewaar deze manier van lezen").fill("Buurtcijfers uit het primaire systeem", timeout=IN_TIME)
    page.get_by_role("button", name="Controleer met deze kolommen").click()
    preview_of(page)
    kept = MappingProfile.objects.get()
    page.goto(data + "upload/")
    page.locator("input[type=file]").set_input_files(tmp_path / "Buurtcijfers 2026.xlsx")
    page.get_by_label("Lees het als").select_option(kept.name)
    accessible(page)
    page.get_by_role("button", name="Uploaden en controleren").click()
    preview_of(page)
    page.goto(f"{data}profiles/")
    accessible(page)
    page.get_by_role("link", name=kept.name, exact=True).click()
    expect(page.get_by_role("row", name="Mutatiegraad % Mutatiegraad")).to_be_visible()
    accessible(page)
    page.get_by_label("Naam").fill("Maandcijfers")
    page.get_by_role("button", name="Geef het deze naam").click()
    page.get_by_role("link", name="Maandcijfers", exact=True).click()
    page.get_by_role("button", name="Verwijderen").click()
    expect(page.get_by_text("Nog niets bewaard")).to_be_visible()
