"""The arithmetic of a run, without the store: inputs and a weighing in, ranks, intervals and advice out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sia.pipeline.inputs import Inputs
from sia.pipeline.treat import Treated, treat
from sia.pipeline.uncertain import Certainty, certainty, drawable, side_of
from sia.pipeline.weighing import ASSETS, POTENTIAL, URGENCY, Weighing
from sia.scoring.advice import Advice
from sia.scoring.aggregate import TreeScores, score_tree
from sia.scoring.legs import Legs, find_legs
from sia.scoring.neighbours import neighbour_potential, unlocked, with_neighbours
from sia.scoring.peaks import Natures, Peaks, natures, peaks
from sia.scoring.ranking import rank

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The results that follow from the figures without any draw: scores of both trees, ranks, and the neighbours' part."""

    treated: Treated
    urgency: TreeScores
    potential: TreeScores
    ranks: Floats
    star: Floats
    gain: Floats
    locked: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Everything that a run says of its areas, as arrays in the order of the areas."""

    scores: Scores
    sure: Certainty
    natures: Natures
    peaks: Peaks
    legs: Legs

    @property
    def weighing(self) -> Weighing:
        return self.scores.treated.weighing

    @property
    def advice(self) -> Advice:
        return self.sure.advice


def weigh(inputs: Inputs, weighing: Weighing) -> Outcome:
    """Compute scores, certainty, natures and peaks from the inputs.

    A potential without legs is scored, but held against no gate: the advice takes it as unknown, in every draw too.
    Raises ValueError where the model has no urgency.
    """
    scores = score(inputs, weighing)
    drawn = side_of(scores.treated, URGENCY)
    if drawn is None:
        raise ValueError("A model needs at least one theme of urgency.")
    legs = legs_of(scores)
    sure = certainty(
        weighing.thresholds,
        urgency=drawn,
        potential=None if legs.lack else drawable(side_of(scores.treated, POTENTIAL)),
        star=np.full_like(scores.star, np.nan) if legs.lack else scores.star,
        gain=scores.gain,
        totals=scores.urgency.total,
        quotient=inputs.quotient,
    )
    perception = np.array([c.nature == "perception" for b in weighing.branches_of(URGENCY) for c in b.counted])
    return Outcome(
        scores,
        sure,
        natures(scores.urgency.normalised, drawn.tree, perception),
        peaks(scores.urgency.themes, scores.urgency.normalised),
        legs,
    )


def score(inputs: Inputs, weighing: Weighing) -> Scores:
    """Compute the scores alone, fast enough for every move of a slider."""
    treated = treat(inputs, weighing)
    urgency, potential = (_score(treated, tree) for tree in (URGENCY, POTENTIAL))
    assets = assets_of(weighing, potential)
    gain = neighbour_potential(assets, inputs.borders, inputs.outside).potential * weighing.neighbour_share
    star = with_neighbours(potential.total, gain, rho=1)
    locked = _locked(assets, inputs, weighing.neighbour_share)
    return Scores(treated, urgency, potential, rank(urgency.total), star, gain, locked)


def legs_of(scores: Scores) -> Legs:
    """Return what the potential rests on."""
    treated = scores.treated
    values = treated.values[:, treated.weighing.columns(POTENTIAL)]
    return find_legs(values, treated.weighing.tree(POTENTIAL), scores.urgency.total, scores.star)


def assets_of(weighing: Weighing, potential: TreeScores) -> Floats:
    """Return the assets score (N,) that neighbours profit from; NaN where the model has none."""
    names = [branch.theme for branch in weighing.branches_of(POTENTIAL)]
    return potential.themes[:, names.index(ASSETS)] if ASSETS in names else np.full(len(potential.total), np.nan)


def _score(treated: Treated, name: str) -> TreeScores:
    tree = treated.weighing.tree(name)
    if tree is not None:
        return score_tree(treated.values[:, treated.weighing.columns(name)], tree)
    areas = len(treated.values)
    empty = np.empty((areas, 0))
    return TreeScores(empty, empty, empty, np.full(areas, np.nan), np.zeros(areas))


def _locked(assets: Floats, inputs: Inputs, share: float) -> Floats:
    """Return for each area the sum of what its barriers keep out."""
    borders = inputs.borders
    gains = unlocked(assets, borders, share, inputs.outside)
    total = np.bincount(borders.first, np.nan_to_num(gains.first), assets.size)
    return total + np.bincount(borders.second, np.nan_to_num(gains.second), assets.size)
