"""A model as plain values: what a run keeps, what a what-if changes, and what the engine reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, Self

from sia.models import ScoreModel, ScoreTheme
from sia.models.ballots import POINTS
from sia.pipeline.ballots import Key, counted_themes
from sia.pipeline.spread import Spread, spread_of
from sia.scoring.advice import Thresholds
from sia.scoring.tree import Normalisation, Tree

URGENCY, POTENTIAL = ScoreTheme.Tree.URGENCY.value, ScoreTheme.Tree.POTENTIAL.value
ASSETS = "assets"


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator that counts: its weight inside the theme and its goalposts."""

    indicator: int
    code: str
    unit: str
    nature: str
    weight: float
    low: float
    high: float
    direction: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A theme with its weight and indicators."""

    tree: str
    theme: str
    weight: float
    counted: tuple[Counted, ...]


@dataclass(frozen=True)
class Weighing:
    """Two trees over one row of indicators, first those of urgency, then those of potential; and what opens the gates.

    `spread` says per tree how far the parties are apart, see `spread.Spread`; `normalisation` how figures become
    scores. `fixed_top` and `fixed_potential` are the thresholds of an agreed version, see `fixed_gates`.
    """

    branches: tuple[Branch, ...]
    power: float
    neighbour_share: float
    top_share: float
    min_top_chance: float
    min_quotient: float
    min_potential_quantile: float
    max_running: int | None
    first_year: int | None
    agenda_years: int
    shrink: bool
    tame_outliers: bool
    draw_errors: bool
    spread: dict[str, Spread]
    normalisation: str = Normalisation.GOALPOSTS
    fixed_top: int | None = None
    fixed_potential: float | None = None

    @classmethod
    def of(cls, model: ScoreModel) -> Self:
        """Return the model as it stands now; themes without an indicator do not count."""
        themes = counted_themes(model)
        branches = (branch_of(theme) for tree in ScoreTheme.Tree.values for theme in themes if theme.tree == tree)
        same = {name: getattr(model, name) for name in PLAIN}
        return cls(branches=tuple(branches), spread=spread_of(model, themes), **same)

    def to_plain(self) -> dict[str, Any]:
        """Return the weighing as plain values for JSON; `from_plain` gives an equal weighing.

        Goalposts go without saying, and so do votes and fixed thresholds where there are none, as in all runs from
        before these were there: their text and hash stay as they were.
        """
        plain = asdict(self)
        for spread in plain["spread"].values():
            if not spread["votes"]:
                del spread["votes"]
        if self.on_goalposts:
            del plain["normalisation"]
        return {name: value for name, value in plain.items() if name not in FIXED or value is not None}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        branches = tuple(
            Branch(**{**branch, "counted": tuple(Counted(**counted) for counted in branch["counted"])})
            for branch in plain["branches"]
        )
        spread = {tree: Spread.from_plain(found) for tree, found in plain["spread"].items()}
        return cls(**{**plain, "branches": branches, "spread": spread})

    @cached_property
    def counted(self) -> tuple[Counted, ...]:
        return tuple(counted for branch in self.branches for counted in branch.counted)

    def branches_of(self, tree: str) -> list[Branch]:
        return [branch for branch in self.branches if branch.tree == tree]

    def columns(self, tree: str) -> slice:
        urgent = sum(len(branch.counted) for branch in self.branches_of(URGENCY))
        return slice(0, urgent) if tree == URGENCY else slice(urgent, len(self.counted))

    def tree(self, name: str) -> Tree | None:
        """Return the tree for the engine; None where no theme has an indicator."""
        branches = self.branches_of(name)
        if not branches:
            return None
        inside = [counted for branch in branches for counted in branch.counted]
        return Tree.from_weights(
            [branch.theme for branch in branches],
            [branch.weight for branch in branches],
            [place for place, branch in enumerate(branches) for _ in branch.counted],
            [counted.weight for counted in inside],
            low=[counted.low for counted in inside],
            high=[counted.high for counted in inside],
            direction=[counted.direction for counted in inside],
            power=self.power if name == URGENCY else 1.0,
            normalisation=self.normalisation,
        )

    @property
    def on_goalposts(self) -> bool:
        """Return whether a score is measured by posts that stay where they are.

        Otherwise it is measured by the other areas of its year and level.
        """
        return self.normalisation == Normalisation.GOALPOSTS

    @property
    def as_modelled(self) -> Self:
        """Return the weighing as the model says it, without what its first run fixed."""
        return replace(self, fixed_top=None, fixed_potential=None)

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(
            self.top_share, self.min_top_chance, self.min_quotient, self.min_potential_quantile, self.max_running,
            self.fixed_top, self.fixed_potential,
        )  # fmt: skip

    def reweighed(self, weights: Mapping[str, float]) -> Self:
        """Return the same with other weights of themes; those not named keep theirs.

        The engine divides by the sum. The votes of the parties move along, so that they differ as they did. Under other
        weights potential has another scale, on which no fixed one holds. Raises
        ValueError for a weight below 0, or where nothing of a tree is left.
        """
        if any(weight < 0 for weight in weights.values()):
            raise ValueError("A weight must be 0 or more.")
        branches = tuple(replace(branch, weight=weights.get(branch.theme, branch.weight)) for branch in self.branches)
        for tree in (URGENCY, POTENTIAL):
            of_tree = [branch.weight for branch in branches if branch.tree == tree]
            if of_tree and not sum(of_tree) > 0:
                raise ValueError("At least one theme needs a weight above 0.")
        spread = {
            tree: found.moved(*(tuple(b.weight for b in old if b.tree == tree) for old in (self.branches, branches)))
            for tree, found in self.spread.items()
        }
        same = [b.weight for b in branches if b.tree == POTENTIAL] == [b.weight for b in self.branches_of(POTENTIAL)]
        fixed = self.fixed_potential if same else None
        return replace(self, branches=branches, spread=spread, fixed_potential=fixed)

    def divided(self, points: Mapping[Key, Mapping[str, int]]) -> Self:
        """Return the same with the weights that a division of points gives, over themes and over indicators in a theme.

        What nobody divided keeps its weights. Raises ValueError where nothing of a tree is left.
        """
        between = {
            theme: given for (_tree, inside), each in points.items() if not inside for theme, given in each.items()
        }
        found = self.reweighed({theme: given / POINTS for theme, given in between.items()})
        branches = []
        for branch in found.branches:
            inside = points.get((branch.tree, branch.theme))
            if inside:
                counted = (replace(each, weight=inside.get(each.code, 0) / POINTS) for each in branch.counted)
                branch = replace(branch, counted=tuple(counted))  # noqa: PLW2901 -- the same branch, weighed anew
            branches.append(branch)
        return replace(found, branches=tuple(branches), fixed_potential=None)

    def with_posts(self, posts: Sequence[tuple[float, float]]) -> Self:
        """Return the same with other goalposts, one pair for each indicator."""
        found = iter(posts)
        branches = []
        for branch in self.branches:
            inside = [(counted, next(found)) for counted in branch.counted]
            moved = tuple(replace(counted, low=low, high=high) for counted, (low, high) in inside)
            branches.append(replace(branch, counted=moved))
        return replace(self, branches=tuple(branches), fixed_potential=None)


FIXED = ("fixed_top", "fixed_potential")
PLAIN = [name for name in Weighing.__dataclass_fields__ if name not in {"branches", "spread", *FIXED}]


def branch_of(theme: ScoreTheme) -> Branch:
    rows = list(theme.indicators.all())
    counted = [
        Counted(
            row.indicator_id,
            row.indicator.code,
            row.indicator.unit,
            row.indicator.nature,
            row.weight,
            row.low,
            row.high,
            row.direction,
        )
        for row in rows
    ]
    return Branch(theme.tree, theme.theme, theme.weight, tuple(counted))
