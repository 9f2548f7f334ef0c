"""Decisions as a reader sees them: how each party answered, how it stands by the rules of play, what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.forms import BoundField

from accounts.models import Party, User
from accounts.permissions import P, may
from coregroup.forms.decisions import AnswersForm, Line
from coregroup.models import Answer, Decision, Meeting
from coregroup.pages import outcome_words
from coregroup.pages import tasks as tasks_screen
from coregroup.pipeline.advised import Advised, advised
from coregroup.pipeline.outcome import Outcome
from coregroup.pipeline.voters import Assembly, assembly_of
from dia.pages.agendas import area_names

KINDS = {Answer.Kind.YES: "ok", Answer.Kind.CONDITION: "warn", Answer.Kind.NO: "stop", Answer.Kind.ABSTAIN: ""}


@dataclass(frozen=True, slots=True)
class Seen:
    """The reader and the meeting: the same for all its decisions."""

    meeting: Meeting
    assembly: Assembly
    own: frozenset[int]
    leads: bool

    @property
    def names(self) -> dict[int, str]:
        return {party.pk: party.name for party in self.assembly.voters}


@dataclass(frozen=True, slots=True)
class Row:
    """A party and its answer; the fields where the reader may give one.

    `mine` is what was sent while another answer came.
    """

    party: Party
    present: bool
    votes: bool
    answer: Answer | None
    kind: BoundField | None = None
    words: BoundField | None = None
    stamp: BoundField | None = None
    mine: str = ""

    @property
    def is_folded(self) -> bool:
        """Return whether the fields of an answer are folded: it stands, and nothing about it is to be seen first."""
        wrong = bool(self.kind and self.words and (self.kind.errors or self.words.errors))
        return bool(self.answer) and not wrong and not self.mine

    @property
    def chip(self) -> str:
        return KINDS[Answer.Kind(self.answer.kind)] if self.answer else ""


@dataclass
class Card:
    decision: Decision
    seen: Seen
    area: str = ""
    form: AnswersForm | None = None
    clashes: Mapping[int, Answer] = field(default_factory=dict)

    @cached_property
    def answers(self) -> list[Answer]:
        return list(self.decision.answers.all())

    @cached_property
    def outcome(self) -> Outcome[int] | None:
        return self.seen.assembly.outcome(self.answers)

    @property
    def standing(self) -> str:
        return outcome_words.standing(self.outcome, self.seen.names) if self.outcome else ""

    @property
    def counted(self) -> str:
        return outcome_words.counted(self.outcome) if self.outcome else ""

    @property
    def missing(self) -> list[str]:
        return outcome_words.missing(self.outcome, self.seen.names) if self.outcome else []

    @property
    def words(self) -> list[Answer]:
        """Return the answers that say more than one word: conditions and objections."""
        return [answer for answer in self.answers if answer.words]

    @property
    def kind(self) -> str:
        """Return the colour of the chip of its state."""
        return "ok" if self.decision.state == Decision.State.TAKEN else ""

    @property
    def in_session(self) -> bool:
        return self.seen.meeting.state == Meeting.State.OPEN

    @property
    def is_begun(self) -> bool:
        """Return whether the meeting has begun: only then it is known who is there."""
        return self.seen.meeting.state != Meeting.State.PLANNED

    @property
    def may_add(self) -> bool:
        return self.seen.leads and not self.seen.meeting.is_fixed

    @property
    def may_change(self) -> bool:
        return self.may_add and self.decision.is_proposed

    @property
    def settles_to(self) -> str:
        """Return the state that settling would give now; empty where it cannot be settled, or not by this reader."""
        if not (self.may_change and self.in_session and self.outcome and self.outcome.can_be_settled):
            return ""
        return Decision.State.TAKEN if self.outcome.taken else Decision.State.REJECTED

    @property
    def may_note_rest(self) -> bool:
        return bool(self.form and self.seen.leads and self.outcome and self.outcome.silent)

    @property
    def replaced_by(self) -> Decision | None:
        newer = getattr(self.decision, "replaced_by", None)
        return newer if newer and newer.state == Decision.State.TAKEN else None

    @cached_property
    def rows(self) -> list[Row]:
        """Return a row for each party with a vote, and for who answered without one."""
        given = {answer.party_id: answer for answer in self.answers}
        voters, present = self.seen.assembly.voters, self.seen.assembly.present
        others = [answer.party for answer in self.answers if answer.party_id not in self.seen.names]
        return [
            Row(party, party.pk in present, party.pk in self.seen.names, given.get(party.pk), *self._fields(party))
            for party in [*voters, *others]
        ]

    def _fields(self, party: Party) -> tuple[Any, ...]:
        if self.form is None or f"kind_{party.pk}" not in self.form.fields:
            return ()
        fields = [self.form[f"{name}_{party.pk}"] for name in ("kind", "words", "seen")]
        return (*fields, self._mine(party) if party.pk in self.clashes else "")

    def _mine(self, party: Party) -> str:
        kind, words = (str(self.form[f"{name}_{party.pk}"].value() or "") for name in ("kind", "words"))  # type: ignore[index]
        label = str(dict(Answer.Kind.choices).get(kind, kind))
        return f"{label}: {words}" if words else label


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions under one item, and what follows from it."""

    decisions: list[Card]
    tasks: list[tasks_screen.Line]
    may_add: bool


