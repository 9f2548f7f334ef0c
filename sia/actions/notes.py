"""Actions of parties on an area, what they say of it and take up: each for itself, never for another."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Partnership, Party, User
from accounts.permissions import P, acts_for
from datasets.models import Area, Asset
from sia.models import Bottleneck, Interpretation, Opportunity


@transaction.atomic
def interpret(*, area: Area, by: User, party: Party, kind: str, text: str, effect: str = "") -> Interpretation:
    """Say what the party knows of an area's figures. PermissionDenied for a party that is not the user's own."""
    _own(by, area.partnership, party)
    return Interpretation.objects.create(area=area, author=by, party=party, kind=kind, text=text, effect=effect)


@transaction.atomic
def withdraw(*, note: Interpretation, by: User) -> None:
    """Withdraw a note, which stays readable as withdrawn; a second time changes nothing.

    Raises PermissionDenied for another party's note.
    """
    _own(by, note.area.partnership, note.party)
    Interpretation.objects.filter(pk=note.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())


@transaction.atomic
def name_bottleneck(*, area: Area, by: User, party: Party, text: str, theme: str) -> Bottleneck:
    _own(by, area.partnership, party)
    return Bottleneck.objects.create(area=area, author=by, party=party, text=text, theme=theme)


@transaction.atomic
def close_bottleneck(*, bottleneck: Bottleneck, by: User) -> None:
    """Close a bottleneck that has been solved or was none; it stays readable as closed.

    A second time changes nothing.
    """
    Bottleneck.objects.filter(pk=bottleneck.pk, closed_at__isnull=True).update(closed_at=timezone.now())


@transaction.atomic
def add_opportunity(
    *,
    bottleneck: Bottleneck,
    by: User,
    text: str,
    asset: Asset | None = None,
    activity: str = "",
    taken_up_by: Party | None = None,
) -> Opportunity:
    """Add an opportunity to a bottleneck.

    Raises ValidationError where the bottleneck was closed meanwhile, and PermissionDenied for a party that is not the
    user's.
    """
    held = Bottleneck.objects.select_for_update(no_key=True).get(pk=bottleneck.pk)
    if held.closed_at:
        raise ValidationError(_("This bottleneck is closed. Name it again if it still stands."))
    if taken_up_by:
        _own(by, bottleneck.area.partnership, taken_up_by)
    return Opportunity.objects.create(
        bottleneck=held, author=by, text=text, asset=asset, activity=activity, taken_up_by=taken_up_by
    )


@transaction.atomic
def take_up(*, opportunity: Opportunity, by: User, party: Party) -> None:
    """Commit the own party. ValidationError where another party was first, or the bottleneck is closed."""
    _own(by, opportunity.bottleneck.area.partnership, party)
    held = _held(opportunity)
    if held.taken_up_by and held.taken_up_by != party:
        text = _("%(party)s has taken this up already. Speak with them first.")
        raise ValidationError(text % {"party": held.taken_up_by})
    held.taken_up_by = party
    held.save(update_fields=["taken_up_by"])


@transaction.atomic
def hand_back(*, opportunity: Opportunity, by: User) -> None:
    """Hand an opportunity back: the own party no longer takes it up, and nobody does.

    Raises PermissionDenied for what another party took up.
    """
    held = _held(opportunity)
    if held.taken_up_by:
        _own(by, opportunity.bottleneck.area.partnership, held.taken_up_by)
        held.taken_up_by = None
        held.save(update_fields=["taken_up_by"])


def _held(opportunity: Opportunity) -> Opportunity:
    """Lock the row of the opportunity as it stands now: nobody else takes it up or hands it back in this transaction.

    Locked by itself: a party that is joined in the same query would be the one from before the wait. Raises
    ValidationError where its bottleneck is closed.
    """
    held = Opportunity.objects.select_for_update(no_key=True).get(pk=opportunity.pk)
    if held.bottleneck.closed_at:
        raise ValidationError(_("This bottleneck is closed. Name it again if it still stands."))
    return held


def _own(by: User, partnership: Partnership, party: Party) -> None:
    if not acts_for(by, P.INTERPRET, partnership, party):
        raise PermissionDenied
