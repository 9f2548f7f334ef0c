"""The places of the rows of a table: shapes as PostGIS writes them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.contrib.gis.db.models import Extent, GeometryField
from django.contrib.gis.db.models.functions import AsWKB, Envelope, Transform
from django.contrib.gis.geos import MultiPolygon
from django.db.models import Func, IntegerField, QuerySet, TextField

from datasets.exports.style import Style
from datasets.models.areas import RD_NEW

WGS84 = 4326
DECIMALS = {WGS84: 7, RD_NEW: 3}  # a centimetre, and a millimetre


class Placed(Protocol):
    """The shapes that a map format draws of a table: a shape by the key of its row, in degrees or in RD New."""

    @property
    def style(self) -> Style: ...
    def geojson(self) -> dict[int, str]: ...
    def wkb(self) -> dict[int, bytes]: ...


@dataclass(frozen=True, slots=True)
class Places:
    """`objects` are those of which the reader may see the place: what is not among them stays in the database."""

    objects: QuerySet[Any]
    field: str
    style: Style

    def geojson(self, srid: int = WGS84) -> dict[int, str]:
        """Return the shapes in degrees, or in RD New, with outer rings counterclockwise, as RFC 7946 asks."""
        turned = Func(Transform(self.field, srid), function="ST_ForcePolygonCCW", output_field=GeometryField(srid=srid))
        plain = Func(turned, DECIMALS[srid], 0, function="ST_AsGeoJSON", output_field=TextField())
        return dict(self._drawn().annotate(shape=plain).values_list("pk", "shape"))

    def wkb(self) -> dict[int, bytes]:
        """Return the shapes in RD New, as they are stored."""
        return {
            pk: bytes(shape) for pk, shape in self._drawn().annotate(shape=AsWKB(self.field)).values_list("pk", "shape")
        }

    def only(self, keys: Collection[int]) -> Places:
        return replace(self, objects=self.objects.filter(pk__in=keys))

    def shapes(self) -> dict[int, int]:
        """Return for each shape whether it is points (0), lines (1) or areas (2)."""
        dimension = Func(self.field, function="ST_Dimension", output_field=IntegerField())
        return dict(self._drawn().annotate(dimension=dimension).values_list("pk", "dimension"))

    def within(self, boxes: MultiPolygon) -> set[int]:
        """Return the keys of what touches one of these boxes.

        In degrees the shapes are turned, since a box in degrees is none in RD.
        """
        found = self._drawn()
        if boxes.srid == RD_NEW:
            return set(found.filter(**{f"{self.field}__intersects": boxes}).values_list("pk", flat=True))
        turned = found.annotate(shape=Transform(self.field, boxes.srid))
        return set(turned.filter(shape__intersects=boxes).values_list("pk", flat=True))

    def extent(self) -> tuple[float, float, float, float] | None:
        """Return west, south, east, north of all that is drawn, in degrees."""
        bounds: tuple[float, float, float, float] | None = self._drawn().aggregate(
            box=Extent(Transform(Envelope(self.field), WGS84))
        )["box"]
        return bounds

    def _drawn(self) -> QuerySet[Any]:
        return self.objects.order_by().filter(**{f"{self.field}__isnull": False})
