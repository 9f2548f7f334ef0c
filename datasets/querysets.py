"""Reads of areas and figures, in domain words. Tables with geometry defer it: maps get text that PostGIS made."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db.models import Max, Q, Subquery
from django.db.models.fields.tuple_lookups import Tuple, TupleIn
from django.utils import timezone

from accounts.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from datasets.models import (
        AccessEvent,
        Area,
        AreaLink,
        AreaMap,
        AreaOverlap,
        Covenant,
        Delivery,
        Export,
        Job,
        Observation,
        ObservationRevision,
    )
    from datasets.pipeline.grants import Grant, Opening

KEPT_FOR = timedelta(hours=24)  # a file that was made for somebody


class AreaQuerySet(ScopedQuerySet["Area"]):
    def current(self) -> Self:
        """Keep the newest vintage of each level that the partnership holds.

        That is asked once for each level, not for each area.
        """
        level = ("partnership", "level")
        newest = self.model._base_manager.order_by().values(*level).annotate(Max("vintage"))
        return self.filter(TupleIn(Tuple(*level, "vintage"), Subquery(newest)))

    def at(self, level: str) -> Self:
        return self.filter(level=level)

    def plain(self) -> Self:
        return self.defer("geometry")


class AreaLinkQuerySet(ScopedQuerySet["AreaLink"]):
    partnership_path = "a__partnership"

    def touching(self, area_id: int) -> Self:
        return self.filter(Q(a=area_id) | Q(b=area_id))

    def between(self, area_ids: list[int]) -> Self:
        return self.filter(a__in=area_ids, b__in=area_ids)


class AreaOverlapQuerySet(ScopedQuerySet["AreaOverlap"]):
    partnership_path = "after__partnership"


class DeliveryQuerySet(ScopedQuerySet["Delivery"]):
    def newest_first(self) -> Self:
        return self.select_related("dataset", "created_by", "supplier").order_by("-created_at", "-pk")


class ObservationQuerySet[Figure: Observation | ObservationRevision](ScopedQuerySet[Figure]):
    partnership_path = "area__partnership"

    def with_sources(self) -> Self:
        return self.select_related("indicator", "delivery__dataset")

    def shown(self) -> Self:
        """Keep those with a value: of what is withheld there is none."""
        return self.exclude(flag="withheld")

    def withheld(self) -> Self:
        return self.filter(flag="withheld")

    def readable_by(self, grant: Grant) -> Self:
        """Keep only what may be read: `grant` comes from `granted(user, partnership)` or `shared(partnership)`."""
        if not grant.closed:
            return self
        of_all = ~Q(delivery__dataset__in=grant.closed)
        return self.filter(*(reduce(or_, map(_given, reader), of_all) for reader in grant.readers))


def _given(opening: Opening) -> Q:
    given = Q(delivery__dataset=opening.dataset, area__level__in=opening.levels)
    return given if opening.indicators is None else given & Q(indicator__in=opening.indicators)


class CovenantQuerySet(ScopedQuerySet["Covenant"]):
    def in_force(self, on: date | None = None) -> Self:
        """Keep those signed by all, begun, and neither past their period nor ended."""
        day = on or timezone.localdate()
        open_ended = Q(until__isnull=True) | Q(until__gte=day)
        standing = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
        return self.filter(open_ended, standing, signed_at__isnull=False, since__lte=day)


class AccessEventQuerySet(ScopedQuerySet["AccessEvent"]):
    def newest_first(self) -> Self:
        return self.select_related("user", "party", "dataset", "places_of").order_by("-at", "-pk")


class JobQuerySet(ScopedQuerySet["Job"]):
    def open(self) -> Self:
        return self.filter(state__in=["queued", "running"])


class ExportQuerySet(ScopedQuerySet["Export"]):
    def kept(self) -> Self:
        """Keep those that may still be fetched."""
        return self.filter(created_at__gt=timezone.now() - KEPT_FOR)

    def kept_long_enough(self) -> Self:
        return self.filter(created_at__lte=timezone.now() - KEPT_FOR)


class MapQuerySet(ScopedQuerySet["AreaMap"]):
    def newest(self, level: str) -> AreaMap | None:
        return self.filter(level=level).defer("body").order_by("-vintage").first()
