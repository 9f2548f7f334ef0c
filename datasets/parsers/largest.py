"""The column that tells which part of a figure its largest contributor brings: one household, one company, one connection."""

import re

import numpy as np
import pandas as pd

from datasets.parsers.cells import different
from datasets.parsers.workbook_cells import Percent

SHARE = r"(?:aandeel|deel|percentage|share|part)"
ONE = (
    r"(?:bijdrage|bijdrager|huishouden|bedrijf|vestiging|aansluiting|verbruiker|gebruiker|afnemer|klant"
    r"|contribution|contributor|household|company|connection|user|customer)"
)
LARGEST = rf"(?:(?:de|het|the) )?(?:grootste|largest)(?: {ONE})?"
UNIT = r"(?: (?:in )?(?:pct|perc|procent|procenten|percent|percentage))?"
NAME = re.compile(rf"(?:{SHARE} (?:(?:van|of) )?{LARGEST}|{LARGEST} {SHARE}|dominantie|dominance){UNIT}")
PERCENT = re.compile(r"%|proc|perc|pct", re.IGNORECASE)
MOST = 100


def is_named_so(column: str) -> bool:
    """Return whether a column says by its name that it tells this."""
    return bool(NAME.fullmatch(re.sub(r"[^a-z0-9]+", " ", column.lower()).strip()))


def may_be_fractions(column: str, cells: pd.Series, values: np.ndarray) -> bool:
    """Return whether nobody can tell 0.45 % from 45 %: no value is above 1, and nothing says that they are percents.

    What the column is called does not say it of numbers in a workbook, which may be shares in a cell without a format
    of percentages.
    """
    told = values[np.isfinite(values)]
    if not told.size or (told > 1).any():
        return False
    uniques = [cell for cell in different(cells)[1] if cell is not None]
    if all(isinstance(cell, Percent) for cell in uniques):
        return False
    are_text = all(isinstance(cell, str) for cell in uniques)
    return not (are_text and (PERCENT.search(column) or any("%" in cell for cell in uniques)))


def outside(values: np.ndarray) -> np.ndarray:
    """Return where a value is no such part: NaN is none that is told."""
    return np.isfinite(values) & ~((values > 0) & (values <= MOST))
