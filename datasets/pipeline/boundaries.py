"""Outlines on their way in: staged, mended by PostGIS, given parents, borders and a map."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import connection, transaction

from accounts.models import Partnership
from accounts.sql_rows import fetch_rows
from datasets.models import Delivery
from datasets.models.areas import RD_NEW
from datasets.parsers.boundaries import BoundaryRow

SHARED_WITHIN_M = 1  # drawings of one border may lie this far apart
SHORTEST_BORDER_M = 5  # shorter pieces found within that distance are corners
NAME_LENGTH = 120  # characters that an area keeps of its name
MAP_TOLERANCE_M = {"gemeente": 30, "wijk": 20, "buurt": 10, "deelgebied": 5}


def stage(rows: Iterable[BoundaryRow], srid: int) -> None:
    """Copy outlines into a table of this transaction, in RD New, valid, as multipolygons.

    `was_invalid` says which were mended.
    """
    with connection.cursor() as cursor:
        cursor.execute("""
            DROP TABLE IF EXISTS outline;
            CREATE TEMPORARY TABLE outline (
                code text, name text, level text, parent text, inhabitants int, dwellings int, wkb bytea, line int,
                geometry geometry, was_invalid boolean DEFAULT false, usable boolean DEFAULT true, derived boolean DEFAULT false
            ) ON COMMIT DROP
        """)
        with cursor.copy(
            "COPY outline (code, name, level, parent, inhabitants, dwellings, wkb, line) FROM STDIN"
        ) as copy:
            for row in rows:
                counts = (row.attributes.get("inhabitants"), row.attributes.get("dwellings"))
                copy.write_row((row.code, row.name[:NAME_LENGTH], row.level, row.parent, *counts, row.wkb, row.row))
        cursor.execute(
            """
            UPDATE outline SET geometry = ST_Force2D(ST_SetSRID(ST_GeomFromWKB(wkb), %(srid)s));
            UPDATE outline SET was_invalid = NOT ST_IsValid(geometry);
            UPDATE outline SET geometry = ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_Transform(
                ST_MakeValid(geometry, 'method=structure'), %(rd)s)), 3));
            UPDATE outline SET usable = ST_Area(geometry) >= 1 AND geometry && ST_MakeEnvelope(-7000, 289000, 300000, 629000, %(rd)s);
            """,
            {"srid": srid, "rd": RD_NEW},
        )


def without_surface() -> list[tuple[int, str]]:
    """Return line and code of the outlines of which nothing was left after mending.

    Also of those that lie outside the Netherlands.
    """
    return fetch_rows("SELECT line, code FROM outline WHERE NOT usable ORDER BY line")


def mended() -> list[tuple[int, str]]:
    """Return line and code of the outlines that crossed themselves and could be mended."""
    return fetch_rows("SELECT line, code FROM outline WHERE was_invalid AND usable ORDER BY line")


def derive_parents(partnership: Partnership, vintage: int) -> dict[str, int]:
    """Derive wijken from buurten and the gemeente from wijken, where the file and the store have none of this vintage.

    Names come from what the store knows of the code; counts are sums.
    """
    made = {}
    for child, level in [("buurt", "wijk"), ("wijk", "gemeente")]:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO outline (code, name, level, parent, inhabitants, dwellings, geometry, derived)
                SELECT parent, coalesce(
                        (SELECT name FROM datasets_area a WHERE a.partnership_id = %(partnership)s AND a.code = o.parent
                         ORDER BY vintage DESC LIMIT 1),
                        CASE %(level)s WHEN 'wijk' THEN 'Wijk ' || right(parent, 2) ELSE parent END),
                    %(level)s, CASE %(level)s WHEN 'wijk' THEN 'GM' || substr(parent, 3, 4) END,
                    sum(inhabitants), sum(dwellings), ST_Multi(ST_CollectionExtract(ST_Union(geometry ORDER BY code), 3)), true
                FROM outline o
                WHERE level = %(child)s AND parent IS NOT NULL
                  AND NOT EXISTS (SELECT FROM outline other WHERE other.level = %(level)s AND NOT other.derived)
                  AND NOT EXISTS (SELECT FROM datasets_area a JOIN datasets_delivery d ON d.id = a.delivery_id
                                  WHERE a.partnership_id = %(partnership)s AND a.level = %(level)s AND a.vintage = %(vintage)s
                                    AND d.recognised->'levels' ? %(level)s)
                GROUP BY parent
                """,
                {"partnership": partnership.pk, "child": child, "level": level, "vintage": vintage},
            )
            made[level] = cursor.rowcount
    return made


