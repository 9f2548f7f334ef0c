"""Reads of models, runs and results, in domain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from accounts.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import Partnership
    from sia.models import ScoreModel, ScoreRun


class ScoreModelQuerySet(ScopedQuerySet["ScoreModel"]):
    def in_use(self, partnership: Partnership) -> ScoreModel | None:
        """The version that the scores follow: the agreed one, else the newest proposal; without either the oldest that
        is not retired. So a draft that somebody begins never moves the scores."""
        versions = self.of(partnership).exclude(state="retired")
        agreed = versions.filter(state="agreed").order_by("-version").first()
        return (
            agreed or versions.filter(starter=True).order_by("-version").first() or versions.order_by("version").first()
        )


class ScoreRunQuerySet(ScopedQuerySet["ScoreRun"]):
    def newest(self, partnership: Partnership, level: str) -> ScoreRun | None:
        return self.history(partnership, level).first()

    def history(self, partnership: Partnership, level: str) -> Self:
        """Newest first. Runs from before they kept their model cannot be explained, and are left out."""
        runs = self.of(partnership).filter(level=level).exclude(weighing={})
        return runs.select_related("model").order_by("-created_at", "-pk")


class AreaResultQuerySet(ScopedQuerySet):
    partnership_path = "run__partnership"

    def ranked(self) -> Self:
        """By urgency; areas without a rank come last, by name."""
        return self.select_related("area").defer("area__geometry").order_by("rank", "area__name")


class BallotQuerySet(ScopedQuerySet):
    partnership_path = "model__partnership"

    def newest_first(self) -> Self:
        return self.order_by("-opened_at", "-pk")

    def undecided(self) -> Self:
        return self.filter(decided_at__isnull=True)


class VoteQuerySet(ScopedQuerySet):
    partnership_path = "ballot__model__partnership"


class InterpretationQuerySet(ScopedQuerySet):
    partnership_path = "area__partnership"

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True).select_related("party", "author", "area").defer("area__geometry")


class BottleneckQuerySet(ScopedQuerySet):
    partnership_path = "area__partnership"

    def standing(self) -> Self:
        return self.filter(closed_at__isnull=True).select_related("party")


class SnapshotQuerySet(ScopedQuerySet):
    def adopted(self) -> Self:
        return self.filter(state="adopted")
