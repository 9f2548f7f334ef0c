"""Two areas side by side: what makes their scores differ, how sure their order is, and what would turn it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership
from datasets.models import Area, Observation
from datasets.models.indicators import Theme
from datasets.pipeline.grants import shared
from sia.charts import Bar, diverging, group_letter, tenths
from sia.models import AreaResult, ScoreRun
from sia.pages.groups import by_rank
from sia.pages.why import Reason, urgency_reasons
from sia.pipeline import Explanation, explain
from sia.pipeline.covered import cover
from sia.pipeline.pairs import chance_before
from sia.pipeline.weighing import URGENCY
from sia.scoring.flip import Flip, Undecided, flip_pair
from sia.scoring.pairs import explain_pair
from sia.scoring.tranches import CERTAIN
from sia.scoring.tree import Tree
from sia.words.figures import in_hundred, written

WITHHELD = gettext_lazy("withheld")
LEAST = 0.0005  # of the weight: less is shown as 0,0


@dataclass(frozen=True, slots=True)
class Row:
    """A theme of the urgency: why each of the two stands where it does, and the points by which it sets them apart."""

    label: str | Promise
    weight: float
    first: Reason
    second: Reason
    points: float
    bar: Bar


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator with the raw figures of both and of the city."""

    name: str
    unit: str
    period: int | None
    first: float | Promise | None
    second: float | Promise | None
    city: float | None


def choices(run: ScoreRun, result: AreaResult) -> dict[str, Any]:
    """Return the areas to lay beside this one in their groups, with the next in rank chosen.

    For the last one the one before it is chosen.
    """
    others = list(run.results.ranked().exclude(area=result.area_id).exclude(rank=None))
    after = [other for other in others if result.rank and (other.rank or 0) >= result.rank]
    chosen = [*after[:1], *others[-1:]]
    return {"others": by_rank(others, run.robustness), "beside": chosen[0].area.code if chosen else ""}


def pair(partnership: Partnership, code: str, other: str) -> tuple[Area, Area] | None:
    """Return both areas, read in one query; None where one does not exist here.

    An area may be asked for beside itself.
    """
    mine = Area.objects.of(partnership).current().plain()
    by_code = {area.code: area for area in mine.filter(code__in=[code, other])}
    return (by_code[code], by_code[other]) if {code, other} <= by_code.keys() else None


def page(partnership: Partnership, first: Area, second: Area) -> dict[str, Any]:
    """Return the context of the page: both areas, and the comparison where the newest run scores both."""
    run = ScoreRun.objects.newest(partnership, first.level)
    results = results_of(run, first, second)
    base = {"first": first, "second": second, "run": run}
    mine, other = results.get(first.pk), results.get(second.pk)
    if run is None or mine is None or other is None or mine == other or mine.urgency is None or other.urgency is None:
        return base
    explanation = explain(run)
    if explanation.themes_closed:
        return {**base, "closed": True}
    return {
        **base,
        "looked": explanation.looked,
        "results": [mine, other],
        "count": run.scored,
        "rows": rows(explanation, mine, other),
        "difference": round(mine.urgency, 1) - round(other.urgency, 1),
        "certainty": certainty(run, mine, other),
        "groups": [group_letter(mine.tranche), group_letter(other.tranche)],
        "flip": flip_words(explanation, first, second),
        "figures": figures(explanation, first, second),
        **choices(run, mine),
        "beside": second.code,
    }


def results_of(run: ScoreRun | None, *areas: Area) -> dict[int, AreaResult]:
    if run is None:
        return {}
    rows = run.results.select_related("area").defer("area__geometry").filter(area__in=areas)
    found = cover(run, rows, shared(run.partnership))
    return {result.area_id: result for result in found}


