"""Whose dataset a delivery of figures goes to, and which of its figures would take the place of another party's.

A dataset of a publisher is everybody's; an own table belongs to the party that delivers it. Two parties may each have a
table of one name: neither is read, replaced or shown by a delivery to the other.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.text import slugify

from datasets.models import Dataset, Delivery, Observation
from datasets.parsers.problems import Problem, error
from datasets.pipeline.remembered import title_of

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 60  # signs of the title in a key


def title(delivery: Delivery) -> str:
    return delivery.mapping.get("title") or title_of(delivery.name)


def dataset_of(delivery: Delivery) -> Dataset | None:
    """The dataset that this delivery is the next release of; None where it is the first of a new one."""
    return _own(delivery).filter(key__in=[_key(delivery), _key_of_party(delivery)]).order_by("pk").first()


def new_key(delivery: Delivery) -> str:
    """The key of a new dataset: after its title, with the party's number where another party has that one."""
    taken = Dataset.objects.of(delivery.partnership).filter(key=_key(delivery)).exists()
    return _key_of_party(delivery) if taken else _key(delivery)


def figures_of_others(delivery: Delivery, rows: pd.DataFrame) -> list[Problem]:
    """One problem for each dataset of another party of which this table has figures of the same area, indicator and year."""
    if delivery.supplier_id is None or rows.empty:  # a command of the operator
        return []
    theirs = Observation.objects.filter(
        indicator__partnership=delivery.partnership,
        area__in=rows["area_id"].unique().tolist(),
        indicator__code__in=rows["indicator"].unique().tolist(),
        period__in=[int(period) for period in rows["period"].unique()],
        delivery__dataset__owner__isnull=False,
    ).exclude(delivery__dataset__owner=delivery.supplier_id)
    fields = ("area_id", "indicator__code", "period", "delivery__dataset__title", "delivery__dataset__owner__name")
    standing = {(area, code, period): (name, owner) for area, code, period, name, owner in theirs.values_list(*fields)}
    if not standing:
        return []
    keys = zip(rows["area_id"], rows["indicator"], rows["period"].astype(int), strict=True)
    met = Counter((standing[key], key[1]) for key in keys if key in standing)
    return [
        error("figure_of_another", value=code, count=count, dataset=name, party=owner)
        for ((name, owner), code), count in met.items()
    ]


def _own(delivery: Delivery) -> QuerySet[Dataset]:
    found = Dataset.objects.of(delivery.partnership)
    if delivery.recognised["source"] or delivery.supplier_id is None:
        return found
    return found.filter(Q(owner=delivery.supplier_id) | Q(owner=None))


def _key(delivery: Delivery) -> str:
    return delivery.recognised["source"] or slugify(title(delivery))[:LONGEST] or "own-table"


def _key_of_party(delivery: Delivery) -> str:
    return f"{_key(delivery)}-{delivery.supplier_id}"
