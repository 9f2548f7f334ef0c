"""Cells of works that get another year: what stands in the table goes along, each cell by as many years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from dia.actions.caps import within_caps
from dia.actions.cells import closed_years, store
from dia.models import Agenda, Measure, MeasureYear
from dia.pipeline.agenda_lines import measures_of
from dia.pipeline.history import amounts_of, note_cells

type Amounts = tuple[int, Decimal]  # euros, fte
NOTHING: Amounts = (0, Decimal(0))


def move_cells(agenda: Agenda, years: Mapping[int, int], by: User) -> None:
    """Move what each work of `years` {work: how many years later} costs on this agenda; the caller holds the agenda.

    Raises ValidationError with a sentence for each cell that cannot go along. Clamping it to the last open year would
    pile up cost in a year that nobody agreed to, so it is all or nothing; contributions stay where parties put them.
    """
    measures = [each for each in measures_of(agenda) if years.get(each.work_id)]
    if refused := list(_refusals(agenda, measures, years)):
        raise ValidationError(refused)
    with within_caps(Agenda.objects.filter(pk=agenda.pk)):
        for measure in measures:
            _move(agenda, measure, years[measure.work_id], by)


def moved(cells: Mapping[int, Amounts], later: int) -> dict[int, Amounts]:
    """Return the amounts to be written, by year, so that every amount stands `later` years further on.

    Left years get nothing.
    """
    filled = {year: amounts for year, amounts in cells.items() if any(amounts)}
    return dict.fromkeys(sorted(filled), NOTHING) | {year + later: amounts for year, amounts in filled.items()}


def _refusals(agenda: Agenda, measures: Iterable[Measure], years: Mapping[int, int]) -> Iterable[str]:
    for measure in measures:
        touched = moved(_cells(measure), years[measure.work_id])
        words = {"work": measure.work.title}
        if outside := [year for year, amounts in touched.items() if any(amounts) and year not in agenda.years]:
            text = _("“%(work)s” would cost money in %(years)s, outside this agenda. Change its years in the table.")
            yield text % {**words, "years": _listed(outside)}
        if shut := closed_years(agenda, measure.work.party_id) & set(touched):
            text = _("“%(work)s” cannot move: %(years)s is closed after its look-back.")
            yield text % {**words, "years": _listed(shut)}


def _move(agenda: Agenda, measure: Measure, later: int, by: User) -> None:
    """Write the moved cells of a measure, each with a new version: who was editing it is shown both values."""
    standing = {cell.year: cell for cell in measure.years.all()}
    before = {(measure.pk, year): amounts_of(cell) for year, cell in standing.items()}
    written = []
    for year, (euros, fte) in moved(_cells(measure), later).items():
        cell = standing.get(year) or MeasureYear(measure=measure, year=year, version=0)
        cell.euros, cell.fte, cell.version, cell.changed_by = euros, fte, cell.version + 1, by
        store(cell)
        written.append(cell)
    note_cells(agenda, by, {measure.pk: measure}, before, written)


def _cells(measure: Measure) -> dict[int, Amounts]:
    return {cell.year: (cell.euros, cell.fte) for cell in measure.years.all()}


def _listed(years: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(years)))
