"""One version of the model: what it weighs, what that does to the order, and what deserves a second look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import P, may
from datasets.models import Indicator
from datasets.models.indicators import Theme
from datasets.pipeline.coverage import finest_level
from datasets.pipeline.grants import Grant, shared
from sia.charts import Bar, between
from sia.models import Diagnosis, ScoreModel, ScoreRun, ScoreTheme
from sia.pages.model_differences import indicators_in, settings_words
from sia.pages.model_words import (
    Influence,
    alike_words,
    carrying_words,
    dimension_words,
    estimate_words,
    flagged_words,
    indices,
    influences,
    left_out,
    order_words,
    sensitivity_words,
)
from sia.pages.normalisation_words import note
from sia.pipeline.covered import kept_out
from sia.pipeline.diagnose import diagnose
from sia.pipeline.inputs import read
from sia.pipeline.kinds import estimates_in
from sia.pipeline.model_figures import Floats, Histogram, figures_of, hidden_posts, histogram
from sia.pipeline.plan import Plan, PlannedIndicator, PlannedTheme
from sia.pipeline.weighing import URGENCY, Weighing
from sia.words.figures import percent

MOST_REMARKS = 6  # with the sentence on what the order depends on: seven, the rest folded away


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator that counts, its share of the theme, and its goalposts on the newest figures."""

    indicator: Indicator
    planned: PlannedIndicator
    share: float
    histogram: Histogram | None
    hides_posts: bool  # not every party may read the figures on which they lie

    @property
    def is_reversed(self) -> bool:
        return self.planned.direction < 0


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The data behind the rows: indicators and their newest figures, by number."""

    indicators: dict[int, Indicator]
    figures: dict[int, Floats]
    hidden: frozenset[int]


@dataclass(frozen=True, slots=True)
class Group:
    theme: str
    label: Any
    share: float
    rows: list[Row]
    alpha: float | None
    crowded: int  # rows with many areas on a goalpost that counts


def page(model: ScoreModel, user: User) -> dict[str, Any]:
    plan, level = Plan.of(model), finest_level(model.partnership)
    content, is_stored = diagnosis_of(model, level)
    indicators = indicators_in([plan])
    hidden = hidden_posts(model.partnership, list(indicators))
    names = {indicator.code: indicator.name for indicator in indicators.values()}
    known = Known(indicators, figures_of(model.partnership, list(indicators)), hidden)
    trees = [
        tree(plan, key, part_of(content, key), known) | {"key": key, "label": label}
        for key, label in ScoreTheme.Tree.choices
    ]
    found = (content or {}).get("sensitivity")
    pairs = [
        sentence for key, _label in ScoreTheme.Tree.choices for sentence in alike_words(part_of(content, key), names)
    ]
    remarks = [
        *not_shared(model, level, indicators),
        *attention(plan, trees, pairs),
        *((sentence, "weights") for sentence in carrying_words(plan, indicators)),
        *((sentence, "indicators") for sentence in estimates(model, level, plan, indicators)),
    ]
    return {
        "model": model,
        "level": level,
        "trees": trees,
        "settings": settings_words(plan),
        "attention": remarks[:MOST_REMARKS],
        "further": remarks[MOST_REMARKS:],
        "pairs": pairs,
        "dimensions": dimension_words(content or {}),
        "order": order_words(content, on_goalposts=model.on_goalposts) if content else [],
        "ruler_note": note(model.normalisation),
        "sensitivity": sensitivity_words(found),
        "indices": indices(found),
        "left_out": left_out(found, names),
        "has_diagnosis": content is not None,
        "sensitivity_comes": content is not None and not is_stored,
        **standing(model, user),
    }


def standing(model: ScoreModel, user: User) -> dict[str, Any]:
    """Return where the version stands between the others, and what this user may do with it."""
    versions = ScoreModel.objects.of(model.partnership)
    in_use = versions.in_use(model.partnership)
    is_in_use = model == in_use
    partnership = model.partnership
    return {
        "in_use": in_use,
        "is_in_use": is_in_use,
        "compare_with": in_use
        if not is_in_use
        else model.based_on or versions.exclude(pk=model.pk).order_by("-version").first(),
        "has_ballot": model.is_draft or model.ballots.exists(),
        "may_edit": model.is_draft and not is_in_use and may(user, P.EDIT_MODEL, partnership),
        "may_copy": may(user, P.EDIT_MODEL, partnership),
        "may_agree": model.is_draft and may(user, P.LEAD, partnership),
    }


def diagnosis_of(model: ScoreModel, level: str) -> tuple[dict[str, Any] | None, bool]:
    """Return what the newest run of exactly this model was found to depend on; without one the cheap part is made now.

    Nothing where there are no areas, or no urgency. The second value tells whether it is stored.
    """
    weighing = Weighing.of(model)
    runs = ScoreRun.objects.history(model.partnership, level).filter(model=model)
    stored = (
        Diagnosis.objects.filter(run__in=runs.order_by().values("pk"))
        .select_related("run")
        .order_by("-run__created_at", "-run")
    )
    found = stored.first()
    if found is not None and Weighing.from_plain(found.run.weighing).as_modelled == weighing:
        return found.content, True
    grant = shared(model.partnership)
    return diagnosed(model.pk, Plan.of(model).stamp, model.partnership.data_version, level, grant), False


@lru_cache(maxsize=32)
def diagnosed(model: int, stamp: str, data_version: int, level: str, grant: Grant) -> dict[str, Any] | None:
    """Return the cheap part of the diagnosis; None without figures or without urgency.

    Once per process as long as the draft and the figures stay: in a large city it takes seconds.
    """
    found = ScoreModel.objects.select_related("partnership").get(pk=model)
    weighing = Weighing.of(found)
    reading = read(found.partnership, weighing, level) if weighing.branches_of(URGENCY) else None
    return None if reading is None else diagnose(reading.inputs, weighing, sensitivity=False)


def tree(plan: Plan, key: str, found: dict[str, Any], known: Known) -> dict[str, Any]:
    """Return one tree of the page; `found` is its diagnosis, empty where nothing could be computed."""
    alphas = found.get("alpha", {})
    groups = [group(plan, theme, alphas.get(theme.theme), known) for theme in plan.of_tree(key)]
    return {
        "groups": groups,
        "by_weight": sorted(groups, key=lambda g: -g.share),
        "stack": stack(sorted((g.share for g in groups), reverse=True)),
        "influences": influences(found) or plain_influences(groups),
    }


def part_of(content: dict[str, Any] | None, tree: str) -> dict[str, Any]:
    """Return the diagnosis of one tree, empty where nothing could be computed."""
    return (content or {}).get(tree) or {}


def stack(shares: list[float]) -> list[Bar]:
    """Return bars one after the other, in a box 100 wide."""
    ends = [100 * end for end in accumulate(shares, initial=0.0)]
    return [between(start, end) for start, end in pairwise(ends)]


def plain_influences(groups: list[Group]) -> list[Influence]:
    """Return the weights alone, where there are no figures to see what they do."""
    rows = [{"theme": g.theme, "nominal": g.share, "share": None} for g in groups]
    return influences({"themes": rows})


def group(plan: Plan, theme: PlannedTheme, alpha: float | None, known: Known) -> Group:
    total = sum(row.weight for row in theme.indicators)
    rows = [
        Row(
            known.indicators[row.indicator],
            row,
            row.weight / total if total else 0.0,
            histogram(known.figures[row.indicator], row.low, row.high) if row.indicator in known.figures else None,
            row.indicator in known.hidden,
        )
        for row in theme.indicators
    ]
    on_posts = (row.histogram is not None and row.histogram.is_crowded for row in rows)
    crowded = sum(on_posts) if plan.settings["normalisation"] == ScoreModel.Normalisation.GOALPOSTS else 0
    return Group(theme.theme, Theme(theme.theme).label, plan.share(theme), rows, alpha, crowded)


def attention(plan: Plan, trees: list[dict[str, Any]], pairs: list[str]) -> list[tuple[str, str]]:
    """Return (sentence, anchor on the page) of all that deserves a second look; a model may still be fine with it.

    First what decides the order, then what is missing, then what can be mended at leisure.
    """
    rows = [row for part in trees for group in part["groups"] for row in group.rows]
    crowded = sum(group.crowded for part in trees for group in part["groups"])
    unknown = sum(row.histogram is None for row in rows)
    found = [(heavy_words(plan, theme), "weights") for theme in plan.heavy]
    found += [(sentence, "weights") for part in trees for sentence in flagged_words(part["influences"])]
    if pairs:
        found.append(
            (
                ngettext(
                    "%(count)s set of indicators repeats or opposes itself.",
                    "%(count)s sets of indicators repeat or oppose themselves.",
                    len(pairs),
                )
                % {"count": len(pairs)},
                "coherence",
            )
        )
    if unknown:
        found.append(
            (
                ngettext(
                    "Of %(count)s indicator there are no figures.",
                    "Of %(count)s indicators there are no figures.",
                    unknown,
                )
                % {"count": unknown},
                "indicators",
            )
        )
    if crowded:
        found.append(
            (
                ngettext(
                    "Of %(count)s indicator more than 10 %% of the areas sit on one goalpost.",
                    "Of %(count)s indicators more than 10 %% of the areas sit on one goalpost.",
                    crowded,
                )
                % {"count": crowded},
                "indicators",
            )
        )
    found += [(long_words(theme), "indicators") for theme in plan.long]
    return found


def estimates(model: ScoreModel, level: str, plan: Plan, indicators: dict[int, Indicator]) -> list[str]:
    """Return what to know of the model estimates among the indicators, as the newest run of this level read them."""
    run = ScoreRun.objects.newest(model.partnership, level)
    found = estimate_words(plan, indicators, estimates_in(run)) if run else ""
    return [found] if found else []


def not_shared(model: ScoreModel, level: str, indicators: dict[int, Indicator]) -> list[tuple[str, str]]:
    """Return which indicators do not count since a covenant does not let every party read their figures."""
    grant = shared(model.partnership)
    kept = kept_out(model.partnership, level, indicators, grant)
    names = ", ".join(sorted(indicators[pk].name for pk in kept))
    text = _("Does not count, since not every party may read the figures: %(names)s.")
    return [(text % {"names": names}, "indicators")] if kept else []


def heavy_words(plan: Plan, theme: PlannedTheme) -> str:
    told = {"theme": Theme(theme.theme).label, "share": percent(plan.share(theme))}
    return _("%(theme)s weighs %(share)s: more than half. The decision has to say why.") % told


def long_words(theme: PlannedTheme) -> str:
    told = {"theme": Theme(theme.theme).label, "count": len(theme.indicators)}
    return _("%(theme)s has %(count)s indicators. A ballot takes at most ten.") % told


def heavy_themes(model: ScoreModel) -> list[str]:
    return [theme.theme for theme in Plan.of(model).heavy]
