"""The same figures under two versions of the model: which settings differ, and which areas stand elsewhere by that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.pipeline.coverage import finest_level
from sia.charts import Spread, spread
from sia.models import AreaResult, ScoreModel
from sia.pages.model_differences import differences, indicators_in
from sia.pages.ranking import Choice
from sia.pipeline import Standing, imagine_anew
from sia.pipeline.model_figures import hidden_posts
from sia.pipeline.plan import Plan
from sia.scoring.coherence import correlation
from sia.scoring.ranking import ascending_places
from sia.words.figures import written


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an area under one version: rank, interval and group, since the rank alone says too much."""

    result: AreaResult
    spread: Spread | None
    url: str  # of its why under that version


@dataclass(frozen=True, slots=True)
class Move:
    """An area that stands elsewhere; `places` above 0 is higher on the list.

    `sure` where the intervals do not overlap.
    """

    first: Place
    second: Place
    places: int | None
    sure: bool

    @property
    def down(self) -> int:
        return -(self.places or 0)

    @property
    def other_advice(self) -> bool:
        return self.first.result.advice != self.second.result.advice


def page(second: ScoreModel, first: ScoreModel) -> dict[str, Any]:
    """Return the comparison from `first` to `second`, on today's figures of the finest level."""
    plans = Plan.of(first), Plan.of(second)
    indicators = indicators_in(plans)
    level = finest_level(second.partnership)
    before, after = imagine_anew(first, level), imagine_anew(second, level)
    others = ScoreModel.objects.of(second.partnership).exclude(pk=second.pk).order_by("-version")
    base = {
        "model": second,
        "first": first,
        "second": second,
        "others": others,
        "differences": differences(*plans, indicators, hidden_posts(second.partnership, list(indicators))),
        "level": level,
    }
    if before is None or after is None:
        return base
    return {**base, "compared": True, **effects(before, after)}


def effects(first: Standing, second: Standing) -> dict[str, Any]:
    before = {result.area_id: result for result in first.results}
    pairs = [(before[result.area_id], result) for result in second.results if result.area_id in before]
    count = len(pairs)
    moves = [move(old, new, count) for old, new in pairs if old.rank != new.rank or old.advice != new.advice]
    return {
        "moves": sorted(moves, key=size_of),
        "count": count,
        "words": [alike_words(pairs), *top_words(first, second, pairs), advice_words(moves)] if moves else [],
    }


def move(old: AreaResult, new: AreaResult, count: int) -> Move:
    places = None if old.rank is None or new.rank is None else old.rank - new.rank
    return Move(place(old, count), place(new, count), places, places is not None and apart(old, new))


def place(result: AreaResult, count: int) -> Place:
    interval = spread(result.mean_rank, result.rank_low, result.rank_high, count)
    version = str(result.run.model.version)
    return Place(result, interval, Choice(level=result.run.level, model=version, area=result.area.code).query())


def apart(old: AreaResult, new: AreaResult) -> bool:
    """Return whether no rank is possible under both."""
    if old.rank_low is None or old.rank_high is None or new.rank_low is None or new.rank_high is None:
        return False
    return old.rank_high < new.rank_low or new.rank_high < old.rank_low


def size_of(found: Move) -> tuple[bool, int, str]:
    """Return a sort key: areas that gained or lost a rank first, then the largest move."""
    return found.places is not None, -abs(found.places or 0), found.second.result.area.name


def alike_words(pairs: list[tuple[AreaResult, AreaResult]]) -> str:
    """Return Spearman's coefficient and the mean move, in words."""
    ranked = np.array([(old.rank, new.rank) for old, new in pairs if old.rank and new.rank], np.float64).reshape(-1, 2)
    if not ranked.size:
        return ""
    rho = correlation(ascending_places(ranked[:, 0]), ascending_places(ranked[:, 1]))
    mean = float(np.abs(ranked[:, 0] - ranked[:, 1]).mean())
    moved = _("On average an area moves %(places)s places.") % {"places": written(mean, 1)}
    return f"{degree_words(rho)} {moved}".strip()


def degree_words(rho: float) -> str:
    if np.isnan(rho):
        return ""
    told = {"rho": written(rho, 2)}
    if rho >= 0.98:  # noqa: PLR2004
        return _("The order is nearly the same (rank correlation %(rho)s).") % told
    if rho >= 0.9:  # noqa: PLR2004
        return _("The order is much the same (rank correlation %(rho)s).") % told
    if rho >= 0.7:  # noqa: PLR2004
        return _("The order is clearly another one (rank correlation %(rho)s).") % told
    return _("The order has little in common (rank correlation %(rho)s).") % told


def top_words(first: Standing, second: Standing, pairs: list[tuple[AreaResult, AreaResult]]) -> list[str]:
    """Return how many of the areas that count as urgent still do."""
    tops = [standing.run.robustness.get("top") or 0 for standing in (first, second)]
    before = {old.area_id for old, _new in pairs if old.rank and old.rank <= tops[0]}
    after = {new.area_id for _old, new in pairs if new.rank and new.rank <= tops[1]}
    if not before:
        return []
    told = {"stay": len(before & after), "count": len(before)}
    words = ngettext(
        "Of the %(count)s most urgent area %(stay)s stays among the most urgent.",
        "Of the %(count)s most urgent areas %(stay)s stay among the most urgent.",
        len(before),
    )
    return [words % told]


def advice_words(moves: list[Move]) -> str:
    others = sum(found.other_advice for found in moves)
    if not others:
        return _("No area gets another advice.")
    return ngettext("%(count)s area gets another advice.", "%(count)s areas get another advice.", others) % {
        "count": others
    }
