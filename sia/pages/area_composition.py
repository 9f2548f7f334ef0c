"""The figures of an area that are better or worse than its composition lets expect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sia.models import ScoreRun
from sia.pages.method_words import name_of
from sia.pipeline.weighing import Weighing
from sia.scoring.composition import Z

TRAITS: dict[str, str | Promise] = {
    "children": gettext_lazy("share of children"),
    "elderly": gettext_lazy("share of elderly people"),
    "household": gettext_lazy("size of households"),
    "tenure": gettext_lazy("owned and rented dwellings"),
    "income": gettext_lazy("income"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that differs clearly from what was expected, with its interval of 90 %."""

    name: str
    unit: str
    effect: float
    low: float
    high: float
    worse: bool
    explained: float  # by composition, the share of the differences between `areas`
    areas: int


@dataclass(frozen=True, slots=True)
class CompositionCard:
    """The clear differences of an area, the clearest first, of all figures that were compared."""

    against: str
    compared: int
    differences: list[Difference]

    @property
    def worse(self) -> str:
        return get_text_list([each.name for each in self.differences if each.worse], _("and"))

    @property
    def better(self) -> str:
        return get_text_list([each.name for each in self.differences if not each.worse], _("and"))


def composition(run: ScoreRun, area: int) -> CompositionCard | None:
    """Return the card of an area; None where nothing of it was compared, as in runs from before this was."""
    found: dict[str, Any] = run.findings.get("composition", {})
    compared, clear = found.get("areas", {}).get(str(area), (0, ()))
    if not compared:
        return None
    counted = {each.code: each for each in Weighing.from_plain(run.weighing).counted}
    names = dict(zip(counted, map(name_of, run.sources), strict=True))
    differences = []
    for code, effect, error in sorted(clear, key=lambda each: -abs(each[1]) / each[2]):
        areas, explained = found["figures"][code]
        worse = effect * counted[code].direction > 0
        low, high = effect - Z * error, effect + Z * error
        differences.append(Difference(names[code], counted[code].unit, effect, low, high, worse, explained, areas))
    against = get_text_list([str(TRAITS[each]) for each in found["traits"]], _("and"))
    return CompositionCard(against, compared, differences)
