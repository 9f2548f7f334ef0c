"""Every figure of a bid with the stored rows that it comes from, and the same figure made once more from those rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import fmean
from typing import Any

from django.db import connection
from django.utils.translation import override

from datasets.models import Observation
from datasets.pipeline.grants import Grant
from dia.models import Commitment, Work
from sia.pipeline.figures import RATE, allowed

type Number = int | float
type Figure = dict[str, Any]
LANGUAGES = ("nl", "en")


def both(words: Callable[[], Any]) -> dict[str, str]:
    """Return the same words in each language: what is offered reads the same to everybody, whenever it is opened."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(words())
    return found


def figure(
    key: str, label: Callable[[], Any], number: Number, shown: Callable[[Number], str], source: Mapping[str, Any]
) -> Figure:
    """Return a figure; `source` names the model, the rows and the rule, and `resolve` needs nothing else."""
    return {
        "key": key,
        "label": both(label),
        "number": number,
        "shown": both(lambda: shown(number)),
        "source": dict(source),
    }


def resolve(figure: Figure, grant: Grant) -> Number | None:
    """Return the number once more, from the rows that its source names.

    None where one is gone, empty or may not be read.
    """
    source = figure["source"]
    return RULES[source["model"]](source, grant)


def sum_of(commitments: Iterable[Commitment], field: str) -> Number:
    return plain(sum((getattr(each, field) for each in commitments), Decimal(0) if field == "fte" else 0))


def cost_of(works: Iterable[Work]) -> int:
    return sum(work.planned_cost for work in works)


def mean_of(values: Mapping[int, float], areas: Iterable[int]) -> float | None:
    """Return the mean over the areas that have the figure, each counting once; always added in the same order."""
    known = [values[area] for area in sorted(areas) if area in values]
    return fmean(known) if known else None


def plain(number: int | Decimal) -> Number:
    return float(number) if isinstance(number, Decimal) else number


def observed(periods: Mapping[int, int], areas: Sequence[int], grant: Grant) -> dict[int, dict[int, float]]:
    """Return per indicator its figures of the given period, by area, in the unit of the indicator.

    Without what is empty, and without what `grant` does not allow.
    """
    condition, parameters = allowed(grant, list(periods))
    found: dict[int, dict[int, float]] = {indicator: {} for indicator in periods}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT o.indicator_id, o.area_id, {RATE}
            FROM unnest(%(indicators)s::bigint[], %(periods)s::int[]) asked(indicator, year)
            JOIN datasets_observation o ON o.indicator_id = asked.indicator AND o.period = asked.year
            JOIN datasets_indicator i ON i.id = o.indicator_id
            WHERE o.area_id = ANY(%(areas)s) AND {condition}
            """,  # noqa: S608 -- RATE and the condition are constants
            {"indicators": list(periods), "periods": list(periods.values()), "areas": list(areas), **parameters},
        )
        for indicator, area, value in cursor.fetchall():
            if value is not None:
                found[indicator][area] = value
    return found


def closed_figures(figures: Iterable[Figure], grant: Grant) -> frozenset[str]:
    """Return the keys of the figures that come from rows which `grant` does not allow.

    A covenant ended since, or never covered them.
    """
    sources = [(each["key"], each["source"]) for each in figures if each["source"]["model"] == "datasets.observation"]
    if not grant.closed or not sources:
        return frozenset()
    held = Observation.objects.filter(
        indicator__in={source["indicator"] for _key, source in sources},
        area__in={area for _key, source in sources for area in source["areas"]},
    )
    rows = (
        held.filter(delivery__dataset__in=grant.closed)
        .order_by()
        .values_list("indicator", "period", "area", "area__level", "delivery__dataset")
    )
    shut = {
        (indicator, period, area)
        for indicator, period, area, level, dataset in rows
        if not grant.allows(dataset, level, indicator)
    }
    return frozenset(
        key
        for key, source in sources
        if any((source["indicator"], source["year"], area) in shut for area in source["areas"])
    )


def looked_at(figures: Iterable[Figure], grant: Grant) -> frozenset[tuple[int, str]]:
    """Return what these figures show of datasets under a covenant, for the access log."""
    asked = {
        (source["indicator"], source["year"], area)
        for source in (each["source"] for each in figures)
        if source["model"] == "datasets.observation"
        for area in source["areas"]
    }
    if not grant.closed or not asked:
        return frozenset()
    indicators, _years, areas = zip(*asked, strict=True)
    held = Observation.objects.filter(indicator__in=set(indicators), area__in=set(areas)).readable_by(grant)
    rows = held.filter(delivery__dataset__in=grant.closed).order_by()
    told = rows.values_list("indicator", "period", "area", "delivery__dataset", "area__level")
    return frozenset((dataset, level) for *row, dataset, level in told if tuple(row) in asked)


def _committed(source: Mapping[str, Any], _grant: Grant) -> Number | None:
    rows = list(Commitment.objects.filter(pk__in=source["pks"]))
    return sum_of(rows, source["field"]) if len(rows) == len(source["pks"]) else None


def _planned(source: Mapping[str, Any], _grant: Grant) -> Number | None:
    rows = list(Work.objects.filter(pk__in=source["pks"]).defer("place"))
    if len(rows) != len(source["pks"]):
        return None
    return len(rows) if source["rule"] == "count" else cost_of(rows)


def _observed(source: Mapping[str, Any], grant: Grant) -> Number | None:
    values = observed({source["indicator"]: source["year"]}, source["areas"], grant)[source["indicator"]]
    return mean_of(values, source["areas"]) if set(source["areas"]) == values.keys() else None


RULES: dict[str, Callable[[Mapping[str, Any], Grant], Number | None]] = {
    "dia.commitment": _committed,
    "dia.work": _planned,
    "datasets.observation": _observed,
}
