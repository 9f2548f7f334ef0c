"""The page of one bid: what it says, how much of it fits on the A4, what changed since, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.model_choices import model_choice
from accounts.models import User
from accounts.permissions import P, acts_for, may
from coregroup.forms.bids import AbsorbForm
from coregroup.models import Bid
from coregroup.pages.bid_content import Content
from coregroup.pages.bid_sheet import cuts, left_out
from coregroup.pipeline.bids import body_of, changes, read_body
from datasets.pipeline.grants import shared
from reports.bid import LONGEST_TEXT, Cut

State = Bid.State
KINDS = {"offered": "warn", "discussed": "warn", "absorbed": "ok"}  # of the chip


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is another now than it was offered; `now` is empty where it is gone."""

    key: str
    label: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Step:
    label: Any
    done: bool
    current: bool


def content_of(bid: Bid) -> Content | None:
    """Return the content as it was offered; of a draft as things stand now.

    None where the text is no longer what was offered.
    """
    body = body_of(bid) if bid.state == State.DRAFT else read_body(bid)
    return Content(body, shared(bid.partnership)) if body else None


class BidPage:
    def __init__(self, bid: Bid, user: User, absorb: AbsorbForm | None = None) -> None:
        self.bid, self.user = bid, user
        self.content = content_of(bid)
        self.is_draft = bid.state == State.DRAFT
        self.may_lead = may(user, P.LEAD, bid.partnership)
        self.absorb = absorb or AbsorbForm(bid=bid)

    @property
    def kind(self) -> str:
        return KINDS.get(self.bid.state, "")

    @property
    def steps(self) -> list[Step]:
        order = list(State)
        now = order.index(State(self.bid.state))
        return [Step(state.label, place < now, place == now) for place, state in enumerate(order)]

    @cached_property
    def may_write(self) -> bool:
        return self.is_draft and acts_for(self.user, P.SPEAK, self.bid.partnership, self.bid.party)

    @cached_property
    def may_sign(self) -> bool:
        return acts_for(self.user, P.SIGN_AGREEMENT, self.bid.partnership, self.bid.party)

    @property
    def may_offer(self) -> bool:
        return self.is_draft and self.may_sign

    @property
    def may_take_back(self) -> bool:
        return self.bid.state in {State.OFFERED, State.DISCUSSED} and self.may_sign

    @property
    def may_discuss(self) -> bool:
        return self.bid.state == State.OFFERED and self.may_lead

    @property
    def may_absorb(self) -> bool:
        return self.bid.state == State.DISCUSSED and self.may_lead

    @cached_property
    def drafts(self) -> bool:
        """Return whether there is an agreement that can take it up."""
        drafts = model_choice(self.absorb, "agreement").queryset
        return drafts is not None and drafts.exists()

    @cached_property
    def cuts(self) -> list[tuple[str, str]]:
        """Return the subject of each text that is too long for the page, and how much of it is shown.

        Then what else is left out.
        """
        if self.content is None:
            return []
        found = cuts(self.bid, self.content)
        texts = [(str(part.title), words(found[part.key])) for part in self.content.parts if part.key in found]
        return texts + left_out(self.bid, self.content)

    @cached_property
    def changes(self) -> list[Change]:
        """Return what an offered bid says that is another by now."""
        if self.is_draft or self.content is None:
            return []
        now = Content(body_of(self.bid), self.content.grant)
        return [
            Change(old["key"], self.content.label(old["key"]), self.content.cell(old["key"]).shown, _shown(now, new))
            for old, new in changes(self.content.body, now.body)
            if old["key"] not in self.content.closed
        ]


def _shown(content: Content, figure: dict[str, Any] | None) -> str:
    return content.cell(figure["key"]).shown if figure else ""


def words(cut: Cut) -> str:
    numbers = {
        "shown": number_format(cut.shown),
        "of": number_format(cut.of),
        "less": number_format(cut.of - cut.shown),
    }
    return _("%(shown)s of %(of)s characters fit; the last %(less)s are left out.") % numbers


def fits(bid: Bid) -> dict[str, str]:
    """Return for each subject how much of the text that stands has a place on the A4, for its form."""
    content = content_of(bid)
    if content is None:
        return {}
    found = cuts(bid, content)
    most = {"most": number_format(LONGEST_TEXT)}
    told = {}
    for part in content.parts:
        if part.key in found:
            told[part.key] = words(found[part.key])
        elif part.text:
            text = _("All %(count)s characters fit on the A4; %(most)s is the most.")
            told[part.key] = text % {"count": number_format(len(part.text)), **most}
        else:
            told[part.key] = _("At most %(most)s characters.") % most
    return told
