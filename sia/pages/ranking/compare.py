"""The standings that can be shown and compared: earlier runs, other versions, other years, other weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.models import Observation
from sia.layers import themes_of
from sia.models import ScoreModel, ScoreRun, ScoreTheme
from sia.pages.ranking.choice import Choice, Link
from sia.pages.ranking.shown import Shown, date_of
from sia.pipeline.moves import Move
from sia.pipeline.weighing import Weighing

LATEST_RUNS = 6
LATEST_YEARS = 8


@dataclass(frozen=True, slots=True)
class Menu:
    """Links of one kind, under a heading."""

    label: str
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of how much differs from what it is compared with."""

    label: str
    rose: int
    fell: int
    stayed: int
    top: int


@dataclass(frozen=True, slots=True)
class Slider:
    """A theme with its weight as it is shown and as the model has it, in percent; as text with a point for the form."""

    theme: str
    label: str | Promise
    weight: float
    agreed: float

    @property
    def plain(self) -> str:
        return f"{self.weight:g}"

    @property
    def plain_agreed(self) -> str:
        return f"{self.agreed:g}"


def menus(partnership: Partnership, choice: Choice, newest: ScoreRun) -> list[Menu]:
    """Return what to show instead of the newest scores, each against the newest."""
    plain: dict[str, Any] = {"run": "", "model": "", "year": "", "against": "", "weights": {}}
    now = Link(_("newest scores"), choice.query(**plain), not (choice.run or choice.model or choice.year))
    runs = ScoreRun.objects.history(partnership, choice.level).exclude(pk=newest.pk)[:LATEST_RUNS]
    versions = ScoreModel.objects.of(partnership).exclude(pk=newest.model_id).order_by("-version")
    kinds = [
        (_("Earlier scores"), "run", [(date_of(run), str(run.pk)) for run in runs]),
        (
            _("Another model"),
            "model",
            [(f"{m.version} · {m.get_state_display()}", str(m.version)) for m in versions if m.themes.exists()],
        ),
        (_("Figures up to a year"), "year", [(str(year), str(year)) for year in years(partnership, newest)]),
    ]
    found = [
        Menu(label, [Link(w, choice.query(**{**plain, kind: v}), getattr(choice, kind) == v) for w, v in values])
        for label, kind, values in kinds
        if values
    ]
    return [Menu(_("Now"), [now]), *found] if found else []


def years(partnership: Partnership, run: ScoreRun) -> list[int]:
    """Return the years before the newest for which an indicator of the run has figures, newest first."""
    codes = [source["indicator"] for source in run.sources]
    scored = partnership.indicators.filter(code__in=codes).values("pk")
    found = Observation.objects.filter(area__in=run.area_ids, indicator__in=scored).shown()
    periods = sorted(set(found.order_by().values_list("period", flat=True).distinct()), reverse=True)
    return periods[1 : LATEST_YEARS + 1]


def summary(shown: Shown, compared: Shown, moved: Mapping[int, Move]) -> Summary:
    ranks = {result.area_id: result.rank for result in shown.standing.results if result.rank}
    before = {result.area_id: result.rank for result in compared.standing.results if result.rank}
    count = shown.run.robustness.get("top") or 0
    stay = sum(rank <= count and (before.get(area) or count + 1) <= count for area, rank in ranks.items())
    return Summary(
        compared.label,
        sum(move.up for move in moved.values()),
        sum(not move.up for move in moved.values()),
        stay,
        count,
    )


def sliders(shown: Shown) -> dict[str, list[Slider]]:
    """Return for each tree the weights as they are now, beside those of the run without a what-if."""
    base = shown.before or shown.run
    labels = dict(themes_of(base))
    agreed, now = (_shares(Weighing.from_plain(run.weighing)) for run in (base, shown.run))
    return {
        tree: [
            Slider(theme, labels[theme], round(now[tree].get(theme, 0), 1), round(share, 1))
            for theme, share in agreed[tree].items()
        ]
        for tree in ScoreTheme.Tree.values
        if len(agreed[tree]) > 1
    }


def _shares(weighing: Weighing) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for tree in ScoreTheme.Tree.values:
        branches = weighing.branches_of(tree)
        total = sum(branch.weight for branch in branches) or 1
        found[tree] = {branch.theme: 100 * branch.weight / total for branch in branches}
    return found
