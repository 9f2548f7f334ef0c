"""Bundles in a list, and one bundle with its sheet, its requests, and what each party says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.forms import BoundField
from django.utils import timezone
from django.utils.functional import Promise

from accounts.editing import Difference
from accounts.models import Partnership, Party, User
from accounts.permissions import P, may
from dia.actions.bundles_moved import what_lacks
from dia.forms.bundles import TermsForm
from dia.models import Agenda, Bundle, Consent, JoinRequest, Work
from dia.pages.bundles_sheet import SheetPage, sheet_page
from dia.pages.works_parties import COLOURS, Mark, marks
from dia.pipeline import bundles as pipeline
from dia.states import BUNDLE, BUNDLE_ASKED, BUNDLE_CHANGEABLE, BUNDLE_SERIOUS
from dia.words.bundles import BACK, KINDS, VERBS

State = Bundle.State
ANSWERS = {Consent.Answer.YES: "ok", Consent.Answer.CONDITION: "warn", Consent.Answer.NO: "stop"}


@dataclass(frozen=True, slots=True)
class Voice:
    """A party with a work in the bundle: its answer that stands, and the last one that lapsed."""

    party: Party
    mark: Mark
    consent: Consent | None
    lapsed: Consent | None
    share: int
    above: int
    shifted: list[Work]
    is_mine: bool

    @property
    def kind(self) -> str:
        return ANSWERS[Consent.Answer(self.consent.answer)] if self.consent else ""


@dataclass(frozen=True, slots=True)
class Member:
    work: Work
    mark: Mark
    is_mine: bool
    is_asked: bool
    is_outside: bool
    cost: int | None  # in this bundle, once all agreed


@dataclass(frozen=True, slots=True)
class Asked:
    request: JoinRequest
    mark: Mark
    may_answer: bool
    may_withdraw: bool

    @property
    def is_late(self) -> bool:
        return self.request.state == JoinRequest.State.SENT and self.request.due < timezone.localdate()


@dataclass(frozen=True, slots=True)
class Move:
    to: str
    label: str | Promise
    lacks: Sequence[str]
    withdraws: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A bundle in the list; of how many parties how many agree."""

    bundle: Bundle
    chip: str
    works: int
    parties: int
    agreed: int