def compare(partnership: Partnership, vintage: int) -> dict[str, int]:
    """Return how many areas are new, changed, unchanged, and kept though the file does not have them."""
    [row] = fetch_rows(
        """
        SELECT count(*) FILTER (WHERE a.id IS NULL),
               count(*) FILTER (WHERE a.id IS NOT NULL AND NOT same), count(*) FILTER (WHERE same),
               (SELECT count(*) FROM datasets_area a JOIN (SELECT DISTINCT level FROM outline) l USING (level)
                WHERE a.partnership_id = %(partnership)s AND a.vintage = %(vintage)s
                  AND NOT EXISTS (SELECT FROM outline o WHERE o.code = a.code))
        FROM (SELECT o.*, a.id, ST_OrderingEquals(a.geometry, o.geometry) AND a.name = o.name
                     AND coalesce(o.inhabitants = a.inhabitants, o.inhabitants IS NULL)
                     AND coalesce(o.dwellings = a.dwellings, o.dwellings IS NULL) AS same
              FROM outline o LEFT JOIN datasets_area a
                ON a.partnership_id = %(partnership)s AND a.vintage = %(vintage)s AND a.code = o.code) a
        """,
        {"partnership": partnership.pk, "vintage": vintage},
    )
    return dict(zip(("new", "changed", "unchanged", "vanished"), row, strict=True))


