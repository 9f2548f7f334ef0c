"""The place of a work or site: where it may lie, and in which area that is."""

from __future__ import annotations

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, WKBWriter, WKTReader, WKTWriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Partnership
from accounts.sql_rows import fetch_rows
from datasets.models.areas import RD_NEW
from dia.parsers.works import Place

WGS84, LARGEST_DEGREE = 4326, 180
COUNTRY = (-7_000, 289_000, 300_000, 629_000)  # in RD New
KINDS = {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"}
MOST_CORNERS = 10_000
UNREADABLE = (ValueError, TypeError, GDALException, GEOSException)
CENTIMETRES = 2  # decimals that count


def in_rd(shape: GEOSGeometry) -> GEOSGeometry:
    """Return a point, line or surface in RD New, without heights.

    Without a system of its own it is told by its coordinates. Raises ValidationError, a sentence for who drew or
    brought it, where it cannot be.
    """
    if shape.geom_type not in KINDS or shape.empty:
        raise ValidationError(_("The place holds nothing. Give a point, a line or an outline."))
    if shape.num_coords > MOST_CORNERS:
        raise ValidationError(_("The place has too many corners. Simplify it first."))
    if not shape.srid:
        shape.srid = RD_NEW if max(shape.extent) > LARGEST_DEGREE else WGS84
    moved = _moved(shape)
    west, south, east, north = COUNTRY
    left, bottom, right, top = moved.extent
    if not (west <= left <= right <= east and south <= bottom <= top <= north):
        raise ValidationError(_("The place lies outside the Netherlands. Give the longitude first, then the latitude."))
    if not moved.valid:
        raise ValidationError(_("The outline crosses itself. Draw it so that no two of its lines cross."))
    return moved


def _moved(shape: GEOSGeometry) -> GEOSGeometry:
    flat = GEOSGeometry(memoryview(WKBWriter(dim=2).write(shape)), srid=shape.srid)
    try:
        flat.transform(RD_NEW)
    except UNREADABLE as fault:
        raise ValidationError(_("We do not know how the coordinates are meant. Use RD New or WGS 84.")) from fault
    return flat


def shape_of(place: Place) -> GEOSGeometry:
    """Return the place in a file, in RD New and to the centimetre.

    Raises ValidationError with a sentence where it cannot be.
    """
    try:
        read = WKTReader().read(place.shape) if isinstance(place.shape, str) else GEOSGeometry(memoryview(place.shape))
    except UNREADABLE as fault:
        raise ValidationError(
            _("We cannot read this place. Write it as WKT, such as POINT (258000 471000).")
        ) from fault
    degrees = read.empty or max(read.extent) <= LARGEST_DEGREE
    read.srid = place.srid if place.srid != WGS84 or degrees else None  # a GeoJSON in RD New often does not say so
    return rounded(in_rd(read))


def rounded(shape: GEOSGeometry) -> GEOSGeometry:
    return GEOSGeometry(wkt(shape), srid=RD_NEW)


def wkt(shape: GEOSGeometry) -> str:
    """Write a shape as WKT in RD New to the centimetre, as files bring it back."""
    return str(WKTWriter(dim=2, trim=True, precision=CENTIMETRES).write(shape).decode())


def areas_of(partnership: Partnership, places: list[GEOSGeometry]) -> list[str | None]:
    """Return for each place the code of the buurt, else wijk, of the newest year that holds most of it.

    None outside all.
    """
    if not places:
        return []
    found = fetch_rows(
        """
        SELECT DISTINCT ON (n) n, code
        FROM unnest(%(places)s::bytea[]) WITH ORDINALITY AS given(ewkb, n)
        CROSS JOIN LATERAL ST_GeomFromEWKB(ewkb) AS place
        LEFT JOIN (
            SELECT code, level, geometry FROM datasets_area a
            WHERE partnership_id = %(partnership)s AND level IN ('buurt', 'wijk') AND vintage = (
                SELECT max(vintage) FROM datasets_area b WHERE b.partnership_id = a.partnership_id AND b.level = a.level)
        ) held ON ST_Intersects(geometry, place)
        ORDER BY n, level = 'wijk', ST_Area(ST_Intersection(geometry, place)) DESC,
                 ST_Length(ST_Intersection(geometry, place)) DESC, code
        """,
        {"places": [bytes(place.ewkb) for place in places], "partnership": partnership.pk},
    )
    return [code for _number, code in found]


def area_of(partnership: Partnership, place: GEOSGeometry) -> str | None:
    return areas_of(partnership, [place])[0]


def touches(partnership: Partnership, code: str, place: GEOSGeometry) -> bool:
    """Return whether any part of the place lies in the area, as it is newest."""
    found = fetch_rows(
        """
        SELECT ST_Intersects(geometry, ST_GeomFromEWKB(%(place)s)) FROM datasets_area
        WHERE partnership_id = %(partnership)s AND code = %(code)s ORDER BY vintage DESC LIMIT 1
        """,
        {"place": bytes(place.ewkb), "partnership": partnership.pk, "code": code},
    )
    return bool(found and found[0][0])
