"""A square city that has been weighed: figures with their delivery, a model, a run of each level, an asset."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.utils import timezone

from accounts.models import Partnership
from datasets.models import Area, AreaLink, AreaMap, Asset, Dataset, Delivery, Indicator, Observation
from datasets.models.areas import RD_NEW
from sia import pipeline
from sia.models import ScoreModel, ScoreRun
from tests import factories
from tests.days import this_year

PERIODS = (2023, 2024)
THEMES = [("poverty", "social", "urgency"), ("loneliness", "health", "urgency"), ("clubs", "assets", "potential")]


@dataclass(frozen=True, slots=True)
class City:
    partnership: Partnership
    areas: list[Area]  # buurten from the south-west; the last one has no figures at all
    delivery: Delivery
    asset: Asset
    model: ScoreModel
    run: ScoreRun  # of the buurten

    @property
    def link(self) -> AreaLink:
        return AreaLink.objects.of(self.partnership).touching(self.areas[0].pk).order_by("pk")[0]

    @property
    def map(self) -> AreaMap:
        return AreaMap.objects.of(self.partnership).get(level="buurt")


def weighed_city(partnership: Partnership, *, columns: int = 3, rows: int = 2, mark: str = "") -> City:
    """The name of everything that a screen may show ends in `mark`; figures rise from the south-west by one per area."""
    areas = factories.square_city(partnership, columns=columns, rows=rows)
    delivery = delivered(partnership, mark)
    for indicator in indicators(partnership, mark):
        Observation.objects.bulk_create(figures(partnership, indicator, delivery, without=areas[-1]))
    asset = Asset.objects.create(
        partnership=partnership, name=f"Sportclub{mark}", kind="sports_club", point=centre_of(areas[0]), reach_m=800
    )
    Area.objects.of(partnership).update(corporation_dwellings=200)
    if mark:
        for area in Area.objects.of(partnership).plain():
            Area.objects.filter(pk=area.pk).update(name=f"{area.name}{mark}")
    model = pipeline.refresh_starter(partnership)
    assert model is not None
    pipeline.compute(partnership, model, "wijk")
    run = pipeline.compute(partnership, model, "buurt")
    assert run is not None
    return City(partnership, areas, delivery, asset, model, run)


def renewed(city: City) -> City:
    """As if its figures were of this year, on whatever day that is."""
    for run in ScoreRun.objects.of(city.partnership):
        run.sources = [source | {"period": this_year()} for source in run.sources]
        run.save(update_fields=["sources"])
    return city


def delivered(partnership: Partnership, mark: str) -> Delivery:
    dataset = Dataset.objects.create(partnership=partnership, key="own", title=f"Kerncijfers{mark}")
    return Delivery.objects.create(
        partnership=partnership,
        dataset=dataset,
        kind=Delivery.Kind.STATISTICS,
        state=Delivery.State.CURRENT,
        name=f"kerncijfers{mark}.csv",
        sha256="0" * 64,
        size=1000,
        loaded_at=timezone.now(),
        recognised={"file_kind": "csv", "source": None, "source_title": f"Kerncijfers{mark}", "header": ["code", "x"]},
    )


def indicators(partnership: Partnership, mark: str) -> list[Indicator]:
    return [
        factories.IndicatorFactory.create(
            partnership=partnership, code=code, name_nl=f"{code.capitalize()}{mark}", theme=theme, role=role
        )
        for code, theme, role in THEMES
    ]


def figures(partnership: Partnership, indicator: Indicator, delivery: Delivery, without: Area) -> list[Observation]:
    areas = Area.objects.of(partnership).exclude(pk=without.pk).plain().order_by("pk")
    return [
        Observation(area=area, indicator=indicator, period=period, value=10.0 + place, delivery=delivery)
        for place, area in enumerate(areas)
        for period in PERIODS
    ]


def centre_of(area: Area) -> Point:
    centre = area.geometry.centroid
    return Point(centre.x, centre.y, srid=RD_NEW)
