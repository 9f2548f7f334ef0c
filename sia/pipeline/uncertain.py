"""How sure a ranking is: the Monte Carlo behind intervals, tranches and the chances of each advice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sia.models import ScoreModel
from sia.scoring.advice import Advice, AdviceClass, Thresholds, advise, top_count
from sia.scoring.drawn_totals import Side
from sia.scoring.draws import Uncertainty
from sia.scoring.ranking import rank
from sia.scoring.robustness import AdviceRobustness, Robustness, simulate, simulate_advice, summarise
from sia.scoring.tranches import tranches
from sia.scoring.tree import Tree

Floats = NDArray[np.float64]
SEED = 2018  # the year in which the core group of Enschede began; any fixed number serves
DRAWS = 2000
FEWEST = 2  # indicators of which one can be left out


@dataclass(frozen=True, slots=True)
class Certainty:
    """What the draws say beside the scores; `advice` has the chance of a top rank in its gate and the order by mean rank."""

    ranks: Robustness
    tranche: Floats
    advice: Advice
    draws: AdviceRobustness
    count: int


def uncertainty_of(model: ScoreModel, tree: Tree) -> Uncertainty:
    """Until the parties have voted, their weights are taken to spread by `assumed_spread` of each weight."""
    return Uncertainty(
        seed=SEED,
        draws=DRAWS,
        concentration=_concentration(tree.theme_weights, model.assumed_spread),
        leave_one_out=0.5 if _leavable(tree) else 0.0,
    )


def certainty(
    model: ScoreModel,
    *,
    urgency: Side,
    potential: Side | None,
    star: Floats,
    gain: Floats,
    totals: Floats,
    quotient: Floats,
) -> Certainty:
    """Draw ranks, advise on the chance of a top rank, and draw class and order of the advice.

    `star` (N,) is the potential with `gain` (N,) of the neighbours in it, `totals` (N,) the urgency, `quotient` (N,) the
    corporation share against the city's.
    """
    thresholds = Thresholds(model.top_share, model.min_top_chance, model.min_quotient)
    count = top_count(totals, model.top_share)
    drawn = simulate(urgency.values, urgency.tree, urgency.uncertainty)
    ranks = summarise(drawn, count)
    advice = advise(totals, star, quotient, ranks.top_chance, thresholds)
    among = advice.classes == AdviceClass.DIA
    other: Side | Floats = potential if potential is not None else star - gain
    draws = simulate_advice(urgency, other, quotient, thresholds, lift=gain, among=among)
    order = rank(-np.where(among, draws.mean_priority_rank, np.nan))
    return Certainty(ranks, tranches(drawn, ranks.mean_rank), replace(advice, order=order), draws, count)


def potential_side(values: Floats, tree: Tree | None, uncertainty: Uncertainty) -> Side | None:
    """The potential drawn along with the urgency; None where there is nothing in it to draw."""
    return Side(values, tree, uncertainty) if tree is not None and _leavable(tree) else None


def _leavable(tree: Tree) -> bool:
    return bool(np.count_nonzero(tree.effective_weights) >= FEWEST)


def _concentration(weights: Floats, spread: float) -> float:
    """Kappa of scoring.md 10 for a spread of `spread` times each weight; none keeps the weights fixed."""
    shared = weights[(weights > 0) & (weights < 1)]
    if spread == 0 or not shared.size:
        return float("inf")
    return max(float(np.median((1 - shared) / (spread**2 * shared))) - 1, 1.0)
