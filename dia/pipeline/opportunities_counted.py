"""From coupling opportunities to the potential of the weighing.

It counts how many works in an area could be done together with another.
"""

from __future__ import annotations

from django.db import connection

from accounts.models import Partnership
from dia.models import CouplingOpportunity
from dia.pipeline.observed import inside, keep

WORKS_WITH_A_CHANCE = {
    "code": "works_with_coupling_chance",
    "name_nl": "Werken met een koppelkans, per 1.000 woningen",
    "name_en": "Works with a coupling chance, per 1,000 dwellings",
    "theme": "investment_window",
    "role": "potential",
    "unit": "per 1.000 woningen",
    "direction": 1,
}


def observe_opportunities(partnership: Partnership) -> bool:
    """Store works with at least one opportunity that is not declined, per 1,000 dwellings; return whether it changed.

    Works and not pairs: five works in one street are ten pairs. Only opportunities that every party may know of. Areas
    without such works get 0, areas without dwellings nothing, and nobody gets anything before the first opportunity is
    found. Runs in the caller's transaction and waits for whoever changes areas, figures or opportunities of this
    partnership.
    """
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    known = CouplingOpportunity.objects.of(partnership).known_to_all()
    found = known.not_turned_down().order_by()
    works = sorted(
        {*found.values_list("first", flat=True).distinct(), *found.values_list("second", flat=True).distinct()}
    )
    return keep(partnership, WORKS_WITH_A_CHANCE, _per_thousand(partnership, works) if known.exists() else [])


def _per_thousand(partnership: Partnership, works: list[int]) -> list[tuple[int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT a.id, (1000.0 * count(w.id) / a.dwellings)::float8
            FROM datasets_area a LEFT JOIN dia_work w ON w.id = ANY(%s) AND {inside("w.area_code")}
            WHERE a.partnership_id = %s AND a.level IN ('wijk', 'buurt') AND a.dwellings > 0
            GROUP BY a.id
            """,  # noqa: S608 -- a part of our own
            [works, partnership.pk],
        )
        rows: list[tuple[int, float]] = cursor.fetchall()
        return rows
