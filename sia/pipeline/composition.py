"""Which figures of an area are better or worse than those who live there and their dwellings let expect.

Only what was measured is compared: a model estimate is itself made of composition. Where people come from is no trait
that is compared with, see decision 65.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accounts.models import Partnership
from datasets.pipeline.grants import shared
from sia.pipeline.figures import read_figures
from sia.pipeline.inputs import Given, Reading
from sia.pipeline.kinds import kinds_of
from sia.pipeline.weighing import URGENCY, Weighing
from sia.scoring.composition import find_area_effects
from sia.scoring.errors import Kind

Floats = NDArray[np.float64]
# Each trait with the codes of datasets/sources that tell it. The first that enough areas have counts, others do not.
TRAITS: Mapping[str, tuple[str, ...]] = {
    "children": ("age_0_14_share",),
    "elderly": ("age_65_plus_share",),
    "household": ("one_person_households_share", "household_size"),
    "tenure": ("owner_occupied_share", "rented_share", "corporation_share"),
    "income": (
        "household_income", "income_per_inhabitant", "income_per_recipient", "low_income_households",
        "around_social_minimum", "welfare_rate",
    ),
}  # fmt: skip
FEWEST_TRAITS = 3
OF_PEOPLE = {"income", "social", "health", "safety", "living_environment"}  # residents make no heat and no energy label
ENOUGH = 2 / 3  # of the areas
CODES = frozenset(code for codes in TRAITS.values() for code in codes)
DIGITS = 6  # significant ones that are kept


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """The traits of the areas by name, their figures (N, P) with NaN where unknown, and what these rest on."""

    traits: list[str]
    figures: Floats
    rests_on: list[Given]


def compare_with_composition(
    partnership: Partnership, weighing: Weighing, level: str, reading: Reading
) -> tuple[dict[str, Any], Reading]:
    """Return the figures that composition does not explain, and the reading with what this rests on.

    Plain values, empty where nothing is compared: `traits` that were compared with; `figures` with per code how many
    areas were compared and which share is explained; `areas` with per area how many figures were compared, and of the
    clear ones code, effect and standard error.
    """
    composition = read_composition(partnership, reading.areas, level)
    if composition is None:
        return {}, reading
    fits: dict[str, list[float]] = {}
    compared = np.zeros(len(reading.areas), int)
    clear: list[list[list[Any]]] = [[] for _area in reading.areas]
    for column, code in measured(weighing, reading.sources).items():
        values, errors = (table[:, column] for table in (reading.inputs.values, reading.inputs.errors))
        found = find_area_effects(values, errors, composition.figures)
        if found is None:
            continue
        fits[code] = [found.areas, _short(found.explained)]
        compared += ~np.isnan(found.effect)
        for row in np.flatnonzero(found.clear):
            clear[row].append([code, _short(found.effect[row]), _short(found.error[row])])
    if not fits:
        return {}, reading
    told = zip(reading.areas, compared.tolist(), clear, strict=True)
    areas = {str(area): [count, found] for area, count, found in told if count}
    rests_on = {tuple(each) for each in reading.rests_on or ()} | set(composition.rests_on)
    known = replace(reading, rests_on=[list(each) for each in sorted(rests_on)])
    return {"traits": composition.traits, "figures": fits, "areas": areas}, known


def read_composition(partnership: Partnership, areas: list[int], level: str) -> Composition | None:
    """Read one figure for each trait of which enough areas have one; None where there are too few such traits."""
    known = dict(partnership.indicators.filter(code__in=CODES).values_list("code", "pk"))
    codes = [code for code in sorted(CODES) if code in known]
    if not codes:
        return None
    read = read_figures(areas, [known[code] for code in codes], shared(partnership))
    kinds = kinds_of(["fact"] * len(codes), read.sources)
    covered = np.count_nonzero(~np.isnan(read.values), axis=0) >= ENOUGH * len(areas)
    usable = [
        code for code, kind, enough in zip(codes, kinds, covered, strict=True) if enough and kind != Kind.ESTIMATE
    ]
    chosen = {trait: each[0] for trait, codes in TRAITS.items() if (each := [one for one in codes if one in usable])}
    if len(chosen) < FEWEST_TRAITS:
        return None
    columns = [codes.index(code) for code in chosen.values()]
    rests_on = [
        (dataset, level, known[codes[column]]) for column in columns for dataset in read.sources[column]["datasets"]
    ]
    return Composition(list(chosen), read.values[:, columns], rests_on)


def measured(weighing: Weighing, sources: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Return the columns of urgency about people that were measured and that tell no trait, each with its code."""
    counted = [(branch.theme, each) for branch in weighing.branches_of(URGENCY) for each in branch.counted]
    kinds = kinds_of([each.nature for _theme, each in counted], sources[: len(counted)])
    return {
        column: each.code
        for column, ((theme, each), kind) in enumerate(zip(counted, kinds, strict=True))
        if theme in OF_PEOPLE and kind != Kind.ESTIMATE and each.code not in CODES
    }


def _short(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")
