"""The choices in a draft: every theme and indicator that has figures, with what stands in the draft now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from datasets.models import Indicator
from sia.models import ScoreModel, ScoreTheme
from sia.pages.model_differences import differences, indicators_in
from sia.pipeline.model_figures import Floats, countable, figures_of, hidden_posts, usual_posts
from sia.pipeline.plan import Plan, PlannedIndicator, PlannedTheme
from sia.pipeline.starter import THEMES


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator that counts or could, with `initial` for its form.

    `values` are the newest figures and `usual` their 5th and 95th percentile; None without figures.
    """

    indicator: Indicator
    initial: dict[str, Any]
    values: Floats | None
    usual: tuple[float, float] | None
    hides_posts: bool = False  # not every party may read the figures on which they lie: they stay as they are


@dataclass(frozen=True, slots=True)
class OfferedTheme:
    tree: str
    theme: str
    weight: float | None
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Offer:
    plan: Plan
    groups: list[OfferedTheme]


def offer(model: ScoreModel) -> Offer:
    """Return the themes to choose from, in the usual order; others of the draft follow."""
    plan = Plan.of(model)
    indicators = {i.pk: i for i in countable(model.partnership)} | indicators_in([plan])
    figures = figures_of(model.partnership, list(indicators))
    hidden = hidden_posts(model.partnership, list(indicators))
    standing = {(theme.tree, theme.theme): theme for theme in plan.themes}
    usual = [(tree, theme.value) for tree in ScoreTheme.Tree.values for theme in THEMES[tree]]
    places = dict.fromkeys([*usual, *standing])
    ordered = sorted(places, key=lambda place: ScoreTheme.Tree.values.index(place[0]))
    groups = [group(tree, theme, standing.get((tree, theme)), indicators, figures) for tree, theme in ordered]
    return Offer(plan, [hide_posts(found, hidden) for found in groups if found.candidates])


def group(
    tree: str,
    theme: str,
    planned: PlannedTheme | None,
    indicators: Mapping[int, Indicator],
    figures: Mapping[int, Floats],
) -> OfferedTheme:
    """Return what counts now, then what has figures and could."""
    rows = planned.indicators if planned else ()
    counted = {row.indicator for row in rows}
    here = [i for i in indicators.values() if (i.role, i.theme) == (tree, theme) and i.pk not in counted]
    tried = [(i, figures[i.pk], usual_posts(figures[i.pk])) for i in here if i.pk in figures]
    others = [(indicator, values, usual) for indicator, values, usual in tried if usual is not None]
    share = 1 / len(rows) if rows else 1.0
    found = [counting(row, indicators[row.indicator], figures.get(row.indicator)) for row in rows]
    found += [resting(indicator, share, values, usual) for indicator, values, usual in others]
    return OfferedTheme(tree, theme, planned.weight if planned else None, found)


def hide_posts(theme: OfferedTheme, hidden: Collection[int]) -> OfferedTheme:
    marked = [replace(each, hides_posts=each.indicator.pk in hidden) for each in theme.candidates]
    return replace(theme, candidates=marked)


def counting(row: PlannedIndicator, indicator: Indicator, values: Floats | None) -> Candidate:
    initial = {
        "counts": True,
        "weight": row.weight,
        "low": row.low,
        "high": row.high,
        "direction": row.direction,
    }
    return Candidate(indicator, initial, values, None if values is None else usual_posts(values))


def resting(indicator: Indicator, share: float, values: Floats, usual: tuple[float, float]) -> Candidate:
    """Return an indicator as it would count: as heavy as the others on average, between the usual posts."""
    initial = {"weight": share, "low": usual[0], "high": usual[1], "direction": indicator.direction}
    return Candidate(indicator, initial, values, usual)


def conflict_page(model: ScoreModel, mine: Plan, sent: QueryDict) -> dict[str, Any]:
    """Return where the draft as it stands now and what somebody wanted to save differ.

    And all that was sent, to save it yet.
    """
    theirs = Plan.of(model)
    indicators = indicators_in([theirs, mine])
    own = {"csrfmiddlewaretoken", "stamp"}
    return {
        "model": model,
        "differences": differences(theirs, mine, indicators, hidden_posts(model.partnership, list(indicators))),
        "sent": [(name, value) for name, values in sent.lists() if name not in own for value in values],
        "stamp": theirs.stamp,
    }
