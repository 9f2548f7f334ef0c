"""Reads of meetings, decisions and agreements, in domain words."""

from __future__ import annotations

from datetime import date
from typing import Self

from accounts.querysets import ScopedQuerySet


class MeetingQuerySet(ScopedQuerySet):
    def to_come(self) -> Self:
        """Not yet closed, the next one first."""
        return self.exclude(state="closed").order_by("on", "begins", "pk")

    def closed(self) -> Self:
        """The last one first."""
        return self.filter(state="closed").order_by("-on", "-begins", "-pk")


class ItemQuerySet(ScopedQuerySet):
    def backlog(self) -> Self:
        """What waits for a meeting, the longest waiting first."""
        return self.filter(meeting__isnull=True).order_by("created_at", "pk")


class DecisionQuerySet(ScopedQuerySet):
    def taken(self) -> Self:
        return self.filter(state="taken")

    def register(self) -> Self:
        """The newest first, as the register of decisions lists them."""
        return self.exclude(number__isnull=True).order_by("-year", "-number")


class ActionQuerySet(ScopedQuerySet):
    partnership_path = "meeting__partnership"

    def open(self) -> Self:
        return self.filter(done_at__isnull=True).order_by("due", "pk")

    def late(self, today: date) -> Self:
        return self.open().filter(due__lt=today)


class AgreementQuerySet(ScopedQuerySet):
    pass


class SpearheadQuerySet(ScopedQuerySet):
    def running(self) -> Self:
        return self.filter(state="adopted")
