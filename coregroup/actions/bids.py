"""Bids: written and offered by their own party, discussed by the core group, and taken up in an agreement."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged, stamp_of
from accounts.models import Partnership, Party, User
from accounts.permissions import P, acts_for
from accounts.states import may_follow
from coregroup.actions.agreements import hold
from coregroup.actions.locks import check_lead, once
from coregroup.models import Agreement, Bid, BidText
from coregroup.pipeline.bids import body_of, texts_of
from coregroup.states import BID
from sia.pipeline.snapshots import canonical, fingerprint

State = Bid.State


@transaction.atomic
def begin_bid(*, partnership: Partnership, party: Party, year: int, by: User) -> Bid:
    """Create an empty bid for the own party.

    Raises ValidationError for a year that has one already, or for a party that makes none.
    """
    _check_own(by, partnership, party, P.SPEAK)
    if party.kind != Party.Kind.CORPORATION:
        raise ValidationError({"party": _("Only a housing corporation makes a bid.")})
    taken = _("%(party)s has a bid for %(year)s already.") % {"party": party, "year": year}
    with once("bid_once_a_year", "year", taken):
        return Bid.objects.create(partnership=partnership, party=party, year=year, created_by=by)


@transaction.atomic
def write_bid(*, bid: Bid, by: User, seen: str, texts: Mapping[str, str]) -> Bid:
    """Write the insight per subject; `seen` is the stamp of the texts when the form was opened.

    Raises StaleEdit where they are others by now, and ValidationError with a sentence where the bid is offered.
    """
    _check_own(by, bid.partnership, bid.party, P.SPEAK)
    held = _held(bid)
    check_draft(held)
    check_unchanged(texts_stamp(held), seen)
    for subject, text in texts.items():
        BidText.objects.update_or_create(bid=held, subject=subject, defaults={"text": text})
    held.save_changes()
    return held


@transaction.atomic
def offer_bid(*, bid: Bid, by: User, version: int) -> Bid:
    """Write down every figure and text as they are now, with the fingerprint; from here on they stay so."""
    _check_own(by, bid.partnership, bid.party, P.SIGN_AGREEMENT)
    held = _held(bid)
    _check_move(held, State.OFFERED, version)
    if not any(texts_of(held).values()):
        raise ValidationError(_("Nothing is written yet. Write your insight under at least one subject."))
    body = canonical(body_of(held))
    fixed = {"body": body, "sha256": fingerprint(body), "offered_at": timezone.now(), "offered_by": by}
    held.save_changes(state=State.OFFERED, **fixed)
    return held


@transaction.atomic
def take_back_bid(*, bid: Bid, by: User, version: int) -> Bid:
    """Move the bid to draft again, as long as no agreement took it up; what was offered is no more."""
    _check_own(by, bid.partnership, bid.party, P.SIGN_AGREEMENT)
    held = _held(bid)
    _check_move(held, State.DRAFT, version)
    held.save_changes(state=State.DRAFT, body="", sha256="", offered_at=None, offered_by=None)
    return held


@transaction.atomic
def discuss_bid(*, bid: Bid, by: User, version: int) -> Bid:
    """Record that the core group has spoken about the bid."""
    check_lead(by, bid.partnership)
    held = _held(bid)
    _check_move(held, State.DISCUSSED, version)
    held.save_changes(state=State.DISCUSSED)
    return held


@transaction.atomic
def absorb_bid(*, bid: Bid, by: User, version: int, agreement: Agreement) -> Bid:
    """Take a bid up in an agreement that is still being drawn up.

    Who signs that, knows which bids it rests on.
    """
    check_lead(by, bid.partnership)
    into = hold(agreement)
    held = _held(bid)
    _check_move(held, State.ABSORBED, version)
    if into.state != Agreement.State.DRAFT:
        raise ValidationError(_("This agreement is not being drawn up any more. Choose another one."))
    held.save_changes(state=State.ABSORBED, agreement=into)
    into.save_changes()
    return held


def check_draft(bid: Bid) -> None:
    """Raise ValidationError with a sentence where the texts are fixed."""
    if bid.state != State.DRAFT:
        raise ValidationError(_("This bid is offered, so its texts stay as they are. Take it back first."))


def texts_stamp(bid: Bid) -> str:
    return stamp_of(texts_of(bid))


def _check_own(by: User, partnership: Partnership, party: Party, permission: P) -> None:
    if not acts_for(by, permission, partnership, party):
        raise PermissionDenied(_("This is for %(party)s to decide.") % {"party": party})


def _check_move(held: Bid, to: str, version: int) -> None:
    check_unchanged(held.version, version)
    if not may_follow(BID, held.state, to):
        raise ValidationError(
            _("This bid is %(state)s, so this cannot be done now.") % {"state": held.get_state_display()}
        )


def _held(bid: Bid) -> Bid:
    locked = Bid.objects.select_for_update(of=["self"])
    return locked.select_related("partnership", "party").get(pk=bid.pk)
