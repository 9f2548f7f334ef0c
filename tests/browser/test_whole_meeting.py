"""A whole meeting: three parties, each at a page of its own, from the rules of play to the minutes on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from coregroup.models import Decision, Meeting
from sia.models import ScoreModel, ScoreRun
from tests.browser.conftest import watched
from tests.browser.seats import Seat
from tests.browser.test_main_job import sign_in
from tests.browser.test_meeting_screen import chosen, ready, row
from tests.coregroup.table import laid
from tests.days import today
from tests.reports.test_minutes import pages
from tests.weighed import City, weighed_city

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
RULES = "Wij luisteren eerst. Daarna zegt elke partij wat zij vindt."
RENTS, FIRST = "De huren na de werken", "Deze buurt eerst"
DECISION = "Wij beginnen in deze buurt."
CONDITION, OBJECTION = "Als het warmtenet er op tijd ligt.", "De huren stijgen."
WHO = {"Gemeente": "Sam", "Woonnoord": "Maan", "Huurdersbelang": "Hanne"}


@dataclass(frozen=True, slots=True)
class Room:
    """`town` leads from the big screen; `homes` and `tenants` follow on their laptops."""

    town: Seat
    homes: Seat
    tenants: Seat
    city: City

    @property
    def seats(self) -> tuple[Seat, ...]:
        return self.town, self.homes, self.tenants

    @property
    def laptops(self) -> tuple[Seat, ...]:
        return self.homes, self.tenants


@pytest.fixture
def room(partnership, live_server, new_context) -> Iterator[Room]:
    table, city = laid(partnership), weighed_city(partnership, columns=15)
    faults: list[list[str]] = []

    def seat(party: str, who: str) -> Seat:
        page, own = watched(new_context(base_url=live_server.url))
        faults.append(own)
        sign_in(page, live_server.url, table.people[who].email)
        return Seat(table.parties[party], page, partnership.slug)

    yield Room(seat("Gemeente", "secretary"), seat("Woonnoord", "manager"), seat("Huurdersbelang", "tenant"), city)
    assert faults == [[], [], []]


@pytest.mark.full
def test_three_parties_hold_a_meeting(room):
    the_secretary_prepares(room)
    the_meeting_is_opened(room)
    everybody_looks_at_the_same(room)
    they_try_other_weights(room)
    one_proposes_and_the_others_answer(room)
    one_laptop_misses_the_decision_and_catches_up(room)
    they_agree_who_does_what(room)
    the_meeting_is_closed(room)
    all_read_the_same_minutes(room)


def the_secretary_prepares(room: Room) -> None:
    """Rules, standing items, a day; what a party put on the backlog and an area that everybody talks about."""
    town, tenants = room.town, room.tenants
    town.go("rules_add")
    town.fill(text=RULES, quorum=3, agreed_on=today().isoformat())
    town.page.get_by_label("er meer partijen voor zijn dan tegen").check()
    town.press("Laat deze versie gelden", then=RULES)
    town.go("standing_list")
    town.press("Begin met de gewone volgorde", then="Rondvraag")
    tenants.go("backlog_add")
    tenants.fill(title=RENTS)
    tenants.press("Breng het in", then=RENTS)
    town.go("meeting_add")
    town.fill(title="Kerngroep", on=today().isoformat(), begins="13:30", place="Stadhuis", chair="Sam")
    town.press("Plan het overleg", then="Agenda van dit overleg")
    town.page.get_by_role("button", name=re.compile(f"Zet het op de agenda.*{RENTS}")).click()
    expect(point(town, RENTS)).to_be_visible()
    town.follow("Voeg een agendapunt toe")
    town.fill(title=FIRST)
    town.page.get_by_label("Waar gaat het over").select_option(value=f"area:{room.city.areas[20].code}")
    town.press("Voeg het agendapunt toe", then=FIRST)
    expect(point(town, FIRST)).to_contain_text("rang")
    expect(town.page.locator(".point h3").last).to_contain_text("Rondvraag")


def the_meeting_is_opened(room: Room) -> None:
    town = room.town
    town.press("Open het overleg", then=RULES)
    for party, name in WHO.items():
        town.page.get_by_role("checkbox", name=party).check()
        town.page.get_by_label(f"Wie spreekt voor {party}").fill(name)
    town.press("Opslaan wie er is", then="3 van 3 partijen zijn er")


def everybody_looks_at_the_same(room: Room) -> None:
    """The laptops come along to the item, and the map and the list to its area."""
    town, meeting = room.town, Meeting.objects.get()
    town.follow("Op het grote scherm")
    ready(town.page)
    town.press("Leid de laptops", then="U leidt de laptops")
    for laptop in room.laptops:
        laptop.go("meeting", meeting.pk)
        laptop.follow("Kijk mee")
        ready(laptop.page)
        laptop.sees(f"U volgt {meeting.created_by}")
    while FIRST not in (title := town.page.locator("h1")).inner_text():
        before = title.inner_text()
        town.page.keyboard.press("PageDown")
        expect(title).not_to_have_text(before)
    for seat in room.seats:
        expect(seat.page.locator("h1")).to_contain_text(FIRST)
        chosen(seat.page, room.city.areas[20].code)
    row(town.page, room.city.areas[5].code).locator("td.rank a").evaluate("link => link.click()")
    for seat in room.seats:
        chosen(seat.page, room.city.areas[5].code)


def they_try_other_weights(room: Room) -> None:
    """Everybody sees it, and nothing is stored."""
    town, stored = room.town.page, (ScoreRun.objects.count(), ScoreModel.objects.count())
    town.locator("#what-if summary").click()
    town.locator("#w-health").fill("100")
    town.locator("#w-social").fill("0")
    for seat in room.seats:
        expect(seat.page.locator(".shown")).to_contain_text("Wat als")
        expect(seat.page.locator("#w-health")).to_have_value("100")
    town.locator(".shown a").click()
    for seat in room.seats:
        expect(seat.page.locator(".shown")).to_have_count(0)
    assert (ScoreRun.objects.count(), ScoreModel.objects.count()) == stored


def one_proposes_and_the_others_answer(room: Room) -> None:
    town = room.town.page
    town.locator("#sheet-propose summary").click()
    town.locator("#propose-text").fill(DECISION)
    town.get_by_role("button", name="Stel het voor").click()
    for seat in room.seats:
        expect(seat.page.locator(".sheet__what")).to_contain_text(DECISION)
    answer(room.homes, "condition", CONDITION)
    answer(room.tenants, "no", OBJECTION)
    for seat in room.seats:
        for kind in ("condition", "no"):
            expect(seat.page.locator(f".voice--{kind}")).to_have_count(1)


def answer(seat: Seat, kind: str, words: str) -> None:
    """On the own laptop, for the own party and for no other."""
    seat.page.locator(".sheet summary").first.click()
    expect(seat.page.locator(".answers select")).to_have_count(1)
    seat.page.get_by_label(f"Antwoord van {seat.party}").select_option(kind)
    seat.page.get_by_label(f"Voorwaarde of bezwaar van {seat.party}").fill(words)
    seat.page.get_by_role("button", name="Antwoorden opslaan").click()


def one_laptop_misses_the_decision_and_catches_up(room: Room) -> None:
    town, tenants = room.town.page, room.tenants.page
    tenants.context.set_offline(True)
    expect(tenants.get_by_text("Geen verbinding")).to_be_visible()
    town.locator(".sheet summary").first.click()
    town.get_by_role("button", name="Alle andere aanwezigen zijn voor").click()
    room.town.sees("1 voor, 1 onder voorwaarde, 1 tegen: genomen volgens de spelregels")
    town.get_by_role("button", name="Vastleggen: genomen").click()
    for seat in (room.town, room.homes):
        expect(decision(seat)).to_be_visible()
    expect(decision(room.tenants)).to_have_count(0)
    tenants.context.set_offline(False)
    expect(decision(room.tenants)).to_be_visible()
    expect(tenants.get_by_text("Geen verbinding")).to_be_hidden()


def decision(seat: Seat) -> Locator:
    """As the register calls it, in the line under the map."""
    return seat.page.locator(".sheet__what", has_text=f"Besluit {today().year}-1, genomen")


def they_agree_who_does_what(room: Room) -> None:
    town = room.town.page
    town.locator("#sheet-todo summary").click()
    town.locator("#todo-text").fill("Vraag de vergunning aan")
    town.locator("#todo-party").select_option(label="Woonnoord")
    town.locator("#todo-due").fill((today() + timedelta(days=30)).isoformat())
    town.get_by_role("button", name="Actie opslaan").click()
    for seat in room.seats:
        expect(seat.page.locator(".screen__todo")).to_contain_text("Woonnoord")


def the_meeting_is_closed(room: Room) -> None:
    """After what was said is written down; the laptops are told, and lead to the minutes."""
    town = room.town
    town.page.locator(".screen__back").click()
    point(town, FIRST).get_by_text("Schrijf op wat er gezegd is").click()
    point(town, FIRST).get_by_label("Wat er gezegd is").fill("Iedereen ziet de nood.")
    point(town, FIRST).get_by_role("button", name="Opslaan wat er gezegd is").click()
    expect(point(town, FIRST).locator(".point__said")).to_contain_text("Iedereen ziet de nood.")
    town.follow("Overleg afsluiten")
    town.sees("1 besluit genomen, 0 niet genomen")
    town.press("Overleg afsluiten", then="Het overleg is afgesloten.")
    for laptop in room.laptops:
        expect(laptop.page.locator(".screen__who:visible")).to_contain_text("gesloten")
        laptop.follow("Verslag")
        laptop.sees(re.compile("en sindsdien niet veranderd"))


def all_read_the_same_minutes(room: Room) -> None:
    papers = []
    for seat in room.seats:
        address = seat.page.get_by_role("link", name="Verslag (PDF)").get_attribute("href")
        answered = seat.page.request.get(address)
        assert answered.headers["content-type"] == "application/pdf"
        papers.append(answered.body())
    assert len(set(papers)) == 1
    assert pages(papers[0]) == 1  # eight items, one decision and one action
    text = room.tenants.page.request.get(room.tenants.at("minutes_txt", Meeting.objects.get().pk)).text()
    for words in (
        DECISION,
        CONDITION,
        OBJECTION,
        "Vraag de vergunning aan",
        "Iedereen ziet de nood.",
        RENTS,
        *WHO.values(),
    ):
        assert words in " ".join(text.split())
    taken = Decision.objects.get()
    assert (taken.state, taken.area_code) == ("taken", room.city.areas[5].code)
    kinds = {"Gemeente": "yes", "Woonnoord": "condition", "Huurdersbelang": "no"}
    assert dict(taken.answers.values_list("party__name", "kind")) == kinds


def point(seat: Seat, title: str) -> Locator:
    return seat.page.locator(".point", has_text=title)
