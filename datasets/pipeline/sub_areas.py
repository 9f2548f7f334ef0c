"""Areas that a partnership drew itself: where they may lie, what they lie in, and that they keep up with the buurten.

All of a partnership stand beside the buurten of the newest year (without buurten: the wijken), each code once.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Max, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Partnership
from accounts.sql_rows import fetch_rows
from datasets.models import Area, AreaLink, AreaMap, Delivery, Level, Observation, ObservationRevision
from datasets.models.areas import RD_NEW
from datasets.pipeline.boundaries import draw_map, link_neighbours

SMALLEST_M2 = 100
INSIDE = 0.95  # of the surface: a hand does not follow a border to the metre
MOST_OVERLAP = 0.05  # of the smaller of two
NAMED = 0.01  # a smaller part of the surface is not spoken of
LEAST_INSIDE = 0.5  # of the surface of an area that comes out of a file
COUNTRY = {RD_NEW: (-7_000, 289_000, 300_000, 629_000), 4326: (3.2, 50.7, 7.3, 53.7)}
OF_THIS_ROOM = {Area, AreaLink, Observation, ObservationRevision}
DRAWN_CODE = r"^DG[0-9]{6}$"


def vintage_of(partnership: Partnership) -> int | None:
    """Return the year of the areas that own areas lie in; None where there are no buurten and no wijken."""
    held = Area.objects.of(partnership)
    newest = [held.at(level).aggregate(newest=Max("vintage"))["newest"] for level in (Level.BUURT, Level.WIJK)]
    year: int | None = newest[0] or newest[1]
    return year


def holders(partnership: Partnership) -> QuerySet[Area]:
    """Return the wijken and buurten that an own area may lie in."""
    around = Area.objects.of(partnership).filter(level__in=[Level.WIJK, Level.BUURT])
    return around.filter(vintage=vintage_of(partnership) or 0).plain()


def next_code(partnership: Partnership) -> str:
    """Return the next free code, DG000001 and on; the caller holds the partnership's row."""
    drawn = Area.objects.of(partnership).filter(code__regex=DRAWN_CODE).aggregate(last=Max("code"))["last"]
    return f"DG{int(drawn[2:]) + 1 if drawn else 1:06}"


def judge(partnership: Partnership, outline: GEOSGeometry, inside: str = "") -> tuple[MultiPolygon, int]:
    """Return the outline in RD New as a multipolygon, and the id of the area that it lies in.

    That is `inside`, else the buurt, else the wijk. Raises ValidationError, a sentence for who drew it, where it cannot
    be.
    """
    shape = in_rd(outline)
    parent = find_parent(partnership, shape, inside)
    refuse_overlap(partnership, shape)
    return shape, parent


def in_rd(outline: GEOSGeometry) -> MultiPolygon:
    if outline.geom_type not in {"Polygon", "MultiPolygon"} or outline.empty:
        raise ValidationError(_("The outline encloses nothing. Draw an area with at least three corners."))
    west, south, east, north = COUNTRY.get(outline.srid or 0, (0, 0, 0, 0))
    left, bottom, right, top = outline.extent
    if not (west <= left <= right <= east and south <= bottom <= top <= north):
        raise ValidationError(
            _("The outline lies outside the Netherlands. Give the longitude first, then the latitude.")
        )
    [(drawn, valid, surface)] = fetch_rows(
        """
        SELECT ST_AsEWKB(shape), ST_IsValid(shape), ST_Area(shape)
        FROM (SELECT ST_Multi(ST_Force2D(ST_Transform(ST_GeomFromEWKB(%s), %s))) AS shape) drawn
        """,
        [bytes(outline.ewkb), RD_NEW],
    )
    if not valid:
        raise ValidationError(_("The outline crosses itself. Draw it so that no two of its lines cross."))
    if surface < SMALLEST_M2:
        params = {"surface": number_format(surface, 0), "least": SMALLEST_M2}
        raise ValidationError(_("The outline holds %(surface)s m². Draw at least %(least)s m².") % params)
    return cast(MultiPolygon, GEOSGeometry(memoryview(drawn)))


def find_parent(partnership: Partnership, shape: GEOSGeometry, inside: str) -> int:
    """Return the id of the one buurt, else wijk, that holds the shape; only `inside` where that is named."""
    vintage = vintage_of(partnership)
    if vintage is None:
        raise ValidationError(_("There are no buurten on your map yet. Load the boundaries first."))
    found = fetch_rows(
        """
        SELECT id, code, name, level, ST_Area(ST_Intersection(geometry, shape)) / ST_Area(shape)
        FROM datasets_area, ST_GeomFromEWKB(%s) shape
        WHERE partnership_id = %s AND vintage = %s AND level IN ('buurt', 'wijk') AND ST_Intersects(geometry, shape)
        ORDER BY level = 'wijk', 5 DESC, code
        """,
        [bytes(shape.ewkb), partnership.pk, vintage],
    )
    for pk, code, _name, _level, share in found:
        if share >= INSIDE and inside in {"", code}:
            return int(pk)
    raise ValidationError(_where(partnership, found, inside))


def _where(partnership: Partnership, found: list[tuple[Any, ...]], inside: str) -> str:
    """Return a sentence on why no area holds the shape."""
    if inside:
        name = Area.objects.of(partnership).filter(code=inside).values_list("name", flat=True).first() or inside
        share = next((share for _pk, code, _name, _level, share in found if code == inside), 0)
        text = _("Only %(share)s%% of the outline lies inside %(area)s. Draw it inside, or choose another area.")
        return text % {"share": min(round(100 * share), round(100 * INSIDE) - 1), "area": name}
    lowest = found[0][3] if found else None
    parts = [
        f"{name} ({round(100 * share)}%)"
        for _pk, _code, name, level, share in found
        if level == lowest and share >= NAMED
    ]
    if not parts:
        return _("The outline lies outside your buurten. Draw it inside one of them.")
    text = _("The outline must lie inside one buurt or one wijk. It lies in: %(areas)s.")
    return text % {"areas": ", ".join(parts[:5])}


