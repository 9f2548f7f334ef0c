"""Five parties, each at a screen of its own, go from the adopted advice to a programmed bundle.

At every step somebody tries what is not theirs to do: `Seat.is_refused` says what comes of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from django.utils.formats import number_format
from django.utils.translation import override
from playwright.sync_api import expect

from accounts.models import Membership, Partnership, User
from dia.models import Agenda, Bundle, CouplingOpportunity, Measure, MeasureYear, Pot, Scenario, Work
from dia.pipeline.bundles import look
from dia.planning.bundle_sheet import Comparison
from sia import actions as advice
from tests import factories
from tests.browser.conftest import watched
from tests.browser.seats import CONFLICT, Seat, rest
from tests.browser.test_draw import click
from tests.browser.test_main_job import IN_TIME, sign_in
from tests.days import in_days, today
from tests.sia.six_squares import CODES
from tests.sia.snapshot_steps import DECISION, deviate, made
from tests.weighed import weighed_city

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.usefixtures("worker")]
AREA, X, Y = CODES["D"], 255_500, 471_500  # a joint agenda by the adopted advice, and its middle
SEWER, HEAT, HOMES = "Riool Kastanjestraat", "Warmtenet Kastanjestraat", "Renovatie Kastanjehof"
PLACES = {HEAT: f"LINESTRING({X - 40} {Y + 20}, {X + 40} {Y + 20})", HOMES: f"POINT({X - 400} {Y - 400})"}
PARTIES = {
    "town": ("Gemeente Stad", "municipality"),
    "north": ("Wonen Noord", "corporation"),
    "south": ("Wonen Zuid", "corporation"),
    "grid": ("Netbeheerder Oost", "grid_operator"),
    "water": ("Waterschap De Beken", "water_board"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """The budget holders of five parties; that of the town is the secretary of the core group as well."""

    town: Seat
    north: Seat
    south: Seat
    grid: Seat
    water: Seat


@cache
def first() -> int:
    """The first year of the agenda; it stays so where New Year passes meanwhile."""
    return today().year + 1


def joint() -> int:
    """The one year that suits both works in the street."""
    return first() + 2


@pytest.fixture
def five(partnership, live_server, new_context) -> Iterator[Table]:
    weighed_city(partnership)
    seats, faults = {}, {}
    for key, (name, kind) in PARTIES.items():
        party = factories.PartyFactory.create(name=name, kind=kind)
        user = factories.member(partnership, "budget_holder", party=party)
        if key == "town":
            Membership.objects.create(user=user, partnership=partnership, party=party, role="secretary")
            adopt_an_advice(partnership, user)
        page, faults[key] = watched(new_context(base_url=live_server.url))
        sign_in(page, live_server.url, user.email)
        seats[key] = Seat(party, page, partnership.slug)
    yield Table(**seats)
    rest()
    assert faults == {key: [] for key in PARTIES}


def adopt_an_advice(partnership: Partnership, by: User) -> None:
    """That says joint agenda for one area."""
    snapshot = made(partnership, by, state="interpreting")
    deviate(snapshot, "D", by)
    advice.move_snapshot(snapshot=snapshot, by=by, to="proposed")
    advice.adopt_snapshot(snapshot=snapshot, by=by, decision=DECISION)


@pytest.mark.full
def test_five_parties_go_from_the_advice_to_a_programmed_bundle(five):
    agenda = an_agenda_is_opened(five)
    three_parties_enter_their_works(five, agenda)
    opportunity = the_opportunity_is_found(five)
    bundle = the_talk_is_started(five, opportunity)
    the_other_party_agrees_to_join(five, bundle)
    both_look_at_apart_or_together(five, bundle)
    scenario = the_optimiser_is_run(five, agenda)
    the_scenario_is_adopted(five, agenda, scenario)
    everything_is_paid_for(five, agenda)
    the_bundle_is_programmed(five, bundle)


def an_agenda_is_opened(five: Table) -> Agenda:
    town, north = five.town, five.north
    asked = {
        "name": "Van ons",
        "areas": AREA,
        "first_year": first(),
        "last_year": first() + 7,
        "parties": north.party.pk,
    }
    north.is_refused(north.at("agenda_add"), on=north.at("agenda_list"), **asked)
    town.go("advice")
    town.follow("Plannen")
    town.follow("Agenda’s", town.page.locator("main"))
    town.follow("Buurt 00", town.page.locator(".card"))
    town.fill(name="Agenda Kastanjewijk", first_year=first(), last_year=first() + 7)
    town.press("De agenda openen", then="De agenda is geopend.")
    agenda = Agenda.objects.get()
    assert agenda.snapshot.state == "adopted"
    assert set(agenda.pots.values_list("party__name", flat=True)) == {name for name, _kind in PARTIES.values()}
    return agenda


def three_parties_enter_their_works(five: Table, agenda: Agenda) -> None:
    enter(five.town, agenda, SEWER, "riool", (first(), first() + 1, joint()), ("1.000.000", "300.000"))
    enter(five.grid, agenda, HEAT, "warmtenet", (joint(), joint() + 1, joint() + 2), ("500.000", "200.000"))
    enter(five.north, agenda, HOMES, "renovatie", (joint(), joint(), joint()), ("2.000.000", ""))
    south, sewer = five.south, Work.objects.get(title=SEWER)
    south.is_refused(south.at("work_move", sewer.pk), on=south.at("work", sewer.pk), to="cancelled")
    row = (agenda.pk, sewer.measure.pk)
    south.is_refused(south.at("measure_remove", *row), on=south.at("measure", *row))


def enter(seat: Seat, agenda: Agenda, title: str, kind: str, years: tuple[int, ...], costs: tuple[str, ...]) -> None:
    """In the register, with its place, and from there on the agenda. `costs`: direct and common."""
    seat.go("agenda", agenda.pk)
    seat.follow("Werk toevoegen")
    seat.follow("Een werk vastleggen")
    names = ("earliest", "preferred", "latest", "direct_cost", "common_cost")
    seat.fill(title=title, days=50, households=100, **dict(zip(names, (*years, *costs), strict=True)))
    seat.page.locator("#id_kind").select_option(label=kind)
    if title in PLACES:
        seat.page.get_by_text("Plek plakken").click()
        seat.fill(place=PLACES[title])
    else:
        draw_through_the_middle(seat)
    seat.press("Werk opslaan", then=f"“{title}” staat in het register.")
    seat.follow(f"Aan de agenda toevoegen {agenda}")
    seat.page.get_by_label("Straat en ondergrond").check()
    seat.press("Aan de agenda toevoegen", then=f"“{title}” staat op de agenda.")


def draw_through_the_middle(seat: Seat) -> None:
    expect(seat.page.locator("[data-draw]")).to_have_attribute("data-ready", "yes")
    seat.page.locator("#id_area_code").select_option(value=AREA)
    seat.page.get_by_role("button", name="Lijn").click()
    click(seat.page, [(-30, 0), (30, 0)])
    seat.page.keyboard.press("Enter")
    seat.sees("De lijn is klaar.")


def the_opportunity_is_found(five: Table) -> CouplingOpportunity:
    rest()
    town, water, due = five.town, five.water, in_days(7).isoformat()
    opportunity = CouplingOpportunity.objects.get(first__title=SEWER, second__title=HEAT)
    where = rf"Riool {first()}–{joint()} en warmtenet {joint()}–{joint() + 2} liggen \d+ m uit elkaar\."
    gain = rf"Samen in {joint()} scheelt één keer opbreken: €\s200\.000 en [\d.]+ huishouddagen\."
    town.go("coupling_list")
    town.sees(re.compile(f"{where} {gain}"))
    water.is_refused(water.at("coupling_talk", opportunity.pk), on=water.at("coupling", opportunity.pk), due=due)
    return opportunity


def the_talk_is_started(five: Table, opportunity: CouplingOpportunity) -> Bundle:
    """The sender cannot answer its own request, nor can a third party."""
    town, south = five.town, five.south
    town.follow("Het gesprek beginnen", town.page.locator(f"[data-work=opportunity-{opportunity.pk}]"))
    town.page.locator("#talk_due").fill(in_days(7).isoformat())
    town.press("Het gesprek beginnen", then="De bundel is geschetst.")
    bundle = Bundle.objects.get()
    asked = bundle.requests.get(due=in_days(7))
    for seat in (town, south):
        here = seat.at("bundle", bundle.pk)
        seat.is_refused(seat.at("request_answer", bundle.pk, asked.pk), on=here, answer="agreed")
    return bundle


def the_other_party_agrees_to_join(five: Table, bundle: Bundle) -> None:
    grid = five.grid
    grid.go("bundle_list")
    grid.follow(HEAT)
    grid.page.get_by_label("ja, wij doen mee").check()
    grid.press("Het antwoord sturen", then="Uw antwoord is verstuurd.")
    assert set(bundle.members.values_list("work__title", flat=True)) == {SEWER, HEAT}


def both_look_at_apart_or_together(five: Table, bundle: Bundle) -> None:
    """What both read is what the sheet counts for the works as they stand in the database."""
    bundle.refresh_from_db()
    sheet, town, grid = look(bundle).sheet, five.town, five.grid
    assert sheet.total.saving == 200_000
    for reader in (town, grid):
        reader.go("bundle", bundle.pk)
        shown = reader.page.get_by_role("region", name="Apart of samen")
        expect(shown).to_contain_text("Samen kost € 200.000 minder (10 %).")
        expect(shown.locator(".sheet__party--total .apart__number")).to_have_text(numbers(sheet.total))
        for party in (town.party, grid.party):
            row = shown.locator(".sheet .sheet__party", has_text=party.name)
            expect(row.locator(".apart__number")).to_have_text(numbers(sheet.by_party[str(party.pk)]))
    terms = {"name": bundle.name, "year": joint() + 1, "version": bundle.version}
    grid.is_refused(grid.at("bundle_edit", bundle.pk), on=grid.at("bundle", bundle.pk), **terms)


def numbers(compared: Comparison) -> list[str]:
    """Cost in k€ and household-days, each apart and together."""
    alone, together = compared.alone, compared.together
    with override("nl"):
        costs = [number_format(round(side.cost / 1000)) for side in (alone, together)]
        return costs + [number_format(round(side.household_days)) for side in (alone, together)]


def the_optimiser_is_run(five: Table, agenda: Agenda) -> Scenario:
    """Any party that plans may ask it; by that alone no work moves."""
    grid = five.grid
    grid.go("scenario_list", agenda.pk)
    grid.follow("Een scenario berekenen")
    grid.fill(name="Straat één keer open", seconds=5)
    grid.press("Berekenen", then="Straat één keer open")
    expect(grid.page.get_by_role("heading", name="Wie verschuift wat")).to_be_visible(timeout=IN_TIME)
    for title, year in ((SEWER, first() + 1), (HEAT, joint() + 1)):
        expect(grid.page.get_by_role("listitem").filter(has_text=title)).to_contain_text(f"{year} → {joint()}")
        assert Work.objects.get(title=title).preferred == year
    return Scenario.objects.get()


def the_scenario_is_adopted(five: Table, agenda: Agenda, scenario: Scenario) -> None:
    """Who moves nothing has no say; the secretary does not adopt what somebody has not agreed to."""
    town, north, this = five.town, five.north, (agenda.pk, scenario.pk)
    said = {"party": five.grid.party.pk, "agrees": "yes"}
    north.is_refused(north.at("scenario_say", *this), on=north.at("scenario", *this), **said)
    for seat in (town, five.grid):
        town.is_refused(town.at("scenario_adopt", *this), on=town.at("scenario", *this), status=CONFLICT)
        seat.go("scenario", *this)
        seat.press("Wij zijn akkoord", then=f"Wat {seat.party} zegt is vastgelegd.")
    north.is_refused(north.at("scenario_adopt", *this), on=north.at("scenario", *this))
    town.go("scenario", *this)
    town.press("Het scenario vaststellen", then="Het scenario is vastgesteld.")
    cells = MeasureYear.objects.filter(measure__agenda=agenda).exclude(euros=0)
    assert set(cells.values_list("measure__work__title", "year")) == {
        (SEWER, joint()),
        (HEAT, joint()),
        (HOMES, joint()),
    }


def everything_is_paid_for(five: Table, agenda: Agenda) -> None:
    """The water board pays a part of the sewer, the other corporation a part of the homes."""
    town, south, grid = five.town, five.south, five.grid
    sewer, heat, homes = (Measure.objects.get(work__title=title) for title in (SEWER, HEAT, HOMES))
    bring(town, sewer, 1_000_000)
    pot = Pot.objects.get(party=town.party, year=joint())
    theirs = south.at("agenda_money", agenda.pk) + f"?party={town.party.pk}"
    amount = {"state": "committed", "euros": 5, "seen": 1, "note": "Omdat."}
    south.is_refused(south.at("commitment_edit", agenda.pk, pot.pk, "regular"), on=theirs, **amount)
    bring(five.water, sewer, 300_000)
    row, theirs = (agenda.pk, sewer.pk), f"?party={five.water.party.pk}"
    grid.is_refused(grid.at("contribution_edit", *row) + theirs, on=grid.at("measure", *row))
    bring(grid, heat, 700_000)
    bring(five.north, homes, 1_500_000)
    town.go("agenda", agenda.pk)
    town.sees("€ 500.000 zonder dekking")
    bring(south, homes, 500_000)
    town.go("agenda", agenda.pk)
    expect(town.page.locator("[data-part=alerts]")).to_have_text("alles gedekt")


def bring(seat: Seat, measure: Measure, euros: int) -> None:
    """Committed first, then given to the measure."""
    seat.go("agenda", measure.agenda_id)
    seat.follow("Wie betaalt")
    seat.follow(f"regulier toezeggen in {joint()}")
    seat.page.get_by_label("toegezegd").check()
    seat.fill(euros=euros)
    seat.press("Opslaan", then=f"De toezegging voor {joint()} is opgeslagen.")
    seat.go("agenda", measure.agenda_id)
    seat.follow(measure.work.title)
    seat.follow(f"Bijdragen namens {seat.party}")
    seat.page.get_by_label(f"{joint()} €").fill(str(euros))
    seat.press("Opslaan", then=f"Opgeslagen is wat {seat.party} bijdraagt.")


def the_bundle_is_programmed(five: Table, bundle: Bundle) -> None:
    """Only the party that leads it moves it on, and only parties in it consent."""
    town, grid, north = five.town, five.grid, five.north
    only_the_lead_moves_it(grid, bundle, "offered")
    town.go("bundle", bundle.pk)
    town.press("Aan de partijen aanbieden", then="De bundel is nu: aangeboden.")
    said = {"party": grid.party.pk, "answer": "yes", "share": look(bundle).shares[grid.party.pk]}
    north.is_refused(north.at("bundle_consent", bundle.pk), on=north.at("bundle", bundle.pk), **said)
    for seat in (town, grid):
        seat.go("bundle", bundle.pk)
        seat.page.get_by_label("ja", exact=True).check()
        seat.press("Dit antwoord geven", then=f"Wat {seat.party} zegt is vastgelegd.")
    town.go("bundle", bundle.pk)
    town.press("Vastleggen dat iedereen akkoord is", then="De bundel is nu: ingestemd.")
    only_the_lead_moves_it(grid, bundle, "programmed")
    town.go("bundle", bundle.pk)
    town.press("Programmeren", then="De bundel is nu: geprogrammeerd.")
    assert Bundle.objects.get().state == "programmed"


def only_the_lead_moves_it(other: Seat, bundle: Bundle, to: str) -> None:
    bundle.refresh_from_db()
    here = other.at("bundle", bundle.pk)
    other.is_refused(other.at("bundle_move", bundle.pk), on=here, to=to, version=bundle.version)
