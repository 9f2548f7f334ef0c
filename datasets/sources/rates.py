"""Counts that are read as a rate too: more people or dwellings make a count larger, and no area more urgent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

type Per = Literal["inhabitants", "dwellings", "km2"]
TIMES: Mapping[Per, float] = {"inhabitants": 1000.0, "dwellings": 1000.0, "km2": 1.0}  # of how many a rate tells
UNITS: Mapping[Per, str] = {"inhabitants": "per 1.000 inwoners", "dwellings": "per 1.000 woningen", "km2": "per km²"}


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate by the code of its indicator: `of` is the indicator that counts, `per` what it is divided by."""

    of: str
    per: Per


RATES: Mapping[str, Rate] = {
    "welfare_rate": Rate("welfare_recipients", "inhabitants"),
    "crime_rate": Rate("crimes", "inhabitants"),
}
