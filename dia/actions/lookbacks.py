"""Look-backs: opened on a year that has begun, answered by each party for its own measures, and closed with that year."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import User
from accounts.permissions import P, acts_for
from accounts.states import may_follow
from dia.actions.agendas import hold
from dia.models import Agenda, LookBack, LookBackLine, Measure
from dia.pipeline.history import note
from dia.pipeline.lookbacks import concerns, count_up, plan_of
from dia.pipeline.lookbacks_account import Account
from dia.states import LOOK_BACK

Outcome, State = LookBackLine.Outcome, LookBack.State
# Before these there is nothing agreed to look back on.
TOO_EARLY = {Agenda.State.OPENED, Agenda.State.DRAFTING}


@transaction.atomic
def open_look_back(*, agenda: Agenda, by: User, year: int) -> LookBack:
    """Open a look-back on what is planned now: later changes of the plan do not change what is looked back on.

    Raises ValidationError with a sentence for a year to come or outside the agenda, a second look-back on a year, and
    for an agenda on which nothing is agreed yet.
    """
    held = hold(agenda)
    if held.state in TOO_EARLY:
        raise ValidationError(_("This agenda is not agreed yet, so there is nothing to look back on."))
    if year not in held.years or year > timezone.localdate().year:
        raise ValidationError(_("Choose a year of this agenda that has begun."))
    if held.look_backs.filter(year=year).exists():
        raise ValidationError(_("There is a look-back on %(year)s already.") % {"year": year})
    note(held, by, "look_back", year=year, after={"state": State.OPEN})
    return LookBack.objects.create(agenda=held, year=year, opened_by=by, plan=plan_of(held, year))


@transaction.atomic
def say_outcome(
    *,
    look_back: LookBack,
    measure: Measure,
    by: User,
    outcome: str,
    reason: str = "",
    later_year: int | None = None,
    seen: int = 0,
) -> LookBackLine:
    """Record the outcome of a measure, by its own party, in place of version `seen` (0: nothing was said).

    PermissionDenied for another party's measure, StaleEdit where a colleague was first, ValidationError with a
    sentence.
    """
    party = measure.work.party
    if not acts_for(by, P.PLAN, look_back.agenda.partnership, party):
        text = _("“%(work)s” is of %(party)s. You can say this of measures of your own party.")
        raise PermissionDenied(text % {"work": measure.work, "party": party})
    held = _held(look_back)
    check_open(held)
    if not concerns(held, measure):
        text = _("“%(work)s” cost nothing in %(year)s, so it is not in this look-back.")
        raise ValidationError(text % {"work": measure.work, "year": held.year})
    said = _checked(held, outcome, reason.strip(), later_year)
    earlier = held.lines.filter(measure=measure).first()
    check_unchanged(earlier.version if earlier else 0, seen)
    defaults = {**said, "by": by, "version": seen + 1}
    return LookBackLine.objects.update_or_create(look_back=held, measure=measure, defaults=defaults)[0]


@transaction.atomic
def write_summary(*, look_back: LookBack, by: User, summary: str, version: int) -> LookBack:
    """Write what the parties learned, in place of what stood in `version`.

    Raises StaleEdit where somebody changed it meanwhile.
    """
    held = _held(look_back)
    check_open(held)
    check_unchanged(held.version, version)
    held.save_changes(summary=summary.strip())
    return held


@transaction.atomic
def close_look_back(*, look_back: LookBack, by: User, version: int) -> LookBack:
    """Keep what the page shows, and close the pots of the year; no plan changes.

    StaleEdit where the summary is another by now; ValidationError with all that stands in the way.
    """
    agenda = hold(look_back.agenda)
    held = _held(look_back)
    check_open(held)
    check_unchanged(held.version, version)
    account = count_up(held)
    obstacles = why_not_closed(held, account)
    if obstacles:
        raise ValidationError(obstacles)
    held.save_changes(state=State.CLOSED, shown=account.to_plain(), closed_by=by, closed_at=timezone.now())
    agenda.pots.filter(year=held.year, closed=False).update(closed=True)
    note(agenda, by, "look_back", year=held.year, before={"state": State.OPEN}, after={"state": State.CLOSED})
    return held


def why_not_closed(look_back: LookBack, account: Account) -> list[str]:
    """Return why it cannot be closed, in sentences; empty where it can."""
    found = []
    if look_back.year >= timezone.localdate().year:
        found.append(_("%(year)s is not over yet. It can be closed in the new year.") % {"year": look_back.year})
    closed = set(look_back.agenda.look_backs.closed().values_list("year", flat=True))
    earlier = [year for year in look_back.agenda.years if year < look_back.year and year not in closed]
    if earlier:
        found.append(_("%(year)s is still open. Look back on that year first.") % {"year": earlier[0]})
    parties = {party.party: party.name for party in account.parties}
    for line in account.unsaid:
        names = {"work": line.title, "party": parties[line.party]}
        found.append(_("%(party)s has not said yet what became of “%(work)s”.") % names)
    return found


def check_open(look_back: LookBack) -> None:
    if not may_follow(LOOK_BACK, look_back.state, State.CLOSED):
        text = _("The look-back on %(year)s is closed, so it stays as it is.")
        raise ValidationError(text % {"year": look_back.year})


def _checked(look_back: LookBack, outcome: str, reason: str, later_year: int | None) -> dict[str, object]:
    """Return the fields of a line; only what comes later has a year in which it comes.

    Raises ValidationError where a reason lacks, or the later year is none of the agenda after this one.
    """
    if outcome != Outcome.KEPT and not reason:
        raise ValidationError({"reason": _("Say in one sentence why.")})
    if outcome != Outcome.LATE:
        later_year = None
    if later_year is not None and (later_year <= look_back.year or later_year not in look_back.agenda.years):
        text = _("Choose a year of this agenda after %(year)s, or leave it open.")
        raise ValidationError({"later_year": text % {"year": look_back.year}})
    return {"outcome": outcome, "reason": reason, "later_year": later_year}


def _held(look_back: LookBack) -> LookBack:
    """Lock the row of the look-back as it stands now, until the end of this transaction."""
    found = LookBack.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("agenda__partnership", "agenda__snapshot__run").get(pk=look_back.pk)
