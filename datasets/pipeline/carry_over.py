"""The figures of a former year carried to the areas of a later one.

As they are where the area is the same, shared out where it changed, and not at all where too little is known. All at
once, from the pieces of `datasets.pipeline.vintages`.

A carried figure keeps its delivery, so its source, its owner and what its covenant allows stay what they were.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from accounts.models import Partnership
from datasets.models import Delivery, Indicator
from datasets.vintages.fitting import fitting
from datasets.vintages.match import KEPT

# So much of an area, and of what a figure is weighed by, must be known. A theme needs as much for its score; of a sum what
# is unknown would simply be missing in it.
COVERED = 2 / 3
WHOLE = 0.95
WAYS = ("exact", "apportioned", "withheld", "left")


def work_out(partnership: Partnership) -> dict[str, dict[str, int]]:
    """Fill the table `carried` of this transaction, and count how figures come to the later areas.

    Per level how many figures of the later areas come which way, and how many of the former ones are left behind.
    """
    values: dict[str, Any] = {
        "kept": [str(kind) for kind in KEPT],
        "covered": COVERED,
        "whole": WHOLE,
        "counted": Delivery.Kind.DERIVED,
    }
    fits = {each.pk: fitting(each.code, each.unit, each.theme) for each in Indicator.objects.of(partnership)}
    with connection.cursor() as cursor:
        cursor.execute(_FIT)
        with cursor.copy("COPY fit (indicator_id, measure, is_sum) FROM STDIN") as copy:
            for indicator, fit in fits.items():
                if fit:
                    copy.write_row((indicator, fit.measure, fit.is_sum))
        for statement in (_MASS, _STANDING, _CARRIED):
            cursor.execute(statement, values)
        cursor.execute(_WAYS)
        return {level: dict(zip(WAYS, numbers, strict=True)) for level, *numbers in cursor.fetchall()}


def write(delivery: Delivery | None = None) -> None:
    """Store what was worked out.

    Carried figures that stood there make place; those that were delivered for the later areas themselves stay. For the
    undo of a load of boundaries, what it replaced in areas that were there is kept.
    """
    with connection.cursor() as cursor:
        if delivery:
            cursor.execute(_REPLACED)
        cursor.execute(f"DELETE FROM datasets_observation o USING later WHERE {_IS_CARRIED}")
        cursor.execute(f"""
            INSERT INTO datasets_observation ({_COLUMNS}, delivery_id) SELECT {_COLUMNS}, delivery_id FROM carried
            ON CONFLICT DO NOTHING
        """)
        if delivery:
            cursor.execute(_KEEP, {"delivery": delivery.pk})


def count_in_areas() -> None:
    """Count inhabitants and dwellings of the later areas that came without.

    The count is the sum of their pieces, where all are known.
    """
    with connection.cursor() as cursor:
        for number, measure in [("inhabitants",) * 2, ("dwellings",) * 2, ("corporation_dwellings", "dwellings")]:
            cursor.execute(_NUMBERS.format(number=number, measure=measure), {"whole": WHOLE})


_COLUMNS = "area_id, indicator_id, period, value, numerator, denominator, standard_error, flag"
_IS_CARRIED = """o.area_id = later.key AND (o.flag = 'apportioned' OR EXISTS (
    SELECT FROM standing s WHERE (s.indicator_id, s.period, s.delivery_id) = (o.indicator_id, o.period, o.delivery_id)))"""
# In areas that were there before the load (`was_area`, of datasets.pipeline.replaced_areas). An empty place is kept without delivery.
_CARRIED_BEFORE = (
    f"SELECT o.* FROM datasets_observation o, later WHERE {_IS_CARRIED} AND later.key IN (SELECT id FROM was_area)"
)
_REPLACED = f"""
    DROP TABLE IF EXISTS was_carried;
    CREATE TEMPORARY TABLE was_carried ON COMMIT DROP AS {_CARRIED_BEFORE}"""
_KEEP = f"""
    INSERT INTO datasets_observationrevision ({_COLUMNS}, delivery_id, replaced_by_id)
    SELECT area_id, indicator_id, period, was.value, was.numerator, was.denominator, was.standard_error, coalesce(was.flag, ''),
           was.delivery_id, %(delivery)s
    FROM was_carried was FULL JOIN ({_CARRIED_BEFORE}) now USING (area_id, indicator_id, period)
    WHERE (was.value, was.numerator, was.denominator, was.standard_error, was.flag, was.delivery_id)
        IS DISTINCT FROM (now.value, now.numerator, now.denominator, now.standard_error, now.flag, now.delivery_id)"""
_FIT = """
    DROP TABLE IF EXISTS fit, mass, standing, carried;
    CREATE TEMPORARY TABLE fit (indicator_id bigint, measure text, is_sum boolean) ON COMMIT DROP"""
# Per piece and measure: its share of the former area, how much it weighs in the later one, and how much of both areas lies
# on the map of the other year. Where a number is not known of every piece, or nobody lives there, surface weighs.
_MASS = """
    CREATE TEMPORARY TABLE mass ON COMMIT DROP AS
    WITH inside AS (
        SELECT p.*, p.kind = ANY(%(kept)s) AS exact, f.inhabitants AS people, f.dwellings AS homes,
               least((SELECT sum(shared) FROM meeting m WHERE m.after = p.after) / l.surface_m2,
                     (SELECT sum(shared) FROM meeting m WHERE m.before = p.before) / f.surface_m2) AS on_map
        FROM piece p JOIN former f ON f.key = p.before JOIN later l ON l.key = p.after
    ), measured AS (
        SELECT before, after, exact, on_map, measure, share, number * share AS weight, m2 FROM inside CROSS JOIN LATERAL (VALUES
            ('inhabitants', inhabitants, people), ('dwellings', dwellings, homes), ('surface', surface, NULL)
        ) of (measure, share, number)
    )
    SELECT before, after, exact, on_map, measure, share,
           CASE WHEN count(weight) OVER here = count(*) OVER here AND sum(weight) OVER here > 0 THEN weight ELSE m2 END AS weight
    FROM measured WINDOW here AS (PARTITION BY after, measure)"""
_STANDING = """
    CREATE TEMPORARY TABLE standing ON COMMIT DROP AS
    SELECT o.*, d.dataset_id FROM datasets_observation o
    JOIN former ON former.key = o.area_id JOIN datasets_delivery d ON d.id = o.delivery_id WHERE d.kind <> %(counted)s;
    CREATE INDEX ON standing (area_id); ANALYZE standing"""
_CARRIED = """
    CREATE TEMPORARY TABLE carried ON COMMIT DROP AS
    WITH whole AS (
        SELECT after, measure, sum(weight) AS weight FROM mass WHERE NOT exact GROUP BY 1, 2
    ), part AS (
        SELECT m.after, s.*, fit.is_sum, m.measure, m.share, m.weight, s.denominator * m.share AS base,
               coalesce(s.value, s.numerator) IS NOT NULL AS known
        FROM mass m JOIN standing s ON s.area_id = m.before
        JOIN fit ON fit.indicator_id = s.indicator_id AND fit.measure = m.measure
        WHERE NOT m.exact AND m.on_map >= CASE WHEN is_sum THEN %(whole)s ELSE %(covered)s END
    ), shared AS (
        SELECT after, indicator_id, period, dataset_id, measure, is_sum, max(delivery_id) AS delivery_id,
               sum(weight) FILTER (WHERE known) AS weight,
               sum(value * share) AS total, sum(numerator * share) AS numerator, sum(base) AS denominator,
               CASE WHEN bool_and(base IS NOT NULL) AND sum(base) > 0 THEN sum(value * base) / sum(base)
                    ELSE sum(value * weight) / nullif(sum(weight) FILTER (WHERE value IS NOT NULL), 0) END AS mean,
               bool_and(numerator IS NOT NULL AND denominator IS NOT NULL) AS is_fraction
        FROM part WHERE flag <> 'withheld' GROUP BY 1, 2, 3, 4, 5, 6
    ), hidden AS (
        SELECT m.after, s.indicator_id, s.period, max(s.delivery_id) AS delivery_id
        FROM mass m JOIN standing s ON s.area_id = m.before
        WHERE NOT m.exact AND m.measure = 'surface' AND s.flag = 'withheld' GROUP BY 1, 2, 3
    )
    SELECT m.after AS area_id, s.indicator_id, s.period, s.value, s.numerator, s.denominator, s.standard_error, s.flag, s.delivery_id
    FROM mass m JOIN standing s ON s.area_id = m.before WHERE m.exact AND m.measure = 'surface'
    UNION ALL
    SELECT after, indicator_id, period, NULL, NULL, NULL, NULL, 'withheld', delivery_id FROM hidden
    UNION ALL
    SELECT s.after, s.indicator_id, s.period, CASE WHEN is_sum THEN total ELSE mean END,
           CASE WHEN is_fraction THEN numerator END, CASE WHEN is_fraction THEN denominator END, NULL, 'apportioned', s.delivery_id
    FROM shared s JOIN whole ON (whole.after, whole.measure) = (s.after, s.measure)
    WHERE s.weight >= CASE WHEN is_sum THEN %(whole)s ELSE %(covered)s END * whole.weight
      AND NOT EXISTS (SELECT FROM hidden h WHERE (h.after, h.indicator_id, h.period) = (s.after, s.indicator_id, s.period))"""
_WAYS = """
    WITH came AS (
        SELECT level, count(*) FILTER (WHERE exact) AS exact, count(*) FILTER (WHERE NOT exact AND flag = 'apportioned') AS apportioned,
               count(*) FILTER (WHERE NOT exact AND flag = 'withheld') AS withheld
        FROM (SELECT level, flag, EXISTS (SELECT FROM mass m WHERE m.after = area_id AND exact) AS exact
              FROM carried JOIN later ON later.key = area_id) carried GROUP BY 1
    ), stayed AS (
        SELECT level, count(*) AS left_behind FROM standing s JOIN former ON former.key = s.area_id WHERE NOT EXISTS (
            SELECT FROM piece p JOIN carried c ON c.area_id = p.after
            WHERE p.before = s.area_id AND (c.indicator_id, c.period) = (s.indicator_id, s.period)) GROUP BY 1
    )
    SELECT level, coalesce(exact, 0), coalesce(apportioned, 0), coalesce(withheld, 0), coalesce(left_behind, 0)
    FROM came FULL JOIN stayed USING (level)"""
_NUMBERS = """
    UPDATE datasets_area a SET {number} = round(told.number) FROM (
        SELECT p.after, sum(former.{number} * p.{measure}) AS number
        FROM piece p JOIN datasets_area former ON former.id = p.before
        JOIN datasets_area later ON later.id = p.after
        WHERE EXISTS (SELECT FROM mass m WHERE m.after = p.after AND (m.exact OR m.on_map >= %(whole)s))
        GROUP BY p.after HAVING count(*) = count(former.{number})
    ) told WHERE a.id = told.after AND a.{number} IS NULL"""
