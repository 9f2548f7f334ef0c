"""Small tables of figures, as a user would upload them, and what stands in the store afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.base import ContentFile

from accounts.models import Partnership
from datasets.models import Area, Dataset, Delivery, Indicator, Observation
from tests.factories import upload

SQUARES = ["BU01530000", "BU01530001", "BU01530002", "BU01530100", "BU01530101", "BU01530102"]  # of square_city
CHANGES = ("new", "changed", "unchanged", "vanished")
type Figures = Mapping[str, float | str | None]  # by area code


def wide(indicator: str, figures: Figures, *, year: int = 2024, name: str = "cijfers.csv") -> ContentFile:
    """A csv with one column of figures; None is left empty."""
    rows = [f"{code};{year};{'' if value is None else value}" for code, value in figures.items()]
    return upload(name, "\n".join([f"gebiedscode;jaar;{indicator}", *rows]).replace(".", ","))


def unprotected(partnership: Partnership, *names: str) -> None:
    """Own tables of these names have no rule on small numbers: for tests of something else."""
    Dataset.objects.bulk_create(Dataset(partnership=partnership, key=name, title=name) for name in names)


def stored(partnership: Partnership, indicator: str, year: int = 2024) -> dict[str, float]:
    """Value by area code; of two areas with one code, that of the newer."""
    found = Observation.objects.of(partnership).filter(indicator__code=indicator, period=year)
    return dict(found.order_by("area__code", "area__vintage").values_list("area__code", "value"))


def everything(partnership: Partnership) -> set[tuple]:
    """All figures with all their measures and their delivery."""
    fields = ("area", "indicator", "period", "value", "numerator", "denominator", "standard_error", "flag", "delivery")
    return set(Observation.objects.of(partnership).values_list(*fields))


def whole_store(partnership: Partnership) -> tuple:
    """Figures, areas, indicators and the data version: what a refusal must leave as it was."""
    areas = set(Area.objects.of(partnership).values_list("pk", "code", "delivery", "inhabitants"))
    return everything(partnership), areas, set(Indicator.objects.values_list("code", flat=True)), version(partnership)


def changes(delivery: Delivery) -> tuple[int, ...]:
    """New, changed, unchanged, vanished."""
    return tuple(delivery.preview[name] for name in CHANGES)


def codes(delivery: Delivery) -> list[str]:
    return [problem["code"] for problem in delivery.problems]


def version(partnership: Partnership) -> int:
    partnership.refresh_from_db()
    return partnership.data_version
