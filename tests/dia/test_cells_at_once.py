"""Two people in one cell: however close they are, the second is told, and nothing that was written is lost."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection

from accounts.models import Partnership
from dia import actions
from dia.actions.cells import Edit
from dia.models import Agenda, MeasureYear, NuisanceCap, Work
from dia.pipeline.agenda_lines import burdens_of, measures_of
from tests import factories
from tests.dia.agenda_steps import AREA, measured, opened, party
from tests.dia.test_bundles_at_once import race as at_once
from tests.effort import examples

pytestmark = pytest.mark.django_db(transaction=True)
RACES = examples(200)


@pytest.fixture
def agenda(partnership: Partnership) -> Agenda:
    return opened(partnership, party(partnership, "Gemeente"))


@pytest.fixture
def editors(agenda: Agenda):
    town = agenda.pots.first().party
    return [factories.member(agenda.partnership, "planner", party=town) for _ in range(2)]


def write(agenda: Agenda, by, edits: list[Edit], start: Barrier) -> str:
    """What came of it: written, overtaken, refused, or the name of a failure."""
    start.wait()
    try:
        actions.write_cells(agenda=agenda, by=by, edits=edits)
        return "written"
    except actions.StaleCells:
        return "overtaken"
    except ValidationError:
        return "refused"
    except OperationalError as failure:
        return str(failure)
    finally:
        connection.close()


def race(agenda: Agenda, tries: list[tuple]) -> list[str]:
    start = Barrier(len(tries))
    with ThreadPoolExecutor(len(tries)) as pool:
        asked = [pool.submit(write, agenda, by, edits, start) for by, edits in tries]
        return [each.result(timeout=30) for each in asked]


@pytest.mark.full
def test_of_many_races_for_one_cell_each_is_won_once_and_told_once(agenda: Agenda, editors):
    measure = measured(agenda, agenda.pots.first().party, "Riool", editors[0])
    version = 1
    for number in range(RACES):
        amounts = [1000 * (2 * number + place + 1) for place in range(2)]
        tries = [
            (by, [Edit(measure.pk, 2028, "euros", amount, version)])
            for by, amount in zip(editors, amounts, strict=True)
        ]
        found = race(agenda, tries)
        assert sorted(found) == ["overtaken", "written"], number
        cell = MeasureYear.objects.get(measure=measure, year=2028)
        assert cell.euros == amounts[found.index("written")]
        assert cell.version == version + 1
        version = cell.version


def test_blocks_that_cross_are_written_whole_or_not_at_all(agenda: Agenda, editors):
    """Also in another order, which is how two blocks would wait for each other forever."""
    town, opportunity = agenda.pots.first().party, random.Random(4)  # noqa: S311 -- any order will do
    rows = [measured(agenda, town, f"Werk {number}", editors[0]) for number in range(3)]
    for number in range(30):
        seen = {(cell.measure_id, cell.year): cell.version for cell in MeasureYear.objects.all()}
        tries = []
        for place, by in enumerate(editors):
            edits = [
                Edit(row.pk, year, "euros", 2 * number + place + 1, seen.get((row.pk, year), 0))
                for row in rows
                for year in (2028, 2029)
            ]
            opportunity.shuffle(edits)
            tries.append((by, edits))
        assert sorted(race(agenda, tries)) == ["overtaken", "written"]
        assert len(set(MeasureYear.objects.filter(year__in=[2028, 2029]).values_list("euros", flat=True))) == 1


def test_two_first_entries_of_an_empty_cell_are_one_entry_and_one_conflict(agenda: Agenda, editors):
    measure = measured(agenda, agenda.pots.first().party, "Riool", editors[0])
    tries = [(by, [Edit(measure.pk, 2030, "euros", 5000 + place, 0)]) for place, by in enumerate(editors)]
    assert sorted(race(agenda, tries)) == ["overtaken", "written"]
    assert MeasureYear.objects.filter(measure=measure, year=2030).count() == 1


def test_two_that_each_fit_an_area_but_not_together_are_not_both_let_in(agenda: Agenda, editors):
    """Each work moved to 2029 brings 100 households × 20 days × 0,5 = 1.000 household-days; 1.500 is the most."""
    town = agenda.pots.first().party
    rows = [measured(agenda, town, f"Werk {number}", editors[0], earliest=2028, latest=2028) for number in range(2)]
    NuisanceCap.objects.create(agenda=agenda, area_code=AREA, year=2029, household_days=1500, refuses=True)
    tries = [
        (by, [Edit(row.pk, 2029, "euros", 1_000_000, 0), Edit(row.pk, 2028, "euros", 0, 1)])
        for by, row in zip(editors, rows, strict=True)
    ]
    assert sorted(race(agenda, tries)) == ["refused", "written"]
    assert burdens_of(measures_of(agenda), agenda.years).areas[AREA] == pytest.approx(
        dict.fromkeys(agenda.years, 0.0) | {2028: 1000.0, 2029: 1000.0}
    )


def test_two_works_that_may_each_hinder_more_but_not_both_are_not_both_let_in(agenda: Agenda, editors):
    """1.000 household-days each in 2028, and 2.500 is the most: one may become 1.400, not both."""
    town = agenda.pots.first().party
    works = [measured(agenda, town, f"Werk {number}", editors[0]).work for number in range(2)]
    NuisanceCap.objects.create(agenda=agenda, area_code=AREA, year=2028, household_days=2500, refuses=True)
    for _number in range(15):
        Work.objects.update(days=20, version=1)
        outcomes = at_once(
            *(
                lambda by=by, work=work: actions.change_work(work=work, by=by, version=1, days=28)
                for by, work in zip(editors, works, strict=True)
            )
        )
        assert sorted(outcomes) == ["done", "refused"]
        assert sorted(Work.objects.values_list("days", flat=True)) == [20, 28]
