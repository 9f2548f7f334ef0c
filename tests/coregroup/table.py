"""A table with parties around it: what tests of meetings and agreements begin from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import Partnership, Party, Seat, User
from coregroup.models import Meeting, RulesOfPlay
from tests import factories

HASH = "0" * 64


@dataclass(slots=True)
class Table:
    """Three parties with a vote, one person each by role; the secretary speaks for the municipality."""

    partnership: Partnership
    parties: dict[str, Party] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def party(self, name: str, kind: str, votes: bool = True) -> Party:
        self.parties[name] = Party.objects.create(name=name, kind=kind)
        Seat.objects.create(partnership=self.partnership, party=self.parties[name], votes=votes)
        return self.parties[name]

    def person(self, name: str, party: Party, role: str) -> User:
        self.people[name] = factories.member(self.partnership, role, party=party)
        return self.people[name]

    def rules(self, **fields: Any) -> RulesOfPlay:
        version = RulesOfPlay.objects.filter(partnership=self.partnership).count() + 1
        usual = {"text": "Wij beslissen samen.", "agreed_on": dt.date(2026, 1, 8), "quorum": 2, "way": "majority"}
        return RulesOfPlay.objects.create(partnership=self.partnership, version=version, **(usual | fields))

    def meeting(self, state: str = "planned", **fields: Any) -> Meeting:
        usual: dict[str, Any] = {"title": "Kerngroep", "on": dt.date(2026, 11, 12), "begins": dt.time(13, 30)}
        if state != "planned":
            usual |= {"opened_at": timezone.now(), "rules": self.rules()}
        if state == "closed":
            usual |= {"closed_at": timezone.now(), "sha256": HASH, "body": "{}"}
        return Meeting.objects.create(partnership=self.partnership, state=state, **(usual | fields))


def laid(partnership: Partnership) -> Table:
    table = Table(partnership)
    city = table.party("Gemeente", "municipality")
    homes = table.party("Woonnoord", "corporation")
    tenants = table.party("Huurdersbelang", "tenants")
    table.person("secretary", city, "secretary")
    table.person("planner", city, "planner")
    table.person("manager", homes, "budget_holder")
    table.person("tenant", tenants, "planner")
    table.person("viewer", tenants, "viewer")
    return table
