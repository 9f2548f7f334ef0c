"""From works to the potential of the weighing: what the parties plan together in an area."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from accounts.models import Partnership
from datasets.pipeline.derived import store_derived
from dia.pipeline.observed import HORIZON_YEARS, inside

DISCOUNT = 0.9  # a euro next year counts for 90 cents: near works open the window now
FEWEST_PARTIES = 2
INVESTMENT_WINDOW = {
    "code": "joint_investment_per_dwelling",
    "name_nl": "Geplande investering van twee of meer partijen, per woning",
    "name_en": "Planned investment of two or more parties, per dwelling",
    "theme": "investment_window",
    "role": "potential",
    "unit": "euro",
    "direction": 1,
}


def observe_investments(partnership: Partnership) -> bool:
    """Store euros per dwelling that at least two parties plan within ten years; return whether it changed.

    Near works count more.

    Areas where fewer parties plan get 0; areas without dwellings get nothing. Runs in the caller's transaction and
    waits for whoever changes areas or figures of this partnership.
    """
    if not partnership.works.exists():  # nothing registered is not the same as nothing planned
        return False
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    year = timezone.localdate().year
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT a.id, CASE WHEN count(DISTINCT w.party_id) >= %(parties)s
                THEN sum((w.direct_cost + w.common_cost) * power(%(discount)s, greatest(w.preferred - %(year)s, 0))) / a.dwellings
                ELSE 0 END::float8
            FROM datasets_area a
            LEFT JOIN dia_work w ON w.partnership_id = a.partnership_id AND w.state NOT IN ('cancelled', 'finished', 'idea') AND w.preferred BETWEEN %(year)s AND %(year)s + %(horizon)s
                AND {inside("w.area_code")}
            WHERE a.partnership_id = %(partnership)s AND a.level IN ('wijk', 'buurt') AND a.dwellings > 0
            GROUP BY a.id
            """,  # noqa: S608 -- a part of our own
            {
                "partnership": partnership.pk,
                "year": year,
                "horizon": HORIZON_YEARS,
                "discount": DISCOUNT,
                "parties": FEWEST_PARTIES,
            },
        )
        return store_derived(partnership, INVESTMENT_WINDOW, year, cursor.fetchall())
