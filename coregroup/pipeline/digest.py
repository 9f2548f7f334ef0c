"""The daily mail: what waits for a person, by kind and count.

Nothing of it says what a work is, where, or for how much.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

from accounts.models import Partnership, User
from coregroup.pipeline.waiting import Kind, Waiting, waiting

# A mail leaves the house: these sentences are all that it may say.
SENTENCES: dict[Kind, Promise] = {
    Kind.REQUEST: ngettext_lazy(
        "%(n)d request to join waits for your party's answer",
        "%(n)d requests to join wait for your party's answer",
        "n",
    ),
    Kind.BUNDLE: ngettext_lazy(
        "%(n)d bundle waits for your party's consent", "%(n)d bundles wait for your party's consent", "n"
    ),
    Kind.SCENARIO: ngettext_lazy("%(n)d scenario waits for your say", "%(n)d scenarios wait for your say", "n"),
    Kind.DECISION: ngettext_lazy(
        "%(n)d proposed decision waits for your party's answer",
        "%(n)d proposed decisions wait for your party's answer",
        "n",
    ),
    Kind.AGREEMENT: ngettext_lazy(
        "%(n)d agreement waits for your party's signature", "%(n)d agreements wait for your party's signature", "n"
    ),
    Kind.COVENANT: ngettext_lazy(
        "%(n)d covenant or question about data waits for you",
        "%(n)d covenants or questions about data wait for you",
        "n",
    ),
    Kind.BID: ngettext_lazy(
        "%(n)d bid of your party is not offered yet", "%(n)d bids of your party are not offered yet", "n"
    ),
    Kind.DATE: ngettext_lazy(
        "%(n)d date of the yearly calendar is near", "%(n)d dates of the yearly calendar are near", "n"
    ),
    Kind.LEAD: ngettext_lazy(
        "%(n)d thing of the meetings waits for you", "%(n)d things of the meetings wait for you", "n"
    ),
    Kind.TASK: ngettext_lazy("%(n)d action of your party is open", "%(n)d actions of your party are open", "n"),
    Kind.BALLOT: ngettext_lazy("%(n)d ballot waits for your party", "%(n)d ballots wait for your party", "n"),
    Kind.LOOK_BACK: ngettext_lazy("%(n)d look-back waits for your party", "%(n)d look-backs wait for your party", "n"),
    Kind.DELIVERY: ngettext_lazy("%(n)d file waits for the next step", "%(n)d files wait for the next step", "n"),
    Kind.OLD: ngettext_lazy("Some figures are older than two years", "Some figures are older than two years", "n"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the mail about one partnership."""

    partnership: Partnership
    waiting: list[Waiting]

    @property
    def keys(self) -> list[str]:
        return [f"{self.partnership.pk}:{each.key}" for each in self.waiting]

    @property
    def sentences(self) -> list[str]:
        counts = Counter(each.kind for each in self.waiting)
        late = sum(each.late for each in self.waiting)
        said = [str(SENTENCES[kind] % {"n": counts[kind]}) for kind in Kind if kind in counts]
        return [*said, str(LATE % {"n": late})] if late else said


LATE = ngettext_lazy("%(n)d of these is late", "%(n)d of these are late", "n")


def parts_of(user: User) -> list[Part]:
    found = [Part(each, waiting(user, each)) for each in Partnership.objects.visible_to(user).order_by("name")]
    return [part for part in found if part.waiting]
