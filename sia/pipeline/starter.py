"""The model that is proposed from what is loaded, until the parties draw up their own.

Of urgency it counts a core, of potential all there is, which is little.
"""

from __future__ import annotations

import numpy as np
from django.db import transaction
from django.db.models import Max

from accounts.models import Partnership
from datasets.models import Indicator, Observation
from datasets.models.indicators import Theme
from datasets.pipeline.coverage import finest_level
from datasets.pipeline.grants import shared
from datasets.sources import INDICATORS as KNOWN
from sia.models import ScoreIndicator, ScoreModel, ScoreTheme
from sia.pipeline.figures import read_figures
from sia.pipeline.inputs import area_ids
from sia.pipeline.starter_core import CORE
from sia.scoring.normalise import freeze_goalposts
from sia.scoring.shares import even_shares

type Posts = dict[Indicator, tuple[float, float]]  # the values that score 0 and 100

THEMES: dict[str, list[Theme]] = {
    ScoreTheme.Tree.URGENCY: [
        Theme.INCOME,
        Theme.SOCIAL,
        Theme.HEALTH,
        Theme.HOUSING,
        Theme.SAFETY,
        Theme.LIVING_ENVIRONMENT,
        Theme.CLIMATE,
    ],
    ScoreTheme.Tree.POTENTIAL: [Theme.ASSETS, Theme.INVESTMENT_WINDOW, Theme.ORGANISED_RESIDENTS],
}


def refresh_starter(partnership: Partnership) -> ScoreModel | None:
    """Return the model in use; a starter model follows the figures.

    Other indicators make a new version, else its posts stay. Where figures go again, as by an undo, the posts of then
    come back with the indicators of then.
    """
    model = ScoreModel.objects.in_use(partnership)
    if model is not None and not model.starter:
        return model
    present = set(ScoreIndicator.objects.filter(theme__model=model).values_list("indicator", flat=True))
    posts = _goalposts(partnership, finest_level(partnership))
    if {indicator.pk for indicator in posts} == present:
        return model
    return propose_model(partnership, posts=_posts_of_then(partnership, posts)) or model


@transaction.atomic
def propose_model(
    partnership: Partnership, *, state: str = ScoreModel.State.DRAFT, starter: bool = True, posts: Posts | None = None
) -> ScoreModel | None:
    """Create a version with equal weights over the themes that have figures, and inside each theme.

    No indicator of urgency weighs more than `shares.cap`; a theme with few of them then weighs less. Goalposts are the
    5th and 95th percentile of the finest level, unless they are given. None where no figure counts for urgency.
    """
    level = finest_level(partnership)
    posts = _goalposts(partnership, level) if posts is None else posts
    if not any(indicator.role == Indicator.Role.URGENCY for indicator in posts):
        return None
    ScoreModel.objects.of(partnership).filter(starter=True, state=ScoreModel.State.DRAFT).update(
        state=ScoreModel.State.RETIRED
    )
    last = ScoreModel.objects.of(partnership).aggregate(last=Max("version"))["last"] or 0
    model = ScoreModel.objects.create(
        partnership=partnership,
        version=last + 1,
        starter=starter,
        reference=f"{partnership.name}, {level}",
    )
    for tree, themes in THEMES.items():
        _add_themes(model, tree, themes, {i: post for i, post in posts.items() if i.role == tree})
    model.state = state
    model.save(update_fields=["state"])
    model.refresh_from_db()  # as every later run reads it: 1.0 where it was made with 1, which is another hash
    return model


def left_out_themes(model: ScoreModel) -> list[str]:
    """Return the themes of the default model without any figure: the screen says that they do not count.

    A known figure that the parties count with another theme is not missing from its own.
    """
    rows = model.themes.values_list("theme", "indicators__indicator__code")
    present = {theme for theme, _code in rows} | {KNOWN[code].theme for _theme, code in rows if code in KNOWN}
    return [theme for themes in THEMES.values() for theme in themes if theme not in present]


def _posts_of_then(partnership: Partnership, posts: Posts) -> Posts:
    """Return the posts of the newest proposal of exactly these indicators; the given ones where there was none."""
    wanted = {indicator.pk for indicator in posts}
    for model in ScoreModel.objects.of(partnership).filter(starter=True).order_by("-version"):
        of_then = {
            indicator: (low, high)
            for indicator, low, high in ScoreIndicator.objects.filter(theme__model=model).values_list(
                "indicator", "low", "high"
            )
        }
        if of_then.keys() == wanted:
            return {indicator: of_then[indicator.pk] for indicator in posts}
    return posts


def _goalposts(partnership: Partnership, level: str) -> Posts:
    """Return what the proposal counts, with the posts: of what has figures at this level and a theme of its tree."""
    observed = Observation.objects.of(partnership).values("indicator_id")
    found = Indicator.objects.of(partnership).filter(pk__in=observed)
    indicators = [indicator for indicator in found if indicator.theme in THEMES.get(indicator.role, [])]
    if not indicators:
        return {}
    figures = read_figures(area_ids(partnership, level), [i.pk for i in indicators], shared(partnership))
    low, high = freeze_goalposts(figures.values)
    known = dict(zip(indicators, np.count_nonzero(~np.isnan(figures.values), axis=0).tolist(), strict=True))
    counted = _counted({indicator: areas for indicator, areas in known.items() if areas})
    return {i: (low[q], high[q]) for q, i in enumerate(indicators) if i in counted}


def _counted(known: dict[Indicator, int]) -> set[Indicator]:
    """Return what counts of these indicators with the number of areas that have a figure.

    Of urgency the core, and for a theme without any of it the one known of most areas, first loaded first. Of
    potential all: there is little of it, and it needs legs.
    """
    urgent = [indicator for indicator in known if indicator.role == Indicator.Role.URGENCY]
    core = [indicator for indicator in urgent if indicator.code in CORE]
    themes = {indicator.theme for indicator in core}
    others = sorted((i for i in urgent if i.theme not in themes), key=lambda i: (-known[i], i.pk))
    stand_ins = {indicator.theme: indicator for indicator in reversed(others)}
    return {*core, *stand_ins.values(), *(i for i in known if i.role == Indicator.Role.POTENTIAL)}


def _add_themes(model: ScoreModel, tree: str, themes: list[Theme], posts: Posts) -> None:
    members = {theme: [i for i in posts if i.theme == theme] for theme in themes}
    filled = {theme: inside for theme, inside in members.items() if inside}
    sizes = [len(inside) for inside in filled.values()]
    shares = even_shares(sizes) if tree == ScoreTheme.Tree.URGENCY else [1 / len(sizes) for _size in sizes]
    for (theme, inside), share in zip(filled.items(), shares, strict=True):
        row = ScoreTheme.objects.create(model=model, tree=tree, theme=theme, weight=share)
        ScoreIndicator.objects.bulk_create(
            ScoreIndicator(
                theme=row,
                indicator=indicator,
                weight=1 / len(inside),
                low=posts[indicator][0],
                high=posts[indicator][1],
                direction=indicator.direction,
            )
            for indicator in inside
        )
