"""The way to share a figure out over the pieces of an area: as a sum or as a mean, and by which measure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from datasets.sources import INDICATORS

type Measure = Literal["inhabitants", "dwellings", "surface"]

COUNTS = {"aantal", "number", "count", "inwoners", "inhabitants", "woningen", "dwellings", "huishoudens", "households"}
SURFACES = {"ha", "hectare", "m²", "m2", "km²", "km2"}
MEANS = re.compile(r"^%|\bper\b|^(score|index|rapportcijfer|cijfer)$", re.IGNORECASE)
# Of the declared indicators: numbers that are no sum over people or things, means by their unit, and classes.
NO_SUM = {"cars_per_household", "schools_within_3_km"}
DECLARED_MEANS = {"1.000 euro", "m³", "kWh", "km", "personen"}
OF_DWELLINGS = re.compile(r"household|dwelling|property|huishoud|woning|^(gas|electricity)_use|^district_heating")
OF_SURFACE = re.compile(r"^businesses")


@dataclass(frozen=True, slots=True)
class Fit:
    """`measure` is what people, things or ground are divided by; a sum is divided, a mean is weighed."""

    measure: Measure
    is_sum: bool


def fitting(code: str, unit: str, theme: str) -> Fit | None:
    """Return how a figure is shared out; None where nobody can tell whether it is a sum or a mean.

    Then it is not shared out.
    """
    plain = unit.strip().lower()
    declared = code in INDICATORS
    if plain in COUNTS | SURFACES and code not in NO_SUM:
        return Fit(_measure(code, plain, theme), is_sum=True)
    if MEANS.search(plain) or code in NO_SUM or (declared and unit in DECLARED_MEANS):
        return Fit(_measure(code, plain, theme), is_sum=False)
    return None


def _measure(code: str, unit: str, theme: str) -> Measure:
    if unit in SURFACES or any(unit.endswith(f"per {surface}") for surface in SURFACES) or OF_SURFACE.search(code):
        return "surface"
    return "dwellings" if theme == "housing" or OF_DWELLINGS.search(f"{code} {unit}") else "inhabitants"
