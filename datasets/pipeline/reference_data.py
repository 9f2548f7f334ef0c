"""The data beside which a table of figures is read, each fetched once.

These are the areas that its partnership holds today, its indicators, and whose its datasets are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import Partnership
from datasets.models import Area, Dataset, Indicator, Level

if TYPE_CHECKING:
    from datasets.parsers.names import Places


class KnownArea(NamedTuple):
    pk: int
    code: str
    level: str
    name: str
    parent: int | None
    inhabitants: int | None
    dwellings: int | None
    surface_m2: float


class KnownDataset(NamedTuple):
    """A dataset of a party."""

    pk: int
    title: str
    owner: int
    owner__name: str


class KnownIndicator(NamedTuple):
    pk: int
    code: str
    unit: str
    theme: str
    name_nl: str
    name_en: str
    written: int | None  # how often its figures were, which a trigger counts (sql/observations.sql)


def known_areas(areas: QuerySet[Area]) -> list[KnownArea]:
    """Return the areas by level and code."""
    return list(map(KnownArea._make, areas.order_by("level", "code").values_list(*KnownArea._fields)))


@dataclass(frozen=True, eq=False)
class Known:
    areas: list[KnownArea]
    indicators: list[KnownIndicator]
    datasets: list[KnownDataset]

    @classmethod
    def of(cls, partnership: Partnership) -> Self:
        """Read it. Stored figures have to be read after this, so that who writes meanwhile is seen by the next one."""
        times = RawSQL("SELECT times FROM datasets_written WHERE indicator_id = datasets_indicator.id", [])
        indicators = Indicator.objects.of(partnership).order_by("pk").annotate(written=times)
        owned = Dataset.objects.of(partnership).exclude(owner=None).order_by("pk")
        return cls(
            known_areas(Area.objects.of(partnership).current()),
            list(map(KnownIndicator._make, indicators.values_list(*KnownIndicator._fields))),
            list(map(KnownDataset._make, owned.values_list(*KnownDataset._fields))),
        )

    def of_year(self, partnership: Partnership, vintage: int | None) -> Self:
        """Return the same beside the areas of a stored year; of today where it is None."""
        if vintage is None:
            return self
        return replace(self, areas=known_areas(Area.objects.of(partnership).filter(vintage=vintage)))

    @cached_property
    def area_ids(self) -> list[int]:
        return [area.pk for area in self.areas]

    @cached_property
    def by_code(self) -> dict[str, KnownArea]:
        return {area.code: area for area in self.areas}

    @cached_property
    def own_codes(self) -> frozenset[str]:
        """Return the codes of the areas that the partnership drew itself."""
        return frozenset(area.code for area in self.areas if area.level == Level.DEELGEBIED)

    @cached_property
    def places(self) -> Places:
        """Return the areas that a table may name."""
        from datasets.parsers.names import Place, Places

        return Places(Place(area.code, area.level, area.name) for area in self.areas)

    def numbered(self, codes: Iterable[str]) -> dict[str, int]:
        """Return the ids of indicators by code; below 0 for those that the partnership does not have yet."""
        there = {indicator.code: indicator.pk for indicator in self.indicators}
        return {code: there.get(code, -n) for n, code in enumerate(codes, start=1)}
