"""The history of an agenda: a line for every change, written in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q

from accounts.models import Party, User
from accounts.permissions import P
from dia.models import Agenda, AgendaEvent, Bundle, Measure, MeasureYear, Work

Kind = AgendaEvent.Kind
type Facts = Mapping[str, Any]


def note(
    agenda: Agenda,
    by: User,
    kind: str,
    subject: str = "",
    *,
    party: Party | None = None,
    measure: Measure | None = None,
    year: int | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    """Note a change; nothing where nothing changed.

    Without a party: the one for which this person leads.
    """
    if before == after:
        return
    whose = party or by.parties_in(agenda.partnership, P.LEAD).first()
    about = {"subject": subject, "measure": measure, "year": year}
    AgendaEvent.objects.create(agenda=agenda, by=by, party=whose, kind=kind, before=before, after=after, **about)


def note_cells(
    agenda: Agenda,
    by: User,
    measures: Mapping[int, Measure],
    before: Mapping[tuple[int, int], Facts | None],
    written: Iterable[MeasureYear],
) -> None:
    """Note the cells that changed among those that somebody wrote.

    `before` by measure and year, without those that were empty.
    """
    cells = {(cell.measure_id, cell.year): cell for cell in written}
    for (key, year), cell in cells.items():
        measure, earlier, now = measures[key], before.get((key, year)), amounts_of(cell)
        work = measure.work
        note(agenda, by, Kind.CELL, work.title, party=work.party, measure=measure, year=year, before=earlier, after=now)


def note_caps(
    agenda: Agenda,
    by: User,
    before: Mapping[tuple[str, int], tuple[int, bool]],
    after: Mapping[tuple[str, int], tuple[int, bool]],
) -> None:
    """Note the caps by area and year; one that went has nothing after it."""
    for code, year in sorted(before.keys() | after.keys()):
        said = [_cap(caps.get((code, year))) for caps in (before, after)]
        note(agenda, by, Kind.CAP, code, year=year, before=said[0], after=said[1])


def note_together(
    kind: str,
    bundle: Bundle,
    by: User,
    *,
    party: Party,
    before: Facts | None = None,
    after: Facts | None = None,
    asked: Collection[Work] = (),
) -> None:
    """Note a change on the agenda of the bundle, and on every other that holds a work of it.

    Also on those that hold a work that is asked to join it.
    """
    works = [*bundle.members.values_list("work", flat=True), *(work.pk for work in asked)]
    concerned = Q(pk=bundle.agenda_id) | Q(measures__work__in=works)
    for agenda in Agenda.objects.filter(concerned).distinct().order_by("pk"):
        note(agenda, by, kind, bundle.name, party=party, before=before, after=after)


def amounts_of(row: Any, *names: str) -> Facts | None:
    """Return euros and fte of a cell, commitment, contribution or actual, and what else is named.

    None without a row.
    """
    return {name: getattr(row, name) for name in ("euros", "fte", *names)} if row else None


def plan_of(measure: Measure) -> Facts:
    """Return all that a measure costs: its cells by year."""
    return {str(cell.year): amounts_of(cell) for cell in measure.years.order_by("year")}


def _cap(cap: tuple[int, bool] | None) -> Facts | None:
    return {"household_days": cap[0], "refuses": cap[1]} if cap else None
