"""The areas of former years that an area goes back to, and what became of one that is no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.sql_rows import fetch_rows
from datasets.models import Area, AreaOverlap
from datasets.vintages.match import HALF, KEPT

KEPT_KINDS = [str(kind) for kind in KEPT]
# Every way back from areas (`start`), year by year; `part` is how much of the area of today lies in the former one.
_BACK = """
    WITH RECURSIVE back AS (
        SELECT start AS area, start AS former, true AS exact, true AS mostly, 1.0::float8 AS part FROM unnest(%(areas)s::bigint[]) start
        UNION ALL
        SELECT back.area, o.before_id, exact AND o.kind = ANY(%(kept)s),
               mostly AND (o.surface_share >= %(half)s OR o.surface_share * b.surface_m2 >= %(half)s * a.surface_m2),
               part * least(1, o.surface_share * b.surface_m2 / a.surface_m2)
        FROM back JOIN datasets_areaoverlap o ON o.after_id = back.former
        JOIN datasets_area b ON b.id = o.before_id JOIN datasets_area a ON a.id = o.after_id
    )"""


@dataclass(frozen=True, slots=True)
class Origin:
    """A former area; `exact` where it is the area itself, under whatever name or code."""

    former: int
    exact: bool


def origins(areas: Sequence[int], among: Sequence[int]) -> dict[int, Origin]:
    """Return for each area the one of `among` that it was, else the one that most of its ground comes from."""
    rows = _rows(
        f"""{_BACK} SELECT DISTINCT ON (area) area, former, exact FROM back
            WHERE former = ANY(%(among)s::bigint[]) ORDER BY area, exact DESC, part DESC, former""",  # noqa: S608 -- a constant
        areas,
        among=list(among),
    )
    return {area: Origin(former, exact) for area, former, exact in rows}


def forerunners(area: Area) -> list[Origin]:
    """Return the area itself first, then the former areas that it was.

    Also those that lie in it or hold it for the greater part.
    """
    rows = _rows(
        f"""{_BACK} SELECT former, bool_or(exact) FROM back WHERE mostly GROUP BY former
            ORDER BY former <> ALL(%(areas)s::bigint[]), former""",  # noqa: S608 -- a constant
        [area.pk],
    )
    return [Origin(former, exact) for former, exact in rows]


def selves(areas: Sequence[int]) -> dict[int, int]:
    """Return every former area that each of these was, and itself: former → area."""
    return dict(_rows(f"{_BACK} SELECT former, area FROM back WHERE exact", areas))  # noqa: S608 -- a constant


def former_codes(area: Area) -> list[str]:
    """Return other codes that the same area bore, and that no area on the map bears today."""
    others = Area.objects.filter(pk__in=selves([area.pk])).exclude(code=area.code).values_list("code", flat=True)
    taken = Area.objects.of(area.partnership).current().filter(code__in=others).values_list("code", flat=True)
    return sorted(set(others) - set(taken))


def came_from(area: Area) -> list[AreaOverlap]:
    """Return the pieces that it was made of in its year, the largest first."""
    pieces = AreaOverlap.objects.filter(after=area).select_related("before").defer("before__geometry")
    return sorted(pieces, key=lambda piece: -piece.surface_share * piece.before.surface_m2)


def heirs(area: Area) -> list[AreaOverlap]:
    """Return where its ground lies in the next year, most of it first."""
    pieces = AreaOverlap.objects.filter(before=area).select_related("after").defer("after__geometry")
    return list(pieces.order_by("-surface_share", "after__code"))


def _rows(sql: str, areas: Sequence[int], **values: list[int]) -> list[tuple[Any, ...]]:
    return fetch_rows(sql, {"areas": list(areas), "kept": KEPT_KINDS, "half": HALF, **values})
