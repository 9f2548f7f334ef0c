"""Agendas are opened from an adopted advice or by a decision, get measures of their parties, and move on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Partnership
from datasets.models import Job
from dia import actions
from dia.actions.caps import caps_stamp
from dia.models import Agenda, MeasureYear, Pot
from dia.pipeline.agenda_lines import burdens_of, measures_of
from sia import actions as advice
from tests import factories
from tests.dia.agenda_steps import AREA, address, browser, committed, give, measured, opened, party, work_of, write
from tests.sia.six_squares import CODES, six_squares
from tests.sia.snapshot_steps import deviate, made

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def town(partnership: Partnership):
    return party(partnership, "Gemeente", "municipality")


@pytest.fixture
def homes(partnership: Partnership):
    return party(partnership, "Wonen Noord")


@pytest.fixture
def agenda(partnership: Partnership, town, homes) -> Agenda:
    factories.square_city(partnership)
    return opened(partnership, town, homes)


@pytest.fixture
def secretary(partnership: Partnership, town):
    return factories.member(partnership, "secretary", party=town)


@pytest.fixture
def planner(partnership: Partnership, homes):
    return factories.member(partnership, "planner", party=homes)


@pytest.fixture
def holder(partnership: Partnership, homes):
    return factories.member(partnership, "budget_holder", party=homes)


def answers(partnership: Partnership, **changed):
    parties = [seat.party_id for seat in partnership.seats.all()]
    usual = {"name": "Agenda", "areas": [AREA], "first_year": 2027, "last_year": 2034, "parties": parties}
    return usual | {"goals": "", "price_year": 2026, "reason": "Kerngroep 12 maart."} | changed


def add(partnership: Partnership, user, **changed):
    return browser(user).post(reverse("agenda_add", args=[partnership.slug]), answers(partnership, **changed))


def test_every_party_that_takes_part_has_a_pot_for_every_year(agenda, town, homes):
    assert Pot.objects.filter(agenda=agenda, party=town).count() == 8
    assert {pot.year for pot in Pot.objects.filter(party=homes)} == set(range(2026, 2034))


def test_an_agenda_is_opened_by_a_decision(partnership, secretary):
    factories.square_city(partnership)
    answer = add(partnership, secretary)
    agenda = Agenda.objects.get()
    assert answer["Location"] == address("agenda", agenda)
    assert (agenda.snapshot, agenda.reason, list(agenda.years)) == (
        None,
        "Kerngroep 12 maart.",
        list(range(2027, 2035)),
    )


def test_an_agenda_rests_on_the_advice_that_was_adopted(partnership, secretary):
    six_squares(partnership)
    snapshot = made(partnership, secretary, state="interpreting")
    deviate(snapshot, "E", secretary)
    advice.move_snapshot(snapshot=snapshot, by=secretary, to="proposed")
    kept = advice.adopt_snapshot(snapshot=snapshot, by=secretary, decision="Akkoord.")
    page = browser(secretary).get(reverse("agenda_list", args=[partnership.slug])).content.decode()
    assert f"?area={CODES['E']}" in page
    assert add(partnership, secretary, areas=[CODES["E"]], reason="").status_code == 302
    assert Agenda.objects.get().snapshot == kept


def test_without_an_adopted_advice_the_reason_is_needed(partnership, secretary):
    factories.square_city(partnership)
    answer = add(partnership, secretary, reason=" ")
    assert answer.status_code == 422
    assert "For Buurt 00 no adopted advice says joint agenda." in answer.content.decode()
    assert not Agenda.objects.exists()


@pytest.mark.parametrize("last", [2030, 2037, 2026])
def test_an_agenda_has_five_to_ten_years(partnership, secretary, last):
    factories.square_city(partnership)
    answer = add(partnership, secretary, last_year=last)
    assert answer.status_code == 422
    assert "An agenda has 5 to 10 years. Choose a last year from 2031 to 2036." in answer.content.decode()


def test_a_name_is_given_once(agenda, secretary):
    answer = add(agenda.partnership, secretary, name=agenda.name)
    assert answer.status_code == 422
    assert "There is an agenda with this name already." in answer.content.decode()


def test_a_planner_opens_no_agenda(agenda, planner):
    assert add(agenda.partnership, planner).status_code == 403


def test_a_measure_has_its_cost_in_the_preferred_year(agenda, homes, planner):
    measure = measured(agenda, homes, "Renovatie", planner)
    [cell] = measure.years.all()
    assert (cell.year, cell.euros, cell.fte) == (2028, 1_000_000, 2)


def test_a_cost_that_is_spread_evenly_sums_to_the_euro(agenda, homes, planner):
    work = work_of(agenda.partnership, homes, "Renovatie", direct_cost=100, common_cost=0, fte_years=1)
    measure = actions.add_measure(agenda=agenda, work=work, by=planner, group="housing", evenly=True)
    assert list(measure.years.values_list("year", "euros")) == [(2027, 25), (2028, 25), (2029, 25), (2030, 25)]
    assert [float(cell.fte) for cell in measure.years.order_by("year")] == [0.3, 0.3, 0.2, 0.2]


def test_a_preferred_year_before_the_agenda_becomes_its_first(agenda, homes, planner):
    measure = measured(agenda, homes, "Renovatie", planner, earliest=2024, preferred=2025, latest=2027)
    assert measure.years.get().year == 2026


def test_a_work_outside_the_years_is_refused(agenda, homes, planner):
    with pytest.raises(ValidationError, match="planned for 2036 to 2037"):
        measured(agenda, homes, "Renovatie", planner, earliest=2036, preferred=2036, latest=2037)


def test_only_works_of_the_own_party_in_the_areas_that_stand_on_no_agenda_are_offered(agenda, homes, town, planner):
    measured(agenda, homes, "Staat al", planner)
    for title, fields in {"Hier": {}, "Elders": {"area_code": "BU01530102"}, "Klaar": {"state": "finished"}}.items():
        work_of(agenda.partnership, homes, title, **fields)
    work_of(agenda.partnership, town, "Van de gemeente")
    page = browser(planner).get(address("measure_add", agenda)).content.decode()
    shown = {title for title in ("Staat al", "Hier", "Elders", "Klaar", "Van de gemeente") if title in page}
    assert shown == {"Hier"}


def test_a_work_of_a_party_that_did_not_take_part_brings_its_pots(agenda, partnership):
    water = party(partnership, "Waterschap")
    planner = factories.member(partnership, "planner", party=water)
    work = work_of(partnership, water, "Berging")
    answer = browser(planner).post(
        address("measure_add", agenda), {"work": work.pk, "group": "green", "spread": "preferred"}
    )
    assert answer.status_code == 302
    assert agenda.pots.filter(party=water).count() == 8


def test_a_work_stands_on_one_agenda(agenda, partnership, homes, planner, secretary):
    measure = measured(agenda, homes, "Renovatie", planner)
    other = opened(partnership, homes, name="Tweede")
    with pytest.raises(ValidationError, match="stands on an agenda already"):
        actions.add_measure(agenda=other, work=measure.work, by=planner, group="street")


def test_a_measure_goes_off_while_nobody_gave_to_it(agenda, homes, planner, holder):
    measure = measured(agenda, homes, "Renovatie", planner)
    committed(agenda, homes, holder, 2028, 1000)
    give(measure, homes, holder, 2028, 1)
    answer = browser(planner).post(address("measure_remove", measure))
    assert answer.status_code == 409
    assert "Money was given to or spent on this measure." in answer.content.decode()
    give(measure, homes, holder, 2028, 0, seen=1)
    assert browser(planner).post(address("measure_remove", measure)).status_code == 302
    assert not MeasureYear.objects.exists()
    measure.work.refresh_from_db()


def test_another_party_takes_no_measure_off(agenda, homes, town, planner):
    measure = measured(agenda, homes, "Renovatie", planner)
    theirs = factories.member(agenda.partnership, "planner", party=town)
    assert browser(theirs).post(address("measure_remove", measure)).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.remove_measure(measure=measure, by=theirs)


def move(agenda, user, to, **more):
    agenda.refresh_from_db()
    return browser(user).post(address("agenda_move", agenda), {"to": to, "version": agenda.version, **more})


def test_a_gap_is_agreed_on_knowingly_and_with_the_decision(agenda, homes, planner, secretary):
    assert move(agenda, secretary, "drafting").status_code == 302
    assert "There is no measure on this agenda yet." in move(agenda, secretary, "agreed", decision="x").content.decode()
    measured(agenda, homes, "Renovatie", planner)
    page = browser(secretary).get(address("agenda", agenda)).content.decode()
    assert "Renovatie (Wonen Noord): 1,000" in page
    refused = move(agenda, secretary, "agreed", decision="Akkoord.")
    assert refused.status_code == 409
    assert "Some measures lack money." in refused.content.decode()
    assert "Write down who decided this" in move(agenda, secretary, "agreed", with_gaps=1).content.decode()
    assert move(agenda, secretary, "agreed", decision="Kerngroep: akkoord.", with_gaps=1).status_code == 302
    agenda.refresh_from_db()
    assert agenda.state == "agreed"
    assert agenda.reason.endswith("Kerngroep: akkoord.")


def test_an_agreed_agenda_is_fixed_until_it_goes_back_to_drafting(agenda, homes, planner, secretary):
    measure = measured(agenda, homes, "Renovatie", planner)
    Agenda.objects.update(state="agreed")
    with pytest.raises(ValidationError, match="take it back to drafting"):
        write(measure, planner, 2028, 5, 1)
    assert move(agenda, secretary, "drafting").status_code == 302
    assert write(measure, planner, 2028, 5, 1) == 2


def test_a_step_that_is_not_in_the_table_is_refused_with_a_sentence(agenda, secretary):
    answer = move(agenda, secretary, "running")
    assert answer.status_code == 409
    assert "It cannot become “running” from there." in answer.content.decode()


def test_a_move_on_an_old_page_is_told(agenda, secretary):
    move(agenda, secretary, "drafting")
    answer = browser(secretary).post(
        address("agenda_move", agenda), {"to": "stopped", "version": 1, "decision": "Stop."}
    )
    assert answer.status_code == 409
    assert "Somebody moved this agenda on in the meantime." in answer.content.decode()


def test_what_an_area_bears_is_household_days_of_its_works(agenda, homes, planner):
    """100 households × 20 days × 0,5 is 1.000; a quarter of the cost in 2029 takes a quarter of the days along."""
    measure = measured(agenda, homes, "Renovatie", planner)
    write(measure, planner, 2028, 750_000, 1)
    write(measure, planner, 2029, 250_000, 0)
    burdens = burdens_of(measures_of(agenda), agenda.years)
    assert burdens.works[measure.pk] == {2028: 750, 2029: 250}
    assert (burdens.areas[AREA][2028], burdens.areas[AREA][2029]) == (750, 250)


def test_works_on_one_site_share_their_opening(agenda, homes, planner):
    """Alone (5 + 10) × 100 = 1.500 household-days each; together 5 + the larger of 10 and 0,6 × 20 = 17 days."""
    site = agenda.partnership.sites.create(name="Straat", area_code=AREA, households=100, setup_days=5)
    for title in ("Riool", "Warmte"):
        measured(agenda, homes, title, planner, site=site)
    burdens = burdens_of(measures_of(agenda), agenda.years)
    assert [days[2028] for days in burdens.works.values()] == [1500, 1500]
    assert burdens.areas[AREA][2028] == 1700


def test_a_cap_warns_or_refuses(agenda, homes, planner, secretary):
    measure = measured(agenda, homes, "Renovatie", planner)
    url, box = address("agenda_caps", agenda), f"days-{AREA}-2028"

    def bear(**boxes: str):
        return browser(secretary).post(url, boxes | {"seen": caps_stamp(agenda)})

    assert bear(**{box: "100"}).status_code == 302
    page = browser(planner).get(address("agenda", agenda) + "?view=nuisance").content.decode()
    assert "Buurt 00 bears 1,000 household-days in 2028, and at most 100 was decided." in page
    write(measure, planner, 2028, 2_000_000, 1)
    assert bear(**{f"days-{AREA}-2029": "100", f"refuses-{AREA}": "on"}).status_code == 302
    with pytest.raises(ValidationError, match="Buurt 00 would bear 333 household-days in 2029"):
        write(measure, planner, 2029, 1_000_000, 0)
    assert bear(**{box: "veel"}).status_code == 422


def test_less_of_what_is_too_much_already_is_never_refused(agenda, homes, planner):
    measure = measured(agenda, homes, "Renovatie", planner)
    agenda.caps.create(area_code=AREA, year=2028, household_days=100, refuses=True)
    write(measure, planner, 2029, 1_000_000, 0)  # half of the days move away; 500 is still above 100
    assert burdens_of(measures_of(agenda), agenda.years).areas[AREA][2028] == 500


def test_the_status_of_a_measure_follows_the_work_and_its_money(agenda, homes, planner, holder):
    measure = measured(agenda, homes, "Renovatie", planner)

    def status() -> str:
        page = browser(planner).get(address("agenda", agenda)).content.decode()
        return page.split('class="status status--')[1].split('"')[0]

    assert status() == "intention"
    committed(agenda, homes, holder, 2028, 1_000_000, state="intended")
    give(measure, homes, holder, 2028, 1_000_000)
    assert status() == "intention"
    committed(agenda, homes, holder, 2028, 1_000_000, seen=1, note="Vastgesteld.")
    assert status() == "decided"
    for state, expected in {"idea": "idea", "execution": "decided", "finished": "done", "suspended": "off"}.items():
        type(measure.work).objects.update(state=state)
        assert status() == expected


def test_a_list_without_agendas_says_what_to_do(partnership, secretary, planner):
    url = reverse("agenda_list", args=[partnership.slug])
    assert "Open an agenda" in browser(secretary).get(url).content.decode()
    page = browser(planner).get(url).content.decode()
    assert "The secretary or the administrator opens one" in page


def test_a_first_year_far_away_is_refused(partnership, secretary):
    factories.square_city(partnership)
    answer = add(partnership, secretary, first_year=1990, last_year=1996)
    assert f"Choose a year near {timezone.localdate().year}." in answer.content.decode()


def test_a_change_of_cells_asks_for_conflicts_anew(agenda, homes, planner):
    measure = measured(agenda, homes, "Renovatie", planner)
    Job.objects.all().delete()
    write(measure, planner, 2028, 5, 1)
    write(measure, planner, 2029, 5, 0)
    assert list(Job.objects.values_list("kind", flat=True)) == ["dia.find_conflicts"]
