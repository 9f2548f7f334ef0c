"""Agendas: opened from an adopted advice or by a decision, moved on, and bounded by what an area bears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Partnership, Party, User
from accounts.states import may_follow
from dia.actions.caps import caps_stamp
from dia.actions.opportunities import queue_opportunity_search, recheck_conflicts
from dia.models import Agenda, AgendaArea, NuisanceCap, Pot
from dia.models.agendas import this_year
from dia.pipeline.agenda_lines import caps_of, lines_of, measures_of
from dia.pipeline.history import note, note_caps
from dia.pipeline.sums import sum_up
from dia.states import AGENDA
from sia.models import Snapshot

State = Agenda.State
# Where measures and cells may change; an agreed agenda goes back to drafting first.
OPEN = {State.OPENED, State.DRAFTING, State.RUNNING}
# Where money may be committed and given.
ALIVE = OPEN | {State.AGREED}
# Moves that are decisions of the core group, and are written down with the agenda.
DECIDED = {State.AGREED, State.STOPPED, State.COMPLETED}


@transaction.atomic
def open_agenda(
    *,
    partnership: Partnership,
    by: User,
    name: str,
    areas: Iterable[str],
    parties: Iterable[Party],
    first_year: int,
    last_year: int,
    goals: str = "",
    snapshot: Snapshot | None = None,
    reason: str = "",
    price_year: int | None = None,
    with_vat: bool = False,
) -> Agenda:
    """Open an agenda with a pot for every party and year; prices are of this year unless said otherwise.

    Raises ValidationError for a name that is there already, or without areas or parties.
    """
    areas, parties = list(areas), list(parties)
    if not areas or not parties:
        raise ValidationError(_("An agenda has at least one area and one party."))
    fields = {"name": name, "first_year": first_year, "last_year": last_year, "goals": goals}
    fields |= {"price_year": price_year or this_year(), "with_vat": with_vat}
    with name_once():
        agenda = Agenda.objects.create(
            partnership=partnership, opened_by=by, snapshot=snapshot, reason=reason, **fields
        )
    add_areas(agenda, areas)
    make_pots(agenda, parties)
    note(agenda, by, "opened", after={**fields, "areas": areas, "parties": [party.name for party in parties]})
    queue_opportunity_search(partnership)
    return agenda


@contextmanager
def name_once() -> Iterator[None]:
    """Raise ValidationError where the name is taken: of two people who take it at once the second is told."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        if "agenda_name_once" not in str(clash):
            raise
        raise ValidationError({"name": _("There is an agenda with this name already. Choose another name.")}) from clash


def add_areas(agenda: Agenda, codes: Iterable[str]) -> None:
    """Add the areas that the agenda lacks."""
    areas = (AgendaArea(agenda=agenda, area_code=code) for code in codes)
    AgendaArea.objects.bulk_create(areas, ignore_conflicts=True)


@transaction.atomic
def move_agenda(
    *, agenda: Agenda, by: User, to: str, version: int, decision: str = "", with_gaps: bool = False
) -> Agenda:
    """Move the agenda to a next state of dia.states.AGENDA.

    Agreeing, stopping and completing need the decision in words; agreeing with money short needs `with_gaps`. Raises
    StaleEdit where it was moved meanwhile, and ValidationError with a sentence.
    """
    held = hold(agenda)
    check_unchanged(held.version, version)
    if not may_follow(AGENDA, held.state, to):
        names = {"now": held.get_state_display(), "to": dict(State.choices).get(to, to)}
        raise ValidationError(_("This agenda is now “%(now)s”. It cannot become “%(to)s” from there.") % names)
    if to in DECIDED and not decision.strip():
        raise ValidationError(_("Write down who decided this, when and why."))
    if to == State.AGREED:
        _check_agreed(held, with_gaps)
    if decision.strip():
        held.reason = as_decided(held, str(dict(State.choices)[to]), decision)
    note(held, by, "moved", before={"state": held.state}, after={"state": to, "decision": decision.strip()})
    held.save_changes(state=to, reason=held.reason)
    queue_opportunity_search(held.partnership)
    return held


def as_decided(agenda: Agenda, what: str, decision: str) -> str:
    """Return the reason of the agenda with this decision added to it."""
    return f"{agenda.reason}\n{timezone.localdate():%d-%m-%Y}, {what}: {decision.strip()}".strip()


def _check_agreed(agenda: Agenda, with_gaps: bool) -> None:
    measures = measures_of(agenda)
    if not measures:
        raise ValidationError(_("There is no measure on this agenda yet. Add one first."))
    if sum_up(lines_of(measures, "euros"), agenda.years).gap and not with_gaps:
        raise ValidationError(
            _("Some measures lack money. Bring the money first, or say that you agree with the gap as it stands.")
        )


@transaction.atomic
def set_caps(*, agenda: Agenda, by: User, caps: Mapping[tuple[str, int], tuple[int, bool]], seen: str) -> None:
    """Replace the household-days that areas bear per year; lower than what is planned is allowed.

    `seen` is the `caps_stamp` of what stood when the form was opened: StaleEdit where that is another by now.
    """
    held = hold(agenda)
    check_open(held)
    check_unchanged(caps_stamp(held), seen)
    note_caps(held, by, caps_of(held), caps)
    held.caps.all().delete()
    NuisanceCap.objects.bulk_create(
        NuisanceCap(agenda=held, area_code=code, year=year, household_days=days, refuses=refuses)
        for (code, year), (days, refuses) in caps.items()
    )
    recheck_conflicts(held.partnership)


def make_pots(agenda: Agenda, parties: Iterable[Party]) -> None:
    """Make the pots that are missing, of every year: who has pots takes part.

    Years that were looked back on stay closed.
    """
    closed = set(agenda.look_backs.closed().values_list("year", flat=True))
    pots = (
        Pot(agenda=agenda, party=party, year=year, closed=year in closed) for party in parties for year in agenda.years
    )
    Pot.objects.bulk_create(pots, ignore_conflicts=True)


def hold(agenda: Agenda) -> Agenda:
    """Lock the row of the agenda as it stands now: in this transaction nobody else changes its table."""
    return Agenda.objects.select_for_update(no_key=True).get(pk=agenda.pk)


def check_open(agenda: Agenda) -> None:
    """Raise ValidationError with a sentence where measures and cells stay as they are."""
    if agenda.state == State.AGREED:
        raise ValidationError(_("This agenda is agreed. The core group can take it back to drafting."))
    if agenda.state not in OPEN:
        raise ValidationError(
            _("This agenda is %(state)s, so it stays as it is.") % {"state": agenda.get_state_display()}
        )


def check_alive(agenda: Agenda) -> None:
    """Raise ValidationError with a sentence where no money is brought any more."""
    if agenda.state not in ALIVE:
        raise ValidationError(
            _("This agenda is %(state)s, so it stays as it is.") % {"state": agenda.get_state_display()}
        )
