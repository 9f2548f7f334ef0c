"""The way from figures to rank and advice, told with one version's own weights, goalposts, thresholds and sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Partnership
from datasets.models import Area, Indicator, Level
from datasets.models.indicators import Theme
from sia import pipeline
from sia.models import ScoreModel, ScoreRun, ScoreTheme
from sia.pages import method_counted, method_example, method_words, method_words_later, normalisation_words
from sia.pipeline import Standing
from sia.pipeline.model_figures import hidden_posts
from sia.pipeline.weighing import Branch, Counted, Weighing

LEVELS = [Level.BUURT, Level.WIJK]


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    years: str
    indicators: int


def page(model: ScoreModel, code: str) -> dict[str, Any]:
    """Return the context of the page of the method.

    `code` is the area to work out; where these scores do not hold it, the first by code with a rank is taken.
    """
    standing = find_standing(model, code)
    weighing = Weighing.from_plain(standing.run.weighing) if standing else Weighing.of(model)
    run, results = (standing.run, standing.results) if standing else (None, [])
    by_code = sorted(results, key=lambda result: result.area.code)
    asked = next((result for result in by_code if result.area.code == code), None)
    chosen = asked or next((result for result in by_code if result.rank), None)
    example = method_example.example(standing, weighing, chosen) if standing and chosen else None
    return {
        "model": model,
        "run": run,
        "imagined": standing is not None and standing.imagined,
        "ruler_note": normalisation_words.note(weighing.normalisation),
        "trees": trees(model.partnership, weighing, run),
        "sources": sources_of(run),
        "counted": method_counted.counted(model.partnership, weighing),
        "steps": [*method_words.steps(model, weighing, run), *method_words_later.steps(model, weighing, run)],
        "caveats": method_words_later.caveats(weighing),
        "example": example,
        "looked": example["looked"] if example else (),
        "areas": by_code,
        "unknown": code if code and not asked else "",
    }


def find_standing(model: ScoreModel, code: str) -> Standing | None:
    """Return the standing at the level of the area that is asked for, else of the finest level that has scores."""
    level = Area.objects.of(model.partnership).current().filter(code=code).values_list("level", flat=True).first()
    for each in [level] if level in LEVELS else LEVELS:
        standing = standing_of(model, each)
        if standing is not None:
            return standing
    return None


def standing_of(model: ScoreModel, level: str) -> Standing | None:
    """Return what this version says: as it was computed, or worked out now where a draft was changed after its scores."""
    runs = ScoreRun.objects.history(model.partnership, level).filter(model=model)
    run = runs.select_related("partnership", "model").first()
    fixed = model.state in {ScoreModel.State.AGREED, ScoreModel.State.RETIRED}
    if run is not None and (fixed or Weighing.from_plain(run.weighing).as_modelled == Weighing.of(model)):
        return pipeline.stored(run)
    return pipeline.imagine_anew(model, level)


def trees(partnership: Partnership, weighing: Weighing, run: ScoreRun | None) -> list[dict[str, Any]]:
    """Return themes and indicators with their shares of the weight, and where the figures of the run are from."""
    names = Indicator.objects.in_bulk([counted.indicator for counted in weighing.counted])
    hidden = hidden_posts(partnership, list(names))
    periods = {source["indicator"]: source for source in run.sources} if run else {}
    labels = dict(Theme.choices)
    found = []
    for tree, label in ScoreTheme.Tree.choices:
        branches = weighing.branches_of(tree)
        whole = sum(branch.weight for branch in branches)
        themes = [
            {
                "label": labels[branch.theme],
                "share": branch.weight / whole,
                "rows": [
                    indicator_row(branch, each, names, periods) | {"hides_posts": each.indicator in hidden}
                    for each in branch.counted
                ],
            }
            for branch in branches
        ]
        found.append({"key": tree, "label": label, "themes": themes})
    return found


def indicator_row(
    branch: Branch, counted: Counted, names: dict[int, Indicator], sources: dict[str, Any]
) -> dict[str, Any]:
    source = sources.get(counted.code) or {"dataset": "", "period": None}
    return {
        "counted": counted,
        "name": names[counted.indicator].name,
        "share": counted.weight / sum(each.weight for each in branch.counted),
        "title": source["dataset"],
        "period": source["period"],
    }


def sources_of(run: ScoreRun | None) -> list[Source]:
    """Return by title the years that are used and of how many indicators.

    What Samenwijk counts itself has no title.
    """
    found: dict[str, list[int]] = {}
    for source in run.sources if run else []:
        if source["period"]:
            found.setdefault(source["dataset"], []).append(source["period"])
    return [
        Source(title, ", ".join(str(year) for year in sorted(set(years))), len(years))
        for title, years in sorted(found.items(), key=lambda item: (not item[0], item[0]))
    ]
