"""One row per area: what list, map and chart say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sia.charts import Spread, fixed, group_letter, spread
from sia.layers import BASIC, Layer
from sia.models import AreaResult
from sia.pages.groups import mixes_with
from sia.pages.ranking.choice import Choice, Link
from sia.pages.ranking.courses import Course
from sia.pipeline.moves import Move
from sia.scoring.moves import Cause
from sia.words.advice_classes import ADVICE_CLASSES
from sia.words.figures import figure

CAUSES: dict[Cause, str | Promise] = {
    Cause.BOUNDARIES: gettext_lazy("change of boundaries"),
    Cause.METHOD: gettext_lazy("new method"),
    Cause.WEIGHTS: gettext_lazy("other weights"),
    Cause.CORRECTION: gettext_lazy("corrected figures"),
    Cause.FIGURES: gettext_lazy("new figures"),
}
CLASS_ORDER = {value: place for place, value in enumerate(AreaResult.AdviceClass.values)}
FROM_HIGH = {"urgency", "second"}


@dataclass(frozen=True, slots=True)
class Arrow:
    """The number of places that an area rose or fell, and the one reason."""

    up: bool
    places: int
    before: int
    cause: str | Promise

    @property
    def spoken(self) -> str:
        words = (
            ngettext("rose %(places)d place", "rose %(places)d places", self.places)
            if self.up
            else ngettext("fell %(places)d place", "fell %(places)d places", self.places)
        )
        return f"{words % {'places': self.places}}: {self.cause}"


@dataclass(frozen=True, slots=True)
class Row:
    """One area in the list, on the map and in the chart; `second` is the potential, or what the map shows instead."""

    code: str
    name: str
    rank: int | None
    urgency: float | None
    potential: float | None
    advice: str
    advice_label: str | Promise
    borders_on: str | Promise
    fill: str
    urgency_width: str
    second: float | None
    second_words: str
    second_width: str
    spoken: str
    rank_low: int | None
    rank_high: int | None
    spread: Spread | None
    tranche: int | None
    alone: bool
    arrow: Arrow | None
    course: Course | None
    mixes: str

    @property
    def group(self) -> str:
        return group_letter(self.tranche)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are seen together, from place `first` to `last`; the others wait behind a button."""

    number: int
    rows: list[Row]
    first: int
    shown: bool

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


SORTS: dict[str, tuple[str | Promise, Callable[[Row], Any]]] = {
    "rank": (gettext_lazy("rank"), lambda row: row.rank and (row.tranche, row.rank)),
    "name": (gettext_lazy("area"), lambda row: row.name),
    "urgency": (gettext_lazy("urgency"), lambda row: row.urgency),
    "second": (gettext_lazy("potential"), lambda row: row.second),
    "advice": (gettext_lazy("advice"), lambda row: CLASS_ORDER[row.advice]),
}


def make_rows(
    results: list[AreaResult], layer: Layer, moved: Mapping[int, Move], courses: Mapping[int, Course]
) -> list[Row]:
    """Return a row for each area; those of one tranche stand together.

    Nobody can say for certain which of them comes first.
    """
    ranked = sum(result.rank is not None for result in results)
    sizes = Counter(result.tranche for result in results)
    widths = _widths(results, layer)
    return [
        _row(
            result,
            layer,
            ranked,
            widths,
            arrow_of(moved.get(result.area_id)),
            course=courses.get(result.area_id),
            alone=sizes[result.tranche] == 1,
        )
        for result in results
    ]


def arrow_of(move: Move | None) -> Arrow | None:
    return Arrow(move.up, move.size, move.before, CAUSES[move.cause]) if move else None


