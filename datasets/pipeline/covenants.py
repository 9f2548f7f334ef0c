"""The standing of a covenant, what it still lacks, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.editing import stamp_of
from datasets.models import Covenant

LEAST_PARTIES = 2
SOON = timedelta(days=30)  # a review this near is due


class Standing(models.TextChoices):
    DRAFT = "draft", gettext_lazy("draft")
    SIGNING = "signing", gettext_lazy("waits for signatures")
    COMING = "coming", gettext_lazy("signed, not begun")
    IN_FORCE = "in_force", gettext_lazy("in force")
    EXPIRED = "expired", gettext_lazy("expired")
    ENDED = "ended", gettext_lazy("ended")


def standing_of(covenant: Covenant) -> Standing:
    """Return how a covenant stands today; `parties` may be prefetched."""
    today = timezone.localdate()
    if covenant.signed_at is None:
        signed = any(party.signed_at for party in covenant.parties.all())
        return Standing.SIGNING if signed else Standing.DRAFT
    if covenant.ended_on and covenant.ended_on <= today:
        return Standing.ENDED
    if covenant.until and covenant.until < today:
        return Standing.EXPIRED
    return Standing.COMING if covenant.since > today else Standing.IN_FORCE


def review_due(covenant: Covenant) -> date:
    """Return when it is looked at again: as the newest review says, else the covenant; `reviews` may be prefetched."""
    reviews = sorted(covenant.reviews.all(), key=lambda review: (review.held_on, review.pk))
    return reviews[-1].next_on if reviews else covenant.review_on


def is_due(covenant: Covenant) -> bool:
    return standing_of(covenant) == Standing.IN_FORCE and review_due(covenant) <= timezone.localdate() + SOON


def lacks(covenant: Covenant) -> list[str]:
    """Return what has to be there before anybody can sign, in sentences."""
    parties = {party.party_id for party in covenant.parties.all()}
    clauses = list(covenant.clauses.all())
    found = []
    if len(parties) < LEAST_PARTIES:
        found.append(_("A covenant is between two parties or more. Choose the parties."))
    if not clauses and not any(party.shows_places for party in covenant.parties.all()):
        found.append(_("Nothing is shared yet. Add a dataset, or a party that shows the places of its works."))
    missing = _("The owner of “%(dataset)s” is no party to it. Add that party.")
    found += [missing % {"dataset": each.dataset} for each in clauses if each.dataset.owner_id not in parties]
    return found


def covenant_stamp(covenant: Covenant) -> str:
    """Return a stamp, another for another text: who signs or saves says with it what was read."""
    fields = ("title", "purpose", "since", "until", "review_on")
    said = {
        "covenant": {name: getattr(covenant, name) for name in fields},
        "parties": sorted([party.party_id, party.shows_places] for party in covenant.parties.all()),
        "clauses": sorted(
            [clause.dataset_id, sorted(clause.levels), sorted(clause.roles), _numbers(clause.indicators.all())]
            for clause in covenant.clauses.all()
        ),
    }
    return stamp_of(said)


def _numbers(rows: Iterable[models.Model]) -> list[int]:
    return sorted(row.pk for row in rows)
