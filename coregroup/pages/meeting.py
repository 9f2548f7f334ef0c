"""One meeting as this reader meets it: planned, in session, or closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, User
from accounts.permissions import P, may
from coregroup.actions.meetings import is_begun
from coregroup.forms.meetings import AttendanceForm
from coregroup.models import Attendance, Item, Meeting, RulesOfPlay
from coregroup.pages.changes import ChangesPage
from coregroup.pages.decisions import Decided, by_item
from coregroup.pages.minutes import Seal, seal
from coregroup.pages.subjects import Subject, Subjects
from coregroup.pipeline.voters import Assembly, assembly_of

State = Meeting.State
KINDS = {State.OPEN: "warn", State.CLOSED: "ok"}  # of the chip


@dataclass(frozen=True, slots=True)
class Row:
    """An item with the clock at which it begins, what it is about, and what was decided under it."""

    item: Item
    number: int
    begins: dt.time
    subject: Subject | None
    decided: Decided
    is_last: bool

    @property
    def is_first(self) -> bool:
        return self.number == 1


@dataclass(frozen=True, slots=True)
class Rest:
    """The decisions outside the items."""

    decided: Decided
    item: None = None

    @property
    def is_empty(self) -> bool:
        return not (self.decided.decisions or self.decided.tasks)


class MeetingPage:
    """The page of a meeting; what costs a query is asked once."""

    def __init__(self, meeting: Meeting, user: User, attendance_form: AttendanceForm | None = None) -> None:
        self.meeting, self.user, self.partnership = meeting, user, meeting.partnership
        self.may_lead = may(user, P.LEAD, self.partnership) and not meeting.is_fixed
        self.may_speak = may(user, P.SPEAK, self.partnership)
        self._attendance_form = attendance_form

    @property
    def kind(self) -> str:
        return KINDS.get(State(self.meeting.state), "")

    @property
    def is_planned(self) -> bool:
        return self.meeting.state == State.PLANNED

    @property
    def is_open(self) -> bool:
        return self.meeting.state == State.OPEN

    @cached_property
    def is_begun(self) -> bool:
        """Return whether something was said, decided or noted: until then its opening can be undone."""
        return is_begun(self.meeting)

    @property
    def is_due(self) -> bool:
        """Return whether its day has come."""
        return self.meeting.on <= timezone.localdate()

    @cached_property
    def items(self) -> list[Item]:
        return list(self.meeting.items.with_subjects())

    @cached_property
    def rows(self) -> list[Row]:
        subjects = Subjects(self.partnership, self.items, today=not self.meeting.is_fixed)
        clocks = clock(self.meeting, self.items)
        return [
            Row(item, number, begins, subjects.of(item), self._decided[item.pk], number == len(self.items))
            for number, (item, begins) in enumerate(zip(self.items, clocks, strict=False), start=1)
        ]

    @cached_property
    def _decided(self) -> dict[int | None, Decided]:
        return by_item(self.meeting, self.user)

    @cached_property
    def rest(self) -> Rest:
        return Rest(self._decided[None])

    @property
    def shows_changes(self) -> bool:
        """Return whether the changes are shown.

        Not of a closed meeting, since they would be others than those spoken about.
        """
        return not self.meeting.is_fixed and any(item.shows_changes for item in self.items)

    @cached_property
    def changes(self) -> ChangesPage:
        return ChangesPage(self.partnership)

    @property
    def seal(self) -> Seal | None:
        return seal(self.meeting)

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)

    @property
    def ends(self) -> dt.time:
        return clock(self.meeting, self.items)[-1]

    @cached_property
    def assembly(self) -> Assembly:
        return assembly_of(self.meeting)

    @property
    def has_quorum(self) -> bool:
        rules = self.assembly.rules
        return rules is not None and len(self.assembly.present) >= rules.quorum

    @property
    def quorum(self) -> str:
        return quorum_words(self.assembly, self.meeting.state)

    @cached_property
    def attendance(self) -> list[Attendance]:
        return list(self.meeting.attendance.select_related("party"))

    @property
    def attendance_form(self) -> AttendanceForm:
        return self._attendance_form or AttendanceForm(parties=seated(self.meeting), standing=self.attendance)

    @cached_property
    def backlog(self) -> list[Item]:
        return list(Item.objects.of(self.partnership).backlog().select_related("party")) if self.may_lead else []

    @cached_property
    def missing_standing(self) -> list[str]:
        """Return the titles of standing items that are not on this agenda."""
        there = {item.title for item in self.items}
        titles = self.partnership.standing_items.values_list("title", flat=True) if self.may_lead else []
        return [title for title in titles if title not in there]

    @property
    def in_session_elsewhere(self) -> Meeting | None:
        other = Meeting.objects.of(self.partnership).filter(state=State.OPEN).exclude(pk=self.meeting.pk)
        return other.first() if self.is_planned and self.may_lead else None

    @property
    def rules(self) -> RulesOfPlay | None:
        return self.assembly.rules


def clock(meeting: Meeting, items: Sequence[Item]) -> list[dt.time]:
    """Return when each item begins, and at last when the meeting ends."""
    at = dt.datetime.combine(meeting.on, meeting.begins)
    found = [at.time()]
    for item in items:
        at += dt.timedelta(minutes=item.minutes)
        found.append(at.time())
    return found


def seated(meeting: Meeting) -> list[Party]:
    """Return the parties that can be present: with a seat today, or with a line already; by name."""
    with_seat = Party.objects.filter(seats__in=meeting.partnership.seats.current())
    with_line = Party.objects.filter(pk__in=meeting.attendance.values("party"))
    return list((with_seat | with_line).distinct().order_by("name"))


def quorum_words(assembly: Assembly, state: str) -> str:
    """Return how many parties are there and needed, as "4 of 7 parties are there; 3 needed"."""
    there, voters = len(assembly.present), len(assembly.voters)
    if assembly.rules is None:
        return _("There are no rules of play yet, so nobody knows how many parties are needed.")
    if state == State.PLANNED:
        text = ngettext(
            "%(voters)s party votes; %(needed)s needed", "%(voters)s parties vote; %(needed)s needed", voters
        )
    elif state == State.OPEN:
        text = ngettext(
            "%(there)s of %(voters)s parties is there; %(needed)s needed",
            "%(there)s of %(voters)s parties are there; %(needed)s needed",
            there,
        )
    else:
        text = ngettext(
            "%(there)s of %(voters)s parties was there; %(needed)s needed",
            "%(there)s of %(voters)s parties were there; %(needed)s needed",
            there,
        )
    return text % {"there": there, "voters": voters, "needed": assembly.rules.quorum}
