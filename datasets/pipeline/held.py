"""Codes in a table of figures: those of areas that the partnership holds, and what was meant by those that it does not."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np

from datasets.models import Delivery
from datasets.parsers.mapping import Mapping
from datasets.parsers.problems import Problem, error, refusal
from datasets.pipeline.known import KnownArea

if TYPE_CHECKING:
    import pandas as pd

    from datasets.parsers.names import Places

ASKING = frozenset({Delivery.State.RECEIVED, Delivery.State.UNMAPPED})
MOST_STRANGERS = 100  # names of no area that are listed for a person
MOST_DIFFERING = 2  # signs of a code that a slip of the pen may change

type Areas = Dictionary[str, KnownArea]  # by code


def with_names(delivery: Delivery, frame: pd.DataFrame, mapping: Mapping | None, places: Places) -> Mapping | None:
    """Where areas are named: the list of names and what they may mean comes with what is recognised, and the mapping
    holds once a person confirmed the list. A name of no area that is new since then is left out; any other is asked."""
    read = mapping or Mapping.from_json(json.dumps(delivery.recognised["mapping"]))
    column, level = read.code_column, read.level_column
    if column not in frame or not places.are_named_in(frame[column]):
        return mapping and replace(mapping, areas=None)
    names = places.listed(frame, column, level if level in frame else None)
    strangers = [named for named in names if named.sure == "none"]
    unlisted = set(strangers[MOST_STRANGERS:])
    delivery.recognised["names"] = [asdict(named) for named in names if named not in unlisted]
    delivery.recognised["names_unlisted"] = len(unlisted)
    confirmed = (mapping.areas if mapping else None) or {}
    if delivery.state not in ASKING:  # the list was confirmed; areas that came since then are not asked at the load
        return mapping
    asked = any(named.sure != "none" and named.key not in confirmed for named in names)
    return mapping if any(confirmed.get(named.key) for named in names) and not asked else None


def of_partnership(delivery: Delivery, rows: pd.DataFrame, areas: Areas) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of areas that the partnership holds; how many others were left out, and why."""
    from datasets.parsers.cells import category, different

    at, codes = different(rows["area_code"])
    found = [areas.get(code) for code in codes]
    known = np.array([area is not None for area in found], dtype=bool)[at]
    ids = np.array([0 if area is None else area.pk for area in found], dtype=np.int64)
    levels = category(at, [area and area.level for area in found])
    inside = rows.assign(area_id=ids[at], level=levels)[known]
    outside = rows[~known]
    left_out = sorted(set(outside["area_code"].unique()))
    counts = delivery.counts  # where areas are named, those with other names were left out already
    delivery.counts |= {
        "left_out_rows": int(outside["row"].nunique()) + counts.get("unheld_rows", 0),
        "left_out_areas": len(left_out) + counts.get("unheld_areas", 0),
    }
    if inside.empty and len(rows):
        return inside, [refusal("no_rows_of_partnership", rows=len(left_out), example=left_out[0], held=len(areas))]
    return inside, _unknown_codes(delivery, outside, areas)


def _unknown_codes(delivery: Delivery, outside: pd.DataFrame, areas: Areas) -> list[Problem]:
    """Codes inside the municipality, of a level that is held, must be known: a slip of the pen is not left out in silence."""
    held = {code[:2] for code in areas}
    municipality = delivery.partnership.municipality_code[2:]
    rows = outside.drop_duplicates("row")
    own = rows[(rows["area_code"].str[2:6] == municipality) & rows["area_code"].str[:2].isin(held)]
    return [
        error(
            "unknown_area_code",
            row=int(row),
            column=delivery.recognised["code_column"],
            value=code,
            **_suggestion(code, areas),
        )
        for row, code in zip(own["row"], own["area_code"], strict=True)
    ]


def meant(problems: Iterable[Problem], own: Collection[str]) -> list[Problem]:
    """With the own area that was meant, where a slip of the pen made its code one that is not known."""
    return [
        replace(problem, params={**problem.params, **_suggestion(problem.value, own)})
        if problem.code == "unusable_code" and problem.value
        else problem
        for problem in problems
    ]


def _suggestion(code: str, areas: Iterable[str]) -> dict[str, str]:
    """The code that differs in the fewest signs, two at most."""
    differing = {
        held: sum(sign != other for sign, other in zip(code, held, strict=True))
        for held in sorted(areas)
        if len(held) == len(code) and held[:2] == code[:2]
    }
    closest = min(differing, key=lambda held: differing[held], default=None)
    return {"suggestion": closest} if closest and differing[closest] <= MOST_DIFFERING else {}
