"""What workers do for the weighing."""

from __future__ import annotations

from accounts.models import Partnership
from datasets.jobs import Progress
from datasets.models import Level
from sia import pipeline

LEVELS = [Level.BUURT, Level.WIJK]


def recompute(partnership: Partnership, key: str, progress: Progress) -> None:
    """Bring the model's proposal and the runs of both levels up to date with the figures; a second call changes nothing."""
    partnership.refresh_from_db(fields=["data_version"])
    model = pipeline.refresh_starter(partnership)
    if model is None:
        return
    for done, level in enumerate(LEVELS, start=1):
        pipeline.compute(partnership, model, level)
        progress(done, len(LEVELS))
