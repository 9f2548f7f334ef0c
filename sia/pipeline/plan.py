"""A score model as it is drawn up: what a form says, what is stored, and whether the two are still the same."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from accounts.editing import stamp_of
from sia.models import ScoreIndicator, ScoreModel, ScoreTheme
from sia.models.ballots import MOST_INDICATORS

HALF = 0.5 + 1e-9  # weights are thirds and sevenths: a half that comes of them is no more than a half
SETTINGS = (
    "reference",
    "normalisation",
    "power",
    "neighbour_share",
    "top_share",
    "min_top_chance",
    "min_quotient",
    "min_potential_quantile",
    "max_running",
    "first_year",
    "agenda_years",
    "shrink",
    "tame_outliers",
    "draw_errors",
    "assumed_spread",
)


@dataclass(frozen=True, slots=True)
class PlannedIndicator:
    indicator: int
    weight: float
    low: float
    high: float
    direction: int


@dataclass(frozen=True, slots=True)
class PlannedTheme:
    """A theme with its weight in the tree, and the weights inside it; both sum to 1 once `shared`."""

    tree: str
    theme: str
    weight: float
    indicators: tuple[PlannedIndicator, ...]

    @property
    def is_long(self) -> bool:
        """Return whether it is too long for a ballot: nobody divides points over so many."""
        return len(self.indicators) > MOST_INDICATORS


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything of a version that its makers decide."""

    settings: dict[str, Any]
    note: str
    themes: tuple[PlannedTheme, ...]

    @classmethod
    def of(cls, model: ScoreModel) -> Self:
        themes = model.themes.prefetch_related("indicators").order_by("pk")
        return cls({name: getattr(model, name) for name in SETTINGS}, model.note, tuple(map(planned_theme, themes)))

    @property
    def stamp(self) -> str:
        """Return a stamp, equal for equal plans: whoever saves says with it which version of the draft was changed."""
        return stamp_of(asdict(self))

    def of_tree(self, tree: str) -> list[PlannedTheme]:
        """Return the themes that count: those with an indicator."""
        return [theme for theme in self.themes if theme.tree == tree and theme.indicators]

    def share(self, theme: PlannedTheme) -> float:
        """Return its share of the weight of its tree; 0 where nothing of the tree weighs anything."""
        total = sum(other.weight for other in self.of_tree(theme.tree))
        return theme.weight / total if total else 0.0

    def effective_shares(self, tree: str) -> dict[int, float]:
        """Return the share of each indicator in the weight of its whole tree."""
        shares = {}
        for theme in self.of_tree(tree):
            total = sum(row.weight for row in theme.indicators)
            for row in theme.indicators:
                shares[row.indicator] = self.share(theme) * row.weight / total if total else 0.0
        return shares

    @property
    def heavy(self) -> list[PlannedTheme]:
        """Return the themes of more than half the weight of their tree, where the tree leaves a choice."""
        return [theme for theme in self.themes if len(self.of_tree(theme.tree)) > 1 and self.share(theme) > HALF]

    @property
    def long(self) -> list[PlannedTheme]:
        return [theme for theme in self.themes if theme.is_long]

    @property
    def has_urgency(self) -> bool:
        return any(theme.weight > 0 for theme in self.of_tree(ScoreTheme.Tree.URGENCY))

    def write(self, model: ScoreModel) -> None:
        """Replace what the model holds; the caller saves in a transaction, and asks whether the model may change."""
        for name, value in self.settings.items():
            setattr(model, name, value)
        model.note = self.note
        model.save(update_fields=[*self.settings, "note"])
        model.themes.all().delete()
        for theme in self.themes:
            row = ScoreTheme.objects.create(model=model, tree=theme.tree, theme=theme.theme, weight=theme.weight)
            ScoreIndicator.objects.bulk_create(stored(row, planned) for planned in theme.indicators)


def planned_theme(theme: ScoreTheme) -> PlannedTheme:
    rows = tuple(
        PlannedIndicator(row.indicator_id, row.weight, row.low, row.high, row.direction)
        for row in theme.indicators.all()
    )
    return PlannedTheme(theme.tree, theme.theme, theme.weight, rows)


def stored(theme: ScoreTheme, planned: PlannedIndicator) -> ScoreIndicator:
    return ScoreIndicator(
        theme=theme,
        indicator_id=planned.indicator,
        weight=planned.weight,
        low=planned.low,
        high=planned.high,
        direction=planned.direction,
    )


def shared(themes: list[PlannedTheme]) -> tuple[PlannedTheme, ...]:
    """Return the themes with weights that sum to 1 per tree and inside each theme.

    A sum that is 1 already stays to the bit.
    """
    totals = {tree: sum(t.weight for t in themes if t.tree == tree) for tree in ScoreTheme.Tree.values}
    return tuple(
        replace(theme, weight=_part(theme.weight, totals[theme.tree]), indicators=_shared_inside(theme.indicators))
        for theme in themes
    )


def _shared_inside(rows: tuple[PlannedIndicator, ...]) -> tuple[PlannedIndicator, ...]:
    total = sum(row.weight for row in rows)
    return tuple(replace(row, weight=_part(row.weight, total)) for row in rows)


def _part(weight: float, total: float) -> float:
    if abs(total - 1) < 1e-12:  # noqa: PLR2004 (what the addition of floats loses)
        return weight
    return weight / total if total > 0 else 0.0
