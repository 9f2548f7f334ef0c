"""The common part of the figures that works, sites and opportunities give to the potential of the weighing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Partnership
from datasets.models import Area, Observation
from datasets.pipeline.derived import store_derived

HORIZON_YEARS = 10


def inside(code: str) -> str:
    """Return in SQL whether the column `code` names area `a`, or a buurt of wijk `a`."""
    return f"({code} = a.code OR a.level = 'wijk' AND {code} LIKE 'BU' || substr(a.code, 3) || '%%')"


def keep(partnership: Partnership, spec: dict[str, Any], values: Sequence[tuple[int, float]]) -> bool:
    """Store the values of this year by area, and return whether any changed.

    Where nothing is known and never was, no indicator is made.

    What is stored replaces figures of its own levels; a level of which nothing is known any more loses them too.
    """
    if not values and not partnership.indicators.filter(code=spec["code"]).exists():
        return False
    year = timezone.localdate().year
    levels = Area.objects.filter(pk__in=[area for area, _value in values]).values("level")
    stood = Observation.objects.of(partnership).filter(indicator__code=spec["code"], period=year)
    emptied = stood.exclude(area__level__in=levels).order_by("area").values_list("area", flat=True)
    return store_derived(partnership, spec, year, values, emptied=list(emptied))
