"""One run of one level: read, score, rank, advise, store."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from accounts.models import Partnership
from datasets.models import Area, Delivery
from sia.models import AreaResult, ScoreModel, ScoreRun, ScoreTheme
from sia.pipeline.inputs import (
    ASSETS,
    Weighing,
    area_ids,
    input_hash,
    read_borders,
    read_corporation_share,
    read_figures,
)
from sia.pipeline.uncertain import Certainty, certainty, potential_side, uncertainty_of
from sia.scoring import ENGINE_VERSION
from sia.scoring.advice import Advice, location_quotient
from sia.scoring.aggregate import TreeScores, score_tree
from sia.scoring.drawn_totals import Side
from sia.scoring.neighbours import Borders, neighbour_potential, unlocked, with_neighbours
from sia.scoring.ranking import rank
from sia.scoring.robustness import CLASSES

Floats = NDArray[np.float64]
URGENCY, POTENTIAL = ScoreTheme.Tree.URGENCY, ScoreTheme.Tree.POTENTIAL


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that a run says of its areas, as arrays in the order of the areas."""

    urgency: TreeScores
    potential: TreeScores
    ranks: Floats
    star: Floats
    gain: Floats
    locked: Floats
    sure: Certainty

    @property
    def advice(self) -> Advice:
        return self.sure.advice


@transaction.atomic
def compute(partnership: Partnership, model: ScoreModel, level: str) -> ScoreRun | None:
    """The run of this level on today's figures: a new one, or the newest with its data version raised when the inputs
    are the same. None where the partnership holds no areas of the level, or the model no urgency."""
    areas = area_ids(partnership, level)
    weighing = Weighing(model)
    if not areas or not weighing.indicators_of(URGENCY):
        return None
    figures = read_figures(areas, [i.indicator_id for i in weighing.indicators])
    borders = read_borders(areas)
    shares, city_share = read_corporation_share(partnership, areas)
    fingerprint = input_hash(
        ENGINE_VERSION,
        model,
        areas,
        figures.values,
        shares,
        np.array([city_share]),
        borders.first,
        borders.second,
        borders.length_m,
        borders.permeability,
    )
    run = ScoreRun.objects.newest(partnership, level)
    if run is not None and run.input_hash == fingerprint:
        run.data_version = partnership.data_version
        run.save(update_fields=["data_version"])
        return run
    outcome = weigh(weighing, figures.values, borders, location_quotient(shares, city_share))
    run = ScoreRun.objects.create(
        partnership=partnership,
        model=model,
        level=level,
        vintage=Area.objects.values_list("vintage", flat=True).get(pk=areas[0]),
        data_version=partnership.data_version,
        engine_version=ENGINE_VERSION,
        input_hash=fingerprint,
        area_ids=areas,
        inputs=figures.values.astype("<f8").tobytes(),
        sources=_sources(weighing, figures.sources),
        breaks=_breaks(weighing, outcome),
        robustness=_robustness(weighing, outcome),
    )
    AreaResult.objects.bulk_create(_results(run, weighing, outcome))
    return run


def weigh(weighing: Weighing, values: Floats, borders: Borders, quotient: Floats) -> Outcome:
    """The arithmetic of a run, without the store: values (N, Q) of the model's indicators to ranks and advice."""
    model = weighing.model
    urgency, potential = (_score(weighing, tree, values) for tree in (URGENCY, POTENTIAL))
    assets = _assets(weighing, potential, len(values))
    gain = neighbour_potential(assets, borders).potential * model.neighbour_share
    star = with_neighbours(potential.total, gain, rho=1)
    drawn, also = _sides(weighing, values)
    sure = certainty(
        model, urgency=drawn, potential=also, star=star, gain=gain, totals=urgency.total, quotient=quotient
    )
    return Outcome(
        urgency, potential, rank(urgency.total), star, gain, _locked(assets, borders, model.neighbour_share), sure
    )


def _sides(weighing: Weighing, values: Floats) -> tuple[Side, Side | None]:
    tree = weighing.tree(URGENCY)
    assert tree is not None  # noqa: S101 -- compute asks for a model with urgency
    drawn = uncertainty_of(weighing.model, tree)
    potential = potential_side(values[:, weighing.columns(POTENTIAL)], weighing.tree(POTENTIAL), drawn)
    return Side(values[:, weighing.columns(URGENCY)], tree, drawn), potential


def _score(weighing: Weighing, name: str, values: Floats) -> TreeScores:
    tree = weighing.tree(name)
    if tree is not None:
        return score_tree(values[:, weighing.columns(name)], tree)
    nothing = np.full(len(values), np.nan)
    empty = np.empty((len(values), 0))
    return TreeScores(empty, empty, empty, nothing, np.zeros(len(values)))


