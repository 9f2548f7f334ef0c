"""The start page: what changed, what waits, where to go; the first steps while there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from accounts.models import Partnership
from datasets.models import Area, Delivery, Level, Observation
from datasets.models.areas import Area as AreaModel
from sia.charts import group_letter
from sia.models import AreaResult, Ballot, ScoreRun
from sia.pipeline import stored
from sia.pipeline.moves import moves
from sia.screens.groups import mixes_with
from sia.screens.ranking import open_job
from sia.screens.ranking.rows import Arrow, arrow_of

WAITING = [Delivery.State.RECEIVED, Delivery.State.UNMAPPED, Delivery.State.CHECKED, Delivery.State.REFUSED]
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Moved:
    """An area that stands elsewhere than in the run before."""

    area: AreaModel
    now: int
    arrow: Arrow


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
        "ballots": Ballot.objects.of(partnership).filter(closed_at__isnull=True).select_related("model"),
        "moves": moved_since(run) if run else [],
        "groups": first_in_rank(run) if run else [],
    }


def moved_since(run: ScoreRun) -> list[Moved]:
    """Who rose or fell most since the run before, each with one reason."""
    before = ScoreRun.objects.history(run.partnership, run.level).exclude(pk=run.pk).first()
    if before is None:
        return []
    now = stored(run)
    found = moves(stored(before), now)
    rows = [(r, arrow) for r in now.results if (arrow := arrow_of(found.get(r.area_id)))]
    rows.sort(key=lambda row: -row[1].places)
    return [Moved(result.area, result.rank or 0, arrow) for result, arrow in rows[:SHOWN]]


def first_in_rank(run: ScoreRun) -> list[tuple[str, str, list[AreaResult]]]:
    """The first few by group, with the group that it may mix with: nobody can say for certain who comes first there."""
    found = list(run.results.ranked().filter(rank__isnull=False)[:SHOWN])
    groups = groupby(found, key=lambda result: result.tranche)
    return [(group_letter(key), mixes_with(run.robustness, "rank", key), list(rows)) for key, rows in groups]
