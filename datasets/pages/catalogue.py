"""The catalogue page: datasets, indicators and their newest period, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Max

from accounts.models import Partnership
from datasets.models import Area, Dataset, Delivery, Indicator, Observation
from datasets.states import LIVE

DELIVERIES_SHOWN = 50


@dataclass(slots=True)
class DatasetLine:
    dataset: Dataset
    newest: Delivery | None = None
    period: int | None = None
    figures: int = 0
    areas: int = 0


@dataclass(slots=True)
class IndicatorLine:
    indicator: Indicator
    period: int | None = None
    source: Dataset | None = None
    figures: int = 0


@dataclass(slots=True)
class Catalogue:
    datasets: list[DatasetLine] = field(default_factory=list)
    indicators: list[IndicatorLine] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    levels: dict[str, int] = field(default_factory=dict)

    @property
    def has_figures(self) -> bool:
        return any(line.figures for line in self.indicators)

    @property
    def themes(self) -> list[tuple[str, str]]:
        found = {line.indicator.theme: line.indicator.get_theme_display() for line in self.indicators}
        return sorted(found.items(), key=lambda pair: str(pair[1]))

    def of_theme(self, theme: str) -> list[IndicatorLine]:
        return [line for line in self.indicators if theme in {"", line.indicator.theme}]


@dataclass(frozen=True, slots=True)
class Holding:
    """Figures of one indicator that stand from one delivery."""

    indicator: int
    delivery: int
    figures: int
    period: int


def catalogue(partnership: Partnership) -> Catalogue:
    deliveries = list(
        Delivery.objects.of(partnership).newest_first().defer("problems", "preview", "mapping", "recognised")
    )
    held = holdings(partnership)
    datasets = Dataset.objects.of(partnership).select_related("owner").order_by("title", "pk")
    indicators = list(Indicator.objects.of(partnership).order_by("theme", "name_nl", "pk"))
    return Catalogue(
        datasets=dataset_lines(datasets, deliveries, held),
        indicators=indicator_lines(indicators, deliveries, held),
        deliveries=deliveries[:DELIVERIES_SHOWN],
        levels=level_counts(partnership),
    )


def holdings(partnership: Partnership) -> list[Holding]:
    rows = (
        Observation.objects.filter(indicator__partnership=partnership)
        .shown()
        .values_list("indicator_id", "delivery_id")
        .annotate(figures=Count("period"), newest=Max("period"))
        .order_by("indicator_id", "newest", "delivery_id")
    )
    return [Holding(*row) for row in rows]


def level_counts(partnership: Partnership) -> dict[str, int]:
    """Return how many areas of the newest vintage stand at each level, largest areas first."""
    rows = Area.objects.of(partnership).current().values_list("level").annotate(Count("pk")).order_by()
    return dict(sorted(rows, key=lambda row: row[1]))


def dataset_lines(datasets: Iterable[Dataset], deliveries: list[Delivery], held: list[Holding]) -> list[DatasetLine]:
    lines: dict[int | None, DatasetLine] = {dataset.pk: DatasetLine(dataset) for dataset in datasets}
    for delivery in sorted(deliveries, key=lambda delivery: delivery.loaded_at or delivery.created_at):
        line = lines.get(delivery.dataset_id)
        if line and delivery.state in LIVE:
            line.newest = delivery
            line.areas = delivery.counts.get("areas", 0) if delivery.kind == Delivery.Kind.BOUNDARIES else 0
    dataset_of = {delivery.pk: delivery.dataset_id for delivery in deliveries}
    for holding in held:
        line = lines.get(dataset_of.get(holding.delivery))
        if line:
            line.figures += holding.figures
            line.period = max(line.period or 0, holding.period)
    return list(lines.values())


def indicator_lines(
    indicators: Iterable[Indicator], deliveries: list[Delivery], held: list[Holding]
) -> list[IndicatorLine]:
    """Return a line for each indicator, with its newest period and source.

    `held` is ordered by period, so the last source that is met is that of the newest figures.
    """
    lines = {indicator.pk: IndicatorLine(indicator) for indicator in indicators}
    sources = {delivery.pk: delivery.dataset for delivery in deliveries}
    for holding in held:
        line = lines[holding.indicator]
        line.figures += holding.figures
        line.period, line.source = holding.period, sources.get(holding.delivery)
    return sorted(
        lines.values(), key=lambda line: (str(line.indicator.get_theme_display()), line.indicator.name.lower())
    )
