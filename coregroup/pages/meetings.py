"""All meetings of the core group: the next one as a card, what comes after it, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise

from accounts.models import Partnership, User
from accounts.permissions import P, may
from coregroup.models import Decision, Item, Meeting, RulesOfPlay, Series
from coregroup.pages.meeting import KINDS, MeetingPage
from coregroup.words.rhythm import rhythm_words

PAST_SHOWN = 36


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting in the list."""

    meeting: Meeting
    kind: str
    items: int
    minutes: int
    decisions: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    series: Series
    words: str | Promise


def page(partnership: Partnership, user: User) -> dict[str, Any]:
    coming = lines(Meeting.objects.of(partnership).visible_to(user).to_come())
    past = lines(Meeting.objects.of(partnership).visible_to(user).closed()[:PAST_SHOWN])
    series = partnership.series.order_by("name")
    return {
        "next": coming[0] if coming else None,
        "next_page": MeetingPage(coming[0].meeting, user) if coming else None,
        "coming": coming[1:],
        "past": past,
        "rhythms": [Rhythm(one, rhythm_words(one)) for one in series],
        "waiting": Item.objects.of(partnership).backlog().count(),
        "rules": RulesOfPlay.objects.filter(partnership=partnership).first(),
        "has_standing": partnership.standing_items.exists(),
        "may_lead": may(user, P.LEAD, partnership),
        "may_speak": may(user, P.SPEAK, partnership),
    }


def lines(meetings: Any) -> list[Line]:
    found = list(meetings.select_related("partnership", "rules").defer("body"))
    ids = [meeting.pk for meeting in found]
    items = Item.objects.filter(meeting__in=ids).order_by().values("meeting")
    sums = {row["meeting"]: row for row in items.annotate(count=Count("pk"), minutes=Sum("minutes"))}
    taken = Decision.objects.filter(meeting__in=ids).filter(~Q(state=Decision.State.PROPOSED)).order_by()
    decided = dict(taken.values_list("meeting").annotate(count=Count("pk")))
    nothing = {"count": 0, "minutes": 0}
    return [
        Line(one, KINDS.get(Meeting.State(one.state), ""), row["count"], row["minutes"], decided.get(one.pk, 0))
        for one in found
        for row in [sums.get(one.pk, nothing)]
    ]
