"""What is programmed is paid from committed money, before it and after it; the database holds the same."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Partnership, Party, User
from dia import actions
from dia.actions import works_upload as uploads
from dia.actions.cells import Edit
from dia.actions.money import Amounts
from dia.models import Agenda, Commitment, Contribution, Measure, Work
from tests import factories
from tests.dia.agenda_steps import address, browser, committed, give, measured, opened, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MILLION = 1_000_000


@pytest.fixture
def agenda(partnership: Partnership, homes) -> Agenda:
    return opened(partnership, homes)


@pytest.fixture
def measure(agenda: Agenda, homes, holder) -> Measure:
    """€ 1.000.000 in 2028, all of it committed and given."""
    found = measured(agenda, homes, "Renovatie", holder)
    committed(agenda, homes, holder, 2028, MILLION)
    give(found, homes, holder, 2028, MILLION)
    return found


@pytest.fixture
def programmed(measure: Measure, holder) -> Measure:
    actions.move_work(work=measure.work, by=holder, to="programmed")
    return Measure.objects.select_related("agenda__partnership", "work__party", "work__partnership").get(pk=measure.pk)


def change(measure: Measure, by: User, **fields: int) -> Work:
    work = Work.objects.get(pk=measure.work_id)
    return actions.change_work(work=work, by=by, version=work.version, **fields)


def amend(agenda: Agenda, homes: Party, by: User, euros: int, state: str) -> None:
    seen = Commitment.objects.get(current=True, pot__party=homes).version
    committed(agenda, homes, by, 2028, euros, state=state, seen=seen, note="Anders.")


def test_money_that_is_only_intended_programs_nothing(agenda, measure, homes, holder):
    amend(agenda, homes, holder, MILLION, "intended")
    with pytest.raises(ValidationError) as refusal:
        actions.move_work(work=measure.work, by=holder, to="programmed")
    [said] = refusal.value.messages
    assert said.startswith("Wonen Noord committed € 0 for 2028. € 1,000,000 is needed")
    with pytest.raises(IntegrityError, match="dia_pot_is_firm"), transaction.atomic():
        Work.objects.update(state="programmed")
    amend(agenda, homes, holder, MILLION, "fulfilled")
    assert actions.move_work(work=measure.work, by=holder, to="programmed").state == "programmed"


def test_people_who_are_only_intended_program_nothing_either(agenda, measure, homes, holder):
    seen = {2028: Amounts(MILLION)}
    gift = {2028: Amounts(MILLION, 5)}
    actions.contribute(measure=measure, party=homes, by=holder, given=gift, seen=seen)
    fewer = {"seen": 1, "amounts": Amounts(MILLION, 4), "note": "Anders."}
    committed(agenda, homes, holder, 2028, 0, funding="additional", state="intended", amounts=Amounts(0, 5))
    committed(agenda, homes, holder, 2028, MILLION, **fewer)
    with pytest.raises(ValidationError, match=r"committed 4\.0 fte for 2028\. 5\.0 fte is needed"):
        actions.move_work(work=measure.work, by=holder, to="programmed")


def test_one_euro_counts_for_one_programmed_work(agenda, programmed, homes, holder):
    """Firm for one of them, intended for the other: the second is not programmed on the money of the first."""
    other = measured(agenda, homes, "Riool", holder)
    committed(agenda, homes, holder, 2028, MILLION, funding="additional", state="intended")
    give(other, homes, holder, 2028, MILLION)
    with pytest.raises(ValidationError, match="committed € 1,000,000 for 2028. € 2,000,000 is needed"):
        actions.move_work(work=other.work, by=holder, to="programmed")


def test_after_that_the_cost_changes_only_with_the_money(agenda, programmed, homes, holder):
    with pytest.raises(ValidationError, match="The parties bring € 1,000,000, and the work costs € 1,100,000"):
        change(programmed, holder, direct_cost=MILLION)
    assert Work.objects.get().direct_cost == 900_000
    with pytest.raises(IntegrityError, match="dia_work_is_paid"), transaction.atomic():
        Work.objects.update(direct_cost=MILLION)
    amend(agenda, homes, holder, 1_100_000, "committed")
    give(programmed, homes, holder, 2028, 1_100_000, seen=MILLION)
    assert change(programmed, holder, direct_cost=MILLION).planned_cost == 1_100_000


def test_other_things_of_a_programmed_work_change_freely(programmed, holder):
    assert change(programmed, holder, days=30).days == 30


def test_the_years_of_a_programmed_work_add_up_to_what_it_costs(programmed, holder):
    with pytest.raises(
        ValidationError, match="“Renovatie” is programmed at € 1,000,000. Its years cannot add up to € 5"
    ):
        write(programmed, holder, 2028, 5, 1)
    assert programmed.years.get().euros == MILLION
    edits = [Edit(programmed.pk, year, "euros", MILLION // 2, seen) for year, seen in ((2028, 1), (2029, 0))]
    assert len(actions.write_cells(agenda=programmed.agenda, by=holder, edits=edits)) == 2


def test_nobody_takes_back_what_a_programmed_work_needs(agenda, programmed, homes, holder):
    with pytest.raises(ValidationError, match="The parties cannot bring less than that."):
        give(programmed, homes, holder, 2028, 999_999, seen=MILLION)
    with pytest.raises(ValidationError, match="What is programmed rests on committed money"):
        amend(agenda, homes, holder, MILLION, "intended")
    assert Contribution.objects.get().euros == MILLION
    actions.move_work(work=programmed.work, by=holder, to="planned")
    give(programmed, homes, holder, 2028, 999_999, seen=MILLION)


def test_a_file_gives_a_programmed_work_no_other_cost(agenda, programmed, homes, holder):
    table = "titel;soort;gebiedscode;jaar;kosten\nRenovatie;riool;BU01530000;2028;950.000"
    kept = uploads.keep(
        partnership=agenda.partnership, party=homes, by=holder, upload=factories.upload("werken.csv", table)
    )
    with pytest.raises(ValidationError, match="The parties bring € 1,000,000, and the work costs € 1,050,000"):
        uploads.load(upload=kept, by=holder, stamp=uploads.check(kept).stamp)
    assert Work.objects.get().direct_cost == 900_000


def test_a_pot_that_holds_unused_intended_money_is_firm_all_the_same(agenda, measure, homes, holder):
    """The status of a planned measure: decided once committed money covers all that its pots give."""
    committed(agenda, homes, holder, 2028, 5, funding="additional", state="intended")
    page = browser(holder).get(address("agenda", agenda)).content.decode()
    assert 'class="status status--decided"' in page.split("agenda-legend")[0]
