"""The diagnosis of what the order of a run depends on: coherence, influence and sensitivity.

Do the indicators belong together, do the weights do what they say, which choice moves the order most? It takes seconds,
so a job does it after the scores are there.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sia.models import Diagnosis, ScoreRun
from sia.pipeline.inputs import Inputs
from sia.pipeline.treat import treat
from sia.pipeline.uncertain import SEED, uncertainty_of
from sia.pipeline.weigh import Scores, legs_of, score
from sia.pipeline.weighing import POTENTIAL, URGENCY, Weighing
from sia.scoring import sensitivity as engine
from sia.scoring.aggregate import TreeScores, score_tree
from sia.scoring.coherence import (
    MOST_AREAS,
    correlations,
    cronbach_by_theme,
    first_component,
    influence,
    reversals,
    transitivity,
)
from sia.scoring.draws import Uncertainty, Vote, draw, thresholds
from sia.scoring.normalise import share_on_posts
from sia.scoring.prepare import restricted
from sia.scoring.tree import Flags, Floats, Tree

CROWDED = 0.10  # share of areas on a goalpost above which the posts no longer tell areas apart
POINTS = 512  # of a Sobol' sample; each asks for as many orders as there are choices, and two more
FEWEST = 2  # areas with a rank, below which there is no order to move


def diagnose_run(run: ScoreRun) -> Diagnosis:
    """Return the run's diagnosis: stored, or made from what the run kept, which never changes."""
    found = Diagnosis.objects.filter(run=run).first()
    if found is not None:
        return found
    content = diagnose(Inputs.unpack(run.inputs), Weighing.from_plain(run.weighing), sensitivity=True)
    return Diagnosis.objects.get_or_create(run=run, defaults={"content": content})[0]


def diagnose(inputs: Inputs, weighing: Weighing, *, sensitivity: bool) -> dict[str, Any]:
    """Return the diagnosis as plain values for JSON, None where a number is unknown.

    The same inputs give the same bytes.

    `urgency` and `potential` (None without one): per theme its weight beside its influence and Cronbach's alpha; pairs
    of indicators that oppose each other, groups that repeat each other, and the share of the first component. `rho` of
    the two trees. `reversals`: areas that take another place when the last one leaves;
    `cycles`: circles among areas compared two by two, None above 300 areas and where the model is not on goalposts,
    since two areas alone would be measured otherwise; `posts`: indicators with more than a tenth of the areas on a
    goalpost. `sensitivity` takes seconds, and is None unless asked for and something is ranked; its indices and `most`
    are None where no choice moves the order. Raises ValueError where the model has no urgency.
    """
    scores = score(inputs, weighing)
    tree = scores.treated.weighing.tree(URGENCY)
    if tree is None:
        raise ValueError("A model needs at least one theme of urgency.")
    return {
        "urgency": _coherence(scores, URGENCY),
        "potential": _coherence(scores, POTENTIAL),
        **_numbers(rho=legs_of(scores).rho),
        "reversals": _reversals(inputs, weighing),
        "cycles": _cycles(scores, tree),
        "posts": _posts(scores),
        "sensitivity": _sensitivity(scores, tree) if sensitivity else None,
    }


def _coherence(scores: Scores, name: str) -> dict[str, Any] | None:
    tree, found = scores.treated.weighing.tree(name), _scores_of(scores, name)
    if tree is None:
        return None
    themes, alphas = influence(found.themes, found.total, tree), cronbach_by_theme(found.normalised, tree)
    columns = zip(themes.nominal, themes.r_squared, themes.share, themes.ratio, themes.flagged, strict=True)
    return {
        "themes": [
            {"theme": theme, **_numbers(nominal=n, r_squared=r, share=s, ratio=q), "flagged": bool(flagged)}
            for theme, (n, r, s, q, flagged) in zip(tree.themes, columns, strict=True)
        ],
        "alpha": _numbers(**dict(zip(tree.themes, alphas, strict=True))),
        **_numbers(first_component=first_component(found.normalised)),
        **_alike(found, tree, _codes(scores, name)),
    }


