"""Requests for a dataset and their answers, and the log of access.

The log says who looked at what a covenant gives, and names every file that was taken along.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Partnership, Party, User
from accounts.permissions import P, acts_for
from datasets.models import AccessEvent, AccessRequest, Dataset
from datasets.owners import may_answer, may_close
from datasets.pipeline.deliveries import data_changed
from datasets.pipeline.grants import lent, places_lent
from datasets.querysets import AccessEventQuerySet

type Looked = Collection[tuple[int, str]]  # datasets with the level of what was shown of them


@transaction.atomic
def require_covenant(*, dataset: Dataset, by: User, required: bool) -> None:
    """Share a dataset only under a covenant, or with everybody again; the scores follow."""
    if not may_close(by, dataset):
        raise PermissionDenied
    if required and dataset.owner_id is None:
        raise ValidationError(_("This dataset has no owner, so nobody could give access to it."))
    if dataset.covenant_required != required:
        dataset.covenant_required = required
        dataset.save(update_fields=["covenant_required"])
        data_changed(dataset.partnership)


@transaction.atomic
def ask_access(*, dataset: Dataset, party: Party, by: User, reason: str) -> AccessRequest:
    """Ask for access to a dataset for the own party.

    Raises ValidationError with a sentence where it asked already.
    """
    if not acts_for(by, P.REQUEST_DATA, dataset.partnership, party):
        raise PermissionDenied
    if not dataset.covenant_required or party.pk == dataset.owner_id:
        raise ValidationError(_("Your party can see this dataset already."))
    asked = AccessRequest(partnership=dataset.partnership, dataset=dataset, party=party, reason=reason, asked_by=by)
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError as error:
        raise ValidationError(_("Your party asked for this already. The owner has not answered yet.")) from error
    return asked


@transaction.atomic
def answer_access(*, asked: AccessRequest, by: User, answer: str) -> AccessRequest:
    """Answer a request in words: access itself comes only from a covenant.

    Raises ValidationError with a sentence once it is answered.
    """
    held = AccessRequest.objects.select_for_update(of=("self",)).select_related("dataset__owner").get(pk=asked.pk)
    if not may_answer(by, held.dataset):
        raise PermissionDenied
    if held.answered_at:
        raise ValidationError(_("This was answered already."))
    held.answer, held.answered_by, held.answered_at = answer, by, timezone.now()
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    return held


def note_seen(*, partnership: Partnership, by: User, looked: Looked) -> None:
    """Note who saw figures under a covenant, once for each person, dataset, level and day.

    That is what a yearly review asks. The owner's people are not noted.
    """
    figures = lent(by, partnership, looked)
    if not figures:
        return
    noted = set(_seen_today(partnership, by).values_list("dataset", "level"))
    new = {each: party for each, party in figures.items() if each not in noted}
    _note(partnership, by, AccessEvent.Kind.SEEN, _of_figures(new))


def note_places_seen(*, partnership: Partnership, by: User, parties: Collection[int]) -> None:
    """Note that places of confidential works of these parties were shown: once for each person, party and day.

    The own ones are not noted.
    """
    places = places_lent(by, partnership, parties)
    if not places:
        return
    noted = set(_seen_today(partnership, by).values_list("places_of", flat=True))
    new = {shower: party for shower, party in places.items() if shower not in noted}
    _note(partnership, by, AccessEvent.Kind.SEEN, _of_places(new))


def note_exported(
    *,
    partnership: Partnership,
    by: User,
    file: str,
    purpose: str = "",
    figures: Mapping[tuple[int, str], Party | None] | None = None,
    places: Mapping[int, Party | None] | None = None,
) -> None:
    """Note a file with its purpose: each file, each time.

    What is in it under a covenant, as `lent` and `places_lent` say, has a line of its own; a file without any has one.
    """
    about = [*_of_figures(figures or {}), *_of_places(places or {})]
    if not about:
        held = by.memberships.current().filter(partnership=partnership).select_related("party").order_by("pk").first()
        about = [{"party": held.party if held else None}]
    _note(partnership, by, AccessEvent.Kind.EXPORTED, about, file=file, purpose=purpose)


def _seen_today(partnership: Partnership, by: User) -> AccessEventQuerySet:
    seen = AccessEvent.objects.of(partnership).filter(user=by, kind=AccessEvent.Kind.SEEN)
    return seen.filter(at__date=timezone.localdate())


def _of_figures(found: Mapping[tuple[int, str], Party | None]) -> list[dict[str, Any]]:
    return [{"dataset_id": dataset, "level": level, "party": party} for (dataset, level), party in found.items()]


def _of_places(found: Mapping[int, Party | None]) -> list[dict[str, Any]]:
    return [{"places_of_id": shower, "party": party} for shower, party in found.items()]


def _note(partnership: Partnership, by: User, kind: str, about: Collection[dict[str, Any]], **more: str) -> None:
    AccessEvent.objects.bulk_create(
        AccessEvent(partnership=partnership, user=by, kind=kind, **each, **more) for each in about
    )
