"""Check that the areas of a level cover all of the municipality, and that none lies over another.

Staged outlines are laid beside each other and beside what is stored. What is only a part is never the finest level.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Substr

from accounts.models import Partnership
from accounts.sql_rows import fetch_rows
from datasets.models import Area, Level
from datasets.parsers.problems import Problem, error

SLIVER = 0.02  # of the smaller of two: so far two drawings of one border may lie over each other
WHOLE = 0.95  # of the surface: nearly all, where borders were drawn anew
CHANGED = 0.8  # of the surface in another year, where the areas leave no holes: municipalities give up land too
HOLES = 0.005  # of the surface
FIRST_WIJK = 1  # the number at which the wijken of a municipality begin, or 0
NAMED = 5  # areas of one problem
LEVELS = [Level.WIJK, Level.BUURT]
REFERENCES = {Level.WIJK: [Level.GEMEENTE], Level.BUURT: [Level.GEMEENTE, Level.WIJK]}


def finest_level(partnership: Partnership) -> str:
    """Return buurt where the buurten cover nearly all of the municipalities that have wijken or buurten, else wijk."""
    found: dict[tuple[str, str], float] = {
        (level, code): surface
        for level, code, surface in Area.objects.of(partnership)
        .current()
        .annotate(municipality=Substr("code", 3, 4))
        .values_list("level", "municipality")
        .annotate(Sum("surface_m2"))
        .order_by()
    }
    inside = {code for level, code in found if level in LEVELS}
    buurten = sum(found.get((Level.BUURT, code), 0) for code in inside)
    whole = sum(max(found.get((level, code), 0) for level in (Level.GEMEENTE, *LEVELS)) for code in inside)
    return Level.BUURT if buurten and buurten >= WHOLE * whole else Level.WIJK


def overlaps(partnership: Partnership, vintage: int) -> list[Problem]:
    """Return a problem for each staged outline that lies over another of its level, staged or stored in this year."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON outline USING gist (geometry); ANALYZE outline")
        cursor.execute(
            """
            WITH pair AS (
                SELECT o.line, o.code, o.name, other.name AS other, other.code AS other_code,
                       o.geometry AS mine, other.geometry AS theirs
                FROM outline o JOIN outline other ON o.level = other.level AND other.code < o.code
                 AND o.geometry && other.geometry
                WHERE o.usable AND other.usable AND NOT o.derived AND NOT other.derived
                UNION ALL
                SELECT o.line, o.code, o.name, a.name, a.code, o.geometry, a.geometry
                FROM outline o JOIN datasets_area a ON a.level = o.level AND o.geometry && a.geometry
                WHERE o.usable AND NOT o.derived AND a.partnership_id = %(partnership)s AND a.vintage = %(vintage)s
                  AND NOT EXISTS (SELECT FROM outline same WHERE same.code = a.code)
            ), shared AS (
                SELECT line, code, name, other, other_code,
                       ST_Area(ST_Intersection(mine, theirs)) / least(ST_Area(mine), ST_Area(theirs)) AS share
                FROM pair
            )
            SELECT DISTINCT ON (code) line, code, name, other, other_code, share FROM shared WHERE share > %(sliver)s
            ORDER BY code, share DESC, other_code
            """,
            {"partnership": partnership.pk, "vintage": vintage, "sliver": SLIVER},
        )
        rows = cursor.fetchall()
    return [
        error(
            "areas_overlap", line, value=f"{name} ({code})", other=f"{other} ({other_code})", share=round(100 * share)
        )
        for line, code, name, other, other_code, share in sorted(rows)
    ]


def parts(partnership: Partnership, vintage: int, *, water: bool = False) -> list[Problem]:
    """Return a problem for each staged level that covers only a part of a coarser level in the file or in store.

    Without one to compare with, where the areas leave holes or the first wijken are not there. Where the file has
    `water`, which is not staged, that is what the holes are.
    """
    problems = []
    for level in LEVELS:
        if not _is_staged(level):
            continue
        reference = next(filter(None, (_reference(partnership, above, vintage) for above in REFERENCES[level])), None)
        share = _share_covered(partnership, level, vintage, reference) if reference else 1.0
        changed = reference is not None and reference[1] not in {0, vintage} and not _has_gaps(level, water)
        if share < (CHANGED if changed else WHOLE):
            problems.append(error("part_of_the_map", value=str(level), **_told(partnership, level, vintage, share)))
        elif reference is None and _has_gaps(level, water):
            problems.append(error("gaps_in_the_map", value=str(level)))
    return problems


type Reference = tuple[str, int]  # a level, and the year that it is stored of; 0: staged


def _is_staged(level: str) -> bool:
    return bool(fetch_rows("SELECT 1 FROM outline WHERE level = %(level)s AND NOT derived LIMIT 1", {"level": level}))


