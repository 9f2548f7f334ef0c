"""The table of an agenda as a spreadsheet: by keys alone, a pasted block, undo, and two people in one cell."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from dia.models import Agenda, Measure, MeasureYear
from tests import factories
from tests.browser.conftest import NARROW, WIDE
from tests.dia.agenda_steps import AREA, address, committed, give, measured, opened, party, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def agenda(partnership) -> Agenda:
    """Two measures of the corporation, one of the town between them; each € 1.000.000 in 2028."""
    factories.square_city(partnership)
    town, homes = party(partnership, "Gemeente"), party(partnership, "Wonen Noord")
    made = opened(partnership, town, homes)
    planners = {each.pk: factories.member(partnership, "planner", party=each) for each in (town, homes)}
    for owner, title in ((homes, "Renovatie"), (town, "Riool"), (homes, "Zonnepanelen")):
        measured(made, owner, title, planners[owner.pk])
    return made


@pytest.fixture
def planner(agenda):
    return agenda.partnership.memberships.get(party__name="Wonen Noord").user


@pytest.fixture
def sheet(page, live_server, log_in, agenda, planner) -> Page:
    log_in(planner)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.goto(live_server.url + address("agenda", agenda))
    page.locator("[data-agenda][data-ready=yes]").wait_for()
    return page


def cell(page: Page, title: str, year: int) -> Locator:
    return page.get_by_role("row", name=re.compile(title)).locator(f"[data-cell='{year}'] .cell")


def total(page: Page, name: str) -> Locator:
    return page.locator(f"[data-sum='{name}']")


def stored(title: str) -> dict[int, int]:
    rows = MeasureYear.objects.filter(measure__work__title=title).exclude(euros=0)
    return dict(rows.order_by("year").values_list("year", "euros"))


def saved(page: Page) -> None:
    expect(page.locator("[data-said]")).to_contain_text("Saved.")


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def test_cells_are_filled_by_keys_alone_and_every_sum_follows(sheet):
    first = cell(sheet, "Renovatie", 2026)
    for _ in range(40):
        if first.evaluate("each => each === document.activeElement"):
            break
        sheet.keyboard.press("Tab")
    expect(first).to_be_focused()
    sheet.keyboard.press("ArrowRight")
    sheet.keyboard.type("250")
    sheet.keyboard.press("Tab")
    expect(cell(sheet, "Renovatie", 2028)).to_be_focused()
    saved(sheet)
    sheet.keyboard.type("1,200.5")
    sheet.keyboard.press("Enter")
    expect(cell(sheet, "Zonnepanelen", 2028)).to_be_focused()  # the row of the town is stepped over
    expect(total(sheet, "total")).to_have_text("3,451")
    expect(total(sheet, "year-2028")).to_have_text("3,201")
    assert stored("Renovatie") == {2027: 250_000, 2028: 1_200_500}
    sheet.keyboard.press("F2")
    sheet.keyboard.type("5")
    sheet.keyboard.press("Escape")
    expect(cell(sheet, "Zonnepanelen", 2028)).to_have_text("1,000")
    sheet.keyboard.press("Delete")
    expect(total(sheet, "total")).to_have_text("2,451")
    expect(sheet.get_by_role("link", name="€ 2,450,500 unfunded")).to_be_visible()
    assert stored("Zonnepanelen") == {}


@pytest.mark.full
def test_what_was_done_is_taken_back_and_done_again(sheet):
    cell(sheet, "Renovatie", 2029).click()
    sheet.keyboard.type("40")
    sheet.keyboard.press("Enter")
    saved(sheet)
    sheet.keyboard.press("Control+z")
    expect(sheet.locator("[data-said]")).to_have_text("Taken back.")
    assert stored("Renovatie") == {2028: 1_000_000}
    expect(total(sheet, "total")).to_have_text("3,000")
    sheet.keyboard.press("Control+y")
    expect(total(sheet, "total")).to_have_text("3,040")
    assert stored("Renovatie") == {2028: 1_000_000, 2029: 40_000}


def test_a_block_of_two_by_three_is_pasted_whole_and_undone_at_once(sheet, agenda, planner):
    Measure.objects.get(work__title="Riool").delete()
    sheet.reload()
    sheet.locator("[data-agenda][data-ready=yes]").wait_for()
    cell(sheet, "Renovatie", 2029).click()
    paste(sheet, "100\t200\t300\r\n10\t20\t30\r\n")
    saved(sheet)
    assert stored("Renovatie") == {2028: 1_000_000, 2029: 100_000, 2030: 200_000, 2031: 300_000}
    assert stored("Zonnepanelen") == {2028: 1_000_000, 2029: 10_000, 2030: 20_000, 2031: 30_000}
    expect(total(sheet, "total")).to_have_text("2,660")
    sheet.get_by_role("button", name="Undo").click()
    expect(total(sheet, "total")).to_have_text("2,000")
    assert stored("Renovatie") == stored("Zonnepanelen") == {2028: 1_000_000}


@pytest.mark.full
@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ("1\t2\t3\n4\tveel\t6", "“veel” is not a number of 0 or more."),
        ("1\t2\n3\t4", "Row Riool is not of your party."),
        ("1\t2\t3\t4", "Cells that fall outside: 1."),
    ],
)
def test_a_block_with_a_fault_changes_nothing_and_says_what_is_wrong(sheet, accessible, block, fault):
    cell(sheet, "Renovatie", 2031).click()
    paste(sheet, block)
    dialog = sheet.get_by_role("dialog", name="Nothing was changed")
    expect(dialog).to_contain_text(fault)
    accessible(sheet)
    sheet.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(cell(sheet, "Renovatie", 2031)).to_be_focused()
    assert stored("Renovatie") == {2028: 1_000_000}


@pytest.mark.full
def test_euros_pasted_as_thousands_are_asked_and_saved_after_a_yes_only(sheet, accessible):
    cell(sheet, "Renovatie", 2029).click()
    paste(sheet, "500000")
    dialog = sheet.get_by_role("dialog", name="Is this what you mean?")
    expect(dialog).to_contain_text("do you mean € 500,000? You typed 500,000 × € 1,000.")
    accessible(sheet)
    dialog.get_by_role("button", name="No, change nothing").click()
    expect(cell(sheet, "Renovatie", 2029)).to_be_focused()
    expect(cell(sheet, "Renovatie", 2029)).to_have_text("")
    assert stored("Renovatie") == {2028: 1_000_000}
    paste(sheet, "500000")
    dialog.get_by_role("button", name="Yes, save these amounts").click()
    saved(sheet)
    assert stored("Renovatie") == {2028: 1_000_000, 2029: 500_000_000}


@pytest.mark.full
def test_who_comes_second_sees_both_values_and_chooses(sheet, agenda, accessible):
    colleague = factories.member(agenda.partnership, "planner", party=Measure.objects.first().work.party)
    measure = Measure.objects.get(work__title="Renovatie")
    write(measure, colleague, 2028, 850_000, 1)
    cell(sheet, "Renovatie", 2028).click()
    sheet.keyboard.type("900")
    sheet.keyboard.press("Enter")
    dialog = sheet.get_by_role("dialog", name="A colleague was at it too")
    expect(dialog).to_contain_text("Renovatie, 2028")
    expect(dialog).to_contain_text("€ 900,000")
    expect(dialog).to_contain_text(f"Of {colleague.name}: € 850,000")
    accessible(sheet)
    dialog.get_by_label(re.compile(r"^\s*Of ")).check()
    dialog.get_by_role("button", name="Save this choice").click()
    expect(cell(sheet, "Renovatie", 2028)).to_have_text("850")
    expect(total(sheet, "total")).to_have_text("2,850")
    assert stored("Renovatie") == {2028: 850_000}
    write(measure, colleague, 2028, 800_000, 2)
    cell(sheet, "Renovatie", 2028).click()
    sheet.keyboard.type("900")
    sheet.keyboard.press("Enter")
    dialog.get_by_role("button", name="Save this choice").click()
    saved(sheet)
    expect(cell(sheet, "Renovatie", 2028)).to_have_text("900")
    assert stored("Renovatie") == {2028: 900_000}
    write(measure, colleague, 2028, 700_000, 4)
    sheet.keyboard.press("ArrowUp")
    sheet.keyboard.type("1")
    sheet.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    sheet.keyboard.press("Escape")
    expect(cell(sheet, "Renovatie", 2028)).to_have_text("700")  # who chooses nothing leaves what stands
    assert stored("Renovatie") == {2028: 700_000}


@pytest.mark.full
def test_what_the_server_refuses_is_told_and_the_cell_is_as_it_was(sheet, agenda):
    agenda.caps.create(area_code=AREA, year=2029, household_days=100, refuses=True)
    cell(sheet, "Renovatie", 2029).click()
    sheet.keyboard.type("1000")
    sheet.keyboard.press("Enter")
    dialog = sheet.get_by_role("dialog", name="Nothing was changed")
    expect(dialog).to_contain_text("would bear 500 household-days in 2029. At most 100 was decided.")
    sheet.keyboard.press("Escape")
    expect(cell(sheet, "Renovatie", 2029)).to_have_text("")


@pytest.mark.full
def test_a_row_is_edited_without_scripts_too(browser: Browser, live_server, agenda, planner):
    client = Client()
    client.force_login(planner)
    context = browser.new_context(java_script_enabled=False)
    cookies = {**{name: morsel.value for name, morsel in client.cookies.items()}, "django_language": "en"}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(live_server.url + address("agenda", agenda))
    page.get_by_role("link", name="Renovatie").click()
    page.get_by_role("link", name="Change its years").click()
    page.get_by_label("2029 in k€").fill("12,5x")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("“12,5x” is not a number of 0 or more.")
    page.get_by_label("2029 in k€").fill("12.5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("“Renovatie” is saved.")).to_be_visible()
    context.close()
    assert stored("Renovatie") == {2028: 1_000_000, 2029: 12_500}


@pytest.mark.full
def test_every_page_of_an_agenda_is_accessible_and_fits(page, live_server, log_in, accessible, agenda):
    homes = Measure.objects.first().work.party
    both = factories.member(agenda.partnership, "administrator", party=homes)
    pot = committed(agenda, homes, both, 2028, 500_000)
    give(Measure.objects.first(), homes, both, 2028, 300_000)
    agenda.caps.create(area_code=AREA, year=2028, household_days=100)
    log_in(both)
    measure = Measure.objects.first()
    screens = [address("agenda", agenda) + query for query in ("", "?view=fte", "?view=nuisance", "?as=timeline")]
    screens += [address(name, agenda) for name in ("agenda_money", "measure_add", "agenda_caps", "agenda_edit")]
    screens += [address(name, measure) for name in ("measure", "measure_edit", "contribution_edit", "actual_add")]
    screens += [reverse(name, args=[agenda.partnership.slug]) for name in ("agenda_list", "agenda_add")]
    screens += [address("commitment_edit", agenda, pot.pk, "regular")]
    for language, size in (("nl", WIDE), ("en", NARROW)):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page.set_viewport_size(size)
        for screen in screens:
            assert page.goto(live_server.url + screen).status == 200, screen
            accessible(page)
