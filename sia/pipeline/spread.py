"""How far the parties are apart on the weights: from their ballot, or assumed until they have voted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sia.models import Ballot, Division, ScoreModel, ScoreTheme
from sia.scoring.draws import concentration

Floats = NDArray[np.float64]


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


def spread_of(model: ScoreModel) -> dict[str, Spread]:
    """Per tree. Only a decided ballot counts: until then nobody's points may be seen, not even through an interval."""
    ballot = model.ballots.filter(decided_at__isnull=False).order_by("-decided_at").first()
    trees = {tree: list(model.themes.filter(tree=tree).order_by("pk")) for tree in ScoreTheme.Tree.values}
    return {
        tree: voted(ballot, tree, themes) if ballot else assumed(model.assumed_spread, themes)
        for tree, themes in trees.items()
    }


def voted(ballot: Ballot, tree: str, themes: list[ScoreTheme]) -> Spread:
    """From the points of the parties that voted on this tree."""
    votes = Division.objects.filter(vote__ballot=ballot, tree=tree).order_by("vote__party")
    divisions = {(division.vote_id, division.theme): division for division in votes}
    between = _points(divisions, "", [theme.theme for theme in themes])
    weights = np.array([theme.weight for theme in themes])
    inside = []
    for theme in themes:
        rows = list(theme.indicators.select_related("indicator").order_by("pk"))
        points = _points(divisions, theme.theme, [row.indicator.code for row in rows])
        if len(rows) > 1 and len(points):
            inside.append(concentration(_shares([row.weight for row in rows]), points))
    finite = [kappa for kappa in inside if np.isfinite(kappa)]
    return Spread(
        _finite(concentration(_shares(weights), between)) if len(between) else None,
        float(np.median(finite)) if finite else None,
        len(between),
    )


def assumed(share: float, themes: list[ScoreTheme]) -> Spread:
    """As if parties differed by `share` of each weight."""
    weights = _shares([theme.weight for theme in themes]) if themes else np.empty(0)
    shared = weights[(weights > 0) & (weights < 1)]
    if share == 0 or not shared.size:
        return Spread(None, None, 0)
    return Spread(max(float(np.median((1 - shared) / (share**2 * shared))) - 1, 1.0), None, 0)


def _points(divisions: dict[tuple[int, str], Division], theme: str, members: list[str]) -> Floats:
    """A row for each party, in the order of `members`, as shares."""
    rows = [dict(zip(d.members, d.points, strict=True)) for (_vote, name), d in divisions.items() if name == theme]
    table = np.array([[row.get(member, 0) for member in members] for row in rows], np.float64)
    return table / table.sum(axis=1, keepdims=True) if table.size else table


def _shares(weights: list[float] | Floats) -> Floats:
    raw = np.asarray(weights, np.float64)
    return raw / raw.sum()


def _finite(kappa: float) -> float | None:
    return kappa if np.isfinite(kappa) else None
