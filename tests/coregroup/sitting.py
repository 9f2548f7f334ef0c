"""A meeting in session with a proposal on the table, and the steps that tests of decisions are made of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from coregroup.actions import decisions as actions
from coregroup.actions import tasks as task_actions
from coregroup.actions.answers import Said, answer
from coregroup.actions.closing import close_meeting, minutes_stamp
from coregroup.models import Attendance, Decision, Item, Meeting, Task
from tests.coregroup.table import Table

DUE = dt.date(2026, 12, 1)


def in_session(table: Table, present: tuple[str, ...] | None = None, **fields: Any) -> Meeting:
    """All parties of the table have a vote in it; `present` are there, all where nothing is said."""
    rules = table.rules(**{name: fields.pop(name) for name in ("way", "quorum") if name in fields})
    meeting = table.meeting("open", rules=rules, **fields)
    for name, party in table.parties.items():
        Attendance.objects.create(meeting=meeting, party=party, present=present is None or name in present)
    return meeting


def proposal(table: Table, meeting: Meeting, **fields: Any) -> Decision:
    usual = {"text": "Oost krijgt een gezamenlijke agenda."}
    return actions.propose(meeting=meeting, by=table.people["secretary"], **(usual | fields))


def said(table: Table, decision: Decision, party: str, kind: str = "yes", words: str = "") -> Said:
    """As it would be sent by who saw what stands now."""
    found = table.parties[party]
    standing = decision.answers.filter(party=found).first()
    return Said(found, kind, words, standing.stamp if standing else "")


def say(table: Table, decision: Decision, who: str, **kinds: str) -> None:
    """`kinds` are answers by the name of the party; words go with those that need them."""
    lines = [
        said(table, decision, party, kind, "Omdat." if kind in {"no", "condition"} else "")
        for party, kind in kinds.items()
    ]
    answer(decision=decision, by=table.people[who], version=decision.version, said=lines)


def all_for(table: Table, decision: Decision) -> Decision:
    say(table, decision, "secretary", **dict.fromkeys(table.parties, "yes"))
    return decision


def settle(table: Table, decision: Decision, seen: str = "taken") -> Decision:
    return actions.settle(decision=decision, by=table.people["secretary"], seen=seen)


def decided(table: Table, meeting: Meeting, **fields: Any) -> Decision:
    return settle(table, all_for(table, proposal(table, meeting, **fields)))


def agreed(table: Table, meeting: Meeting, **fields: Any) -> Task:
    usual = {"text": "Bel de aannemer", "party": table.parties["Woonnoord"], "due": DUE}
    return task_actions.add_task(meeting=meeting, by=table.people["secretary"], **(usual | fields))


def close(table: Table, meeting: Meeting) -> Meeting:
    return close_meeting(meeting=meeting, by=table.people["secretary"], seen=minutes_stamp(meeting))


def spoken(table: Table, **fields: Any) -> Meeting:
    """A meeting with something of everything, still in session."""
    meeting = in_session(table, **fields)
    item = Item.objects.create(
        partnership=table.partnership, meeting=meeting, title="Oost", said="Men wil beginnen.\nSamen."
    )
    decision = decided(table, meeting, item=item, reason="De riolering is aan de beurt.")
    agreed(table, meeting, item=item, decision=decision, person="K. Smit")
    return meeting


def browser_of(user: User, language: str = "en") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(user)
    return client


def at(name: str, table: Table, *which: int) -> str:
    return reverse(name, args=[table.partnership.slug, *which])
