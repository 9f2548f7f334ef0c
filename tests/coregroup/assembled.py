"""A meeting as it is in a city: eight parties, eight items about different things, in one of its three moments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Partnership, User
from coregroup.actions.items import add_item
from coregroup.actions.meetings import note_attendance, open_meeting, plan_meeting
from coregroup.actions.rules import write_rules
from coregroup.actions.standing import begin_with_usual
from coregroup.models import Agreement, Meeting
from datasets.models import Area, Delivery
from dia.models import Agenda, Bundle
from sia.models import Snapshot
from tests.coregroup.table import Table

PARTIES = [
    ("Gemeente Testerdam", "municipality"),
    ("Woonnoord", "corporation"),
    ("Stichting Volkshuisvesting en Wonen in de Regio Oost", "corporation"),
    ("Thuis in Zuid", "corporation"),
    ("Netbeheer Oost", "grid_operator"),
    ("Waterschap Vechtstromen", "water_board"),
    ("Huurdersbelang", "tenants"),
    ("Welzijn Breed", "care"),
]
RULES = """Wij luisteren eerst, en stellen dan vragen. Pas daarna zegt elke partij wat zij vindt.

Een besluit is genomen als geen partij een zwaarwegend bezwaar heeft. Wie bezwaar heeft, zegt wat er anders moet.

Geld dat een partij toezegt, staat vast tot die partij zelf iets anders zegt."""


@dataclass(frozen=True, slots=True)
class Assembled:
    table: Table
    meeting: Meeting

    @property
    def secretary(self) -> User:
        return self.table.people["secretary"]


def seated(partnership: Partnership) -> Table:
    """The last two of eight parties have no vote."""
    table = Table(partnership)
    for place, (name, kind) in enumerate(PARTIES):
        table.party(name, kind, votes=place < 6)
    table.person("secretary", table.parties["Gemeente Testerdam"], "secretary")
    table.person("planner", table.parties["Woonnoord"], "planner")
    return table


def prepared(partnership: Partnership) -> Assembled:
    """Planned: the six usual items, one about the most urgent area and one about a bundle or an agenda, if there is one."""
    table = seated(partnership)
    by = table.people["secretary"]
    newest = partnership.rules_of_play.first()
    seen = newest.version if newest else 0
    write_rules(
        partnership=partnership, by=by, seen=seen, text=RULES, way="consent", quorum=4, agreed_on=dt.date(2026, 1, 8)
    )
    begin_with_usual(partnership=partnership, by=by)
    day = timezone.localdate() + dt.timedelta(days=7)
    meeting = plan_meeting(
        partnership=partnership, by=by, title="Extra overleg", on=day, begins=dt.time(13, 30), place="Stadhuis, zaal 3",
        chair="Fatima el Amrani",
    )  # fmt: skip
    for title, text, about in topics(partnership):
        add_item(
            partnership=partnership, by=by, meeting=meeting, title=title, text=text, minutes=20,
            party=table.parties["Woonnoord"], **about,
        )  # fmt: skip
    return Assembled(table, meeting)


def topics(partnership: Partnership) -> list[tuple[str, str, dict]]:
    """One for each kind of thing that this partnership has."""
    area = Area.objects.of(partnership).current().filter(level="buurt").order_by("code").first()
    agreement, _new = Agreement.objects.get_or_create(
        partnership=partnership, year=2027, title="Afspraken van de kerngroep"
    )
    found = {
        "snapshot": Snapshot.objects.of(partnership).first(),
        "agenda": Agenda.objects.of(partnership).first(),
        "bundle": Bundle.objects.of(partnership).first(),
        "delivery": Delivery.objects.of(partnership).exclude(kind=Delivery.Kind.DERIVED).first(),
        "agreement": agreement,
    }
    text = "Wat weten wij, wat willen wij, en wie begint? Lees vooraf het advies en de duidingen van de partijen."
    titles = {
        "snapshot": "Advies van de maand vaststellen",
        "agenda": "Hoe staat de agenda ervoor",
        "bundle": "Bundel: wie stemt in",
        "delivery": "Nieuwe cijfers van het CBS",
        "agreement": "Prestatieafspraken voor volgend jaar",
    }
    about = [(titles[kind], text, {kind: thing}) for kind, thing in found.items() if thing]
    return [("Eerst naar deze buurt", text, {"area_code": area.code}), *about] if area else about


def in_session(partnership: Partnership) -> Assembled:
    """Five of the six parties with a vote are there, and one without."""
    found = prepared(partnership)
    by, parties = found.secretary, found.table.parties
    meeting = open_meeting(meeting=found.meeting, by=by)
    there = [party for name, party in parties.items() if name not in {"Thuis in Zuid", "Welzijn Breed"}]
    lines = {party: {"present": True, "names": "Anja de Vries, Bo Bakker"} for party in there}
    note_attendance(meeting=meeting, by=by, lines=lines)
    return Assembled(found.table, meeting)
