"""From arrays to rows: a run and what it says of each area, not stored yet."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datasets.models import Area, Delivery, Indicator
from sia.models import AreaResult, ScoreModel, ScoreRun
from sia.pipeline.inputs import Reading, input_hash
from sia.pipeline.uncertain import rank_sets_of
from sia.pipeline.weigh import Outcome
from sia.pipeline.weighing import POTENTIAL, URGENCY, Weighing
from sia.scoring import ENGINE_VERSION
from sia.scoring.advice_draws import CLASSES
from sia.scoring.agenda_years import start_years


def make_run(model: ScoreModel, level: str, weighing: Weighing, reading: Reading, outcome: Outcome) -> ScoreRun:
    partnership = model.partnership
    return ScoreRun(
        partnership=partnership,
        model=model,
        level=level,
        vintage=Area.objects.values_list("vintage", flat=True).get(pk=reading.areas[0]),
        data_version=partnership.data_version,
        engine_version=ENGINE_VERSION,
        input_hash=input_hash(ENGINE_VERSION, weighing, reading),
        area_ids=reading.areas,
        weighing=weighing.to_plain(),
        inputs=reading.inputs.pack(),
        treatment=outcome.scores.treated.outliers,
        sources=_sources(weighing, reading),
        rests_on=reading.rests_on,
        breaks=_breaks(outcome),
        robustness={**_robustness(outcome), "errors": _errors(outcome, reading), "legs": _legs(outcome)},
    )


def make_results(run: ScoreRun, outcome: Outcome) -> list[AreaResult]:
    """Return the results in the order of `run.area_ids`."""
    years = _start_years(outcome)
    return [_result(run, outcome, row, years[row]) for row in range(len(run.area_ids))]


def _result(run: ScoreRun, outcome: Outcome, row: int, year: float) -> AreaResult:
    scores, sure = outcome.scores, outcome.sure
    return AreaResult(
        run=run,
        area_id=run.area_ids[row],
        rank=_whole(scores.ranks[row]),
        urgency=_number(scores.urgency.total[row]),
        urgency_coverage=scores.urgency.coverage[row],
        potential_own=_number(scores.potential.total[row]),
        potential=_number(scores.star[row]),
        potential_coverage=scores.potential.coverage[row],
        neighbour_gain=scores.gain[row],
        locked_gain=scores.locked[row],
        theme_scores=_theme_scores(outcome, row),
        advice=str(outcome.advice.classes[row]),
        advice_order=_whole(outcome.advice.order[row]),
        priority=_number(outcome.advice.priority[row]),
        gates=_gates(outcome, row),
        mean_rank=_number(sure.ranks.mean_rank[row]),
        rank_low=_whole(sure.ranks.low[row]),
        rank_high=_whole(sure.ranks.high[row]),
        top_chance=_number(sure.ranks.top_chance[row]),
        ranked_share=float(sure.ranks.ranked_share[row]),
        tranche=_whole(sure.tranche[row]),
        advice_chances=dict(zip(CLASSES, map(float, sure.shares.chances[row]), strict=True)),
        start_year=_whole(year),
        facts=_number(outcome.natures.facts[row]),
        perception=_number(outcome.natures.perception[row]),
        peaks=_peaks(outcome, row),
    )


def with_rank_sets(results: list[AreaResult], outcome: Outcome) -> list[AreaResult]:
    """Give the results of a run, in its order, the confidence sets of their ranks."""
    sets = rank_sets_of(outcome.scores.treated, outcome.scores.urgency.total)
    for result, low, high in zip(results, *sets, strict=True):
        result.set_low, result.set_high = _whole(low), _whole(high)
    return results


def _start_years(outcome: Outcome) -> NDArray[np.float64]:
    """Return the year (N,) in which each joint agenda can begin, so that no more than the most run at once.

    NaN where the model names no first year.
    """
    weighing, order = outcome.weighing, outcome.advice.order
    if weighing.first_year is None:
        return np.full(order.shape, np.nan)
    return start_years(order, weighing.max_running, weighing.first_year, weighing.agenda_years)


def _sources(weighing: Weighing, reading: Reading) -> list[dict[str, Any]]:
    deliveries = {source["delivery"] for source in reading.sources if source["delivery"]}
    titles = dict(Delivery.objects.filter(pk__in=deliveries).values_list("pk", "dataset__title"))
    wanted = [counted.indicator for counted in weighing.counted]
    names = Indicator.objects.in_bulk(wanted)
    places = [(branch, counted) for branch in weighing.branches for counted in branch.counted]
    return [
        {
            "indicator": counted.code,
            "name_nl": names[counted.indicator].name_nl,
            "name_en": names[counted.indicator].name_en,
            "unit": counted.unit,
            "nature": counted.nature,
            "theme": branch.theme,
            "tree": branch.tree,
            "dataset": titles.get(source["delivery"], ""),
            **source,
        }
        for (branch, counted), source in zip(places, reading.sources, strict=True)
    ]


def _breaks(outcome: Outcome) -> dict[str, list[float]]:
    """Return four class bounds per layer, a fifth of the areas in each class.

    Stored so that a map keeps its colours.
    """
    scores, weighing = outcome.scores, outcome.weighing
    layers = {URGENCY: scores.urgency.total, POTENTIAL: scores.star}
    for tree, found in ((URGENCY, scores.urgency), (POTENTIAL, scores.potential)):
        layers |= {branch.theme: found.themes[:, at] for at, branch in enumerate(weighing.branches_of(tree))}
    known = {name: values[~np.isnan(values)] for name, values in layers.items()}
    return {
        name: [float(b) for b in np.quantile(values, [0.2, 0.4, 0.6, 0.8])]
        for name, values in known.items()
        if values.size
    }


def _robustness(outcome: Outcome) -> dict[str, Any]:
    return {
        "settings": outcome.sure.settings,
        "top": outcome.sure.count,
        # Group → the earlier groups that it is not certain to come after; JSON has text as keys.
        "mixes": {"rank": {str(group): earlier for group, earlier in outcome.sure.mixes.items()}},
        "parties": {tree: spread.parties for tree, spread in outcome.weighing.spread.items()},
    }


def _errors(outcome: Outcome, reading: Reading) -> dict[str, Any]:
    """Return of how many indicators some error is published, and whether errors were drawn at all."""
    published = ~np.isnan(reading.inputs.published) & ~np.isnan(reading.inputs.values)
    return {
        "drawn": bool(outcome.sure.settings["data_error"]),
        "indicators": published.shape[1],
        "published": int(np.count_nonzero(published.any(axis=0))),
    }


def _legs(outcome: Outcome) -> dict[str, Any]:
    """Return what the potential rests on, and what it lacks to be held against its gate."""
    legs = outcome.legs
    return {"indicators": legs.indicators, "themes": legs.themes, "rho": _number(legs.rho), "lack": legs.lack}


def _theme_scores(outcome: Outcome, row: int) -> dict[str, dict[str, float | None]]:
    trees = ((URGENCY, outcome.scores.urgency), (POTENTIAL, outcome.scores.potential))
    return {
        branch.theme: {"score": _number(found.themes[row, at]), "coverage": float(found.theme_coverage[row, at])}
        for tree, found in trees
        for at, branch in enumerate(outcome.weighing.branches_of(tree))
    }


def _gates(outcome: Outcome, row: int) -> dict[str, dict[str, Any]]:
    """Return each gate: its value in the model, the threshold, whether it is open, and its share of the draws."""
    urgency, sure = outcome.scores.urgency, outcome.sure
    enough = not math.isnan(urgency.total[row])
    shares = {
        "data": sure.ranks.ranked_share[row],
        "urgent": sure.ranks.top_chance[row],
        "corporation": outcome.advice.gates["corporation"].open[row],  # is not drawn
        "potential": sure.shares.potential_open[row],
    }
    gates: dict[str, dict[str, Any]] = {
        "data": {"value": float(urgency.coverage[row]), "threshold": 0.75, "open": enough}
    }
    for name, gate in outcome.advice.gates.items():
        opened = _number(gate.open[row])
        gates[name] = {
            "value": _number(gate.value[row]),
            "threshold": _number(gate.threshold),
            "open": None if opened is None else bool(opened),
        }
    return {name: {**gate, "share": _number(shares[name])} for name, gate in gates.items()}


def _peaks(outcome: Outcome, row: int) -> list[str]:
    """Return the keys of the themes and indicators in which the area is in the top tenth."""
    branches = outcome.weighing.branches_of(URGENCY)
    themes = [branch.theme for branch in branches]
    codes = [counted.code for branch in branches for counted in branch.counted]
    found = outcome.peaks
    return [themes[at] for at in np.flatnonzero(found.themes[row])] + [
        codes[at] for at in np.flatnonzero(found.indicators[row])
    ]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else int(value)
