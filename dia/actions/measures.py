"""Measures: works of the register that a party puts on an agenda, and takes off again while nobody gave anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from dia.actions.agendas import check_open, hold, make_pots
from dia.actions.caps import within_caps
from dia.actions.cells import Edit, closed_years, write_cells
from dia.actions.opportunities import recheck_conflicts
from dia.actions.works import FIXED, check_own
from dia.models import Agenda, Measure, MeasureYear, Work
from dia.pipeline.history import note, plan_of


@transaction.atomic
def add_measure(*, agenda: Agenda, work: Work, by: User, group: str, evenly: bool = False) -> Measure:
    """Put a work on the agenda with its planned cost and manpower in the preferred year, or evenly over its window.

    Raises PermissionDenied for another party's work, and ValidationError with a sentence where it is over, on an agenda
    already, or has no year in common with the agenda.
    """
    check_own(by, work.partnership, work.party)
    held = hold(agenda)
    check_open(held)
    if work.state in FIXED:
        raise ValidationError(_("This work is %(state)s, so it stays as it is.") % {"state": work.get_state_display()})
    years = spread_years(held, work, evenly)
    with within_caps(Agenda.objects.filter(pk=held.pk)):
        measure = _place(held, work, group, years, by)
    make_pots(held, [work.party])
    note(held, by, "added", work.title, party=work.party, measure=measure, after=plan_of(measure))
    recheck_conflicts(held.partnership)
    return measure


def _place(agenda: Agenda, work: Work, group: str, years: list[int], by: User) -> Measure:
    try:
        with transaction.atomic():
            measure = Measure.objects.create(agenda=agenda, work=work, group=group)
    except IntegrityError as clash:
        raise ValidationError(_("“%(work)s” stands on an agenda already.") % {"work": work.title}) from clash
    euros, tenths = parts(work.planned_cost, len(years)), parts(int(work.fte_years * 10), len(years))
    MeasureYear.objects.bulk_create(
        MeasureYear(measure=measure, year=year, euros=amount, fte=Decimal(tenth) / 10, changed_by=by)
        for year, amount, tenth in zip(years, euros, tenths, strict=True)
    )
    return measure


def spread_years(agenda: Agenda, work: Work, evenly: bool) -> list[int]:
    """Return the years of the agenda in which the work can be done; only the preferred (or nearest) one unless evenly.

    Raises ValidationError where there is none.
    """
    shut = closed_years(agenda, work.party_id)
    window = [year for year in agenda.years if work.earliest <= year <= work.latest and year not in shut]
    if not window:
        years = {"earliest": work.earliest, "latest": work.latest}
        raise ValidationError(
            _("This work is planned for %(earliest)s to %(latest)s, and the agenda has no open year in that time.")
            % years
        )
    return window if evenly else [min(window, key=lambda year: (abs(year - work.preferred), year))]


def parts(whole: int, number: int) -> list[int]:
    """Return equal parts that sum to the whole; what is left over goes to the first ones.

    Ten in four parts are 3, 3, 2, 2.
    """
    share, left = divmod(whole, number)
    return [share + (place < left) for place in range(number)]


@transaction.atomic
def remove_measure(*, measure: Measure, by: User) -> None:
    """Take a measure off its agenda, while nobody gave to it and nothing was spent; the work stays in the register."""
    check_own(by, measure.agenda.partnership, measure.work.party)
    held = hold(measure.agenda)
    check_open(held)
    if measure.contributions.exists() or measure.actuals.exists():
        raise ValidationError(_("Money was given to or spent on this measure. Take that back first."))
    if closed_years(held, measure.work.party_id) & {
        cell.year for cell in measure.years.all() if cell.euros or cell.fte
    }:
        raise ValidationError(_("A part of this measure lies in a closed year, so it stays."))
    note(held, by, "removed", measure.work.title, party=measure.work.party, before=plan_of(measure))
    measure.delete()
    recheck_conflicts(held.partnership)


@transaction.atomic
def write_row(*, measure: Measure, by: User, group: str, edits: Iterable[Edit], meant: Collection[str] = ()) -> None:
    """Write the group and the cells of one measure together; refused as `write_cells` refuses."""
    check_own(by, measure.agenda.partnership, measure.work.party)
    check_open(hold(measure.agenda))
    write_cells(agenda=measure.agenda, by=by, edits=edits, meant=meant)
    work, before, after = measure.work, {"group": measure.group}, {"group": group}
    note(measure.agenda, by, "group", work.title, party=work.party, measure=measure, before=before, after=after)
    Measure.objects.filter(pk=measure.pk).update(group=group)
