"""Covenants that wait for a person: a signature, a review that is due, an answer to who asks for a dataset."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.models import AccessRequest, Covenant, CovenantParty
from datasets.pipeline.covenants import is_due, review_due


@dataclass(frozen=True, slots=True)
class Who:
    """The parties for which a person signs, and for which he answers; whether he holds the reviews."""

    signs: Collection[int]
    answers: Collection[int]
    reviews: bool


@dataclass(frozen=True, slots=True)
class Awaited:
    """`page` with `pk` is where it is done."""

    which: str
    what: str
    page: str
    pk: int
    due: dt.date | None = None
    late: bool = False


def waiting_for(who: Who, partnership: Partnership, today: dt.date) -> Iterator[Awaited]:
    yield from _signatures(who, partnership)
    yield from _reviews(partnership, today) if who.reviews else ()
    yield from _requests(who, partnership)


def _signatures(who: Who, partnership: Partnership) -> Iterator[Awaited]:
    """Yield the signatures under a text that another party signed, and the own one did not."""
    begun = Covenant.objects.of(partnership).filter(signed_at__isnull=True, parties__signed_at__isnull=False)
    unsigned = CovenantParty.objects.filter(covenant__in=begun, party__in=who.signs, signed_at__isnull=True)
    for line in unsigned.select_related("covenant", "party").order_by("pk"):
        text = _("Sign covenant “%(covenant)s” for %(party)s") % {"covenant": line.covenant, "party": line.party}
        yield Awaited(f"sign-{line.pk}", text, "covenant", line.covenant_id)


def _reviews(partnership: Partnership, today: dt.date) -> Iterator[Awaited]:
    """Yield the reviews of covenants in force, once they are near."""
    for covenant in Covenant.objects.of(partnership).in_force().prefetch_related("reviews").order_by("pk"):
        if is_due(covenant):
            due, text = review_due(covenant), _("Review covenant “%(covenant)s”") % {"covenant": covenant}
            yield Awaited(f"review-{covenant.pk}-{due}", text, "covenant", covenant.pk, due, due < today)


def _requests(who: Who, partnership: Partnership) -> Iterator[Awaited]:
    """Yield the requests by another party, for a dataset of the own one."""
    asked = AccessRequest.objects.of(partnership).filter(answered_at__isnull=True, dataset__owner__in=who.answers)
    for each in asked.select_related("party", "dataset").order_by("pk"):
        text = _("%(party)s asks for “%(dataset)s”") % {"party": each.party, "dataset": each.dataset}
        yield Awaited(f"asked-{each.pk}", text, "dataset", each.dataset_id)
