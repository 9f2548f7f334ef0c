"""The course of the ranks: from run to run, or through the years with today's model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Partnership
from sia.charts import fixed, group_letter
from sia.models import AreaResult, ScoreModel, ScoreRun
from sia.pages.groups import mixes_with
from sia.pages.normalisation_words import note_of
from sia.pages.ranking.choice import LEVELS, Choice, Link
from sia.pages.ranking.compare import years
from sia.pages.ranking.page import level_links
from sia.pages.ranking.rows import Arrow, arrow_of
from sia.pages.ranking.shown import date_of
from sia.pipeline import Standing, imagine_anew, stored
from sia.pipeline.moves import Move, moves
from sia.words.figures import interval

SHOWN = 12
MOST = 7
LEFT, RIGHT, TOP, STEP = 40.0, 560.0, 34.0, 26.0


@dataclass(frozen=True, slots=True)
class Moment:
    """A column of the chart."""

    label: str
    x: str
    standing: Standing
    choice: Choice


@dataclass(frozen=True, slots=True)
class Spot:
    x: str
    y: str
    result: AreaResult
    arrow: Arrow | None
    url: str  # of its why at that moment


@dataclass(frozen=True, slots=True)
class Line:
    """One area from moment to moment; `tone` tells lines apart, `group` those without a certain order."""

    code: str
    name: str
    points: str
    spots: list[Spot]
    tone: int
    group: str
    interval: str
    mixes: str


def page(partnership: Partnership, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the context of the page: the first dozen of now, and where they stood before."""
    level = query.get("level", "") if query.get("level", "") in LEVELS else LEVELS[0]
    newest = ScoreRun.objects.newest(partnership, level)
    choice = Choice(level=level)
    base = {"choice": choice, "levels": level_links(choice), "run": newest}
    if newest is None:
        return base
    by_runs = list(ScoreRun.objects.history(partnership, level)[:MOST])[::-1]
    by = query.get("by") or ("runs" if len(by_runs) > 2 else "years")  # noqa: PLR2004 -- two points are no course
    if by == "years":
        standings = _by_years(partnership, newest, choice)
    else:
        standings = [(date_of(run), stored(run), replace(choice, run=str(run.pk))) for run in by_runs]
    moments = _moments(standings)
    return {
        **base,
        "ruler_note": note_of(newest) if by == "years" else "",
        "by": [Link(label, f"?level={level}&by={key}", key == by) for key, label in _ways().items()],
        "moments": moments,
        "lines": _lines(moments),
        "height": fixed(TOP + STEP * (SHOWN + 2)),
        "bottom": fixed(TOP + STEP * (SHOWN + 1)),
        "rows": [fixed(TOP + STEP * rank) for rank in range(1, SHOWN + 1)],
    }


def _ways() -> dict[str, str | Promise]:
    return {"runs": _("from one computation to the next"), "years": _("through the years of the figures")}


def _by_years(partnership: Partnership, newest: ScoreRun, choice: Choice) -> list[tuple[str, Standing, Choice]]:
    model = ScoreModel.objects.in_use(partnership) or newest.model
    earlier = [(str(year), imagine_anew(model, newest.level, until=year)) for year in years(partnership, newest)[::-1]]
    known = [
        (year, standing, replace(choice, year=year))
        for year, standing in earlier
        if standing and any(result.rank for result in standing.results)
    ]
    return [*known[-MOST + 1 :], (_("now"), stored(newest), choice)]


def _moments(standings: list[tuple[str, Standing, Choice]]) -> list[Moment]:
    step = (RIGHT - LEFT) / max(len(standings) - 1, 1)
    return [
        Moment(label, fixed(LEFT + step * at), there, choice) for at, (label, there, choice) in enumerate(standings)
    ]


def _lines(moments: list[Moment]) -> list[Line]:
    results = [{each.area.code: each for each in moment.standing.results} for moment in moments]
    moved = [moves(a.standing, b.standing) for a, b in zip(moments, moments[1:], strict=False)]
    first = [result for result in moments[-1].standing.results if result.rank and result.rank <= SHOWN]
    lines = []
    for tone, result in enumerate(first, start=1):
        code, spots = result.area.code, []
        for at, moment in enumerate(moments):
            there = results[at].get(code)
            if there and there.rank:
                arrow = arrow_of(_move_of(moved[at - 1], moment.standing, code)) if at else None
                spots.append(Spot(moment.x, _height(there.rank), there, arrow, moment.choice.query(area=code)))
        mixes = mixes_with(moments[-1].standing.run.robustness, result.tranche)
        points = " ".join(f"{spot.x},{spot.y}" for spot in spots)
        group = group_letter(result.tranche)
        ranks = interval(result.rank, result.rank_low, result.rank_high)
        lines.append(Line(code, result.area.name, points, spots, tone % 6, group, ranks, mixes))
    return lines


def _move_of(moved: Mapping[int, Move], standing: Standing, code: str) -> Move | None:
    area = next((r.area_id for r in standing.results if r.area.code == code), None)
    return moved.get(area) if area else None


def _height(rank: int) -> str:
    """Return the height of a rank; below the first dozen all stand on one line: how far below is in the table."""
    return fixed(TOP + STEP * min(rank, SHOWN + 1))
