"""What a form was sent is saved or refused: nothing is left out in silence while the page says that it is saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Partnership, Party, User
from dia import actions
from dia.actions.agendas import hold
from dia.actions.agendas_changed import terms_of
from dia.actions.caps import caps_stamp
from dia.actions.money import Amounts
from dia.models import Agenda, Contribution, Measure, MeasureYear, NuisanceCap, Pot
from tests import factories
from tests.dia.agenda_steps import AREA, LAST, address, browser, committed, measured, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def agenda(partnership: Partnership, homes) -> Agenda:
    return opened(partnership, homes)


@pytest.fixture
def measure(agenda: Agenda, homes, holder) -> Measure:
    return measured(agenda, homes, "Renovatie", holder)


@pytest.fixture
def paid(agenda: Agenda, measure: Measure, homes, holder) -> Measure:
    """€ 1.000 of 2028 is given; 2028 and 2029 have € 900.000 each."""
    committed(agenda, homes, holder, 2028, 900_000)
    committed(agenda, homes, holder, 2029, 900_000)
    gift = {2028: Amounts(1_000)}
    actions.contribute(measure=measure, party=homes, by=holder, given=gift, seen={})
    return measure


def gifts(homes: Party, **changed: str) -> dict[str, Any]:
    fields = {f"{name}-{year}": "0" for year in range(2026, 2034) for name in ("euros", "fte")}
    fields |= {f"seen-{year}": "0/0" for year in range(2026, 2034)}
    return {**fields, "party": homes.pk, "euros-2028": "1,000", "seen-2028": "1000/0.0", **changed}


def shorten(agenda: Agenda, by: User) -> None:
    """The agenda loses its last year."""
    terms = {**terms_of(agenda), "last_year": LAST - 1}
    actions.change_agenda(agenda=agenda, by=by, version=hold(agenda).version, decision="Korter.", **terms)


def close(party: Party, year: int) -> None:
    Pot.objects.filter(party=party, year=year).update(closed=True)


def given(measure: Measure) -> dict[int, int]:
    return dict(Contribution.objects.filter(measure=measure).values_list("pot__year", "euros"))


def test_a_gift_for_a_year_that_closed_meanwhile_refuses_the_whole_form(paid, homes, holder):
    close(homes, 2028)
    sent = gifts(homes, **{"euros-2028": "777,000", "euros-2029": "5,000"})
    answer = browser(holder).post(address("contribution_edit", paid), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2028 is closed after its look-back. “777,000” cannot be saved; “1,000” stays." in page
    assert "Choose a year that is open. Nothing is saved." in page
    assert given(paid) == {2028: 1_000}


def test_what_is_sent_of_a_closed_year_as_it_stands_is_in_nobodys_way(paid, homes, holder):
    close(homes, 2028)
    answer = browser(holder).post(address("contribution_edit", paid), gifts(homes, **{"euros-2029": "5,000"}))
    assert answer.status_code == 302
    assert given(paid) == {2028: 1_000, 2029: 5_000}


def test_a_gift_for_a_year_that_left_the_agenda_refuses_the_whole_form(agenda, paid, homes, holder, partnership):
    shorten(agenda, factories.member(partnership, "secretary", party=homes))
    sent = gifts(homes, **{"euros-2029": "5,000", f"euros-{LAST}": "9"})
    answer = browser(holder).post(address("contribution_edit", paid), sent)
    assert answer.status_code == 422
    assert f"{LAST} is no longer on this page. “9” cannot be saved." in answer.content.decode()
    assert given(paid) == {2028: 1_000}


def test_contribute_refuses_a_year_without_a_pot(paid, homes, holder):
    with pytest.raises(ValidationError, match="2040 is not a year of this agenda"):
        actions.contribute(measure=paid, party=homes, by=holder, given={2029: Amounts(1), 2040: Amounts(7)}, seen={})
    assert given(paid) == {2028: 1_000}


@pytest.mark.parametrize(("name", "value", "stays"), [("euros", "7", "1,000"), ("fte", "9", "2")])
def test_a_cell_of_a_year_that_closed_meanwhile_refuses_the_whole_row(measure, homes, holder, name, value, stays):
    close(homes, 2028)
    sent = {"group": "street", "euros-2028": "1,000", "fte-2028": "2", "version-2028": "1", "euros-2029": "5"}
    answer = browser(holder).post(address("measure_edit", measure), {**sent, f"{name}-2028": value})
    assert answer.status_code == 422
    assert f"2028 is closed after its look-back. “{value}” cannot be saved" in answer.content.decode()
    assert list(MeasureYear.objects.values_list("year", "euros")) == [(2028, 1_000_000)]


def test_a_cell_of_a_year_that_left_the_agenda_refuses_the_whole_row(agenda, measure, homes, holder, partnership):
    shorten(agenda, factories.member(partnership, "secretary", party=homes))
    sent = {"group": "green", "euros-2028": "1000", "fte-2028": "2", "version-2028": "1", f"euros-{LAST}": "5"}
    answer = browser(holder).post(address("measure_edit", measure), sent)
    assert answer.status_code == 422
    assert f"{LAST} is no longer on this page. “5” cannot be saved." in answer.content.decode()
    assert Measure.objects.get().group == "street"


def test_a_cap_of_a_year_that_left_the_agenda_refuses_the_whole_form(agenda, partnership, homes):
    secretary = factories.member(partnership, "secretary", party=homes)
    shorten(agenda, secretary)
    sent = {"seen": caps_stamp(agenda), f"days-{AREA}-2028": "1,500", f"days-{AREA}-{LAST}": "900"}
    answer = browser(secretary).post(address("agenda_caps", agenda), sent)
    assert answer.status_code == 422
    assert "“900” cannot be saved." in answer.content.decode()
    assert not NuisanceCap.objects.exists()


def test_spending_in_a_closed_year_names_the_year(partnership, homes, holder):
    from django.utils import timezone

    year = timezone.localdate().year
    begun = opened(partnership, homes, name="Nu", first_year=year - 1, last_year=year + 6)
    measure = measured(begun, homes, "Sloop", holder, earliest=year, preferred=year, latest=year)
    Pot.objects.filter(agenda=begun, year=year).update(closed=True)
    answer = browser(holder).post(address("actual_add", measure), {"year": year, "euros": "5", "reason": "Begonnen."})
    assert answer.status_code == 422
    assert f"{year} is closed after its look-back." in answer.content.decode()
