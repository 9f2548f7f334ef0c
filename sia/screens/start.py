"""The scores on the start page: the first areas, whether a recompute runs; the first steps while there is nothing."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from accounts.models import Partnership
from datasets.models import Area, Level, Observation
from sia.charts import group_letter
from sia.models import AreaResult, ScoreRun
from sia.screens.groups import mixes_with
from sia.screens.ranking import open_job

SHOWN = 6


def page(partnership: Partnership) -> dict[str, Any]:
    run = ScoreRun.objects.newest(partnership, Level.BUURT) or ScoreRun.objects.newest(partnership, Level.WIJK)
    return {
        "run": run,
        "has_areas": Area.objects.of(partnership).exists(),
        "has_figures": Observation.objects.of(partnership).exists(),
        "job": open_job(partnership),
        "groups": first_in_rank(run) if run else [],
    }


def first_in_rank(run: ScoreRun) -> list[tuple[str, str, list[AreaResult]]]:
    """The first few by group, with the group that it may mix with: nobody can say for certain who comes first there."""
    found = list(run.results.ranked().filter(rank__isnull=False)[:SHOWN])
    groups = groupby(found, key=lambda result: result.tranche)
    return [(group_letter(key), mixes_with(run.robustness, "rank", key), list(rows)) for key, rows in groups]
