"""A rule of a dataset that is made stricter, applied to the figures that stand: what may no longer be shown goes at once."""

from __future__ import annotations

import numpy as np
from django.db import connection

from datasets.models import Area, Dataset, Delivery, Indicator, Observation
from datasets.pipeline import diff, disclosure_control
from datasets.pipeline.reference_data import known_areas
from datasets.pipeline.stored_figures import KEYS, MEASURES, Store


def reprotect(dataset: Dataset) -> int:
    """Withhold what the rule forbids, inside the caller's transaction, and return how many figures changed.

    What was replaced before them goes too, so that no undo brings it back, and so do the largest changes that the pages
    of its deliveries tell.
    """
    figures = Observation.objects.filter(delivery__dataset=dataset)
    rows = figures.values_list(*KEYS, *MEASURES)
    table = np.array(list(rows), dtype=np.float64).reshape(-1, len(KEYS) + len(MEASURES))
    columns = dict(zip([*KEYS, *MEASURES], table.T, strict=True))
    keys = {name: columns[name].astype(np.int64) for name in KEYS}
    indicators = Indicator.objects.of(dataset.partnership)
    meanings = {each.pk: disclosure_control.Meaning.of(each) for each in indicators}
    areas = known_areas(Area.objects.of(dataset.partnership))
    about = (np.unique(keys[name]).tolist() for name in ("indicator_id", "period"))
    store = Store.of([area.pk for area in areas], *about)
    rule = disclosure_control.rule_of(dataset)
    kept = disclosure_control.protected(areas, dataset, rule, {**columns, **keys}, meanings, store=store, anew=True)
    diff.stage_columns(kept.columns)
    changed = _write()
    for delivery in Delivery.objects.filter(dataset=dataset).only("preview") if changed else ():
        delivery.preview = {**delivery.preview, "largest": []}
        delivery.save(update_fields=["preview"])
    return changed


def _write() -> int:
    # What was shared out over changed borders keeps its mark.
    marked = "CASE WHEN s.flag = '' AND o.flag = 'apportioned' THEN o.flag ELSE s.flag END"
    told = {name: f"s.{name}" for name in MEASURES} | {"flag": marked}
    values = ", ".join(f"{name} = {new}" for name, new in told.items())
    differs = " OR ".join(f"o.{name} IS DISTINCT FROM {new}" for name, new in told.items())
    same = "(o.area_id, o.indicator_id, o.period) = (s.area_id, s.indicator_id, s.period)"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE datasets_observation o SET {values} FROM stage s WHERE {same} AND ({differs})")
        changed: int = cursor.rowcount
        cursor.execute(
            f"UPDATE datasets_observationrevision o SET {values} FROM stage s WHERE {same} AND s.flag = 'withheld' AND ({differs})"
        )
    return changed
