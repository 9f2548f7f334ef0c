"""Reads of works, agendas, bundles and scenarios, in domain words."""

from __future__ import annotations

from typing import Self

from accounts.querysets import ScopedQuerySet

OVER = ["finished", "cancelled"]


class SiteQuerySet(ScopedQuerySet):
    def plain(self) -> Self:
        return self.defer("place")


class WorkQuerySet(ScopedQuerySet):
    def plain(self) -> Self:
        """Without its place: a table needs none, and a confidential place leaves the database only on purpose."""
        return self.defer("place").select_related("party", "site").defer("site__place")

    def to_come(self) -> Self:
        return self.exclude(state__in=OVER)


class AgendaQuerySet(ScopedQuerySet):
    def live(self) -> Self:
        return self.exclude(state__in=["completed", "stopped"])

    def with_parties(self) -> Self:
        return self.select_related("snapshot").prefetch_related("areas", "pots__party")


class ChanceQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """What still asks for attention."""
        return self.filter(state__in=["detected", "seen", "talk"])

    def with_works(self) -> Self:
        return self.select_related("first__party", "second__party").defer("first__place", "second__place")


class ConflictQuerySet(ScopedQuerySet):
    pass


class BundleQuerySet(ScopedQuerySet):
    def live(self) -> Self:
        return self.exclude(state__in=["dissolved", "evaluated"])


class ScenarioQuerySet(ScopedQuerySet):
    partnership_path = "agenda__partnership"


class LookBackQuerySet(ScopedQuerySet):
    partnership_path = "agenda__partnership"

    def closed(self) -> Self:
        return self.filter(state="closed")
