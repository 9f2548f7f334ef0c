"""Questions to a person before figures are loaded.

About a year to come, figures a hundred times what is there, and shares of which nobody can tell whether they are
percents. An answer is kept in the options of the delivery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone

from datasets.models import Delivery
from datasets.parsers.problems import Problem, error
from datasets.pipeline.stored_figures import Standing

if TYPE_CHECKING:
    import pandas as pd

    from datasets.parsers.mapping import Mapping as ColumnMapping
    from datasets.parsers.ranges import Limits

SHEETS = frozenset({"several_sheets", "no_such_sheet"})
SHARES = "share_or_percent"
CODE_COLUMN = "which_code_column"
ACCEPTABLE = ("future_year", "hundredfold", "part_of_the_map", "gaps_in_the_map")
ANSWERABLE = SHEETS | {SHARES, CODE_COLUMN, *ACCEPTABLE}
EVERY = ""  # in the place of an indicator: of all
PERCENT, FRACTION = "percent", "fraction"
FEWEST = 5  # areas, to compare what comes with what is there
LEAST, MOST = 40, 250  # times: about a hundred, where the figures changed as well


def unanswered(delivery: Delivery, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems without those that a person accepted."""
    accepted = set(delivery.options.get("accepted", []))
    return [problem for problem in problems if problem.code not in accepted]


def future_years(years: Iterable[str | int], column: str | None = None) -> list[Problem]:
    """Return a problem for each year after this one; quarters and months are judged elsewhere."""
    this_year = timezone.localdate().year
    ahead = sorted({int(year) for year in years if str(year).isdecimal() and int(year) > this_year})
    return [error("future_year", column=column, value=str(year)) for year in ahead]


def read_shares(
    rows: pd.DataFrame,
    frame: pd.DataFrame,
    mapping: ColumnMapping,
    limits: Mapping[str, Limits],
    said: Mapping[str, str],
) -> list[Problem]:
    """Multiply the shares that are said to be fractions in place, and return a problem for each that is not clear.

    That is each indicator of which all shares are 1 or less and nobody said what they mean. `frame` holds the cells of
    the file.
    """
    from datasets.parsers.ranges import SHARE

    if mapping.shape == "wide":
        columns = {code: column for column, code in mapping.indicators.items()}
    else:
        columns = dict.fromkeys(rows["indicator"].unique(), str(mapping.value_column))
    problems = []
    groups = {str(name): places for name, places in rows.groupby("indicator", observed=True).indices.items()}
    for code, places in groups.items():
        values = rows["value"].to_numpy()[places]
        small = limits.get(code) == SHARE and (values >= 0).all() and (values <= 1).all() and (values > 0).any()
        if not small or _says_percent(frame[columns[code]]):
            continue
        answer = said.get(code) or said.get(EVERY)
        if answer == FRACTION:
            scaled = [name for name in ("value", "standard_error") if name in rows]
            rows.loc[rows.index[places], scaled] *= 100
        elif answer != PERCENT:
            example = f"{values[values > 0][0]:.6g}"
            problems.append(error(SHARES, column=columns[code], value=example, indicator=code))
    return problems


def _says_percent(cells: pd.Series) -> bool:
    """Return whether cells carry a percent sign, as text or as their workbook shows them."""
    from datasets.parsers.cells import different
    from datasets.parsers.workbook_cells import Percent

    filled = [cell for cell in different(cells)[1] if cell is not None]
    numbers = [cell for cell in filled if not isinstance(cell, str)]
    shown_so = bool(numbers) and all(isinstance(cell, Percent) for cell in numbers)
    return shown_so or any(isinstance(cell, str) and "%" in cell for cell in filled)


def hundredfold(rows: pd.DataFrame, numbers: Mapping[str, int], stands: Iterable[Standing]) -> list[Problem]:
    """Return a problem for each indicator with figures of about a hundred times, or a hundredth of, what stands.

    The middle figure is compared with the middle of what is stored of the same areas in any year.
    """
    stored: dict[int, list[Standing]] = {}
    for each in stands:
        stored.setdefault(each.indicator, []).append(each)
    problems = []
    areas, values = rows["area_id"].to_numpy(), rows["value"].to_numpy(dtype=float)
    for code, places in rows.groupby("indicator", observed=True).indices.items():
        factor = _factor(areas[places], values[places], stored.get(numbers[str(code)], []))
        if factor and (LEAST <= factor <= MOST or LEAST <= 1 / factor <= MOST):
            problems.append(error("hundredfold", value=str(code), indicator=str(code), factor=f"{factor:.2g}"))
    return problems


def _factor(areas: np.ndarray, values: np.ndarray, stored: list[Standing]) -> float | None:
    """Return how many times the stored middle the new one is; None where too little is there to say."""
    known = [(each.areas, each.measures["value"]) for each in stored]
    if not known:
        return None
    old_areas, old = (np.concatenate(part) for part in zip(*known, strict=True))
    both = np.intersect1d(areas, old_areas[~np.isnan(old)])
    if both.size < FEWEST:
        return None
    middle, was = np.median(values[np.isin(areas, both)]), np.nanmedian(old[np.isin(old_areas, both)])
    return float(middle / was) if was > 0 and middle > 0 else None
