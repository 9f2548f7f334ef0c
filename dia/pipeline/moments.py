"""From sites to the potential of the weighing: where the ground has to open soon, since sewer or mains are due."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from accounts.models import Partnership
from dia.pipeline.observed import HORIZON_YEARS, inside, keep

MAINS = ["sewer", "water", "gas"]
LASTS_YEARS = 60  # what a sewer or main is usually reckoned to last in the Netherlands
MAINS_DUE = {
    "code": "mains_due",
    "name_nl": "Straten waar riool of leidingen binnen tien jaar aan vervanging toe zijn",
    "name_en": "Streets where sewer or mains are due within ten years",
    "theme": "investment_window",
    "role": "potential",
    "unit": "%",
    "direction": 1,
}


def observe_moments(partnership: Partnership) -> bool:
    """Store the share of registered sites in an area that are due within ten years, in %; return whether it changed.

    Due: a work on sewer, water or gas is planned there until then, or the street was last renewed so long ago that it
    is sixty years by then. Sites of which neither is known do not count, so an area without any other has no figure. A
    work with a confidential place tells of no site. Runs as `observe_investments` does.
    """
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH site AS (
                SELECT s.area_code, s.last_renewed, EXISTS (
                    SELECT FROM dia_work w WHERE w.site_id = s.id AND NOT w.confidential AND w.kind = ANY(%(mains)s)
                    AND w.state NOT IN ('cancelled', 'finished', 'idea') AND w.preferred <= %(until)s) AS planned
                FROM dia_site s WHERE s.partnership_id = %(partnership)s
            )
            SELECT a.id, (100.0 * count(*) FILTER (WHERE s.planned OR s.last_renewed + %(lasts)s <= %(until)s) / count(*))::float8
            FROM datasets_area a JOIN site s ON {inside("s.area_code")} AND (s.planned OR s.last_renewed IS NOT NULL)
            WHERE a.partnership_id = %(partnership)s AND a.level IN ('wijk', 'buurt')
            GROUP BY a.id
            """,  # noqa: S608 -- a part of our own
            {
                "partnership": partnership.pk,
                "mains": MAINS,
                "lasts": LASTS_YEARS,
                "until": timezone.localdate().year + HORIZON_YEARS,
            },
        )
        return keep(partnership, MAINS_DUE, cursor.fetchall())
