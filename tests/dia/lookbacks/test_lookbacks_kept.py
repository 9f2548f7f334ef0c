"""A closed look-back stays as it was, whoever tries at whichever door; only a made-up one can be erased."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Partnership
from dia import actions
from dia.models import Agenda, Contribution, LookBack, LookBackLine, Pot
from tests.days import last_year
from tests.dia.agenda_steps import browser, committed, give, write
from tests.dia.lookback_steps import (
    close,
    place,
    say,
)

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


AFTERWARDS = {
    "state back": "UPDATE dia_lookback SET state = 'open', closed_at = NULL, shown = '{}'",
    "what it showed": "UPDATE dia_lookback SET shown = '{\"lines\": []}'",
    "summary": "UPDATE dia_lookback SET summary = 'Alles ging goed.'",
    "who closed it": "UPDATE dia_lookback SET closed_by_id = opened_by_id + 1",
    "plan": "UPDATE dia_lookback SET plan = '{}'",
    "look-back away": "DELETE FROM dia_lookback",
    "outcome": "UPDATE dia_lookbackline SET outcome = 'kept', later_year = NULL",
    "line away": "DELETE FROM dia_lookbackline",
    "line to another measure": "UPDATE dia_lookbackline SET measure_id = measure_id + 1000",
    "line more": (
        "INSERT INTO dia_lookbackline (look_back_id, outcome, reason, at, version) "
        "SELECT id, 'kept', '', '2020-01-01', 1 FROM dia_lookback"
    ),
    "pot open again": "UPDATE dia_pot SET closed = false WHERE closed",
    "pot away": "DELETE FROM dia_pot WHERE closed",
}


@pytest.mark.parametrize("door", AFTERWARDS)
def test_the_database_refuses_every_later_change_also_to_the_application(closed, door):
    with pytest.raises(IntegrityError, match="is fixed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(AFTERWARDS[door])


def test_the_plan_of_an_open_look_back_does_not_change_either(look_back):
    with pytest.raises(IntegrityError, match="the plan of a look-back is fixed"), transaction.atomic():
        LookBack.objects.update(plan={})


def test_a_person_may_go_and_what_was_said_stays(
    look_back, agenda, renovation, sewer, town, secretary, holder, treasurer
):
    committed(agenda, town, treasurer, last_year(), 500_000)
    give(sewer, town, treasurer, last_year(), 500_000)
    say(look_back, renovation, holder)
    say(look_back, sewer, treasurer, "late", reason="Geen aannemer.")
    closed = close(look_back, secretary)
    secretary.delete()
    treasurer.delete()
    closed.refresh_from_db()
    assert (closed.closed_by, closed.is_closed) == (None, True)
    assert LookBackLine.objects.get(outcome="late").by is None
    assert Contribution.objects.get().by is None
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_measure_that_goes_takes_no_word_of_a_closed_year_along(
    look_back, agenda, renovation, sewer, holder, treasurer, secretary
):
    """All of it moved on before the year was closed, and later it went off the agenda."""
    for unit in ("euros", "fte"):
        write(sewer, treasurer, last_year(), 0, 1 if unit == "euros" else 2, unit=unit)
    say(look_back, renovation, holder)
    say(look_back, sewer, treasurer, "dropped", reason="Geen geld.")
    close(look_back, secretary)
    actions.remove_measure(measure=sewer, by=treasurer)
    assert LookBackLine.objects.get(outcome="dropped").measure is None
    assert "Geen geld." in browser(holder).get(place("look_back", look_back)).content.decode()


def test_only_of_a_made_up_partnership_the_years_open_again_to_be_erased(
    closed, agenda, partnership, renovation, homes, holder
):
    with pytest.raises(Exception, match="only a fictitious partnership"), transaction.atomic():
        erase(partnership)
    Partnership.objects.filter(pk=partnership.pk).update(fictitious=True)
    erase(partnership)
    assert (LookBack.objects.count(), Pot.objects.filter(closed=True).count()) == (0, 0)
    Contribution.objects.all().delete()
    renovation.actuals.all().delete()
    partnership.agendas.all().delete()
    assert not Agenda.objects.exists()


def erase(partnership: Partnership) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dia_erase_fictitious(%s)", [partnership.pk])
