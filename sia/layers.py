"""The layers of the map: a class per area, and the words that go with each class."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from datasets.models import Observation
from datasets.models.indicators import Theme
from sia.models import AreaResult, ScoreRun

if TYPE_CHECKING:
    from sia.pipeline import Explanation

BASIC: dict[str, str | Promise] = {
    "urgency": gettext_lazy("Urgency"),
    "potential": gettext_lazy("Potential"),
    "both": gettext_lazy("Both"),
    "advice": gettext_lazy("Advice"),
}
NO_DATA, TOO_FEW, CLOSED, WITHHELD = "none", "few", "closed", "withheld"
MIDDLE_CLASS = 3
INDICATOR = "i:"
DEVIATION = {"urgency": "d", "potential": "e"}


@dataclass(frozen=True, slots=True)
class Entry:
    fill: str
    words: str | Promise


@dataclass(frozen=True, slots=True)
class Layer:
    """`ramp` is u (urgency), p (potential), b (both), a (advice), or d and e: the deviation of an indicator from the city.

    `key` is a layer of BASIC, a theme, or INDICATOR with a code; then `values` holds the figures by area, and `sign`
    tells which way counts as more.
    """

    key: str
    label: str | Promise
    ramp: str
    breaks: Mapping[str, Sequence[float]]
    values: Mapping[int, float | None] = field(default_factory=dict)
    unit: str = ""
    city: float | None = None
    sign: int = 1
    closed: bool = False  # not everybody may read what it rests on
    withheld: Collection[int] = ()  # areas of which the figure is about too few people

    @property
    def is_indicator(self) -> bool:
        return self.key.startswith(INDICATOR)

    @property
    def is_deviation(self) -> bool:
        return self.ramp in DEVIATION.values()

    def fill(self, result: AreaResult) -> str:
        """Return the class of an area as the name of its colour: u4, b31, a-dia.

        NO_DATA, TOO_FEW, CLOSED or WITHHELD where there is none.
        """
        if self.closed:
            return CLOSED
        if result.area_id in self.withheld:
            return WITHHELD
        if self.ramp == "a":
            return NO_DATA if result.advice == "insufficient" else f"a-{result.advice}"
        if self.ramp == "b":
            urgency, potential = self._class("urgency", result.urgency), self._class("potential", result.potential)
            return f"b{_third(urgency)}{_third(potential)}" if urgency and potential else NO_DATA
        found = self._class(self.key, self._shown(self.value(result)))
        return f"{self.ramp}{found}" if found else TOO_FEW if self._coverage(result) else NO_DATA

    def value(self, result: AreaResult) -> float | None:
        if self.key in {"urgency", "potential"}:
            total: float | None = getattr(result, self.key)
            return total
        if self.is_indicator:
            return self.values.get(result.area_id)
        score: float | None = result.theme_scores.get(self.key, {}).get("score")
        return score

    def _shown(self, value: float | None) -> float | None:
        """Return what falls in a class: the value, or how far it is from the city in the direction that counts."""
        if value is None or not self.is_deviation:
            return None if value is None else self.sign * value
        return None if self.city is None else self.sign * (value - self.city)

    def _coverage(self, result: AreaResult) -> float:
        """Return the coverage of the score: above 0 where there are figures, though too few for a score."""
        if self.is_indicator:
            return 0
        if self.key in {"urgency", "potential"}:
            return getattr(result, f"{self.key}_coverage") or 0
        return result.theme_scores.get(self.key, {}).get("coverage") or 0

    def _class(self, key: str, value: float | None) -> int | None:
        return None if value is None else bisect_right(self.breaks.get(key, []), value) + 1

    @property
    def legend(self) -> list[Entry]:
        """Return the legend from low to high; empty for `both`, which has a square of its own."""
        if self.ramp == "a":
            return [
                Entry(f"a-{value}", label) for value, label in AreaResult.AdviceClass.choices if value != "insufficient"
            ]
        breaks = self.breaks.get(self.key, [])
        if self.ramp == "b" or not breaks:
            return []
        return [Entry(f"{self.ramp}{number}", words) for number, words in enumerate(self._ranges(breaks), start=1)]

    def _ranges(self, breaks: Sequence[float]) -> list[str]:
        """Return the class bounds in words, in the figures as they are.

        Also where less counts as more: the classes then run from high to low.
        """
        words = [_written(self.sign * value, signed=self.is_deviation, fine=self.is_indicator) for value in breaks]
        below, above = ("<", "≥") if self.sign > 0 else (">", "≤")
        between = "…" if self.is_deviation else "–"
        return [f"{below} {words[0]}", *(f"{a}{between}{b}" for a, b in pairwise(words)), f"{above} {words[-1]}"]


def find_layer(run: ScoreRun, key: str, explanation: Explanation | None = None, show: str = "") -> Layer:
    """Return the layer of that name; an unknown name gives urgency.

    An indicator needs the run's explanation.
    """
    if key in BASIC:
        return Layer(key, BASIC[key], key[0], run.breaks)
    if key.startswith(INDICATOR) and explanation is not None:
        found = indicator_layer(run, key, explanation, show)
        if found is not None:
            return found
    themes = dict(themes_of(run))
    if key not in themes:
        return find_layer(run, "urgency")
    tree = next(source["tree"] for source in run.sources if source["theme"] == key)
    if explanation is not None and key in explanation.themes_closed:
        return Layer(key, themes[key], tree[0], {}, closed=True)
    return Layer(key, themes[key], tree[0], run.breaks)


def indicator_layer(run: ScoreRun, key: str, explanation: Explanation, show: str) -> Layer | None:
    """Return the layer of one indicator: how far each area is from the city; None for an unknown indicator.

    With show=value the layer shows the figures themselves.
    """
    codes = [source["indicator"] for source in run.sources]
    code = key.removeprefix(INDICATOR)
    if code not in codes:
        return None
    column = codes.index(code)
    source, sign = run.sources[column], explanation.treated.weighing.counted[column].direction
    figures, city = explanation.values[:, column], float(explanation.city[column])
    deviating = show != "value" and not np.isnan(city)
    shown = sign * (figures - city) if deviating else sign * figures
    return Layer(
        key,
        name_of(source),
        DEVIATION[source["tree"]] if deviating else source["tree"][0],
        {key: _around_zero(shown) if deviating else _fifths(shown)},
        {area: None if np.isnan(value) else float(value) for area, value in zip(run.area_ids, figures, strict=True)},
        source["unit"],
        None if np.isnan(city) else city,
        sign,
        column in explanation.closed,
        withheld_areas(run, column, explanation),
    )


def withheld_areas(run: ScoreRun, column: int, explanation: Explanation) -> frozenset[int]:
    """Return the numbers of the areas of which no figure may be shown, in the period that the run read."""
    indicator, period = explanation.treated.weighing.counted[column].indicator, run.sources[column]["period"]
    held = Observation.objects.withheld().filter(area__in=run.area_ids, indicator=indicator, period=period)
    return frozenset(held.values_list("area", flat=True))


def _fifths(values: np.ndarray) -> list[float]:
    known = values[~np.isnan(values)]
    return [float(b) for b in np.quantile(known, [0.2, 0.4, 0.6, 0.8])] if known.size else []


def _around_zero(deviations: np.ndarray) -> list[float]:
    """Return two class bounds to either side of the city, so that a class means as much above it as below."""
    known = np.abs(deviations[~np.isnan(deviations)])
    if not known.size or not known.max() > 0:
        return []
    near, far = (float(f"{q:.2g}") for q in np.quantile(known, [0.3, 0.75]))
    return (
        [-far, -near, near, far]
        if 0 < near < far
        else [-known.max() / 2, -known.max() / 4, known.max() / 4, known.max() / 2]
    )


def themes_of(run: ScoreRun) -> list[tuple[str, str | Promise]]:
    """Return key and label of every theme that the run has scores for, in the model's order."""
    labels = dict(Theme.choices)
    return [(key, labels[key]) for key in dict.fromkeys(source["theme"] for source in run.sources)]


def indicators_of(run: ScoreRun) -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """Return for each theme the layers of its indicators, in the model's order."""
    return [
        (label, [(f"{INDICATOR}{s['indicator']}", name_of(s)) for s in run.sources if s["theme"] == theme])
        for theme, label in themes_of(run)
    ]


def name_of(source: Mapping[str, str]) -> str:
    """Return the name of a source in the reader's language."""
    return source["name_en"] if get_language() == "en" and source["name_en"] else source["name_nl"]


def _third(number: int) -> int:
    return 2 if number == MIDDLE_CLASS else 1 if number < MIDDLE_CLASS else 3


def _written(value: float, *, signed: bool, fine: bool) -> str:
    decimals = 0 if not fine or abs(value) >= 10 else 1 if abs(value) >= 1 else 2  # noqa: PLR2004 -- two figures that count
    text = number_format(round(abs(value), decimals), decimals)
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{text}"
