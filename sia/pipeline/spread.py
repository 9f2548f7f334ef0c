"""The spread of the parties over the weights: from their ballot, or assumed until they have voted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Self

import numpy as np

from sia.models import ScoreModel, ScoreTheme
from sia.pipeline.ballots import Answers, Floats, answers, questions_among, shares_of
from sia.scoring.draws import Vote, concentration


@dataclass(frozen=True, slots=True)
class Spread:
    """The `votes` of the parties on one tree; without them the concentration `between` themes that is assumed.

    None keeps the weights as they are. `parties` counts the ballots; 0 means that the spread is assumed. `inside` is
    of runs before engine 8, which drew one spread for all themes.
    """

    between: float | None
    inside: float | None
    parties: int
    votes: tuple[Vote, ...] = ()

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Return the spread that `asdict` and JSON made into plain values; runs of before engine 8 kept no votes."""
        votes = tuple(Vote(tuple(themes), tuple(inner)) for themes, inner in plain.get("votes", ()))
        return cls(**{**plain, "votes": votes})

    def moved(self, old: Sequence[float], new: Sequence[float]) -> Self:
        """Return the same where the model has `new` weights of themes instead of the `old`: each vote moves as much.

        A vote follows the ratio of the two; a theme that had no weight gets that of the model.
        """
        if not self.votes:
            return self
        before, after = (np.array(weights, np.float64) / sum(weights) for weights in (old, new))
        ratio = np.divide(after, before, out=np.zeros(after.size), where=before > 0)
        moved = (np.where(before > 0, vote.themes * ratio, after) for vote in self.votes)
        shares = (themes / themes.sum() if themes.sum() > 0 else after for themes in moved)
        found = zip(shares, self.votes, strict=True)
        return replace(self, votes=tuple(Vote(tuple(themes.tolist()), vote.inner) for themes, vote in found))

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
        inside = [theme for theme in themes if theme.tree == tree]
        known = on_tree and (tree, "") not in unanswered
        weights = shares_of(theme.weight for theme in inside)
        spreads[tree] = voted(on_tree, inside, weights) if known else assumed(model.assumed_spread, weights)
    return spreads


def voted(given: list[Answers], themes: list[ScoreTheme], weights: Floats) -> Spread:
    """Return the votes of the parties on one tree, in the order of their numbers; who did not vote is not among them.

    Where a party gave no answer to a question, those of the model stand in its vote: `weights` (D,) of the themes.
    """
    shares = {
        (each.question.theme, party): row
        for each in given
        for party, row in zip(each.parties, each.shares, strict=True)
    }
    inner = {theme.theme: shares_of(row.weight for row in theme.indicators.all()) for theme in themes}
    parties = sorted({party for each in given for party in each.parties})
    votes = tuple(
        Vote(
            tuple(map(float, shares.get(("", party), weights))),
            tuple(map(float, chain(*(shares.get((theme, party), own) for theme, own in inner.items())))),
        )
        for party in parties
    )
    return Spread(None, None, len(parties), votes)


def assumed(share: float, weights: Floats) -> Spread:
    """Return the spread as if parties differed by at least `share` of each weight."""
    found = concentration(weights, share) if weights.size else float("inf")
    return Spread(None if np.isinf(found) else found, None, 0)
