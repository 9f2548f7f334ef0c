"""The spread of the parties over the weights: from their ballot, or assumed until they have voted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sia.models import ScoreModel, ScoreTheme
from sia.pipeline.ballots import Answers, Floats, answers, questions_among
from sia.scoring.draws import concentration


@dataclass(frozen=True, slots=True)
class Spread:
    """Kappa of scoring.md 10 between themes and inside them; None keeps those weights as they are.

    `parties` counts the ballots behind it; 0 means that the spread is assumed.
    """

    between: float | None
    inside: float | None
    parties: int

    @property
    def between_or_fixed(self) -> float:
        return float("inf") if self.between is None else self.between

    @property
    def inside_or_fixed(self) -> float:
        return float("inf") if self.inside is None else self.inside


def spread_of(model: ScoreModel, themes: list[ScoreTheme]) -> dict[str, Spread]:
    """Return the spread for each tree, of a model and its `counted_themes`.

    Only a decided ballot counts: until then nobody's points may be seen, not even through an interval.
    """
    ballot = model.ballots.filter(decided_at__isnull=False).order_by("-decided_at").first()
    questions = questions_among(themes)
    given = [each for each in answers(ballot, questions) if each.parties] if ballot else []
    spreads = {}
    for tree in ScoreTheme.Tree.values:
        on_tree = [each for each in given if each.question.tree == tree]
        unanswered = {q.key for q in questions} - {each.question.key for each in on_tree}
        weights = np.array([theme.weight for theme in themes if theme.tree == tree])
        known = on_tree and (tree, "") not in unanswered
        spreads[tree] = voted(on_tree) if known else assumed(model.assumed_spread, weights)
    return spreads


def voted(given: list[Answers]) -> Spread:
    """Return the spread of what the parties gave on one tree: a party that did not vote has no row, and does not count.

    Where all agree, or one party voted, nothing is drawn. Inside themes it is the median over the themes on which
    parties differ.
    """
    kappas = {each.question.theme: concentration(each.question.weights, each.shares) for each in given}
    between = kappas.pop("", np.inf)
    differing = [kappa for kappa in kappas.values() if np.isfinite(kappa)]
    parties = {party for each in given for party in each.parties}
    return Spread(
        float(between) if np.isfinite(between) else None,
        float(np.median(differing)) if differing else None,
        len(parties),
    )


def assumed(share: float, weights: Floats) -> Spread:
    """Return the spread as if parties differed by `share` of each weight."""
    shares = weights / weights.sum() if weights.sum() > 0 else weights
    shared = shares[(shares > 0) & (shares < 1)]
    if share == 0 or not shared.size:
        return Spread(None, None, 0)
    return Spread(max(float(np.median((1 - shared) / (share**2 * shared))) - 1, 1.0), None, 0)
