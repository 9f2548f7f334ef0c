"""Money: what a party commits per year, what of it goes to which measure, and what was really spent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.editing import check_unchanged
from accounts.models import Party, User
from accounts.permissions import P, acts_for
from dia.actions.agendas import check_alive, hold
from dia.actions.cells import closed_years
from dia.actions.large_amounts import check_meant, questions_of_commitment
from dia.actions.opportunities import recheck_conflicts
from dia.actions.works_paid import brought_to, check_kept
from dia.models import Actual, Agenda, Commitment, Contribution, Measure, Pot
from dia.pipeline import history


@dataclass(frozen=True, slots=True)
class Amounts:
    euros: int = 0
    fte: Decimal = Decimal(0)

    def __bool__(self) -> bool:
        return bool(self.euros or self.fte)

    def minus(self, other: Amounts) -> Amounts:
        return Amounts(self.euros - other.euros, self.fte - other.fte)


NOTHING = Amounts()


@transaction.atomic
def commit(
    *,
    pot: Pot,
    by: User,
    funding: str,
    state: str,
    amounts: Amounts,
    seen: int,
    note: str = "",
    meant: Collection[str] = (),
) -> Commitment:
    """Commit money: a first version, or an amendment of version `seen` (0: there was none), with a note.

    Raises PermissionDenied for another party's pot, StaleEdit where a colleague was first, ValidationError with a
    sentence, and AmountsAsked for an amount that seems too large, until its question is in `meant`.
    """
    _check_purse(by, pot.agenda, pot.party)
    check_alive(hold(pot.agenda))
    held = Pot.objects.select_for_update(no_key=True).get(pk=pot.pk)
    earlier = held.commitments.filter(funding=funding, current=True).first()
    check_unchanged(earlier.version if earlier else 0, seen)
    if earlier and not note.strip():
        raise ValidationError({"note": _("Say in one sentence why this changes.")})
    check_meant(questions_of_commitment(pot.agenda, pot.year, earlier.euros if earlier else 0, amounts.euros), meant)
    with within_means(held, committed=_added(earlier, state, amounts)):
        held.commitments.filter(funding=funding, current=True).update(current=False)
        fields = {"euros": amounts.euros, "fte": amounts.fte, "note": note.strip()}
        made = Commitment.objects.create(pot=held, funding=funding, state=state, by=by, version=seen + 1, **fields)
        _check_now()
    before, after = (history.amounts_of(version, "state", "note") for version in (earlier, made))
    history.note(pot.agenda, by, "commitment", funding, party=pot.party, year=pot.year, before=before, after=after)
    recheck_conflicts(pot.agenda.partnership)
    return made


@transaction.atomic
def contribute(
    *, measure: Measure, party: Party, by: User, given: Mapping[int, Amounts], seen: Mapping[int, Amounts]
) -> None:
    """Write what the pots of `party` give to the measure, by year, in place of what they gave; all of it or nothing.

    `seen` is what stood there. PermissionDenied for another party's pots, StaleEdit where a colleague was first,
    ValidationError that names the year and what is short.
    """
    _check_purse(by, measure.agenda, party)
    check_alive(hold(measure.agenda))
    pots = Pot.objects.filter(agenda=measure.agenda, party=party, year__in=list(given)).order_by("pk")
    if astray := {year for year, amounts in given.items() if amounts} - {pot.year for pot in pots}:
        raise ValidationError(_("%(year)s is not a year of this agenda.") % {"year": min(astray)})
    brought = brought_to(measure)
    for pot in pots.select_for_update(no_key=True, of=("self",)).select_related("party"):
        earlier = pot.contributions.filter(measure=measure).first()
        stands = Amounts(earlier.euros, earlier.fte) if earlier else NOTHING
        check_unchanged(stands, seen.get(pot.year, NOTHING))
        if given[pot.year] != stands:
            with within_means(pot, given=given[pot.year].minus(stands)):
                _give(pot, measure, given[pot.year], by)
            _note_gift(pot, measure, by, stands, given[pot.year])
    check_kept(measure, brought)
    recheck_conflicts(measure.agenda.partnership)


def _added(earlier: Commitment | None, state: str, amounts: Amounts) -> Amounts:
    """Return what a commitment adds to what its pot has; what lapsed counts for nothing."""
    lapsed = Commitment.State.LAPSED
    before = Amounts(earlier.euros, earlier.fte) if earlier and earlier.state != lapsed else NOTHING
    return (NOTHING if state == lapsed else amounts).minus(before)


def _note_gift(pot: Pot, measure: Measure, by: User, stood: Amounts, given: Amounts) -> None:
    before, after = history.amounts_of(stood), history.amounts_of(given)
    named: dict[str, Any] = {"party": pot.party, "measure": measure, "year": pot.year}
    history.note(measure.agenda, by, "contribution", measure.work.title, before=before, after=after, **named)


def _give(pot: Pot, measure: Measure, amounts: Amounts, by: User) -> None:
    if not amounts:
        pot.contributions.filter(measure=measure).delete()
        return
    fields = {"euros": amounts.euros, "fte": amounts.fte, "by": by}
    Contribution.objects.update_or_create(pot=pot, measure=measure, defaults=fields)


@transaction.atomic
def record_actual(
    *,
    measure: Measure,
    by: User,
    year: int,
    amounts: Amounts,
    days: int | None = None,
    reason: str = "",
    seen: int = 0,
) -> Actual:
    """Record what was spent in a year, beside the plan and in place of version `seen` (0: nothing was filled in).

    StaleEdit where a colleague was first; ValidationError for a year to come, or another amount without a reason.
    """
    hold(measure.agenda)
    party = measure.work.party
    _check_spent(measure, by, year)
    earlier = measure.actuals.filter(year=year).first()
    check_unchanged(earlier.version if earlier else 0, seen)
    cell = measure.years.filter(year=year).first()
    if amounts.euros != (cell.euros if cell else 0) and not reason.strip():
        raise ValidationError({"reason": _("This differs from the plan. Say in one sentence why.")})
    fields = {"euros": amounts.euros, "fte": amounts.fte, "days": days, "reason": reason.strip(), "by": by}
    before = history.amounts_of(earlier, "days", "reason")
    made = Actual.objects.update_or_create(measure=measure, year=year, defaults=fields | {"version": seen + 1})[0]
    named: dict[str, Any] = {"party": party, "measure": measure, "year": year}
    after = history.amounts_of(made, "days", "reason")
    history.note(measure.agenda, by, "actual", measure.work.title, before=before, after=after, **named)
    return made


def _check_spent(measure: Measure, by: User, year: int) -> None:
    """Raise PermissionDenied for another party, ValidationError unless the year has begun and is not closed.

    The year must be one of the agenda.
    """
    party = measure.work.party
    if not acts_for(by, P.PLAN, measure.agenda.partnership, party):
        text = _("This is for %(party)s to fill in. You can do so for measures of your own party.")
        raise PermissionDenied(text % {"party": party})
    if year not in measure.agenda.years or year > timezone.localdate().year:
        raise ValidationError({"year": _("Choose a year of this agenda that has begun.")})
    if year in closed_years(measure.agenda, party.pk):
        raise ValidationError(
            {"year": _("%(year)s is closed after its look-back. Nothing is changed.") % {"year": year}}
        )


@contextmanager
def within_means(pot: Pot, *, given: Amounts = NOTHING, committed: Amounts = NOTHING) -> Iterator[None]:
    """Turn a refusal of the database into sentences with the sums of the pot.

    `given` and `committed` are what is added to both, below 0 where it is taken away.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        if "dia_pot_closed" in str(refusal):
            text = _("%(year)s is closed after its look-back. Nothing is changed.")
            raise ValidationError(text % {"year": pot.year}) from refusal
        if "dia_pot_is_firm" in str(refusal):
            text = _("What is programmed rests on committed money. In %(year)s %(party)s has too little of that.")
            raise ValidationError(text % {"year": pot.year, "party": pot.party}) from refusal
        if "dia_pot_holds" not in str(refusal):
            raise
        raise ValidationError(list(_shortages(pot, given, committed))) from refusal


