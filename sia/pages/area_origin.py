"""The origin of an area when boundaries changed, and what became of one that is no longer on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Partnership
from datasets.models import Area, AreaOverlap
from datasets.pipeline.lineage import came_from, heirs
from datasets.vintages.match import KEPT, Kind
from sia.models import Bottleneck, Interpretation


@dataclass(frozen=True, slots=True)
class Origin:
    """`known_as` is the former area where this is the same one under another name or code; else `pieces` made it."""

    known_as: Area | None
    pieces: list[tuple[Area, float]]


def of(area: Area) -> Origin | None:
    """Return the origin of an area; None where it is as it was, or where nothing from before is known."""
    found = came_from(area)
    if not found or found[0].kind == Kind.SAME:
        return None
    if found[0].kind in KEPT:
        return Origin(found[0].before, [])
    return Origin(None, [(piece.before, 100 * piece.surface_share) for piece in found])


def former(partnership: Partnership, code: str) -> dict[str, Any] | None:
    """Return the last year of a code that the map no longer has, with what lies there now.

    None for a code that never was.
    """
    held = Area.objects.of(partnership).select_related("partnership").plain()
    area = held.filter(code=code).order_by("-vintage").first()
    if area is None:
        return None
    return {
        "area": area,
        "heirs": [(heir.after, 100 * heir.surface_share, is_kept(heir)) for heir in heirs(area)],
        "notes": Interpretation.objects.standing().filter(area=area),
        "bottlenecks": Bottleneck.objects.standing().filter(area=area),
    }


def is_kept(piece: AreaOverlap) -> bool:
    return piece.kind in KEPT
