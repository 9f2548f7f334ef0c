"""All that an undo has to bring back to the bit: the map with what hangs on it, the figures, and the ranks that come of them."""

from __future__ import annotations

from typing import Any

from accounts.models import Partnership
from datasets.models import Area, AreaLink, AreaMap, AreaOverlap, Delivery
from sia.models import AreaResult, ScoreRun
from tests.datasets.tables import everything


def ranks(partnership: Partnership) -> list[tuple]:
    """All that the newest runs say, without their own numbers."""
    found: list[tuple] = []
    for level in ("buurt", "wijk"):
        run = ScoreRun.objects.newest(partnership, level)
        if run is None:
            continue
        fields = [field.attname for field in AreaResult._meta.fields if field.name not in {"id", "run"}]
        rows = list(AreaResult.objects.filter(run=run).order_by("area").values_list(*fields))
        kept = (run.input_hash, bytes(run.inputs), run.weighing, run.treatment, run.sources, run.robustness)
        found.append((kept, run.is_stale, rows))
    return found


def map_of(partnership: Partnership) -> dict[str, Any]:
    """Every row with its own number, outlines as bytes; figures with their delivery; which deliveries are current."""
    current = Delivery.objects.of(partnership).filter(state="current")
    return {
        "areas": _rows(Area.objects.of(partnership)),
        "borders": _rows(AreaLink.objects.of(partnership)),
        "overlaps": _rows(AreaOverlap.objects.of(partnership)),
        "maps": _rows(AreaMap.objects.of(partnership)),
        "figures": everything(partnership),
        "current": set(current.values_list("pk", flat=True)),
    }


def _rows(found: Any) -> set[tuple]:
    fields = [field.attname for field in found.model._meta.concrete_fields]
    return {tuple(bytes(v.ewkb) if hasattr(v, "ewkb") else v for v in row) for row in found.values_list(*fields)}
