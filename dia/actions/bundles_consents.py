"""Consents of parties to a bundle as they saw it: yes, yes on a condition, or no."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Party, User
from accounts.permissions import P, acts_for
from dia.actions.bundles import hold, moved_on
from dia.models import Bundle, Consent, Site, Work
from dia.pipeline import bundles as pipeline
from dia.pipeline.history import note_together
from dia.states import BUNDLE_ASKED

Answer = Consent.Answer


@transaction.atomic
def consent(
    *,
    bundle: Bundle,
    party: Party,
    by: User,
    answer: str,
    version: int,
    share: int,
    condition: str = "",
    above_alone: bool = False,
) -> Consent:
    """Record the consent of a party in the place of what it said before.

    `share`: its part of the common cost as the person saw it (euros).

    Raises StaleEdit where the bundle or the share is another by now, PermissionDenied for another party,
    ValidationError with a sentence for a bundle that is not on offer, or (unless the answer is no) that waits for a
    work that was asked, and where the party pays more than alone and did not accept that.
    """
    if not acts_for(by, P.COMMIT, bundle.partnership, party):
        raise PermissionDenied(_("A consent is given by a budget holder of %(party)s.") % {"party": party})
    _hold_works(bundle)
    held = hold(bundle, version)
    _check_asked(held)
    found = pipeline.look(held)
    _check_seen(found, party, share)
    if answer != Answer.NO:
        _check_settled(found)
    if answer != Answer.NO and not above_alone:
        _check_above_alone(found, party)
    before = pipeline.standing(held).filter(party=party).first()
    pipeline.standing(held).filter(party=party).update(lapsed_at=timezone.now())
    said = {"answer": answer, "condition": condition if answer == Answer.CONDITION else "", "above_alone": above_alone}
    given = Consent.objects.create(
        bundle=held, party=party, share=share, year=held.year, split=held.split, by=by, **said
    )
    note_together("bundle", held, by, party=party, before=_named(before), after=_named(given))
    _no_takes_back(held, answer)
    return given


@transaction.atomic
def meet_condition(*, bundle: Bundle, party: Party, by: User) -> Consent:
    """Record that the condition of a party's consent is met; said already, nothing changes.

    PermissionDenied for another party; ValidationError with a sentence where it set no condition that stands.
    """
    if not acts_for(by, P.COMMIT, bundle.partnership, party):
        raise PermissionDenied(_("A budget holder of %(party)s says whether its condition is met.") % {"party": party})
    held = hold(bundle)
    given = pipeline.standing(held).filter(party=party, answer=Answer.CONDITION).first()
    if given is None:
        raise ValidationError(_("%(party)s has set no condition that stands.") % {"party": party})
    if given.waits:
        before = _named(given)
        given.met_at, given.met_by = timezone.now(), by
        given.save(update_fields=["met_at", "met_by"])
        note_together("bundle", held, by, party=party, before=before, after=_named(given))
    return given


def _named(given: Consent | None) -> dict[str, Any] | None:
    if given is None:
        return None
    met = {"met": given.met_at is not None} if given.answer == Answer.CONDITION else {}
    return {"consent": given.answer, "condition": given.condition, **met}


def _hold_works(bundle: Bundle) -> None:
    """Lock the rows of the works and sites before the bundle, in the order in which a change of a work takes them.

    Who changes one now waits, or is waited for. Else a consent could be given to a sheet that is overtaken at the same
    moment, and stand.
    """
    works = Work.objects.filter(bundlings__bundle=bundle).order_by("pk")
    held = list(works.select_for_update(no_key=True, of=["self"]).values_list("site", flat=True))
    list(Site.objects.filter(pk__in=held).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _check_asked(bundle: Bundle) -> None:
    if bundle.state not in BUNDLE_ASKED:
        text = _("This bundle is %(state)s. Parties answer while it is on offer.")
        raise ValidationError(text % {"state": bundle.get_state_display()})


def _check_seen(found: pipeline.Look, party: Party, share: int) -> None:
    shares = found.shares
    if party.pk not in shares:
        raise PermissionDenied(_("%(party)s has no work in this bundle.") % {"party": party})
    check_unchanged(shares[party.pk], share)


def _check_settled(found: pipeline.Look) -> None:
    """Raise ValidationError where a request to join is still open.

    The sheet counts works that were asked: without them a party would pay another share than it agreed to.
    """
    if found.asked:
        raise ValidationError(_("A request to join is still open. Wait for the answer, or withdraw it."))


def _check_above_alone(found: pipeline.Look, party: Party) -> None:
    above = {one.party: one.euros for one in found.sheet.above_alone}
    if euros := above.get(str(party.pk)):
        text = _("%(party)s would pay € %(euros)s more than alone. Accept that below, or answer no.")
        raise ValidationError({"above_alone": text % {"party": party, "euros": number_format(euros)}})


def _no_takes_back(bundle: Bundle, answer: str) -> None:
    """Put a bundle that everybody had agreed to on offer again, where the answer is no."""
    if answer == Answer.NO and bundle.state == Bundle.State.CONSENTED:
        bundle.save_changes(state=Bundle.State.OFFERED)
        moved_on(bundle)
