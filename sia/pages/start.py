"""The scores on the start page: the first areas, whether a recompute runs; the first steps while there is nothing."""

from __future__ import annotations

from typing import Any

from accounts.models import Partnership
from datasets.models import Area, Level, Observation
from sia.models import ScoreRun
from sia.pages.groups import by_rank
from sia.pages.ranking import open_job

SHOWN = 6


def page(partnership: Partnership) -> dict[str, Any]:
    run = ScoreRun.objects.newest(partnership, Level.BUURT) or ScoreRun.objects.newest(partnership, Level.WIJK)
    return {
        "run": run,
        "has_areas": Area.objects.of(partnership).exists(),
        "has_figures": Observation.objects.of(partnership).exists(),
        "job": open_job(partnership),
        **(first_in_rank(run) if run else {}),
    }


def first_in_rank(run: ScoreRun) -> dict[str, Any]:
    """Return the first few areas by group, and how many more stand in the last of these groups.

    Nobody can say who comes first there.
    """
    found = list(run.results.ranked().filter(rank__isnull=False)[:SHOWN])
    groups = by_rank(found, run.robustness)
    last = found[-1].tranche if found else None
    more = run.results.filter(tranche=last).count() - len(groups[-1].rows) if last else 0
    return {"groups": groups, "more": more}
