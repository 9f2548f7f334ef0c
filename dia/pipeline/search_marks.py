"""Around which works the search for opportunities must look: those that are another than when it last looked.

A work is compared by a seal of all that bears on it: its whole row, its site, its bundles, and what holds for all works
(`context`). So no change is missed, whoever made it, and what the search reads of a work may change without a change
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import Partnership
from dia.models import SearchMark

CHANGED = """
    WITH inside AS (
        SELECT work_id, bundle_id, 'in' AS how FROM dia_bundlework WHERE live
        UNION ALL SELECT work_id, bundle_id, 'asked' FROM dia_joinrequest WHERE state = 'sent' AND due >= %(today)s
    ), bundled AS (
        SELECT work_id, string_agg(concat_ws(' ', b.id, b.state, how), ',' ORDER BY b.id, how) AS bundles
        FROM inside JOIN dia_bundle b ON b.id = bundle_id
        WHERE b.partnership_id = %(partnership)s AND b.state <> 'dissolved' GROUP BY work_id
    ), sealed AS (
        SELECT w.id, md5(concat_ws('|', %(context)s::text, w::text, s::text, bundles)) AS seal
        FROM dia_work w LEFT JOIN dia_site s ON s.id = w.site_id LEFT JOIN bundled ON bundled.work_id = w.id
        WHERE w.partnership_id = %(partnership)s
    )
    SELECT sealed.id, sealed.seal FROM sealed LEFT JOIN dia_searchmark m ON m.work_id = sealed.id
    WHERE m.seal IS DISTINCT FROM sealed.seal ORDER BY sealed.id
"""


def changed_works(partnership: Partnership, context: str) -> dict[int, str]:
    """Return the works to look around, with their seals as they are now, in the order of their numbers.

    Ask it before anything else is read: a seal is then never newer than what was seen of its work.
    """
    values: dict[str, Any] = {"partnership": partnership.pk, "context": context, "today": timezone.localdate()}
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, values)
        return dict(cursor.fetchall())


def mark(seals: Mapping[int, str]) -> None:
    """Note that the search looked around these works; works that are gone meanwhile must be left out."""
    rows = [SearchMark(work_id=work, seal=seal) for work, seal in seals.items()]
    SearchMark.objects.bulk_create(rows, update_conflicts=True, unique_fields=["work"], update_fields=["seal"])
