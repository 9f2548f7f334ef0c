"""Reads of models, runs and results, in domain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from accounts.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import Partnership
    from sia.models import ScoreModel, ScoreRun


class ScoreModelQuerySet(ScopedQuerySet["ScoreModel"]):
    def in_use(self, partnership: Partnership) -> ScoreModel | None:
        """The newest agreed version; without one the newest draft."""
        versions = self.of(partnership).exclude(state="retired")
        agreed = versions.filter(state="agreed").order_by("-version").first()
        return agreed or versions.order_by("-version").first()


class ScoreRunQuerySet(ScopedQuerySet["ScoreRun"]):
    def newest(self, partnership: Partnership, level: str) -> ScoreRun | None:
        return self.of(partnership).filter(level=level).select_related("model").order_by("-created_at", "-pk").first()


class AreaResultQuerySet(ScopedQuerySet):
    partnership_path = "run__partnership"

    def ranked(self) -> Self:
        """By urgency; areas without a rank come last, by name."""
        return self.select_related("area").defer("area__geometry").order_by("rank", "area__name")
