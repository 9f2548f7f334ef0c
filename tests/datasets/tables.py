"""Small tables of figures, as a user would upload them, and what stands in the store afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.base import ContentFile

from accounts.models import Partnership
from datasets.models import Observation
from tests.factories import upload

type Figures = Mapping[str, float | str | None]  # by area code


def wide(indicator: str, figures: Figures, *, year: int = 2024, name: str = "cijfers.csv") -> ContentFile:
    """A csv with one column of figures; None is left empty."""
    rows = [f"{code};{year};{'' if value is None else value}" for code, value in figures.items()]
    return upload(name, "\n".join([f"gebiedscode;jaar;{indicator}", *rows]).replace(".", ","))


def stored(partnership: Partnership, indicator: str, year: int = 2024) -> dict[str, float]:
    """Value by area code."""
    found = Observation.objects.of(partnership).filter(indicator__code=indicator, period=year)
    return dict(found.order_by("area__code").values_list("area__code", "value"))


def everything(partnership: Partnership) -> set[tuple]:
    """All figures with all their measures and their delivery."""
    fields = ("area", "indicator", "period", "value", "numerator", "denominator", "standard_error", "flag", "delivery")
    return set(Observation.objects.of(partnership).values_list(*fields))