def _shortages(pot: Pot, given: Amounts, committed: Amounts) -> Iterator[str]:
    """Return a sentence for what is short: euros, manpower or both."""
    lasting = pot.commitments.filter(current=True).exclude(state=Commitment.State.LAPSED)
    had, paid = _total(lasting), _total(pot.contributions.all())
    for unit in ("euros", "fte"):
        stands, gone = getattr(had, unit), getattr(paid, unit)
        short = gone + getattr(given, unit) - stands - getattr(committed, unit)
        if short <= 0:
            continue
        amounts = {"had": _words(stands, unit), "paid": _words(gone, unit), "short": _words(short, unit)}
        yield str(GIVES_TOO_MUCH if given else COMMITS_TOO_LITTLE) % {"party": pot.party, "year": pot.year, **amounts}


GIVES_TOO_MUCH = gettext_lazy(
    "%(party)s has %(had)s for %(year)s and gave %(paid)s of it already. This is %(short)s short. "
    "Commit more first, or give less."
)
COMMITS_TOO_LITTLE = gettext_lazy(
    "%(party)s gave %(paid)s of %(year)s already, so it cannot commit less. Take a contribution back first."
)


def _total(rows: QuerySet[Any]) -> Amounts:
    sums = rows.aggregate(euros=Sum("euros"), fte=Sum("fte"))
    return Amounts(sums["euros"] or 0, sums["fte"] or Decimal(0))


def _words(amount: Any, unit: str) -> str:
    return (
        f"€ {number_format(amount, 0, force_grouping=True)}" if unit == "euros" else f"{number_format(amount, 1)} fte"
    )


def _check_now() -> None:
    """Check the cap on commitments now: it is looked at when the transaction ends, and the person wants to know now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS commitment_holds IMMEDIATE")
        cursor.execute("SET CONSTRAINTS commitment_holds DEFERRED")


def _check_purse(by: User, agenda: Agenda, party: Party) -> None:
    if not acts_for(by, P.COMMIT, agenda.partnership, party):
        text = _("This is for the budget holder of %(party)s. You can bring money of your own party.")
        raise PermissionDenied(text % {"party": party})
