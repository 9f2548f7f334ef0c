"""Versions of the score model: only a draft is edited, and what is agreed stays as it is."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from sia.models import ScoreIndicator, ScoreModel, ScoreTheme


@transaction.atomic
def new_version(*, model: ScoreModel, by: User | None, note: str = "") -> ScoreModel:
    """A draft with the same themes, weights, goalposts and thresholds, to be changed."""
    versions = ScoreModel.objects.of(model.partnership).select_for_update()
    last = versions.aggregate(last=Max("version"))["last"]
    same = {name: getattr(model, name) for name in KEPT}
    draft = ScoreModel.objects.create(
        partnership=model.partnership, version=last + 1, based_on=model, created_by=by, note=note, **same
    )
    for theme in model.themes.prefetch_related("indicators").order_by("pk"):
        copy = ScoreTheme.objects.create(model=draft, tree=theme.tree, theme=theme.theme, weight=theme.weight)
        ScoreIndicator.objects.bulk_create(
            ScoreIndicator(
                theme=copy,
                indicator_id=row.indicator_id,
                weight=row.weight,
                low=row.low,
                high=row.high,
                direction=row.direction,
            )
            for row in theme.indicators.all()
        )
    return draft


KEPT = [
    "reference",
    "power",
    "neighbour_share",
    "top_share",
    "min_top_chance",
    "min_quotient",
    "min_potential_quantile",
    "assumed_spread",
    "max_running",
    "first_year",
    "agenda_years",
    "shrink",
    "tame_outliers",
    "draw_errors",
]
