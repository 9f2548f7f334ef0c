"""What the map can show: a class per area, and the words that go with each class."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from datasets.models.indicators import Theme
from sia.models import AreaResult, ScoreRun

BASIC: dict[str, str | Promise] = {
    "urgency": _("Urgency"),
    "potential": _("Potential"),
    "both": _("Both"),
    "advice": _("Advice"),
}
SHORT_ADVICE: dict[str, str | Promise] = {
    "dia": _("DIA"),
    "couple": _("couple"),
    "watch": _("watch"),
    "regular": _("regular"),
    "insufficient": _("too few data"),
}
NO_DATA = "none"
MIDDLE_CLASS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    fill: str
    words: str | Promise


@dataclass(frozen=True, slots=True)
class Layer:
    """`ramp` is u (urgency), p (potential), b (both) or a (advice); `key` is a layer of BASIC or a theme."""

    key: str
    label: str | Promise
    ramp: str
    breaks: dict[str, Sequence[float]]

    def fill(self, result: AreaResult) -> str:
        """The class of an area as the name of its colour: u4, b31, a-dia; NO_DATA where there is no score."""
        if self.ramp == "a":
            return NO_DATA if result.advice == "insufficient" else f"a-{result.advice}"
        if self.ramp == "b":
            urgency, potential = self._class("urgency", result.urgency), self._class("potential", result.potential)
            return f"b{_third(urgency)}{_third(potential)}" if urgency and potential else NO_DATA
        found = self._class(self.key, self.value(result))
        return f"{self.ramp}{found}" if found else NO_DATA

    def value(self, result: AreaResult) -> float | None:
        if self.key in {"urgency", "potential"}:
            return getattr(result, self.key)
        return result.theme_scores.get(self.key, {}).get("score")

    def _class(self, key: str, value: float | None) -> int | None:
        return None if value is None else bisect_right(self.breaks.get(key, []), value) + 1

    @property
    def legend(self) -> list[Entry]:
        """From low to high; nothing for `both`, which has a square of its own."""
        if self.ramp == "a":
            return [
                Entry(f"a-{value}", label) for value, label in AreaResult.AdviceClass.choices if value != "insufficient"
            ]
        breaks = [number_format(round(value), 0) for value in self.breaks.get(self.key, [])]
        if self.ramp == "b" or not breaks:
            return []
        ranges = [f"< {breaks[0]}", *(f"{low}–{high}" for low, high in pairwise(breaks)), f"≥ {breaks[-1]}"]
        return [Entry(f"{self.ramp}{number}", words) for number, words in enumerate(ranges, start=1)]


def _third(number: int) -> int:
    return 2 if number == MIDDLE_CLASS else 1 if number < MIDDLE_CLASS else 3


def find_layer(run: ScoreRun, key: str) -> Layer:
    """The layer of that name; an unknown name gives urgency."""
    if key in BASIC:
        return Layer(key, BASIC[key], key[0], run.breaks)
    themes = dict(themes_of(run))
    if key not in themes:
        return find_layer(run, "urgency")
    tree = next(source["tree"] for source in run.sources if source["theme"] == key)
    return Layer(key, themes[key], tree[0], run.breaks)


def themes_of(run: ScoreRun) -> list[tuple[str, str | Promise]]:
    """Every theme that the run has scores for, in the model's order."""
    labels = dict(Theme.choices)
    return [(key, labels[key]) for key in dict.fromkeys(source["theme"] for source in run.sources)]
