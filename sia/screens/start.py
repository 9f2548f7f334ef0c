"""The start page: what changed, what waits, where to go; the first steps while there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Partnership
from datasets.models import Area, Delivery, Level, Observation
from datasets.models.areas import Area as AreaModel
from sia.models import ScoreRun
from sia.screens.ranking import open_job

WAITING = [Delivery.State.RECEIVED, Delivery.State.UNMAPPED, Delivery.State.CHECKED, Delivery.State.REFUSED]
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Move:
    area: AreaModel
    before: int
    now: int

    @property
    def up(self) -> bool:
        return self.now < self.before

    @property
    def places(self) -> int:
        return abs(self.before - self.now)


def page(partnership: Partnership) -> dict[str, Any]:
    run = ScoreRun.objects.newest(partnership, Level.BUURT) or ScoreRun.objects.newest(partnership, Level.WIJK)
    deliveries = Delivery.objects.of(partnership).newest_first()
    return {
        "run": run,
        "has_areas": Area.objects.of(partnership).exists(),
        "has_figures": Observation.objects.of(partnership).exists(),
        "loaded": deliveries.exclude(kind=Delivery.Kind.DERIVED)
        .filter(loaded_at__isnull=False)
        .order_by("-loaded_at")[:SHOWN],
        "waiting": deliveries.filter(state__in=WAITING)[:SHOWN],
        "job": open_job(partnership),
        "moves": moves(run) if run else [],
        "top": run.results.ranked().filter(rank__isnull=False)[:SHOWN] if run else [],
    }


def moves(run: ScoreRun) -> list[Move]:
    """Who rose or fell most since the run before, on the same level and vintage."""
    earlier = ScoreRun.objects.filter(
        partnership=run.partnership_id, level=run.level, vintage=run.vintage, pk__lt=run.pk
    )
    before = earlier.order_by("-created_at", "-pk").first()
    if before is None:
        return []
    old = dict(before.results.filter(rank__isnull=False).values_list("area", "rank"))
    ranked = run.results.ranked().filter(rank__isnull=False, area__in=old)
    found = [Move(result.area, old[result.area_id] or 0, result.rank or 0) for result in ranked]
    return sorted((move for move in found if move.places), key=lambda move: -move.places)[:SHOWN]
