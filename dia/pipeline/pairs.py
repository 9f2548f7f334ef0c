"""Pairs of works that may gain from each other, as the database finds them around a few works."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from accounts.models import Partnership
from dia.pipeline.coupling_rules import GAP_YEARS, SITE_M, joined
from dia.planning.kinds import COMPATIBLE, READINESS
from dia.planning.opportunities import Rules

TOGETHER = f"""
    a.id = ANY(%(around)s) AND a.state = ANY(%(ready)s) AND b.state = ANY(%(ready)s)
    AND b.partnership_id = %(partnership)s AND a.id <> b.id AND b.id <> ALL(%(later)s)
    AND greatest(a.earliest, b.earliest) - least(a.latest, b.latest) <= greatest({GAP_YEARS}, a.flexibility + b.flexibility)
"""
# The box around a place is what its spatial index is asked for; the rule of the two kinds decides.
PAIRS = f"""
    WITH beside AS (SELECT * FROM unnest(%(one)s::text[], %(other)s::text[], %(how)s::text[]) AS given(one, other, how)),
    pairs AS (
        SELECT least(a.id, b.id) AS first, greatest(a.id, b.id) AS second
        FROM dia_work a JOIN dia_work b ON b.place && ST_Expand(a.place, %(farthest)s) {joined("%(partnership)s")}
        WHERE {TOGETHER} AND ST_DWithin(a.place, b.place, {SITE_M})
        UNION
        SELECT least(a.id, b.id), greatest(a.id, b.id)
        FROM dia_work a JOIN dia_work b ON b.site_id = a.site_id {joined("%(partnership)s")} WHERE {TOGETHER}
        UNION
        SELECT least(a.id, b.id), greatest(a.id, b.id)
        FROM dia_work a JOIN beside ON one = a.area_code JOIN dia_work b ON b.area_code = other
        WHERE a.id = ANY(%(around)s) AND a.state = ANY(%(ready)s) AND b.state = ANY(%(ready)s)
            AND b.partnership_id = %(partnership)s AND a.id <> b.id AND b.id <> ALL(%(later)s)
            AND least(a.kind, b.kind) || ' ' || greatest(a.kind, b.kind) = ANY(%(compatible)s)
    )
    SELECT p.first, p.second, ST_Distance(a.place, b.place),
        CASE WHEN ST_Dimension(a.place) < 2 OR ST_Dimension(b.place) < 2 OR NOT a.place && b.place THEN NULL
            ELSE ST_Area(ST_Intersection(a.place, b.place)) / least(ST_Area(a.place), ST_Area(b.place)) END,
        coalesce(a.site_id = b.site_id, false), coalesce(beside.how, 'apart'), a.confidential OR b.confidential
    FROM pairs p JOIN dia_work a ON a.id = p.first JOIN dia_work b ON b.id = p.second
    LEFT JOIN beside ON one = a.area_code AND other = b.area_code
    ORDER BY p.first, p.second
"""  # noqa: S608 -- parts of our own
TOUCHING = """
    WITH newest AS (
        SELECT a.id, a.code FROM datasets_area a WHERE a.partnership_id = %(partnership)s AND a.vintage = (
            SELECT max(b.vintage) FROM datasets_area b WHERE b.partnership_id = a.partnership_id AND b.level = a.level)
    )
    SELECT x.code, y.code FROM datasets_arealink l JOIN newest x ON x.id = l.a_id JOIN newest y ON y.id = l.b_id
    WHERE l.border_m > 0 AND x.code = ANY(%(codes)s) AND y.code = ANY(%(codes)s)
"""

type Beside = list[tuple[str, str, str]]  # (one area, the other, "same" or "adjacent"), both ways round


@dataclass(frozen=True, slots=True)
class Pair:
    """Two works as the database sees them: `first` < `second`; without metres where a place is unknown.

    `confidential`: one of the places is; what it tells is not for everybody.
    """

    first: int
    second: int
    distance_m: float | None
    shared_surface: float | None
    same_site: bool
    area: Any
    confidential: bool
    tells_places: bool = True

    @property
    def by_area(self) -> Pair:
        """Return what everybody may know of it."""
        return replace(self, distance_m=None, shared_surface=None, same_site=False, tells_places=False)


def areas_beside(partnership: Partnership) -> Beside:
    """Return which areas of works are one, lie in one another, or share a border."""
    codes = sorted(set(partnership.works.order_by().values_list("area_code", flat=True).distinct()))
    with connection.cursor() as cursor:
        cursor.execute(TOUCHING, {"partnership": partnership.pk, "codes": codes})
        touching = {pair for one, other in cursor.fetchall() for pair in ((one, other), (other, one))}
    same = {(code, code) for code in codes}
    inside = {(code, f"WK{code[2:8]}") for code in codes if f"WK{code[2:8]}" in codes}
    same |= inside | {(wijk, code) for code, wijk in inside}
    found = [(*pair, "same") for pair in same] + [(*pair, "adjacent") for pair in touching - same]
    return sorted(found)


def pairs_around(
    partnership: Partnership, works: Sequence[int], *, later: Collection[int], rules: Rules, beside: Beside
) -> list[Pair]:
    """Return every two works of which one is among `works` that may gain from each other.

    None with a work of `later`.
    """
    one, other, how = (list(column) for column in zip(*beside, strict=True)) if beside else ([], [], [])
    values: dict[str, Any] = {
        "partnership": partnership.pk,
        "around": list(works),
        "later": list(later),
        "ready": list(READINESS),
        "farthest": max(rule.site_m for rule in (rules.usual, *rules.pairs.values())),
        "compatible": [" ".join(sorted(pair)) for pair in COMPATIBLE],
        "one": one,
        "other": other,
        "how": how,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, values)
        return [Pair(*row) for row in cursor.fetchall()]
