"""Spearheads: proposed by a party, adopted by who leads the core group, and ended with the reason."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Partnership, Party, User
from accounts.permissions import P, acts_for, may
from accounts.states import may_follow
from coregroup.actions.locks import once
from coregroup.models import Agreement, Spearhead
from coregroup.states import SPEARHEAD

State = Spearhead.State
OVER = {State.FINISHED, State.DROPPED}


@transaction.atomic
def propose_spearhead(*, partnership: Partnership, by: User, party: Party, **fields: Any) -> Spearhead:
    """Propose a spearhead; `fields` are those of Spearhead.

    Raises PermissionDenied for another party, and ValidationError for a title that is taken.
    """
    if not acts_for(by, P.SPEAK, partnership, party):
        raise PermissionDenied(_("This is for %(party)s to propose.") % {"party": party})
    with _title_once():
        return Spearhead.objects.create(partnership=partnership, party=party, created_by=by, **fields)


@transaction.atomic
def change_spearhead(*, spearhead: Spearhead, by: User, version: int, **fields: Any) -> Spearhead:
    """Change a spearhead.

    Raises StaleEdit where it is another by now, and ValidationError with a sentence where it is over.
    """
    held = _held(spearhead)
    if not may_change(by, held):
        raise PermissionDenied(_("Its own party changes it as long as it is proposed; after that the secretary does."))
    if held.state in OVER:
        raise ValidationError(_too_late(held))
    check_unchanged(held.version, version)
    with _title_once():
        held.save_changes(**fields)
    return held


@transaction.atomic
def move_spearhead(
    *, spearhead: Spearhead, by: User, to: str, version: int, reason: str = "", agreement: Agreement | None = None
) -> Spearhead:
    """Move the spearhead to a next state of coregroup.states.SPEARHEAD.

    Ending it needs the reason; adopting may name the agreement. Raises StaleEdit where it is another by now, and
    ValidationError with a sentence.
    """
    if not may(by, P.LEAD, spearhead.partnership):
        raise PermissionDenied
    held = _held(spearhead)
    check_unchanged(held.version, version)
    if not may_follow(SPEARHEAD, held.state, to):
        raise ValidationError(_too_late(held))
    if to in OVER and not reason.strip():
        raise ValidationError({"reason": _("Write down why it ends.")})
    chosen = {"agreement": agreement} if to == State.ADOPTED else {}
    held.save_changes(state=to, reason=reason.strip(), **chosen)
    return held


def may_change(user: User, spearhead: Spearhead) -> bool:
    """Return whether the user may change it: its own party while it is proposed, who leads the core group always."""
    if may(user, P.LEAD, spearhead.partnership):
        return True
    is_own = acts_for(user, P.SPEAK, spearhead.partnership, spearhead.party)
    return spearhead.state == State.PROPOSED and is_own


def _held(spearhead: Spearhead) -> Spearhead:
    locked = Spearhead.objects.select_for_update(no_key=True, of=["self"])
    return locked.select_related("partnership", "party").get(pk=spearhead.pk)


def _too_late(spearhead: Spearhead) -> str:
    return _("This spearhead is %(state)s, so this cannot be done any more.") % {"state": spearhead.get_state_display()}


def _title_once() -> AbstractContextManager[None]:
    return once("spearhead_once", "title", _("There is a spearhead with this title already. Choose another title."))
