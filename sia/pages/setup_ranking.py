"""The first ranking of a city in a few lines: what is ranked on which themes, whether potential can open a gate."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Partnership
from datasets.models import Level
from datasets.models.indicators import Theme
from sia.models import ScoreModel, ScoreRun
from sia.pages.groups import by_rank
from sia.pages.missing_themes import Missing, missing
from sia.pipeline.starter import left_out_themes
from sia.words.legs import lack_of_potential

FIRST = 5  # areas that are named


@dataclass(frozen=True, slots=True)
class FirstRanking:
    """One level. `first` are names with the letter of their group; `rho` is |ρ| of urgency with potential, if counted."""

    run: ScoreRun
    ranked: int
    areas: int
    themes: list[str]
    first: list[tuple[str, str]]
    indicators: int
    of_themes: int
    rho: float | None

    @property
    def title(self) -> str:
        return {Level.WIJK: "Wijken", Level.BUURT: "Buurten"}[Level(self.run.level)]

    @property
    def lack(self) -> str:
        return lack_of_potential(self.run)


def first_rankings(partnership: Partnership) -> list[FirstRanking]:
    """Return the newest ranking of wijken and of buurten."""
    runs = (ScoreRun.objects.newest(partnership, level) for level in (Level.WIJK, Level.BUURT))
    return [_first_ranking(run) for run in runs if run]


def themes_to_bring(partnership: Partnership) -> list[Missing]:
    """Return the themes that count for nothing yet, each with the source that brings it."""
    model = ScoreModel.objects.in_use(partnership)
    return missing(left_out_themes(model)) if model else []


def _first_ranking(run: ScoreRun) -> FirstRanking:
    results = list(run.results.ranked())
    ranked = [result for result in results if result.rank]
    scored = {theme for result in results for theme, of in result.theme_scores.items() if of["score"] is not None}
    legs = run.robustness["legs"]
    return FirstRanking(
        run=run,
        ranked=len(ranked),
        areas=len(results),
        themes=[str(Theme(theme).label) for theme in Theme.values if theme in scored],
        first=[(result.area.name, group.letter) for group in by_rank(ranked, run.robustness) for result in group.rows][
            :FIRST
        ],
        indicators=legs["indicators"],
        of_themes=legs["themes"],
        rho=None if legs["rho"] is None else abs(legs["rho"]),
    )
