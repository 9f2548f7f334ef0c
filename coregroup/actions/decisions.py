"""Decisions: proposed for a meeting, changed or withdrawn while they are proposals, settled by the rules of play.

All by who leads; PermissionDenied for others.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.editing import check_unchanged
from accounts.models import User
from coregroup.actions.locks import check_lead, check_not_closed, hold, once
from coregroup.models import Decision, Meeting
from coregroup.pipeline.outcome import Outcome
from coregroup.pipeline.voters import Assembly, assembly_of
from sia.models import Snapshot

State = Decision.State
# What a decision can rest on; an advice that is taken back into interpretation has no words that stay.
RESTS_ON = (Snapshot.State.PROPOSED, Snapshot.State.ADOPTED, Snapshot.State.REPLACED)


@transaction.atomic
def propose(*, meeting: Meeting, by: User, **fields: Any) -> Decision:
    """Create a proposal; `fields` are those of Decision, the meeting is planned or in session."""
    check_lead(by, meeting.partnership)
    held = hold(meeting)
    check_not_closed(held)
    with _replaced_once():
        return Decision.objects.create(partnership=held.partnership, meeting=held, by=by, **fields)


@transaction.atomic
def change_proposal(*, decision: Decision, by: User, version: int, **fields: Any) -> Decision:
    """Change a proposal; `version` is the one that the changes were made on: StaleEdit where it is another by now.

    The answers that were given were to another proposal: they are asked again.
    """
    check_lead(by, decision.partnership)
    held = hold_proposal(decision)
    check_unchanged(held.version, version)
    with _replaced_once():
        held.save_changes(**fields)
    held.answers.all().delete()
    return held


@transaction.atomic
def withdraw(*, decision: Decision, by: User, version: int) -> None:
    """Delete a proposal with the answers to it; a task that came from it stays, under the item."""
    check_lead(by, decision.partnership)
    held = hold_proposal(decision)
    check_unchanged(held.version, version)
    held.tasks.update(decision=None, item=held.item)
    held.delete()


@transaction.atomic
def settle(*, decision: Decision, by: User, seen: str) -> Decision:
    """Settle a proposal as taken or not taken, as the rules of play make of the answers.

    It gets the next number of the year of the meeting.

    `seen` is the state that the person saw coming. ValidationError with a sentence where it would become another, where
    too few parties are there, or where a party that is there did not answer. Numbers follow each other without a gap:
    one meeting of a partnership is in session, and it is held.
    """
    check_lead(by, decision.partnership)
    held = hold_proposal(decision)
    meeting = held.meeting
    if meeting.state != Meeting.State.OPEN:
        raise ValidationError(_("A decision is taken while the meeting is in session. Open the meeting first."))
    assembly = assembly_of(meeting)
    found = assembly.outcome(held.answers.all())
    if found is None:
        raise ValidationError(_("There are no rules of play yet. Write them down first: the parties decide by them."))
    _check_complete(found, assembly)
    to = State.TAKEN if found.taken else State.REJECTED
    if to == State.TAKEN and held.snapshot and held.snapshot.state not in RESTS_ON:
        text = _("“%(advice)s” is no longer proposed. Choose another advice for this decision, or propose it again.")
        raise ValidationError(text % {"advice": held.snapshot.title})
    if to != seen:
        raise ValidationError(_("Another answer came while you looked. See how it stands now, then write it down."))
    held.state, held.year, held.answered_at = to, meeting.on.year, timezone.now()
    held.number = _next_number(held)
    if to == State.REJECTED:
        held.replaces = None  # what is not taken replaces nothing
    held.save(update_fields=["state", "year", "number", "answered_at", "replaces"])
    return held


def hold_proposal(decision: Decision) -> Decision:
    """Lock the rows of the meeting and then of the proposal, as they stand now.

    Raises ValidationError where the proposal is settled or withdrawn, or the meeting closed.
    """
    meeting = hold(decision.meeting)
    held = Decision.objects.select_for_update(no_key=True, of=["self"]).filter(pk=decision.pk).first()
    if held is None:
        raise ValidationError(_("This proposal is withdrawn."))
    held.meeting = meeting
    check_proposed(held)
    return held


def check_proposed(decision: Decision) -> None:
    check_not_closed(decision.meeting)
    if not decision.is_proposed:
        text = _("This decision is %(state)s, as number %(number)s. It stays; a later decision can replace it.")
        raise ValidationError(text % {"state": decision.get_state_display(), "number": decision.reference})


def _check_complete(found: Outcome[int], assembly: Assembly) -> None:
    if not found.has_quorum:
        text = ngettext(
            "%(count)s party with a vote must be there to decide, and %(present)s is. Note who is there first.",
            "%(count)s parties with a vote must be there to decide, and %(present)s are. Note who is there first.",
            found.quorum,
        )
        raise ValidationError(text % {"count": found.quorum, "present": found.present})
    if found.silent:
        names = ", ".join(party.name for party in assembly.voters if party.pk in found.silent)
        raise ValidationError(_("Not every party that is there has answered: %(parties)s.") % {"parties": names})


def _next_number(decision: Decision) -> int:
    same = Decision.objects.filter(partnership=decision.partnership_id, year=decision.year)
    return (same.aggregate(last=Max("number"))["last"] or 0) + 1


def _replaced_once() -> AbstractContextManager[None]:
    text = _("Another decision or proposal replaces that decision already. Choose another one.")
    return once("replaces_id", "replaces", text)
