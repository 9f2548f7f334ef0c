"""Counts divided by the people, dwellings or surface of their area: as a rate they can be compared between areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import numpy as np

from datasets.models.areas import SQUARE_METRES
from datasets.parsers.problems import Problem, warning
from datasets.pipeline.stored_figures import Store
from datasets.sources.rates import RATES, TIMES, Per, Rate

if TYPE_CHECKING:
    import pandas as pd

    from datasets.parsers.mapping import Mapping as ColumnMapping
    from datasets.pipeline.reference_data import Known, KnownArea


def with_rates(rows: pd.DataFrame, known: Known, rates: Mapping[str, Rate] = RATES) -> pd.DataFrame:
    """Return the rows (of area_matching.of_partnership) and, below them, a rate for each count that `rates` divides.

    None where what it is divided by is unknown or 0.
    """
    import pandas as pd

    there = set(rows["indicator"].unique())
    made = [
        _divided(rows[rows["indicator"] == rate.of], rate.per, rows, known).assign(indicator=code)
        for code, rate in rates.items()
        if rate.of in there and code not in there
    ]
    return pd.concat([rows, *made], ignore_index=True) if made else rows


def divided(rows: pd.DataFrame, mapping: ColumnMapping, known: Known) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows with the columns divided that `mapping` says so of, and a warning for each that is not whole."""
    import pandas as pd

    parts, problems, whole = [], [], rows
    for column, per in mapping.per.items():
        counted = (whole["indicator"] == mapping.indicators.get(column)).to_numpy(dtype=bool)
        made = _divided(whole[counted], cast(Per, per), rows, known)
        parts.append(made)
        if lost := int(counted.sum()) - len(made):
            problems.append(warning("not_divided", column=column, count=lost))
        whole = whole[~counted]
    return pd.concat([whole, *parts], ignore_index=True), problems


def _divided(counts: pd.DataFrame, per: Per, rows: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return the rates of rows of counts; people or dwellings stay with them as the denominator, a surface does not."""
    base = denominators(counts, rows, per, known)
    count = counts["value"].to_numpy(dtype=float)
    usable = np.isfinite(base) & (base > 0)
    value = np.divide(count * TIMES[per], base, out=np.full(len(counts), np.nan), where=usable)
    kept = {} if per == "km2" else {"numerator": count, "denominator": base}
    return counts.assign(value=value, **kept)[usable]


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
