"""The questions of a ballot, and their points as arrays once the round is closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from sia.models import Ballot, Division, ScoreModel, ScoreTheme
from sia.models.ballots import MOST_INDICATORS, POINTS

Floats = NDArray[np.float64]
FEWEST = 2  # over fewer there is nothing to divide
type Key = tuple[str, str]  # tree and theme


@dataclass(frozen=True, slots=True)
class Member:
    """A theme or an indicator that can get points, with the weight that the model gives it now."""

    code: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """100 points over the themes of a tree (`theme` empty) or over the indicators of one theme."""

    tree: str
    theme: str
    name: str
    members: tuple[Member, ...]

    @property
    def key(self) -> Key:
        return self.tree, self.theme

    @property
    def codes(self) -> list[str]:
        return [member.code for member in self.members]

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def weights(self) -> Floats:
        """Return the weights of the model, sum 1; equal ones where it has none above 0."""
        return shares_of(member.weight for member in self.members)


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The answers of the parties to one question: a row of `shares` (K, D), sum 1, for each of `parties` (K,)."""

    question: Question
    parties: tuple[int, ...]
    shares: Floats

    @property
    def mean(self) -> Floats:
        """Return the mean (D,), sum 1; NaN where nobody answered."""
        return self.shares.mean(axis=0) if self.parties else np.full(self.question.size, np.nan)


def questions_of(model: ScoreModel) -> list[Question]:
    return questions_among(counted_themes(model))


def questions_among(counted: list[ScoreTheme]) -> list[Question]:
    """Return the themes of each tree, then the indicators inside each theme; only where there is something to divide.

    A theme without indicators does not count, and one with more than ten is not divided within.
    """
    found = []
    for tree in ScoreTheme.Tree:
        themes = [theme for theme in counted if theme.tree == tree]
        found += [_between(tree, themes), *map(_inside, themes)]
    return [each for each in found if each.size >= FEWEST and (not each.theme or each.size <= MOST_INDICATORS)]


def too_many_to_divide(model: ScoreModel) -> list[ScoreTheme]:
    """Return the themes with so many indicators that they keep their weights."""
    return [theme for theme in counted_themes(model) if len(theme.indicators.all()) > MOST_INDICATORS]


def counted_themes(model: ScoreModel) -> list[ScoreTheme]:
    themes = model.themes.prefetch_related("indicators__indicator").order_by("pk")
    return [theme for theme in themes if theme.indicators.all()]


def answers(ballot: Ballot, questions: Iterable[Question]) -> list[Answers]:
    """Return what was answered to each question that anybody answered, in the order of the parties' numbers.

    Points for what the model no longer has do not count: the rest of a party's points is raised to 1, and a party that
    gave all its points to what is gone has no row. Raises ValueError while the round is open: the one fence that every
    reader of other parties' points passes.
    """
    if ballot.is_open:
        raise ValueError("Points are shown after the round is closed, to nobody before.")
    stored: dict[Key, dict[int, Division]] = {}
    for division in Division.objects.filter(vote__ballot=ballot).select_related("vote").order_by("vote__party"):
        stored.setdefault((division.tree, division.theme), {})[division.vote.party_id] = division
    return [_answers(question, stored[question.key]) for question in questions if question.key in stored]


def shares_of(weights: Iterable[float]) -> Floats:
    """Return weights with sum 1; equal ones where none is above 0."""
    raw = np.array(list(weights), np.float64)
    return raw / raw.sum() if raw.sum() > 0 else np.full(raw.size, 1 / max(raw.size, 1))


def points_of(divisions: Iterable[Division]) -> dict[Key, dict[str, int]]:
    """Return one party's own points."""
    return {(d.tree, d.theme): dict(zip(d.members, d.points, strict=True)) for d in divisions}


def whole_points(shares: Iterable[float]) -> list[int]:
    """Return shares that sum to 1 as whole points that sum to 100.

    Those that lose most by rounding down get the rest.
    """
    exact = np.asarray(list(shares), np.float64) * POINTS
    points = np.floor(exact + 1e-9).astype(int)
    rest = POINTS - int(points.sum())
    points[np.argsort(points - exact, kind="stable")[:rest]] += 1
    return [int(point) for point in points]


def _between(tree: ScoreTheme.Tree, themes: list[ScoreTheme]) -> Question:
    members = [Member(theme.theme, theme.get_theme_display(), theme.weight) for theme in themes]
    name = _("Themes of urgency") if tree == ScoreTheme.Tree.URGENCY else _("Themes of potential")
    return Question(tree.value, "", name, tuple(members))


def _inside(theme: ScoreTheme) -> Question:
    members = [Member(row.indicator.code, row.indicator.name, row.weight) for row in theme.indicators.all()]
    return Question(theme.tree, theme.theme, theme.get_theme_display(), tuple(members))


def _answers(question: Question, divisions: Mapping[int, Division]) -> Answers:
    rows = {party: dict(zip(d.members, d.points, strict=True)) for party, d in divisions.items()}
    raw = {party: [row.get(code, 0) for code in question.codes] for party, row in rows.items()}
    kept = {party: points for party, points in raw.items() if sum(points) > 0}
    table = np.array(list(kept.values()), np.float64).reshape(len(kept), question.size)
    return Answers(question, tuple(kept), table / table.sum(axis=1, keepdims=True))
