"""The undo of figures: what stood before stands again, in the store and in the counts of areas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from datasets.models import Area, Delivery, Observation, ObservationRevision
from datasets.pipeline import diff, vintage_links
from datasets.pipeline.undo_order import later_than

KEYS = ", ".join(diff.KEYS)
ON_KEYS = " AND ".join(f"o.{name} = r.{name}" for name in diff.KEYS)
VALUES = ", ".join(f"{name} = r.{name}" for name in [*diff.MEASURES, "flag", "delivery_id"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """The number of figures that an undo takes away, changes back, and brings back."""

    taken_away: int
    changed_back: int
    brought_back: int


def outcome(delivery: Delivery) -> Outcome:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FILTER (WHERE r.area_id IS NULL), count(*) FILTER (WHERE o.area_id IS NOT NULL AND r.area_id IS NOT NULL),
                   count(*) FILTER (WHERE o.area_id IS NULL)
            FROM (SELECT {KEYS} FROM datasets_observation WHERE delivery_id = %(own)s) o
            FULL JOIN (SELECT {KEYS} FROM datasets_observationrevision WHERE replaced_by_id = %(own)s) r ON {ON_KEYS}
            """,
            {"own": delivery.pk},
        )
        return Outcome(*cursor.fetchone())


def lost_its_place(delivery: Delivery) -> bool:
    places = Area.objects.of(delivery.partnership).values("pk")
    return ObservationRevision.objects.filter(replaced_by=delivery).exclude(area__in=places).exists()


def put_back(delivery: Delivery) -> bool:
    """Write what stood before over what this delivery brought, inside the caller's transaction.

    Returns whether anything differs.

    What it replaced stays in the register of revisions: the delivery tells there that it was undone.
    """
    carried = _was_carried(delivery)
    changed = write_back(delivery)
    count_back(delivery)
    if division := delivery.recognised.get("division"):
        vintage_links.onward(delivery.partnership, division)
    elif carried:
        vintage_links.again(delivery.partnership)
    return changed


def write_back(delivery: Delivery) -> bool:
    return _execute(
        delivery,
        f"""
        DELETE FROM datasets_observation o WHERE o.delivery_id = %(own)s
        AND NOT EXISTS (SELECT FROM datasets_observationrevision r WHERE r.replaced_by_id = %(own)s AND {ON_KEYS})
        """,
        f"""
        UPDATE datasets_observation o SET {VALUES}
        FROM datasets_observationrevision r WHERE r.replaced_by_id = %(own)s AND o.delivery_id = %(own)s AND {ON_KEYS}
        """,
        f"""
        INSERT INTO datasets_observation ({diff.COLUMNS}, delivery_id)
        SELECT {diff.COLUMNS}, delivery_id FROM datasets_observationrevision r WHERE replaced_by_id = %(own)s
        AND NOT EXISTS (SELECT FROM datasets_observation o WHERE {ON_KEYS})
        """,
    )


def carry_back(delivery: Delivery) -> None:
    """Put back what was carried into areas before these boundaries carried figures there.

    Where nothing was, or its own delivery was undone since, nothing comes back.
    """
    _execute(
        delivery,
        f"""
        DELETE FROM datasets_observation o USING datasets_observationrevision r
        WHERE r.replaced_by_id = %(own)s AND {ON_KEYS}
        """,
        f"""
        INSERT INTO datasets_observation ({diff.COLUMNS}, delivery_id)
        SELECT {diff.COLUMNS}, delivery_id FROM datasets_observationrevision r WHERE replaced_by_id = %(own)s
        AND EXISTS (SELECT FROM datasets_delivery d WHERE d.id = r.delivery_id AND d.state <> 'undone')
        """,
    )


def _execute(delivery: Delivery, *statements: str) -> bool:
    """Return whether any row was touched."""
    changed = 0
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # whole sets are compared
        for statement in statements:
            cursor.execute(statement, {"own": delivery.pk})
            changed += cursor.rowcount
        cursor.execute("SET LOCAL enable_nestloop = on")
    return bool(changed)


def _was_carried(delivery: Delivery) -> bool:
    """Return whether it speaks of areas of a former year, so that those of today have its figures from there."""
    today = Area.objects.of(delivery.partnership).current().values("pk")
    brought = Observation.objects.filter(delivery=delivery).exclude(area__in=today)
    return brought.exists() or ObservationRevision.objects.filter(replaced_by=delivery).exclude(area__in=today).exists()


def count_back(delivery: Delivery) -> None:
    """Put inhabitants and dwellings back as they were, where they still are what this delivery made of them.

    Where a later delivery went on from there, it now goes on from what stood before.
    """
    for code, before, after, area in _counted(delivery):
        if Area.objects.filter(pk=area, **{code: after}).update(**{code: before}):
            continue
        for later in later_than(delivery).filter(preview__has_key="areas"):
            held = later.preview["areas"].get(code, {})
            if held.get(str(area), [None])[0] == after:
                held[str(area)][0] = before
                later.save(update_fields=["preview"])
                break


def _counted(delivery: Delivery) -> Iterator[tuple[str, int | None, int | None, int]]:
    for code, areas in delivery.preview.get("areas", {}).items():
        for area, (before, after) in areas.items():
            yield code, before, after, int(area)
