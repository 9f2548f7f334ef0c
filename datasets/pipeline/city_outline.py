"""The areas of a city in outline, for a small picture beside a text: paths of SVG that PostGIS makes in one query."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from accounts.models import Partnership

SIZE = 400  # of the longest side
MARGIN = 6
OUTLINE = """
WITH newest AS (
    SELECT id, geometry FROM datasets_area WHERE partnership_id = %(partnership)s AND level = %(level)s AND vintage = (
        SELECT max(vintage) FROM datasets_area WHERE partnership_id = %(partnership)s AND level = %(level)s
    )
), box AS (
    SELECT ST_XMin(e) AS x, ST_YMax(e) AS y, greatest(ST_XMax(e) - ST_XMin(e), ST_YMax(e) - ST_YMin(e)) AS side,
           ST_XMax(e) - ST_XMin(e) AS width, ST_YMax(e) - ST_YMin(e) AS height
    FROM (SELECT ST_Extent(geometry) AS e FROM newest) found
), shape AS (
    SELECT id, ST_SetSRID(ST_CoverageSimplify(geometry, side / %(size)s) OVER (), 28992) AS geometry FROM newest, box
)
SELECT ST_AsSVG(ST_TransScale(geometry, -x, -y, %(size)s / side, %(size)s / side), 0, 1),
       EXISTS (SELECT FROM datasets_observation WHERE area_id = shape.id),
       width * %(size)s / side, height * %(size)s / side
FROM shape, box WHERE NOT ST_IsEmpty(geometry) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class CityOutline:
    """`known` and `unknown` are the paths of areas with and without any figure; `box` is the picture's viewBox."""

    known: list[str]
    unknown: list[str]
    box: str


def city_outline(partnership: Partnership, level: str) -> CityOutline | None:
    """Draw the newest areas of a level; None where there are none."""
    with connection.cursor() as cursor:
        cursor.execute(OUTLINE, {"partnership": partnership.pk, "level": level, "size": float(SIZE)})
        rows = cursor.fetchall()
    if not rows:
        return None
    width, height = (round(side) + 2 * MARGIN for side in rows[0][2:])
    return CityOutline(
        known=[path for path, known, *_side in rows if known],
        unknown=[path for path, known, *_side in rows if not known],
        box=f"{-MARGIN} {-MARGIN} {width} {height}",
    )
