"""Cells of the table: a block of them is written whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.editing import StaleEdit
from accounts.models import User
from accounts.permissions import P
from dia.actions.agendas import check_open, hold
from dia.actions.caps import within_caps
from dia.actions.large_amounts import Question, check_meant, questions_of_row
from dia.actions.opportunities import recheck_conflicts
from dia.actions.works_paid import check_as_programmed
from dia.models import Agenda, Measure, MeasureYear, Pot
from dia.pipeline.agenda_lines import Unit
from dia.pipeline.history import amounts_of, note_cells
from dia.pipeline.sums import Amount


@dataclass(frozen=True, slots=True)
class Edit:
    """`version` is that of the cell which the person saw; 0 where it was empty."""

    measure: int
    year: int
    unit: Unit
    amount: Amount
    version: int

    @property
    def key(self) -> tuple[int, int]:
        return self.measure, self.year


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell with what somebody wants to write, and what another wrote in the meantime."""

    edit: Edit
    title: str
    theirs: MeasureYear


class StaleCells(StaleEdit):
    """Some of the cells are others by now; nothing of the block was written."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__()
        self.conflicts = list(conflicts)


@transaction.atomic
def write_cells(*, agenda: Agenda, by: User, edits: Iterable[Edit], meant: Collection[str] = ()) -> list[MeasureYear]:
    """Write cells, and return them as they are after it, each with its new version.

    `meant`: the questions that were answered with yes.

    Raises StaleCells with both values, PermissionDenied for another party's measure, ValidationError with a sentence
    for a cell that comes twice, for a closed year, or where an area gets more than it bears and that is refused; and
    AmountsAsked for an amount that seems to be in another unit. Then nothing is written.
    """
    edits = list(edits)
    held = hold(agenda)
    check_open(held)
    measures = _own(held, by, edits)
    _check_once(measures, edits)
    _check_years(held, measures, edits)
    standing = {(cell.measure_id, cell.year): cell for cell in _standing(held, edits)}
    _check_seen(measures, standing, edits)
    check_meant(_questions(measures, standing, edits), meant)
    earlier = {key: amounts_of(cell) for key, cell in standing.items()}
    with within_caps(Agenda.objects.filter(pk=held.pk)):
        written = [_write(standing, edit, by) for edit in edits]
    check_as_programmed(measures.values(), earlier)
    note_cells(held, by, measures, earlier, written)
    recheck_conflicts(held.partnership)
    return written


def closed_years(agenda: Agenda, party: int) -> set[int]:
    return set(Pot.objects.filter(agenda=agenda, party=party, closed=True).values_list("year", flat=True))


def _own(agenda: Agenda, by: User, edits: Iterable[Edit]) -> dict[int, Measure]:
    asked = {edit.measure for edit in edits}
    found = {
        each.pk: each
        for each in agenda.measures.filter(pk__in=asked).select_related("work__party").defer("work__place")
    }
    if asked - set(found):
        raise ValidationError(_("One of these measures is no longer on the agenda. Load the page again."))
    mine = {party.pk for party in by.parties_in(agenda.partnership, P.PLAN)}
    for measure in found.values():
        if measure.work.party_id not in mine:
            text = _("“%(work)s” is of %(party)s. You can change measures of your own party.")
            raise PermissionDenied(text % {"work": measure.work.title, "party": measure.work.party})
    return found


def _check_once(measures: dict[int, Measure], edits: Iterable[Edit]) -> None:
    met = Counter((edit.measure, edit.year, edit.unit) for edit in edits)
    twice = [(measure, year) for (measure, year, _unit), times in met.items() if times > 1]
    if twice:
        text = _("“%(work)s” in %(year)s occurs twice in this block. Send each cell once. Nothing is changed.")
        raise ValidationError([text % {"work": measures[key].work.title, "year": year} for key, year in twice])


def _questions(
    measures: dict[int, Measure], standing: Mapping[tuple[int, int], MeasureYear], edits: Iterable[Edit]
) -> Iterator[Question]:
    before: dict[int, dict[int, Amount]] = defaultdict(dict)
    for (key, year), cell in standing.items():
        before[key][year] = cell.euros
    after = {key: dict(before[key]) for key in measures}
    for edit in edits:
        if edit.unit == "euros":
            after[edit.measure][edit.year] = edit.amount
    for key, measure in measures.items():
        yield from questions_of_row(measure, before[key], after[key])


def _check_years(agenda: Agenda, measures: dict[int, Measure], edits: Iterable[Edit]) -> None:
    shut = {party: closed_years(agenda, party) for party in {measure.work.party_id for measure in measures.values()}}
    for edit in edits:
        if edit.year not in agenda.years:
            raise ValidationError(_("%(year)s is not a year of this agenda.") % {"year": edit.year})
        if edit.year in shut[measures[edit.measure].work.party_id]:
            raise ValidationError(
                _("%(year)s is closed after its look-back. Nothing is changed.") % {"year": edit.year}
            )


def _standing(agenda: Agenda, edits: Iterable[Edit]) -> Iterable[MeasureYear]:
    asked = {edit.measure for edit in edits}
    return MeasureYear.objects.filter(measure__in=asked, measure__agenda=agenda).select_related("changed_by")


def _check_seen(
    measures: dict[int, Measure], standing: dict[tuple[int, int], MeasureYear], edits: Iterable[Edit]
) -> None:
    found = []
    for edit in edits:
        theirs = standing.get(edit.key) or MeasureYear(measure_id=edit.measure, year=edit.year, version=0)
        if theirs.version != edit.version:
            found.append(Conflict(edit, measures[edit.measure].work.title, theirs))
    if found:
        raise StaleCells(found)


def _write(standing: dict[tuple[int, int], MeasureYear], edit: Edit, by: User) -> MeasureYear:
    cell = standing.get(edit.key) or MeasureYear(measure_id=edit.measure, year=edit.year, version=0)
    standing[edit.key] = cell
    setattr(cell, edit.unit, edit.amount)
    cell.version, cell.changed_by = edit.version + 1, by
    store(cell)
    return cell


def store(cell: MeasureYear) -> None:
    try:
        with transaction.atomic():
            cell.save()
    except IntegrityError as refusal:  # the year was closed a moment ago
        if "dia_pot_closed" not in str(refusal):
            raise
        text = _("%(year)s is closed after its look-back. Nothing is changed.")
        raise ValidationError(text % {"year": cell.year}) from refusal
