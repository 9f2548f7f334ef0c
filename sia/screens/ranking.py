"""Map, ranking and chart: one set of rows that all three are drawn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership
from datasets.models import AreaLink, AreaMap, Job, Level
from sia.charts import Frame, Spread, fixed, frame, spread
from sia.layers import BASIC, SHORT_ADVICE, Layer, find_layer, themes_of
from sia.models import AreaResult, ScoreRun
from sia.pipeline import explain
from sia.pipeline.starter import left_out_themes
from sia.screens.why import why

LEVELS = [Level.BUURT, Level.WIJK]
CLASS_ORDER = {value: place for place, value in enumerate(AreaResult.AdviceClass.values)}
SORTS: dict[str, tuple[str | Promise, Callable[[Row], Any]]] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in the address: it can be mailed, printed and tested."""

    level: str = Level.BUURT
    layer: str = "urgency"
    area: str = ""
    sort: str = "rank"
    seen: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Choice:
        """Unknown levels and orders fall back to the usual ones; the layer and area are checked against the run."""
        level, sort = query.get("level", ""), query.get("sort", "")
        return cls(
            level if level in LEVELS else Level.BUURT,
            query.get("layer", "urgency"),
            query.get("area", ""),
            sort if sort.removeprefix("-") in SORTS else "rank",
            query.get("seen", ""),
        )

    def query(self, **changes: str) -> str:
        """The same choice with changes, as the query of a link; what is usual is left out."""
        new, usual = replace(self, **changes), Choice()
        names = [name for name in ("level", "layer", "sort", "area") if getattr(new, name) != getattr(usual, name)]
        return "?" + urlencode({name: str(getattr(new, name)) for name in names})


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    href: str
    current: bool
    sorted: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One area in the list, on the map and in the chart; `second` is the potential, or the score of the theme on the map."""

    code: str
    name: str
    rank: int | None
    urgency: float | None
    potential: float | None
    advice: str
    advice_label: str | Promise
    fill: str
    urgency_width: str
    second: float | None
    second_width: str
    spoken: str
    low: int | None
    high: int | None
    spread: Spread | None
    tranche: int | None
    alone: bool

    @property
    def group(self) -> str:
        return group_letter(self.tranche)


def group_letter(tranche: int | None) -> str:
    """A to Z, then AA, AB and so on: letters, since a number would be taken for a rank."""
    letters, rest = "", tranche or 0
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


SORTS |= {
    "rank": (gettext_lazy("rank"), lambda row: row.rank and (row.tranche, row.rank)),
    "name": (gettext_lazy("area"), lambda row: row.name),
    "urgency": (gettext_lazy("urgency"), lambda row: row.urgency),
    "second": (gettext_lazy("potential"), lambda row: row.second),
    "advice": (gettext_lazy("advice"), lambda row: CLASS_ORDER[row.advice]),
}
FROM_HIGH = {"urgency", "second"}


def page(partnership: Partnership, choice: Choice) -> dict[str, Any]:
    """All that map.html shows; without a run only what is needed to say what to do next."""
    run = ScoreRun.objects.newest(partnership, choice.level)
    base = {"choice": choice, "levels": level_links(choice), "run": run, "job": open_job(partnership)}
    if run is None:
        return base
    results = list(run.results.ranked())
    layer = find_layer(run, choice.layer)
    rows = make_rows(results, layer)
    chosen = next((result for result in results if result.area.code == choice.area), None) or _first(results)
    return {
        **base,
        "layer": layer,
        "layers": [Link(label, choice.query(layer=key), key == layer.key) for key, label in BASIC.items()],
        "themes": [Link(label, key, key == layer.key) for key, label in themes_of(run)],
        "heads": head_links(choice, layer),
        "rows": order(rows, choice.sort),
        "second": "p" if layer.key in BASIC else layer.ramp,
        "unscored": sum(row.rank is None for row in rows),
        "select_url": select_url(choice),
        "scatter": scatter(rows, results, run),
        "chips": chips(run, choice),
        "map": AreaMap.objects.of(partnership).newest(choice.level),
        "tiles_url": settings.MAP_TILES_URL,
        "barriers": barriers(run),
        "chosen": chosen.area.code if chosen else "",
        "why": why(explain(run), chosen, chosen.area) if chosen else None,
    }


def selection(partnership: Partnership, choice: Choice) -> dict[str, Any]:
    """Only the panel of the chosen area."""
    run = ScoreRun.objects.newest(partnership, choice.level)
    result = run and run.results.ranked().filter(area__code=choice.area).first()
    return {"why": why(explain(run), result, result.area) if run and result else None}


def progress(partnership: Partnership, choice: Choice) -> dict[str, Any]:
    """Only the chips: whether newer scores are on their way or have come."""
    run = ScoreRun.objects.newest(partnership, choice.level)
    return {"run": run, "choice": choice, "job": open_job(partnership), "chips": chips(run, choice) if run else None}


def select_url(choice: Choice) -> str:
    """The address of a chosen area, without its code."""
    query = choice.query(area="")
    return f"{query}{'' if query == '?' else '&'}area="


def _first(results: list[AreaResult]) -> AreaResult | None:
    return results[0] if results and results[0].rank else None


def open_job(partnership: Partnership) -> Job | None:
    """The recompute that waits, runs or needs a person."""
    jobs = Job.objects.of(partnership).filter(kind="sia.recompute").order_by("-pk")
    newest = jobs.first()
    return newest if newest and newest.state != Job.State.DONE else None


def make_rows(results: list[AreaResult], layer: Layer) -> list[Row]:
    """All areas; those of one tranche stand together, since nobody can say for certain which of them comes first."""
    ranked = sum(result.rank is not None for result in results)
    sizes = Counter(result.tranche for result in results)
    return [make_row(result, layer, ranked, alone=sizes[result.tranche] == 1) for result in results]


def make_row(result: AreaResult, layer: Layer, ranked: int, *, alone: bool) -> Row:
    label = result.get_advice_display()
    second = result.potential if layer.key in BASIC else layer.value(result)
    return Row(
        result.area.code,
        result.area.name,
        result.rank,
        result.urgency,
        result.potential,
        result.advice,
        SHORT_ADVICE[result.advice],
        layer.fill(result),
        fixed(result.urgency or 0),
        second,
        fixed(second or 0),
        _spoken(result, label, layer),
        result.rank_low,
        result.rank_high,
        spread(result.mean_rank, result.rank_low, result.rank_high, ranked),
        result.tranche,
        alone,
    )


def _spoken(result: AreaResult, advice: str, layer: Layer) -> str:
    """What a screen reader says of an area on the map."""
    if result.rank is None or result.urgency is None:
        return _("%(name)s, insufficient data") % {"name": result.area.name}
    words = [result.area.name, _("rank %(rank)d") % {"rank": result.rank}]
    if result.rank_low != result.rank_high:
        words.append(_("between %(low)d and %(high)d") % {"low": result.rank_low, "high": result.rank_high})
    words.append(_("urgency %(value)s") % {"value": number_format(round(result.urgency), 0)})
    if result.potential is not None:
        words.append(_("potential %(value)s") % {"value": number_format(round(result.potential), 0)})
    theme = layer.value(result) if layer.key not in BASIC else None
    if theme is not None:
        words.append(f"{layer.label} {number_format(round(theme), 0)}")
    return ", ".join([*words, advice])


def order(rows: list[Row], sort: str) -> list[Row]:
    """Rows that lack the value come last in both directions; equal values keep the order of rank."""
    key = SORTS[sort.removeprefix("-")][1]
    present = sorted((row for row in rows if key(row) is not None), key=key, reverse=sort.startswith("-"))
    return present + [row for row in rows if key(row) is None]


def level_links(choice: Choice) -> list[Link]:
    return [Link(level.label, choice.query(level=level, area=""), level == choice.level) for level in reversed(LEVELS)]


def head_links(choice: Choice, layer: Layer) -> list[Link]:
    """The heads of the table: a click sorts, scores from high to low, a second click turns the order round."""
    found = []
    for key, (label, _value) in SORTS.items():
        usual = f"-{key}" if key in FROM_HIGH else key
        turned = key if key in FROM_HIGH else f"-{key}"
        now = choice.sort.removeprefix("-") == key
        direction = ("descending" if choice.sort.startswith("-") else "ascending") if now else ""
        themed = key == "second" and layer.key not in BASIC
        words = layer.label if themed else label
        kind = "num theme" if themed else "num" if key in FROM_HIGH else key
        found.append(Link(words, choice.query(sort=turned if choice.sort == usual else usual), now, direction, kind))
    return found


@dataclass(frozen=True, slots=True)
class Dot:
    code: str
    x: str
    y: str
    advice: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Scatter:
    frame: Frame
    dots: list[Dot]
    gate_x: str
    gate_y: str
    together: int


def scatter(rows: list[Row], results: list[AreaResult], run: ScoreRun) -> Scatter | None:
    """Potential across, urgency up; the lines are the gates of the advice."""
    known = [row for row in rows if row.urgency is not None and row.potential is not None]
    if not known:
        return None
    xs, ys = [row.potential or 0 for row in known], [row.urgency or 0 for row in known]
    box = frame(xs, ys)
    urgent = [r.urgency for r in results if r.urgency is not None and r.gates.get("urgent", {}).get("open")]
    enough = next((r.gates["potential"]["threshold"] for r in results if "potential" in r.gates), None)
    gate_x, gate_y = median(xs) if enough is None else enough, min(urgent, default=max(ys))
    dots = [Dot(row.code, box.x(x), box.y(y), row.advice, row.spoken) for row, x, y in zip(known, xs, ys, strict=True)]
    both = sum(x >= gate_x and y >= gate_y for x, y in zip(xs, ys, strict=True))
    return Scatter(box, dots[::-1], box.x(gate_x), box.y(gate_y), both)


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
    """Which borders are barriers: the map draws them along the line that the two areas share."""
    links = AreaLink.objects.between(run.area_ids).exclude(barrier="none")
    return list(links.values_list("a__code", "b__code", "barrier"))
