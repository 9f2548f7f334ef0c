"""Who walks, and what they choose from: the right people and the wrong ones, pages of now and pages of before.

A step chooses one thing to ask, mostly one that makes sense as things stand, and hands back the asking of it; None where
there is nothing to ask it of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import Count

from accounts.models import Partnership, Party, User
from dia.models import Agenda, Bundle, Measure, Site, Work
from tests import factories

A, B = "BU01530000", "BU01530001"
KINDS = {"Gemeente": "municipality", "Netbeheerder": "grid_operator", "Wonen Noord": "corporation"}
type Asking = Callable[[], object]
STEPS: dict[str, Callable[[People], Asking | None]] = {}
WEIGHTS: dict[str, int] = {}


def step(weight: int = 1) -> Callable[[Callable[[People], Asking | None]], Callable[[People], Asking | None]]:
    """Something that people ask; `weight`: how often, beside the others."""

    def known(choose: Callable[[People], Asking | None]) -> Callable[[People], Asking | None]:
        STEPS[choose.__name__], WEIGHTS[choose.__name__] = choose, weight
        return choose

    return known


class People:
    """Three parties with a planner and a budget holder each, a secretary, who only looks on, and a stranger.

    `stale`: whether the step that was chosen last is asked from an old page.
    """

    def __init__(self, partnership: Partnership, random: Random) -> None:
        self.partnership, self.random, self.stale, self.number = partnership, random, False, 0
        self.parties = [factories.PartyFactory.create(name=name, kind=kind) for name, kind in KINDS.items()]
        self.people = {
            party: [self._member(role, party) for role in ("planner", "budget_holder")] for party in self.parties
        }
        self.secretary = self._member("secretary", self.parties[0])
        stranger = factories.member(factories.PartnershipFactory.create(), "administrator")
        own = [user for users in self.people.values() for user in users]
        self.anybody = [self.secretary, self._member("viewer", self.parties[1]), stranger, *own]
        for number in range(2):
            street = {"name": f"Laan {number}", "area_code": A, "common_cost": 300_000 * number}
            Site.objects.create(partnership=partnership, **street)

    def _member(self, role: str, party: Party) -> User:
        return factories.member(self.partnership, role, party=party)

    def next(self) -> int:
        self.number += 1
        return self.number

    def choose(self) -> tuple[str, Asking]:
        """What is asked next, with its name."""
        while True:
            self.stale = False
            [kind] = self.random.choices(list(STEPS), list(WEIGHTS.values()))
            if ask := STEPS[kind](self):
                return kind, ask

    def often(self, share: float = 0.85) -> bool:
        return self.random.random() < share

    def one[Row](self, found: Any) -> Any:
        rows = list(found)
        return self.random.choice(rows) if rows else None

    def some[Row](self, found: Sequence[Row], most: int = 2) -> list[Row]:
        return self.random.sample(list(found), min(len(found), self.random.randint(1, most)))

    def who(self, party: Party, *, holder: bool = False) -> User:
        """Mostly somebody who may: of this party, a budget holder where that is asked for."""
        if self.often(0.9):
            return self.people[party][1 if holder else self.random.randint(0, 1)]
        return self.random.choice(self.anybody)

    def seen(self, version: Any) -> Any:
        """What stood on the page: mostly what stands, now and then what stood before."""
        if self.often(0.92):
            return version
        self.stale = True
        return version - 1 if isinstance(version, int) else "old"

    def year(self, agenda: Agenda) -> int:
        return self.random.choice(agenda.years if self.often() else [agenda.first_year - 1, agenda.last_year + 1])

    def euros(self, most: int) -> int:
        return self.random.choice([0, 1, most, most, self.random.randint(0, most)]) if most > 0 else 0

    def fte(self) -> Decimal:
        return Decimal(self.random.randint(0, 20)) / 10

    def works(self, **which: Any) -> Any:
        found = Work.objects.of(self.partnership).select_related("party", "partnership").order_by("pk")
        return found.filter(**which)

    def agenda(self) -> Agenda | None:
        agendas = Agenda.objects.of(self.partnership).select_related("partnership").order_by("pk")
        return self.one(agendas.live() if self.often(0.95) else agendas)

    def measures(self, **which: Any) -> Any:
        links = ("agenda__partnership", "work__party", "work__partnership")
        return (
            Measure.objects.filter(agenda__partnership=self.partnership, **which).select_related(*links).order_by("pk")
        )

    def bundle(self, *in_states: str, ready: bool = False) -> Bundle | None:
        """Mostly one in these states; `ready`: of two works or more, and nobody is still asked to join."""
        bundles = Bundle.objects.of(self.partnership).select_related("partnership", "lead").order_by("pk")
        found = bundles.filter(state__in=in_states)
        complete = found.annotate(works=Count("members")).filter(works__gte=2).exclude(requests__state="sent")
        return self.one((complete if ready and self.often() else found) if self.often(0.9) else bundles)
