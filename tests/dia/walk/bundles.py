"""Doing works together: bundles, requests to join them, and consents."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from dia import actions, states
from dia.models import Bundle, Consent, JoinRequest
from dia.pipeline.bundles import look
from dia.states import BUNDLE_ASKED
from tests.days import this_year
from tests.dia.walk.people import Asking, People, step


@step(2)
def create_bundle(here: People) -> Asking | None:
    if Bundle.objects.of(here.partnership).live().count() > 1 and here.often():
        return None
    lead = here.random.choice(here.parties)
    free = here.works(party=lead).exclude(bundlings__live=True).exclude(state__in=["finished", "cancelled"])
    works = here.some(list(free) if here.often() else list(here.works())) if free else []
    terms = {"lead": lead, "name": f"Bundel {here.next()}", "works": works, "agenda": here.agenda()}
    terms["year"] = this_year() + here.random.choice([0, 0, 1, 2])
    return works and (lambda: actions.create_bundle(partnership=here.partnership, by=here.who(lead), **terms))


@step()
def change_bundle(here: People) -> Asking | None:
    if not (bundle := here.bundle("sketched", "offered", "consented")):
        return None
    terms: dict[str, Any] = here.one(
        [
            {"year": this_year() + here.random.randint(-1, 3)},
            {"split": here.random.choice(Bundle.Split.values)},
            {"tolerance": here.random.choice([0.0, 0.05, 0.2])},
            {"evidence": "Twee offertes."},
            {"overlap": 0.7},
        ]
    )
    by, version = here.who(bundle.lead), here.seen(bundle.version)
    return lambda: actions.change_bundle(bundle=bundle, by=by, version=version, **terms)


@step(2)
def add_to_bundle(here: People) -> Asking | None:
    bundle = here.bundle("sketched", "offered", "consented")
    work = here.one(here.works().exclude(bundlings__live=True) if here.often() else here.works())
    if not (bundle and work):
        return None
    by, version = here.who(work.party), here.seen(bundle.version)
    return lambda: actions.add_to_bundle(bundle=bundle, work=work, by=by, version=version)


@step()
def remove_from_bundle(here: People) -> Asking | None:
    bundle = here.bundle("sketched", "offered", "consented")
    work = bundle and here.one(here.works(bundlings__bundle=bundle))
    if not work:
        return None
    by, version = here.who(work.party), here.seen(bundle.version)
    return lambda: actions.remove_from_bundle(bundle=bundle, work=work, by=by, version=version)


@step(3)
def ask_to_join(here: People) -> Asking | None:
    bundle = here.bundle("sketched", "offered", "consented")
    work = bundle and here.one(here.works().exclude(party=bundle.lead).exclude(bundlings__live=True))
    if not work:
        return None
    sender = bundle.lead if here.often() else here.random.choice(here.parties)
    due, version = (
        timezone.localdate() + dt.timedelta(here.random.choice([7, 7, 7, 0, -1])),
        here.seen(bundle.version),
    )
    ask = {"bundle": bundle, "work": work, "sender": sender, "by": here.who(sender), "due": due, "version": version}
    return lambda: actions.ask_to_join(**ask)


def _request(here: People) -> JoinRequest | None:
    found = JoinRequest.objects.filter(bundle__partnership=here.partnership).order_by("pk")
    found = found.select_related("bundle__partnership", "to", "sender", "work")
    return here.one(found.filter(state="sent") if here.often(0.9) else found)


@step(3)
def answer_request(here: People) -> Asking | None:
    request = _request(here)
    answer = here.random.choice(["agreed", "agreed", "conditional", "refused", "refused", "misschien"])
    text = "Na de zomer." if here.often() else ""
    return request and (
        lambda: actions.answer_request(request=request, by=here.who(request.to), answer=answer, text=text)
    )


@step()
def withdraw_request(here: People) -> Asking | None:
    request = _request(here)
    return request and (lambda: actions.withdraw_request(request=request, by=here.who(request.sender)))


@step()
def let_a_request_pass(here: People) -> Asking | None:
    """The day to answer before goes by."""
    request = None if here.often(0.2) else _request(here)
    gone = {"due": timezone.localdate() - dt.timedelta(1)}
    return request and (lambda: JoinRequest.objects.filter(pk=request.pk).update(**gone))


@step(6)
def move_bundle(here: People) -> Asking | None:
    if not (bundle := here.bundle("sketched", "offered", "consented", "programmed", "execution", ready=True)):
        return None
    ahead = states.BUNDLE[bundle.state][:1]
    to = here.random.choice(ahead if ahead and here.often(0.9) else list(states.BUNDLE))
    by, version = here.who(bundle.lead), here.seen(bundle.version)
    return lambda: actions.move_bundle(bundle=bundle, by=by, to=to, version=version)


@step(7)
def consent(here: People) -> Asking | None:
    if not (bundle := here.bundle("offered", "consented", ready=True)):
        return None
    shares = look(bundle).shares
    unsaid = [party for party in here.parties if not bundle.consents.filter(party=party, lapsed_at=None)]
    inside = [party for party in here.parties if party.pk in shares]
    party = here.one([one for one in inside if one in unsaid] or inside) if here.often(0.95) else None
    party = party or here.random.choice(here.parties)
    terms = {"answer": here.random.choice(["yes", "yes", "yes", "condition", "no"]), "condition": "Voor de zomer."}
    terms |= {"version": here.seen(bundle.version), "share": here.seen(shares.get(party.pk, 0))}
    by, above = here.who(party, holder=True), here.often(0.3)
    return lambda: actions.consent(bundle=bundle, party=party, by=by, above_alone=above, **terms)


@step(2)
def meet_condition(here: People) -> Asking | None:
    waiting = Consent.objects.filter(answer="condition", lapsed_at=None, met_at=None, bundle__state__in=BUNDLE_ASKED)
    waiting = waiting.filter(bundle__partnership=here.partnership).select_related("bundle__partnership", "party")
    said = here.one(waiting.order_by("pk"))
    if not (bundle := said.bundle if said else here.bundle("offered", "consented")):
        return None
    party = said.party if said and here.often() else here.random.choice(here.parties)
    return lambda: actions.meet_condition(bundle=bundle, party=party, by=here.who(party, holder=True))