def write(delivery: Delivery, vintage: int) -> list[str]:
    """Store the staged outlines, then parents, borders and maps of the levels that they touch; returns these levels."""
    values = {"partnership": delivery.partnership_id, "vintage": vintage, "delivery": delivery.pk}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO datasets_area (partnership_id, code, vintage, level, name, geometry, surface_m2, inhabitants, dwellings, delivery_id)
            SELECT %(partnership)s, code, %(vintage)s, level, name, geometry, ST_Area(geometry), inhabitants, dwellings, %(delivery)s
            FROM outline
            ON CONFLICT ON CONSTRAINT area_code_once_per_vintage DO UPDATE SET
                name = excluded.name, geometry = excluded.geometry, surface_m2 = excluded.surface_m2,
                inhabitants = coalesce(excluded.inhabitants, datasets_area.inhabitants),
                dwellings = coalesce(excluded.dwellings, datasets_area.dwellings), delivery_id = excluded.delivery_id
            """,
            values,
        )
        cursor.execute(
            """
            UPDATE datasets_area c SET parent_id = p.id FROM datasets_area p
            WHERE c.partnership_id = %(partnership)s AND c.vintage = %(vintage)s
              AND p.partnership_id = c.partnership_id AND p.vintage = c.vintage AND c.parent_id IS DISTINCT FROM p.id
              AND p.code = CASE c.level WHEN 'buurt' THEN 'WK' || substr(c.code, 3, 6) WHEN 'wijk' THEN 'GM' || substr(c.code, 3, 4) END
            """,
            values,
        )
    touched = levels()
    for level in touched:
        link_neighbours(delivery.partnership, level, vintage)
        draw_map(delivery.partnership, level, vintage)
    for level, other in _name_derived(delivery.partnership, vintage):
        draw_map(delivery.partnership, level, other)
    return touched


def levels() -> list[str]:
    """Return the levels of the staged outlines, with what was derived from them."""
    return [level for (level,) in fetch_rows("SELECT DISTINCT level FROM outline")]


def _name_derived(partnership: Partnership, vintage: int) -> set[tuple[str, int]]:
    """Give areas of other years that are named after their code the name in the file.

    Returns the levels and years of which any were.
    """
    return set(
        fetch_rows(
            """
            UPDATE datasets_area a SET name = o.name FROM outline o
            WHERE a.partnership_id = %(partnership)s AND a.code = o.code AND a.vintage <> %(vintage)s AND a.name <> o.name
              AND a.name = CASE a.level WHEN 'wijk' THEN 'Wijk ' || right(a.code, 2) ELSE a.code END
            RETURNING a.level, a.vintage
            """,
            {"partnership": partnership.pk, "vintage": vintage},
        )
    )


@transaction.atomic
def link_neighbours(partnership: Partnership, level: str, vintage: int) -> None:
    """Store shared borders in metres from the full outlines, also where two drawings lie up to a metre apart.

    Borders that a person corrected stay as they are.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DROP TABLE IF EXISTS drawn;
            CREATE TEMPORARY TABLE drawn ON COMMIT DROP AS
                SELECT id, geometry, ST_Boundary(geometry) AS line FROM datasets_area
                WHERE partnership_id = %(partnership)s AND level = %(level)s AND vintage = %(vintage)s;
            CREATE INDEX ON drawn USING gist (geometry);
            ANALYZE drawn;
            """,
            {"partnership": partnership.pk, "level": level, "vintage": vintage},
        )
        cursor.execute(
            """
            WITH pair AS MATERIALIZED (
                SELECT a.id AS a, b.id AS b, a.line AS a_line, b.geometry AS b_geometry,
                       ST_Length(ST_Intersection(a.line, b.line)) AS exact
                FROM drawn a JOIN drawn b ON a.id < b.id AND ST_DWithin(a.geometry, b.geometry, %(within)s)
            ), near AS (
                SELECT a, b, sum(ST_Length(piece.geom)) FILTER (WHERE ST_Length(piece.geom) >= %(shortest)s) AS metres
                FROM pair, ST_Dump(ST_LineMerge(ST_Intersection(a_line, ST_Buffer(b_geometry, %(within)s, 'quad_segs=2')))) piece
                GROUP BY a, b
            ), border AS (
                SELECT a, b, greatest(exact, coalesce(metres, 0)) AS metres, exact FROM pair LEFT JOIN near USING (a, b)
            ), parted AS (
                DELETE FROM datasets_arealink l USING drawn
                WHERE l.a_id = drawn.id AND NOT l.corrected AND NOT EXISTS (SELECT FROM pair WHERE (pair.a, pair.b) = (l.a_id, l.b_id))
            )
            INSERT INTO datasets_arealink (a_id, b_id, border_m, corrected, barrier, barrier_share, crossings, permeability, note)
            SELECT a, b, CASE WHEN exact > 0 AND metres - exact < %(shortest)s THEN exact ELSE metres END, false, 'none', 0, 0, 1, ''
            FROM border ORDER BY a, b -- the same map has the same numbers
            ON CONFLICT ON CONSTRAINT area_link_once DO UPDATE SET border_m = excluded.border_m WHERE NOT datasets_arealink.corrected
            """,
            {"within": SHARED_WITHIN_M, "shortest": SHORTEST_BORDER_M},
        )


def draw_map(partnership: Partnership, level: str, vintage: int) -> None:
    """Store the level's outlines as one GeoJSON text.

    Borders are simplified together (no slivers), in WGS84 with five decimals.
    """
    [(body,)] = fetch_rows(
        """
        SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
            'type', 'Feature', 'id', code, 'geometry', ST_AsGeoJSON(ST_Transform(simple, 4326), 5)::json,
            'properties', json_build_object('name', name)) ORDER BY code), '[]'::json))::text
        FROM (SELECT code, name, ST_SetSRID(ST_CoverageSimplify(geometry, %(tolerance)s) OVER (), 28992) AS simple FROM (
                  SELECT code, name, geometry FROM datasets_area
                  WHERE partnership_id = %(partnership)s AND level = %(level)s AND vintage = %(vintage)s ORDER BY code) drawn) area
        """,
        {"partnership": partnership.pk, "level": level, "vintage": vintage, "tolerance": MAP_TOLERANCE_M[level]},
    )
    partnership.area_maps.update_or_create(
        level=level, vintage=vintage, defaults={"body": body, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    )
