"""Money of an agenda: versions of commitments, what a party gives, what was spent, and only ever one's own."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from accounts.models import Partnership
from dia import actions
from dia.actions.money import Amounts
from dia.models import Actual, Agenda, Commitment, Contribution, Measure, Pot
from tests import factories
from tests.dia.agenda_steps import address, browser, committed, give, measured, opened, party, write

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def homes(partnership: Partnership):
    return party(partnership, "Wonen Noord")


@pytest.fixture
def town(partnership: Partnership):
    return party(partnership, "Gemeente", "municipality")


@pytest.fixture
def agenda(partnership: Partnership, homes, town) -> Agenda:
    return opened(partnership, homes, town)


@pytest.fixture
def holder(partnership: Partnership, homes):
    return factories.member(partnership, "budget_holder", party=homes)


@pytest.fixture
def treasurer(partnership: Partnership, town):
    return factories.member(partnership, "budget_holder", party=town)


@pytest.fixture
def measure(agenda: Agenda, homes, holder) -> Measure:
    """€ 1.000.000 in 2028."""
    return measured(agenda, homes, "Renovatie", holder)


@pytest.fixture
def begun(partnership: Partnership, homes, holder) -> Measure:
    """€ 1.000.000 this year, on an agenda that has just begun."""
    year = timezone.localdate().year
    agenda = opened(partnership, homes, name="Nu", first_year=year, last_year=year + 7)
    return measured(agenda, homes, "Sloop", holder, earliest=year, preferred=year, latest=year)


def commit_form(**changed):
    return {"state": "committed", "euros": "1.250.000", "fte": "2,5", "note": "", "seen": "0"} | changed


def commitment(agenda: Agenda, owner, year: int = 2028) -> str:
    return address("commitment_edit", agenda, agenda.pots.get(party=owner, year=year).pk, "regular")


def test_a_commitment_is_made_and_amended_as_a_new_version_with_a_note(agenda, homes, holder):
    page, url = browser(holder), commitment(agenda, homes)
    assert page.post(url, commit_form()).status_code == 302
    unsaid = page.post(url, commit_form(euros="900000", seen="1"))
    assert unsaid.status_code == 422
    assert "Say in one sentence why this changes." in unsaid.content.decode()
    assert page.post(url, commit_form(euros="900000", seen="1", note="Raad besloot minder.")).status_code == 302
    found = Commitment.objects.order_by("version").values_list("version", "euros", "fte", "current", "by")
    assert list(found) == [(1, 1_250_000, 2.5, False, holder.pk), (2, 900_000, 2.5, True, holder.pk)]
    history = page.get(url).content.decode()
    assert "€ 1,250,000" in history
    assert "Raad besloot minder." in history


def test_a_commitment_on_an_old_page_is_shown_what_a_colleague_did(agenda, homes, holder):
    committed(agenda, homes, holder, 2028, 700_000)
    answer = browser(holder).post(commitment(agenda, homes), commit_form(note="Meer."))
    assert answer.status_code == 409
    assert "A colleague changed this in the meantime" in answer.content.decode()
    assert "€ 700,000" in answer.content.decode()
    assert Commitment.objects.get(current=True).euros == 700_000


def test_an_empty_commitment_is_asked_for_and_is_no_zero(agenda, homes, holder):
    page, url = browser(holder), commitment(agenda, homes)
    empty = page.post(url, commit_form(euros="", fte=""))
    assert empty.status_code == 422
    assert "Fill in an amount; 0 is possible." in empty.content.decode()
    assert not Commitment.objects.exists()
    assert page.post(url, commit_form(euros="900000", fte="")).status_code == 302
    emptied = page.post(url, commit_form(euros="", fte="2", seen="1", note="Minder."))
    assert emptied.status_code == 422
    assert Commitment.objects.get().euros == 900_000
    assert page.post(url, commit_form(euros="0", fte="0", seen="1", note="Minder.")).status_code == 302


def test_only_the_own_party_commits(agenda, homes, treasurer):
    answer = browser(treasurer).post(commitment(agenda, homes), commit_form())
    assert answer.status_code == 403
    with pytest.raises(PermissionDenied, match="budget holder of Wonen Noord"):
        committed(agenda, homes, treasurer, 2028, 5)
    planner = factories.member(agenda.partnership, "planner", party=homes)
    assert browser(planner).get(commitment(agenda, homes)).status_code == 403


def test_an_unknown_kind_of_money_does_not_exist(agenda, homes, holder):
    assert browser(holder).get(commitment(agenda, homes).replace("regular", "gold")).status_code == 404


@pytest.mark.parametrize(("euros", "said"), [("veel", "Write whole euros"), ("9" * 20, "larger than we can keep")])
def test_what_is_no_amount_is_refused_with_a_sentence(agenda, homes, holder, euros, said):
    answer = browser(holder).post(commitment(agenda, homes), commit_form(euros=euros))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_giving_more_than_was_committed_names_year_sum_gift_and_what_is_short(agenda, measure, homes, holder):
    committed(agenda, homes, holder, 2028, 500_000)
    other = measured(agenda, homes, "Zonnepanelen", holder)
    give(other, homes, holder, 2028, 300_000)
    with pytest.raises(ValidationError) as refusal:
        give(measure, homes, holder, 2028, 250_000)
    assert refusal.value.messages == [
        "Wonen Noord has € 500,000 for 2028 and gave € 300,000 of it already. This is € 50,000 short. "
        "Commit more first, or give less."
    ]
    assert not Contribution.objects.filter(measure=measure).exists()


def test_gifts_of_several_years_are_given_together_or_not_at_all(agenda, measure, homes, holder):
    committed(agenda, homes, holder, 2028, 100)
    amounts = {2028: Amounts(100), 2029: Amounts(1)}
    with pytest.raises(ValidationError, match="for 2029"):
        actions.contribute(measure=measure, party=homes, by=holder, given=amounts, seen={})
    assert not Contribution.objects.exists()


def test_a_commitment_is_not_lowered_below_what_was_given(agenda, measure, homes, holder):
    committed(agenda, homes, holder, 2028, 500_000)
    give(measure, homes, holder, 2028, 300_000)
    answer = browser(holder).post(
        commitment(agenda, homes), commit_form(euros="200000", seen="1", fte="9", note="Minder.")
    )
    assert answer.status_code == 422
    assert "Wonen Noord gave € 300,000 of 2028 already" in answer.content.decode()
    assert Commitment.objects.get(current=True).euros == 500_000


def test_too_little_manpower_is_told_as_such(agenda, measure, homes, holder):
    committed(agenda, homes, holder, 2028, 500_000, amounts=Amounts(500_000, 1))
    with pytest.raises(ValidationError) as refusal:
        actions.contribute(measure=measure, party=homes, by=holder, given={2028: Amounts(5, 2)}, seen={})
    assert refusal.value.messages == [
        "Wonen Noord has 1.0 fte for 2028 and gave 0.0 fte of it already. This is 1.0 fte short. "
        "Commit more first, or give less."
    ]


def test_money_and_manpower_that_are_both_short_are_both_told(agenda, measure, homes, holder):
    committed(agenda, homes, holder, 2028, 500, amounts=Amounts(500, 1))
    with pytest.raises(ValidationError) as refusal:
        actions.contribute(measure=measure, party=homes, by=holder, given={2028: Amounts(700, 3)}, seen={})
    money, people = refusal.value.messages
    assert "This is € 200 short." in money
    assert "This is 2.0 fte short." in people


@pytest.mark.parametrize("state", ["committed", "lapsed"])
def test_committing_too_few_people_is_told_in_fte(agenda, measure, homes, holder, state):
    committed(agenda, homes, holder, 2028, 0, amounts=Amounts(0, 9))
    actions.contribute(measure=measure, party=homes, by=holder, given={2028: Amounts(0, 6)}, seen={})
    sent = commit_form(euros="0", fte="5.5", seen="1", note="Minder.", state=state)
    answer = browser(holder).post(commitment(agenda, homes), sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Wonen Noord gave 6.0 fte of 2028 already, so it cannot commit less." in text
    assert "gave €" not in text


def contribution_form(owner, agenda, **changed):
    fields = {f"{name}-{year}": "" for name in ("euros", "fte") for year in agenda.years}
    fields |= {f"seen-{year}": "0/0" for year in agenda.years}
    return fields | {"party": owner.pk} | changed


def test_a_party_helps_to_pay_the_measure_of_another(agenda, measure, town, treasurer, homes):
    committed(agenda, town, treasurer, 2028, 400_000)
    url = address("contribution_edit", measure)
    answer = browser(treasurer).post(url, contribution_form(town, agenda, **{"euros-2028": "400.000"}))
    assert answer.status_code == 302
    page = browser(treasurer).get(address("measure", measure)).content.decode()
    assert "It costs € 1,000,000 · 2.0 fte on this agenda. The parties give € 400,000." in page
    assert "€ 600,000 unfunded" in page
    table = browser(treasurer).get(address("agenda", agenda)).content.decode()
    assert "Wonen Noord plans € 600,000 more than its frame in 2028." in table


def test_nobody_gives_for_another_party(agenda, measure, homes, treasurer):
    url = address("contribution_edit", measure)
    assert browser(treasurer).post(url, contribution_form(homes, agenda)).status_code == 403
    with pytest.raises(PermissionDenied):
        give(measure, homes, treasurer, 2028, 1)


def test_a_gift_on_an_old_page_is_told(agenda, measure, homes, holder):
    committed(agenda, homes, holder, 2028, 500)
    give(measure, homes, holder, 2028, 300)
    answer = browser(holder).post(
        address("contribution_edit", measure), contribution_form(homes, agenda, **{"euros-2028": "400"})
    )
    assert answer.status_code == 409
    assert "A colleague changed what your party gives:" in answer.content.decode()
    assert Contribution.objects.get().euros == 300


@pytest.mark.parametrize("seen", ["", "x", "1", "٣/٣", "1//2", "1/2.3.4"])
def test_a_mark_that_cannot_be_read_counts_as_never_seen(agenda, measure, homes, holder, seen):
    committed(agenda, homes, holder, 2028, 500)
    fields = contribution_form(homes, agenda, **{"seen-2028": seen, "euros-2028": "5"})
    assert browser(holder).post(address("contribution_edit", measure), fields).status_code == 409


def test_a_closed_year_takes_no_money(agenda, measure, homes, holder):
    committed(agenda, homes, holder, 2028, 500)
    Pot.objects.filter(party=homes, year=2028).update(closed=True)
    with pytest.raises(ValidationError, match="2028 is closed after its look-back"):
        give(measure, homes, holder, 2028, 5)
    with pytest.raises(ValidationError, match="2028 is closed after its look-back"):
        committed(agenda, homes, holder, 2028, 600, seen=1, note="Meer.")


def test_a_work_is_programmed_only_when_what_is_given_is_what_it_costs(agenda, measure, homes, holder):
    committed(agenda, homes, holder, 2028, 1_000_000)
    give(measure, homes, holder, 2028, 999_999)
    with pytest.raises(ValidationError, match="The parties bring € 999,999, and the work costs € 1,000,000"):
        actions.move_work(work=measure.work, by=holder, to="programmed")
    give(measure, homes, holder, 2028, 1_000_000, seen=999_999)
    assert actions.move_work(work=measure.work, by=holder, to="programmed").state == "programmed"


def test_firm_and_intended_are_told_apart(agenda, measure, homes, holder):
    committed(agenda, homes, holder, 2028, 700_000)
    committed(agenda, homes, holder, 2029, 200_000, state="intended")
    committed(agenda, homes, holder, 2030, 900_000, state="lapsed")
    give(measure, homes, holder, 2028, 100_000)
    page = browser(holder).get(address("agenda_money", agenda)).content.decode()
    assert (
        "€ 700,000 · 9.0 fte is firm and € 200,000 · 9.0 fte is intended. Of this € 100,000 goes to measures." in page
    )
    assert "€ 300,000 short of the plan" in page


def test_who_looks_at_another_party_sees_its_money_and_no_way_to_change_it(agenda, homes, treasurer, holder):
    committed(agenda, homes, holder, 2028, 700_000)
    page = browser(treasurer).get(address("agenda_money", agenda) + f"?party={homes.pk}").content.decode()
    assert "€ 700,000" in page
    assert "Only the budget holder of this party changes these." in page
    assert "/regular/" not in page


def test_what_was_spent_stands_beside_the_plan_and_a_difference_has_a_reason(begun, holder):
    url, year = address("actual_add", begun), timezone.localdate().year
    fields = {"year": year, "euros": "1.100.000", "fte": "", "days": "", "reason": ""}
    unsaid = browser(holder).post(url, fields)
    assert unsaid.status_code == 422
    assert "This differs from the plan. Say in one sentence why." in unsaid.content.decode()
    assert browser(holder).post(url, fields | {"reason": "Vervuilde grond."}).status_code == 302
    page = browser(holder).get(address("measure", begun)).content.decode()
    assert "+ € 100,000" in page
    assert "Vervuilde grond." in page
    assert begun.years.get(year=year).euros == 1_000_000
    assert Actual.objects.get().by == holder


def test_nothing_was_spent_in_a_year_to_come(begun, holder):
    next_year = timezone.localdate().year + 1
    with pytest.raises(ValidationError, match="a year of this agenda that has begun"):
        actions.record_actual(measure=begun, by=holder, year=next_year, amounts=Amounts(1), reason="x")


def test_only_the_own_party_says_what_was_spent(begun, treasurer):
    assert browser(treasurer).get(address("actual_add", begun)).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.record_actual(measure=begun, by=treasurer, year=timezone.localdate().year, amounts=Amounts(1_000_000))


def test_a_stopped_agenda_takes_no_money(agenda, measure, homes, holder):
    Agenda.objects.update(state="stopped")
    with pytest.raises(ValidationError, match="stopped, so it stays as it is"):
        committed(agenda, homes, holder, 2028, 5)


def test_a_measure_that_costs_something_else_than_in_the_register_says_so(measure, holder):
    write(measure, holder, 2028, 900_000, 1)
    assert "€ 100,000 not in a year yet" in browser(holder).get(address("measure", measure)).content.decode()
