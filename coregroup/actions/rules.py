"""Rules of play: never changed, only followed by a new version."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Partnership, User
from coregroup.actions.locks import check_lead, hold_partnership
from coregroup.models import RulesOfPlay
from coregroup.pipeline.voters import voters


@transaction.atomic
def write_rules(
    *, partnership: Partnership, by: User, seen: int, text: str, way: str, quorum: int, agreed_on: dt.date
) -> RulesOfPlay:
    """Write the next version of the rules; `seen` is the one in force when the person began, 0 for none.

    Raises StaleEdit where another is in force, PermissionDenied for who does not lead, and ValidationError where more
    parties must be there than have a vote. Meetings that were opened keep their version.
    """
    check_lead(by, partnership)
    hold_partnership(partnership)
    newest = partnership.rules_of_play.first()
    version = newest.version if newest else 0
    check_unchanged(version, seen)
    there = len(voters(partnership))
    if quorum > there:
        words = _("%(count)s parties have a vote: no more than that can be asked to be there.")
        raise ValidationError({"quorum": words % {"count": there}})
    fields = {"text": text, "way": way, "quorum": quorum, "agreed_on": agreed_on}
    return RulesOfPlay.objects.create(partnership=partnership, version=version + 1, by=by, **fields)
