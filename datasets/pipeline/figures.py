"""Deliveries of figures: what loading them changes, and the load."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from datasets.disclosure import OWN_TABLE, Rule, counts_once
from datasets.models import Area, Dataset, Delivery, Indicator, Observation
from datasets.pipeline import (
    check_cache,
    dataset_matching,
    deliveries,
    diff,
    disclosure_control,
    quality,
    vintage_links,
)
from datasets.pipeline.reading import Read, read, spec_of
from datasets.pipeline.reference_data import Known
from datasets.pipeline.stored_figures import MEASURES
from datasets.sources import SOURCES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from datasets.parsers.mapping import Mapping

__all__ = ["Read", "as_checked", "check", "load", "read"]


def check(delivery: Delivery, found: Read, progress: Any) -> None:
    if found.mapping is None or found.rows is None:
        deliveries.note_problems(delivery, list(found.problems))
        if delivery.state == Delivery.State.CHECKED:
            delivery.state = Delivery.State.UNMAPPED
        return
    progress(1, 3)
    delivery.mapping = {**delivery.mapping, **json.loads(found.mapping.to_json())}
    deliveries.note_problems(delivery, list(found.problems))
    delivery.dataset = dataset_matching.dataset_of(delivery)
    delivery.quality = {}
    if delivery.state == Delivery.State.CHECKED:
        changes, delivery.preview = _preview(delivery, found)
        check_cache.keep(delivery, check_cache.cache_key(delivery, found.known, delivery.dataset), changes)
        progress(2, 3)
        delivery.quality = quality.report(delivery, found.rows, found.known, [*found.store, *found.past])
    progress(3, 3)


def as_checked(delivery: Delivery) -> Read | None:
    """Return what its check found, where a load would find the same again; None where its file has to be read."""
    if not check_cache.is_there(delivery):
        return None
    known = Known.of(delivery.partnership).of_year(delivery.partnership, delivery.recognised.get("division"))
    changes = check_cache.changes(
        delivery, check_cache.cache_key(delivery, known, dataset_matching.dataset_of(delivery))
    )
    return None if changes is None else Read(None, known, changes=changes)


def load(delivery: Delivery, found: Read, progress: Any) -> bool:
    """Write the difference, inside the caller's transaction; whether there was any."""
    changes = found.changes
    if changes is None:
        delivery.dataset = dataset_matching.dataset_of(delivery)
        changes, delivery.preview = _preview(delivery, found)
    progress(1, 4)
    delivery.dataset = _dataset(delivery)
    made = _made(delivery, found.known)
    progress(3, 4)
    diff.apply(delivery, changes.renumbered(made))
    _count_in_areas(delivery)
    if division := delivery.recognised.get("division"):
        vintage_links.onward(delivery.partnership, division)
    progress(4, 4)
    return any(delivery.preview[change] for change in ("new", "changed", "vanished"))


def _count_in_areas(delivery: Delivery) -> None:
    """Store inhabitants and dwellings, where the figures bring them, in the areas.

    They are also what averages over areas are weighted by. What they were is kept, for an undo.
    """
    for code in {"inhabitants", "dwellings"} & set(delivery.recognised["indicators"]):
        newest = (
            Observation.objects.filter(indicator__code=code, area=OuterRef("pk"))
            .order_by("-period")
            .values("value")[:1]
        )
        division, held = delivery.recognised.get("division"), Area.objects.of(delivery.partnership)
        areas = held.filter(vintage=division) if division else held.current()
        before = dict(areas.values_list("pk", code))
        areas.update(**{code: Coalesce(Subquery(newest), F(code))})
        after = areas.values_list("pk", code)
        changed = {str(area): [before[area], count] for area, count in after if before[area] != count}
        delivery.preview.setdefault("areas", {})[code] = changed


