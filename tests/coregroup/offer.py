"""A corporation with works, money and figures around it: what tests of bids begin from. All its numbers are small and round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Partnership, Party, User
from coregroup.actions import bids as actions
from coregroup.models import Agreement, Bid, Subject
from datasets.models import Area, Indicator, Observation
from dia.models import Agenda, Commitment, Measure, Work
from tests import factories
from tests.coregroup.table import Table, laid
from tests.weighed import delivered

YEAR = 2027
TEXTS = {subject: f"Wij zien {subject}." for subject in Subject.values}


@dataclass(slots=True)
class Offer:
    """Woonnoord renovates in buurt 00 and builds in buurt 01, with € 300.000 and 1,5 fte in 2027 and € 200.000 in 2028."""

    table: Table
    areas: list[Area]
    agenda: Agenda
    works: list[Work]
    bid: Bid

    @property
    def partnership(self) -> Partnership:
        return self.table.partnership

    @property
    def party(self) -> Party:
        return self.table.parties["Woonnoord"]

    @property
    def manager(self) -> User:
        return self.table.people["manager"]

    @property
    def secretary(self) -> User:
        return self.table.people["secretary"]

    def now(self) -> Bid:
        return Bid.objects.select_related("partnership", "party").get(pk=self.bid.pk)

    def written(self, **texts: str) -> Bid:
        now = self.now()
        actions.write_bid(bid=now, by=self.manager, seen=actions.texts_stamp(now), texts={**TEXTS, **texts})
        return self.now()

    def offered(self) -> Bid:
        written = self.written()
        return actions.offer_bid(bid=written, by=self.manager, version=written.version)

    def discussed(self) -> Bid:
        return actions.discuss_bid(bid=self.offered(), by=self.secretary, version=self.now().version)

    def agreement(self, **fields: Any) -> Agreement:
        usual = {"year": YEAR, "title": "Prestatieafspraken"}
        return Agreement.objects.create(partnership=self.partnership, **(usual | fields))


def offer(partnership: Partnership) -> Offer:
    table = laid(partnership)
    areas = factories.square_city(partnership, columns=2, rows=1)
    _figures(partnership, areas)
    home = table.parties["Woonnoord"]
    agenda = Agenda.objects.create(
        partnership=partnership, name="Oost", first_year=2026, last_year=2031, reason="Besloten."
    )
    for party in (home, table.parties["Gemeente"]):
        for year in (2027, 2028):
            agenda.pots.create(party=party, year=year)
    committed(agenda, home, 2027, "regular", euros=200_000, fte=1)
    committed(agenda, home, 2027, "subsidy", euros=100_000, fte="0.5")
    committed(agenda, home, 2028, "regular", euros=200_000)
    works = [
        work(partnership, home, "Renovatie", "renovation", areas[0], direct_cost=400_000, common_cost=100_000),
        work(partnership, home, "Nieuwbouw", "new_housing", areas[1], direct_cost=900_000),
        work(partnership, home, "Ontmoeten", "other", areas[0], direct_cost=50_000),
    ]
    Measure.objects.create(agenda=agenda, work=works[2], group="social")
    bid = Bid.objects.create(partnership=partnership, party=home, year=YEAR)
    return Offer(table, areas, agenda, works, bid)


def committed(agenda: Agenda, party: Party, year: int, funding: str, **amounts: Any) -> Commitment:
    pot = agenda.pots.get(party=party, year=year)
    return pot.commitments.create(funding=funding, state="committed", **amounts)


def work(partnership: Partnership, party: Party, title: str, kind: str, area: Area, **fields: Any) -> Work:
    years = {"earliest": 2026, "preferred": 2027, "latest": 2028}
    return Work.objects.create(
        partnership=partnership, party=party, title=title, kind=kind, area_code=area.code, **(years | fields)
    )


def _figures(partnership: Partnership, areas: list[Area]) -> None:
    """Lonely: 40 and 50 in the two buurten, 30 in the city. Energy labels: 10 and 30, and nothing of the city itself."""
    delivery = delivered(partnership, "")
    city = Area.objects.of(partnership).get(level="gemeente")
    for code, values in {"lonely": (40.0, 50.0, 30.0), "energy_label_e_to_g": (10.0, 30.0, None)}.items():
        indicator: Indicator = factories.IndicatorFactory.create(partnership=partnership, code=code)
        for area, value in zip([*areas, city], values, strict=True):
            if value is not None:
                Observation.objects.create(area=area, indicator=indicator, period=2024, value=value, delivery=delivery)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def path(ours: Offer, name: str = "bid") -> str:
    return reverse(name, args=[ours.partnership.slug, ours.bid.pk])
