"""The dataset that a delivery of figures goes to, and which of its figures would take the place of another party's.

A dataset of a publisher is everybody's; an own table belongs to the party that delivers it. Two parties may each have a
table of one name: neither is read, replaced or shown by a delivery to the other.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from datasets.models import Dataset, Delivery
from datasets.parsers.problems import Problem, error
from datasets.pipeline.column_mapping import title_of
from datasets.pipeline.reference_data import Known
from datasets.pipeline.stored_figures import Store

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 60  # signs of the title in a key


def title(delivery: Delivery) -> str:
    return delivery.mapping.get("title") or title_of(delivery.name)


def dataset_of(delivery: Delivery) -> Dataset | None:
    """Return the dataset that this delivery is the next release of; None where it is the first of a new one."""
    return _own(delivery).filter(key__in=[_key(delivery), _key_of_party(delivery)]).order_by("pk").first()


def new_key(delivery: Delivery) -> str:
    """Return the key of a new dataset: after its title, with the party's number where another party has that one."""
    taken = Dataset.objects.of(delivery.partnership).filter(key=_key(delivery)).exists()
    return _key_of_party(delivery) if taken else _key(delivery)


def figures_of_others(delivery: Delivery, rows: pd.DataFrame, known: Known, store: Store) -> list[Problem]:
    """Return one problem for each dataset of another party that holds figures of this table.

    Of the same area, indicator and year.
    """
    if delivery.supplier_id is None:  # a command of the operator
        return []
    others = {each.pk: each for each in known.datasets if each.owner != delivery.supplier_id}
    met: Counter[tuple[str, int]] = Counter()
    codes = {indicator.pk: indicator.code for indicator in known.indicators}
    for each in store:
        if each.dataset in others:
            code = codes[each.indicator]
            same = rows[(rows["indicator"] == code) & (rows["period"] == str(each.period))]
            met[code, each.dataset] += int(np.isin(same["area_id"], each.areas).sum())
    return [
        error("figure_of_another", value=code, count=count, dataset=others[pk].title, party=others[pk].owner__name)
        for (code, pk), count in met.items()
        if count
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
