"""The quality report of a delivery: its figures beside those that stand, and areas by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from datasets.models import Area, Delivery, Observation
from datasets.quality import Figures, Finding, judge

if TYPE_CHECKING:
    import pandas as pd

NAMED = 5  # areas of one finding
BATCH = 20_000


def report(delivery: Delivery, rows: pd.DataFrame, codes: Mapping[str, int]) -> dict[str, Any]:
    """For Delivery.quality: coverage and findings, as plain values without any figure. `codes` are the ids of indicators
    by code, below 0 for those that the partnership does not have yet."""
    held = Area.objects.of(delivery.partnership).current().values_list("level").annotate(Count("pk")).order_by()
    found = judge(_columns(rows, codes), dict(held))
    names = _names(found.findings)
    counts = delivery.counts
    return {
        "cells": counts.get("cells", 0),
        "missing": counts.get("missing", 0),
        "coverage": [asdict(each) for each in found.coverage],
        "findings": [
            {
                **asdict(each),
                "areas": [names[area] for area in each.areas[:NAMED] if area in names],
                "count": len(each.areas),
            }
            for each in found.findings
        ],
    }


def _columns(rows: pd.DataFrame, codes: Mapping[str, int]) -> Iterator[tuple[str, Figures, Figures]]:
    """Indicator by indicator, so that never all of the store is in memory."""
    indicators = sorted(rows["indicator"].unique(), key=lambda code: codes[code])
    known = _known([codes[code] for code in indicators if codes[code] > 0], rows)
    by_code = rows.groupby("indicator")
    standing = next(known, None)
    for code in indicators:
        before = Figures.of([])
        if standing is not None and standing[0] == codes[code]:
            before, standing = standing[1], next(known, None)
        own = by_code.get_group(code)
        delivered = Figures(
            own["area_id"].to_numpy("int64"),
            own["level"].to_numpy(str),
            own["period"].to_numpy("int64"),
            own["value"].to_numpy("float64"),
        )
        yield code, delivered, before


def _known(indicators: list[int], rows: pd.DataFrame) -> Iterator[tuple[int, Figures]]:
    """What stands of these indicators in the areas of the rows, by id of the indicator, in rising order."""
    levels = dict(zip(rows["area_id"], rows["level"], strict=True))
    found = Observation.objects.filter(indicator__in=indicators, area__in=list(levels), value__isnull=False)
    cells = found.order_by("indicator_id").values_list("indicator_id", "area_id", "period", "value")
    for indicator, group in groupby(cells.iterator(BATCH), key=itemgetter(0)):
        yield indicator, Figures.of((area, levels[area], period, value or 0.0) for _pk, area, period, value in group)


def _names(findings: list[Finding]) -> dict[int, str]:
    areas = {area for finding in findings for area in finding.areas[:NAMED]}
    return dict(Area.objects.filter(pk__in=areas).values_list("pk", "name"))
