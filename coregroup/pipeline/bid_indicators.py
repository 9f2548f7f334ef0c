"""The standing of the areas of a party beside the city: a few indicators per subject, with their source and period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from coregroup.models import Bid
from coregroup.pipeline.bid_figures import Figure, both, figure, mean_of, observed
from coregroup.pipeline.subjects import PER_SUBJECT, SCOPES
from datasets.models import Area, Delivery, Indicator, Level
from datasets.pipeline.grants import shared
from sia.pages.sheet import stands_with_name
from sia.pipeline.figures import read_figures
from sia.words.figures import figure as written


@dataclass(frozen=True, slots=True)
class Known:
    """An indicator with its newest period that covers the city, and its figures of that period by area."""

    subject: str
    indicator: Indicator
    period: int
    origin: str
    values: dict[int, float]


def indicators_of(bid: Bid, here: Sequence[int]) -> tuple[list[dict[str, Any]], list[Figure]]:
    """Return for each subject the first indicators that every party has figures of.

    They are rows for the page, and their figures.

    Of the city its own figure, else the mean of its buurten; of the areas `here` their mean.
    """
    held = Area.objects.of(bid.partnership).current().plain().order_by("pk")
    buurten = list(held.at(Level.BUURT).values_list("pk", flat=True))
    city = list(held.at(Level.GEMEENTE).values_list("pk", flat=True))
    rows: list[dict[str, Any]] = []
    figures: list[Figure] = []
    for each in _known(bid, buurten, city):
        own = _mean(each, f"own:{each.indicator.code}", here)
        whole = _mean(each, f"city:{each.indicator.code}", city) or _mean(each, f"city:{each.indicator.code}", buurten)
        figures += [found for found in (own, whole) if found]
        rows.append({
            "subject": each.subject,
            "name": both(partial(_name, each.indicator)),
            "own": own["key"] if own else "",
            "city": whole["key"] if whole else "",
            "period": each.period,
            "origin": each.origin,
        })  # fmt: skip
    return rows, figures


def _known(bid: Bid, buurten: list[int], city: list[int]) -> Iterator[Known]:
    codes = [code for scope in SCOPES.values() for code in scope.indicators]
    indicators = list(Indicator.objects.of(bid.partnership).filter(code__in=codes).order_by("pk"))
    grant = shared(bid.partnership)
    sources = read_figures(buurten, [each.pk for each in indicators], grant).sources
    found = {each.code: (each, source) for each, source in zip(indicators, sources, strict=True) if source["period"]}
    chosen = [
        (subject, *found[code])
        for subject, scope in SCOPES.items()
        for code in [code for code in scope.indicators if code in found][:PER_SUBJECT]
    ]
    values = observed({each.pk: source["period"] for _subject, each, source in chosen}, [*buurten, *city], grant)
    origins = Delivery.objects.filter(pk__in=[source["delivery"] for _subject, _each, source in chosen])
    titles = dict(origins.values_list("pk", "dataset__title"))
    for subject, each, source in chosen:
        yield Known(subject, each, source["period"], titles.get(source["delivery"]) or "", values[each.pk])


def _mean(each: Known, key: str, areas: Sequence[int]) -> Figure | None:
    counted = sorted(area for area in areas if area in each.values)
    number = mean_of(each.values, counted)
    if number is None:
        return None
    source = {"model": "datasets.observation", "rule": "mean", "indicator": each.indicator.pk, "year": each.period}
    unit = "" if stands_with_name(each.indicator.unit) else each.indicator.unit
    shown = partial(written, unit=unit)
    return figure(key, partial(_label, key, each.indicator), number, shown, {**source, "areas": counted})


def _label(key: str, indicator: Indicator) -> str:
    if key.startswith("own:"):
        return _("%(indicator)s, where the party works") % {"indicator": indicator.name}
    return _("%(indicator)s, in the city") % {"indicator": indicator.name}


def _name(indicator: Indicator) -> str:
    return f"{indicator.name} ({indicator.unit})" if stands_with_name(indicator.unit) else indicator.name
