"""Codes in a table of figures: those of areas that the partnership holds, and what was meant by those that it does not."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np

from datasets.models import Area, Delivery, Level
from datasets.parsers.mapping import Mapping
from datasets.parsers.problems import Problem, any_blocks, error, refusal, warning
from datasets.pipeline.reference_data import Known, KnownArea

if TYPE_CHECKING:
    import pandas as pd

    from datasets.parsers.names import Places

UNKNOWN = frozenset({"unknown_area_code", "older_area_code", "newer_area_code"})
LEAVE_OUT = "leave_out_unknown"  # option of a delivery
ASKING = frozenset({Delivery.State.RECEIVED, Delivery.State.UNMAPPED})
MOST_STRANGERS = 100  # names of no area that are listed for a person
LEVELS = {"BU": "buurten", "WK": "wijken", "GM": "gemeente"}
MOST_DIFFERING = 2  # signs of a code that a slip of the pen may change

type Areas = Dictionary[str, KnownArea]  # by code


def with_names(delivery: Delivery, frame: pd.DataFrame, mapping: Mapping | None, places: Places) -> Mapping | None:
    """Return the mapping where areas are named: it holds once a person confirmed the list of names.

    The list comes with what is recognised. A name of no area that is new since then is left out; any other is asked.
    """
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
    """Return the rows of areas that the partnership holds; how many others were left out, and why."""
    from datasets.parsers.cells import category, different

    at, codes = different(rows["area_code"])
    found = [areas.get(code) for code in codes]
    known = np.array([area is not None for area in found], dtype=bool)[at]
    ids = np.array([0 if area is None else area.pk for area in found], dtype=np.int64)
    levels = category(at, [area and area.level for area in found])
    inside = rows.assign(area_id=ids[at], level=levels)[known]
    outside = rows[~known]
    own = outside[outside["area_code"].str[2:6] == delivery.partnership.municipality_code[2:]]
    left_out = outside["area_code"].nunique()
    counts = delivery.counts  # where areas are named, those with other names were left out already
    delivery.counts |= {
        "left_out_rows": int(outside["row"].nunique()) + counts.get("unheld_rows", 0),
        "left_out_areas": left_out + counts.get("unheld_areas", 0),
        "elsewhere_rows": int(outside["row"].nunique()) - int(own["row"].nunique()),
    }
    unused = areas.keys() - set(codes)  # another row has its own area right
    strange = (
        _left_out(delivery, own, areas)
        if delivery.options.get(LEAVE_OUT)
        else _unknown_codes(delivery, own, areas, unused)
    )
    told = [*_levels_not_held(own, areas, blocks=inside.empty), *strange]
    if inside.empty and len(rows) and not any_blocks(told):
        code = "empty_map" if not areas else "nothing_left" if len(own) else "no_rows_of_partnership"
        return inside, [refusal(code, rows=left_out, example=min(outside["area_code"]))]
    return inside, told


def division_of(delivery: Delivery, rows: pd.DataFrame, known: Known) -> int | None:
    """Return the stored year of boundaries that a file is of, where the map of today lacks codes of the municipality.

    That year has all codes of the municipality in the file, at the levels that it has. Of several, the one nearest to
    the figures; None where the file is of today, or of no stored year.
    """
    of_town = delivery.partnership.municipality_code[2:]
    codes = {code for code in rows["area_code"].unique() if code[2:6] == of_town}
    unknown = {code for code in codes if code not in known.by_code}
    if not unknown:
        return None
    held: dict[int, set[str]] = {}
    official = Area.objects.of(delivery.partnership).exclude(level=Level.DEELGEBIED)
    for vintage, code in official.values_list("vintage", "code"):
        held.setdefault(vintage, set()).add(code)
    found = [vintage for vintage, there in held.items() if unknown & there and _of_levels(codes, there) <= there]
    year = max((int(period[:4]) for period in rows["period"].unique()), default=0)
    return min(found, key=lambda vintage: (abs(vintage - year), -vintage), default=None)


def _of_levels(codes: Iterable[str], areas: Iterable[str]) -> set[str]:
    """Return the codes of the levels that any of these areas has."""
    held = {code[:2] for code in areas}
    return {code for code in codes if code[:2] in held}


def _levels_not_held(own: pd.DataFrame, areas: Areas, *, blocks: bool) -> Iterator[Problem]:
    """Tell of rows of the own municipality at a level of which the map has no area: they are left out, or nothing is left."""
    held = {code[:2] for code in areas}
    for mark, rows in own.groupby(own["area_code"].str[:2], observed=True)["row"].nunique().items():
        if rows and mark in LEVELS and mark not in held:
            tell = refusal if blocks else warning
            yield tell(f"no_{LEVELS[str(mark)]}_on_map", count=int(rows))


def _unknown_codes(delivery: Delivery, own: pd.DataFrame, areas: Areas, unused: Iterable[str]) -> list[Problem]:
    """Return a problem for each unknown code inside the municipality, of a level that is held.

    A slip of the pen is not left out in silence; one of the `unused` codes was meant. Those of an older division that
    is stored, and those that a newer one may hold, are told as such.
    """
    rows = _of_held_levels(own, areas)
    if rows.empty:
        return []
    older = _older_vintages(delivery, set(rows["area_code"].unique()))
    newest = max(Area.objects.of(delivery.partnership).current().values_list("vintage", flat=True), default=0)
    return [
        error(
            "older_area_code" if code in older else "newer_area_code" if period > str(newest) else "unknown_area_code",
            row=int(row),
            column=delivery.recognised["code_column"],
            value=code,
            **({"vintage": older[code]} if code in older else _suggestion(code, unused)),
        )
        for row, code, period in zip(rows["row"], rows["area_code"], rows["period"].astype(str), strict=True)
    ]


def _left_out(delivery: Delivery, own: pd.DataFrame, areas: Areas) -> list[Problem]:
    """Return a warning for each unknown code that a person chose to leave out, and note all of them with the delivery."""
    counts = _of_held_levels(own, areas)["area_code"].astype(str).value_counts().sort_index()
    delivery.recognised["left_out_codes"] = list(counts.index)
    column = delivery.recognised["code_column"]
    return [
        warning("left_out_code", column=column, value=str(code), count=int(count)) for code, count in counts.items()
    ]


def _of_held_levels(own: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """Return one observation of each row of which the map has areas of the same level."""
    held = {code[:2] for code in areas}
    return own[own["area_code"].str[:2].isin(held)].drop_duplicates("row")


def _older_vintages(delivery: Delivery, codes: Collection[str]) -> dict[str, int]:
    """Return the newest stored vintage of each of these codes, which are on today's map no more."""
    stored = Area.objects.of(delivery.partnership).filter(code__in=codes).order_by("vintage")
    return dict(stored.values_list("code", "vintage"))


def meant(problems: Iterable[Problem], own: Collection[str]) -> list[Problem]:
    """Add the own area that was meant, where a slip of the pen made its code one that is not known."""
    return [
        replace(problem, params={**problem.params, **_suggestion(problem.value, own)})
        if problem.code == "unusable_code" and problem.value
        else problem
        for problem in problems
    ]


def _suggestion(code: str, areas: Iterable[str]) -> dict[str, str]:
    """Return the only code that differs in the fewest signs, two at most; nothing where several do."""
    differing = {
        held: sum(sign != other for sign, other in zip(code, held, strict=True))
        for held in sorted(areas)
        if len(held) == len(code) and held[:2] == code[:2]
    }
    fewest = min(differing.values(), default=MOST_DIFFERING + 1)
    closest = [held for held, signs in differing.items() if signs == fewest]
    return {"suggestion": closest[0]} if fewest <= MOST_DIFFERING and len(closest) == 1 else {}
