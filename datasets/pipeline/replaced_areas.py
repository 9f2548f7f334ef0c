"""The changes of a load of boundaries to areas, borders, overlaps and maps.

They are kept row by row, and put back by its undo, to the bit.

Rows are kept as JSON by column: numbers read back as the same bits, outlines are the hexadecimal text of PostGIS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import MultiPolygonField
from django.db import connection, models

from accounts.models import Partnership
from datasets.models import Area, AreaLink, AreaMap, AreaOverlap, AreaRevision, Delivery

# Figures change these too: they go the way of figures, with the delivery (`Delivery.preview["areas"]`).
COUNTS = ("inhabitants", "dwellings", "corporation_dwellings")
AREA, BORDER, OVERLAP, MAP = AreaRevision.What.values


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of which rows are kept, and in SQL whose they are."""

    model: type[models.Model]
    of_partnership: str = "partnership_id = %(partnership)s"

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> str:
        return ", ".join(str(field.column) for field in self.model._meta.concrete_fields)

    @property
    def rows(self) -> str:
        """Return in SQL the partnership's rows: `id` and what is `said` in each."""
        fields = self.model._meta.concrete_fields
        told = ", ".join(f"{f.column}::text" if isinstance(f, MultiPolygonField) else str(f.column) for f in fields)
        return f"SELECT id, to_jsonb(r) AS said FROM (SELECT {told} FROM {self.name} WHERE {self.of_partnership}) r"


AREAS = "(SELECT id FROM datasets_area WHERE partnership_id = %(partnership)s)"
TABLES: Mapping[str, Kept] = {
    AREA: Kept(Area),
    BORDER: Kept(AreaLink, f"a_id IN {AREAS}"),
    OVERLAP: Kept(AreaOverlap, f"after_id IN {AREAS}"),
    MAP: Kept(AreaMap),
}


def remember(partnership: Partnership) -> None:
    """Copy what is stored into tables of this transaction (`was_area` and so on), until `keep`."""
    with connection.cursor() as cursor:
        for what, table in TABLES.items():
            cursor.execute(f"DROP TABLE IF EXISTS was_{what}")
            cursor.execute(
                f"CREATE TEMPORARY TABLE was_{what} ON COMMIT DROP AS {table.rows}", {"partnership": partnership.pk}
            )


def keep(delivery: Delivery) -> None:
    """Keep what changed: every row that was made, changed or removed since."""
    values: dict[str, Any] = {"partnership": delivery.partnership_id, "delivery": delivery.pk, "counts": list(COUNTS)}
    with connection.cursor() as cursor:
        for what, table in TABLES.items():
            cursor.execute(_KEEP.format(what=what, rows=table.rows), values)
        cursor.execute(_COUNTED.format(rows=TABLES[AREA].rows), values)
        counted: dict[str, dict[str, list[int | None]]] = {}
        for count, area, before, after in cursor.fetchall():
            counted.setdefault(count, {})[str(area)] = [before, after]
        delivery.preview["areas"] = counted


def keep_made(delivery: Delivery) -> None:
    """Record what a delivery of before the register made: all that it brought, the areas and what hangs on them."""
    with connection.cursor() as cursor:
        for what, of_delivery in _MADE.items():
            cursor.execute(
                f"INSERT INTO datasets_arearevision (replaced_by_id, what, row) SELECT %(delivery)s, %(what)s, id"
                f" FROM {TABLES[what].name} t WHERE {of_delivery}",
                {"delivery": delivery.pk, "what": what, "vintage": delivery.recognised["vintage"]},
            )


def is_kept(delivery: Delivery) -> bool:
    return delivery.area_revisions.exists()


def made(delivery: Delivery) -> list[int]:
    """Return the areas that it brought and that were not there."""
    if not is_kept(delivery):
        return list(delivery.areas.values_list("pk", flat=True))
    return list(delivery.area_revisions.filter(what=AREA, before__isnull=True).values_list("row", flat=True))


def moved(delivery: Delivery) -> list[int]:
    """Return the partnership's own areas that went along to its year."""
    return list(delivery.area_revisions.filter(what=AREA, before__has_key="vintage").values_list("row", flat=True))


