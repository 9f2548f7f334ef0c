"""The figures of the catalogue: a row for each area, indicator and year, as an upload reads them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from datasets.exports.origin import LICENCES, OWN_LICENCE, origin_of, source_words
from datasets.exports.table import WITHHELD, Column, Kind, Labels, Table, Value, file_name
from datasets.models import Area, Delivery, Flag, Indicator, Observation
from datasets.pipeline.grants import Grant, granted
from datasets.querysets import ObservationQuerySet

# Key, kind, Dutch and English: not for translators, since uploads are recognised by these names.
COLUMNS: list[tuple[str, Kind, str, str]] = [
    ("area_code", "text", "gebiedscode", "area code"),
    ("area_name", "text", "naam van het gebied", "name of the area"),
    ("indicator", "text", "indicator", "indicator"),
    ("indicator_label", "words", "naam van de indicator", "name of the indicator"),
    ("unit", "text", "eenheid", "unit"),
    ("year", "whole", "jaar", "year"),
    ("value", "number", "waarde", "value"),
    ("numerator", "number", "teller", "numerator"),
    ("denominator", "number", "noemer", "denominator"),
    ("standard_error", "number", "standaardfout", "standard error"),
    ("flag", "code", "bijzonderheid", "remark"),
    ("delivery", "text", "levering", "delivery"),
    ("licence", "code", "licentie", "licence"),
]
LABELS: dict[str, Labels] = {"flag": dict(Flag.choices), "licence": LICENCES}
MEASURES = ("value", "numerator", "denominator", "standard_error")
BATCH = 5_000


def figures(partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return what this reader may read of the current areas; None without.

    Of one dataset (?dataset=) or one indicator (?indicator=), where that is asked.
    """
    areas = {pk: (code, name) for pk, code, name in _areas(partnership)}
    grant = granted(user, partnership)
    found = _chosen(partnership, query).filter(area__in=areas).readable_by(grant)
    count = found.count()
    if not count:
        return None
    deliveries = found.order_by().values_list("delivery", flat=True).distinct()
    language = 3 if get_language() == "en" else 2
    return Table(
        name=file_name(gettext_lazy("figures"), partnership.slug, query.get("indicator"), _today()),
        title=_("Figures of %(partnership)s") % {"partnership": partnership},
        columns=[Column(column[0], column[language], column[1], LABELS.get(column[0], {})) for column in COLUMNS],
        rows=_rows(partnership, found, areas),
        count=count,
        origin=origin_of(partnership, deliveries),
        closed=_closed(found, grant),
        rests_on=lambda: _given(found.filter(delivery__dataset__isnull=False)),
    )


def _closed(found: ObservationQuerySet[Observation], grant: Grant) -> list[tuple[int, str, int]]:
    if not grant.closed:
        return []
    return _given(found.filter(delivery__dataset__in=grant.closed))


def _given(found: ObservationQuerySet[Observation]) -> list[tuple[int, str, int]]:
    return list(found.order_by().values_list("delivery__dataset", "area__level", "indicator").distinct())


def _today() -> str:
    return timezone.localdate().isoformat()


def _areas(partnership: Partnership) -> Any:
    return Area.objects.of(partnership).current().values_list("pk", "code", "name")


def _chosen(partnership: Partnership, query: dict[str, str]) -> ObservationQuerySet[Observation]:
    found = Observation.objects.filter(indicator__partnership=partnership)
    if query.get("indicator"):
        found = found.filter(indicator__code=query["indicator"])
    if query.get("dataset", "").isascii() and query.get("dataset", "").isdigit():
        delivered = Delivery.objects.of(partnership).filter(dataset=int(query["dataset"][:18]))
        found = found.filter(delivery__in=delivered.values("pk"))
    return found


def _rows(
    partnership: Partnership, found: ObservationQuerySet[Observation], areas: dict[int, tuple[str, str]]
) -> Iterator[Sequence[Value]]:
    indicators = {each.pk: (each.code, each.name, each.unit) for each in Indicator.objects.of(partnership)}
    deliveries = {
        each.pk: (source_words(each), (each.dataset.licence if each.dataset else "") or OWN_LICENCE)
        for each in Delivery.objects.of(partnership).select_related("dataset").defer("problems", "preview")
    }
    ordered = found.order_by("indicator__code", "period", "area__code")
    cells = ordered.values_list("area_id", "indicator_id", "period", *MEASURES, "flag", "delivery_id")
    for area, indicator, period, value, *measures, flag, delivery in cells.iterator(BATCH):
        told = WITHHELD if flag == Flag.WITHHELD else value
        yield [*areas[area], *indicators[indicator], period, told, *measures, flag or None, *deliveries[delivery]]
