"""The heart: everything that map.html and its parts show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models.functions import Transform
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.models import AreaLink, AreaMap, Asset, Job
from sia.layers import BASIC, CLOSED, NO_DATA, TOO_FEW, WITHHELD, find_layer, indicators_of, themes_of
from sia.models import AreaResult, ScoreRun
from sia.pages.ranking.choice import LEVELS, Choice, Link
from sia.pages.ranking.compare import Summary, menus, sliders, summary
from sia.pages.ranking.courses import courses
from sia.pages.ranking.rows import arrow_of, head_links, make_rows, order, parts
from sia.pages.ranking.scatter import scatter
from sia.pages.ranking.shown import Shown, find_compared, find_shown
from sia.pages.why import why
from sia.pipeline import explain
from sia.pipeline.moves import Move, moves
from sia.pipeline.starter import left_out_themes

WGS84 = 4326


def page(partnership: Partnership, choice: Choice) -> dict[str, Any]:
    """Return the context of the whole page; without a run only what is needed to say what to do next."""
    newest = ScoreRun.objects.newest(partnership, choice.level)
    base = {"choice": choice, "levels": level_links(choice), "run": newest, "job": open_job(partnership)}
    shown = find_shown(partnership, choice) if newest else None
    if newest is None or shown is None:
        return base
    return {
        **base,
        **standing(partnership, choice, shown),
        "layers": [Link(label, choice.query(layer=key, show=""), key == choice.layer) for key, label in BASIC.items()],
        "themes": [Link(label, key, key == choice.layer) for key, label in themes_of(shown.run)],
        "indicators": [
            (label, [Link(words, key, key == choice.layer) for key, words in found])
            for label, found in indicators_of(shown.run)
        ],
        "menus": menus(partnership, choice, newest),
        "sliders": sliders(shown),
        "without": choice.query(weights={}),
        "chips": chips(newest, choice),
        "map": AreaMap.objects.of(partnership).filter(level=choice.level, vintage=shown.run.vintage).first(),
        "tiles_url": settings.MAP_TILES_URL,
        "barriers": barriers(shown.run),
        "assets": assets(partnership) if choice.over == "assets" else [],
        "over_url": choice.query(over="" if choice.over else "assets"),
    }


def standing(partnership: Partnership, choice: Choice, shown: Shown) -> dict[str, Any]:
    """Return what changes with every other standing: the list, the reasons, the chart and the legend."""
    results, explanation = shown.standing.results, explain(shown.run)
    moved, differs = comparison(partnership, choice, shown)
    layer = find_layer(shown.run, choice.layer, explanation, choice.show)
    made = make_rows(results, layer, moved, courses(shown.run))
    rows, chosen = order(made, choice.sort), _chosen(results, choice)
    code = chosen.area.code if chosen else ""
    return {
        "shown": shown,
        "summary": differs,
        "layer": layer,
        "deviation": _deviation_links(choice) if layer.is_indicator else [],
        "heads": head_links(choice, layer),
        "rows": rows,
        "parts": parts(rows, code, len(rows) or 1),
        "second": "p" if layer.key in BASIC or layer.ramp in "pe" else "u",
        "hatches": {row.fill for row in rows} & {NO_DATA, TOO_FEW, CLOSED, WITHHELD},
        "select_url": select_url(choice),
        "scatter": scatter(made, results),
        "chosen": code,
        "why": why(explanation, chosen, chosen.area) if chosen else None,
        "arrow": arrow_of(moved.get(chosen.area_id)) if chosen else None,
        "looked": explanation.looked,
    }


def comparison(partnership: Partnership, choice: Choice, shown: Shown) -> tuple[dict[int, Move], Summary | None]:
    """Return who stands elsewhere than in what it is compared with, and how much differs."""
    compared = find_compared(partnership, choice, shown)
    moved = moves(compared.standing, shown.standing) if compared else {}
    return moved, summary(shown, compared, moved) if compared else None


def what_if(partnership: Partnership, choice: Choice) -> dict[str, Any]:
    """Return only what a slider changes."""
    shown = find_shown(partnership, choice)
    base = {"choice": choice, "without": choice.query(weights={})}
    return base | standing(partnership, choice, shown) if shown else base


def selection(partnership: Partnership, choice: Choice) -> dict[str, Any]:
    """Return only the panel of the chosen area."""
    shown = find_shown(partnership, choice)
    result = next((r for r in shown.standing.results if r.area.code == choice.area), None) if shown else None
    if shown is None or result is None:
        return {"why": None}
    moved, differs = comparison(partnership, choice, shown)
    explanation = explain(shown.run)
    return {
        "looked": explanation.looked,
        "why": why(explanation, result, result.area),
        "arrow": arrow_of(moved.get(result.area_id)),
        "summary": differs,
    }


def progress(partnership: Partnership, choice: Choice) -> dict[str, Any]:
    """Return only the chips: whether newer scores are on their way or have come."""
    run = ScoreRun.objects.newest(partnership, choice.level)
    return {"run": run, "choice": choice, "job": open_job(partnership), "chips": chips(run, choice) if run else None}


def select_url(choice: Choice) -> str:
    """Return the address of a chosen area, without its code."""
    query = choice.query(area="")
    return f"{query}{'' if query == '?' else '&'}area="


def open_job(partnership: Partnership) -> Job | None:
    """Return the recompute that waits, runs or needs a person."""
    jobs = Job.objects.of(partnership).filter(kind="sia.recompute").order_by("-pk")
    newest = jobs.first()
    return newest if newest and newest.state != Job.State.DONE else None


def level_links(choice: Choice) -> list[Link]:
    return [Link(level.label, choice.query(level=level, area=""), level == choice.level) for level in reversed(LEVELS)]


@dataclass(frozen=True, slots=True)
class Chips:
    stale: bool
    renewed: bool
    old_sources: int
    left_out: int


def chips(run: ScoreRun, choice: Choice) -> Chips:
    renewed = bool(choice.seen) and choice.seen != str(run.pk)
    return Chips(run.is_stale, renewed, len(run.old_sources(timezone.localdate())), len(left_out_themes(run.model)))


def barriers(run: ScoreRun) -> list[tuple[str, str, str]]:
    """Return which borders are barriers: the map draws them along the line that the two areas share."""
    links = AreaLink.objects.between(run.area_ids).exclude(barrier="none")
    return list(links.values_list("a__code", "b__code", "barrier"))


def assets(partnership: Partnership) -> list[tuple[float, float, str, str]]:
    """Return longitude, latitude, name and kind of every asset, for the map."""
    found = Asset.objects.of(partnership).annotate(place=Transform("point", WGS84)).order_by("name")
    return [(asset.place.x, asset.place.y, asset.name, asset.get_kind_display()) for asset in found]


def _deviation_links(choice: Choice) -> list[Link]:
    return [
        Link(_("against the city"), choice.query(show=""), choice.show != "value"),
        Link(_("the figures"), choice.query(show="value"), choice.show == "value"),
    ]


def _chosen(results: list[AreaResult], choice: Choice) -> AreaResult | None:
    found = next((result for result in results if result.area.code == choice.area), None)
    return found or (results[0] if results and results[0].rank else None)
