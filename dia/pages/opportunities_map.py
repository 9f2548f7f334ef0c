"""Opportunities and conflicts on the map, in PostGIS: a line between two works, or the spot that they share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Partnership
from dia.actions.works_place import WGS84
from dia.pages.agenda_map import outlined
from dia.pages.conflicts import AT_SITES
from dia.pages.conflicts import Row as Clash
from dia.pages.works import PRECISE, outlines

if TYPE_CHECKING:
    from dia.pages.opportunities import Card

MOST = 300  # marks; the best ones
STEPS = (40, 60)  # scores from which a mark is larger and darker
# Without place, or with a confidential one of either that is not for this reader, a work is where its area is.
SHAPES = """
    WITH spot AS (
        SELECT code, ST_PointOnSurface(geometry) AS at FROM (SELECT DISTINCT ON (code) code, geometry FROM datasets_area
            WHERE partnership_id = %(partnership)s ORDER BY code, vintage DESC) newest
    ), pair AS (
        SELECT c.id, CASE WHEN secret THEN x.at ELSE coalesce(a.place, x.at) END AS one,
            CASE WHEN secret THEN y.at ELSE coalesce(b.place, y.at) END AS other
        FROM dia_couplingopportunity c JOIN dia_work a ON a.id = c.first_id JOIN dia_work b ON b.id = c.second_id
            CROSS JOIN LATERAL (SELECT (a.confidential OR b.confidential) AND NOT c.confidential AS secret) s
            LEFT JOIN spot x ON x.code = a.area_code LEFT JOIN spot y ON y.code = b.area_code
        WHERE c.partnership_id = %(partnership)s AND c.id = ANY(%(opportunities)s)
    ), clash AS (
        SELECT c.id, coalesce(CASE WHEN c.kind = ANY(%(at_sites)s) AND NOT bool_or(w.confidential)
            THEN ST_PointOnSurface(ST_Collect(w.place)) END, x.at) AS at
        FROM dia_conflict c LEFT JOIN spot x ON x.code = c.area_code
            LEFT JOIN dia_conflict_works m ON m.conflict_id = c.id LEFT JOIN dia_work w ON w.id = m.work_id
        WHERE c.partnership_id = %(partnership)s AND c.id = ANY(%(conflicts)s) GROUP BY c.id, x.at
    ), shape AS (
        SELECT 'opportunity-' || id AS key, CASE WHEN one IS NULL OR other IS NULL THEN ST_PointOnSurface(coalesce(one, other))
            WHEN ST_Intersects(one, other) THEN ST_PointOnSurface(ST_Intersection(one, other))
            ELSE ST_ShortestLine(one, other) END AS shape FROM pair
        UNION ALL SELECT 'conflict-' || id, at FROM clash
    )
    SELECT key, {written} FROM shape WHERE shape IS NOT NULL
"""
AS_GEOJSON, AS_WKB = "ST_AsGeoJSON(ST_Transform(shape, %(degrees)s), %(precise)s)", "ST_AsBinary(shape)"


def page(partnership: Partnership, cards: Sequence[Card], clashes: Sequence[Clash], area: str) -> dict[str, Any]:
    """Return the map of the whole city, or of one area; `cards` as everybody may read them.

    Money and manpower lie nowhere: conflicts about them stand in the list alone.
    """
    marks = [*(_opportunity(partnership, card) for card in cards), *map(_clash, clashes)]
    opportunities, conflicts = [card.opportunity.pk for card in cards], [row.conflict.pk for row in clashes]
    drawn = shapes(partnership, opportunities, conflicts)
    return {
        "on_map": [mark | {"shape": json.loads(drawn[mark["id"]])} for mark in marks if mark["id"] in drawn],
        "outlined": outlined(partnership, [area]) if area else [],
        "is_full": len(cards) == MOST,
        "steps": [_step(0), *map(_step, STEPS)],
        **outlines(partnership),
    }


def _opportunity(partnership: Partnership, card: Card) -> dict[str, Any]:
    return {
        "id": opportunity_key(card.opportunity.pk),
        "href": reverse("coupling", args=[partnership.slug, card.opportunity.pk]),
        "title": card.sentence,
        "about": card.area,
        "party": f"opportunity-{step_of(card.score)}",
        "letters": str(card.score),
        "area": card.opportunity.first.area_code,
    }


def _clash(row: Clash) -> dict[str, Any]:
    key = f"conflict-{row.conflict.pk}"
    about = f"{row.conflict.get_kind_display()}, {row.conflict.year}"
    told = {"title": row.text, "about": about, "area": row.conflict.area_code}
    return {"id": key, "href": f"#{key}", "party": "clash", "letters": "!", **told}


def step_of(score: float) -> int:
    """Return 1 to 3, as the marks grow."""
    return 1 + sum(score >= step for step in STEPS)


def _step(least: int) -> tuple[int, str]:
    words = _("chance %(score)s or more") if least else _("chance below %(score)s")
    return step_of(least), words % {"score": least or STEPS[0]}


def shapes(
    partnership: Partnership, opportunities: Sequence[UUID], conflicts: Sequence[int] = (), written: str = AS_GEOJSON
) -> dict[str, Any]:
    """Return shapes as `written`, by the id of their mark; without place and area there is none."""
    values: dict[str, Any] = {
        "partnership": partnership.pk,
        "opportunities": list(opportunities),
        "conflicts": list(conflicts),
        "at_sites": [str(kind) for kind in AT_SITES],
        "degrees": WGS84,
        "precise": PRECISE,
    }
    with connection.cursor() as cursor:
        cursor.execute(SHAPES.format(written=written), values)
        return dict(cursor.fetchall())


def opportunity_key(opportunity: UUID) -> str:
    return f"opportunity-{opportunity}"
