"""Reads of models, runs and results, in domain words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db.models import BooleanField, F, Func, Q, Value

from accounts.querysets import ScopedQuerySet
from accounts.request_cache import once_per_request
from datasets.pipeline.grants import Grant, Opening, shared, whole

if TYPE_CHECKING:
    from accounts.models import Partnership
    from sia.models import AreaResult, Ballot, Bottleneck, Interpretation, ScoreModel, ScoreRun, Snapshot, Vote


class ScoreModelQuerySet(ScopedQuerySet["ScoreModel"]):
    def in_use(self, partnership: Partnership) -> ScoreModel | None:
        """Return the version that the scores follow: the agreed one, else the newest proposal.

        Without either the oldest that is not retired, so that a draft that somebody begins never moves the scores.
        """
        versions = self.of(partnership).exclude(state="retired")
        agreed = versions.filter(state="agreed").order_by("-version").first()
        return (
            agreed or versions.filter(starter=True).order_by("-version").first() or versions.order_by("version").first()
        )


class ScoreRunQuerySet(ScopedQuerySet["ScoreRun"]):
    def newest(self, partnership: Partnership, level: str) -> ScoreRun | None:
        return _newest(self.model, partnership, level)

    def history(self, partnership: Partnership, level: str) -> Self:
        """Return the runs of a level of which every party may read all inputs today, newest first.

        Runs from before they kept their model cannot be explained, and are left out.
        """
        runs = self.of(partnership).filter(level=level).exclude(weighing={}).readable_by(shared(partnership))
        return runs.select_related("model", "partnership").defer("inputs").order_by("-created_at", "-pk")

    def readable_by(self, grant: Grant) -> Self:
        """Return the runs of which `grant` allows every figure that went in: see `ScoreRun.is_readable_by`."""
        paths = _refused_paths(grant)
        if not paths:
            return self
        return self.exclude(Q(rests_on__isnull=True) | reduce(or_, (Q(_HasPath(path)) for path in paths)))


@once_per_request
def _newest(runs: type[ScoreRun], partnership: Partnership, level: str) -> ScoreRun | None:
    return runs.objects.history(partnership, level).first()


class _HasPath(Func):
    """Return the condition that what a run rests on holds an item of this SQL/JSON path."""

    function = "jsonb_path_exists"
    template = "%(function)s(%(expressions)s::jsonpath)"
    output_field = BooleanField()

    def __init__(self, path: str) -> None:
        super().__init__(F("rests_on"), Value(path))


def _refused_paths(grant: Grant) -> list[str]:
    """Return paths to the [dataset, level, indicator] that a reader of `grant` is not given.

    They are strict: lax would unwrap them.
    """
    pairs = {
        (dataset, frozenset(given for given in reader if given.dataset == dataset))
        for dataset in grant.closed
        for reader in grant.readers
    }
    conditions = sorted({_refused(dataset, given) for dataset, given in pairs if whole(dataset) not in given})
    return [f"strict $[*] ? ({condition})" for condition in conditions]


def _refused(dataset: int, given: Iterable[Opening]) -> str:
    covered = sorted(filter(None, map(_covers, given)))
    return f"@[0] == {dataset}" + "".join(f" && !({each})" for each in covered)


def _covers(opening: Opening) -> str:
    if not opening.levels:
        return ""
    levels = " || ".join(f'@[1] == "{level}"' for level in sorted(opening.levels))
    indicators = " || ".join(f"@[2] == {indicator}" for indicator in sorted(opening.indicators or ()))
    return f"({levels}) && ({indicators})" if opening.indicators is not None else levels


class AreaResultQuerySet(ScopedQuerySet["AreaResult"]):
    partnership_path = "run__partnership"

    def ranked(self) -> Self:
        """Order the results by urgency; areas without a rank come last, by name."""
        return self.select_related("area").defer("area__geometry").order_by("rank", "area__name")


class BallotQuerySet(ScopedQuerySet["Ballot"]):
    partnership_path = "model__partnership"

    def newest_first(self) -> Self:
        return self.order_by("-opened_at", "-pk")

    def undecided(self) -> Self:
        return self.filter(decided_at__isnull=True)


class VoteQuerySet(ScopedQuerySet["Vote"]):
    partnership_path = "ballot__model__partnership"


class InterpretationQuerySet(ScopedQuerySet["Interpretation"]):
    partnership_path = "area__partnership"

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True).select_related("party", "author", "area").defer("area__geometry")


class BottleneckQuerySet(ScopedQuerySet["Bottleneck"]):
    partnership_path = "area__partnership"

    def standing(self) -> Self:
        return self.filter(closed_at__isnull=True).select_related("party")


class SnapshotQuerySet(ScopedQuerySet["Snapshot"]):
    def adopted(self) -> Self:
        return self.filter(state="adopted")
