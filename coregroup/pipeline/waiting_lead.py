"""Things that only who leads the core group can do: plan, prepare, complete and close its meetings, and end agreements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Partnership
from coregroup.models import Meeting
from coregroup.pipeline.agreement_outcomes import overdue
from coregroup.pipeline.voters import assembly_of

DAYS_TO_PREPARE = 14


@dataclass(frozen=True, slots=True)
class Duty:
    """`page` with its key, if it has one: where it is done."""

    which: str
    what: str
    page: str = "meeting_list"
    pk: int | None = None
    due: dt.date | None = None
    late: bool = False


def duties(partnership: Partnership, today: dt.date) -> Iterator[Duty]:
    to_come = Meeting.objects.of(partnership).to_come().select_related("rules", "partnership").defer("body")
    found = list(to_come.prefetch_related("items"))
    if not any(meeting.on >= today for meeting in found):
        yield Duty("plan", _("No next meeting is planned"))
    for meeting in found:
        yield from _of(meeting, today)
    for agreement in overdue(partnership, today):
        text = _("The year of “%(agreement)s” is over and it still runs: look back on it and end it")
        due = dt.date(agreement.year, 12, 31)
        yield Duty(f"end-{agreement.pk}", text % {"agreement": agreement}, "agreement", agreement.pk, due, late=True)


def _of(meeting: Meeting, today: dt.date) -> Iterator[Duty]:
    names = {"meeting": meeting.title, "on": date_format(meeting.on, "j F")}
    soon = meeting.on - today <= dt.timedelta(days=DAYS_TO_PREPARE)
    if meeting.on < today:
        text = _("%(meeting)s of %(on)s is not closed: its minutes are not fixed") % names
        yield Duty(f"close-{meeting.pk}", text, "meeting", meeting.pk, meeting.on, late=True)
    elif meeting.state == Meeting.State.PLANNED and soon and not meeting.items.all():
        text = _("%(meeting)s of %(on)s has no items yet") % names
        yield Duty(f"fill-{meeting.pk}", text, "meeting", meeting.pk, meeting.on)
    if meeting.state == Meeting.State.OPEN and meeting.rules:
        there, quorum = len(assembly_of(meeting).present), meeting.rules.quorum
        if there < quorum:
            texts = ngettext(
                "%(meeting)s: %(there)d party is there, %(quorum)d are needed to decide",
                "%(meeting)s: %(there)d parties are there, %(quorum)d are needed to decide",
                there,
            )
            text = texts % {**names, "there": there, "quorum": quorum}
            yield Duty(f"quorum-{meeting.pk}", text, "meeting", meeting.pk)
