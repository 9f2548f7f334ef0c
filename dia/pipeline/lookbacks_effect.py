"""The figures of an agenda's areas at its start and now, each beside the city's: a signal, never a proof of cause."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from accounts.models import Partnership
from datasets.models import Area, Observation
from datasets.pipeline.grants import shared
from dia.models import Agenda
from dia.pipeline.lookbacks_account import AreaEffect, Figure, Reading
from sia.models import ScoreRun
from sia.pipeline import Explanation, explain
from sia.pipeline.inputs import read
from sia.pipeline.trend import Trend, called_beside_city, trend
from sia.pipeline.weighing import Weighing


def effects_of(agenda: Agenda) -> tuple[AreaEffect, ...]:
    """Return the effects by name; an area that was never weighed is left out."""
    codes = [area.area_code for area in agenda.areas.all()]
    areas = Area.objects.of(agenda.partnership).current().filter(code__in=codes).plain().order_by("name")
    by_level: dict[str, list[Area]] = {}
    for area in areas:
        by_level.setdefault(area.level, []).append(area)
    found = [effect for level, inside in by_level.items() for effect in _of_level(agenda, level, inside)]
    return tuple(sorted(found, key=lambda effect: effect.name))


def as_shared(partnership: Partnership, effects: Iterable[AreaEffect]) -> list[AreaEffect]:
    """Return the effects without figures that not every party may read any more.

    Nor the score that rests on one of them.

    A look-back keeps its figures, covenants end.
    """
    found, grant = list(effects), shared(partnership)
    held = Observation.objects.filter(area__partnership=partnership, area__code__in=[effect.code for effect in found])
    closed = held.filter(delivery__dataset__in=grant.closed).order_by() if grant.closed else held.none()
    rows = closed.values_list("indicator__name_nl", "delivery__dataset", "area__level", "indicator").distinct()
    names = {name for name, dataset, level, indicator in rows if not grant.allows(dataset, level, indicator)}
    return [_without(each, names) for each in found]


def _without(effect: AreaEffect, names: set[str]) -> AreaEffect:
    kept = tuple(figure for figure in effect.figures if figure.name_nl not in names)
    return replace(effect, figures=kept, urgency=effect.urgency if len(kept) == len(effect.figures) else None)


def looked_at(partnership: Partnership, effects: Iterable[AreaEffect]) -> frozenset[tuple[int, str]]:
    """Return what these figures show of datasets under a covenant, for the access log.

    A look-back keeps them by their names.
    """
    grant, names = shared(partnership), {(each.code, figure.name_nl) for each in effects for figure in each.figures}
    if not grant.closed or not names:
        return frozenset()
    held = Observation.objects.filter(area__partnership=partnership, delivery__dataset__in=grant.closed)
    rows = held.filter(area__code__in={code for code, _name in names}).readable_by(grant).order_by()
    told = rows.values_list("area__code", "indicator__name_nl", "delivery__dataset", "area__level").distinct()
    return frozenset((dataset, level) for code, name, dataset, level in told if (code, name) in names)


def _of_level(agenda: Agenda, level: str, areas: list[Area]) -> Iterable[AreaEffect]:
    run = ScoreRun.objects.newest(agenda.partnership, level)
    if run is None:
        return
    start, before, now, through = _start(agenda, run), {}, explain(run), trend(run)
    then = explain(start) if start else None
    if then:
        held = Area.objects.filter(pk__in=then.run.area_ids, code__in=[area.code for area in areas])
        before = dict(held.values_list("code", "pk"))
    directions = {counted.code: counted.direction for counted in Weighing.from_plain(run.weighing).counted}
    for area in areas:
        if area.pk in now.rows:
            earlier = _evidence(then, before[area.code]) if then and area.code in before else {}
            urgency = _urgency(through, area.pk, agenda.first_year)
            yield AreaEffect(area.code, area.name, urgency, _figures(_evidence(now, area.pk), earlier, directions))


def _start(agenda: Agenda, run: ScoreRun) -> ScoreRun | None:
    """Return the run that the agenda rests on.

    Without one that all may read this run again, on figures up to its first year.
    """
    snapshot = agenda.snapshot
    if snapshot and snapshot.run.level == run.level and snapshot.run.weighing:
        found = ScoreRun.objects.history(run.partnership, run.level).filter(pk=snapshot.run_id).first()
        if found is not None:
            return found
    reading = read(run.partnership, Weighing.from_plain(run.weighing), run.level, until=agenda.first_year)
    if reading is None:
        return None
    return ScoreRun(
        partnership=run.partnership,
        level=run.level,
        area_ids=reading.areas,
        weighing=run.weighing,
        inputs=reading.inputs.pack(),
        rests_on=reading.rests_on,
        sources=[{**kept, **earlier} for kept, earlier in zip(run.sources, reading.sources, strict=True)],
    )


def _evidence(explanation: Explanation, area: int) -> dict[str, dict[str, Any]]:
    """Return the evidence by code, the themes that weigh most first."""
    themes = explanation.contributions(area)
    return {item["indicator"]: item for theme in themes for item in theme["evidence"]}


def _figures(
    now: Mapping[str, dict[str, Any]], then: Mapping[str, dict[str, Any]], directions: Mapping[str, int]
) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            name_nl=item["name_nl"],
            name_en=item["name_en"],
            unit=item["unit"],
            direction=directions[code],
            then=_reading(then.get(code)),
            now=_reading(item),
        )
        for code, item in now.items()
    )


def _reading(item: Mapping[str, Any] | None) -> Reading | None:
    if item is None or item["value"] is None or item["period"] is None:
        return None
    return Reading(item["period"], item["value"], item["city"])


def _urgency(found: Trend, area: int, first_year: int) -> Figure | None:
    """Return the urgency on one ruler for all years, at the start and now; None without a score.

    The newest score up to the first year (else the oldest), and the newest of all.
    """
    row = found.rows.get(area)
    scored = [] if row is None else [year for year in found.years if not math.isnan(year.total[row])]
    if row is None or not scored:
        return None
    start = next((year for year in reversed(scored) if year.year <= first_year), scored[0])
    then, now = (
        Reading(year.year, float(year.total[row]), None if math.isnan(year.city) else year.city)
        for year in (start, scored[-1])
    )
    return Figure("", "", "", 1, then, now, unclear=not called_beside_city(found, start)[row])