def _preview(delivery: Delivery, found: Read) -> tuple[diff.Changes, dict[str, Any]]:
    """Return what loading changes, and how that is told. Indicators that are not there yet have ids below 0."""
    mapping, rows = found.mapping, found.rows
    assert mapping  # noqa: S101 -- a checked delivery has both
    assert rows is not None  # noqa: S101
    dataset = delivery.dataset
    rule = disclosure_control.rule_of(dataset) if dataset else _usual_rule(delivery)
    codes = found.known.numbered(delivery.recognised["indicators"])
    columns, meanings = _columns(rows, codes), _meanings(delivery, found.known, codes)
    largest = _largest(rows, mapping, columns, meanings)
    shown = disclosure_control.protected(
        found.known.areas, dataset, rule, columns, meanings, store=found.store, largest=largest
    )
    difference = diff.compare(shown.columns, found.store, dataset.pk if dataset else None)
    by_id = {pk: code for code, pk in codes.items()}
    return difference.changes, {
        **difference.totals,
        "withheld": sum(shown.withheld.values()),
        "of_unknown_people": shown.unknown,
        "of_untold_part": shown.untold,
        "not_judged_by_part": shown.unjudged,
        "indicators": [
            {"code": by_id[pk], **counts, "withheld": shown.withheld.get(pk, 0)}
            for pk, counts in sorted(difference.per_indicator.items())
        ],
        "largest": [{**change, "indicator": by_id[change["indicator"]]} for change in difference.largest],
    }


def _usual_rule(delivery: Delivery) -> Rule:
    """Return the rule to begin with: a publisher has seen to what may be shown; of an own table nobody has yet."""
    return (
        Rule() if delivery.recognised["source"] else replace(OWN_TABLE, minimum_count=delivery.partnership.minimum_cell)
    )


def _meanings(delivery: Delivery, known: Known, codes: dict[str, int]) -> dict[int, disclosure_control.Meaning]:
    """Return the meaning of indicators as the partnership has them, else as they will be made."""
    there = {row.pk: disclosure_control.Meaning(row.unit, row.theme) for row in known.indicators}
    specs = {pk: spec_of(delivery, code) for code, pk in codes.items() if pk not in there}
    return there | {pk: disclosure_control.Meaning(spec.get("unit", ""), spec["theme"]) for pk, spec in specs.items()}


def _columns(rows: pd.DataFrame, codes: dict[str, int]) -> dict[str, NDArray[Any]]:
    return {
        "area_id": rows["area_id"].to_numpy(dtype="int64"),
        "indicator_id": rows["indicator"].map(codes).to_numpy(dtype="int64"),
        "period": rows["period"].map(int).to_numpy(dtype="int64"),
        **{name: rows[name].to_numpy(dtype="float64") for name in MEASURES if name in rows},
    }


def _largest(
    rows: pd.DataFrame,
    mapping: Mapping,
    columns: dict[str, NDArray[Any]],
    meanings: dict[int, disclosure_control.Meaning],
) -> NDArray[Any] | None:
    """Return what part of each figure its largest contributor brings, None where the table does not tell.

    A wide one tells it of a row, so not of those figures in it in which each counts once.
    """
    if "largest" not in rows:
        return None
    largest = rows["largest"].to_numpy(dtype="float64")
    if mapping.shape == "long":
        return largest
    once = [pk for pk, meaning in meanings.items() if counts_once(meaning.unit)]
    return np.where(np.isin(columns["indicator_id"], once), np.nan, largest)


def _made(delivery: Delivery, known: Known) -> dict[int, int]:
    """Create the indicators that the partnership did not have yet.

    Returns the id of each by the one that stood for it.
    """
    return {
        number: Indicator.objects.create(partnership=delivery.partnership, code=code, **spec_of(delivery, code)).pk
        for code, number in known.numbered(delivery.recognised["indicators"]).items()
        if number < 0
    }


def _dataset(delivery: Delivery) -> Dataset:
    if found := dataset_matching.dataset_of(delivery):
        return found
    source = SOURCES.get(delivery.recognised["source"] or "")
    described: dict[str, Any] = (
        {"title": source.title_nl, "publisher": source.publisher, "licence": source.licence}
        if source
        else {"title": dataset_matching.title(delivery), "owner": delivery.supplier, **asdict(_usual_rule(delivery))}
    )
    return Dataset.objects.create(partnership=delivery.partnership, key=dataset_matching.new_key(delivery), **described)
