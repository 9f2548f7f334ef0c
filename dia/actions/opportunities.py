"""Coupling opportunities: seen, spoken about in a bundle, or declined with a reason, by a party that has a work in it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Partnership, Party, User
from accounts.permissions import P
from datasets import jobs
from dia.actions.bundles import create_bundle
from dia.actions.requests import ask_to_join
from dia.models import Bundle, CouplingOpportunity
from dia.pipeline.bundles import agenda_of

State = CouplingOpportunity.State
STANDING = {State.DETECTED, State.SEEN}
NAME = 120


def queue_opportunity_search(partnership: Partnership) -> None:
    """Queue the search for opportunities and conflicts, in the transaction of whatever they follow from."""
    jobs.enqueue(partnership=partnership, kind="dia.find_opportunities", key="all")
    recheck_conflicts(partnership)


def recheck_conflicts(partnership: Partnership) -> None:
    """Queue the search for conflicts alone: for money, years and hindrance on an agenda, which change no opportunity."""
    jobs.enqueue(partnership=partnership, kind="dia.find_conflicts", key="all")


@transaction.atomic
def mark_opportunity_seen(*, opportunity: CouplingOpportunity, by: User) -> CouplingOpportunity:
    """Mark that somebody of one of the parties has seen it; what is further on stays so."""
    own_side(opportunity, by)
    held = _held(opportunity)
    if held.state == State.DETECTED:
        _save(held, State.SEEN, by)
    return held


@transaction.atomic
def decline(*, opportunity: CouplingOpportunity, by: User, reason: str) -> CouplingOpportunity:
    """Decline an opportunity for now: it stays away until one of the works is another.

    Raises ValidationError without a reason, or when it is too late.
    """
    own_side(opportunity, by)
    held = _held(opportunity)
    if held.state not in STANDING:
        raise ValidationError(_too_late(held))
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why not, so that nobody asks it again next month.")})
    held.reason = reason.strip()
    _save(held, State.DECLINED, by)
    jobs.enqueue(partnership=held.partnership, kind="dia.observe", key="all")
    return held


@transaction.atomic
def start_talk(*, opportunity: CouplingOpportunity, by: User, due: dt.date, text: str = "") -> Bundle:
    """Create a bundle of the own work, led by the own party, with the request to the other party to join it.

    Where both works are of the own party both are in it. ValidationError where a work is in a bundle by now.
    """
    mine = own_side(opportunity, by)
    held = _held(opportunity)
    if held.state not in STANDING:
        raise ValidationError(_too_late(held))
    works = [work for work in (held.first, held.second) if work.party in mine]
    others = [work for work in (held.first, held.second) if work.party not in mine]
    lead, year = works[0].party, held.facts["year"]
    agenda = agenda_of(held.partnership, [held.first_id, held.second_id])
    fields = {"name": _name(held), "year": year, "works": works, "agenda": agenda}
    bundle = create_bundle(partnership=held.partnership, by=by, lead=lead, **fields)
    for work in others:
        ask_to_join(bundle=bundle, work=work, sender=lead, by=by, due=due, version=bundle.version, text=text)
    held.refresh_from_db(fields=["state"])
    _save(held, State.TALK, by)
    return bundle


def own_side(opportunity: CouplingOpportunity, by: User) -> list[Party]:
    """Return the parties of its works for which this user plans; raise PermissionDenied without any."""
    mine = list(by.parties_in(opportunity.partnership, P.PLAN))
    own = [party for party in mine if party.pk in {opportunity.first.party_id, opportunity.second.party_id}]
    if not own:
        raise PermissionDenied(_("This chance is of other parties."))
    return own


def _held(opportunity: CouplingOpportunity) -> CouplingOpportunity:
    with_works = CouplingOpportunity.objects.with_works().select_related(
        "first__partnership", "second__partnership", "partnership"
    )
    return with_works.select_for_update(of=["self"]).get(pk=opportunity.pk)


def _save(held: CouplingOpportunity, state: str, by: User) -> None:
    held.state, held.changed_by = state, by
    held.save(update_fields=["state", "reason", "changed_by"])


def _too_late(held: CouplingOpportunity) -> str:
    return _("This chance is %(state)s by now. The page shows how it stands.") % {"state": held.get_state_display()}


def _name(opportunity: CouplingOpportunity) -> str:
    """Return a name for the bundle of both works; with a number where that is taken."""
    short = (NAME - 10) // 2
    name = f"{opportunity.first.title[:short]} + {opportunity.second.title[:short]}"
    taken = set(Bundle.objects.of(opportunity.partnership).filter(name__startswith=name).values_list("name", flat=True))
    return next(tried for tried in (name, *(f"{name} ({n})" for n in range(2, 9999))) if tried not in taken)