def by_item(meeting: Meeting, user: User) -> dict[int | None, Decided]:
    """Return decisions and tasks per item of the meeting; None holds what belongs to no item."""
    seen = seen_by(meeting, user)
    items: list[int | None] = list(meeting.items.values_list("pk", flat=True))
    may_add = seen.leads and not meeting.is_fixed
    found = {item: Decided([], [], may_add) for item in [*items, None]}
    for card in cards(seen, decisions_of(meeting)):
        found[card.decision.item_id if card.decision.item_id in found else None].decisions.append(card)
    tasks = meeting.tasks.select_related("party", "decision", "done_by")
    for task in tasks:
        task.meeting = meeting
    for line in tasks_screen.lines(tasks, meeting.partnership, user):
        found[line.task.item_id if line.task.item_id in found else None].tasks.append(line)
    return found


def seen_by(meeting: Meeting, user: User) -> Seen:
    partnership = meeting.partnership
    own = user.parties_in(partnership, P.SPEAK).values_list("pk", flat=True)
    return Seen(meeting, assembly_of(meeting), frozenset(own), may(user, P.LEAD, partnership))


def decisions_of(meeting: Meeting) -> QuerySet[Decision]:
    rows = meeting.decisions.select_related("item", "replaces", "replaced_by", "snapshot").defer("snapshot__body")
    return rows.prefetch_related("answers__party", "answers__by")


def cards(seen: Seen, decisions: QuerySet[Decision]) -> list[Card]:
    rows = list(decisions)
    names = area_names(seen.meeting.partnership, [row.area_code for row in rows])
    return [card(seen, row, names.get(row.area_code, row.area_code)) for row in rows]


def card(seen: Seen, decision: Decision, area: str, data: Any = None) -> Card:
    lines = lines_of(seen, decision)
    return Card(decision, seen, area, AnswersForm(data, decision=decision, lines=lines) if lines else None)


def lines_of(seen: Seen, decision: Decision) -> Sequence[Line]:
    """Return the parties that the reader may answer for: the own ones, and for who leads all that are there."""
    if seen.meeting.is_fixed or not decision.is_proposed:
        return []
    given, present = {answer.party_id: answer for answer in decision.answers.all()}, seen.assembly.present
    may = seen.own | (present if seen.leads else frozenset())
    return [
        Line(party, given.get(party.pk), party.pk in seen.own, party.pk in present)
        for party in seen.assembly.voters
        if party.pk in may
    ]


def page(decision: Decision, user: User, data: Any = None) -> dict[str, Any]:
    """Return one decision with everything about it; `data` are answers that were sent."""
    meeting = decision.meeting
    names = area_names(meeting.partnership, [decision.area_code])
    tasks = decision.tasks.select_related("party", "done_by", "meeting")
    return {
        "card": card(seen_by(meeting, user), decision, names.get(decision.area_code, decision.area_code), data),
        "decision": decision,
        "meeting": meeting,
        "advised": advised(decision.snapshot, decision.area_code),
        "tasks": tasks_screen.lines(tasks, meeting.partnership, user),
    }


def form_page(meeting: Meeting, form: Any) -> dict[str, Any]:
    """Return the form of a proposal, with what the chosen advice says of the chosen area."""
    snapshot, code = form.looked_at()
    found: Advised | None = advised(snapshot, code)
    return {"form": form, "meeting": meeting, "advised": found, "snapshot": snapshot, "code": code}
