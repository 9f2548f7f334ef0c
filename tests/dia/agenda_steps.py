"""A small agenda for tests: two parties of one partnership, works with round numbers, and shorthand to fill it."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Partnership, Party, User
from dia import actions
from dia.actions.cells import Edit
from dia.actions.money import Amounts
from dia.models import Agenda, Measure, Pot, Work
from tests import factories

AREA = "BU01530000"
FIRST, LAST = 2026, 2033


def party(partnership: Partnership, name: str, kind: str = "corporation") -> Party:
    made = factories.PartyFactory.create(name=name, kind=kind)
    partnership.seats.create(party=made)
    return made


def opened(partnership: Partnership, *parties: Party, **fields: Any) -> Agenda:
    """Eight years, 2026 to 2033, by a decision."""
    by = factories.member(partnership, "secretary")
    usual = {
        "name": "Agenda Twekkelerveld",
        "areas": [AREA],
        "first_year": FIRST,
        "last_year": LAST,
        "reason": "Besloten.",
    }
    return actions.open_agenda(partnership=partnership, by=by, parties=parties, **(usual | fields))


def work_of(partnership: Partnership, owner: Party, title: str, **fields: Any) -> Work:
    usual = {"kind": "sewer", "area_code": AREA, "earliest": 2027, "preferred": 2028, "latest": 2030}
    usual |= {
        "direct_cost": 900_000,
        "common_cost": 100_000,
        "fte_years": 2,
        "days": 20,
        "severity": 0.5,
        "households": 100,
    }
    return Work.objects.create(partnership=partnership, party=owner, title=title, **(usual | fields))


def measured(agenda: Agenda, owner: Party, title: str, by: User, *, group: str = "street", **fields: Any) -> Measure:
    """On the agenda with all its cost in 2028: € 1.000.000 and 2 fte unless said otherwise."""
    work = work_of(agenda.partnership, owner, title, **fields)
    return actions.add_measure(agenda=agenda, work=work, by=by, group=group)


def write(measure: Measure, by: User, year: int, amount: Any, version: int, unit: str = "euros") -> int:
    """The new version of the cell."""
    edit = Edit(measure.pk, year, unit, amount, version)
    return actions.write_cells(agenda=measure.agenda, by=by, edits=[edit])[0].version


def committed(agenda: Agenda, owner: Party, by: User, year: int, euros: int, **fields: Any) -> Pot:
    pot = agenda.pots.get(party=owner, year=year)
    usual = {"funding": "regular", "state": "committed", "seen": 0, "amounts": Amounts(euros, 9)}
    actions.commit(pot=pot, by=by, **(usual | fields))
    return pot


def give(measure: Measure, giver: Party, by: User, year: int, euros: int, seen: int = 0) -> None:
    actions.contribute(measure=measure, party=giver, by=by, given={year: Amounts(euros)}, seen={year: Amounts(seen)})


def address(name: str, thing: Agenda | Measure, *more: Any) -> str:
    agenda = thing if isinstance(thing, Agenda) else thing.agenda
    own = [] if isinstance(thing, Agenda) else [thing.pk]
    return reverse(name, args=[agenda.partnership.slug, agenda.pk, *own, *more])


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client