def _row(
    result: AreaResult,
    layer: Layer,
    ranked: int,
    widths: Mapping[int, float],
    arrow: Arrow | None,
    *,
    course: Course | None,
    alone: bool,
) -> Row:
    second = result.potential if layer.key in BASIC else layer.value(result)
    return Row(
        code=result.area.code,
        name=result.area.name,
        rank=result.rank,
        urgency=result.urgency,
        potential=result.potential,
        advice=result.advice,
        advice_label=ADVICE_CLASSES[result.advice].short,
        borders_on=ADVICE_CLASSES[result.borders_on].short if result.borders_on else "",
        fill=layer.fill(result),
        urgency_width=fixed(result.urgency or 0),
        second=second,
        second_words=_("withheld") if result.area_id in layer.withheld else _words(second, layer),
        second_width=fixed(widths.get(result.area_id, second or 0)),
        spoken=_spoken(result, layer, arrow),
        rank_low=result.rank_low,
        rank_high=result.rank_high,
        spread=spread(result.mean_rank, result.rank_low, result.rank_high, ranked),
        tranche=result.tranche,
        alone=alone,
        arrow=arrow,
        course=course,
        mixes=mixes_with(result.run.robustness, result.tranche),
    )


def _words(second: float | None, layer: Layer) -> str:
    if second is None:
        return "–"
    if layer.is_indicator:
        return figure(second, "%" if layer.unit.startswith("%") else "")
    return number_format(round(second), 0)


def _widths(results: list[AreaResult], layer: Layer) -> dict[int, float]:
    """Return the width of each bar: of scores as they are, of an indicator from its lowest to its highest figure."""
    values = {result.area_id: layer.value(result) for result in results} if layer.is_indicator else {}
    known = [value for value in values.values() if value is not None]
    low, reach = min(known, default=0), (max(known, default=0) - min(known, default=0)) or 1
    return {area: 100 * ((low if value is None else value) - low) / reach for area, value in values.items()}


def _spoken(result: AreaResult, layer: Layer, arrow: Arrow | None) -> str:
    """Return what a screen reader says of an area on the map."""
    if result.rank is None or result.urgency is None:
        return _("%(name)s, insufficient data") % {"name": result.area.name}
    words = [result.area.name, _("rank %(rank)d") % {"rank": result.rank}]
    if result.rank_low != result.rank_high:
        words.append(_("between %(low)d and %(high)d") % {"low": result.rank_low, "high": result.rank_high})
    if result.tranche:
        words.append(_("group %(letter)s") % {"letter": group_letter(result.tranche)})
    words.append(_("urgency %(value)s") % {"value": number_format(round(result.urgency), 0)})
    if result.potential is not None:
        words.append(_("potential %(value)s") % {"value": number_format(round(result.potential), 0)})
    value = layer.value(result) if layer.key not in BASIC else None
    if value is not None:
        words.append(f"{layer.label} {_words(value, layer)}")
    if result.area_id in layer.withheld:
        words.append(f"{layer.label} {_('withheld')}")
    if layer.is_deviation and layer.city is not None:
        words.append(_("city %(value)s") % {"value": _words(layer.city, layer)})
    words += [arrow.spoken] if arrow else []
    return ", ".join([*words, *_advised(result)])


def _advised(result: AreaResult) -> list[str]:
    near = ADVICE_CLASSES[result.borders_on].short if result.borders_on else ""
    return [str(result.get_advice_display()), *([_("borders on %(class)s") % {"class": near}] if near else [])]


def order(rows: list[Row], sort: str) -> list[Row]:
    """Sort the rows; those that lack the value come last in both directions, equal ones keep the order of rank."""
    key = SORTS[sort.removeprefix("-")][1]
    present = sorted((row for row in rows if key(row) is not None), key=key, reverse=sort.startswith("-"))
    return present + [row for row in rows if key(row) is None]


def parts(rows: list[Row], chosen: str, size: int) -> list[Part]:
    """Cut the rows into parts of `size`, in their order; the one with the chosen area is shown."""
    cut = [rows[first : first + size] for first in range(0, len(rows), size)]
    at = next((place for place, found in enumerate(cut) if any(row.code == chosen for row in found)), 0)
    return [Part(place + 1, found, place * size + 1, place == at) for place, found in enumerate(cut)]


def head_links(choice: Choice, layer: Layer) -> list[Link]:
    """Return the heads of the table as links that sort.

    A click sorts, scores from high to low; a second click turns the order round.
    """
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
