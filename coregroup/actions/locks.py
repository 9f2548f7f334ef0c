"""Role checks and row locks (SELECT … FOR NO KEY UPDATE) of the actions on meetings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from accounts.permissions import P, may
from coregroup.models import Meeting


def check_lead(by: User, partnership: Partnership) -> None:
    if not may(by, P.LEAD, partnership):
        raise PermissionDenied


def hold_partnership(partnership: Partnership) -> None:
    """Lock the row of the partnership: two people who plan or open meetings of it do so one after the other."""
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)


def hold(meeting: Meeting) -> Meeting:
    """Lock the row of the meeting as it stands now: in this transaction nobody else changes it or its agenda."""
    return Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)


def check_not_closed(meeting: Meeting) -> None:
    if meeting.is_fixed:
        raise ValidationError(_("This meeting is closed, so it stays as it is."))


@contextmanager
def once(constraint: str, field: str, sentence: str) -> Iterator[None]:
    """Raise ValidationError with this sentence, at the field, where the constraint is violated.

    Two people may write the same at once: the second is told.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        if constraint not in str(clash):
            raise
        raise ValidationError({field: sentence}) from clash
