"""The page for residents: switched on and off, and what the owner of a work tells on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Partnership, User
from accounts.permissions import P, acts_for
from coregroup.actions.locks import check_lead, hold_partnership
from coregroup.models import PublicPage, Release
from datasets.models import Area
from dia.models import Work

RELEASABLE = (Work.State.PROGRAMMED, Work.State.EXECUTION)


@transaction.atomic
def set_public_page(
    *, partnership: Partnership, by: User, version: int, on: bool, intro: str, contact: str
) -> PublicPage:
    """Save the page for residents; `version` is the one that the person saw, 0 for none.

    Raises StaleEdit where it is another by now, and PermissionDenied for who does not lead.
    """
    check_lead(by, partnership)
    hold_partnership(partnership)
    page = PublicPage.objects.filter(partnership=partnership).first() or PublicPage(partnership=partnership, version=0)
    check_unchanged(page.version, version)
    page.on, page.intro, page.contact, page.by, page.version = on, intro, contact, by, version + 1
    page.save()
    return page


@transaction.atomic
def release_work(*, work: Work, by: User, seen: int, **fields: Any) -> Release:
    """Tell residents of a work, in place of what was told before.

    `fields`: title, text, first_year, last_year and days; `seen` is the number of that release, 0 for none: StaleEdit
    where another stands.

    ValidationError for a work that is confidential or not programmed; PermissionDenied for another party's.
    """
    held = _held(work, by)
    if reason := why_not(held, codes_on_map(held.partnership)):
        raise ValidationError(reason)
    _take_back(held, seen)
    return Release.objects.create(work=held, by=by, **fields)


@transaction.atomic
def withdraw_release(*, work: Work, by: User, seen: int) -> None:
    """Withdraw a release, which is gone from the page at once.

    Withdrawn already, nothing changes. Raises StaleEdit where another release stands.
    """
    held = _held(work, by)
    if held.releases.standing().exists():
        _take_back(held, seen)


def why_not(work: Work, on_map: Collection[str]) -> str:
    """Return why residents cannot be told of a work, as a sentence; empty where they can.

    `on_map` are the codes of the areas.
    """
    if work.confidential:
        return _("The place of this work is confidential, so it cannot be told to residents.")
    if work.state not in RELEASABLE:
        return _("Residents are told of works that are programmed or in execution. This one is not.")
    if work.area_code not in on_map:
        text = _("Area %(area)s of this work is on the map no more, so residents cannot be told where it is.")
        return f"{text % {'area': work.area_code}} {_('Choose its area again.')}"
    return ""


def codes_on_map(partnership: Partnership) -> frozenset[str]:
    return frozenset(Area.objects.of(partnership).current().values_list("code", flat=True))


def _held(work: Work, by: User) -> Work:
    """Lock a work of the own party until the transaction ends, so that nobody else tells of it."""
    if not acts_for(by, P.PLAN, work.partnership, work.party):
        raise PermissionDenied(_("This is for %(party)s to decide.") % {"party": work.party})
    return Work.objects.select_for_update(no_key=True).defer("place").get(pk=work.pk)


def _take_back(held: Work, seen: int) -> None:
    standing = held.releases.standing().first()
    check_unchanged(standing.pk if standing else 0, seen)
    if standing:
        standing.withdrawn_at = timezone.now()
        standing.save(update_fields=["withdrawn_at"])
