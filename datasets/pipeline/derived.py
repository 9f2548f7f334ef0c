"""Figures that the application counts itself: stored as deliveries like any other, so that each value can be traced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from accounts.models import Partnership
from datasets.models import Area, Dataset, Delivery, Indicator
from datasets.pipeline import diff
from datasets.pipeline.stored_figures import KEYS, Store

ASSETS_IN_AREA = {
    "code": "assets_in_area",
    "name_nl": "Voorzieningen in het gebied",
    "name_en": "Assets in the area",
    "theme": "assets",
    "role": "potential",
    "unit": "aantal",
    "direction": 1,
}


def observe_assets(partnership: Partnership) -> None:
    """Count the assets inside each area. What lies next door is the neighbours' share of the potential.

    Waits for whoever changes areas or figures of this partnership, so that no count misses what the other brings.
    """
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    if not partnership.assets.exists():  # nothing registered is not the same as nothing there
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.id, count(s.id)::float8 FROM datasets_area a
            LEFT JOIN datasets_asset s ON s.partnership_id = a.partnership_id AND ST_Intersects(a.geometry, s.point)
            WHERE a.partnership_id = %s AND a.level <> 'gemeente' GROUP BY a.id
            """,
            [partnership.pk],
        )
        counts = cursor.fetchall()
    store_derived(partnership, ASSETS_IN_AREA, timezone.localdate().year, counts)


def store_derived(
    partnership: Partnership,
    spec: dict[str, Any],
    period: int,
    values: Iterable[tuple[int, float]],
    *,
    emptied: Sequence[int] = (),
) -> bool:
    """Store one value per area id for the indicator that `spec` describes; return whether anything changed.

    What is no longer given vanishes at the levels that are; at other levels where the area is among the `emptied`. What
    stood there is kept.

    Runs in the caller's transaction; the caller says that data changed.
    """
    indicator, _ = Indicator.objects.update_or_create(partnership=partnership, code=spec["code"], defaults=spec)
    dataset, _ = Dataset.objects.get_or_create(
        partnership=partnership,
        key=f"derived-{spec['code'].replace('_', '-')}",
        defaults={"title": spec["name_nl"], "publisher": "Samenwijk"},
    )
    columns = diff.columns_of((area, indicator.pk, period, value) for area, value in values)
    areas = Area.objects.of(partnership).values_list("pk", flat=True)
    difference = diff.compare(columns, Store.of(areas, [indicator.pk], [period]), dataset.pk)
    totals = {**difference.totals, "vanished": difference.totals["vanished"] + len(emptied)}
    changed = any(totals[kind] for kind in ("new", "changed", "vanished"))
    if changed:
        gone = diff.columns_of((area, indicator.pk, period, np.nan) for area in emptied)
        vanished = {name: np.concatenate([difference.changes.vanished[name], gone[name]]) for name in KEYS}
        diff.apply(_delivery(dataset, period, totals), replace(difference.changes, vanished=vanished))
    return changed


def _delivery(dataset: Dataset, period: int, counts: dict[str, int]) -> Delivery:
    Delivery.objects.filter(dataset=dataset, state=Delivery.State.CURRENT).update(state=Delivery.State.SUPERSEDED)
    return Delivery.objects.create(
        partnership=dataset.partnership,
        dataset=dataset,
        kind=Delivery.Kind.DERIVED,
        state=Delivery.State.CURRENT,
        name=dataset.title,
        sha256=hashlib.sha256(f"{dataset.key} {period}".encode()).hexdigest(),
        size=0,
        recognised={"periods": [period]},
        counts=counts,
        loaded_at=timezone.now(),
    )
