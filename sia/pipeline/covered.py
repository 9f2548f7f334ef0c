"""What of a run may still be shown: figures that not every party at the table may read, and what rests on them, stay behind.

Only what all may read is weighed. A covenant may end after that, or a dataset be closed: ranks and totals of such a run stand,
its figures and the scores of the themes that rest on them are told no more.
"""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Partnership
from datasets.models import Delivery, Observation
from datasets.pipeline.grants import Grant
from sia.models import AreaResult, ScoreRun
from sia.pipeline.weighing import Weighing


def closed_columns(run: ScoreRun, grant: Grant) -> frozenset[int]:
    """The columns of a run, by place, that hold figures which `grant` does not allow, or lack them for that reason."""
    if not grant.closed:
        return frozenset()
    counted = [each.indicator for each in Weighing.from_plain(run.weighing).counted]
    empty = [indicator for indicator, source in zip(counted, run.sources, strict=True) if not source["period"]]
    lacking = kept_out(run.partnership, run.level, empty, grant)
    return frozenset(
        column
        for column, (indicator, datasets) in enumerate(zip(counted, datasets_of(run), strict=True))
        if indicator in lacking or not all(grant.allows(dataset, run.level, indicator) for dataset in datasets)
    )


def datasets_of(run: ScoreRun) -> list[list[int | None]]:
    """Of each column the datasets that its figures are from; of a run from before they were kept its delivery tells."""
    old = [source["delivery"] for source in run.sources if "datasets" not in source and source["delivery"]]
    of_old = dict(Delivery.objects.filter(pk__in=old).values_list("pk", "dataset")) if old else {}
    return [source.get("datasets", [of_old.get(source["delivery"])]) for source in run.sources]


def kept_out(partnership: Partnership, level: str, indicators: Iterable[int], grant: Grant) -> frozenset[int]:
    """Those of which there are figures at this level that may not be read, and none that may."""
    wanted = list(indicators)
    if not grant.closed or not wanted:
        return frozenset()
    held = Observation.objects.filter(indicator__in=wanted, area__partnership=partnership, area__level=level)
    found = held.order_by().values_list("indicator", "delivery__dataset").distinct()
    readable = {indicator for indicator, dataset in found if grant.allows(dataset, level, indicator)}
    return frozenset(indicator for indicator, _dataset in found if indicator not in readable)


def closed_themes(run: ScoreRun, columns: frozenset[int]) -> frozenset[str]:
    """The themes that rest on one of these columns with figures."""
    return frozenset(run.sources[column]["theme"] for column in columns if run.sources[column]["period"])


def cover(run: ScoreRun, results: Iterable[AreaResult], grant: Grant) -> list[AreaResult]:
    """The same results without what may not be shown; they are not to be saved."""
    found, columns = list(results), closed_columns(run, grant)
    themes = closed_themes(run, columns)
    if not themes:
        return found
    named = themes | {run.sources[column]["indicator"] for column in columns}
    for result in found:
        kept = {theme: told for theme, told in result.theme_scores.items() if theme not in themes}
        result.theme_scores = kept
        result.facts = result.perception = None
        result.peaks = [key for key in result.peaks if key not in named]
    return found