def _alike(found: TreeScores, tree: Tree, codes: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the pairs of indicators that oppose each other, most opposed first, and the groups that count one thing."""
    r = correlations(found.normalised, tree)
    pairs = [
        {
            "theme": tree.themes[tree.theme_of[first]],
            "first": codes[first],
            "second": codes[second],
            "r": float(r.r[first, second]),
            "kind": "opposed",
        }
        for first, second in combinations(range(len(codes)), 2)
        if r.opposed[first, second]
    ]
    groups = [
        {"theme": tree.themes[tree.theme_of[group[0]]], "indicators": [codes[column] for column in group]}
        for group in r.groups
    ]
    return {"pairs": sorted(pairs, key=lambda pair: pair["r"]), "groups": groups}


def _reversals(inputs: Inputs, weighing: Weighing) -> int:
    """Count the areas that take another place when the last one leaves.

    Small numbers and outliers are treated anew without the area that left: that too can move the others. Where areas
    are measured by each other they have another ruler then.
    """
    width, columns = inputs.values.shape[1], weighing.columns(URGENCY)

    def totals(table: Floats) -> Floats:
        values, errors, parents = (table[:, start : start + width] for start in (0, width, 2 * width))
        assumed = np.isnan(errors)  # of the published ones, which alone pull small numbers
        treated = treat(replace(inputs, values=values, errors=errors, assumed=assumed, parents=parents), weighing)
        tree = treated.weighing.tree(URGENCY)
        return np.full(len(table), np.nan) if tree is None else score_tree(treated.values[:, columns], tree).total

    return int(np.count_nonzero(reversals(np.hstack([inputs.values, inputs.published, inputs.parents]), totals)))


def _cycles(scores: Scores, tree: Tree) -> int | None:
    """Count the circles among areas that are compared two by two; None above 300 areas and without goalposts.

    Over the figures as they were treated for the whole city: two areas alone say nothing about outliers.
    """
    values = _values(scores)
    if len(values) > MOST_AREAS or not scores.treated.weighing.on_goalposts:
        return None
    return transitivity(values, lambda rows: score_tree(rows, tree).total).cycles


def _posts(scores: Scores) -> list[dict[str, Any]]:
    if not scores.treated.weighing.on_goalposts:
        return []
    found = [
        {"indicator": code, "share": float(share)}
        for name in (URGENCY, POTENTIAL)
        for code, share in zip(_codes(scores, name), share_on_posts(_scores_of(scores, name).normalised), strict=True)
        if share > CROWDED
    ]
    return sorted(found, key=lambda row: -row["share"])


def _sensitivity(scores: Scores, tree: Tree) -> dict[str, Any] | None:
    """Return the Sobol indices; None where too few areas have a rank.

    What no area has is left out: it cannot set areas apart, and would cost all of them their rank as soon as weights
    are drawn.
    """
    values, known = _values(scores), ~np.isnan(scores.urgency.themes).all(axis=0)
    there = ~np.isnan(values).all(axis=0) & known[tree.theme_of]
    smaller = restricted(tree, there)
    if smaller is None or np.count_nonzero(~np.isnan(scores.ranks)) < FEWEST:
        return None
    factors = _factors(_doubt(scores.treated.weighing, tree, there), smaller)
    found = engine.sensitivity(engine.rank_shift_model(values, smaller), factors, POINTS, SEED)
    return {"choices": _choices(found), "most": found.strongest, "left_out": _left_out(scores, tree)}


def _doubt(weighing: Weighing, tree: Tree, keep: Flags) -> Uncertainty:
    """Return what every run draws, without the errors of measurement, which are nobody's choice.

    Votes count over the indicators to `keep` (Q,).
    """
    found = uncertainty_of(weighing, URGENCY, tree, errors=False)
    trees = (replace(tree, theme_weights=np.array(v.themes), weights=np.array(v.inner)) for v in found.votes)
    left = (restricted(each, keep) for each in trees)
    votes = (Vote(tuple(each.theme_weights.tolist()), tuple(each.weights.tolist())) for each in left if each)
    return replace(found, draws=POINTS, leave_one_out=0.0, votes=tuple(votes))


def _factors(doubt: Uncertainty, tree: Tree) -> tuple[engine.Factor, ...]:
    """Return the choices that every run draws."""
    normalisations, missing, powers = doubt.choices(tree)
    drawn = draw(tree, doubt)
    leavable = [q for q in np.flatnonzero(tree.effective_weights).tolist() if _remains(tree, q)]
    choices: dict[str, tuple[Any, ...]] = {
        "weights": tuple(drawn.theme_weights) if np.ptp(drawn.theme_weights, axis=0).any() else (),
        "inner": () if drawn.inner is None else tuple(drawn.inner),
        "normalisation": normalisations,
        "power": powers,
        "missing": tuple(thresholds(tree, rule) for rule in missing),
        "left_out": (*[None] * len(leavable), *leavable),
    }
    return tuple(engine.Factor(name, options) for name, options in choices.items() if len(options) > 1)


def _remains(tree: Tree, left_out: int) -> bool:
    return restricted(tree, np.arange(tree.weights.size) != left_out) is not None


def _choices(found: engine.Sensitivity) -> list[dict[str, Any]]:
    """Return the choices with their indices, the largest total index first."""
    which = found.indices
    rows = [
        {
            "choice": name,
            **_numbers(
                first=which.first[k], first_low=which.first_interval[0, k], first_high=which.first_interval[1, k]
            ),
            **_numbers(
                total=which.total[k], total_low=which.total_interval[0, k], total_high=which.total_interval[1, k]
            ),
        }
        for k, name in enumerate(found.names)
    ]
    return sorted(rows, key=lambda row: -(row["total"] or 0))


def _left_out(scores: Scores, tree: Tree) -> list[dict[str, Any]]:
    """Return the shift without each indicator, the largest first; one that cannot be left out comes last."""
    shifts = engine.leave_one_out(_values(scores), tree).mean
    rows = [
        {"indicator": code, **_numbers(shift=shift)}
        for code, shift in zip(_codes(scores, URGENCY), shifts, strict=True)
    ]
    return sorted(rows, key=lambda row: -1.0 if row["shift"] is None else row["shift"], reverse=True)


def _values(scores: Scores) -> NDArray[np.float64]:
    """Return the figures of urgency as they are scored."""
    return scores.treated.values[:, scores.treated.weighing.columns(URGENCY)]


def _scores_of(scores: Scores, name: str) -> TreeScores:
    return scores.urgency if name == URGENCY else scores.potential


def _codes(scores: Scores, name: str) -> list[str]:
    return [counted.code for counted in scores.treated.weighing.counted[scores.treated.weighing.columns(name)]]


def _numbers(**values: float) -> dict[str, float | None]:
    return {name: None if np.isnan(value) else float(value) for name, value in values.items()}
