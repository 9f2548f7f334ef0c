"""Counts divided by the people, dwellings or surface of their area: as a rate they can be compared between areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from datasets.pipeline.stored_figures import Store
from datasets.sources.rates import RATES, TIMES, Per, Rate

if TYPE_CHECKING:
    import pandas as pd

    from datasets.pipeline.reference_data import Known, KnownArea

SQUARE_METRES = 1e6  # in a km²


def with_rates(rows: pd.DataFrame, known: Known, rates: Mapping[str, Rate] = RATES) -> pd.DataFrame:
    """Return the rows (of area_matching.of_partnership) and, below them, a rate for each count that `rates` divides.

    Its numerator is the count and its denominator what it is divided by. None where that is unknown or 0.
    """
    import pandas as pd

    there = set(rows["indicator"].unique())
    made = [_divided(rows, code, rate, known) for code, rate in rates.items() if rate.of in there and code not in there]
    return pd.concat([rows, *made], ignore_index=True) if made else rows


def _divided(rows: pd.DataFrame, code: str, rate: Rate, known: Known) -> pd.DataFrame:
    counts = rows[rows["indicator"] == rate.of].astype({"indicator": object})
    base = denominators(counts, rows, rate.per, known)
    count = counts["value"].to_numpy(dtype=float)
    usable = np.isfinite(base) & (base > 0)
    value = np.divide(count * TIMES[rate.per], base, out=np.full(len(counts), np.nan), where=usable)
    return counts.assign(indicator=code, value=value, numerator=count, denominator=base)[usable]


def denominators(counts: pd.DataFrame, rows: pd.DataFrame, per: Per, known: Known) -> np.ndarray:
    """Return (N,) what each count is divided by, NaN where nobody knows.

    That is what the same file or the store tells of its area and year; else what is known of the area today. A surface
    in km² is that of the outline.
    """
    areas, periods = counts["area_id"].to_numpy(), counts["period"].astype(int).to_numpy()
    today = {area.pk: _today(area, per) for area in known.areas}
    if per == "km2":
        return np.array([today[area] for area in areas], dtype=float)
    told = rows[rows["indicator"] == per]
    keys = zip(told["area_id"], told["period"].astype(int), strict=True)
    of_year = _stored(known, per, set(periods.tolist())) | dict(zip(keys, told["value"], strict=True))
    return np.array(
        [of_year.get(key, today[key[0]]) for key in zip(areas.tolist(), periods.tolist(), strict=True)], dtype=float
    )


def _today(area: KnownArea, per: Per) -> float:
    found = area.surface_m2 / SQUARE_METRES if per == "km2" else getattr(area, per)
    return np.nan if found is None else float(found)


def _stored(known: Known, per: Per, periods: set[int]) -> dict[tuple[int, int], float]:
    """Return what stands, by area and year."""
    found = Store.of(known.area_ids, [known.numbered([per])[per]], periods)
    return {
        (area, each.period): value
        for each in found
        for area, value in zip(each.areas.tolist(), each.measures["value"].tolist(), strict=True)
        if np.isfinite(value)
    }
