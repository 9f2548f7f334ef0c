"""Money is never promised twice, however many write at the same moment: the database counts behind a lock on the pot."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Sum

from accounts.models import Partnership
from dia.models import Agenda, Commitment, Contribution, Measure, Pot, Work
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
RACES, CAP = 500, 1000


@pytest.fixture
def pot(partnership: Partnership) -> Pot:
    party = factories.PartyFactory.create()
    agenda = Agenda.objects.create(
        partnership=partnership, name="Agenda", first_year=2026, last_year=2033, reason="Besloten."
    )
    made = Pot.objects.create(agenda=agenda, party=party, year=2027)
    Commitment.objects.create(pot=made, euros=CAP, fte=5)
    for number in range(8):
        work = Work.objects.create(
            partnership=partnership,
            party=party,
            area_code="BU01530000",
            title=f"Werk {number}",
            kind="sewer",
            earliest=2026,
            latest=2030,
            preferred=2027,
            direct_cost=CAP,
        )
        Measure.objects.create(agenda=agenda, work=work)
    return made


def given(pot: Pot) -> int:
    return pot.contributions.aggregate(sum=Sum("euros"))["sum"] or 0


class Writers(ThreadPoolExecutor):
    """Each thread keeps its connection from one race to the next, and closes it with the pool."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def __exit__(self, *raised: Any) -> None:
        together = Barrier(self.number)  # so that no thread closes twice and another never
        list(self.map(lambda _: (together.wait(), connection.close()), range(self.number)))
        super().__exit__(*raised)


def contribute(pot: Pot, measure: Measure, euros: int, start: Barrier) -> str:
    """What the database answered: fine, over, or the name of what went wrong."""
    start.wait()
    try:
        with transaction.atomic():
            Contribution.objects.create(pot=pot, measure=measure, euros=euros)
        return "fine"
    except IntegrityError as refusal:
        return "over" if "dia_pot_holds" in str(refusal) else str(refusal)
    except OperationalError as failure:
        return str(failure)


@transaction.atomic
def amend(pot: Pot, euros: int) -> None:
    pot.commitments.update(current=False)
    Commitment.objects.create(pot=pot, euros=euros, fte=5, version=2)


@pytest.mark.full
def test_no_race_of_two_to_eight_writers_puts_a_pot_over_its_commitment(pot: Pot):
    opportunity, answers = random.Random(7), []  # noqa: S311 -- any order will do
    measures = list(Measure.objects.order_by("pk"))
    with Writers(8) as pool:
        for _race in range(RACES):
            writers = opportunity.randint(2, 8)
            start = Barrier(writers)
            parts = [opportunity.randint(CAP // 8, CAP) for _ in range(writers)]
            tries = [
                pool.submit(contribute, pot, measure, euros, start)
                for measure, euros in zip(measures, parts, strict=False)
            ]
            found = [attempt.result(timeout=30) for attempt in tries]
            assert given(pot) <= CAP
            assert given(pot) == sum(euros for euros, answer in zip(parts, found, strict=True) if answer == "fine")
            answers += found
            Contribution.objects.all().delete()
    assert set(answers) == {"fine", "over"}


def test_a_commitment_is_not_lowered_below_what_was_given(pot: Pot):
    Contribution.objects.create(pot=pot, measure=Measure.objects.first(), euros=800)
    with pytest.raises(IntegrityError, match="dia_pot_holds"):
        amend(pot, 700)
    assert pot.commitments.get(current=True).euros == CAP


def test_a_commitment_is_amended_by_a_new_version_and_never_edited(pot: Pot):
    with pytest.raises(IntegrityError, match="new version"), transaction.atomic():
        pot.commitments.update(euros=1)
    amend(pot, 2 * CAP)
    assert [c.euros for c in pot.commitments.order_by("version")] == [CAP, 2 * CAP]


def test_manpower_is_counted_like_money(pot: Pot):
    with pytest.raises(IntegrityError, match="dia_pot_holds"), transaction.atomic():
        Contribution.objects.create(pot=pot, measure=Measure.objects.first(), euros=1, fte=6)


def test_a_closed_year_takes_no_more(pot: Pot):
    Pot.objects.filter(pk=pot.pk).update(closed=True)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        Contribution.objects.create(pot=pot, measure=Measure.objects.first(), euros=1)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        Measure.objects.filter(work__party=pot.party).first().years.create(year=2027, euros=5)
