"""The method worked out for one area, in numbers with enough decimals to follow it with a calculator."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from datasets.models.indicators import Theme
from datasets.pipeline.grants import shared
from sia.models import AreaResult
from sia.pages import method_across
from sia.pages.advice_words import class_by_gates
from sia.pages.method_numbers import DECIMALS, FINE, FULL, Rows, decimals_of, part, shown, sums
from sia.pages.method_words import name_of
from sia.pages.normalisation_words import WAYS
from sia.pipeline import Explanation, Standing, explain
from sia.pipeline.explain import TreeReasons
from sia.pipeline.inputs import read_corporation_share
from sia.pipeline.weighing import POTENTIAL, URGENCY, Weighing
from sia.scoring.normalise import DEVIATION, ruler
from sia.scoring.tree import Normalisation

GATES = ["data", "urgent", "corporation", "potential"]


def example(standing: Standing, weighing: Weighing, result: AreaResult) -> dict[str, Any] | None:
    """Return all steps of `result`, whose area may lack a score: then the steps that need it are empty.

    None where the scores rest on figures that not every party may read any more.
    """
    explanation = explain(standing.run)
    if explanation.themes_closed:
        return None
    row = explanation.rows[result.area_id]
    scored = [other for other in standing.results if other.rank]
    return {
        "area": result.area,
        "result": result,
        "theme": theme_step(explanation, row),
        "urgency": tree_step(explanation, URGENCY, row),
        "power": None if weighing.power == 1 else shown(weighing.power, FINE),
        "rank": rank_step(standing, scored, weighing, result),
        "draws": draws_step(standing, result),
        "potential": tree_step(explanation, POTENTIAL, row),
        "across": method_across.step(standing, weighing, explanation, result),
        "quotient": quotient_step(standing, row, result),
        "gates": gates_step(result),
        "by_gates": class_by_gates(result),
        "priority": priority_step(result),
        "others": others(standing.results),
        "looked": explanation.looked,
    }


def theme_step(explanation: Explanation, row: int) -> dict[str, Any] | None:
    """Return the first theme of urgency in which the area has a figure, with its first figure followed.

    First in the model's order; None where the area has no figure.
    """
    found = explanation.trees[URGENCY]
    themes = found.scores.theme_coverage[row]
    place = next((d for d in range(len(found.tree.themes)) if themes[d] > 0), None)
    if place is None:
        return None
    columns = np.flatnonzero(found.tree.theme_of == place).tolist()
    rows = [indicator_step(explanation, row, column) for column in columns]
    followed = next(each for each in rows if each["known"])
    return {
        "label": Theme(found.tree.themes[place]).label,
        "way": found.tree.normalisation,
        "heads": [label for _key, label in WAYS[found.tree.normalisation].heads],
        "rows": rows,
        "first": followed,
        "pulled": any(each["kept"] for each in rows),
        "moved": any(each["scored"] != each["value"] for each in rows),
        "score": shown(found.scores.themes[row, place]),
        **sums(rows),
    }


def indicator_step(explanation: Explanation, row: int, column: int) -> dict[str, Any]:
    """Return a figure of urgency: as it came, as it counts, what it is measured by and its score.

    `column` is that of the tree.
    """
    found, treated = explanation.trees[URGENCY], explanation.treated
    counted, source = treated.weighing.counted[column], explanation.run.sources[column]
    measured = ruler(treated.values[:, found.columns], found.tree)
    by = float(measured[0][row, column]), float(measured[1][row, column])
    digits = digits_of(found.tree.normalisation, counted.high - counted.low, by)
    kept, score = treated.kept[row, column], found.scores.normalised[row, column]
    value, parent = explanation.values[row, column], explanation.inputs.parents[row, column]
    return {
        "name": name_of(source),
        "unit": counted.unit,
        "period": source["period"],
        "value": shown(value, digits),
        "kept": shown(kept, FINE) if kept < 1 else "",
        "parent": shown(parent, digits),
        "pulled": shown(kept * value + (1 - kept) * parent, digits) if kept < 1 else "",
        "scored": shown(treated.values[row, column], digits),
        "held": treated.outliers.get(counted.code, {}).get("method", ""),
        "by": measured_by(found.tree.normalisation, by, digits),
        "alike": is_alike(found.tree.normalisation, by),
        "less": counted.direction < 0,
        "known": not math.isnan(score),
        "score": shown(score),
        **part(float(found.tree.weights[column]), float(score)),
    }


def digits_of(way: str, span: float, by: tuple[float, float]) -> int:
    """Return enough decimals to recompute the score from what is shown.

    `span` is that of the goalposts, for what only takes a place.
    """
    first, second = by
    if way == Normalisation.MINMAX and second > first:
        return decimals_of(second - first)
    return decimals_of(DEVIATION * second if way == Normalisation.ZSCORE and second > 0 else span)


def measured_by(way: str, by: tuple[float, float], digits: int) -> list[tuple[str, str]]:
    """Return the two numbers under the keys of `normalisation_words`: a place may be half, for areas that share it."""
    decimals = {"place": 1, "count": 0}
    keys = (key for key, _label in WAYS[way].heads)
    return [(key, shown(number, decimals.get(key, digits))) for key, number in zip(keys, by, strict=True)]


def is_alike(way: str, by: tuple[float, float]) -> bool:
    """Return whether the areas do not differ, so that each scores in the middle."""
    first, second = by
    return (
        (way == Normalisation.MINMAX and first == second)
        or (way == Normalisation.ZSCORE and second == 0)
        or (way == Normalisation.PERCENTILE and second == 1)
    )


def tree_step(explanation: Explanation, name: str, row: int) -> dict[str, Any] | None:
    """Return the step from themes to total; None where the model has no such tree."""
    found = explanation.trees.get(name)
    if found is None:
        return None
    rows = [theme_row(found, row, place) for place in range(len(found.tree.themes))]
    return {"rows": rows, "score": shown(found.scores.total[row]), **sums(rows)}


def theme_row(found: TreeReasons, row: int, place: int) -> dict[str, Any]:
    score = float(found.scores.themes[row, place])
    return {
        "label": Theme(found.tree.themes[place]).label,
        "score": shown(score),
        **part(float(found.tree.theme_weights[place]), score, found.tree.power),
    }


def rank_step(standing: Standing, scored: list[AreaResult], weighing: Weighing, result: AreaResult) -> dict[str, Any]:
    higher = [other for other in scored if result.urgency is not None and (other.urgency or 0) > result.urgency]
    return {
        "scored": len(scored),
        "higher": len(higher) if result.rank else None,
        "rank": result.rank,
        "share": shown(FULL * weighing.top_share, FINE),
        "first": standing.run.robustness["top"],
    }


def draws_step(standing: Standing, result: AreaResult) -> dict[str, Any] | None:
    if result.mean_rank is None:
        return None
    return {
        "draws": shown(standing.run.robustness["settings"]["draws"], 0),
        "mean": shown(result.mean_rank, 2),
        "low": result.rank_low,
        "high": result.rank_high,
        "chance": shown(result.top_chance),
    }


def quotient_step(standing: Standing, row: int, result: AreaResult) -> dict[str, Any]:
    """Return the location quotient and the two shares behind it.

    The shares are read anew, and left out where they have changed since the scores were made.
    """
    quotient = result.gates["corporation"]["value"]
    found: dict[str, Any] = {"quotient": shown(quotient, FINE), "share": "", "city": ""}
    if quotient is not None:
        partnership = standing.run.partnership
        level, grant = standing.run.level, shared(partnership)
        shares, city, _rests_on = read_corporation_share(partnership, standing.run.area_ids, level, grant)
        if city > 0 and math.isclose(shares[row] / city, quotient):
            found |= {"share": shown(shares[row], FINE), "city": shown(city, FINE)}
    return found


def gates_step(result: AreaResult) -> Rows:
    return [
        {
            "key": key,
            "value": shown(gate["value"], FINE if key == "corporation" else DECIMALS),
            "threshold": shown(gate["threshold"], FINE if key == "corporation" else DECIMALS),
            "open": gate["open"],
        }
        for key in GATES
        for gate in [result.gates[key]]
    ]


def priority_step(result: AreaResult) -> dict[str, str] | None:
    """Return the three factors of D and the outcome; None where one is unknown."""
    quotient = result.gates["corporation"]["value"]
    if result.priority is None or result.urgency is None or result.potential is None or quotient is None:
        return None
    return {
        "urgency": shown(max(result.urgency, 1)),
        "potential": shown(max(result.potential, 1)),
        "corporation": shown(max(FULL * min(quotient, 2) / 2, 1)),
        "outcome": shown(result.priority),
    }


def others(results: Iterable[AreaResult]) -> Rows:
    """Return all areas with what the rank and the gate of the potential are taken from."""
    return [
        {
            "area": result.area,
            "rank": result.rank,
            "urgency": shown(result.urgency),
            "potential": shown(result.potential),
        }
        for result in results
    ]
