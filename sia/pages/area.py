"""The page of one area: advice with its proof, reasons, raw values beside scores, borders, assets, kin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.db.models import Avg, BooleanField, F, Func, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, User
from datasets.models import Area, Asset, Dataset, Flag, Indicator, Level, Observation
from datasets.models.indicators import Theme
from datasets.pipeline.grants import Grant, granted, shared
from sia.charts import Bar, Spark, diverging, sparkline
from sia.models import AreaResult, ScoreRun
from sia.pages import area_advice, area_borders, area_inside, area_natures
from sia.pages.why import Step, averages, gates, reasons, urgency_reasons, waterfall
from sia.pipeline import Explanation, explain, neighbours
from sia.pipeline.covered import cover
from sia.pipeline.figures import Rate
from sia.scoring.prepare import Method

RATE = Rate("numerator", "denominator", "indicator__unit", "value")
THEMES = {theme: place for place, theme in enumerate(Theme.values)}
Evidence = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Figure:
    """The newest value of an indicator beside the city's, with its way through the years.

    `counted` is what the score used instead, where the model pulled a small number to the wijk or held an extreme back.
    Of a `closed` one there is nothing but the indicator: no value, no trend, no mean of the city.
    """

    indicator: Indicator
    value: float | None
    counted: float | None
    city: float | None
    period: int
    source: str
    points: float | None
    trend: Spark | None
    trend_words: str
    is_old: bool
    closed: Dataset | None = None  # nothing of it may be read: who is to be asked
    withheld: bool = False  # it is about too few people
    apportioned: bool = False  # shared out over changed borders


@dataclass(frozen=True, slots=True)
class Group:
    theme: str
    label: str | Promise
    score: float | None
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class Pair:
    """The parts of facts and of perception in a theme."""

    label: str
    facts: float
    perception: float
    facts_bar: Bar
    perception_bar: Bar


def page(partnership: Partnership, area: Area, user: User) -> dict[str, Any]:
    """Return the context of the page of an area.

    `looked` tells the access log what it shows of datasets under a covenant.
    """
    run, grant = ScoreRun.objects.newest(partnership, area.level), granted(user, partnership)
    result = result_of(run, area)
    rows = rows_of(area)
    kin = {
        "area": area,
        "run": run,
        "result": result,
        **area_inside.kin(partnership, area),
        "assets": assets_near(area),
    }
    looked = frozenset((row.delivery.dataset_id, area.level) for row in rows if is_given(row, area, grant))
    kin["any_withheld"] = any(row.flag == Flag.WITHHELD for row in rows)
    if not run or not result:
        return {**kin, "groups": groups(area, rows, grant), "looked": looked}
    explanation = explain(run)
    evidence = evidence_of(explanation, area)
    borders = neighbours(explanation, area)
    return {
        **kin,
        "count": run.scored,
        "gates": gates(result),
        "place": area_advice.place(run, result),
        "urgency_steps": urgency_steps(explanation, result),
        "potential_steps": potential_steps(explanation, result),
        "groups": groups(area, rows, grant, evidence, result.theme_scores),
        "looked": looked | explanation.looked,
        "pairs": pairs(evidence),
        "natures": area_natures.natures(explanation, result),
        "peaks": area_natures.peaks(result, evidence),
        "borders": borders,
        "strongest": area_borders.strongest(borders),
        "edge": area_borders.edge(explanation, area),
        "averages": averages(explanation, result),
        "today": timezone.localdate(),
    }


def urgency_steps(explanation: Explanation, result: AreaResult) -> list[Step]:
    if result.urgency is None:
        return []
    parts = urgency_reasons(explanation, result)
    return waterfall(parts, (_("Mean of the city"), explanation.reference), (_("Urgency of this area"), result.urgency))


def potential_steps(explanation: Explanation, result: AreaResult) -> list[Step]:
    """Return the steps of the potential: own themes first, then what the neighbours' assets add.

    Empty where the potential has no score.
    """
    rows = explanation.potential_contributions(result.area_id)
    if result.potential is None or result.potential_own is None or not rows:
        return []
    reference = result.potential_own - sum(row["points"] or 0 for row in rows)
    gain = {
        "theme": "neighbours",
        "label": _("Assets of the neighbours"),
        "points": result.potential - result.potential_own,
        "score": None,
        "evidence": [],
    }
    parts = reasons([*rows, gain], result.potential, reference)
    return waterfall(parts, (_("Mean of the city"), reference), (_("Potential of this area"), result.potential))


def evidence_of(explanation: Explanation, area: Area) -> Evidence:
    """Return for each scored indicator what the run tells of it."""
    rows = [*explanation.contributions(area.pk), *explanation.potential_contributions(area.pk)]
    done = {code: treatment["method"] for code, treatment in explanation.treated.outliers.items()}
    return {
        item["indicator"]: {**item, "label": row["label"], "treatment": done.get(item["indicator"])}
        for row in rows
        for item in row["evidence"]
    }


def pairs(evidence: Evidence) -> list[Pair]:
    """Return the themes of the urgency that have both facts and perception."""
    sums: dict[str, dict[str, float]] = {}
    for item in evidence.values():
        if item["tree"] == "urgency" and item["points"] is not None:
            natures = sums.setdefault(item["label"], {})
            natures[item["nature"]] = natures.get(item["nature"], 0) + item["points"]
    both = {label: found for label, found in sums.items() if {"fact", "perception"} <= found.keys()}
    reach = max((abs(points) for found in both.values() for points in found.values()), default=0)
    return [
        Pair(
            label,
            found["fact"],
            found["perception"],
            diverging(found["fact"], reach),
            diverging(found["perception"], reach),
        )
        for label, found in both.items()
    ]


def result_of(run: ScoreRun | None, area: Area) -> AreaResult | None:
    """Return the result of the area as every party may see it today; None without a run or a result."""
    if run is None:
        return None
    found = run.results.select_related("run__model").filter(area=area)
    return next(iter(cover(run, found, shared(run.partnership))), None)


def rows_of(area: Area) -> list[Observation]:
    """Return all observations of the area, whoever may read them: `is_closed` tells.

    `rate` is the figure as the score takes it.
    """
    found = Observation.objects.filter(area=area).with_sources().annotate(rate=RATE)
    return list(found.order_by("indicator", "period"))


def is_closed(row: Observation, area: Area, grant: Grant) -> bool:
    return not grant.allows(row.delivery.dataset_id, area.level, row.indicator_id)


def is_given(row: Observation, area: Area, grant: Grant) -> bool:
    """Return whether it can be read thanks to a covenant."""
    return row.delivery.dataset_id in grant.closed and not is_closed(row, area, grant)


def groups(
    area: Area,
    rows: list[Observation],
    grant: Grant,
    evidence: Evidence | None = None,
    scores: dict[str, Any] | None = None,
) -> list[Group]:
    """Return all figures of the area by theme, facts before perception, each with the newest period."""
    series = [list(found) for _indicator, found in groupby(rows, key=lambda row: row.indicator)]
    open_series = [[row for row in found if not is_closed(row, area, grant)] for found in series]
    means = city_means(area, [found[-1] for found in open_series if found], grant)
    figures = [
        figure_of(readable, evidence or {}, means) if readable else closed_figure(found[-1])
        for found, readable in zip(series, open_series, strict=True)
    ]
    figures.sort(key=lambda f: (THEMES[f.indicator.theme], f.indicator.nature, f.indicator.name))
    labels = dict(Theme.choices)
    return [
        Group(theme, labels[theme], ((scores or {}).get(theme) or {}).get("score"), list(found))
        for theme, found in groupby(figures, key=lambda figure: figure.indicator.theme)
    ]


def closed_figure(newest: Observation) -> Figure:
    dataset = newest.delivery.dataset
    title = dataset.title if dataset else ""
    return Figure(newest.indicator, None, None, None, newest.period, title, None, None, "", False, dataset)


def figure_of(rows: list[Observation], evidence: Evidence, means: dict[tuple[int, int], float]) -> Figure:
    newest = rows[-1]
    scored = evidence.get(newest.indicator.code, {})
    city = scored.get("city") if scored.get("period") == newest.period else None
    values: list[float | None] = [row.rate for row in rows]  # type: ignore[attr-defined]  # annotated by rows_of
    known = [(row.period, value) for row, value in zip(rows, values, strict=True) if value is not None]
    words = "; ".join(f"{period}: {number_format(round(value, 1), 1)}" for period, value in known)
    return Figure(
        newest.indicator,
        values[-1],
        counted_of(scored, newest),
        means.get((newest.indicator_id, newest.period)) if city is None else city,
        newest.period,
        newest.delivery.dataset.title if newest.delivery.dataset else "",
        scored.get("points"),
        sparkline(values),
        words,
        newest.period < timezone.localdate().year - 2,
        withheld=newest.flag == Flag.WITHHELD,
        apportioned=newest.flag == Flag.APPORTIONED,
    )


def counted_of(scored: dict[str, Any], newest: Observation) -> float | None:
    """Return the figure that counted instead of the raw one.

    None where the raw figure counted, and where a logarithm did, which is no figure to show.
    """
    logged = scored.get("treatment") == Method.LOGGED
    if logged or scored.get("period") != newest.period or scored.get("scored") in {None, scored.get("value")}:
        return None
    score: float | None = scored["scored"]
    return score


def city_means(area: Area, newest: Iterable[Observation], grant: Grant) -> dict[tuple[int, int], float]:
    """Return for each indicator and period the city's own figure, else the mean of the areas of this level.

    The mean is over the areas that may be read.
    """
    wanted = [row.indicator_id for row in newest]
    near = Observation.objects.filter(
        indicator__in=wanted, area__partnership=area.partnership_id, area__vintage=area.vintage
    )
    by_level = (
        near.readable_by(grant)
        .filter(area__level__in=[area.level, Level.GEMEENTE])
        .values_list("area__level", "indicator", "period")
    )
    means = {(level, indicator, period): mean for level, indicator, period, mean in by_level.annotate(mean=Avg(RATE))}
    own = {key[1:]: mean for key, mean in means.items() if key[0] == area.level and mean is not None}
    return own | {key[1:]: mean for key, mean in means.items() if key[0] == Level.GEMEENTE and mean is not None}


def assets_near(area: Area) -> QuerySet[Asset]:
    """Return the assets whose reach touches the area, nearest first; 0 m is inside."""
    outline = Subquery(Area.objects.filter(pk=area.pk).values("geometry"))
    reaches = Func(F("point"), outline, F("reach_m"), function="ST_DWithin", output_field=BooleanField())
    near = Asset.objects.of(area.partnership).alias(reaches=reaches).filter(reaches=True)
    return near.annotate(distance=Distance("point", outline)).select_related("owner").order_by("distance", "name")
