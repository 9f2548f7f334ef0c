"""A small city of which one corporation shares a table only under a covenant; short ways to make covenants in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Partnership, Party, Role, User
from datasets.models import Covenant, Dataset, Delivery, Indicator, Level, Observation
from tests.factories import IndicatorFactory, PartyFactory, member
from tests.weighed import City, weighed_city

SECRET = 73.4219  # no other figure of the city looks like it


@dataclass(frozen=True, slots=True)
class Sealed:
    """`owner` holds the table with `indicator`; `reader` is of the `town`, which may get a grant; `other` of nobody's side."""

    city: City
    owner: Party
    town: Party
    keeper: User
    reader: User
    other: User
    dataset: Dataset
    delivery: Delivery
    indicator: Indicator

    @property
    def partnership(self) -> Partnership:
        return self.city.partnership


def sealed_city(
    partnership: Partnership, *, names: tuple[str, str, str] = ("Woonnoord", "Gemeente", "Netwerk"), columns: int = 3
) -> Sealed:
    """73,4219 stands for the first buurt, and numbers near it for the others; the table came after the last scores."""
    city = weighed_city(partnership, columns=columns)
    owner, town, third = (PartyFactory.create(name=name) for name in names)
    keeper, reader = (member(partnership, "analyst", party=party) for party in (owner, town))
    other = member(partnership, "analyst", party=third)
    dataset = Dataset.objects.create(
        partnership=partnership, key="arrears", title="Huurachterstanden", owner=owner, covenant_required=True
    )
    delivery = loaded(dataset, "achterstanden.csv")
    indicator = IndicatorFactory.create(
        partnership=partnership, code="arrears", name_nl="Huurachterstand", theme="social"
    )
    Observation.objects.bulk_create(
        Observation(area=area, indicator=indicator, period=2024, value=SECRET - place, delivery=delivery)
        for place, area in enumerate(city.areas)
    )
    return Sealed(city, owner, town, keeper, reader, other, dataset, delivery, indicator)


def loaded(dataset: Dataset, name: str) -> Delivery:
    return Delivery.objects.create(
        partnership=dataset.partnership,
        dataset=dataset,
        kind=Delivery.Kind.STATISTICS,
        state=Delivery.State.CURRENT,
        name=name,
        sha256="1" * 64,
        size=1000,
        loaded_at=timezone.now(),
    )


def covenant(
    partnership: Partnership,
    dataset: Dataset,
    parties: Iterable[Party],
    *,
    title: str = "Convenant wonen",
    levels: Iterable[str] = Level.values,
    roles: Iterable[str] = Role.values,
    indicators: Iterable[Indicator] = (),
    signed: bool = True,
    **fields: Any,
) -> Covenant:
    """In force since a month unless `fields` say otherwise."""
    today = timezone.localdate()
    usual = {"since": today - timedelta(days=30), "review_on": today + timedelta(days=300), "purpose": "Samen kiezen."}
    made = Covenant.objects.create(partnership=partnership, title=title, **{**usual, **fields})
    for party in parties:
        made.parties.create(party=party)
    clause = made.clauses.create(dataset=dataset, levels=list(levels), roles=list(roles))
    clause.indicators.set(indicators)
    if signed:
        Covenant.objects.filter(pk=made.pk).update(signed_at=timezone.now())
    return Covenant.objects.get(pk=made.pk)
