"""The part of the neighbours of one area, and what its barriers keep out, border by border, as the run knew them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sia.models import AreaResult
from sia.pages.method_numbers import DECIMALS, FINE, shown
from sia.pipeline import Explanation, Standing
from sia.pipeline.weigh import assets_of
from sia.pipeline.weighing import ASSETS, POTENTIAL, Weighing
from sia.scoring.neighbours import Borders

METRES = 2


def step(standing: Standing, weighing: Weighing, explanation: Explanation, result: AreaResult) -> dict[str, Any] | None:
    """Return the step across borders; no rows for an area without a border.

    None where the model has no assets, so that neighbours bring nothing.
    """
    tree = explanation.trees.get(POTENTIAL)
    if tree is None or ASSETS not in tree.tree.themes:
        return None
    assets, names = assets_of(weighing, tree.scores), {each.area_id: each.area for each in standing.results}
    ends = sides(explanation.inputs.borders, explanation.rows[result.area_id])
    outside = float(explanation.inputs.outside[explanation.rows[result.area_id]])
    total = sum(metres for _other, metres, _openness in ends) + outside
    across = [
        (names[standing.run.area_ids[other]].name, metres, openness, assets[other]) for other, metres, openness in ends
    ]
    rows = [border_row(*each, share=weighing.neighbour_share / total) for each in across]
    brought = sum(metres * openness * float(np.nan_to_num(found)) for _name, metres, openness, found in across)
    return {
        "rows": sorted(rows, key=lambda row: row["name"]),
        "outside": shown(outside, METRES) if outside else "",
        "rho": shown(weighing.neighbour_share, FINE),
        "metres": shown(total, METRES),
        "brings": shown(brought, DECIMALS),
        "neighbours": shown(brought / total if total else 0.0),
        "gain": shown(result.neighbour_gain),
        "own": shown(result.potential_own),
        "star": shown(result.potential),
        "locked": shown(result.locked_gain),
    }


def sides(borders: Borders, row: int) -> list[tuple[int, float, float]]:
    """Return the borders of one area: the neighbour's row, metres, how open it is.

    A corner is no border.
    """
    links = zip(borders.first, borders.second, borders.length_m, borders.permeability, strict=True)
    return [
        (int(second if first == row else first), float(metres), float(openness))
        for first, second, metres, openness in links
        if row in (first, second) and metres > 0
    ]


def border_row(name: str, metres: float, openness: float, assets: float, *, share: float) -> dict[str, Any]:
    known = float(np.nan_to_num(assets))
    return {
        "name": name,
        "metres": shown(metres, METRES),
        "open": shown(openness, FINE),
        "assets": shown(assets),
        "brings": shown(metres * openness * known),
        "locked": shown(share * metres * (1 - openness) * known),
    }