def _assets(weighing: Weighing, potential: TreeScores, areas: int) -> Floats:
    names = [theme.theme for theme in weighing.themes_of(POTENTIAL)]
    return potential.themes[:, names.index(ASSETS)] if ASSETS in names else np.full(areas, np.nan)


def _locked(assets: Floats, borders: Borders, share: float) -> Floats:
    """Per area the sum of what its barriers keep out."""
    gains = unlocked(assets, borders, share)
    total = np.bincount(borders.first, np.nan_to_num(gains.first), assets.size)
    return total + np.bincount(borders.second, np.nan_to_num(gains.second), assets.size)


def _sources(weighing: Weighing, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    deliveries = {source["delivery"] for source in found if source["delivery"]}
    titles = dict(Delivery.objects.filter(pk__in=deliveries).values_list("pk", "dataset__title"))
    themes = {t.pk: t for tree in ScoreTheme.Tree.values for t in weighing.themes_of(tree)}
    return [
        {
            "indicator": scored.indicator.code,
            "name_nl": scored.indicator.name_nl,
            "name_en": scored.indicator.name_en,
            "unit": scored.indicator.unit,
            "nature": scored.indicator.nature,
            "theme": themes[scored.theme_id].theme,
            "tree": themes[scored.theme_id].tree,
            "dataset": titles.get(source["delivery"], ""),
            **source,
        }
        for scored, source in zip(weighing.indicators, found, strict=True)
    ]


def _breaks(weighing: Weighing, outcome: Outcome) -> dict[str, list[float]]:
    """Four class bounds per layer, a fifth of the areas in each class, stored so that a map keeps its colours."""
    layers = {URGENCY.value: outcome.urgency.total, POTENTIAL.value: outcome.star}
    for tree, scores in ((URGENCY, outcome.urgency), (POTENTIAL, outcome.potential)):
        layers |= {theme.theme: scores.themes[:, place] for place, theme in enumerate(weighing.themes_of(tree))}
    known = {name: scores[~np.isnan(scores)] for name, scores in layers.items()}
    return {
        name: [float(b) for b in np.quantile(scores, [0.2, 0.4, 0.6, 0.8])]
        for name, scores in known.items()
        if scores.size
    }


def _robustness(weighing: Weighing, outcome: Outcome) -> dict[str, Any]:
    tree = weighing.tree(URGENCY)
    settings = uncertainty_of(weighing.model, tree).to_settings() if tree is not None else {}
    return {"settings": settings, "top": outcome.sure.count}


def _results(run: ScoreRun, weighing: Weighing, outcome: Outcome) -> list[AreaResult]:
    return [
        AreaResult(
            run=run,
            area_id=area,
            rank=_whole(outcome.ranks[row]),
            urgency=_number(outcome.urgency.total[row]),
            urgency_coverage=outcome.urgency.coverage[row],
            potential_own=_number(outcome.potential.total[row]),
            potential=_number(outcome.star[row]),
            potential_coverage=outcome.potential.coverage[row],
            neighbour_gain=outcome.gain[row],
            locked_gain=outcome.locked[row],
            theme_scores=_theme_scores(weighing, outcome, row),
            advice=str(outcome.advice.classes[row]),
            advice_order=_whole(outcome.advice.order[row]),
            priority=_number(outcome.advice.priority[row]),
            gates=_gates(run.model, outcome, row),
            mean_rank=_number(outcome.sure.ranks.mean_rank[row]),
            rank_low=_whole(outcome.sure.ranks.low[row]),
            rank_high=_whole(outcome.sure.ranks.high[row]),
            top_chance=_number(outcome.sure.ranks.top_chance[row]),
            tranche=_whole(outcome.sure.tranche[row]),
            advice_chances=dict(zip(CLASSES, map(float, outcome.sure.draws.chances[row]), strict=True)),
            advice_tranche=_whole(outcome.sure.draws.priority_tranches[row]),
        )
        for row, area in enumerate(run.area_ids)
    ]


def _theme_scores(weighing: Weighing, outcome: Outcome, row: int) -> dict[str, dict[str, float | None]]:
    return {
        theme.theme: {"score": _number(scores.themes[row, place]), "coverage": float(scores.theme_coverage[row, place])}
        for tree, scores in ((URGENCY, outcome.urgency), (POTENTIAL, outcome.potential))
        for place, theme in enumerate(weighing.themes_of(tree))
    }


def _gates(model: ScoreModel, outcome: Outcome, row: int) -> dict[str, dict[str, Any]]:
    enough = not math.isnan(outcome.urgency.total[row])
    coverage = outcome.urgency.coverage[row]
    gates: dict[str, dict[str, Any]] = {"data": {"value": float(coverage), "threshold": 0.75, "open": enough}}
    for name, gate in outcome.advice.gates.items():
        opened = _number(gate.open[row])
        gates[name] = {
            "value": _number(gate.value[row]),
            "threshold": _number(gate.threshold),
            "open": None if opened is None else bool(opened),
        }
    return gates


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else int(value)
