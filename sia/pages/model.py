"""The origin of the scores: the version in use with where its figures are from, and all versions there are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.models import Indicator, Level
from sia.actions.models import check_editable
from sia.models import ScoreIndicator, ScoreModel, ScoreRun, ScoreTheme
from sia.pages import normalisation_words
from sia.pages.missing_themes import missing
from sia.pages.model_differences import settings_words
from sia.pages.model_words import carrying_words, estimate_words
from sia.pipeline.kinds import estimates_in
from sia.pipeline.model_figures import hidden_posts
from sia.pipeline.plan import Plan
from sia.pipeline.starter import left_out_themes
from sia.pipeline.starter_core import CORE


def page(partnership: Partnership) -> dict[str, Any]:
    model = ScoreModel.objects.in_use(partnership)
    if model is None:
        return {"model": None}
    run = ScoreRun.objects.newest(partnership, Level.BUURT) or ScoreRun.objects.newest(partnership, Level.WIJK)
    sources = {source["indicator"]: source for source in run.sources} if run else {}
    old = {source["indicator"] for source in run.old_sources(timezone.localdate())} if run else set()
    counted = Indicator.objects.in_bulk(
        list(ScoreIndicator.objects.filter(theme__model=model).values_list("indicator", flat=True))
    )
    hidden = hidden_posts(partnership, list(counted))
    plan = Plan.of(model)
    versions = ScoreModel.objects.of(partnership).select_related("created_by", "agreed_by").order_by("-version")
    return {
        "model": model,
        "run": run,
        "trees": [
            {"label": label, "key": key, "themes": themes(model, key, sources, old, hidden)}
            for key, label in ScoreTheme.Tree.choices
        ],
        "left_out": missing(left_out_themes(model)),
        "heavy": carrying_words(plan, counted),
        "estimates": estimate_words(plan, counted, estimates_in(run)) if run else "",
        "settings": settings_words(plan),
        "ruler_note": normalisation_words.note(model.normalisation),
        "versions": versions,
    }


def why_not_editable(model: ScoreModel) -> str:
    """Return a sentence on why the model cannot be changed; empty for a draft that may be."""
    try:
        check_editable(model)
    except ValidationError as refused:
        return refused.messages[0]
    return ""


def themes(
    model: ScoreModel, tree: str, sources: dict[str, Any], old: set[str], hidden: Collection[int]
) -> list[dict[str, Any]]:
    rows = model.themes.filter(tree=tree).select_related("model").prefetch_related("indicators__indicator")
    return [
        {"theme": theme, "indicators": [indicator_row(i, sources, old, hidden) for i in theme.indicators.all()]}
        for theme in rows
    ]


def reason(scored: ScoreIndicator) -> str | Promise:
    """Return why a proposal counts an indicator of urgency; empty for a model that the parties drew up."""
    theme = scored.theme
    if not theme.model.starter or theme.tree != ScoreTheme.Tree.URGENCY:
        return ""
    core = CORE.get(scored.indicator.code)
    return core.reason if core else _("Stands in: of this theme nothing of the core is loaded.")


def indicator_row(scored: Any, sources: dict[str, Any], old: set[str], hidden: Collection[int]) -> dict[str, Any]:
    code = scored.indicator.code
    return {
        "scored": scored,
        "indicator": scored.indicator,
        "source": sources.get(code),
        "is_old": code in old,
        "reason": reason(scored),
        "hides_posts": scored.indicator_id in hidden,
    }
