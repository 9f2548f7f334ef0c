"""Covenants: drawn up, signed by each party for itself, looked at again, and ended at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Partnership, Party, User
from accounts.permissions import P, acts_for, may
from datasets.models import Covenant, CovenantClause, CovenantReview, Dataset, Indicator
from datasets.pipeline.covenants import Standing, covenant_stamp, lacks, standing_of
from datasets.pipeline.deliveries import data_changed

YEAR = timedelta(days=365)


@transaction.atomic
def draft_covenant(
    *, partnership: Partnership, by: User, parties: Iterable[Party], showing: Iterable[Party] = (), **fields: Any
) -> Covenant:
    """Create a draft of a covenant between these parties.

    `showing`: those of the parties that show the places of their confidential works to the others. Raises
    ValidationError with a sentence where the title is taken.
    """
    _check_drafts(by, partnership)
    covenant = Covenant(partnership=partnership, created_by=by, **fields)
    _save(covenant)
    for party in parties:
        covenant.parties.create(party=party)
    _show_places(covenant, showing)
    return covenant


@transaction.atomic
def change_covenant(
    *,
    covenant: Covenant,
    by: User,
    seen: str,
    parties: Iterable[Party],
    showing: Iterable[Party] = (),
    **fields: Any,
) -> Covenant:
    """Change the text of a draft; who signed the former one is asked again.

    Raises StaleEdit where it is not the text of `seen` any more.
    """
    held = _open_draft(covenant, by, seen)
    for name, value in fields.items():
        setattr(held, name, value)
    _save(held)
    wanted = set(parties)
    held.parties.exclude(party__in=wanted).delete()
    for party in wanted - {each.party for each in held.parties.select_related("party")}:
        held.parties.create(party=party)
    _show_places(held, showing)
    return _reread(held)


@transaction.atomic
def write_clause(
    *,
    covenant: Covenant,
    by: User,
    seen: str,
    dataset: Dataset,
    levels: list[str],
    roles: list[str],
    indicators: Iterable[Indicator],
) -> CovenantClause:
    """Write what is shared of this dataset; it takes the place of what the draft said of it before."""
    held = _open_draft(covenant, by, seen)
    clause, _new = held.clauses.update_or_create(dataset=dataset, defaults={"levels": levels, "roles": roles})
    clause.indicators.set(indicators)
    return clause


@transaction.atomic
def remove_clause(*, clause: CovenantClause, by: User, seen: str) -> None:
    _open_draft(clause.covenant, by, seen)
    clause.delete()


@transaction.atomic
def remove_covenant(*, covenant: Covenant, by: User, seen: str) -> None:
    """Delete a draft that nobody wants any more."""
    _open_draft(covenant, by, seen).delete()


@transaction.atomic
def sign_covenant(*, covenant: Covenant, party: Party, by: User, seen: str) -> Covenant:
    """Sign the text of `seen` for the own party.

    With the last signature it is fixed, and gives what it gives from its first day. What it replaces ends on that day.
    Raises PermissionDenied for another party, and ValidationError with a sentence where it cannot be signed.
    """
    if not acts_for(by, P.SIGN_COVENANT, covenant.partnership, party):
        raise PermissionDenied(_("This is for %(party)s to sign.") % {"party": party})
    held = hold(covenant)
    line = held.parties.filter(party=party).first()
    if line is None:
        raise ValidationError(_("%(party)s is no party to this covenant.") % {"party": party})
    if line.signed_at:
        return held
    _check_text(held, seen)
    if missing := lacks(held):
        raise ValidationError(missing)
    line.signed_at, line.signed_by = timezone.now(), by
    line.save(update_fields=["signed_at", "signed_by"])
    if not held.parties.filter(signed_at__isnull=True).exists():
        _take_effect(held, by)
    return _reread(held)


@transaction.atomic
def end_covenant(*, covenant: Covenant, by: User, reason: str) -> Covenant:
    """End a covenant at once: nobody reads under it from the next request on.

    The scores are made without what it gave.
    """
    held = hold(covenant)
    if not may_end(by, held):
        raise PermissionDenied(_("A party to the covenant ends it, or an administrator."))
    if standing_of(held) not in {Standing.IN_FORCE, Standing.COMING}:
        raise ValidationError(_("This covenant is not in force, so there is nothing to end."))
    _end(held, by, max(timezone.localdate(), held.since), reason)
    data_changed(held.partnership)
    return held


@transaction.atomic
def replace_covenant(*, covenant: Covenant, by: User) -> Covenant:
    """Create a draft with the same parties and clauses.

    The covenant stays in force until all have signed the new one.
    """
    _check_drafts(by, covenant.partnership)
    held = hold(covenant)
    if held.signed_at is None:
        raise ValidationError(_("This covenant is not signed yet. Change the draft itself."))
    if hasattr(held, "replaced_by"):
        return held.replaced_by
    made = Covenant(
        partnership=held.partnership,
        title=_free_title(held),
        purpose=held.purpose,
        review_on=timezone.localdate() + YEAR,
        replaces=held,
        created_by=by,
    )
    _save(made)
    for line in held.parties.all():
        made.parties.create(party_id=line.party_id, shows_places=line.shows_places)
    for clause in held.clauses.all():
        copied = made.clauses.create(dataset_id=clause.dataset_id, levels=clause.levels, roles=clause.roles)
        copied.indicators.set(clause.indicators.all())
    return made


@transaction.atomic
def review_covenant(*, covenant: Covenant, by: User, held_on: date, outcome: str, next_on: date) -> CovenantReview:
    """Record what the review found, for good; ValidationError with a sentence for a covenant that is not in force."""
    _check_drafts(by, covenant.partnership)
    held = hold(covenant)
    if standing_of(held) != Standing.IN_FORCE:
        raise ValidationError(_("This covenant is not in force, so there is nothing to review."))
    return held.reviews.create(held_on=held_on, outcome=outcome, next_on=next_on, written_by=by)


def hold(covenant: Covenant) -> Covenant:
    """Lock the row of the covenant as it stands now: in this transaction nobody else changes or signs it."""
    return Covenant.objects.select_for_update().get(pk=covenant.pk)


def may_end(by: User, covenant: Covenant) -> bool:
    mine = by.parties_in(covenant.partnership, P.SIGN_COVENANT).filter(covenants__covenant=covenant)
    return may(by, P.OVERSEE, covenant.partnership) or mine.exists()


def check_draft(covenant: Covenant) -> None:
    """Raise ValidationError with a sentence where the text is fixed."""
    if covenant.signed_at:
        raise ValidationError(_("All parties signed this text, so it is fixed. Make a new version of it."))


def _open_draft(covenant: Covenant, by: User, seen: str) -> Covenant:
    """Lock a draft to change its text; signatures under the former text lapse."""
    _check_drafts(by, covenant.partnership)
    held = hold(covenant)
    check_draft(held)
    _check_text(held, seen)
    held.parties.update(signed_at=None, signed_by=None)
    return held


def _show_places(held: Covenant, showing: Iterable[Party]) -> None:
    shown = {party.pk for party in showing}
    held.parties.filter(party__in=shown).update(shows_places=True)
    held.parties.exclude(party__in=shown).update(shows_places=False)


def _check_drafts(by: User, partnership: Partnership) -> None:
    if not may(by, P.DRAFT_COVENANT, partnership):
        raise PermissionDenied


def _check_text(held: Covenant, seen: str) -> None:
    check_unchanged(covenant_stamp(held), seen)


def _take_effect(held: Covenant, by: User) -> None:
    held.signed_at = timezone.now()
    held.save(update_fields=["signed_at"])
    former = hold(held.replaces) if held.replaces else None
    if former and standing_of(former) in {Standing.IN_FORCE, Standing.COMING}:
        first = max(held.since, timezone.localdate(), former.since)
        _end(former, by, first, _("Replaced by “%(title)s”.") % {"title": held.title})
    data_changed(held.partnership)


def _end(held: Covenant, by: User, on: date, reason: str) -> None:
    held.ended_on, held.ended_by, held.end_reason = on, by, reason
    held.save(update_fields=["ended_on", "ended_by", "end_reason"])


def _save(covenant: Covenant) -> None:
    try:
        with transaction.atomic():
            covenant.save()
    except IntegrityError as error:
        if "covenant_title_once" not in str(error):
            raise
        text = _("There is a covenant with this title already. Choose another title.")
        raise ValidationError({"title": text}) from error


def _free_title(covenant: Covenant) -> str:
    taken = set(Covenant.objects.of(covenant.partnership).values_list("title", flat=True))
    numbered = (f"{covenant.title[:150]} ({number})" for number in range(2, len(taken) + 3))
    return next(title for title in numbered if title not in taken)


def _reread(covenant: Covenant) -> Covenant:
    return Covenant.objects.select_related("partnership").get(pk=covenant.pk)
