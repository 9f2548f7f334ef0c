"""Snapshots of the advice: made from a run, spoken about, proposed, adopted. What is adopted never changes again."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from accounts.permissions import P
from sia import states
from sia.models import AreaResult, ScoreRun, Snapshot
from sia.pipeline import snapshots as pipeline

State = Snapshot.State


@transaction.atomic
def make_snapshot(*, partnership: Partnership, level: str, by: User, title: str, seen: int, note: str = "") -> Snapshot:
    """Freeze the newest run of the level.

    `seen` is the run that the person saw: ValidationError where newer scores came.
    """
    run = ScoreRun.objects.newest(partnership, level)
    if run is None or run.pk != seen:
        raise ValidationError(_("Newer scores have come since you opened this page. Look at them, then send again."))
    return Snapshot.objects.create(partnership=partnership, run=run, title=title, note=note, created_by=by)


@transaction.atomic
def move_snapshot(*, snapshot: Snapshot, by: User, to: str) -> Snapshot:
    """Move the snapshot to another state, as the table allows; adopting is a verb of its own.

    Raises ValidationError with a sentence otherwise.
    """
    locked = _locked(snapshot)
    if to == State.ADOPTED or to not in states.next_states(states.SNAPSHOT, locked.state, by, locked.partnership):
        raise ValidationError(_too_late(locked))
    locked.state = to
    locked.save(update_fields=["state"])
    return locked


@transaction.atomic
def deviate(*, snapshot: Snapshot, result: AreaResult, by: User, advice: str, reason: str, seen: str) -> None:
    """Record another class for an area, with the reason; the advised class takes a deviation back.

    `seen` is the number of the deviation that the person saw, or nothing. Raises ValidationError where somebody was
    first, where the snapshot is no longer open, and where a deviation has no reason.
    """
    locked = _locked(snapshot)
    if locked.state not in states.SNAPSHOT_OPEN:
        raise ValidationError(_too_late(locked))
    standing = locked.deviations.filter(area=result.area_id).first()
    if seen != (str(standing.pk) if standing else ""):
        raise ValidationError(_("Somebody else changed this area in the meantime. Both answers are shown: choose one."))
    if advice != result.advice and not reason.strip():
        raise ValidationError(_("Write down why this area gets another class than was advised."))
    if standing:
        standing.delete()
    if advice != result.advice:
        party = by.parties_in(locked.partnership, P.LEAD).first()  # for whom the user leads the core group
        locked.deviations.create(area=result.area, advice=advice, reason=reason.strip(), party=party, author=by)


@transaction.atomic
def adopt_snapshot(*, snapshot: Snapshot, by: User, decision: str, at: datetime | None = None) -> Snapshot:
    """Write down everything as it is now, with its fingerprint; the one adopted before, of the same level, is replaced.

    `at` is the moment of the decision, where that is not now.
    """
    mine = Snapshot.objects.of(snapshot.partnership).select_for_update()
    others = {found.pk: found for found in mine.order_by("pk")}  # all locked: of two adoptions one waits for the other
    locked = others.pop(snapshot.pk)
    if State.ADOPTED not in states.next_states(states.SNAPSHOT, locked.state, by, locked.partnership):
        raise ValidationError(_too_late(locked))
    if not decision.strip():
        raise ValidationError(_("Write down the decision: who decided, and what."))
    now = at or timezone.now()
    body = pipeline.body_of(locked, decision=decision.strip(), adopted_on=timezone.localdate(now))
    locked.body = pipeline.canonical(body)
    locked.sha256 = pipeline.fingerprint(locked.body)
    locked.state, locked.decision = State.ADOPTED, decision.strip()
    locked.adopted_at, locked.adopted_by = now, by
    locked.save()
    for other in Snapshot.objects.adopted().filter(pk__in=others, run__level=locked.run.level):
        other.state, other.replaced_by = State.REPLACED, locked
        other.save(update_fields=["state", "replaced_by"])
    return locked


def _locked(snapshot: Snapshot) -> Snapshot:
    return Snapshot.objects.of(snapshot.partnership).select_for_update().get(pk=snapshot.pk)


def _too_late(snapshot: Snapshot) -> str:
    text = _("This cannot be done now: the snapshot is %(state)s. The page shows how it stands.")
    return text % {"state": snapshot.get_state_display()}
