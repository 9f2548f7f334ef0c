"""An agenda that is changed after its opening: what may change, what stays, and who comes second."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.editing import StaleEdit
from accounts.models import Partnership, Party, User
from dia import actions
from dia.actions.agendas_changed import terms_of
from dia.actions.money import Amounts
from dia.models import Agenda, AgendaEvent, Bundle, LookBack, MeasureYear, Pot
from tests import factories
from tests.dia.agenda_steps import AREA, address, browser, committed, give, measured, opened, party

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
OTHER = "BU01530001"


@pytest.fixture
def town(partnership: Partnership, homes) -> Party:
    return party(partnership, "Gemeente", "municipality")


@pytest.fixture
def agenda(partnership: Partnership, homes) -> Agenda:
    """2026 to 2033, of one party in one area."""
    return opened(partnership, homes)


@pytest.fixture
def secretary(partnership: Partnership, homes) -> User:
    return factories.member(partnership, "secretary", party=homes)


def change(agenda: Agenda, by: User, decision: str = "", **changed: Any) -> Agenda:
    agenda.refresh_from_db()
    return actions.change_agenda(
        agenda=agenda, by=by, version=agenda.version, decision=decision, **(terms_of(agenda) | changed)
    )


def answers(agenda: Agenda, **changed: Any) -> dict[str, Any]:
    terms = terms_of(agenda)
    usual = {**terms, "parties": [each.pk for each in terms["parties"]], "with_vat": "", "version": agenda.version}
    return usual | {"reason": ""} | changed


def refused(agenda: Agenda, by: User, **changed: Any) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        change(agenda, by, **({"decision": "Besloten."} | changed))
    return refusal.value.messages


def test_words_and_price_level_change_at_once_each_with_its_line(agenda, secretary):
    changed = {"name": "Agenda Oost", "goals": "Warmte.", "price_year": 2025, "with_vat": True}
    kept = change(agenda, secretary, **changed)
    assert (kept.name, kept.goals, kept.price_level, kept.version) == (
        "Agenda Oost",
        "Warmte.",
        "Prices of 2025, with VAT",
        2,
    )
    lines = AgendaEvent.objects.filter(kind="changed").order_by("pk").values_list("before", "after")
    assert list(lines)[0] == ({"name": "Agenda Twekkelerveld"}, {"name": "Agenda Oost"})
    assert [list(after) for _before, after in lines] == [["name"], ["goals"], ["price_year"], ["with_vat"]]


def spend(measure, holder) -> None:
    year = timezone.localdate().year
    actions.record_actual(measure=measure, by=holder, year=year, amounts=Amounts(5), reason="Begonnen.")


AMOUNTS = {
    "a cell": lambda agenda, homes, holder: measured(agenda, homes, "Riool", holder),
    "a commitment": lambda agenda, homes, holder: committed(agenda, homes, holder, 2028, 5),
    "a gift": lambda agenda, homes, holder: [
        committed(agenda, homes, holder, 2028, 5),
        give(measured(agenda, homes, "Riool", holder, direct_cost=0, common_cost=0), homes, holder, 2028, 5),
    ],
    "an actual": lambda agenda, homes, holder: spend(
        measured(agenda, homes, "Riool", holder, direct_cost=0, common_cost=0), holder
    ),
}


@pytest.mark.parametrize("changed", [{"price_year": 2035}, {"with_vat": True}], ids=str)
@pytest.mark.parametrize("made", AMOUNTS.values(), ids=AMOUNTS)
def test_the_price_level_stays_while_there_are_amounts(agenda, homes, holder, secretary, made, changed):
    made(agenda, homes, holder)
    level = Agenda.objects.get().price_level
    assert refused(agenda, secretary, **changed) == [
        f"The amounts of this agenda are in: {level}. They would stay the same numbers, at another price level. "
        "Keep this price level, or make all amounts 0 first."
    ]
    answer = browser(secretary).post(address("agenda_edit", agenda), answers(agenda, **changed))
    assert answer.status_code == 422
    assert "Keep this price level" in answer.content.decode()
    assert Agenda.objects.get().price_level == level


def test_a_party_that_only_brings_money_joins_later(agenda, secretary, homes, town, partnership):
    change(agenda, secretary, parties=[homes, town])
    assert list(Pot.objects.filter(party=town).values_list("year", flat=True)) == list(range(2026, 2034))
    treasurer = factories.member(partnership, "budget_holder", party=town)
    committed(agenda, town, treasurer, 2028, 5)
    line = AgendaEvent.objects.get(kind="changed")
    assert (line.before, line.after) == ({"parties": ["Wonen Noord"]}, {"parties": ["Gemeente", "Wonen Noord"]})


def test_an_extension_is_a_new_decision(agenda, secretary):
    assert refused(agenda, secretary, decision=" ", last_year=2035) == [
        "Other years or areas need a decision. Write down who decided this, when and why."
    ]
    kept = change(agenda, secretary, "Kerngroep: langer.", last_year=2035)
    assert (list(kept.years)[-1], kept.reason.split(": ", 1)[-1]) == (2035, "Kerngroep: langer.")
    assert Pot.objects.filter(agenda=agenda, year=2035).count() == 1
    assert AgendaEvent.objects.get(kind="changed").after == {"last_year": 2035, "decision": "Kerngroep: langer."}


@pytest.mark.parametrize("last", [2029, 2036])
def test_an_agenda_keeps_five_to_ten_years(agenda, secretary, last):
    assert refused(agenda, secretary, last_year=last) == ["An agenda has 5 to 10 years."]


def test_a_year_with_figures_money_a_bundle_or_a_look_back_stays(agenda, secretary, homes, holder, partnership):
    measure = measured(agenda, homes, "Renovatie", holder)
    MeasureYear.objects.create(measure=measure, year=2033, fte=1)
    MeasureYear.objects.create(measure=measure, year=2031)  # nothing stands there
    committed(agenda, homes, holder, 2032, 5)
    Bundle.objects.create(partnership=partnership, agenda=agenda, name="Straat", lead=homes, year=2032)
    assert refused(agenda, secretary, last_year=2030) == [
        "2032 stays, because of Wonen Noord, “Straat”.",
        "2033 stays, because of “Renovatie”.",
    ]
    LookBack.objects.create(agenda=agenda, year=2026)
    assert refused(agenda, secretary, first_year=2027) == ["2026 stays: there is a look-back on it."]
    assert list(Agenda.objects.get().years) == list(range(2026, 2034))


def test_an_empty_year_goes_with_its_pots_and_caps(agenda, secretary, homes, holder):
    measure = measured(agenda, homes, "Renovatie", holder)
    MeasureYear.objects.create(measure=measure, year=2033)
    agenda.caps.create(area_code=AREA, year=2033, household_days=5)
    change(agenda, secretary, "Korter.", last_year=2032)
    assert not Pot.objects.filter(year=2033).exists()
    assert not agenda.caps.exists()
    assert measure.years.get().year == 2028


def test_a_year_before_it_that_was_looked_back_on_stays_closed_for_who_joins(agenda, secretary, homes, town):
    over = {"state": "closed", "shown": {"parties": []}, "closed_at": timezone.now()}
    LookBack.objects.create(agenda=agenda, year=2026, **over)
    change(agenda, secretary, parties=[homes, town])
    assert list(Pot.objects.filter(party=town, closed=True).values_list("year", flat=True)) == [2026]


def test_an_area_with_measures_stays_unless_another_area_holds_them(agenda, secretary, homes, holder):
    measured(agenda, homes, "Renovatie", holder)
    assert refused(agenda, secretary, areas=[OTHER]) == ["Buurt 00 stays, because of “Renovatie”."]
    change(agenda, secretary, "Ook de wijk.", areas=[AREA, "WK015300"])
    change(agenda, secretary, "Alleen de wijk.", areas=["WK015300"])
    assert refused(agenda, secretary, areas=[OTHER]) == ["Wijk 00 stays, because of “Renovatie”."]


def test_a_party_with_works_or_money_stays(agenda, secretary, homes, town, holder):
    change(agenda, secretary, parties=[homes, town])
    measured(agenda, homes, "Renovatie", holder)
    committed(agenda, homes, holder, 2028, 5)
    assert refused(agenda, secretary, parties=[town]) == [
        "Wonen Noord stays: it committed money or people.",
        "Wonen Noord stays, because of “Renovatie”.",
    ]
    change(agenda, secretary, parties=[homes])
    assert not Pot.objects.filter(party=town).exists()


def test_an_agreed_agenda_goes_back_to_drafting_first(agenda, secretary):
    Agenda.objects.update(state="agreed")
    assert refused(agenda, secretary, goals="x") == [
        "This agenda is agreed. The core group can take it back to drafting."
    ]
    assert browser(secretary).get(address("agenda_edit", agenda)).status_code == 409


def test_the_second_of_two_is_shown_both_and_chooses(agenda, secretary):
    """A colleague gave it goals meanwhile; mine gives it a name and other goals."""
    sent, url, page = answers(agenda, name="Oost", goals="Van mij."), address("agenda_edit", agenda), browser(secretary)
    change(agenda, secretary, goals="Van haar.")
    with pytest.raises(StaleEdit):
        actions.change_agenda(agenda=agenda, by=secretary, version=1, **terms_of(agenda))
    answer = page.post(url, sent)
    assert answer.status_code == 409
    assert [(row.label, row.theirs, row.mine) for row in answer.context["differences"]] == [
        ("Name", "Agenda Twekkelerveld", "Oost"),
        ("Goals", "Van haar.", "Van mij."),
    ]
    again = dict(answer.context["sent"]) | {"version": answer.context["stamp"]}
    look = page.post(url, again | {"look": "1"})
    assert (look.status_code, look.context["form"]["goals"].value()) == (200, "Van mij.")
    assert Agenda.objects.get().goals == "Van haar."
    assert page.post(url, again).status_code == 302
    assert Agenda.objects.get().name == "Oost"


def test_the_screen_says_what_stays_and_what_is_missing(agenda, secretary, homes, holder):
    measured(agenda, homes, "Renovatie", holder)
    url, page = address("agenda_edit", agenda), browser(secretary)
    assert f'value="{AREA}"' in page.get(url).content.decode()
    answer = page.post(url, answers(agenda, areas=[OTHER], reason="Ja."))
    assert answer.status_code == 422
    assert "Buurt 00 stays, because of “Renovatie”." in answer.content.decode()
    assert "Other years or areas need a decision." in page.post(url, answers(agenda, areas=[OTHER])).content.decode()
    assert "Choose a year near" in page.post(url, answers(agenda, price_year=1900)).content.decode()
    assert page.post(url, answers(agenda, areas=[AREA, OTHER], reason="Ja.")).status_code == 302
    shown = page.get(address("agenda", agenda)).content.decode()
    assert "Change the agenda" in shown
    assert "Buurt 01" in shown
    assert "Change the agenda" not in browser(holder).get(address("agenda", agenda)).content.decode()


def test_a_name_that_is_taken_is_told(agenda, secretary, homes, partnership):
    opened(partnership, homes, name="Oost")
    assert refused(agenda, secretary, name="Oost") == [
        "There is an agenda with this name already. Choose another name."
    ]


def test_the_history_tells_of_areas_that_are_off_by_their_name(agenda, secretary):
    change(agenda, secretary, "Ook 01.", areas=[AREA, OTHER])
    change(agenda, secretary, "Toch niet.", areas=[AREA])
    page = browser(secretary).get(address("agenda_history", agenda)).content.decode()
    assert "<del>Buurt 00, Buurt 01</del>" in page
    assert "agenda changed" in page


def test_only_parties_at_this_table_and_who_takes_part_already_can_be_chosen(agenda, homes, town, partnership):
    factories.PartyFactory.create(name="Elders")
    lead = factories.member(partnership, "secretary", party=town)
    partnership.seats.filter(party=homes).update(since="2019-01-01", until="2020-01-01")
    seated = {seat.party.name for seat in partnership.seats.current()}
    paths = {address("agenda_edit", agenda): seated | {"Wonen Noord"}}
    paths[reverse("agenda_add", args=[partnership.slug])] = seated
    for path, expected in paths.items():
        form = browser(lead).get(path).context["form"]
        assert {party.name for party in form.fields["parties"].queryset} == expected