def redrawn(delivery: Delivery) -> int:
    """Return how many areas it gave another outline or name; not those of which it only is the newest source."""
    return delivery.area_revisions.filter(what=AREA, before__has_any_keys=["geometry", "name"]).count()


def put_back(delivery: Delivery) -> None:
    """Put rows that were changed back as they were, and those that were removed where they stood.

    Those that were made go away; areas that it made go last.
    """
    values: dict[str, Any] = {"delivery": delivery.pk}
    with connection.cursor() as cursor:
        for statement, kinds in (
            (_UNMAKE, (OVERLAP, BORDER, MAP)),
            (_CHANGE, (AREA, BORDER, OVERLAP, MAP)),
            (_BRING, (BORDER, OVERLAP, MAP)),
            (_UNMAKE, (AREA,)),
        ):
            for what in kinds:
                table = TABLES[what]
                cursor.execute(statement.format(table=table.name, columns=table.columns), {**values, "what": what})


def corrected_since(delivery: Delivery) -> tuple[str, str] | None:
    """Return two areas of which somebody corrected the border after this load had drawn it."""
    with connection.cursor() as cursor:
        cursor.execute(_CORRECTED, {"delivery": delivery.pk, "made": made(delivery)})
        row: tuple[str, str] | None = cursor.fetchone()
        return row


_KEEP = """
    INSERT INTO datasets_arearevision (replaced_by_id, what, row, before, after)
    SELECT %(delivery)s, '{what}', id,
           CASE WHEN now.id IS NULL THEN was.said ELSE (
               SELECT jsonb_object_agg(key, value) FROM jsonb_each(was.said) WHERE value <> now.said->key) END,
           CASE '{what}' WHEN 'border' THEN now.said END
    FROM (SELECT id, said - %(counts)s::text[] AS said FROM was_{what}) was
    FULL JOIN (SELECT id, said - %(counts)s::text[] AS said FROM ({rows}) now) now USING (id)
    WHERE was.said IS DISTINCT FROM now.said"""
_COUNTED = """
    SELECT count, id, (was.said->>count)::int, (now.said->>count)::int
    FROM was_area was JOIN ({rows}) now USING (id), unnest(%(counts)s::text[]) count
    WHERE was.said->count <> now.said->count ORDER BY count, id"""
_MADE = {
    AREA: "t.delivery_id = %(delivery)s",
    BORDER: "t.a_id IN (SELECT id FROM datasets_area WHERE delivery_id = %(delivery)s)",
    OVERLAP: "t.after_id IN (SELECT id FROM datasets_area WHERE delivery_id = %(delivery)s)",
    MAP: "(partnership_id, level, vintage) IN "
    "(SELECT partnership_id, level, vintage FROM datasets_area WHERE delivery_id = %(delivery)s)",
}
_OF = "r.replaced_by_id = %(delivery)s AND r.what = %(what)s"
_UNMAKE = f"DELETE FROM {{table}} t USING datasets_arearevision r WHERE {_OF} AND r.before IS NULL AND t.id = r.row"
_CHANGE = f"""
    UPDATE {{table}} t SET ({{columns}}) = (SELECT {{columns}} FROM jsonb_populate_record(t, r.before))
    FROM datasets_arearevision r WHERE {_OF} AND r.before IS NOT NULL AND t.id = r.row"""
_BRING = f"""
    INSERT INTO {{table}} ({{columns}}) SELECT {{columns}} FROM (
        SELECT former.* FROM datasets_arearevision r, jsonb_populate_record(NULL::{{table}}, r.before) former
        WHERE {_OF} AND r.before ? 'id' AND NOT EXISTS (SELECT FROM {{table}} t WHERE t.id = r.row)) removed"""
_CORRECTED = """
    SELECT a.name, b.name FROM datasets_arealink l JOIN datasets_area a ON a.id = l.a_id JOIN datasets_area b ON b.id = l.b_id
    LEFT JOIN datasets_arearevision r ON r.row = l.id AND r.what = 'border' AND r.replaced_by_id = %(delivery)s
    WHERE l.corrected AND (r.id IS NOT NULL OR l.a_id = ANY(%(made)s) OR l.b_id = ANY(%(made)s))
      AND to_jsonb(l) IS DISTINCT FROM r.after ORDER BY a.code, b.code LIMIT 1"""
