"""The answers of the parties to a proposal.

They are given by their own people on their laptops, or noted by who leads for a party in the room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.editing import StaleEdit, check_unchanged
from accounts.models import Party, User
from accounts.permissions import P, may
from coregroup.actions.decisions import hold_proposal
from coregroup.models import Answer, Decision
from coregroup.pipeline.voters import Assembly, assembly_of

SAYS_WHY = {Answer.Kind.CONDITION, Answer.Kind.NO}


@dataclass(frozen=True, slots=True)
class Said:
    """`seen` is the stamp of the answer of this party that the person saw; empty for none."""

    party: Party
    kind: str
    words: str
    seen: str


class AnswersStand(StaleEdit):
    """Parties that answered in the meantime: `standing` is what they said, by the id of the party."""

    def __init__(self, standing: dict[int, Answer]) -> None:
        self.standing = standing
        super().__init__()


@transaction.atomic
def answer(*, decision: Decision, by: User, version: int, said: Sequence[Said]) -> None:
    """Record all of `said` or nothing; `version` is that of the proposal that was answered.

    Raises PermissionDenied for a party that `by` may not answer for; ValidationError with a sentence for one without a
    vote, or that is not there; StaleEdit where the proposal is another by now; AnswersStand where a party's answer is.
    """
    held = hold_proposal(decision)
    own = set(by.parties_in(held.meeting.partnership, P.SPEAK).values_list("pk", flat=True))
    assembly = assembly_of(held.meeting)
    for one in said:
        _check_may(one, by, held, assembly, own)
    check_unchanged(held.version, version)
    standing = {found.party_id: found for found in held.answers.select_related("party", "by")}
    others = {pk: found for pk, found in standing.items() if any(_is_other(one, found) for one in said)}
    if others:
        raise AnswersStand(others)
    for one in said:
        given = {"kind": one.kind, "words": one.words, "by": by, "by_itself": one.party.pk in own}
        Answer.objects.update_or_create(decision=held, party=one.party, defaults=given)


def _is_other(one: Said, found: Answer) -> bool:
    return one.party.pk == found.party_id and one.seen != found.stamp


def _check_may(one: Said, by: User, decision: Decision, assembly: Assembly, own: set[int]) -> None:
    names = {"party": one.party.name}
    leads = may(by, P.LEAD, decision.meeting.partnership)
    if one.party.pk not in own and not leads:
        raise PermissionDenied(_("You answer for your own party. %(party)s answers itself.") % names)
    if one.party.pk not in {party.pk for party in assembly.voters}:
        raise ValidationError(_("%(party)s has no vote in this meeting.") % names)
    if one.party.pk not in own and one.party.pk not in assembly.present:
        raise ValidationError(_("%(party)s is not there, so it answers itself.") % names)
    if one.kind in SAYS_WHY and not one.words:
        raise ValidationError(_("Write down the condition or the objection of %(party)s.") % names)
