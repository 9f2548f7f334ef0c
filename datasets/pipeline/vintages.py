"""Two years of boundaries laid over one another: what became of each area, kept with the shares of every piece.

Everything happens in tables of the caller's transaction: `later` (the areas of the later year, stored or still staged),
`former`, `meeting` (which of them overlap) and `piece`. A check looks at them, a load keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from django.db import connection
from django.db.models import Max, Min

from accounts.models import Partnership
from datasets.models import Area, AreaOverlap, Level
from datasets.vintages.match import KEPT, Corners, Match, Meeting, Place, match

LEVELS = [Level.GEMEENTE, Level.WIJK, Level.BUURT]  # own areas are not of a year: they go along with the buurten
KNOWN = 2 / 3  # of a former area's surface lies in buurten of which a number is known
AS_DRAWN = 0.99  # of the surface: outlines that agree this well need no look at their corners
MEASURES = ("inhabitants", "dwellings")
type Later = Literal["staged", "loaded", "stored"]


def former_years(partnership: Partnership, levels: Iterable[str], vintage: int) -> dict[int, list[str]]:
    """Return the year before `vintage` with the levels that have it as such.

    Levels without a former year are left out.
    """
    return _by_year(partnership, levels, Max("vintage"), vintage__lt=vintage)


def next_years(partnership: Partnership, levels: Iterable[str], vintage: int) -> dict[int, list[str]]:
    return _by_year(partnership, levels, Min("vintage"), vintage__gt=vintage)


def _by_year(partnership: Partnership, levels: Iterable[str], nearest: Any, **which: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for level in LEVELS:
        year = Area.objects.of(partnership).at(level).filter(**which).aggregate(year=nearest)["year"]
        if year and level in set(levels):
            found.setdefault(year, []).append(level)
    return found


def lay_over(partnership: Partnership, before: int, after: int, levels: Sequence[str], *, later: Later) -> Match:
    """Fill the tables of this transaction with the areas of both years and what became of the former ones.

    The later ones are "staged" (outlines on their way in, under keys below 0), "loaded" (just stored from them) or
    "stored" before.
    """
    values: dict[str, Any] = {"partnership": partnership.pk, "before": before, "after": after, "levels": list(levels)}
    with connection.cursor() as cursor:
        cursor.execute(_LATER[later], values)
        cursor.execute(_FORMER, values)
        places = _places(cursor, "former"), _places(cursor, "later")
        cursor.execute(_MEETINGS, {"as_drawn": AS_DRAWN})
        cursor.execute("SELECT * FROM meeting")
        found = match(*places, [_meeting(*row) for row in cursor.fetchall()])
        cursor.execute(_PIECES)
        with cursor.copy("COPY piece (before, after, kind, m2) FROM STDIN") as copy:
            for piece in found.pieces:
                copy.write_row((piece.before, piece.after, piece.kind, piece.shared_m2))
        cursor.execute("ANALYZE piece")
        _share_out(cursor)
    return found


def keep(before: int, after: int, levels: Sequence[str], partnership: Partnership) -> None:
    """Store the pieces as the overlaps between both years, in place of those that ended or began in either."""
    between = AreaOverlap.objects.of(partnership).filter(after__level__in=levels)
    between.filter(before__vintage=before).delete()
    between.filter(after__vintage=after).delete()
    with connection.cursor() as cursor:
        cursor.execute("""
            INSERT INTO datasets_areaoverlap (before_id, after_id, kind, surface_share, inhabitants_share, dwellings_share)
            SELECT before, after, kind, surface, inhabitants, dwellings FROM piece
        """)


def _places(cursor: Any, table: str) -> list[Place]:
    cursor.execute(f"SELECT key, level, code, name, surface_m2 FROM {table} ORDER BY code")
    return [Place(*row) for row in cursor.fetchall()]


def _meeting(before: int, after: int, shared: float, *corners: Any) -> Meeting:
    told = corners[0] is not None and corners[3] is not None
    return Meeting(before, after, shared, *((Corners(*corners[:3]), Corners(*corners[3:])) if told else ()))


def _share_out(cursor: Any) -> None:
    """Compute shares by surface, and by people and dwellings.

    The latter from the buurten inside, else from the later areas, else by surface.
    """
    for measure in MEASURES:
        cursor.execute(_BY_BUURT.format(measure=measure), {"known": KNOWN})
        cursor.execute(_BY_LATER.format(measure=measure))
    cursor.execute(_SHARES, {"kept": [str(kind) for kind in KEPT]})


_DROP = "DROP TABLE IF EXISTS later, former, meeting, piece;"
_COLUMNS = "code, name, level, geometry, surface_m2, inhabitants, dwellings"
_STORED = f"""SELECT id AS key, {_COLUMNS} FROM datasets_area a
    WHERE partnership_id = %(partnership)s AND level = ANY(%(levels)s)"""
_INDEX = "; CREATE INDEX ON later USING gist (geometry); ANALYZE later;"
_TABLE = f"{_DROP} CREATE TEMPORARY TABLE later ON COMMIT DROP AS"
_LATER: dict[Later, str] = {
    "stored": f"{_TABLE} {_STORED} AND vintage = %(after)s {_INDEX}",
    # Of the areas in the file the numbers of the file: those that were worked out earlier say nothing new.
    "loaded": f"""{_TABLE} {_STORED} AND vintage = %(after)s;
        UPDATE later SET inhabitants = o.inhabitants, dwellings = o.dwellings FROM outline o WHERE o.code = later.code {_INDEX}""",
    "staged": f"""{_TABLE}
        SELECT -row_number() OVER (ORDER BY code) AS key, code, name, level, geometry, ST_Area(geometry) AS surface_m2,
               inhabitants, dwellings
        FROM outline WHERE usable AND level = ANY(%(levels)s)
        UNION ALL
        {_STORED} AND vintage = %(after)s AND NOT EXISTS (SELECT FROM outline o WHERE o.code = a.code) {_INDEX}""",
}
_FORMER = f"""
    CREATE TEMPORARY TABLE former ON COMMIT DROP AS {_STORED} AND vintage = %(before)s;
    CREATE INDEX ON former USING gist (geometry); ANALYZE former;"""
_OFF = """
    LEFT JOIN LATERAL (
        SELECT count(*) AS corners, percentile_cont(0.5) WITHIN GROUP (ORDER BY metres) AS middle, max(metres) AS farthest
        FROM (SELECT ST_Boundary({other}.geometry) AS line OFFSET 0) other,
             LATERAL (SELECT ST_Distance(corner.geom, line) AS metres FROM ST_DumpPoints({own}.geometry) corner) off
    ) {own}_off ON could_be"""
# Outlines that agree need no intersection; which corners lie where is asked only of what may be one area drawn twice.
_MEETINGS = f"""
    CREATE TEMPORARY TABLE meeting ON COMMIT DROP AS
    SELECT former.key AS before, later.key AS after, shared,
           former_off.corners AS corners, former_off.middle AS middle, former_off.farthest AS farthest,
           later_off.corners AS later_corners, later_off.middle AS later_middle, later_off.farthest AS later_farthest
    FROM former JOIN later ON former.level = later.level AND ST_Intersects(former.geometry, later.geometry)
    CROSS JOIN LATERAL (SELECT CASE WHEN ST_OrderingEquals(former.geometry, later.geometry) THEN former.surface_m2
        ELSE ST_Area(ST_Intersection(former.geometry, later.geometry)) END AS shared) met
    CROSS JOIN LATERAL (SELECT shared >= 0.5 * least(former.surface_m2, later.surface_m2)
        AND shared < %(as_drawn)s * (former.surface_m2 + later.surface_m2 - shared) AS could_be) near
    {_OFF.format(own="former", other="later")} {_OFF.format(own="later", other="former")}
    WHERE shared > 0 ORDER BY former.code, later.code"""
_PIECES = """
    CREATE TEMPORARY TABLE piece (
        before bigint, after bigint, kind text, m2 float8, surface float8, inhabitants float8, dwellings float8
    ) ON COMMIT DROP"""
# What lives in the buurten of the former area, by where these lie in the later ones.
_BY_BUURT = """
    WITH inside AS (
        SELECT f.key AS before, b.geometry, b.surface_m2, b.{measure} AS number FROM former f
        JOIN datasets_area b ON b.level = 'buurt' AND (b.parent_id = f.key OR b.parent_id IN (
            SELECT id FROM datasets_area w WHERE w.parent_id = f.key AND w.level = 'wijk'))
        WHERE f.level IN ('wijk', 'gemeente') AND f.key IN (SELECT before FROM piece GROUP BY 1 HAVING count(*) > 1)
    ), told AS (
        SELECT before FROM inside JOIN former ON former.key = before GROUP BY before, former.surface_m2
        HAVING sum(inside.surface_m2) FILTER (WHERE number IS NOT NULL) >= %(known)s * former.surface_m2
    ), living AS (
        SELECT piece.before, piece.after, sum(number * ST_Area(ST_Intersection(inside.geometry, later.geometry)) / inside.surface_m2) AS number
        FROM told JOIN piece USING (before) JOIN later ON later.key = piece.after
        LEFT JOIN inside ON inside.before = piece.before AND ST_Intersects(inside.geometry, later.geometry) GROUP BY 1, 2
    )
    UPDATE piece SET {measure} = coalesce(living.number, 0) FROM living
    WHERE (piece.before, piece.after) = (living.before, living.after)"""
# Where the later areas say how many live in them, and all of those that share a former one do.
_BY_LATER = """
    UPDATE piece SET {measure} = later.{measure} * m2 / later.surface_m2 FROM later
    WHERE later.key = piece.after AND piece.{measure} IS NULL AND piece.before NOT IN (
        SELECT before FROM piece JOIN later ON later.key = after WHERE later.{measure} IS NULL)"""
_SHARES = """
    UPDATE piece SET surface = shared.surface, inhabitants = coalesce(shared.inhabitants, shared.surface),
                     dwellings = coalesce(shared.dwellings, shared.surface)
    FROM (SELECT before, after, CASE WHEN kind = ANY(%(kept)s) THEN 1 ELSE m2 / sum(m2) OVER whole END AS surface,
                 inhabitants / nullif(sum(inhabitants) OVER whole, 0) AS inhabitants,
                 dwellings / nullif(sum(dwellings) OVER whole, 0) AS dwellings
          FROM piece WINDOW whole AS (PARTITION BY before)) shared
    WHERE (piece.before, piece.after) = (shared.before, shared.after)"""
