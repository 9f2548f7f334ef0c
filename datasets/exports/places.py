"""Where the rows of a table lie: shapes as PostGIS writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsGeoJSON, AsWKB, Transform
from django.db.models import Func, QuerySet

from datasets.exports.style import Style

WGS84 = 4326
DECIMALS = 7  # of a degree: a centimetre


class Placed(Protocol):
    """What a map format draws of a table: a shape by the key of its row, in degrees or in RD New."""

    @property
    def style(self) -> Style: ...
    def geojson(self) -> dict[int, str]: ...
    def wkb(self) -> dict[int, bytes]: ...


@dataclass(frozen=True, slots=True)
class Places:
    """`objects` are those of which the reader may see the place: what is not among them stays in the database."""

    objects: QuerySet
    field: str
    style: Style

    def geojson(self) -> dict[int, str]:
        """In degrees, with outer rings counterclockwise, as RFC 7946 asks."""
        degrees = Func(
            Transform(self.field, WGS84), function="ST_ForcePolygonCCW", output_field=GeometryField(srid=WGS84)
        )
        found = self._drawn().annotate(shape=AsGeoJSON(degrees, precision=DECIMALS))
        return dict(found.values_list("pk", "shape"))

    def wkb(self) -> dict[int, bytes]:
        """In RD New, as they are stored."""
        return {
            pk: bytes(shape) for pk, shape in self._drawn().annotate(shape=AsWKB(self.field)).values_list("pk", "shape")
        }

    def _drawn(self) -> QuerySet:
        return self.objects.order_by().filter(**{f"{self.field}__isnull": False})