class BundlePage:
    """A bundle as this reader meets it. What costs a query is asked once."""

    def __init__(self, bundle: Bundle, user: User) -> None:
        self.bundle, self.user, self.partnership = bundle, user, bundle.partnership
        self.may_plan = list(user.parties_in(self.partnership, P.PLAN))
        self.may_commit = list(user.parties_in(self.partnership, P.COMMIT))

    @cached_property
    def look(self) -> pipeline.Look:
        return pipeline.look(self.bundle)

    @cached_property
    def marks(self) -> dict[int, Mark]:
        return marks(self.partnership)

    @cached_property
    def sheet(self) -> SheetPage:
        return sheet_page(self.look, self.marks)

    @property
    def kind(self) -> str:
        return KINDS.get(State(self.bundle.state), "")

    @property
    def leads(self) -> bool:
        return self.bundle.lead in self.may_plan

    @property
    def is_changeable(self) -> bool:
        return self.bundle.state in BUNDLE_CHANGEABLE

    @property
    def may_change(self) -> bool:
        return self.leads and self.is_changeable

    @property
    def takes_part(self) -> bool:
        """Return whether an own party may ask others: it leads, or has a work in the bundle."""
        return self.sender is not None and self.is_changeable

    @property
    def sender(self) -> Party | None:
        inside = {work.party_id for work in self.look.works} | {self.bundle.lead_id}
        return next((party for party in self.may_plan if party.pk in inside), None)

    @cached_property
    def members(self) -> list[Member]:
        outside, mine = set(self.look.sheet.outside_window), {party.pk for party in self.may_plan}
        agreed = pipeline.agreed_costs([work.pk for work in self.look.works])
        return [
            Member(
                work, self.mark(work.party), work.party_id in mine, asked, str(work.pk) in outside, agreed.get(work.pk)
            )
            for asked, works in ((False, self.look.works), (True, self.look.asked))
            for work in works
        ]

    @cached_property
    def voices(self) -> list[Voice]:
        given = list(self.bundle.consents.select_related("party", "by").order_by("at", "pk"))
        parties = {work.party_id: work.party for work in self.look.works}
        return [self._voice(party, given) for party in sorted(parties.values(), key=lambda party: party.name)]

    @cached_property
    def requests(self) -> list[Asked]:
        found = self.bundle.requests.select_related("work", "sender", "to", "sent_by", "answered_by").defer(
            "work__place"
        )
        return [
            Asked(
                one,
                self.mark(one.to),
                one.state == JoinRequest.State.SENT and one.to in self.may_plan,
                one.state == JoinRequest.State.SENT and one.sender in self.may_plan,
            )
            for one in found.order_by("-sent_at", "-pk")
        ]

    @cached_property
    def moves(self) -> list[Move]:
        if not self.leads:
            return []
        return [
            Move(to, self._verb(to), what_lacks(self.bundle, to) if to in BUNDLE_SERIOUS else [], to == State.DISSOLVED)
            for to in BUNDLE.get(self.bundle.state, {})
        ]

    def _verb(self, to: str) -> str | Promise:
        goes_back = State.values.index(to) < State.values.index(self.bundle.state)
        return (BACK if goes_back else VERBS)[to]

    @property
    def on_offer(self) -> bool:
        return self.bundle.state in BUNDLE_ASKED

    def mark(self, party: Party) -> Mark:
        return self.marks.get(party.pk) or Mark(COLOURS, "?", party.name)

    def voice(self, asked: str) -> Voice | None:
        """Return the voice of the party with this number, else of the first, that the user gives consents for.

        None without.
        """
        mine = [voice for voice in self.voices if voice.is_mine]
        return next((voice for voice in mine if not asked or str(voice.party.pk) == asked), None)

    def _voice(self, party: Party, given: Sequence[Consent]) -> Voice:
        own = [consent for consent in given if consent.party_id == party.pk]
        stands = next((consent for consent in own if consent.lapsed_at is None), None)
        sheet = self.look.sheet
        above = {one.party: one.euros for one in sheet.above_alone}
        outside = set(sheet.outside_window)
        return Voice(
            party=party,
            mark=self.mark(party),
            consent=stands,
            lapsed=own[-1] if own and not stands else None,
            share=self.look.shares.get(party.pk, 0),
            above=above.get(str(party.pk), 0),
            shifted=[work for work in self.look.works if work.party_id == party.pk and str(work.pk) in outside],
            is_mine=party in self.may_commit,
        )


def differences(standing: Bundle, form: TermsForm) -> list[Difference]:
    """Return where the terms as they stand now and those that somebody wanted to save differ."""
    mine = form.terms
    pairs = [(form[name], getattr(standing, name), mine[name]) for name in mine]
    return [Difference(str(box.label), _said(box, old), _said(box, new)) for box, old, new in pairs if old != new]


def _said(box: BoundField, value: Any) -> str:
    if isinstance(value, Agenda):
        return str(value)
    choices = dict(getattr(box.field, "choices", ()))
    return str(choices[value] if value in choices else box.field.prepare_value(value)) or "–"


def list_page(partnership: Partnership, user: User) -> dict[str, Any]:
    """Return live bundles first; how many parties have agreed of how many."""
    return {
        "live": _listed(Bundle.objects.of(partnership).live()),
        "over": _listed(Bundle.objects.of(partnership).exclude(pk__in=Bundle.objects.live())),
        "open_requests": requests_to(partnership, user),
        "may_plan": may(user, P.PLAN, partnership),
        "kinds": KINDS,
    }


def requests_to(partnership: Partnership, user: User) -> QuerySet[JoinRequest]:
    """Return the requests that wait for an answer of this user's parties, the most urgent first."""
    mine = list(user.parties_in(partnership, P.PLAN))
    waiting = JoinRequest.objects.filter(bundle__partnership=partnership, to__in=mine, state=JoinRequest.State.SENT)
    waiting = waiting.filter(due__gte=timezone.localdate())
    return waiting.select_related("bundle", "work", "sender").defer("work__place").order_by("due", "pk")


def _listed(bundles: QuerySet[Bundle]) -> list[Row]:
    agreed = Consent.objects.filter(lapsed_at__isnull=True).exclude(answer=Consent.Answer.NO)
    said = dict(agreed.values_list("bundle").annotate(n=Count("pk")))
    found = bundles.select_related("lead").annotate(
        works=Count("members", distinct=True), parties=Count("members__work__party", distinct=True)
    )
    return [
        Row(each, KINDS.get(State(each.state), ""), each.works, each.parties, said.get(each.pk, 0)) for each in found
    ]