def rows(explanation: Explanation, mine: AreaResult, other: AreaResult) -> list[Row]:
    """Return the differences, the largest first; the tenths add up to the difference of the shown scores."""
    urgency = explanation.trees[URGENCY]
    places = explanation.rows[mine.area_id], explanation.rows[other.area_id]
    pair = explain_pair(urgency.scores.themes, urgency.tree, *places)
    points = tenths(pair.differences.tolist(), round(mine.urgency or 0, 1) - round(other.urgency or 0, 1))
    reach = max((abs(part) for part in points), default=0)
    sides = [{why.theme: why for why in urgency_reasons(explanation, each)} for each in (mine, other)]
    found = []
    for place, part in zip(pair.order.tolist(), points, strict=True):
        theme, weight = urgency.tree.themes[place], float(urgency.tree.theme_weights[place])
        first, second = (side[theme] for side in sides)
        found.append(Row(Theme(theme).label, weight, first, second, part, diverging(part, reach)))
    return found


def certainty(run: ScoreRun, mine: AreaResult, other: AreaResult) -> dict[str, Any] | None:
    """Return whether the draws put one before the other; None where they cannot tell. No order is shown below 75 %."""
    chance = chance_before(run, mine.area_id, other.area_id)
    if chance is None:
        return None
    ahead, behind = (mine, other) if chance >= 1 / 2 else (other, mine)
    sure = max(chance, 1 - chance)
    names = {"first": ahead.area.name, "second": behind.area.name, "times": in_hundred(sure)}
    if sure >= CERTAIN:
        words = _("%(first)s comes before %(second)s in %(times)s. That is enough for an order.")
    else:
        words = _("%(first)s comes before %(second)s in %(times)s. That is too few for an order: 75 are needed.")
    return {"sure": sure >= CERTAIN, "words": words % names}


def flip_words(explanation: Explanation, first: Area, second: Area) -> str:
    """Return in words the smallest change of theme weights that makes both score the same, beyond which they swap."""
    urgency = explanation.trees[URGENCY]
    places = explanation.rows[first.pk], explanation.rows[second.pk]
    try:
        found = flip_pair(urgency.scores.themes, urgency.tree, *places)
    except Undecided:
        return _("We could not find which weights would make both score the same.")
    except ValueError:
        return _("This model does not simply add up its themes, so we cannot say which weights would swap them.")
    if found is None:
        return _("No other weights of the themes would swap the two.")
    return moved_words(found, urgency.tree)


def moved_words(found: Flip, tree: Tree) -> str:
    change = found.weights - tree.theme_weights
    if found.distance < LEAST:
        return _("Both score the same.")
    names = [str(Theme(theme).label) for theme in tree.themes]
    parts = {
        "points": written(50 * found.distance, 1),
        "givers": ", ".join(name for name, moved in zip(names, change, strict=True) if moved < -LEAST),
        "takers": ", ".join(name for name, moved in zip(names, change, strict=True) if moved > LEAST),
    }
    words = _("Both score the same once %(points)s of the 100 points of weight move from %(givers)s to %(takers)s.")
    return words % parts


def figures(explanation: Explanation, first: Area, second: Area) -> list[Figure]:
    """Return the raw figures of each scored indicator, in the order in which they explain the first area."""
    one, other = (evidence(explanation, area) for area in (first, second))
    hidden = Observation.objects.withheld().filter(area__in=(first, second))
    gone = set(hidden.values_list("area", "indicator__code", "period"))

    def told(area: Area, code: str, item: dict[str, Any]) -> float | Promise | None:
        return WITHHELD if (area.pk, code, item["period"]) in gone else item["value"]

    return [
        Figure(
            item["name"],
            item["unit"],
            item["period"],
            told(first, code, item),
            told(second, code, other[code]),
            item["city"],
        )
        for code, item in one.items()
    ]


def evidence(explanation: Explanation, area: Area) -> dict[str, dict[str, Any]]:
    reasons = [*explanation.contributions(area.pk), *explanation.potential_contributions(area.pk)]
    return {item["indicator"]: item for reason in reasons for item in reason["evidence"]}
