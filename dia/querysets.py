"""Reads of works, agendas, bundles and scenarios, in domain words."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db.models import Exists, OuterRef, Q

from accounts.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from dia.models import Agenda, Bundle, Conflict, CouplingOpportunity, LookBack, Scenario, Site, Work

OVER = ["finished", "cancelled"]


def place_seen(places: Collection[int], path: str = "") -> Q:
    """Return the condition of works of which the place is no secret; `path` leads to a work.

    No secret to who sees the confidential places of these parties.
    """
    return Q(**{f"{path}confidential": False}) | Q(**{f"{path}party__in": places})


class SiteQuerySet(ScopedQuerySet["Site"]):
    def plain(self) -> Self:
        return self.defer("place")


class WorkQuerySet(ScopedQuerySet["Work"]):
    def plain(self) -> Self:
        """Leave out the place: a table needs none, and a confidential place leaves the database only on purpose."""
        return self.defer("place").select_related("party", "site").defer("site__place")

    def to_come(self) -> Self:
        return self.exclude(state__in=OVER)


class AgendaQuerySet(ScopedQuerySet["Agenda"]):
    def live(self) -> Self:
        return self.exclude(state__in=["completed", "stopped"])

    def with_parties(self) -> Self:
        return self.select_related("snapshot").prefetch_related("areas", "pots__party")


class CouplingOpportunityQuerySet(ScopedQuerySet["CouplingOpportunity"]):
    def standing(self) -> Self:
        """Return what still asks for attention."""
        return self.filter(state__in=["detected", "seen", "talk"])

    def seen_by(self, places: Collection[int]) -> Self:
        """Keep those for who sees the confidential places of these parties."""
        return self.filter(Q(confidential=False) | place_seen(places, "first__") & place_seen(places, "second__"))

    def closest(self, places: Collection[int]) -> Self:
        """Keep those of `seen_by`, and of a pair whose places are seen only what those tell.

        Not what its areas do besides.
        """
        nearer = self.model._default_manager.filter(
            confidential=True, first=OuterRef("first"), second=OuterRef("second")
        )
        seen = place_seen(places, "first__") & place_seen(places, "second__")
        areas = Q(confidential=False) & (~seen | ~Exists(nearer.exclude(state="expired")))
        return self.filter(areas | Q(confidential=True) & seen)

    def known_to_all(self) -> Self:
        """Keep what tells of no confidential place.

        Also where one was made confidential after the opportunity was found.
        """
        open_places = Q(first__confidential=False, second__confidential=False)
        return self.filter(Q(kind="area") | open_places, confidential=False)

    def not_turned_down(self) -> Self:
        """Keep those found, and neither declined nor gone.

        One that was taken stays as long as both works are still to come.
        """
        found = self.exclude(state__in=["declined", "expired"])
        return found.exclude(first__state__in=OVER).exclude(second__state__in=OVER)

    def with_works(self) -> Self:
        return self.select_related("first__party", "second__party").defer("first__place", "second__place")


class ConflictQuerySet(ScopedQuerySet["Conflict"]):
    pass


class BundleQuerySet(ScopedQuerySet["Bundle"]):
    def live(self) -> Self:
        return self.exclude(state__in=["dissolved", "evaluated"])


class ScenarioQuerySet(ScopedQuerySet["Scenario"]):
    partnership_path = "agenda__partnership"


class LookBackQuerySet(ScopedQuerySet["LookBack"]):
    partnership_path = "agenda__partnership"

    def closed(self) -> Self:
        return self.filter(state="closed")
