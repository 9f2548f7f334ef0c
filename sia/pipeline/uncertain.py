"""The certainty of a ranking: the Monte Carlo behind intervals, tranches and the chances of each advice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sia.pipeline.treat import Treated
from sia.pipeline.weighing import URGENCY, Weighing
from sia.scoring.advice import Advice, AdviceClass, Thresholds, advise
from sia.scoring.advice_draws import ClassShares, draw_advice
from sia.scoring.drawn_totals import Side, total_errors
from sia.scoring.draws import NORMALISATIONS, Uncertainty
from sia.scoring.rank_sets import MOST_AREAS, RankSets, rank_sets
from sia.scoring.ranking import rank
from sia.scoring.robustness import Robustness, summarise
from sia.scoring.tranches import mixing, tranches
from sia.scoring.tree import Tree

Floats = NDArray[np.float64]
SEED = 2018  # the year in which the core group of Enschede began; any fixed number serves
DRAWS = 2000
CORRELATION = 0.5  # of the errors of one source in one area, which share a sample or a way to estimate
FEWEST = 2  # indicators of which one can be left out


@dataclass(frozen=True, slots=True)
class Certainty:
    """The results of the draws beside the scores.

    `advice` has the class that holds in most draws, the chance of a top rank in its gate, and the order of the joint
    agendas by mean rank of urgency; `mixes` the earlier tranches that a tranche is not certain to come after.
    """

    ranks: Robustness
    tranche: Floats
    mixes: dict[int, list[int]]
    advice: Advice
    shares: ClassShares
    count: int
    settings: dict[str, Any]


def uncertainty_of(weighing: Weighing, name: str, tree: Tree, *, errors: bool) -> Uncertainty:
    """Return what is drawn for one tree; `errors` tells whether standard errors are known for it."""
    spread, with_errors = weighing.spread[name], errors and weighing.draw_errors
    return Uncertainty(
        seed=SEED,
        draws=DRAWS,
        concentration=spread.between_or_fixed,
        inner_concentration=spread.inside_or_fixed,
        votes=spread.votes,
        normalisations=drawn_normalisations(weighing),
        leave_one_out=0.5 if _leavable(tree) else 0.0,
        data_error=with_errors,
        error_correlation=CORRELATION if with_errors else 0.0,
    )


def drawn_normalisations(weighing: Weighing) -> tuple[str, ...]:
    """Return the usual three, and the model's own where that is another one."""
    return tuple(dict.fromkeys([*NORMALISATIONS, weighing.normalisation]))


def certainty(
    thresholds: Thresholds,
    *,
    urgency: Side,
    potential: Side | None,
    star: Floats,
    gain: Floats,
    totals: Floats,
    quotient: Floats,
) -> Certainty:
    """Draw ranks and classes, and advise for each area the class that holds most often.

    `star` (N,) is the potential with `gain` (N,) of the neighbours in it, `totals` (N,) the urgency, `quotient` (N,)
    the corporation share against the city's.
    """
    count = thresholds.top(totals)
    other: Side | Floats = potential if potential is not None else star - gain
    drawn = draw_advice(urgency, other, quotient, thresholds, lift=gain)
    ranks = summarise(drawn.ranks, count)
    advice = advise(totals, star, quotient, ranks.top_chance, thresholds)
    classes = drawn.shares.most_frequent(advice.classes)
    order = rank(-np.where(classes == AdviceClass.DIA, ranks.mean_rank, np.nan))
    found = tranches(drawn.ranks, ranks.mean_rank)
    return Certainty(
        ranks, found, mixing(drawn.ranks, found), replace(advice, classes=classes, order=order),
        drawn.shares, count, urgency.uncertainty.to_settings(),
    )  # fmt: skip


def side_of(treated: Treated, name: str) -> Side | None:
    """Return one tree to draw; None without a tree."""
    tree, columns = treated.weighing.tree(name), treated.weighing.columns(name)
    if tree is None:
        return None
    errors = treated.errors[:, columns]
    known = bool(np.any(~np.isnan(errors)))
    uncertainty = uncertainty_of(treated.weighing, name, tree, errors=known)
    drawn = errors if uncertainty.data_error else None
    return Side(treated.values[:, columns], tree, uncertainty, drawn, treated.origin[columns])


def rank_sets_of(treated: Treated, totals: Floats) -> RankSets:
    """Return the confidence sets of the ranks of urgency, from the errors of the figures; NaN for very many areas."""
    side = side_of(treated, URGENCY)
    if side is None or np.count_nonzero(~np.isnan(totals)) > MOST_AREAS:
        nothing = np.full(totals.shape, np.nan)
        return RankSets(nothing, nothing)
    return rank_sets(totals, total_errors(side), seed=SEED)


def drawable(side: Side | None) -> Side | None:
    """Return the side where there is something in it to draw, else None.

    The potential is drawn along with the urgency only then.
    """
    return side if side is not None and _leavable(side.tree) else None


def _leavable(tree: Tree) -> bool:
    return bool(np.count_nonzero(tree.effective_weights) >= FEWEST)
