"""Figures that cannot be: a share below 0 or above 100, a count below 0, a slip of the keyboard.

By the unit of their indicator.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from datasets.parsers.problems import Problem, error

LARGEST = 2e9  # no figure of an area is larger; what is, is a slip
COUNTED = re.compile(
    r"(aantal|aantallen|number|count|stuks|pieces|personen|persons|people|woningen|dwellings|per |km|ha$)"
)
# A change may be below zero and a growth above 100 %; and more can be used than there is.
FREE = re.compile(
    r"saldo|groei|verander|mutatie|ontwikkel|toename|afname|stijging|daling|verschil|afwijking|rendement|dekking|belasting"
    r"|bezetting|benutting|index|score|trend|growth|increase|decrease|difference|deviation|occupancy|utili[sz]ation|coverage"
    r"|\b(?:balance|change|net|netto|load|ratio)\b",
    re.IGNORECASE,
)


class Limits(NamedTuple):
    """The limits of a figure, ends included; `code` is the problem of one that is not."""

    low: float
    high: float
    code: str


ANY = Limits(-LARGEST, LARGEST, "out_of_range")
SHARE = Limits(0, 100, "not_a_share")
COUNT = Limits(0, LARGEST, "below_zero")


def limits_of(unit: str, names: Iterable[str] = ()) -> Limits:
    """Return the limits of an indicator in this unit; one whose names speak of a change, or of a use, is free."""
    plain = unit.strip().lower()
    if any(FREE.search(name.replace("_", " ")) for name in (unit, *names)):
        return ANY
    if plain.startswith(("%", "procent", "percent")):
        return SHARE
    return COUNT if COUNTED.match(plain) else ANY


def check_ranges(
    rows: pd.DataFrame, limits: Mapping[str, Limits], columns: Mapping[str, str | None]
) -> tuple[np.ndarray, list[Problem]]:
    """Return which rows (of statistics.Parsed) hold a figure that can be, and one problem for each that cannot.

    By code of the indicator: its limits, and the column that its figures stand in.
    """
    places, codes = pd.factorize(rows["indicator"])
    of = [limits.get(code, ANY) for code in codes]
    low, high = (np.array([bound[at] for bound in of], dtype=float)[places] for at in (0, 1))
    values = rows["value"].to_numpy(dtype=float)
    fits = (values >= low) & (values <= high) & (np.abs(values) <= LARGEST)
    problems = []
    for at in np.flatnonzero(~fits).tolist():
        code, value = codes[places[at]], float(values[at])
        problem = "out_of_range" if abs(value) > LARGEST else of[places[at]].code
        problems.append(error(problem, int(rows["row"].iloc[at]), columns.get(code), f"{value:.15g}"))
    return fits, problems
