"""The figures that a delivery replaced, old beside new; and of one figure every value that ever stood there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from datasets.models import Area, Delivery, Flag, Indicator, Observation, ObservationRevision
from datasets.pipeline.grants import Grant

PAGE = 50
type Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Value:
    """`known` is False where nothing stood or stands; `hidden` where the reader's covenant does not cover it."""

    value: float | None = None
    withheld: bool = False
    hidden: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class Correction:
    area: Area
    indicator: Indicator
    period: int
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Stood:
    """A value of one year with the delivery that brought it, and the one that took its place."""

    period: int
    value: Value
    delivery: Delivery | None
    replaced_by: Delivery | None = None


def replaced_by(delivery: Delivery, grant: Grant, page: str) -> tuple[Page[Any], list[Correction]]:
    """Return one page of what the delivery changed or took away; by indicator, area and year."""
    found = ObservationRevision.objects.filter(replaced_by=delivery).exclude(delivery=None)
    ordered = (
        found.select_related("indicator", "delivery", "area")
        .defer("area__geometry")
        .order_by("indicator__code", "area__code", "period")
    )
    shown = Paginator(ordered, PAGE).get_page(page)
    brought = _brought(delivery, shown.object_list)
    rows = []
    for each in shown.object_list:
        new = brought.get((each.area_id, each.indicator_id, each.period))
        read = _reader(grant, each.area, each.indicator_id)
        rows.append(Correction(each.area, each.indicator, each.period, read(each), read(new)))
    return shown, rows


def _brought(delivery: Delivery, replaced: Iterable[ObservationRevision]) -> dict[Key, Any]:
    """Return what the delivery itself brought there: it stands, or was replaced in its turn."""
    places = Q(pk__in=[])
    for each in replaced:
        places |= Q(area=each.area_id, indicator=each.indicator_id, period=each.period)
    later = ObservationRevision.objects.filter(places, delivery=delivery).select_related("delivery")
    standing = Observation.objects.filter(places, delivery=delivery).select_related("delivery")
    return {(row.area_id, row.indicator_id, row.period): row for row in [*later, *standing]}


def history(area: Area, indicator: Indicator, grant: Grant) -> list[Stood]:
    """Return the values of a figure, newest year first; within a year what stands, then what stood before it."""
    read = _reader(grant, area, indicator.pk)
    here: dict[str, Any] = {"area": area, "indicator": indicator}
    standing = _with_people(Observation.objects.filter(**here), "delivery")
    stood = ObservationRevision.objects.filter(**here).exclude(delivery=None)
    former = _with_people(stood, "delivery", "replaced_by")
    now = [Stood(each.period, read(each), each.delivery) for each in standing]
    then = [
        Stood(each.period, read(each), each.delivery, each.replaced_by)
        for each in former.order_by("-replaced_by__loaded_at", "-replaced_by")
    ]
    return sorted([*now, *then], key=lambda stood: -stood.period)


def _with_people(found: QuerySet[Any], *deliveries: str) -> QuerySet[Any]:
    return found.select_related(*(f"{name}__{who}" for name in deliveries for who in ("created_by", "supplier")))


def _reader(grant: Grant, area: Area, indicator: int) -> Any:
    def read(row: Any) -> Value:
        if row is None:
            return Value(known=False)
        dataset = row.delivery.dataset_id if row.delivery else None
        if not grant.allows(dataset, area.level, indicator):
            return Value(hidden=True)
        return Value(row.value, withheld=row.flag == Flag.WITHHELD)

    return read
