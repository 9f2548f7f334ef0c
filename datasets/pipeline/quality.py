"""The quality report of a delivery: its figures beside those that stand, and areas by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import batched
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from datasets.models import Area, Delivery
from datasets.pipeline.comparing import Ints, picked
from datasets.pipeline.standing import Store
from datasets.quality import Figures, Finding, judge

if TYPE_CHECKING:
    import pandas as pd

NAMED = 5  # areas of one finding
AT_ONCE = 20  # indicators of which the figures that stand are read together


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
    """Indicator by indicator, some at once, so that never all of the store is in memory."""
    columns = {
        "areas": rows["area_id"].to_numpy("int64"),
        "levels": rows["level"].cat.categories.to_numpy(str)[rows["level"].cat.codes],
        "years": rows["period"].map(int).to_numpy("int64"),
        "values": rows["value"].to_numpy("float64"),
    }
    of_indicator = {str(code): at for code, at in rows.groupby("indicator", observed=True).indices.items()}
    ids, first = np.unique(columns["areas"], return_index=True)
    levels = columns["levels"][first]
    for some in batched(sorted(of_indicator, key=lambda code: codes[code]), AT_ONCE, strict=False):
        known = _known([codes[code] for code in some], ids, levels)
        for code in some:
            own = {name: cells[of_indicator[code]] for name, cells in columns.items()}
            yield code, Figures(**own), known.get(codes[code], Figures.of([]))


def _known(indicators: list[int], ids: Ints, levels: NDArray[np.str_]) -> dict[int, Figures]:
    """What stands of these indicators in these areas, of all years, by id of the indicator."""
    found = Store.of(ids.tolist(), indicators).columns()
    at = np.flatnonzero(~np.isnan(found["value"]))
    rows = picked(found, at[np.argsort(found["indicator_id"][at], kind="stable")])
    there, begins = np.unique(rows["indicator_id"], return_index=True)
    parts = (rows["area_id"], levels[np.searchsorted(ids, rows["area_id"])], rows["period"], rows["value"])
    cut = zip(*(np.split(part, begins[1:]) for part in parts), strict=True)
    return {indicator: Figures(*each) for indicator, each in zip(there.tolist(), cut, strict=False)}


def _names(findings: list[Finding]) -> dict[int, str]:
    areas = {area for finding in findings for area in finding.areas[:NAMED]}
    return dict(Area.objects.filter(pk__in=areas).values_list("pk", "name"))
