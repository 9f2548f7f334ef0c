"""What amounts are in stands wherever they are read, and manpower stands beside them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Partnership, User
from dia import actions
from dia.actions.money import Amounts
from dia.models import Agenda, Bundle, Measure
from tests import factories
from tests.dia.agenda_steps import address, browser, committed, measured, opened
from tests.dia.bundled import scenario_of
from tests.html import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.dated]
LEVEL = "Prices of 2024, with VAT"


@pytest.fixture
def agenda(partnership: Partnership, homes) -> Agenda:
    return opened(partnership, homes, price_year=2024, with_vat=True)


@pytest.fixture
def viewer(partnership: Partnership, homes) -> User:
    return factories.member(partnership, "viewer", party=homes)


@pytest.fixture
def measure(agenda: Agenda, homes, holder) -> Measure:
    """€ 1.000.000 and 2 fte in 2028, of which € 400.000 and 1,5 fte are given out of € 700.000 and 9 fte."""
    found = measured(agenda, homes, "Renovatie", holder)
    committed(agenda, homes, holder, 2028, 700_000)
    gift = {2028: Amounts(400_000, Decimal("1.5"))}
    actions.contribute(measure=found, party=homes, by=holder, given=gift, seen={})
    return found


def test_an_agenda_that_says_nothing_else_is_in_prices_of_its_opening_without_vat(partnership, homes):
    assert opened(partnership, homes).price_level == f"Prices of {timezone.localdate().year}, without VAT"


def test_table_money_and_about_name_the_price_level(agenda, measure, viewer):
    for name in ("agenda", "agenda_money"):
        assert LEVEL in browser(viewer).get(address(name, agenda)).content.decode(), name


def test_the_file_names_it_in_every_row(agenda, measure, viewer):
    head, row = browser(viewer).get(address("agenda_file", agenda)).content.decode("utf-8-sig").splitlines()
    assert dict(zip(head.split(";"), row.split(";"), strict=True))["Price level"] == LEVEL


def test_the_sheet_of_a_bundle_and_a_scenario_name_it(agenda, measure, homes, viewer, partnership):
    bundle = Bundle.objects.create(partnership=partnership, agenda=agenda, name="Straat", lead=homes, year=2028)
    bundle.members.create(work=measure.work)
    page = browser(viewer).get(reverse("bundle", args=[partnership.slug, bundle.pk]))
    assert LEVEL in page.content.decode()
    scenario = scenario_of(agenda, measure.work)
    assert LEVEL in browser(viewer).get(address("scenario", agenda, scenario.pk)).content.decode()


def cells(page: str, start: str) -> list[str]:
    """The words of the row that begins with `start`, cell by cell."""
    row = markup(page).split(start, 1)[1].split("</tr>", 1)[0]
    return [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall("<td[^>]*>(.*?)</td>", row)]


def test_balances_show_manpower_beside_money(agenda, measure, viewer):
    page = browser(viewer).get(address("agenda_money", agenda)).content.decode()
    assert "€ 700,000 · 9.0 fte is firm and € 0 is intended. Of this € 400,000 · 1.5 fte goes to measures." in page
    assert cells(page.split("Firm and intended by year")[1], ">2028</th>")[:5] == [
        "€ 700,000 9.0 fte",
        "€ 0",
        "€ 400,000 1.5 fte",
        "€ 300,000 7.5 fte",
        "€ 1,000,000 2.0 fte",
    ]


def test_who_may_change_nothing_sees_the_people_of_a_commitment_too(agenda, measure, viewer):
    page = browser(viewer).get(address("agenda_money", agenda)).content.decode()
    pledged = page.split("Commitments by kind and year")[1].split("regular</th>")[1].split("</tr>")[0]
    assert "€ 700,000" in pledged
    assert "9.0 fte" in pledged


def test_where_it_goes_and_who_pays_show_manpower(agenda, measure, viewer):
    money = browser(viewer).get(address("agenda_money", agenda)).content.decode()
    goes = money.split("Where it goes")[-1]
    assert "€ 1,000,000 · 2.0 fte" in goes
    assert "€ 400,000 · 1.5 fte" in goes
    page = browser(viewer).get(address("measure", measure)).content.decode()
    assert "It costs € 1,000,000 · 2.0 fte on this agenda. The parties give € 400,000 · 1.5 fte." in page
    assert '400,000<span class="pledge__fte">1.5 fte</span>' in page


def test_what_was_spent_shows_manpower_planned_and_done(agenda, measure, holder, viewer):
    year = agenda.first_year
    actions.record_actual(measure=measure, by=holder, year=year, amounts=Amounts(5, Decimal("0.5")), reason="Begonnen.")
    page = browser(viewer).get(address("measure", measure)).content.decode()
    spent = page.split("Planned and really spent")[-1]
    assert cells(spent, f">{year}</th>")[:2] == ["–", "€ 5 0.5 fte"]
    assert cells(spent, ">2028</th>")[:2] == ["1,000,000 2.0 fte", "–"]


def test_people_who_lack_are_told_apart_from_money_that_lacks(agenda, homes, holder, viewer):
    measured(agenda, homes, "Renovatie", holder)
    committed(agenda, homes, holder, 2028, 1_000_000, amounts=Amounts(1_000_000, 1))
    page = browser(viewer).get(address("agenda_money", agenda)).content.decode()
    assert "1.0 fte short of the plan" in page
    assert "€ 0 short" not in page


def test_the_sums_of_the_parties_stand_above_the_measures(agenda, measure, viewer):
    page = browser(viewer).get(address("agenda", agenda)).content.decode()
    assert page.index('id="parties"') < page.index(">Renovatie</a>")
