"""A round as it goes in a meeting: opened, voted by keyboard, closed and decided, on a laptop and on a phone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import Party, Seat
from sia import actions
from sia.models import Ballot, ScoreModel, Vote
from tests import factories
from tests.browser.conftest import NARROW, WIDE
from tests.sia.six_squares import agreed_model
from tests.sia.voting import draft_of, opened, user, voted, voter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def draft(partnership) -> ScoreModel:
    for name in ("A", "B", "C", "Woningcorporatie met een heel lange naam voor een smal scherm (demo)"):
        voter(partnership, name)
    return draft_of(agreed_model(partnership))


@pytest.fixture
def lead(draft):
    return voter(draft.partnership, "Gemeente", "secretary")


@pytest.fixture
def address(draft, live_server, page) -> str:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    return live_server.url + reverse("ballot", args=[draft.partnership.slug, draft.version])


@pytest.fixture
def seen(page: Page, accessible, address):
    """Looks at the page in both sizes, without the message of what was just done."""

    def look() -> None:
        if page.locator(".messages").count():
            page.goto(address)
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            accessible(page)

    return look


@pytest.mark.full
def test_a_round_from_the_opening_to_the_decision(page, address, draft, lead, log_in, seen):
    log_in(lead)
    page.goto(address)
    seen()
    page.get_by_label("What do you ask the parties?").fill("Hoe zwaar weegt elk thema?")
    page.get_by_label("Vote before").fill("2099-12-31")
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hoe zwaar weegt elk thema?")
    expect(page.get_by_text("Nobody has voted yet.")).to_be_visible()
    seen()
    page.get_by_label("Safety").fill("50")
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Themes of urgency: 17 points too many.")
    seen()
    page.get_by_label("Social", exact=True).fill("17")
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.locator("#voters .is-in")).to_have_text(["Gemeente (your party) has voted"])
    seen()
    voted(Ballot.objects.get(), user("A"), social=60, health=20, safety=20)
    page.get_by_text("Close the round").last.click()
    page.get_by_role("button", name="Close and show the points").click()
    expect(page.get_by_text("The parties differ most on Social: from 17 to 60 points.")).to_be_visible()
    page.locator(".spread__theme summary").get_by_text("Social", exact=True).click()
    seen()
    page.get_by_label("Other weights").check()
    page.locator("#decide").get_by_label("Social", exact=True).fill("40")
    page.get_by_label("Decision and reason").fill("Kerngroep van 12 maart.")
    page.get_by_role("button", name="Agree on these weights").click()
    expect(page.get_by_role("alert").last).to_contain_text("Themes of urgency:")
    seen()
    page.get_by_label("The mean of the parties").check()
    expect(page.locator("#decide").get_by_label("Social", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Agree on these weights").click()
    expect(page.get_by_text("Decided: the mean of the parties")).to_be_visible()
    seen()
    assert ScoreModel.objects.get(pk=draft.pk).state == "agreed"


def test_the_sum_follows_every_key_and_all_goes_by_keyboard(page, address, draft, log_in):
    opened(draft)
    log_in(user("B"))
    page.goto(address)
    total = page.locator("[data-sum]").first
    expect(total).to_have_text("Divided: 100 of 100")
    page.get_by_label("Social", exact=True).focus()
    page.keyboard.type("30")
    expect(total).to_have_text("Left to divide: 4")
    page.keyboard.press("Tab")
    page.keyboard.type("40")
    expect(total).to_have_text("Too many: 3")
    page.keyboard.press("Tab")
    page.keyboard.type("30")
    expect(total).to_have_text("Divided: 100 of 100")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The vote of B is saved.")).to_be_visible()
    expect(page.get_by_label("Health")).to_have_value("40")
    page.locator("summary", has_text="Social").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("100")
    expect(page.locator("details [data-sum]").first).to_have_text("Too many: 50")


@pytest.mark.full
def test_a_vote_goes_without_scripts(browser: Browser, live_server, address, draft):
    opened(draft)
    client = Client()
    client.force_login(user("B"))
    context = browser.new_context(java_script_enabled=False)
    cookies = {**{name: morsel.value for name, morsel in client.cookies.items()}, "django_language": "en"}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Social", exact=True).fill("44")
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.locator("#divide-urgency output")).to_have_text("Too many: 10")
    page.get_by_label("Health").fill("23")
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_text("The vote of B is saved.")).to_be_visible()
    context.close()
    assert Vote.objects.get().divisions.get(tree="urgency", theme="").points == [44, 23, 33]


@pytest.mark.full
def test_who_looks_on_and_who_speaks_for_two_parties_see_an_accessible_page(page, address, draft, lead, log_in, seen):
    opened(draft)
    water = Party.objects.create(name="Waterschap", kind="water_board")
    Seat.objects.create(partnership=draft.partnership, party=water, votes=False)
    log_in(factories.member(draft.partnership, "planner", party=water))
    page.goto(address)
    expect(page.get_by_text("Your party looks on")).to_be_visible()
    seen()
    both = user("A")
    both.memberships.create(
        partnership=draft.partnership, party=user("B").memberships.get().party, role="budget_holder"
    )
    log_in(both)
    page.goto(address)
    page.get_by_role("link", name="B", exact=True).click()
    expect(page.get_by_role("heading", name="The points of B")).to_be_visible()
    seen()


@pytest.mark.full
@pytest.mark.parametrize("parties", [1, 4])
def test_a_closed_round_is_read_without_seeing_the_picture(page, address, draft, log_in, seen, parties):
    ballot = opened(draft)
    names = list(
        Party.objects.filter(seats__partnership=draft.partnership).order_by("name").values_list("name", flat=True)
    )
    for place, name in enumerate(names[:parties]):
        voted(ballot, user(name), social=20 * place, health=100 - 30 * place, safety=10 * place)
    actions.close_ballot(ballot=ballot, by=None)
    log_in(user("C"))
    page.goto(address)
    table = page.get_by_role("region", name="Points of each party: Themes of urgency").get_by_role("table")
    expect(table.get_by_role("columnheader", name="A", exact=True)).to_be_visible()
    expect(table.get_by_role("row", name="Social")).to_contain_text("0")
    seen()
