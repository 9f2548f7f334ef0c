"""Performance agreements: drawn up by who leads the core group, signed by every party to it, and from then on fixed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.editing import StaleEdit, check_unchanged, stamp_of
from accounts.models import Partnership, Party, User
from accounts.permissions import P, acts_for
from accounts.states import may_follow
from coregroup.actions.locks import check_lead, once
from coregroup.models import Agreement, Article, Signatory
from coregroup.pipeline.agreement_outcomes import answerable, unsaid_by_party
from coregroup.states import AGREEMENT

State = Agreement.State
ARTICLE = ("subject", "text", "party", "due")


@transaction.atomic
def draft_agreement(
    *, partnership: Partnership, by: User, year: int, title: str, parties: Iterable[Party], text: str = ""
) -> Agreement:
    """Create a draft of an agreement; raise ValidationError for a title that this year has already."""
    check_lead(by, partnership)
    with _title_once():
        made = Agreement.objects.create(partnership=partnership, created_by=by, year=year, title=title, text=text)
    Signatory.objects.bulk_create(Signatory(agreement=made, party=party) for party in parties)
    return made


@transaction.atomic
def change_agreement(
    *, agreement: Agreement, by: User, seen: str, year: int, title: str, parties: Iterable[Party], text: str = ""
) -> Agreement:
    """Change what stands above the articles, and who signs.

    `seen` is its stamp when the form was opened. Raises StaleEdit where it is another by now, and ValidationError with
    a sentence where the text is fixed.
    """
    held = _open_draft(agreement, by)
    check_unchanged(agreement_stamp(held), seen)
    with _title_once():
        held.save_changes(year=year, title=title, text=text)
    wanted = {party.pk: party for party in parties}
    held.signatories.exclude(party__in=wanted).delete()
    standing = set(held.signatories.values_list("party", flat=True))
    Signatory.objects.bulk_create(
        Signatory(agreement=held, party=party) for pk, party in wanted.items() if pk not in standing
    )
    return held


@transaction.atomic
def add_article(*, agreement: Agreement, by: User, **fields: Any) -> Article:
    """Add an article after those that stand; raise ValidationError where the text is fixed."""
    held = _open_draft(agreement, by)
    last = held.articles.aggregate(last=Max("position"))["last"] or 0
    made = Article.objects.create(agreement=held, position=last + 1, **fields)
    held.save_changes()  # nobody signs a text that they did not see
    return made


@transaction.atomic
def change_article(*, article: Article, by: User, seen: str, **fields: Any) -> Article:
    """Change an article; `seen` is its stamp when the form was opened.

    Raises StaleEdit where it is another by now, or gone.
    """
    held = _open_draft(article.agreement, by)
    standing = Article.objects.filter(pk=article.pk).first()
    if standing is None or article_stamp(standing) != seen:
        raise StaleEdit
    for name, value in fields.items():
        setattr(standing, name, value)
    standing.save(update_fields=[*fields])
    held.save_changes()  # nobody signs a text that they did not see
    return standing


@transaction.atomic
def remove_article(*, article: Article, by: User, seen: str) -> None:
    """Remove an article, as change_article; one that is gone already needs nothing more."""
    held = _open_draft(article.agreement, by)
    standing = Article.objects.filter(pk=article.pk).first()
    if standing is None:
        return
    check_unchanged(article_stamp(standing), seen)
    standing.delete()
    held.save_changes()  # nobody signs a text that they did not see


@transaction.atomic
def move_agreement(*, agreement: Agreement, by: User, to: str, version: int) -> Agreement:
    """Move the agreement to a next state of coregroup.states.AGREEMENT.

    It runs by the last signature only. Back to draft, signatures lapse. Raises StaleEdit where it is another by now,
    and ValidationError with a sentence, or with all that stands in the way of its end.
    """
    check_lead(by, agreement.partnership)
    held = hold(agreement)
    check_unchanged(held.version, version)
    if to == State.RUNNING or not may_follow(AGREEMENT, held.state, to):
        raise ValidationError(too_late(held))
    if to == State.ENDED and (obstacles := why_not_ended(held)):
        raise ValidationError(obstacles)
    if to == State.SIGNING and not held.articles.exists():
        raise ValidationError(_("There is no article yet. Add what is agreed first."))
    if to == State.SIGNING and not held.signatories.exists():
        raise ValidationError(_("No party signs this yet. Choose the parties first."))
    if to == State.DRAFT:
        held.signatories.update(signed_at=None, signed_by=None)
    held.save_changes(state=to)
    return held


@transaction.atomic
def sign_agreement(
    *, agreement: Agreement, party: Party, by: User, version: int, at: datetime | None = None
) -> Agreement:
    """Sign the text of this version for the own party, at this moment or `at`.

    With the last signature the agreement runs. Who signed already, has. Raises PermissionDenied for another party,
    StaleEdit where the text is another by now, and ValidationError with a sentence.
    """
    if not acts_for(by, P.SIGN_AGREEMENT, agreement.partnership, party):
        raise PermissionDenied(_("This is for %(party)s to sign.") % {"party": party})
    held = hold(agreement)
    signatory = held.signatories.filter(party=party).first()
    if signatory is None:
        raise ValidationError(_("%(party)s is no party to this agreement.") % {"party": party})
    if signatory.signed_at:
        return held
    check_unchanged(held.version, version)
    if held.state != State.SIGNING:
        raise ValidationError(too_late(held))
    signatory.signed_at, signatory.signed_by = at or timezone.now(), by
    signatory.save(update_fields=["signed_at", "signed_by"])
    if not held.signatories.filter(signed_at__isnull=True).exists():
        held.state = State.RUNNING
        held.save(update_fields=["state"])
    return held


@transaction.atomic
def say_outcome(*, article: Article, by: User, seen: str, outcome: str, reason: str = "") -> Article:
    """Record the outcome, by its own party, while the agreement runs; `seen` is the stamp of what was said before.

    PermissionDenied for another party's article, StaleEdit where a colleague was first, ValidationError with a
    sentence.
    """
    hold(article.agreement)
    check_may_say(article, by)
    standing = Article.objects.get(pk=article.pk)
    check_unchanged(outcome_stamp(standing), seen)
    reason = reason.strip()
    if outcome != Article.Outcome.KEPT and not reason:
        raise ValidationError({"reason": _("Say in one sentence why.")})
    standing.outcome, standing.reason = outcome, reason
    standing.said_by, standing.said_at = by, timezone.now()
    standing.save(update_fields=["outcome", "reason", "said_by", "said_at"])
    return standing


def check_may_say(article: Article, by: User) -> None:
    """Raise PermissionDenied for another party's article.

    Raises ValidationError with a sentence where nothing can be said yet of what came of it, or not any more.
    """
    agreement = Agreement.objects.get(pk=article.agreement_id)
    if not answerable(by, agreement).filter(pk=article.pk).exists():
        raise PermissionDenied(_("The party that does this says itself what became of it."))
    if agreement.is_ahead:
        raise ValidationError(_("This agreement runs from 1 January %(year)s.") % {"year": agreement.year})
    if agreement.state != State.RUNNING:
        raise ValidationError(too_late(agreement))


def why_not_ended(agreement: Agreement) -> list[str]:
    """Return why it cannot be ended, in sentences; empty where it can."""
    found = []
    if agreement.year >= timezone.localdate().year:
        found.append(_("%(year)s is not over yet. It can be ended in the new year.") % {"year": agreement.year})
    for party, count in unsaid_by_party(agreement):
        text = ngettext(
            "%(party)s has not said yet what became of %(count)s article.",
            "%(party)s has not said yet what became of %(count)s articles.",
            count,
        )
        found.append(text % {"party": capfirst(party or _("all parties together")), "count": count})
    return found


def hold(agreement: Agreement) -> Agreement:
    """Lock the row of the agreement as it stands now: in this transaction nobody else changes or signs it."""
    return Agreement.objects.select_for_update().get(pk=agreement.pk)


def check_draft(agreement: Agreement) -> None:
    """Raise ValidationError with a sentence where the text is fixed."""
    if agreement.state == State.SIGNING:
        raise ValidationError(
            _("The parties are signing this text. Take it back to draft first; the signatures lapse then.")
        )
    if agreement.state != State.DRAFT:
        raise ValidationError(too_late(agreement))


def too_late(agreement: Agreement) -> str:
    return _("This agreement is %(state)s, so this cannot be done any more.") % {"state": agreement.stands}


def agreement_stamp(agreement: Agreement) -> str:
    parties = sorted(agreement.signatories.values_list("party", flat=True))
    return stamp_of({"year": agreement.year, "title": agreement.title, "text": agreement.text, "parties": parties})


def article_stamp(article: Article) -> str:
    return stamp_of({"subject": article.subject, "text": article.text, "party": article.party_id, "due": article.due})


def outcome_stamp(article: Article) -> str:
    return stamp_of({"outcome": article.outcome, "reason": article.reason})


def _open_draft(agreement: Agreement, by: User) -> Agreement:
    check_lead(by, agreement.partnership)
    held = hold(agreement)
    check_draft(held)
    return held


def _title_once() -> AbstractContextManager[None]:
    return once(
        "agreement_once_a_year",
        "title",
        _("There is an agreement with this title in this year already. Choose another title."),
    )
