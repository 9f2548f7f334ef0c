"""Two people of one party fill in its money: the second sees what the first wrote, and nothing is lost."""

from __future__ import annotations

import pytest

from accounts.models import Partnership, Party
from dia import actions
from dia.actions.money import Amounts
from dia.models import Actual, Agenda, AgendaEvent, Contribution, Measure
from tests import factories
from tests.days import this_year
from tests.dia.agenda_steps import address, browser, committed, give, measured, opened, party
from tests.dia.test_bundles_at_once import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]
RACES = 60


@pytest.fixture
def homes(partnership: Partnership) -> Party:
    return party(partnership, "Wonen Noord")


@pytest.fixture
def agenda(partnership: Partnership, homes) -> Agenda:
    return opened(partnership, homes, first_year=this_year(), last_year=this_year() + 7)


@pytest.fixture
def measure(agenda: Agenda, homes, holder) -> Measure:
    """€ 1.000.000 this year."""
    return measured(agenda, homes, "Sloop", holder, earliest=this_year(), preferred=this_year(), latest=this_year())


def spent(**changed: str) -> dict[str, str]:
    usual = {
        "year": str(this_year()),
        "euros": "900.000",
        "fte": "2",
        "days": "",
        "reason": "Van mij.",
        f"seen-{this_year()}": "0",
    }
    return usual | changed


def test_what_a_colleague_filled_in_is_shown_and_saving_again_takes_the_own(measure, holder):
    url, page = address("actual_add", measure), browser(holder)
    actions.record_actual(measure=measure, by=holder, year=this_year(), amounts=Amounts(700_000, 1), reason="Van haar.")
    answer = page.post(url, spent())
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "A colleague filled in this year in the meantime" in shown
    assert "€ 700,000" in shown
    assert "Van haar." in shown
    assert "Van mij." in shown
    assert Actual.objects.get().euros == 700_000
    again = spent(**{f"seen-{this_year()}": str(answer.context["form"][f"seen-{this_year()}"].value())})
    assert page.post(url, again).status_code == 302
    kept = Actual.objects.get()
    assert (kept.euros, kept.reason, kept.version) == (900_000, "Van mij.", 2)
    assert AgendaEvent.objects.filter(kind="actual").earliest("pk").after["euros"] == 700_000


def test_the_form_of_a_year_holds_what_stands_in_it(measure, holder):
    actions.record_actual(measure=measure, by=holder, year=this_year(), amounts=Amounts(700_000, 1), reason="Van haar.")
    url, page = address("actual_add", measure), browser(holder)
    form = page.get(f"{url}?year={this_year()}").context["form"]
    stands = {name: form[name].value() for name in ("year", "reason", f"seen-{this_year()}")}
    assert stands == {"year": str(this_year()), "reason": "Van haar.", f"seen-{this_year()}": 1}
    assert "700,000" in str(form["euros"])
    for asked in ("", "1900", "x"):
        assert page.get(f"{url}?year={asked}").context["form"]["euros"].value() is None
    assert f"?year={this_year()}" in page.get(address("measure", measure)).content.decode()


@pytest.mark.full
def test_of_two_who_fill_in_one_year_at_once_one_is_told_however_often(measure, holder, partnership, homes):
    colleague = factories.member(partnership, "planner", party=homes)
    for number in range(RACES):
        outcomes = race(
            *(
                lambda by=by, euros=euros, number=number: actions.record_actual(
                    measure=measure, by=by, year=this_year(), amounts=Amounts(euros), reason="Ja.", seen=number
                )
                for by, euros in ((holder, 2 * number + 1), (colleague, 2 * number + 2))
            )
        )
        assert sorted(outcomes) == ["done", "overtaken"], number
        kept = Actual.objects.get()
        assert (kept.euros, kept.version) == (2 * number + 1 + outcomes.index("done"), number + 1)


def test_what_a_colleague_gave_is_shown_and_saving_again_takes_the_own(agenda, measure, homes, holder):
    committed(agenda, homes, holder, this_year(), 500)
    url, page = address("contribution_edit", measure), browser(holder)
    form = page.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {f"euros-{this_year()}": "400", "party": homes.pk}
    give(measure, homes, holder, this_year(), 300)
    answer = page.post(url, sent)
    assert answer.status_code == 409
    assert "A colleague changed what your party gives: see it beside yours." in answer.content.decode()
    assert '<strong class="nowrap">€ 300</strong>' in answer.content.decode()
    form = answer.context["form"]
    assert (form[f"euros-{this_year()}"].value(), list(form.theirs)) == ("400", [this_year()])
    assert Contribution.objects.get().euros == 300
    again = {name: form[name].value() or "" for name in form.fields} | {"party": homes.pk}
    assert page.post(url, again).status_code == 302
    assert Contribution.objects.get().euros == 400