def refuse_overlap(partnership: Partnership, shape: GEOSGeometry) -> None:
    over = fetch_rows(
        """
        SELECT name, share FROM (
            SELECT name, ST_Area(ST_Intersection(geometry, shape)) / least(ST_Area(geometry), ST_Area(shape)) AS share
            FROM datasets_area, ST_GeomFromEWKB(%s) shape
            WHERE partnership_id = %s AND level = 'deelgebied' AND ST_Intersects(geometry, shape)
        ) own WHERE share > %s ORDER BY share DESC LIMIT 1
        """,
        [bytes(shape.ewkb), partnership.pk, MOST_OVERLAP],
    )
    for name, share in over:
        text = _(
            "The outline overlaps sub-area “%(area)s” for %(share)s%%. Draw it beside that one, or delete that one."
        )
        raise ValidationError(text % {"area": name, "share": round(100 * share)})


def outside(partnership: Partnership, vintage: int) -> list[tuple[int, str]]:
    """Return line and code of the staged outlines that lie for less than half in any one buurt or wijk."""
    return fetch_rows(
        """
        SELECT line, code FROM outline o WHERE usable AND NOT EXISTS (
            SELECT FROM datasets_area p
            WHERE p.partnership_id = %s AND p.vintage = %s AND p.level IN ('buurt', 'wijk')
              AND ST_Intersects(p.geometry, o.geometry)
              AND ST_Area(ST_Intersection(p.geometry, o.geometry)) >= %s * ST_Area(o.geometry))
        ORDER BY line
        """,
        [partnership.pk, vintage, LEAST_INSIDE],
    )


def overlapping(partnership: Partnership) -> list[tuple[int, str, str]]:
    """Return line and code of the staged outlines that lie over another own area, and the other's name.

    The other is staged or stored.
    """
    return fetch_rows(
        """
        WITH other AS (
            SELECT code, name, geometry, line FROM outline WHERE usable
            UNION ALL
            SELECT code, name, geometry, 0 FROM datasets_area a
            WHERE partnership_id = %s AND level = 'deelgebied' AND NOT EXISTS (SELECT FROM outline o WHERE o.code = a.code)
        )
        SELECT DISTINCT ON (o.line) o.line, o.code, other.name FROM outline o
        JOIN other ON other.line < o.line AND ST_Intersects(o.geometry, other.geometry)
        WHERE o.usable AND ST_Area(ST_Intersection(o.geometry, other.geometry))
              > %s * least(ST_Area(o.geometry), ST_Area(other.geometry))
        ORDER BY o.line, other.code
        """,
        [partnership.pk, MOST_OVERLAP],
    )


def settle(partnership: Partnership, anew: Collection[str] = ()) -> None:
    """Bring own areas to the year of the newest buurten, each inside the area that it lies in most.

    Those of the codes `anew` also when they stand there already. What they lay in before comes first as long as it
    still holds them.
    """
    vintage = vintage_of(partnership)
    if vintage is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE datasets_area own SET vintage = %(vintage)s, parent_id = found.parent FROM (
                SELECT DISTINCT ON (s.id) s.id, p.id AS parent
                FROM datasets_area s
                LEFT JOIN datasets_area former ON former.id = s.parent_id
                LEFT JOIN LATERAL (
                    SELECT id, code, level, ST_Area(ST_Intersection(geometry, s.geometry)) / ST_Area(s.geometry) AS share
                    FROM datasets_area WHERE partnership_id = s.partnership_id AND vintage = %(vintage)s
                      AND level IN ('buurt', 'wijk') AND ST_Intersects(geometry, s.geometry)
                ) p ON true
                WHERE s.partnership_id = %(partnership)s AND s.level = 'deelgebied'
                  AND (s.vintage <> %(vintage)s OR s.parent_id IS NULL OR s.code = ANY(%(anew)s))
                ORDER BY s.id, coalesce(p.share >= %(inside)s AND p.code = former.code, false) DESC,
                         coalesce(p.share >= %(inside)s, false) DESC, p.level, p.share DESC, p.code
            ) found WHERE own.id = found.id
            """,
            {"partnership": partnership.pk, "vintage": vintage, "anew": list(anew), "inside": INSIDE},
        )
        moved = cursor.rowcount
    if moved:
        redraw(partnership, vintage)


def redraw(partnership: Partnership, vintage: int) -> None:
    """Redraw the borders and the map of the own areas; maps of an earlier year show nothing that still stands there."""
    link_neighbours(partnership, Level.DEELGEBIED, vintage)
    draw_map(partnership, Level.DEELGEBIED, vintage)
    AreaMap.objects.of(partnership).filter(level=Level.DEELGEBIED).exclude(vintage=vintage).delete()


def has_figures(area: Area) -> bool:
    """Return whether figures stand or stood here that Samenwijk did not count itself."""
    counted = {"delivery__kind": Delivery.Kind.DERIVED}
    found = [rows.objects.filter(area=area).exclude(**counted) for rows in (Observation, ObservationRevision)]
    return any(rows.exists() for rows in found)


def is_spoken_of(area: Area) -> bool:
    """Return whether anything outside this room refers to it: notes, results, decisions."""
    relations = [relation for relation in Area._meta.related_objects if relation.related_model not in OF_THIS_ROOM]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: area}).exists() for relation in relations
    )
