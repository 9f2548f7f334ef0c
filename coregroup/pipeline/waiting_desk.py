"""Deliveries that wait for a person: files that go on or back, and deliveries that were promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Partnership
from datasets.models import Delivery
from datasets.pipeline.supply import promises

REFUSED_FOR_DAYS = 30  # after that nobody is going to mend the file
OF_SUPPLIER = [Delivery.State.UNMAPPED, Delivery.State.CHECKED, Delivery.State.RETURNED]


@dataclass(frozen=True, slots=True)
class Errand:
    """About a delivery or, without one, about the calendar."""

    which: str
    what: str
    delivery: int | None = None
    due: dt.date | None = None
    late: bool = False


def deliveries(partnership: Partnership, mine: Collection[int], *, steward: bool) -> Iterator[Errand]:
    """Yield the deliveries of the own parties that they have to go on with.

    For stewards also those of no party, and what is to be accepted.
    """
    fresh = timezone.now() - dt.timedelta(days=REFUSED_FOR_DAYS)
    members = Q(created_by__memberships__party__in=mine, created_by__memberships__partnership=partnership)
    own = Q(supplier__in=mine) | Q(supplier=None) & members | Q(dataset__owner__in=mine)
    waits = Q(state__in=OF_SUPPLIER) | Q(state=Delivery.State.REFUSED, created_at__gt=fresh)
    asked = own & waits
    if steward:
        asked |= Q(state=Delivery.State.APPROVED, accepted_at=None)
    found = Delivery.objects.of(partnership).filter(asked).distinct()
    for delivery in found.only("name", "state").order_by("-created_at"):
        text = f"{delivery.name}: {delivery.get_state_display()}"
        if delivery.state == Delivery.State.APPROVED:
            text = _("Accept or return “%(delivery)s”") % {"delivery": delivery.name}
        yield Errand(f"{delivery.pk}-{delivery.state}", text, delivery.pk)


def promised(partnership: Partnership, mine: Collection[int], today: dt.date, *, steward: bool) -> Iterator[Errand]:
    """Yield what the own parties promised and is late or due soon; for stewards all that is late."""
    for row in promises(partnership, today):
        own, late = row.promise.party_id in mine, row.standing == "late"
        if late and (own or steward) or own and row.standing == "soon":
            names = {"dataset": row.promise.dataset.title, "party": row.promise.party, "n": row.days_late}
            texts = ngettext(
                "“%(dataset)s” of %(party)s is %(n)d day late",
                "“%(dataset)s” of %(party)s is %(n)d days late",
                row.days_late,
            )
            text = texts % names if late else _("Deliver “%(dataset)s” for %(party)s") % names
            which = f"promise-{row.promise.pk}-{row.due.on.isoformat()}"
            yield Errand(which, text, due=row.due.on, late=late)
