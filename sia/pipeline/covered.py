"""Decide what of a run may still be shown.

Of one that rests on a figure which not every reader may read, groups and classes only.

Only what all may read is weighed. A covenant may end after that, or a dataset be closed. A total, its themes, weights
and goalposts tell the figure behind them by subtraction, and so does a rank among many. So there is one rule for a
whole run: `ScoreRun.objects.history` and `.newest` leave such a run out, and whoever takes one by another way passes it
through `cover`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.models import Partnership
from datasets.models import Delivery, Observation
from datasets.pipeline.grants import Grant
from sia.models import AreaResult, ScoreRun
from sia.pipeline.weighing import Weighing

# What is left of an area: who it is, its class and its group in the ranking. All else is the value of a field without figures.
SHOWN = {"id", "run", "area", "advice", "tranche"}


def cover(run: ScoreRun, results: Iterable[AreaResult], grant: Grant) -> list[AreaResult]:
    """Return the same results, by group and name without any number where `grant` does not allow all of them.

    All is what the run rests on.

    They are not to be saved.
    """
    found = list(results)
    if run.is_readable_by(grant):
        return found
    for result in found:
        for name, value in blank().items():
            setattr(result, name, value)
    return sorted(found, key=lambda result: (result.tranche is None, result.tranche or 0, result.area.name))


def blank() -> dict[str, Any]:
    """Return the fields of a result that tell a number, each with what it holds instead."""
    fields = (field for field in AreaResult._meta.concrete_fields if field.name not in SHOWN)
    return {
        field.attname: field.get_default() if field.has_default() and not _counts(field) else None for field in fields
    }


def _counts(field: Any) -> bool:
    return isinstance(field.get_default(), int | float)


def closed_columns(run: ScoreRun, grant: Grant) -> frozenset[int]:
    """Return the columns of a run, by place, of which nothing is shown: all where `grant` does not allow one of them.

    Of a run that may be shown those that lack figures because nobody may weigh them.
    """
    if not grant.closed:
        return frozenset()
    if not run.is_readable_by(grant):
        return frozenset(range(len(run.sources)))
    counted = [each.indicator for each in Weighing.from_plain(run.weighing).counted]
    empty = [indicator for indicator, source in zip(counted, run.sources, strict=True) if not source["period"]]
    lacking = kept_out(run.partnership, run.level, empty, grant)
    return frozenset(column for column, indicator in enumerate(counted) if indicator in lacking)


def datasets_of(run: ScoreRun) -> list[list[int | None]]:
    """Return for each column the datasets that its figures are from.

    Of a run from before they were kept its delivery tells.
    """
    old = [source["delivery"] for source in run.sources if "datasets" not in source and source["delivery"]]
    of_old = dict(Delivery.objects.filter(pk__in=old).values_list("pk", "dataset")) if old else {}
    return [source.get("datasets", [of_old.get(source["delivery"])]) for source in run.sources]


def kept_out(partnership: Partnership, level: str, indicators: Iterable[int], grant: Grant) -> frozenset[int]:
    """Return the indicators of which there are figures at this level that may not be read, and none that may."""
    wanted = list(indicators)
    if not grant.closed or not wanted:
        return frozenset()
    held = Observation.objects.filter(indicator__in=wanted, area__partnership=partnership, area__level=level)
    found = held.order_by().values_list("indicator", "delivery__dataset").distinct()
    readable = {indicator for indicator, dataset in found if grant.allows(dataset, level, indicator)}
    return frozenset(indicator for indicator, _dataset in found if indicator not in readable)


def closed_themes(run: ScoreRun, columns: frozenset[int]) -> frozenset[str]:
    """Return the themes that rest on one of these columns with figures."""
    return frozenset(run.sources[column]["theme"] for column in columns if run.sources[column]["period"])