def _reference(partnership: Partnership, level: str, vintage: int) -> Reference | None:
    """Return the level in the file, else as it is stored of the year nearest to this one."""
    if _is_staged(level):
        return level, 0
    stored = fetch_rows(
        """
        SELECT vintage FROM datasets_area WHERE partnership_id = %(partnership)s AND level = %(level)s
        GROUP BY vintage ORDER BY abs(vintage - %(vintage)s), vintage DESC LIMIT 1
        """,
        {"partnership": partnership.pk, "level": level, "vintage": vintage},
    )
    return (level, stored[0][0]) if stored else None


STAGED_AND_STORED = """
    own AS (
        SELECT code, geometry FROM outline WHERE level = %(level)s AND usable
        UNION ALL
        SELECT a.code, a.geometry FROM datasets_area a
        WHERE a.partnership_id = %(partnership)s AND a.level = %(level)s AND a.vintage = %(vintage)s
          AND NOT EXISTS (SELECT FROM outline same WHERE same.code = a.code)
    )
"""


def _share_covered(partnership: Partnership, level: str, vintage: int, reference: Reference) -> float:
    """Return which part of the reference lies in areas of the level, of the municipalities that the level is of."""
    above, year = reference
    [(share,)] = fetch_rows(
        f"""
        WITH {STAGED_AND_STORED}, whole AS (
            SELECT code, geometry FROM outline WHERE %(year)s = 0 AND level = %(above)s AND usable
            UNION ALL
            SELECT code, geometry FROM datasets_area
            WHERE partnership_id = %(partnership)s AND level = %(above)s AND vintage = %(year)s
        ), place AS (
            SELECT ST_Union(geometry) AS geometry FROM whole
            WHERE substr(code, 3, 4) IN (SELECT substr(code, 3, 4) FROM own)
        )
        SELECT ST_Area(ST_Intersection(place.geometry, (SELECT ST_Union(geometry) FROM own))) / ST_Area(place.geometry)
        FROM place WHERE place.geometry IS NOT NULL
        UNION ALL SELECT NULL LIMIT 1
        """,
        {"partnership": partnership.pk, "level": level, "vintage": vintage, "above": above, "year": year},
    )
    return 1.0 if share is None else share


def _told(partnership: Partnership, level: str, vintage: int, share: float) -> dict[str, Any]:
    """Return how many areas are there of how many, and which are missing.

    Those of the year that the store holds, else the coarser areas that are not covered.
    """
    rows = fetch_rows(
        f"""
        WITH {STAGED_AND_STORED}, together AS (SELECT ST_Union(geometry) AS geometry FROM own), former AS (
            SELECT name, code, level, geometry FROM (
                SELECT a.*, rank() OVER (PARTITION BY level ORDER BY abs(a.vintage - %(vintage)s), a.vintage DESC) AS place
                FROM datasets_area a WHERE partnership_id = %(partnership)s
                  AND (level = %(level)s AND vintage <> %(vintage)s OR level = 'wijk' AND %(level)s = 'buurt')
            ) stored WHERE place = 1
            UNION ALL
            SELECT name, code, level, geometry FROM outline WHERE level = 'wijk' AND %(level)s = 'buurt' AND NOT derived
        )
        SELECT level, name, ST_Area(ST_Intersection(former.geometry, together.geometry)) < 0.5 * ST_Area(former.geometry),
               (SELECT count(*) FROM own)
        FROM former, together ORDER BY code
        """,
        {"partnership": partnership.pk, "level": level, "vintage": vintage},
    )
    alike = [row for row in rows if row[0] == level] or rows
    missing = list(dict.fromkeys(name for _level, name, is_missing, _count in alike if is_missing))
    count = rows[0][3] if rows else 0
    total = len(alike) if alike and alike[0][0] == level else "?"
    more = f" (+{len(missing) - NAMED})" if len(missing) > NAMED else ""
    names = ", ".join(missing[:NAMED]) + more or "–"
    return {"level": str(level), "count": count, "of": total, "share": int(100 * share), "names": names}


def _has_gaps(level: str, water: bool) -> bool:
    """Return whether the staged areas of one municipality leave holes, or begin at a later wijk than the first."""
    [(surface, filled, first, municipalities)] = fetch_rows(
        """
        SELECT ST_Area(whole), (SELECT sum(ST_Area(ST_MakePolygon(ST_ExteriorRing(piece.geom)))) FROM ST_Dump(whole) piece),
               first, municipalities
        FROM (SELECT ST_Union(geometry) AS whole, min(substr(code, 7, 2)) AS first,
                     count(DISTINCT substr(code, 3, 4)) AS municipalities FROM outline
              WHERE level = %(level)s AND usable) drawn
        """,
        {"level": level},
    )
    if not surface or municipalities > 1:
        return False
    return (not water and filled - surface > HOLES * filled) or (str(first).isdecimal() and int(first) > FIRST_WIJK)
