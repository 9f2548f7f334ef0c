"""Agreements and bids per year, and one agreement as a document with who signed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Party, User
from accounts.permissions import P, may
from coregroup.actions.agreements import article_stamp, why_not_ended
from coregroup.models import Agreement, Article, Bid, Signatory, Spearhead, Subject
from coregroup.pages.bids import KINDS as BID_KINDS
from coregroup.pipeline.agreement_outcomes import answerable, counted
from coregroup.pipeline.calendar import to_come

State = Agreement.State
KINDS = {"signing": "warn", "running": "ok"}  # of the chip
OUTCOME_KINDS = {"kept": "ok", "late": "warn", "dropped": "stop"}
STEPS: dict[str, tuple[str, ...]] = {
    State.DRAFT: (State.SIGNING,),
    State.SIGNING: (State.DRAFT,),
    State.RUNNING: (State.ENDED,),
    State.ENDED: (),
}


@dataclass(frozen=True, slots=True)
class AgreementLine:
    agreement: Agreement
    signed: int
    parties: int

    @property
    def kind(self) -> str:
        return KINDS.get(self.agreement.state, "")


@dataclass(frozen=True, slots=True)
class BidLine:
    """`is_open`: whether this reader may read it; a draft is for its own party only."""

    bid: Bid
    is_open: bool

    @property
    def kind(self) -> str:
        return BID_KINDS.get(self.bid.state, "")


@dataclass(slots=True)
class Year:
    year: int
    agreements: list[AgreementLine] = field(default_factory=list)
    bids: list[BidLine] = field(default_factory=list)


def list_page(partnership: Partnership, user: User) -> dict[str, Any]:
    own = user.parties_in(partnership, P.SPEAK).filter(kind=Party.Kind.CORPORATION)
    coming = to_come(partnership, timezone.localdate())
    return {
        "years": years(partnership, user),
        "next": coming[0] if coming else None,
        "may_lead": may(user, P.LEAD, partnership),
        "may_bid": own.exists(),
    }


def years(partnership: Partnership, user: User) -> list[Year]:
    """Return the years, the newest first, each with its agreements and its bids."""
    found: dict[int, Year] = {}
    agreements = Agreement.objects.of(partnership).visible_to(user).prefetch_related("signatories")
    for agreement in agreements:
        signatures = [each.signed_at for each in agreement.signatories.all()]
        line = AgreementLine(agreement, len(list(filter(None, signatures))), len(signatures))
        found.setdefault(agreement.year, Year(agreement.year)).agreements.append(line)
    readable = set(Bid.objects.of(partnership).readable_by(user).values_list("pk", flat=True))
    for bid in Bid.objects.of(partnership).select_related("party", "agreement").defer("body"):
        found.setdefault(bid.year, Year(bid.year)).bids.append(BidLine(bid, bid.pk in readable))
    return [found[year] for year in sorted(found, reverse=True)]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    number: int
    article: Article
    stamp: str
    may_say: bool  # what became of it

    @property
    def kind(self) -> str:
        return OUTCOME_KINDS.get(self.article.outcome, "")


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    title: str | Promise
    rows: list[ArticleRow]


@dataclass(frozen=True, slots=True)
class Count:
    count: int
    label: str | Promise
    kind: str


@dataclass(frozen=True, slots=True)
class Signature:
    signatory: Signatory
    may_sign: bool


class AgreementPage:
    def __init__(self, agreement: Agreement, user: User) -> None:
        self.agreement, self.user = agreement, user
        self.partnership = agreement.partnership
        self.may_lead = may(user, P.LEAD, self.partnership)
        self.may_edit = self.may_lead and agreement.state == State.DRAFT

    @property
    def kind(self) -> str:
        return KINDS.get(self.agreement.state, "")

    @property
    def next_states(self) -> list[str]:
        """Return what who leads may ask for now; it runs by the last signature only, and ends after its year."""
        asked = self.may_lead and not self.agreement.is_ahead
        return [str(state) for state in STEPS[self.agreement.state]] if asked else []

    @cached_property
    def obstacles(self) -> list[str]:
        """Return what stands in the way of its end."""
        return why_not_ended(self.agreement) if State.ENDED in self.next_states else []

    @property
    def is_looked_back_on(self) -> bool:
        """Return whether its articles have an outcome, or can have one."""
        return self.agreement.state in {State.RUNNING, State.ENDED} and not self.agreement.is_ahead

    @cached_property
    def counts(self) -> list[Count]:
        """Return how many articles were kept, come later, were dropped; and of how many nobody said it yet."""
        found = counted(self.articles)
        words = [*Article.Outcome.choices, ("", _("not said yet"))]
        return [Count(found[key], label, OUTCOME_KINDS.get(key, "")) for key, label in words if found[key]]

    @cached_property
    def _answerable(self) -> set[int]:
        if not self.is_looked_back_on or self.agreement.state != State.RUNNING:
            return set()
        return set(answerable(self.user, self.agreement).values_list("pk", flat=True))

    @cached_property
    def articles(self) -> list[Article]:
        return list(self.agreement.articles.select_related("party", "said_by"))

    @cached_property
    def chapters(self) -> list[Chapter]:
        """Return the subjects in their usual order.

        Articles are numbered through, so that people can call them by number.
        """
        found, number = [], 0
        for key, title in Subject.choices:
            rows = []
            for article in [each for each in self.articles if each.subject == key]:
                number += 1
                rows.append(ArticleRow(number, article, article_stamp(article), article.pk in self._answerable))
            if rows or self.may_edit:
                found.append(Chapter(key, title, rows))
        return found

    @cached_property
    def signatures(self) -> list[Signature]:
        mine = set(self.user.parties_in(self.partnership, P.SIGN_AGREEMENT).values_list("pk", flat=True))
        is_open = self.agreement.state == State.SIGNING
        rows = self.agreement.signatories.select_related("party", "signed_by")
        return [Signature(each, is_open and not each.signed_at and each.party_id in mine) for each in rows]

    @property
    def signed(self) -> int:
        return sum(1 for each in self.signatures if each.signatory.signed_at)

    @property
    def waits_for_me(self) -> bool:
        return any(each.may_sign for each in self.signatures)

    @cached_property
    def bids(self) -> list[Bid]:
        return list(self.agreement.bids.select_related("party").defer("body"))

    @cached_property
    def spearheads(self) -> list[Spearhead]:
        return list(self.agreement.spearheads.select_related("party"))
