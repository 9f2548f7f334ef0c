"""The quality report of a delivery: its figures beside those that stand, and areas by their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from datasets.models import Delivery
from datasets.pipeline.array_joins import Ints
from datasets.pipeline.reference_data import Known
from datasets.pipeline.stored_figures import Standing
from datasets.quality import Figures, judge

if TYPE_CHECKING:
    import pandas as pd

NAMED = 5  # areas of one finding


def report(delivery: Delivery, rows: pd.DataFrame, known: Known, stands: Iterable[Standing]) -> dict[str, Any]:
    """Return coverage and findings for Delivery.quality, as plain values without any figure.

    They are judged beside what stands of its indicators in any year.
    """
    found = judge(_columns(delivery, rows, known, stands), [area.level for area in known.areas])
    counts = delivery.counts
    return {
        "cells": counts.get("cells", 0),
        "missing": counts.get("missing", 0),
        "coverage": [asdict(each) for each in found.coverage],
        "findings": [
            {
                **asdict(replace(each, areas=())),
                "areas": [known.areas[area].name for area in each.areas[:NAMED]],
                "count": len(each.areas),
            }
            for each in found.findings
        ],
    }


def _columns(
    delivery: Delivery, rows: pd.DataFrame, known: Known, stands: Iterable[Standing]
) -> Iterator[tuple[str, Figures, Figures]]:
    """Yield the figures indicator by indicator, in the order of their ids; areas by their places among those known."""
    from datasets.parsers.cells import different

    codes = known.numbered(delivery.recognised["indicators"])
    stood, nothing = _by_indicator(stands, np.array(known.area_ids, dtype=np.int64)), Figures.of([])
    at, area_codes = different(rows["area_code"])
    place_of = {area.code: place for place, area in enumerate(known.areas)}
    areas = np.array([place_of[code] for code in area_codes], dtype=np.int64)[at]
    years, values = rows["period"].map(int).to_numpy("int64"), rows["value"].to_numpy("float64")
    of_indicator = {str(code): own for code, own in rows.groupby("indicator", observed=True).indices.items()}
    for code, own in sorted(of_indicator.items(), key=lambda each: codes[each[0]]):
        yield code, Figures(areas[own], years[own], values[own]), stood.get(codes[code], nothing)


def _by_indicator(stands: Iterable[Standing], areas: Ints) -> dict[int, Figures]:
    """Return the figures that stand by id of the indicator."""
    order = np.argsort(areas)
    ordered = areas[order]
    found: dict[int, list[Figures]] = {}
    for each in stands:
        filled = ~np.isnan(each.measures["value"])
        places = order[np.searchsorted(ordered, each.areas[filled])]
        figures = Figures(places, np.full(places.size, each.period), each.measures["value"][filled])
        found.setdefault(each.indicator, []).append(figures)
    return {indicator: Figures(*map(np.concatenate, zip(*parts, strict=True))) for indicator, parts in found.items()}
